"""The command line: a thin layer whose every setting is in the experiment file."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import textwrap
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import typer
from typer.core import TyperGroup

from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.records import printable

if TYPE_CHECKING:
    import pandas as pd


_SHOWN_ROWS = 40


class _Guarded(TyperGroup):
    """Ends a command that fails with a sentence and a status instead of a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            try:
                return super().invoke(ctx)
            except ToolkitError as error:
                _say(f"toolkit: {error}")
                sys.exit(1)
            except KeyboardInterrupt:
                _say("toolkit: interrupted; nothing unfinished was kept")
                sys.exit(130)
            except BrokenPipeError:  # such as `toolkit parse ... | head`: the reader has enough
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                sys.exit(0)
            except OSError as error:
                _say(f"toolkit: {error.filename or 'a file'}: {error.strerror or error}")
                sys.exit(1)


def _show_warning(  # noqa: PLR0917  (Python calls it so)
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    ours = issubclass(category, ToolkitWarning)
    _say(f"warning: {message}" if ours else f"{filename}:{lineno}: {category.__name__}: {message}")


app = typer.Typer(
    name="toolkit",
    cls=_Guarded,
    help="What was talked about, by whom, at which meeting, and is that difference real?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        _print(version("toolkit"))
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print it.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    pass


Folder = Annotated[Path, typer.Argument(help="Folder of transcripts.")]
File = Annotated[Path, typer.Argument(help="Experiment file (TOML).")]
Results = Annotated[Path, typer.Option(help="Folder of the runs.")]


@app.command()
def parse(
    folder: Annotated[
        str, typer.Argument(help="Folder of transcripts, experiment file, or package:sample.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Where to write it; audit/<folder's name> by default.")
    ] = None,
) -> None:
    """Read a folder; print and write what was recognised, what was judged, and what was not."""
    from toolkit.corpus import read_corpus
    from toolkit.corpus.audit.report import AUDIT, write_report
    from toolkit.formats import write_table

    place, settings = _corpus_of(folder)
    # "." and ".." have names as well.
    name = Path(folder.removeprefix("package:")).resolve().name.removesuffix(".toml")
    out = out or Path("audit") / (name or "corpus")
    if not settings.get("include") and out.resolve().is_relative_to(Path(place).resolve()):
        raise ToolkitError(
            f"{out} lies among the pages of {folder}, where the audit's own pages would be read "
            "next time; name a folder outside of it with --out"
        )
    corpus = read_corpus(place, **settings)
    try:
        index = write_report(corpus, place, out)
        for of in ("meetings", "turns", "speakers", "notes", "set_aside"):
            write_table(corpus.table(of), out / of)
    except OSError as error:
        raise ToolkitError(f"{out} cannot be written to: {error.strerror}") from error
    _print((out / AUDIT).read_text(encoding="utf-8").rstrip("\n"))
    _say(f"wrote {AUDIT} and the tables as CSV and parquet to {out}; look at {index}")


def _corpus_of(folder: str) -> tuple[str | Path, dict[str, Any]]:
    """Return where a corpus lies and how it is read: as by default, or as an experiment says."""
    if not folder.endswith(".toml"):
        return folder, {}
    from toolkit.experiment import read_experiment

    experiment = read_experiment(Path(folder))
    return experiment.place, experiment.corpus | experiment.table_places()


@app.command("try")
def try_layout(
    page: Annotated[Path, typer.Argument(help="One page: .txt, .md or .html.")],
    layout: Annotated[
        str, typer.Option(help="Layout, built in or a .layout.toml file; by evidence if none.")
    ] = "",
    html: Annotated[Path | None, typer.Option(help="Also write the page in colours.")] = None,
) -> None:
    """Read one page and print how: which layout and why, its head, its turns, its doubts."""
    from toolkit.corpus.audit.trial import try_page

    trial = try_page(page, layout)
    _print(trial.text)
    if html:
        html.write_text(trial.html, encoding="utf-8")
        _say(f"wrote {html}")


@app.command()
def layouts(
    name: Annotated[str, typer.Argument(help="Print the file of this one, to copy from.")] = "",
) -> None:
    """List the built-in layouts, or print one."""
    from toolkit.corpus import layouts as known

    if name:
        known.find_layout(name)
        _print(known.layout_source(name).rstrip())
        return
    for layout in known.layouts():
        language = layout.language or "any"
        _print(f"{layout.name:24} {language:4}{'' if layout.verified else 'unverified'}".rstrip())


@app.command()
def settings(
    stage: Annotated[
        str, typer.Argument(help="Print the keys of this one, such as segments or contrast.")
    ] = "",
) -> None:
    """List the headings of an experiment file, or the keys of one with range and default."""
    from toolkit.experiment.reference import STAGES, headings, settings_of

    if not stage:
        for word, heading, makes in headings().itertuples(index=False):
            _print(f"{word:12} {heading}\n{'':12} {makes}")
        return
    table = settings_of(stage)
    _print(STAGES[stage][0])
    for setting, allowed, default, meaning in table.itertuples(index=False):
        said = textwrap.fill(meaning, 96, initial_indent="    ", subsequent_indent="    ")
        _print(f"\n{setting} = {default}    ({allowed})\n{said}")


@app.command()
def check(file: File) -> None:
    """Check an experiment file, its texts and its contrasts without fitting anything."""
    from toolkit.experiment import read_experiment
    from toolkit.experiment.prepare import left_out, prepare
    from toolkit.experiment.record import input_digests, run_key
    from toolkit.records import plural

    experiment = read_experiment(file)
    inputs = input_digests(experiment)
    texts = prepare(experiment)
    _print(experiment.as_toml().rstrip())
    for sentence in left_out(texts.corpus):
        _say(f"warning: {sentence}")
    sizes = (
        plural(len(texts.corpus), "meeting"),
        plural(len(texts.counts.segments), "segment"),
        plural(len(texts.counts.terms), "term"),
    )
    _say(f"{file} is in order: {', '.join(sizes)}; its run is {run_key(experiment, inputs)}")


@app.command()
def run(
    file: File,
    results: Results = Path("results"),
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; the numbers do not depend on it.")
    ] = None,
) -> None:
    """Run an experiment, or find the run that is kept already."""
    from toolkit.experiment.run import keep_run

    began = time.perf_counter()
    folder, is_new = keep_run(file, results=results, workers=workers, report=_say)
    if is_new:
        _say(f"kept as {folder} after {time.perf_counter() - began:.1f} s")
    else:
        _say(f"already kept: {folder}")
    _say(f"`toolkit show {folder}` prints what it found; its figures are in {folder / 'figures'}")
    _print(str(folder))


@app.command()
def runs(results: Results = Path("results")) -> None:
    """List the kept runs."""
    from toolkit.experiment import find_runs

    _print_table(find_runs(results))


@app.command()
def show(
    run: Annotated[str, typer.Argument(help="A run's folder, name, or beginning of its name.")],
    results: Results = Path("results"),
) -> None:
    """Print what a run found."""
    from toolkit.experiment import load_run

    kept = load_run(run, results=results)
    _print(kept.summary())
    _print("\nFiles and columns: the run's folder, " + str(kept.folder))
    for name, topics in kept.topics.items():
        _print(f"\ntopics.{name}")
        _print_table(topics.table())
    for name, record in kept.contrasts.items():
        _show_contrast(name, record)


def _show_contrast(name: str, record: Any) -> None:
    """Print the rows of a comparison that were found to differ, or its first rows."""
    from toolkit.experiment.methods import method_of

    table, heading = record.table(), f"\ncontrasts.{name} ({method_of(record)})"
    if "p_adjusted" in table and "alpha" in record.settings:
        alpha = record.settings["alpha"]
        heading += f": differences at {alpha} after adjustment"
        table = table[table["p_adjusted"] <= alpha]
    elif len(table) > _SHOWN_ROWS:
        heading += f": the first {_SHOWN_ROWS} of {len(table):,} rows of table.csv"
        table = table.head(_SHOWN_ROWS)
    _print(heading)
    _print_table(table)


@app.command()
def sample(folder: Folder) -> None:
    """Write the embedded sample into a new folder."""
    from toolkit.corpus import write_sample

    _say(f"wrote {write_sample(folder)} transcripts to {folder}")


def main() -> NoReturn:
    """Run the command line: status 0, 1 for the user's mistake, 2 for usage, 130 for Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the terminal's own language is
            stream.reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and tidy up on the way out
    sys.exit(app())


def _say(line: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody follows the progress any more
        typer.echo(printable(line), err=True)


def _print(text: str) -> None:
    typer.echo(printable(text))


def _print_table(table: pd.DataFrame) -> None:
    if table.empty:
        _print("(none)")
    else:
        _print(table.to_string(index=False, max_colwidth=60, float_format=lambda x: f"{x:.4g}"))

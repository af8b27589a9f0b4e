"""The command line: a thin layer whose every setting is in the experiment file."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(
    name="toolkit",
    help="What was talked about, by whom, at which meeting, and is that difference real?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Argument(help="Folder of transcripts.")]
File = Annotated[Path, typer.Argument(help="Experiment file (TOML).")]
Results = Annotated[Path, typer.Option(help="Folder of the runs.")]


@app.command()
def parse(
    folder: Annotated[str, typer.Argument(help="Folder of transcripts, or package:sample.")],
    out: Annotated[Path | None, typer.Option(help="Also write the tables there.")] = None,
) -> None:
    """Read a folder and print what was recognised; with --out write meetings and turns."""
    from toolkit.corpus import read_corpus
    from toolkit.corpus.audit import audit

    corpus = read_corpus(folder)
    _print(audit(corpus))
    if out:
        from toolkit.experiment.formats import write_table

        try:
            for name in ("meetings", "turns", "set_aside"):
                write_table(corpus.table(name), out / name)
        except OSError as error:
            raise ToolkitError(f"{out} cannot be written to: {error.strerror}") from error
        _say(f"wrote meetings, turns and set_aside to {out} as CSV and parquet")


@app.command()
def check(file: File) -> None:
    """Check an experiment file and its folder without running anything."""
    from toolkit.experiment import read_experiment
    from toolkit.experiment.record import input_digests, run_key

    experiment = read_experiment(file)
    inputs = input_digests(experiment)
    _print(experiment.as_toml().rstrip())
    _say(
        f"{file} is in order: {len(inputs):,} input files; its run is {run_key(experiment, inputs)}"
    )


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
    for name, topics in kept.topics.items():
        _print(f"\ntopics.{name}")
        _print_table(topics.table())
    for name, contrast in kept.contrasts.items():
        _print(f"\ncontrasts.{name}: differences at {contrast.settings['alpha']} after adjustment")
        table = contrast.table()
        _print_table(table[table["p_adjusted"] <= contrast.settings["alpha"]])


@app.command()
def sample(folder: Folder) -> None:
    """Write the embedded sample into a new folder."""
    from toolkit.corpus import write_sample

    _say(f"wrote {write_sample(folder)} transcripts to {folder}")


def main() -> NoReturn:
    """Run the command line: status 0, 1 for the user's mistake, 2 for usage, 130 for Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(_guarded(lambda: app(standalone_mode=True)))


def _guarded(call: Callable[[], None]) -> int:
    try:
        call()
    except ToolkitError as error:
        _say(f"toolkit: {error}")
        return 1
    except KeyboardInterrupt:
        _say("toolkit: interrupted; nothing unfinished was kept")
        return 130
    except BrokenPipeError:
        return 0
    return 0


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _print(text: str) -> None:
    typer.echo(text)


def _print_table(table: pd.DataFrame) -> None:
    if table.empty:
        _print("(none)")
    else:
        _print(table.to_string(index=False, max_colwidth=60, float_format=lambda x: f"{x:.4g}"))

"""Commands about transcripts: parse, try, layouts, sample."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit.cli.group import app
from toolkit.cli.words import print_text, say
from toolkit.errors import ToolkitError

Folder = Annotated[Path, typer.Argument(help="Folder of transcripts.")]


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
    print_text((out / AUDIT).read_text(encoding="utf-8").rstrip("\n"))
    say(f"wrote {AUDIT} and the tables as CSV and parquet to {out}; look at {index}")


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
    print_text(trial.text)
    if html:
        html.write_text(trial.html, encoding="utf-8")
        say(f"wrote {html}")


@app.command()
def layouts(
    name: Annotated[str, typer.Argument(help="Print the file of this one, to copy from.")] = "",
) -> None:
    """List the built-in layouts, or print one."""
    from toolkit.corpus import layouts as known

    if name:
        known.find_layout(name)
        print_text(known.layout_source(name).rstrip())
        return
    for layout in known.layouts():
        language = layout.language or "any"
        print_text(
            f"{layout.name:24} {language:4}{'' if layout.verified else 'unverified'}".rstrip()
        )


@app.command()
def sample(folder: Folder) -> None:
    """Write the embedded sample into a new folder."""
    from toolkit.corpus import write_sample

    say(f"wrote {write_sample(folder)} transcripts to {folder}")

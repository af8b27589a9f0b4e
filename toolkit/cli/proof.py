"""Commands that prove a run again: verify, export, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.group import app
from toolkit.cli.words import Results, print_table, print_text, say

Texts = Annotated[
    Path | None, typer.Option(help="Folder of the texts, where they were moved since the run.")
]


@app.command()
def verify(
    run: Annotated[
        str, typer.Argument(help="A run's folder, name or beginning of its name, or an archive.")
    ],
    results: Results = Path("results"),
    texts: Texts = None,
    deep: Annotated[
        bool,
        typer.Option("--deep", help="With other numbers of processes and threads, other hashes."),
    ] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes.")] = None,
) -> None:
    """Repeat a kept run from its own record and compare everything: status 0 if it is equal."""
    from toolkit.experiment.proof.verify import verify as repeated

    found = repeated(run, results=results, texts=texts, deep=deep, workers=workers, quiet=False)
    if found.files:
        print_table(found.table())
        print_text("")
    print_text(found.summary())
    if not found.holds:
        raise typer.Exit(1)


@app.command()
def export(
    run: Annotated[str, typer.Argument(help="A run's folder, name, or beginning of its name.")],
    out: Annotated[Path, typer.Option(help="The archive to write, such as sample.zip.")],
    results: Results = Path("results"),
    texts: Texts = None,
) -> None:
    """Pack a run with its texts, versions and sources, for another machine to verify."""
    from toolkit.experiment.proof.export import export_run

    place = export_run(run, out, results=results, texts=texts)
    say(f"wrote {place}, {place.stat().st_size / 1e6:,.1f} MB; README.md in it says how to go on")
    say(f"`toolkit verify {place}` repeats the run from it here")


@app.command()
def doctor(results: Results = Path("results")) -> None:
    """Print what results depend on here, and test that they repeat: status 1 if they do not."""
    from toolkit.experiment.proof.doctor import doctor as examined

    found = examined(results)
    for what, value in found.facts.items():
        print_text(f"{what:16}{value}")
    print_text("\n" + found.summary())
    if not found.passed:
        raise typer.Exit(1)

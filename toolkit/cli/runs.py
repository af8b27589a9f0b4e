"""Commands about kept runs: runs, show, compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from toolkit.cli.group import app
from toolkit.cli.words import Results, print_table, print_text, say

if TYPE_CHECKING:
    from toolkit.experiment.catalogue import Sort

_SHOWN_ROWS = 40


_LISTED = (
    "run status finished seconds meetings segments models contrasts digest reason"
).split()  # the rest is in `find_runs`, for a notebook


@app.command()
def runs(  # noqa: PLR0917  (options are named)
    results: Results = Path("results"),
    experiment: Annotated[str, typer.Option(help="Only runs of this experiment.")] = "",
    model: Annotated[
        str, typer.Option(help="Only runs with a model of this name or kind, such as lda.")
    ] = "",
    status: Annotated[
        str, typer.Option(help="Only runs of this status: finished, damaged, unfinished, ...")
    ] = "",
    sort: Annotated[str, typer.Option(help="Column to sort by.")] = "finished",
    check: Annotated[
        bool, typer.Option("--check", help="Compare every byte with its digest.")
    ] = False,
) -> None:
    """List the kept runs, and those that were interrupted or cannot be used, with the reason."""
    from toolkit.experiment import find_runs

    asked: dict[str, Any] = {
        "experiment": experiment or None, "model": model or None, "status": status or None,
    }  # fmt: skip
    found = find_runs(results, **asked, sort=cast("Sort", sort), check=check)
    if found.empty and not any(asked.values()):
        say(f"no run is kept in {results}; name the folder of your runs by --results")
    shown = found.astype(object).where(found.notna(), "")
    # Columns in which nothing stands take no room.
    print_table(shown[[name for name in _LISTED if shown[name].astype(str).ne("").any()]])


@app.command()
def show(
    run: Annotated[str, typer.Argument(help="A run's folder, name, or beginning of its name.")],
    results: Results = Path("results"),
) -> None:
    """Print what a run found."""
    from toolkit.experiment import load_run

    kept = load_run(run, results=results)
    print_text(kept.summary())
    print_text("\nFiles and columns: the run's folder, " + str(kept.folder))
    for name, topics in kept.topics.items():
        print_text(f"\ntopics.{name}")
        table = topics.table()
        if kept.record["settings"]["topics"].get(name, {}).get("labels"):
            table.insert(1, "label", list(topics.labels))  # a reader gave these names
        print_table(table)
    for name, record in kept.contrasts.items():
        _show_contrast(name, record)


@app.command()
def compare(
    first: Annotated[str, typer.Argument(help="A run's folder, name, or beginning of its name.")],
    second: Annotated[str, typer.Argument(help="The run to set beside it.")],
    results: Results = Path("results"),
    out: Annotated[
        Path | None, typer.Option(help="Also write the tables into this folder.")
    ] = None,
) -> None:
    """Set two runs side by side: settings that differ, topics matched, findings that held."""
    from toolkit.experiment.comparing import compare as set_beside
    from toolkit.formats import write_table

    found = set_beside(first, second, results=results)
    print_text(found.summary())
    for name, alignment in found.alignments.items():
        print_text(f"\ntopics.{name}")
        print_table(alignment.table()[list(alignment.shown_columns)])
    table = found.table()
    table = table[table["outcome"] != "neither"]
    if len(table):
        print_text("\ncontrasts: differences found in either")
        print_table(table[list(found.shown_columns)])
    if out:
        for of in ("settings", "made", "inputs", "topics", "contrasts"):
            write_table(found.table(of), out / of)
        say(f"wrote the tables as CSV and parquet to {out}")


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
    print_text(heading)
    print_table(table)

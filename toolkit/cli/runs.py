"""Commands about kept runs: runs, show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit.cli.group import app
from toolkit.cli.words import Results, print_table, print_text

_SHOWN_ROWS = 40


@app.command()
def runs(results: Results = Path("results")) -> None:
    """List the kept runs."""
    from toolkit.experiment import find_runs

    print_table(find_runs(results))


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
        print_table(topics.table())
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
    print_text(heading)
    print_table(table)

"""What a command says to its user, and what it prints for the next command."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.records import printable

if TYPE_CHECKING:
    import pandas as pd

Results = Annotated[Path, typer.Option(help="Folder of the runs.")]
"""The setting of every command that looks for kept runs."""


def say(line: str) -> None:
    """Tell the user of progress, a warning or a mistake."""
    with contextlib.suppress(BrokenPipeError):  # nobody follows the progress any more
        typer.echo(printable(line), err=True)


def print_text(text: str) -> None:
    """Print what the user asked for."""
    typer.echo(printable(text))


def print_table(table: pd.DataFrame) -> None:
    """Print the rows of a table, long cells cut short."""
    if table.empty:
        print_text("(none)")
    else:
        print_text(table.to_string(index=False, max_colwidth=60, float_format=lambda x: f"{x:.4g}"))

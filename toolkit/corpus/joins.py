"""The user's own columns: a CSV joined on meeting or speaker, nothing dropped in silence."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

from toolkit.errors import ToolkitError


def read_columns(
    path: Path, key: str, present: Collection[str], taken: Collection[str]
) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Read a CSV whose column `key` names meetings or speakers.

    Parameters
    ----------
    path
        A UTF-8 CSV file with a header.
    key
        ``"meeting"`` or ``"speaker"``.
    present
        The meetings or speakers of the corpus.
    taken
        Names of columns that the corpus has already.

    Returns
    -------
    tuple
        Column and value by key, and one sentence for each row or key without a partner.

    Raises
    ------
    ToolkitError
        If the file cannot be read, has no column `key`, uses a taken name, names a key
        twice, or has a row of another length than its header.
    """
    rows = _rows(path)
    if not rows or key not in rows[0]:
        came = ", ".join(rows[0]) if rows else "nothing"
        raise ToolkitError(f"{path}: the first line must name a column '{key}', not {came}")
    header = rows[0]
    for name in header:
        if name != key and (name in taken or header.count(name) > 1 or not name):
            raise ToolkitError(
                f"{path}: the column '{name}' is empty, there twice or one of the corpus's own; "
                "rename it"
            )
    columns: dict[str, dict[str, str]] = {}
    unmatched: list[str] = []
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise ToolkitError(
                f"{path}, row {line}: {len(row)} cells, but the header has {len(header)}"
            )
        values = dict(zip(header, row, strict=True))
        name = values.pop(key)
        if name in columns:
            raise ToolkitError(f"{path}, row {line}: the {key} '{name}' has a row already")
        columns[name] = values
        if name not in present:
            unmatched.append(f"{path.name}, row {line}: no {key} '{name}' in the corpus")
    unmatched += [
        f"{path.name}: the {key} '{name}' has no row" for name in present if name not in columns
    ]
    return {name: columns[name] for name in columns if name in present}, unmatched


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [[cell.strip() for cell in row] for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ToolkitError(f"{path} cannot be read as a UTF-8 CSV file: {error}") from error

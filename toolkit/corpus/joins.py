"""The user's own columns: a CSV joined on meeting or speaker, nothing dropped in silence."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

from toolkit.corpus.names import tidy
from toolkit.errors import ToolkitError
from toolkit.records import plural


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
    known = {tidy(name) for name in present}
    _, header = rows.pop(0) if rows else (1, [])
    _check_header(path, key, header, taken)
    columns: dict[str, dict[str, str]] = {}
    unmatched: list[str] = []
    for line, row in rows:
        if len(row) != len(header):
            raise ToolkitError(
                f"{path}, line {line}: {plural(len(row), 'cell')}, but the header has "
                f"{len(header)}; quote a cell that holds a comma"
            )
        values = dict(zip(header, row, strict=True))
        name = values.pop(key)
        if name in columns:
            raise ToolkitError(
                f"{path}, line {line}: the {key} '{name}' has a row already; keep one of them"
            )
        columns[name] = values
        if name not in known:
            unmatched.append(f"{path.name}, line {line}: no {key} '{name}' in the corpus")
    unmatched += [
        f"{path.name}: the {key} '{name}' has no row"
        for name in present
        if tidy(name) not in columns
    ]
    # White space differs between a file's name and a cell; a row fits all it may have meant.
    return {name: columns[tidy(name)] for name in present if tidy(name) in columns}, unmatched


def _check_header(path: Path, key: str, header: list[str], taken: Collection[str]) -> None:
    if key not in header:
        came = f"not {', '.join(header)}" if header else "and the file is empty"
        raise ToolkitError(f"{path}: the first line must name a column '{key}', {came}")
    for name in header:
        wrong = (
            "a column has no name; name it or delete it"
            if not name
            else f"the column '{name}' is there twice; keep one of them"
            if header.count(name) > 1
            else f"the column '{name}' is one of the corpus's own; rename it"
            if name in taken and name != key
            else ""
        )
        if wrong:
            raise ToolkitError(f"{path}: {wrong}")


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Read the rows that are not empty, each with the number of its last line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            # Strict, because an open quote would swallow all rows behind it.
            reader = csv.reader(file, strict=True)
            rows = [(reader.line_num, [tidy(cell) for cell in row]) for row in reader]
            return [(line, row) for line, row in rows if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ToolkitError(f"{path} cannot be read as a UTF-8 CSV file: {error}") from error

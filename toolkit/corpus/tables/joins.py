"""The user's own columns: a table joined on meeting or speaker, nothing dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from toolkit.corpus.names import tidy
from toolkit.corpus.tables.columns import mapped
from toolkit.corpus.tables.rows import Rows, read_rows, refuse
from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.stages import did_you_mean

ENDINGS = (".csv", ".tsv", ".xlsx")
"""Endings of the tables that can be joined."""

_FEW = 10  # rows without a partner that are listed one by one

_FIELD = re.compile(r"\{([^{}]+)\}")

Columns = dict[str, dict[str, str]]


def read_columns(
    path: Path,
    key: str,
    present: Collection[str],
    taken: Collection[str],
    *,
    template: str = "",
    rename: Mapping[str, str] | None = None,
) -> tuple[Columns, list[str]]:
    """Read a table whose rows describe meetings or speakers.

    Parameters
    ----------
    path
        A .csv, .tsv or .xlsx file with a header; of a workbook the first sheet.
    key
        ``"meeting"`` or ``"speaker"``: the column that names one, unless `template` does.
    present
        The meetings or speakers of the corpus.
    taken
        Names of columns that the corpus has already.
    template
        How the name is put together from columns: ``"{ISO Code}_{Session}_{Year}"``.
    rename
        New name and the file's column; where it is given, only these columns are taken.

    Returns
    -------
    tuple
        Column and value by key; and what is without a partner: one sentence for each row or key,
        or, where they are more than ten, one that counts them.

    Raises
    ------
    ToolkitError
        If the file cannot be read, lacks a column, uses a taken name, or describes one meeting
        or speaker of the corpus in two rows that differ.
    """
    rows = _read(path)
    names = _names(rows, key, template)
    columns = _taken_columns(rows, "" if template else key, taken, rename)
    known = {tidy(name) for name in present}
    found = _join(rows, key, names, columns, known)
    strange = [i for i, name in enumerate(names) if name not in known]
    # White space differs between a file's name and a cell; a row fits all it may have meant.
    joined = {name: found[tidy(name)] for name in present if tidy(name) in found}
    lonely = [name for name in present if name not in joined]
    return joined, [
        *_strangers(path.name, rows, key, names, strange),
        *_lonely(path.name, key, lonely),
    ]


def _read(path: Path) -> Rows:
    if path.suffix.lower() not in ENDINGS:
        raise ToolkitError(f"{path} is no table; its name must end in {' or '.join(ENDINGS)}")
    if path.exists() and not path.is_file():  # to read a pipe would wait for ever
        raise ToolkitError(f"{path} cannot be read: it is no file")
    try:
        return read_rows(path.read_bytes(), str(path))
    except OSError as error:
        raise ToolkitError(f"{path} cannot be read: {error.strerror}") from error


def _names(rows: Rows, key: str, template: str) -> list[str]:
    """Return the name of the meeting or speaker that each row describes."""
    if not template:
        if key not in rows.header:
            came = f"not {', '.join(rows.header)}" if rows.header else "and the file is empty"
            raise ToolkitError(f"{rows.source}: the first line must name a column '{key}', {came}")
        return mapped(rows.column(key), tidy)
    fields = _FIELD.findall(template)
    if not fields:
        raise ToolkitError(
            f"'{template}' names no column of {rows.source}; write columns in braces, as in "
            "'{country}_{year}'"
        )
    _refuse_unknown(rows, fields)
    cells = {name: mapped(rows.column(tidy(name)), tidy) for name in fields}
    parts = _FIELD.split(template)  # text and field in turn
    return [
        tidy("".join(cells[part][i] if n % 2 else part for n, part in enumerate(parts)))
        for i in range(len(rows))
    ]


def _refuse_unknown(rows: Rows, names: Iterable[str]) -> None:
    header = [name for name in rows.header if name]
    wrong = [
        f"it has no column '{name}'; {did_you_mean(name, header)}"
        for name in names
        if tidy(name) not in header
    ]
    if wrong:
        raise ToolkitError(f"{rows.source}: {'; '.join(wrong)}")


def _taken_columns(
    rows: Rows, key: str, taken: Collection[str], rename: Mapping[str, str] | None
) -> dict[str, list[str]]:
    """Return the columns that go to the corpus, under the names they have there."""
    if rename is None:
        _refuse_nameless(rows)
        rename = {name: name for name in rows.header if name not in ("", key)}
    _refuse_unknown(rows, rename.values())
    for name in rename:
        if name in taken:
            raise ToolkitError(
                f"{rows.source}: the column '{name}' is one of the corpus's own; rename it"
            )
    return {name: mapped(rows.column(tidy(old)), tidy) for name, old in rename.items()}


def _refuse_nameless(rows: Rows) -> None:
    for name, cells in zip(rows.header, rows.columns, strict=True):
        filled = [] if name else [i for i, cell in enumerate(cells) if cell.strip()]
        if filled:
            raise ToolkitError(
                f"{rows.source}: a column has no name, and {rows.place(filled[0])} holds "
                f"'{tidy(cells[filled[0]])[:40]}' in it; name it or delete it"
            )


def _join(
    rows: Rows,
    key: str,
    names: Sequence[str],
    columns: Mapping[str, Sequence[str]],
    known: Collection[str],
) -> Columns:
    """Return what the rows say of each known name; two rows may say the same."""
    found: Columns = {}
    first: dict[str, int] = {}
    mistakes = []
    for i, name in enumerate(names):
        if name not in known:
            continue
        values = {column: cells[i] for column, cells in columns.items()}
        before = first.setdefault(name, i)
        if found.setdefault(name, values) != values:
            mistakes.append(
                f"{rows.place(i)}: the {key} '{name}' has another row already, in "
                f"{rows.place(before)}, and they differ; keep one of them"
            )
    refuse(rows.source, mistakes)
    return found


def _strangers(
    file: str, rows: Rows, key: str, names: Sequence[str], strange: Sequence[int]
) -> list[str]:
    """Say which rows describe nothing of the corpus."""
    if len(strange) <= _FEW:
        return [f"{file}, {rows.place(i)}: no {key} '{names[i]}' in the corpus" for i in strange]
    first = f"'{names[strange[0]]}' in {rows.place(strange[0])}"
    count = plural(len(strange), "row")
    return [f"{file}: {count} name no {key} of the corpus, the first {first}"]


def _lonely(file: str, key: str, lonely: Sequence[str]) -> list[str]:
    """Say which meetings or speakers no row describes."""
    if len(lonely) <= _FEW:
        return [f"{file}: the {key} '{name}' has no row" for name in lonely]
    first = ", ".join(f"'{name}'" for name in lonely[:_FEW])
    return [
        f"{file}: {plural(len(lonely), key)} have no row: {first} and {len(lonely) - _FEW:,} more"
    ]

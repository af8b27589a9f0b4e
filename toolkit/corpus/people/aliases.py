"""The user's own word on who is who: a table of names and the person each stands for."""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.corpus.meeting import Role
from toolkit.corpus.names import tidy
from toolkit.corpus.tables.lists import read_list
from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.stages import did_you_mean

_COLUMNS = ("name", "canonical", "role", "reason", "meeting")
_ROLES: tuple[Role, ...] = typing.get_args(Role)


@dataclass(frozen=True, slots=True)
class Alias:
    """One row: who is meant by a name.

    Attributes
    ----------
    name, canonical
        The name as the corpus has it, and the one to use. Where both are the same, the name is
        settled: it is merged into no other.
    role
        The role of the canonical person; empty to leave what the pages say.
    reason
        What the row gives as its reason, behind the table's name.
    meeting
        The only meeting that the row speaks of; empty for all.
    line
        Line of the table, counted from 1.
    """

    name: str
    canonical: str
    role: Role | None = None
    reason: str = "as aliases.csv says"
    meeting: str = ""
    line: int = 0

    @property
    def is_settling(self) -> bool:
        """Whether the row says that a name stands for itself."""
        return _fold(self.name) == _fold(self.canonical)


def read_aliases(raw: bytes, name: str = "aliases.csv") -> tuple[Alias, ...]:
    r"""Read and check an alias table.

    Parameters
    ----------
    raw
        A UTF-8 CSV file with the columns ``name`` and ``canonical``, and, if wanted, ``role``,
        ``reason`` and ``meeting``, in any order.
    name
        What to call the table in messages and notes.

    Returns
    -------
    tuple of Alias
        In the order of the rows.

    Raises
    ------
    ToolkitError
        If the file is no such table, or a row lacks a name, gives an unknown role, repeats a
        name for the same meeting, gives a person two roles, or closes a circle of names; all
        such rows are told together, each with its line.

    Examples
    --------
    >>> [alias] = read_aliases(b"name,canonical\nA. Birch,Ada Birch\n")
    >>> alias.name, alias.canonical, alias.line
    ('A. Birch', 'Ada Birch', 2)
    """
    header, rows = _read_rows(raw, name)
    aliases: list[Alias] = []
    mistakes: list[str] = []
    named: dict[_Key, Alias] = {}
    roles: dict[_Key, Alias] = {}
    for line, row in rows:
        if len(row) != len(header):
            cells = plural(len(row), "cell")
            mistakes.append(
                f"line {line}: {cells}, but the header has {len(header)}; "
                "quote a cell that holds a comma"
            )
            continue
        cells_of = dict.fromkeys(_COLUMNS, "") | dict(zip(header, row, strict=True))
        alias = _alias(cells_of, line, name)
        mistakes += _mistakes(cells_of, alias, named, roles)
        aliases.append(alias)
    mistakes += [] if mistakes else _circles(aliases)
    if mistakes:
        what = plural(len(mistakes), "mistake")
        raise ToolkitError(f"{name}: {what} to mend" + "".join(f"\n  {m}" for m in mistakes))
    return tuple(aliases)


def _read_rows(raw: bytes, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    rows = read_list(raw, name)
    header = rows.pop(0)[1] if rows else []
    for column in ("name", "canonical"):
        if column not in header:
            came = f"not {', '.join(header)}" if header else "and the file is empty"
            raise ToolkitError(f"{name}: the first line must name a column '{column}', {came}")
    for column in header:
        if column not in _COLUMNS:
            hint = did_you_mean(column, _COLUMNS)
            raise ToolkitError(f"{name}: there is no column '{column}'; {hint}")
        if header.count(column) > 1:
            raise ToolkitError(f"{name}: the column '{column}' is there twice; keep one of them")
    return header, rows


def _alias(cells: Mapping[str, str], line: int, table: str) -> Alias:
    role = next((role for role in _ROLES if role == cells["role"]), None)
    said = f"as {table} says" + (f": {cells['reason']}" if cells["reason"] else "")
    return Alias(cells["name"], cells["canonical"], role, said, cells["meeting"], line)


def _mistakes(
    cells: Mapping[str, str], alias: Alias, named: dict[_Key, Alias], roles: dict[_Key, Alias]
) -> Iterator[str]:
    """Iterate over what is wrong with a row, by itself and beside the rows before it."""
    line = f"line {alias.line}"
    for column in ("name", "canonical"):
        if not cells[column]:
            yield f"{line}: the {column} is empty"
    if cells["role"] and not alias.role:
        yield f"{line}: there is no role '{cells['role']}'; {did_you_mean(cells['role'], _ROLES)}"
    first = named.setdefault((alias.meeting, _fold(alias.name)), alias)
    if alias.name and first is not alias:
        yield f"{line}: '{alias.name}' has a row already, line {first.line}"
    if alias.role:
        first = roles.setdefault((alias.meeting, _fold(alias.canonical)), alias)
        if first.role != alias.role:
            yield (
                f"{line}: '{alias.canonical}' is {alias.role} here, "
                f"but {first.role} in line {first.line}"
            )


def _circles(aliases: Sequence[Alias]) -> list[str]:
    book = AliasBook(tuple(aliases))
    found: dict[frozenset[int], str] = {}
    for alias in aliases:
        chain = book.chain(alias.name, alias.meeting)
        if len(chain) > 1 and _fold(chain[-1].canonical) == _fold(alias.name):
            names = " > ".join([alias.name, *(row.canonical for row in chain)])
            rows = frozenset(row.line for row in chain)
            found.setdefault(rows, f"line {alias.line}: the names go in a circle, {names}")
    return list(found.values())


_Key = tuple[str, str]
"""A meeting, empty for all, and a name without case."""


@functools.lru_cache(maxsize=100_000)
def _fold(name: str) -> str:
    return tidy(name).casefold()


@dataclass(frozen=True)
class AliasBook:
    """Alias rows, to look names up in; white space and case of a name do not matter.

    Attributes
    ----------
    rows
        The rows of one table.
    settled
        The names that the table uses for people at all meetings; they are merged into no other.
    """

    rows: tuple[Alias, ...]
    settled: frozenset[str] = field(init=False)
    _by_name: dict[_Key, Alias] = field(init=False, repr=False, compare=False)
    _roles: dict[_Key, Alias] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {(row.meeting, _fold(row.name)): row for row in self.rows}
        object.__setattr__(self, "_by_name", by_name)
        ends = [(row, (self.chain(row.name, row.meeting) or (row,))[-1]) for row in self.rows]
        roles = {(row.meeting, _fold(end.canonical)): row for row, end in ends if row.role}
        object.__setattr__(self, "_roles", roles)
        # A row that settles a name at one meeting says nothing of the others.
        settled = {end.canonical for row, end in ends if not (end.meeting and end.is_settling)}
        object.__setattr__(self, "settled", frozenset(settled))

    def chain(self, name: str, meeting: str = "") -> tuple[Alias, ...]:
        """Return the rows that lead from a name to its canonical one; the meeting's own first.

        Examples
        --------
        >>> book = AliasBook((Alias("A", "B"), Alias("B", "C")))
        >>> [row.canonical for row in book.chain("a")]
        ['B', 'C']
        """
        chain: dict[int, Alias] = {}
        while (row := self._row(name, meeting)) and id(row) not in chain:
            chain[id(row)] = row
            name = row.canonical
        return tuple(chain.values())

    def _row(self, name: str, meeting: str) -> Alias | None:
        key = _fold(name)
        return self._by_name.get((meeting, key)) or self._by_name.get(("", key))

    def is_settled(self, name: str, meeting: str) -> bool:
        """Say whether a name is to stay as it is at a meeting."""
        row = self._row(name, meeting)
        return name in self.settled or (row is not None and row.is_settling)

    def role(self, canonical: str, meeting: str) -> tuple[Role, str] | None:
        """Return the role that the table gives a person, and the reason; None for no role."""
        key = _fold(canonical)
        row = self._roles.get((meeting, key)) or self._roles.get(("", key))
        return (row.role, row.reason) if row and row.role else None

"""A matrix whose rows and columns have names, read from a table or a set of arrays."""

from __future__ import annotations

import csv
import itertools
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.records import plural

Floats = NDArray[np.float64]

# What NumPy and zipfile raise over a file that is no set of arrays, or one that takes pickle.
_NO_ARRAYS = (OSError, ValueError, TypeError, EOFError, NotImplementedError, BadZipFile, zlib.error)
# The last column of a table with one row for each pair of names.
_VALUES = {"beta", "gamma", "prob", "probability", "proportion", "share", "value", "weight"}


@dataclass(frozen=True, eq=False)
class NamedMatrix:
    """Numbers with names.

    Attributes
    ----------
    what
        What it is called in errors, such as the name of its file.
    values
        (n_rows, n_columns).
    rows, columns
        Their names; None where none were given.
    """

    what: str
    values: Floats
    rows: tuple[str, ...] | None
    columns: tuple[str, ...] | None

    def __post_init__(self) -> None:
        """Refuse names that do not fit or come twice, and numbers that are none."""
        if self.values.ndim != 2 or not self.values.size:
            raise ToolkitError(f"{self.what} has shape {self.values.shape}; a matrix has two sides")
        for side, names in enumerate((self.rows, self.columns)):
            noun = ("row", "column")[side]
            if names is None:
                continue
            if len(names) != self.values.shape[side]:
                raise ToolkitError(
                    f"{self.what} has {plural(self.values.shape[side], noun)} and {len(names):,} "
                    "names for them; each takes one"
                )
            twice = [name for name, n in Counter(names).items() if n > 1]
            if twice:
                more = f" and {len(twice) - 3:,} more" if len(twice) > 3 else ""
                raise ToolkitError(
                    f"{self.what} names a {noun} twice: {', '.join(map(repr, twice[:3]))}{more}; "
                    "every name may come once"
                )
        if not np.isfinite(self.values).all():
            row, column = np.argwhere(~np.isfinite(self.values))[0]
            raise ToolkitError(
                f"{self.what}, row {row + 1}, column {column + 1}: {self.values[row, column]} is "
                "no number; every cell takes one"
            )


def read_matrix(path: Path) -> NamedMatrix:
    """Read a table of numbers with names.

    Understood are, with commas, semicolons or tabs between the fields:

    - a header of names, then one row a line, its name in the first field;
    - a header of three fields whose last is "beta", "gamma", "weight" or the like, then a row's
      name, a column's name and a number a line; pairs that do not come are 0;
    - MALLET's two files without a header: number, name and proportions of a document a line; or
      topic, word and weight.

    Parameters
    ----------
    path
        A text file in UTF-8.

    Returns
    -------
    NamedMatrix
        Numbers as they stand in the file, to the last bit; rows and columns in its order.

    Raises
    ------
    ToolkitError
        If the file cannot be read, a line has another number of fields than the first, a field is
        no number, or a name comes twice.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _parse(file, path.name)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ToolkitError(f"{path} cannot be read as a table in UTF-8: {error}") from error


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Read every array of an npz file, none of which may take pickle.

    Raises
    ------
    ToolkitError
        If the file cannot be read, or holds Python objects: names are saved as text by
        ``np.array(names, dtype=str)``.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except _NO_ARRAYS as error:
        raise ToolkitError(
            f"{path} cannot be read as npz without pickle: {error}; save names as text, by "
            "np.array(names, dtype=str)"
        ) from error


def _parse(lines: Iterator[str], what: str) -> NamedMatrix:
    first = next(lines, "").rstrip("\r\n")
    if not first.strip():
        raise ToolkitError(f"{what} is empty; a header and one row a line were expected")
    delimiter = max("\t,;", key=first.count)
    # The header is read again with what follows: a quoted name may run over lines.
    rows = csv.reader(itertools.chain([first + "\n"], lines), delimiter=delimiter)
    head = next(rows)
    mallet = len(head) >= 3 and head[0].isdigit() and not _number(head[1]) and _number(head[2])
    if head[0].startswith("#"):
        raise ToolkitError(
            f"{what} begins with {first[:40]!r}: pairs of topic and proportion, sorted by size, "
            "as old versions of MALLET write them; a newer one writes one column a topic"
        )
    if mallet and len(head) > 3:
        return _wide(what, None, itertools.chain([head], rows), first_value=2)
    if mallet:
        return _long(what, itertools.chain([head], rows))
    if len(head) == 3 and head[2].strip().lower() in _VALUES:
        return _long(what, rows)
    return _wide(what, head, rows, first_value=1)


def _wide(
    what: str, head: list[str] | None, rows: Iterator[list[str]], *, first_value: int
) -> NamedMatrix:
    names: list[str] = []
    values: list[Floats] = []
    width = 0 if head is None else len(head)
    for line, row in enumerate(rows, 1 if head is None else 2):
        if not any(row):
            continue
        if head is None and not row[-1]:
            row = row[:-1]  # MALLET ends a line with a tab
        width = width or len(row)
        if len(row) != width:
            raise ToolkitError(
                f"{what}, row {line}: {plural(len(row), 'field')} where the first row has "
                f"{width:,}; the first field of a row is its name, and the header names that too"
            )
        names.append(row[first_value - 1])
        values.append(np.array([_value(field, what, line) for field in row[first_value:]]))
    if not values:
        raise ToolkitError(f"{what} has a header and no row; one row a line was expected")
    columns = None if head is None else tuple(head[1:])
    return NamedMatrix(what, np.array(values), tuple(names), columns)


def _long(what: str, rows: Iterator[list[str]]) -> NamedMatrix:
    places: tuple[dict[str, int], dict[str, int]] = ({}, {})
    found: dict[tuple[int, int], float] = {}
    for line, row in enumerate(rows, 1):
        if not any(row):
            continue
        if len(row) != 3:
            raise ToolkitError(f"{what}, row {line}: {plural(len(row), 'field')}, not 3")
        place = tuple(
            of.setdefault(name, len(of)) for of, name in zip(places, row[:2], strict=True)
        )
        if place in found:
            raise ToolkitError(f"{what}, row {line}: {row[0]!r} with {row[1]!r} comes twice")
        found[place[0], place[1]] = _value(row[2], what, line)
    values = np.zeros((len(places[0]), len(places[1])))
    for (row_number, column), value in found.items():
        values[row_number, column] = value
    return NamedMatrix(what, values, tuple(places[0]), tuple(places[1]))


def _number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def _value(field: str, what: str, line: int) -> float:
    try:
        return float(field)
    except ValueError:
        raise ToolkitError(
            f"{what}, row {line}: {field[:40]!r} is no number; decimals take a point"
        ) from None

"""How far apart two files of a run are: in bits, in numbers, in words."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.formats import read_arrays, read_json, read_table
from toolkit.store import digest_file

if TYPE_CHECKING:
    import pandas as pd

Likeness = Literal["equal", "close", "different"]

TOLERANCE = 1e-6
"""Numbers may differ by so much, or by so large a part of themselves where they are above 1.

Those given in percent count as shares.
"""

_IN_ANOTHER_ORDER = "the same rows in another order"


@dataclass(frozen=True, slots=True)
class Apart:
    """How far apart two files are.

    Attributes
    ----------
    likeness
        ``equal``: the same bytes, or the same values. ``close``: no more than numbers with a
        decimal point that differ within the tolerance. ``different``: anything else.
    largest
        Largest difference between two numbers at the same place, as a part of the number where
        that is above 1, and of 100 where it is a percentage; 0 where none differs.
    where
        What differs most, such as ``topic_term[3, 14]``; empty where nothing does.
    """

    likeness: Likeness
    largest: float = 0.0
    where: str = ""


NOT_THERE = Apart("different", where="was not there")


@dataclass(frozen=True, slots=True)
class _Slip:
    """One place at which two files differ: by how much, and whether in more than last digits."""

    where: str
    by: float = 0.0
    is_other: bool = True


def files_apart(before: Path, now: Path) -> Apart:
    """Compare two files of a run: arrays, tables and JSON value by value, the rest by bytes.

    Whole numbers, texts and the shapes of arrays must be the same; numbers with a decimal point
    may differ within `TOLERANCE`. A missing number equals a missing number only.

    Parameters
    ----------
    before, now
        Two files of the same name.

    Returns
    -------
    Apart

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as home:
    ...     one, two = Path(home, "1.json"), Path(home, "2.json")
    ...     _ = one.write_text('{"p": 0.5}'), two.write_text('{"p": 0.25}')
    ...     files_apart(one, two)
    Apart(likeness='different', largest=0.25, where='p')
    """
    if not before.is_file():
        return NOT_THERE
    if not now.is_file():
        return Apart("different", where="is not made any more")
    if digest_file(before) == digest_file(now):
        return Apart("equal")
    compare = _COMPARE.get(before.suffix)
    if compare is None:
        return Apart("different", where="its bytes")
    try:
        return _summed_up(compare(before, now))
    except (ToolkitError, ValueError, TypeError, RecursionError, csv.Error) as error:
        return Apart("different", where=f"cannot be compared: {error}")


def _summed_up(slips: Iterator[_Slip]) -> Apart:
    found = list(slips)
    if not found:  # the same values in other bytes, as another version of a library writes
        return Apart("equal")
    worst = max(found, key=lambda slip: (slip.is_other, slip.by))
    return Apart("different" if worst.is_other else "close", worst.by, worst.where)


def _arrays(before: Path, now: Path) -> Iterator[_Slip]:
    one, two = read_arrays(before), read_arrays(now)
    for name in sorted(one.keys() | two.keys()):
        if name not in one or name not in two:
            yield _Slip(name)
        else:
            yield from arrays_apart(name, one[name], two[name])


def arrays_apart(name: str, one: NDArray[Any], two: NDArray[Any]) -> Iterator[_Slip]:
    """Find the place at which two arrays are furthest apart; nothing where they are equal."""
    if one.shape != two.shape or one.dtype.kind != two.dtype.kind:
        yield _Slip(f"{name}: {one.dtype} {one.shape} was, {two.dtype} {two.shape} is")
    elif one.dtype.kind == "f":
        by = distances(one, two) / _unit(name)
        if by.max(initial=0.0) > 0:
            place = np.unravel_index(int(by.argmax()), by.shape)
            yield _number(_at(name, place), float(by[place]))
    elif not np.array_equal(one, two):
        place = np.unravel_index(int((one != two).argmax()), one.shape)
        whole = one.dtype.kind in "iu"
        yield _Slip(_at(name, place), float(abs(int(one[place]) - int(two[place]))) if whole else 0)


def distances(one: NDArray[Any], two: NDArray[Any]) -> NDArray[Any]:
    """Return the differences of two arrays, as parts of the numbers where these are above 1.

    A number beside a missing one, and infinities of two signs, are infinitely far apart.

    Examples
    --------
    >>> distances(np.array([0.5, 200.0, np.nan]), np.array([0.25, 100.0, np.nan]))
    array([0.25, 0.5 , 0.  ])
    """
    one, two = one.astype(np.float64), two.astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        scale = np.maximum(1.0, np.maximum(np.abs(one), np.abs(two)))
        by = np.abs(one - two) / np.where(np.isfinite(scale), scale, 1.0)
    same = (one == two) | (np.isnan(one) & np.isnan(two))
    return np.where(same, 0.0, np.where(np.isnan(by), np.inf, by))


def _unit(name: str) -> float:
    """Return what one is in the unit of a column: a hundred where it is of percent."""
    return 100.0 if name == "percent" or name.endswith(("_percent", "_pp")) else 1.0


def _number(where: str, by: float) -> _Slip:
    return _Slip(where, by if math.isfinite(by) else 0.0, is_other=by > TOLERANCE)


def _at(name: str, place: tuple[Any, ...]) -> str:
    return f"{name}[{', '.join(str(int(i)) for i in place)}]" if place else name


def _json(before: Path, now: Path) -> Iterator[_Slip]:
    yield from _plain("", read_json(before), read_json(now))


def _plain(where: str, one: Any, two: Any) -> Iterator[_Slip]:
    """Compare values of JSON, or cells of a table."""
    if isinstance(one, float) and isinstance(two, float):
        by = float(distances(np.array(one), np.array(two)))
        if by > 0:
            yield _number(where, by / _unit(where.partition("[")[0]))
    elif isinstance(one, Mapping) and isinstance(two, Mapping):
        if list(one) != list(two):
            yield _Slip(where or "its keys")
        for name in [name for name in one if name in two]:
            yield from _plain(f"{where}.{name}".lstrip("."), one[name], two[name])
    elif _is_row(one) and _is_row(two):
        if len(one) != len(two):
            yield _Slip(f"{where}: {len(one):,} were, {len(two):,} are")
        for i, (a, b) in enumerate(zip(one, two, strict=False)):
            yield from _plain(f"{where}[{i}]", a, b)
    elif one != two or type(one) is not type(two):
        whole = type(one) is int and type(two) is int
        yield _Slip(where, float(abs(one - two)) if whole else 0.0)


def _is_row(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _table(before: Path, now: Path) -> Iterator[_Slip]:
    one, two = read_table(before.with_suffix("")), read_table(now.with_suffix(""))
    if list(one.columns) != list(two.columns):
        return iter([_Slip("its columns")])
    return _in_any_order(list(_columns(one, two)), lambda: _columns(_sorted(one), _sorted(two)))


def _in_any_order(slips: list[_Slip], in_order: Callable[[], Iterator[_Slip]]) -> Iterator[_Slip]:
    """Take rows that changed places for the same: those that come first by a hair may change."""
    if any(slip.is_other for slip in slips):
        again = list(in_order())
        if not any(slip.is_other for slip in again):
            by = max((slip.by for slip in again), default=0.0)
            return iter([_Slip(_IN_ANOTHER_ORDER, by, is_other=False)])
    return iter(slips)


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """Sort the rows of a table by the words and whole numbers in them."""
    exact = [table[name].astype(str).tolist() for name in table if table[name].dtype.kind != "f"]
    words = list(zip(*exact, strict=True))
    return table.iloc[sorted(range(len(words)), key=words.__getitem__)] if words else table


def _columns(one: pd.DataFrame, two: pd.DataFrame) -> Iterator[_Slip]:
    for name in one.columns:
        old, new = one[name], two[name]
        if old.dtype.kind == new.dtype.kind == "f":
            yield from arrays_apart(name, old.to_numpy(), new.to_numpy())
        else:
            yield from _plain(name, _cells(old), _cells(new))


def _cells(column: Any) -> list[Any]:
    """Return the cells of a column as plain values, a missing one as None."""
    missing = column.isna().to_numpy()
    cells = [getattr(cell, "tolist", lambda cell=cell: cell)() for cell in column.tolist()]
    return [None if gone else cell for cell, gone in zip(cells, missing, strict=True)]


def _rows(before: Path, now: Path) -> Iterator[_Slip]:
    (head, *one), (head_now, *two) = _read_rows(before), _read_rows(now)
    if head != head_now:
        return iter([_Slip("its columns")])
    slips = list(_cells_apart(head, one, two))
    exact = [i for i in range(len(head)) if all(isinstance(row[i], str) for row in one)]

    def by_words(row: list[float | str]) -> list[str]:
        return [str(row[i]) for i in exact]

    return _in_any_order(
        slips, lambda: _cells_apart(head, sorted(one, key=by_words), sorted(two, key=by_words))
    )


def _cells_apart(
    head: list[Any], one: list[list[float | str]], two: list[list[float | str]]
) -> Iterator[_Slip]:
    if len(one) != len(two):
        yield _Slip(f"{len(one):,} rows were, {len(two):,} are")
    for i, (a, b) in enumerate(zip(one, two, strict=False)):
        for name, old, new in zip(head, a, b, strict=True):
            if old != new:
                yield from _plain(f"{name}[{i}]", old, new)


def _read_rows(path: Path) -> list[list[float | str]]:
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
        return [list(head), *([_decimal(cell) for cell in row] for row in rows)]


def _decimal(cell: str) -> float | str:
    """Read a number with a decimal point or an exponent; whole numbers stay as they are."""
    try:
        return float(cell) if any(letter in cell for letter in ".e") else cell
    except ValueError:
        return cell


_COMPARE: dict[str, Callable[[Path, Path], Iterator[_Slip]]] = {
    ".npz": _arrays,
    ".json": _json,
    ".parquet": _table,
    ".csv": _rows,
}

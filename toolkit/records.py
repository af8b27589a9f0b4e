"""What every record can do: it is frozen, and it shows itself."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from dataclasses import fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    import pandas as pd

A = TypeVar("A")

_SHOWN_LETTERS = 60

# What a spreadsheet takes for a formula or a control character when it opens a cell.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# Characters that a terminal would obey rather than show; a transcript may hold any. Some turn
# the direction of a line, so that it reads as what it is not; others end one.
_CONTROLS = (*range(32), *range(127, 160))
_LINE_ENDS = (0x2028, 0x2029)
_DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_OBEYED = dict.fromkeys((*_CONTROLS, *_LINE_ENDS, *_DIRECTIONS), "\N{REPLACEMENT CHARACTER}")
del _OBEYED[ord("\n")]


class Record(ABC):
    """A frozen result that shows itself as a sentence and as a table.

    Attributes
    ----------
    shown_columns
        Columns of the table that fit on a screen, those of them that it holds; all of its columns
        where this is empty.
    """

    shown_columns: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def summary(self) -> str:
        """Say in a few lines what this record holds."""

    @abstractmethod
    def table(self) -> pd.DataFrame:
        """Return the record as a table; a copy, free to be changed."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes: read-only mappings cannot, so they are made anew."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        frozen = [name for name, value in values.items() if isinstance(value, MappingProxyType)]
        plain = {k: dict(v) if k in frozen else v for k, v in values.items()}
        return _remake, (type(self), plain, frozen)

    def __repr__(self) -> str:
        """Show the summary and the first rows."""
        first = self._first(self.table()).to_string(float_format=_four_digits)
        return printable(f"{self.summary()}\n{first}")

    def _first(self, table: pd.DataFrame) -> pd.DataFrame:
        """Take the first rows of the columns that are shown, long texts cut short."""
        shown = [name for name in self.shown_columns if name in table.columns]
        first = table[shown or table.columns].head(10)
        return first.map(lambda cell: _shorten(cell) if isinstance(cell, str) else cell)

    def _repr_html_(self) -> str:
        """Show the summary and the first rows in a notebook; every text is escaped."""
        table = self.table()
        rows = self._first(table).to_html(escape=True, float_format=_four_digits)
        more = f"<p>… {len(table):,} rows in all</p>" if len(table) > 10 else ""
        summary = html.escape(self.summary()).replace("\n", "<br>")
        # The classes keep "$5 million to $6 million" from being set as a formula.
        return f'<div class="tex2jax_ignore mathjax_ignore"><p>{summary}</p>{rows}{more}</div>'


def _four_digits(number: float) -> str:
    return f"{number:.4g}"


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN_LETTERS else text[: _SHOWN_LETTERS - 1] + "…"


def _remake(record: Any, values: dict[str, Any], frozen: list[str]) -> Any:
    return record(**{k: MappingProxyType(v) if k in frozen else v for k, v in values.items()})


def read_only(array: A) -> A:
    """Return an array whose numbers cannot be overwritten through it, or a matrix made so.

    A SciPy sparse matrix is itself made read-only.
    """
    dense: Any = array
    if hasattr(dense, "indptr"):
        for part in (dense.data, dense.indices, dense.indptr):
            part.flags.writeable = False
        return array
    view = dense.view()
    view.flags.writeable = False
    return view  # type: ignore[no-any-return]


def printable(text: str) -> str:
    r"""Make a text safe to print: a terminal would obey some characters of a transcript.

    Examples
    --------
    >>> print(printable("a title with a colour code \x1b[31m"))
    a title with a colour code �[31m
    """
    return text.translate(_OBEYED)


def safe_cell(value: object) -> object:
    """Keep a spreadsheet from running a text as a formula: such a text gets an apostrophe.

    Examples
    --------
    >>> safe_cell("=1+1")
    "'=1+1"
    >>> safe_cell(-0.5)
    -0.5
    """
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def plural(count: int, noun: str, nouns: str = "") -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> plural(1, "meeting"), plural(1200, "meeting"), plural(2, "page", "pages")
    ('1 meeting', '1,200 meetings', '2 pages')
    """
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"

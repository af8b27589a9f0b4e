"""What every record can do: it is frozen, and it shows itself."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

A = TypeVar("A")

# What a spreadsheet takes for a formula or a control character when it opens a cell.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Record(ABC):
    """A frozen result that shows itself as a sentence and as a table."""

    @abstractmethod
    def summary(self) -> str:
        """Say in a few lines what this record holds."""

    @abstractmethod
    def table(self) -> pd.DataFrame:
        """Return the record as a table; a copy, free to be changed."""

    def __repr__(self) -> str:
        """Show the summary and the first rows."""
        return f"{self.summary()}\n{self.table().head(10).to_string(max_colwidth=60)}"

    def _repr_html_(self) -> str:
        """Show the summary and the first rows in a notebook; every text is escaped."""
        table = self.table()
        rows = table.head(10).to_html(escape=True)
        more = f"<p>… {len(table):,} rows in all</p>" if len(table) > 10 else ""
        return f"<p>{html.escape(self.summary()).replace(chr(10), '<br>')}</p>{rows}{more}"


def read_only(array: A) -> A:
    """Return an array, or a SciPy sparse matrix, whose numbers cannot be overwritten."""
    dense: Any = array
    if hasattr(dense, "indptr"):
        for part in (dense.data, dense.indices, dense.indptr):
            part.flags.writeable = False
        return array
    view = dense.view()
    view.flags.writeable = False
    return view  # type: ignore[no-any-return]


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

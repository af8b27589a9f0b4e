"""The first sheet of an Excel workbook, row by row."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from toolkit.corpus.tables.cells import cell_text
from toolkit.errors import ToolkitError

# What an honest workbook does not reach, and a file that unfolds without end soon does.
_MAX_RATIO, _MAX_UNFOLDED = 100, 500_000_000
_MAX_ROWS = 1_048_576
_DAMAGE = (
    OSError, LookupError, ValueError, TypeError, AttributeError, SyntaxError, EOFError,
    NotImplementedError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def sheet_rows(raw: bytes, source: str) -> list[tuple[int, list[str]]]:
    """Read the rows of a workbook's first sheet that hold anything.

    Parameters
    ----------
    raw
        The bytes of an .xlsx file.
    source
        Its name, for errors.

    Returns
    -------
    list
        The number of each row, counted from 1 as the spreadsheet counts, and its cells as text;
        all rows are as long as the longest. Of a formula the value that was stored with it.

    Raises
    ------
    ToolkitError
        If the file is no workbook, or would unfold to a hundred times its size or 500 MB.
    """
    _refuse_bomb(raw, source)
    try:
        return _equal_lengths(_first_sheet(raw))
    except _DAMAGE as error:
        raise ToolkitError(f"{source} cannot be read as an Excel workbook: {error}") from error


def _first_sheet(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.escape import unescape

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pictures and rules that hold no cells
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        if not book.worksheets:
            raise ValueError("it has no sheet of cells")
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size may be wrong
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > _MAX_ROWS:
                raise ValueError(f"it has more than {_MAX_ROWS:,} rows")
            row = [cell_text(cell) for cell in cells]
            yield number, [unescape(cell) if "_x" in cell else cell for cell in row]


def _refuse_bomb(raw: bytes, source: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise ToolkitError(f"{source} cannot be read as an Excel workbook: {error}") from error
    if size > _MAX_UNFOLDED or size > _MAX_RATIO * len(raw):
        raise ToolkitError(
            f"{source} would unfold from {len(raw):,} to {size:,} bytes, as no workbook of texts "
            "does; save the sheet as CSV"
        )


def _equal_lengths(rows: Iterator[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Fill rows up to the longest: a workbook does not store the empty cells at their ends."""
    kept = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    width = max((len(row) for _, row in kept), default=0)
    return [(number, [*row, *[""] * (width - len(row))]) for number, row in kept]

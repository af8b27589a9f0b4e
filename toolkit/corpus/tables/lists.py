"""Small CSV files that users keep beside their pages: rows with the line each begins in."""

from __future__ import annotations

import csv
import io

from toolkit.corpus.names import tidy
from toolkit.errors import ToolkitError


def read_list(raw: bytes, name: str) -> list[tuple[int, list[str]]]:
    r"""Read the rows of a UTF-8 CSV file that hold anything.

    Parameters
    ----------
    raw
        The file's bytes.
    name
        Its name, for errors.

    Returns
    -------
    list of tuple
        The line in which a row ends, counted from 1, and its cells, white space collapsed.

    Raises
    ------
    ToolkitError
        If the bytes are not UTF-8, or hold zeros, or a quote is not closed; with the line in
        which the row begins.

    Examples
    --------
    >>> read_list(b"name,canonical\n\nA. Birch, Ada  Birch\n", "aliases.csv")
    [(1, ['name', 'canonical']), (3, ['A. Birch', 'Ada Birch'])]
    """
    text = _decode(raw, name)
    # Strict, because an open quote would swallow all rows behind it.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    begins = 1
    try:
        for row in reader:
            rows.append((reader.line_num, [tidy(cell) for cell in row]))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _refused(name, begins, str(error)) from error
    return [(line, row) for line, row in rows if any(row)]


def _decode(raw: bytes, name: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = f"byte 0x{raw[error.start]:02x} is not UTF-8; save it as UTF-8"
        raise _refused(name, line, what) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise _refused(name, line, "it holds a zero byte; save it as UTF-8")
    return text


def _refused(name: str, line: int, why: str) -> ToolkitError:
    return ToolkitError(f"{name} cannot be read as a UTF-8 CSV file, line {line}: {why}")

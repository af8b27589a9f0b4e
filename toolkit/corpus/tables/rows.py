"""Files of rows: CSV, TSV, JSON lines, Parquet and Excel become one header and columns of text."""

from __future__ import annotations

import csv
import io
import json
import sys
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from toolkit.corpus.names import tidy
from toolkit.corpus.tables.cells import cell_text, is_text
from toolkit.corpus.tables.workbook import sheet_rows
from toolkit.errors import ToolkitError
from toolkit.records import plural

if TYPE_CHECKING:
    import pyarrow as pa

ENDINGS = (".csv", ".tsv", ".jsonl", ".parquet", ".xlsx")
"""Endings of the files that `read_rows` reads."""

_SHOWN_MISTAKES = 10
# What an honest table does not reach, and a file that unfolds without end soon does.
_MAX_ROWS, _MAX_UNFOLDED = 20_000_000, 8_000_000_000

_ROWS_AT_ONCE = 10_000  # of a Parquet file
_SHORT, _MOST_SHARED = 60, 100_000  # letters of a cell, and cells, that are looked up
_FIELD_LIMIT = threading.Lock()  # the csv module has one limit for everybody


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file that hold anything, column by column.

    Attributes
    ----------
    source
        The file, as errors name it.
    header
        Names of the columns, white space collapsed; a name may be empty.
    columns
        One list of cells a column; numbers, dates and truth values as text, missing as ``""``.
    unit, numbers
        ``"line"`` or ``"row"``, and the number of each row's first, as its editor counts.
    left_out
        One sentence for each column that cannot be text, such as one of pictures.
    """

    source: str
    header: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    unit: str
    numbers: Sequence[int]
    left_out: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.numbers)

    def column(self, name: str) -> Sequence[str]:
        """Return the cells under a name."""
        return self.columns[self.header.index(name)]

    def place(self, row: int) -> str:
        """Say where a row stands in its file; rows count from 0."""
        return f"{self.unit} {self.numbers[row]}"


def read_rows(raw: bytes, source: str) -> Rows:
    r"""Read the rows of a file; its ending says how.

    Parameters
    ----------
    raw
        The file's bytes. CSV, TSV and JSON lines are UTF-8, or UTF-16 that says so; a CSV may
        part its cells by semicolons, as spreadsheets do where the comma is a decimal mark. The
        first row with anything in it is the header. Of a workbook the first sheet is read.
        JSON objects within objects, and the structs of Parquet, become columns such as
        ``meta.party``; lists of texts are joined by ``"; "``.
    source
        The file's name.

    Raises
    ------
    ToolkitError
        If the file is none of these, is damaged, names a column twice, has rows of another
        length than its header, or would unfold to more than memory should hold.

    Examples
    --------
    >>> rows = read_rows(b'speaker,text\nA,Yes.\n\nB,"No,\nnever."\n', "debate.csv")
    >>> rows.header, rows.columns[0], rows.place(1)
    (('speaker', 'text'), ['A', 'B'], 'line 4')
    """
    readers = {
        ".csv": _read_csv,
        ".tsv": _read_csv,
        ".jsonl": _read_jsonl,
        ".parquet": _read_parquet,
        ".xlsx": _read_xlsx,
    }
    ending = PurePath(source).suffix.lower()
    if ending not in readers:
        raise ToolkitError(f"{source} is no table; its name must end in {' or '.join(ENDINGS)}")
    rows = readers[ending](raw, source)
    for name in rows.header:
        if name and rows.header.count(name) > 1:
            raise ToolkitError(f"{source}: the column '{name}' is there twice; keep one of them")
    return rows


def refuse(source: str, mistakes: Sequence[str]) -> None:
    """Raise one error that names every mistake of a file, the first ten in full.

    Raises
    ------
    ToolkitError
        If there is a mistake.
    """
    if len(mistakes) == 1:
        raise ToolkitError(f"{source}, {mistakes[0]}")
    if mistakes:
        lines = [f"\n  {mistake}" for mistake in mistakes[:_SHOWN_MISTAKES]]
        if len(mistakes) > _SHOWN_MISTAKES:
            lines.append(f"\n  and {len(mistakes) - _SHOWN_MISTAKES:,} more")
        raise ToolkitError(f"{source}: {len(mistakes):,} mistakes:{''.join(lines)}")


def _read_csv(raw: bytes, source: str) -> Rows:
    encoding = _encoding(raw, source)
    delimiter = "\t" if source.lower().endswith(".tsv") else _comma(_lines(raw, encoding))
    return _from_rows(source, "line", _csv_rows(_lines(raw, encoding), delimiter, source))


def _csv_rows(lines: Iterable[str], delimiter: str, source: str) -> Iterator[tuple[int, list[str]]]:
    # Strict, because an open quote would swallow all rows behind it.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    with _FIELD_LIMIT:
        limit = csv.field_size_limit(sys.maxsize if sys.maxsize < 2**31 else 2**31 - 1)
        try:
            before = 0
            for row in reader:
                yield before + 1, row
                before = reader.line_num
        except csv.Error as error:
            raise ToolkitError(
                f"{source} cannot be read as a table, line {reader.line_num}: {error}"
            ) from error
        finally:
            csv.field_size_limit(limit)


def _lines(raw: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(raw), encoding, newline="")  # never the whole text at once


def _encoding(raw: bytes, source: str) -> str:
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
        if "\0" in text:
            line = text[: text.index("\0")].count("\n") + 1
            raise ToolkitError(f"{source} holds a zero byte in line {line}; save it as UTF-8")
        return encoding
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ToolkitError(
            f"{source} is not UTF-8 (byte 0x{raw[error.start]:02x} in line {line}); save it as "
            "UTF-8"
        ) from error


def _comma(lines: Iterable[str]) -> str:
    """Find what parts the cells: a semicolon where the first line holds those and no comma."""
    first = next((line for line in lines if line.strip()), "")
    return ";" if ";" in first and "," not in first else ","


def _from_rows(source: str, unit: str, numbered: Iterable[tuple[int, list[str]]]) -> Rows:
    """Turn rows into columns; rows of another length than the header are all named."""
    full = ((number, row) for number, row in numbered if any(cell.strip() for cell in row))
    _, header = next(full, (0, []))
    numbers, mistakes = array("q"), []
    columns: tuple[list[str], ...] = tuple([] for _ in header)
    one = _OneObject()
    for number, row in full:
        if len(row) != len(header):
            mistakes.append(
                f"{unit} {number}: {plural(len(row), 'cell')}, but the header has "
                f"{len(header)}; quote a cell that holds a comma"
            )
        numbers.append(number)
        for column, cell in zip(columns, row, strict=False):
            column.append(one[cell])
    refuse(source, mistakes)
    return Rows(source, tuple(tidy(name) for name in header), columns, unit, numbers)


class _OneObject(dict[str, str]):
    """Gives equal cells as one object, where they are short and seen early: dates, speakers."""

    def __missing__(self, cell: str) -> str:
        if len(cell) <= _SHORT and len(self) < _MOST_SHARED:
            self[cell] = cell
        return cell


def _read_jsonl(raw: bytes, source: str) -> Rows:
    numbers, mistakes = array("q"), []
    columns: dict[str, list[str]] = {}
    odd: dict[str, None] = {}
    one = _OneObject()
    start = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    for number, line in enumerate(io.BytesIO(raw[start:] if start else raw), 1):
        if not line.strip():
            continue
        try:
            row = dict(_flat(_json_object(line), odd))
        except (ValueError, RecursionError) as error:
            mistakes.append(f"line {number} cannot be read as a JSON object: {error}")
            continue
        for name in row:
            if name not in columns:
                columns[name] = [""] * len(numbers)
        for name, column in columns.items():
            column.append(one[row.get(name, "")])
        numbers.append(number)
    refuse(source, mistakes)
    said = tuple(f"the column '{name}' holds no text" for name in odd if name not in columns)
    names = tuple(tidy(name) for name in columns)
    return Rows(source, names, tuple(columns.values()), "line", numbers, said)


def _json_object(line: bytes) -> dict[str, Any]:
    value = json.loads(line.decode("utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"it holds a {type(value).__name__}")
    if rb"\ud" in line.lower():
        json.dumps(value, ensure_ascii=False).encode()  # half a character fits no table
    return value


def _flat(
    value: dict[str, Any], odd: dict[str, None], above: str = ""
) -> Iterator[tuple[str, str]]:
    for key, cell in value.items():
        name = above + key
        if isinstance(cell, dict):
            yield from _flat(cell, odd, f"{name}.")
        elif is_text(cell):
            yield name, cell_text(cell)
        else:
            odd[name] = None


def _read_xlsx(raw: bytes, source: str) -> Rows:
    return _from_rows(source, "row", sheet_rows(raw, source))


def _read_parquet(raw: bytes, source: str) -> Rows:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(raw))
        sizes = (file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups))
        if file.metadata.num_rows > _MAX_ROWS or sum(sizes) > _MAX_UNFOLDED:
            raise ToolkitError(
                f"{source} says that it holds {plural(file.metadata.num_rows, 'row')}, too many "
                "for memory; split it"
            )
        empty = _flattened(file.schema_arrow.empty_table())
        names = [name for name in empty.column_names if not name.startswith("__index_level_")]
        read = {name: _cells(empty.column(name)) for name in names}
        one = _OneObject()
        # A table is several times its file: it is never there as a whole.
        for batch in file.iter_batches(_ROWS_AT_ONCE):
            part = _flattened(pa.Table.from_batches([batch]))
            for name, cells in read.items():
                if cells is not None:
                    cells += map(one.__getitem__, _cells(part.column(name)) or ())
    except (OSError, ValueError, TypeError, LookupError, ArithmeticError, NotImplementedError,
            pa.ArrowException) as error:  # fmt: skip
        if isinstance(error, ToolkitError):
            raise
        raise ToolkitError(f"{source} cannot be read as a Parquet file: {error}") from error
    known = {name: cells for name, cells in read.items() if cells is not None}
    return Rows(
        source,
        tuple(tidy(name) for name in known),
        tuple(known.values()),
        "row",
        range(1, file.metadata.num_rows + 1),
        tuple(f"the column '{name}' holds no text" for name in read if name not in known),
    )


def _flattened(table: pa.Table) -> pa.Table:
    """Turn every struct into columns, such as "meta.party"."""
    import pyarrow as pa

    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _cells(column: pa.ChunkedArray) -> list[str] | None:
    """Turn a column into texts, equal cells into one object; None where it cannot be text."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [cell_text(cell) for cell in column.to_pylist()] if _of_texts(kind) else None
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return None
    cells: list[str] = []
    for chunk in column.dictionary_encode(null_encoding="encode").chunks:
        values = [cell_text(value) for value in chunk.dictionary.to_pylist()]
        cells += map(values.__getitem__, chunk.indices.to_pylist())
    return cells


def _of_texts(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type))

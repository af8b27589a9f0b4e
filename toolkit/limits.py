"""What a file may claim to hold, compared with its size before any memory is asked for.

A run may come from a stranger. A header of a hundred bytes can ask for terabytes, and a small
file can be one that unfolds without end; each is refused by a sentence. What reading takes stays
in proportion to what the files hold.
"""

from __future__ import annotations

import math
import os
import zipfile
from typing import IO, TYPE_CHECKING, BinaryIO

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import FileMetaData

MOST_JSON = 128 * 2**20
"""Bytes of a JSON file at most; Python takes some twenty times as many to read one."""

_PLAIN = "biufU"  # kinds of arrays that are written: numbers, flags and texts
_CODECS = {"SNAPPY", "UNCOMPRESSED"}  # what is written; neither unfolds to more than 25 times
_CELLS = 20_000_000  # of a table in a file of any size: a column of one value takes no space
_CELLS_A_BYTE = 20
_UNFOLDED = 256 * 2**20  # bytes of texts, likewise
_UNFOLDED_A_BYTE = 100


def size_of(file: BinaryIO) -> int:
    """Return the bytes of an open file."""
    return os.fstat(file.fileno()).st_size


def refuse_long_json(size: int) -> None:
    """Refuse a JSON file that is longer than any that is written."""
    if size > MOST_JSON:
        raise ValueError(f"it has {size:,} bytes, and {MOST_JSON:,} are read at most")


def refuse_forged_arrays(file: BinaryIO) -> None:
    """Refuse a set of arrays whose headers claim more than the file holds.

    Raises
    ------
    ValueError
        If an array is compressed, named twice, of objects, or not as large as its header says.
    """
    size = size_of(file)
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if len({member.filename for member in members}) < len(members):
            raise ValueError("it names an array twice")
        if any(member.compress_type != zipfile.ZIP_STORED for member in members):
            raise ValueError("its arrays are compressed, as they are never written")
        if sum(member.file_size for member in members) > size:
            raise ValueError(f"it claims to hold more than its {size:,} bytes")
        for member in members:
            with archive.open(member) as stream:
                _refuse_forged_array(stream, member, size)
    file.seek(0)


def _refuse_forged_array(stream: IO[bytes], member: zipfile.ZipInfo, size: int) -> None:
    from numpy.lib import format as npy

    readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    version = npy.read_magic(stream)
    if version not in readers:
        raise ValueError(f"{member.filename} has an unknown header")
    shape, _, dtype = readers[version](stream)
    if dtype.kind not in _PLAIN or dtype.itemsize == 0:
        raise ValueError(f"{member.filename} holds {dtype}, and numbers and texts alone are read")
    # Counted in Python's integers, which do not overflow.
    claimed = math.prod((int(n) for n in shape), start=dtype.itemsize)
    held = member.file_size - stream.tell()
    if claimed != held or any(not 0 <= n <= size for n in shape):
        raise ValueError(
            f"{member.filename} claims the shape {tuple(shape)} of {dtype}, and {held:,} bytes "
            "are there"
        )


def refuse_forged_table(of: FileMetaData, size: int) -> None:
    """Refuse a table whose header claims more rows than a file of this size would hold.

    Raises
    ------
    ValueError
        If it is nested, compressed by another codec than is written, claims rows that its
        columns do not, or more cells than 20 a byte and 20 million.
    """
    if any(of.schema.column(i).max_repetition_level for i in range(of.num_columns)):
        raise ValueError("it holds lists in cells")
    rows = 0
    for number in range(of.num_row_groups):
        group = of.row_group(number)
        rows += group.num_rows
        for i in range(group.num_columns):
            chunk = group.column(i)
            if chunk.compression not in _CODECS:
                raise ValueError(f"it is compressed by {chunk.compression}, as it is never written")
            if chunk.num_values != group.num_rows:
                raise ValueError("its columns do not have as many rows as it claims")
    if rows != of.num_rows or min(rows, of.num_rows) < 0:
        raise ValueError(f"it claims {of.num_rows:,} rows, and its parts hold {rows:,}")
    if rows * max(of.num_columns, 1) > max(_CELLS, _CELLS_A_BYTE * size):
        raise ValueError(f"it claims {rows:,} rows of {of.num_columns:,} columns in {size:,} bytes")


def texts_among(schema: pa.Schema) -> list[str]:
    """Name the columns of texts; refuse those that hold neither texts nor numbers."""
    import pyarrow as pa

    is_ = pa.types
    kinds = (is_.is_integer, is_.is_floating, is_.is_boolean, is_.is_null)
    found = []
    for column in schema:
        if is_.is_string(column.type) or is_.is_large_string(column.type):
            found.append(column.name)
        elif not any(is_kind(column.type) for is_kind in kinds):
            raise ValueError(f"its column {column.name!r} holds {column.type}")
    return found


def refuse_unfolding(table: pa.Table, size: int) -> None:
    """Refuse texts that are written once and repeated until they fill the memory.

    Parameters
    ----------
    table
        Columns of texts as dictionaries, before they are unfolded.
    size
        Bytes of its file.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    total = 0
    for column in table.columns:
        if not pa.types.is_dictionary(column.type):
            continue
        for chunk in column.chunks:
            lengths = np.asarray(pc.fill_null(pc.binary_length(chunk.dictionary), 0))
            used = np.asarray(chunk.indices.drop_null())
            total += int(lengths[used].sum(dtype=np.int64)) if len(lengths) else 0
    if total > max(_UNFOLDED, _UNFOLDED_A_BYTE * size):
        raise ValueError(f"its texts would unfold to {total:,} bytes out of {size:,}")

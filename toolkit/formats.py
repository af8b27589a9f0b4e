"""Open formats: tables as CSV and parquet, arrays as npz without pickle, the rest as JSON."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.limits import (
    refuse_forged_arrays,
    refuse_forged_table,
    refuse_long_json,
    refuse_unfolding,
    size_of,
    texts_among,
)
from toolkit.records import safe_cell
from toolkit.sealed import ChangedError, opened

if TYPE_CHECKING:
    import pandas as pd

Arrays = dict[str, NDArray[Any]]

# What NumPy, zipfile and pyarrow raise over a file that is not what it should be.
_UNREADABLE = (
    OSError,
    ValueError,
    TypeError,
    EOFError,
    RuntimeError,
    LookupError,
    MemoryError,
    BadZipFile,
    struct.error,
    zlib.error,
)


def write_table(frame: pd.DataFrame, stem: Path) -> None:
    """Write a table as `stem`.csv, for people, and as `stem`.parquet, exact.

    In the CSV a cell that a spreadsheet would run as a formula starts with an apostrophe, and
    every line within a cell ends with a line feed.
    """
    write_exact(frame, stem)
    safe = frame.copy(deep=False)
    for name in safe.columns[[not _is_number(safe[c]) for c in safe.columns]]:
        safe[name] = safe[name].map(_cell)
    safe.to_csv(
        stem.with_name(stem.name + ".csv"),
        header=[str(safe_cell(str(name))) for name in safe.columns],
        index=False,
        encoding="utf-8",
        lineterminator="\n",
    )


def write_exact(frame: pd.DataFrame, stem: Path) -> None:
    """Write a table as `stem`.parquet alone, for what no one opens."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(stem.with_name(stem.name + ".parquet"), engine="pyarrow", index=False)


def read_table(stem: Path) -> pd.DataFrame:
    """Read the exact table that `write_table` wrote."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    path = stem.with_name(stem.name + ".parquet")
    try:
        with opened(path) as file:
            raw = file.read()
        head = ParquetFile(pa.BufferReader(raw))
        refuse_forged_table(head.metadata, len(raw))
        texts = texts_among(head.schema_arrow)
        table = ParquetFile(pa.BufferReader(raw), read_dictionary=texts).read()
        table.validate(full=True)  # texts that are no UTF-8 would fail when they are looked at
        refuse_unfolding(table, len(raw))
        frame: pd.DataFrame = table.cast(head.schema_arrow).to_pandas()
        return frame
    except ChangedError:
        raise
    except (*_UNREADABLE, pa.ArrowException) as error:
        raise ToolkitError(f"{path} cannot be read: {error}") from error


def read_rows(stem: Path) -> Iterator[dict[str, Any]]:
    """Iterate over the rows of a table that `write_table` wrote, as plain Python values."""
    frame = read_table(stem)
    columns = [frame[name].tolist() for name in frame.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(frame.columns, values, strict=True))


def write_arrays(arrays: Mapping[str, NDArray[Any]], path: Path) -> None:
    """Write arrays as npz; the same arrays give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def read_arrays(path: Path) -> Arrays:
    """Read what `write_arrays` wrote; anything that would need pickle is refused."""
    try:
        with opened(path) as raw:
            refuse_forged_arrays(raw)
            with np.load(raw, allow_pickle=False) as file:
                return {name: file[name] for name in file.files}
    except ChangedError:
        raise
    except _UNREADABLE as error:
        raise ToolkitError(f"{path} cannot be read: {error}") from error


def save_parts(record: Any, stem: Path) -> None:
    """Write a record as its arrays, `stem`.npz, and the rest of it, `stem`.json."""
    write_arrays(record.arrays(), stem.with_name(stem.name + ".npz"))
    write_json(record.meta(), stem.with_name(stem.name + ".json"))


def load_parts(record: type[Any], stem: Path) -> Any:
    """Read back a record of a class that `save_parts` wrote."""
    arrays = read_arrays(stem.with_name(stem.name + ".npz"))
    return record.from_parts(arrays, read_json(stem.with_name(stem.name + ".json")))


def write_json(value: object, path: Path) -> None:
    """Write a value as indented UTF-8 JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    try:
        with opened(path) as file:
            refuse_long_json(size_of(file))
            return json.loads(file.read().decode("utf-8"))
    except ChangedError:
        raise
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        raise ToolkitError(f"{path} cannot be read: {error}") from error


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return safe_cell(value)


def _is_number(column: pd.Series[Any]) -> bool:
    return column.dtype.kind in "iufb"

"""Open formats: tables as CSV and parquet, arrays as npz without pickle, the rest as JSON."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.records import safe_cell

if TYPE_CHECKING:
    import pandas as pd

Arrays = dict[str, NDArray[Any]]

# What NumPy and zipfile raise over a file that is no set of arrays.
_UNREADABLE = (
    OSError,
    ValueError,
    TypeError,
    EOFError,
    NotImplementedError,
    BadZipFile,
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
    import pandas as pd

    path = stem.with_name(stem.name + ".parquet")
    try:
        return pd.read_parquet(path, engine="pyarrow")
    except (OSError, ValueError) as error:
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
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
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
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ToolkitError(f"{path} cannot be read: {error}") from error


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return safe_cell(value)


def _is_number(column: pd.Series[Any]) -> bool:
    return column.dtype.kind in "iufb"

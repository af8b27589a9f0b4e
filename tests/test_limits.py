"""Files that claim more than they hold: refused before any memory is asked for."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit.errors import ToolkitError
from toolkit.formats import read_arrays, read_json, read_table, write_table
from toolkit.limits import MOST_JSON, refuse_forged_table

READ = """
import resource, sys
from pathlib import Path
import pandas, pyarrow.parquet
from toolkit.errors import ToolkitError
from toolkit.formats import read_arrays, read_json, read_table

status = Path("/proc/self/status").read_text()
now = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmSize")) * 1024
resource.setrlimit(resource.RLIMIT_AS, (now + 400 * 2**20,) * 2)
for path in sorted(Path(sys.argv[1]).iterdir()):
    read = {".npz": read_arrays, ".json": read_json}.get(path.suffix)
    try:
        read(path) if read else read_table(path.with_suffix(""))
    except ToolkitError as error:
        print(error)
    else:
        print(path, "was read")
"""


def header(shape: tuple[int, ...], dtype: str = "<f8") -> bytes:
    """Write the header of an array that claims a shape."""
    buffer = io.BytesIO()
    about: Any = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, about)
    return buffer.getvalue()


def archive(path: Path, *members: tuple[str, bytes], how: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", how) as made:
        for name, content in members:
            made.writestr(name, content)
    return path


def bombs(folder: Path) -> dict[str, str]:
    """Write small files that would fill the memory; return what is said of each."""
    archive(folder / "giant.npz", ("a.npy", header((10**13,)) + b"\0" * 80))
    archive(folder / "overflow.npz", ("a.npy", header((2**33, 2**33)) + b"\0" * 80))
    archive(folder / "none.npz", ("a.npy", header((10**12, 0))))
    archive(folder / "empty_texts.npz", ("a.npy", header((10**12,), "<U0")))
    zeros = header((10**6,)) + b"\0" * 8 * 10**6
    archive(folder / "packed.npz", ("a.npy", zeros), how=zipfile.ZIP_DEFLATED)
    with (folder / "long.json").open("wb") as file:
        file.truncate(50 * 2**30)  # without taking any space
    (folder / "deep.json").write_text("[" * 10**6, encoding="utf-8")
    once = pa.array(["x" * 10**7])
    rows = pa.array(np.zeros(10**5, np.int32))
    table = pa.table({"text": pa.DictionaryArray.from_arrays(rows, once)})
    pq.write_table(table, folder / "unfolds.parquet", store_schema=False)
    many = pa.table({"flag": pa.array(np.zeros(3 * 10**7, np.bool_))})
    pq.write_table(many, folder / "many.parquet")
    pq.write_table(pa.table({"a": ["x" * 10**6] * 9}), folder / "codec.parquet", compression="zstd")
    return {
        "giant.npz": "a.npy claims the shape (10000000000000,) of float64, and 80 bytes are there",
        "overflow.npz": "claims the shape (8589934592, 8589934592)",
        "none.npz": "claims the shape (1000000000000, 0)",
        "empty_texts.npz": "holds <U0, and numbers and texts alone",
        "packed.npz": "its arrays are compressed, as they are never written",
        "long.json": f"it has {50 * 2**30:,} bytes, and {MOST_JSON:,} are read at most",
        "deep.json": "maximum recursion depth",
        "unfolds.parquet": "its texts would unfold to 1,000,000,000,000 bytes",
        "many.parquet": "it claims 30,000,000 rows of 1 columns in",
        "codec.parquet": "it is compressed by ZSTD, as it is never written",
    }


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="limits memory as Linux does")
def test_small_files_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    expected = bombs(tmp_path)
    command = [sys.executable, "-c", READ, str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=60
    )
    said = done.stdout.splitlines()
    assert len(said) == len(expected)
    for name, words in expected.items():
        (line,) = [line for line in said if f"{name} cannot be read" in line]
        assert words in line


def test_arrays_that_lie_otherwise(tmp_path: Path) -> None:
    whole = header((2,)) + b"\0" * 16
    for members, words in (
        ([("a.npy", whole), ("a.npy", whole)], "names an array twice"),
        ([("a.npy", header((2,)) + b"\0" * 17)], "17 bytes are there"),
        ([("a.npy", header((-1,)))], "claims the shape"),
        ([("a.npy", header((2,), "|O") + b"\0" * 16)], "holds object"),
        ([("a.npy", b"\x93NUMPY\x09\x00" + whole[8:])], "unknown header"),
        ([("a.txt", b"no array")], "magic string is not correct"),
    ):
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Duplicate name", UserWarning)
            archive(tmp_path / "x.npz", *members)
        with pytest.raises(ToolkitError, match=rf"x\.npz cannot be read.*{words}"):
            read_arrays(tmp_path / "x.npz")
    archive(tmp_path / "x.npz", ("a.npy", whole))
    assert read_arrays(tmp_path / "x.npz")["a"].tolist() == [0, 0]


def test_tables_of_lists_or_bytes_are_refused(tmp_path: Path) -> None:
    for values, words in (([[1], [2, 3]], "lists in cells"), ([b"x"], "holds binary")):
        pq.write_table(pa.table({"a": values}), tmp_path / "x.parquet")
        with pytest.raises(ToolkitError, match=words):
            read_table(tmp_path / "x")


def test_texts_that_are_no_text_are_refused_at_once(tmp_path: Path) -> None:
    ends = pa.py_buffer(np.array([0, 2, 4], np.int32).tobytes())
    broken = pa.StringArray.from_buffers(2, ends, pa.py_buffer(b"ab\xe2\xe2"))
    pq.write_table(pa.table({"a": broken}), tmp_path / "x.parquet")
    with pytest.raises(ToolkitError, match=r"x\.parquet cannot be read: .*UTF8"):
        read_table(tmp_path / "x")


def metadata(rows: int, claimed: int, held: int, columns: int = 1) -> Any:
    """The header of a table, which may lie."""
    column = SimpleNamespace(compression="SNAPPY", num_values=held)
    group = SimpleNamespace(num_rows=rows, num_columns=columns, column=lambda _: column)
    schema = SimpleNamespace(column=lambda _: SimpleNamespace(max_repetition_level=0))
    return SimpleNamespace(
        num_rows=claimed, num_columns=columns, num_row_groups=1, row_group=lambda _: group,
        schema=schema,
    )  # fmt: skip


def test_headers_of_tables_that_do_not_agree() -> None:
    refuse_forged_table(metadata(10, 10, 10), 100)
    for lie, words in (
        (metadata(10, 11, 10), "it claims 11 rows, and its parts hold 10"),
        (metadata(10, 10, 10**9), "as many rows as it claims"),
        (metadata(-5, -5, -5), "it claims -5 rows"),
        (metadata(10**6, 10**6, 10**6, columns=30), "30 columns in 100 bytes"),
    ):
        with pytest.raises(ValueError, match=words):
            refuse_forged_table(lie, 100)


def test_tables_of_one_value_are_no_forgery(tmp_path: Path) -> None:
    frame = pd.DataFrame({f"c{i}": pd.Series(["the same text"] * 100_000) for i in range(5)})
    write_table(frame.head(3), tmp_path / "x")
    frame.to_parquet(tmp_path / "x.parquet", index=False)
    assert (tmp_path / "x.parquet").stat().st_size < 10_000
    pd.testing.assert_frame_equal(read_table(tmp_path / "x"), frame)


def test_a_long_whole_number_or_a_deep_list_is_no_json(tmp_path: Path) -> None:
    for content in ("1" * 5000, "[" * 10**5, '{"a":' * 10**5):
        (tmp_path / "x.json").write_text(content, encoding="utf-8")
        with pytest.raises(ToolkitError, match=r"x\.json cannot be read"):
            read_json(tmp_path / "x.json")

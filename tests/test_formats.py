"""Open formats: exact where it is promised, safe where people open them."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.errors import ToolkitError
from toolkit.formats import (
    read_arrays,
    read_json,
    read_table,
    write_arrays,
    write_json,
    write_table,
)

anything_goes = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
AWKWARD = TEXTS | st.sampled_from(
    ["=1+1", "+7", "-", "@x", "\tx", "\rx", "\nx", "＝x", "a\r\nb", "a\rb", "a\nb", '"', ",", "NA",
     "nan", "None", "", "'", "1e5", "007", "ö\u0308", "\u2028", "\ufeff", "😀", " lead", "trail "]
)  # fmt: skip


NUMBERS = st.floats(allow_nan=False) | st.just(float("nan")) | st.none()


def csv_rows(stem: Path) -> list[list[str]]:
    with stem.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


# --- tables -----------------------------------------------------------------------------------


@anything_goes
@given(
    st.lists(
        st.tuples(AWKWARD | st.none(), NUMBERS, st.integers(-(2**63), 2**63 - 1)),
        max_size=6,
    )
)
def test_parquet_is_exact(tmp_path: Path, rows: list[tuple[str | None, float, int]]) -> None:
    frame = pd.DataFrame(
        {
            "text": pd.Series([row[0] for row in rows], dtype=object),
            "number": pd.Series([row[1] for row in rows], dtype=float),
            "count": pd.Series([row[2] for row in rows], dtype="int64"),
        }
    )
    write_table(frame, tmp_path / "table")
    back = read_table(tmp_path / "table")
    assert list(back.columns) == ["text", "number", "count"]
    texts = [None if pd.isna(text) else text for text in back["text"]]
    assert texts == [row[0] for row in rows]
    np.testing.assert_array_equal(
        back["number"].to_numpy().view(np.int64), frame["number"].to_numpy().view(np.int64)
    )
    assert back["count"].tolist() == [row[2] for row in rows]


@anything_goes
@given(st.lists(st.tuples(AWKWARD, AWKWARD), max_size=6))
def test_csv_gives_the_texts_back_and_no_cell_is_a_formula(
    tmp_path: Path, rows: list[tuple[str, str]]
) -> None:
    write_table(pd.DataFrame(rows, columns=["=first", "second"], dtype=object), tmp_path / "t")
    header, *cells = csv_rows(tmp_path / "t")
    assert header == ["'=first", "second"]
    assert len(cells) == len(rows)
    for came, row in zip(cells, rows, strict=True):
        for cell, text in zip(came, row, strict=True):
            expected = text.replace("\r\n", "\n").replace("\r", "\n")
            assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
            assert cell in (expected, "'" + expected)


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [-0.5, 1e-300, np.nan], "b": [-1, 0, 1], "c": [True, False, True]})
    write_table(frame, tmp_path / "t")
    assert csv_rows(tmp_path / "t")[1:] == [
        ["-0.5", "-1", "True"], ["1e-300", "0", "False"], ["", "1", "True"]
    ]  # fmt: skip


def test_columns_whose_safe_names_are_alike_are_kept_apart(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"=a": ["=x"], "'=a": ["y"]}), tmp_path / "t")
    assert csv_rows(tmp_path / "t") == [["'=a", "'=a"], ["'=x", "y"]]
    assert list(read_table(tmp_path / "t").columns) == ["=a", "'=a"]


def test_a_table_without_rows_and_one_of_missing_values(tmp_path: Path) -> None:
    write_table(pd.DataFrame([], columns=["a", "b"]), tmp_path / "deep" / "empty")
    assert csv_rows(tmp_path / "deep" / "empty") == [["a", "b"]]
    assert list(read_table(tmp_path / "deep" / "empty").columns) == ["a", "b"]
    write_table(pd.DataFrame({"a": [None, None], "b": ["x", None]}), tmp_path / "missing")
    back = read_table(tmp_path / "missing")
    assert back["a"].isna().all()
    assert back["b"].isna().tolist() == [False, True]


def test_the_same_table_gives_the_same_bytes_and_is_not_changed(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": ["=x", "y"], "b": [0.1, 0.2]})
    before = frame.copy(deep=True)
    for name in ("one", "two"):
        write_table(frame, tmp_path / name)
    pd.testing.assert_frame_equal(frame, before)
    for ending in (".csv", ".parquet"):
        one, two = (tmp_path / f"{name}{ending}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_a_name_with_a_dot_keeps_it(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"a": [1]}), tmp_path / "v1.2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["v1.2.csv", "v1.2.parquet"]


# --- arrays -----------------------------------------------------------------------------------


def test_arrays_are_exact_and_their_bytes_the_same(tmp_path: Path) -> None:
    arrays = {
        "b": np.array([[0.1, np.nan], [np.inf, -0.0]]),
        "a": np.arange(5, dtype=np.int32),
        "empty": np.zeros((0, 3)),
        "flags": np.array([True, False]),
    }
    for name in ("one", "two"):
        write_arrays(arrays, tmp_path / f"{name}.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    back = read_arrays(tmp_path / "one.npz")
    assert list(back) == list(arrays)
    for name, array in arrays.items():
        assert back[name].dtype == array.dtype
        assert back[name].shape == array.shape
        assert back[name].tobytes() == array.tobytes()


def test_objects_are_refused_both_ways(tmp_path: Path) -> None:
    objects = np.array([{"a": 1}, None], dtype=object)
    with pytest.raises(ValueError, match="[Oo]bject array"):
        write_arrays({"x": objects}, tmp_path / "x.npz")
    np.savez(tmp_path / "hostile.npz", x=objects)
    with pytest.raises(ToolkitError, match=r"hostile\.npz cannot be read"):
        read_arrays(tmp_path / "hostile.npz")


class Bomb:
    def __reduce__(self) -> tuple[object, ...]:
        return pytest.fail, ("a pickle was opened",)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", pickle.dumps(Bomb())])
def test_what_are_no_arrays(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.npz"
    path.write_bytes(content)
    with pytest.raises(ToolkitError, match=r"x\.npz cannot be read"):
        read_arrays(path)


def test_a_single_array_is_not_a_set_of_arrays(tmp_path: Path) -> None:
    with (tmp_path / "x.npz").open("wb") as file:
        np.save(file, np.arange(3))
    with pytest.raises(ToolkitError, match=r"x\.npz cannot be read"):
        read_arrays(tmp_path / "x.npz")


# --- JSON -------------------------------------------------------------------------------------


def test_json_is_readable_and_exact(tmp_path: Path) -> None:
    value = {"ü": [1, 0.1, None, True, "Ж\u2028"], "b": {}}
    write_json(value, tmp_path / "deep" / "x.json")
    text = (tmp_path / "deep" / "x.json").read_text(encoding="utf-8")
    assert "ü" in text
    assert text.endswith("}\n")
    assert read_json(tmp_path / "deep" / "x.json") == value


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_json_holds_no_number_that_is_none(tmp_path: Path, number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json({"x": number}, tmp_path / "x.json")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000, b"9" * 10_000])
def test_what_is_no_json(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(ToolkitError, match=r"x\.json cannot be read"):
        read_json(tmp_path / "x.json")


@pytest.mark.parametrize("read", [read_json, read_arrays, read_table])
def test_missing_files(tmp_path: Path, read: object) -> None:
    with pytest.raises(ToolkitError, match="cannot be read"):
        read(tmp_path / "nothing")  # type: ignore[operator]


def test_what_is_no_parquet(tmp_path: Path) -> None:
    for content in (b"", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1", b"x" * 1000):
        (tmp_path / "x.parquet").write_bytes(content)
        with pytest.raises(ToolkitError, match=r"x\.parquet cannot be read"):
            read_table(tmp_path / "x")

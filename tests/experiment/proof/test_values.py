"""How far apart two files are: what counts as equal, as close and as different."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.experiment.proof.values import Apart, distances, files_apart
from toolkit.formats import write_arrays, write_table


def arrays(home: Path, one: Any, two: Any) -> Apart:
    for name, values in (("1", one), ("2", two)):
        write_arrays({"x": np.array(values)}, home / f"{name}.npz")
    return files_apart(home / "1.npz", home / "2.npz")


def texts(home: Path, one: object, two: object) -> Apart:
    for name, value in (("1", one), ("2", two)):
        (home / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    return files_apart(home / "1.json", home / "2.json")


def tables(home: Path, one: dict[str, Any], two: dict[str, Any]) -> list[Apart]:
    for name, columns in (("1", one), ("2", two)):
        write_table(pd.DataFrame(columns), home / name)
    return [files_apart(home / f"1.{end}", home / f"2.{end}") for end in ("parquet", "csv")]


@pytest.mark.parametrize(
    "one, two, expected",
    [
        ([0.1, 0.2], [0.1, 0.2], Apart("equal", 0, "")),
        ([0.1, 0.2], [0.1, 0.2 + 4e-7], Apart("close", 4e-7, "x[1]")),
        ([0.1, 0.2], [0.1, 0.2 + 4e-6], Apart("different", 4e-6, "x[1]")),
        ([[0.1, 0.2], [0.5, 0.5]], [[0.1, 0.2], [0.25, 0.5]], Apart("different", 0.25, "x[1, 0]")),
        ([5e6], [5e6 + 1], Apart("close", 2e-7, "x[0]")),  # of a large number, a part
        ([math.nan, 1.0], [math.nan, 1.0], Apart("equal", 0, "")),
        ([math.nan], [1.0], Apart("different", 0, "x[0]")),  # no number beside a number
        ([math.inf], [-math.inf], Apart("different", 0, "x[0]")),
        ([math.inf], [1.0], Apart("different", 0, "x[0]")),
        (
            [10**9],
            [10**9 + 1],
            Apart("different", 1, "x[0]"),
        ),  # whole numbers are exact, however large
        ([True], [False], Apart("different", 0, "x[0]")),
        (["ferry"], ["fish!"], Apart("different", 0, "x[0]")),
        (0.5, 0.75, Apart("different", 0.25, "x")),
        ([], [], Apart("equal", 0, "")),
    ],
)
def test_arrays(tmp_path: Path, one: Any, two: Any, expected: Apart) -> None:
    found = arrays(tmp_path, one, two)
    assert (found.likeness, found.where) == (expected.likeness, expected.where)
    assert found.largest == pytest.approx(expected.largest, rel=1e-6)


def test_arrays_of_another_shape_or_kind_are_different(tmp_path: Path) -> None:
    assert arrays(tmp_path, [0.5], [0.5, 0.5]).where.startswith("x: float64 (1,) was")
    assert arrays(tmp_path, [1], [1.0]).likeness == "different"
    write_arrays({"y": np.zeros(1)}, tmp_path / "2.npz")
    assert files_apart(tmp_path / "1.npz", tmp_path / "2.npz").likeness == "different"


@pytest.mark.parametrize(
    "one, two, likeness, where",
    [
        ({"a": [1, 2.5]}, {"a": [1, 2.5 + 1e-9]}, "close", "a[1]"),
        ({"a": [1, 2.5]}, {"a": [1, 2.6]}, "different", "a[1]"),
        ({"a": {"n": 7}}, {"a": {"n": 8}}, "different", "a.n"),
        ({"a": 1}, {"a": True}, "different", "a"),
        ({"a": None}, {"a": 0.0}, "different", "a"),
        ({"a": "1.0"}, {"a": "1.00"}, "different", "a"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "different", "its keys"),
        ({"a": [1]}, {"a": [1, 2]}, "different", "a: 1 were, 2 are"),
        (["x"], ["x", "y"], "different", ": 1 were, 2 are"),
    ],
)
def test_json(tmp_path: Path, one: object, two: object, likeness: str, where: str) -> None:
    found = texts(tmp_path, one, two)
    assert (found.likeness, found.where) == (likeness, where)


def test_json_written_otherwise_holds_the_same_values(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text('{"a": 1}', encoding="utf-8")
    (tmp_path / "2.json").write_text('{"a":1}\n', encoding="utf-8")
    assert files_apart(tmp_path / "1.json", tmp_path / "2.json") == Apart("equal")


BASE = {"term": ["ferry", "fish", "port"], "n": [3, 2, 2], "share": [0.5, 0.25, 0.25]}


@pytest.mark.parametrize(
    "change, likeness",
    [
        ({}, "equal"),
        ({"share": [0.5 + 1e-8, 0.25, 0.25]}, "close"),
        ({"share": [0.6, 0.25, 0.15]}, "different"),
        ({"n": [3, 2, 3]}, "different"),
        ({"term": ["ferry", "fish", "ports"]}, "different"),
        # Two rows that come in order by less than the last digits have changed places.
        ({"term": ["ferry", "port", "fish"], "share": [0.5, 0.25 + 1e-12, 0.25]}, "close"),
        # The same words beside other numbers are no other order.
        ({"term": ["fish", "ferry", "port"]}, "different"),
    ],
)
def test_tables(tmp_path: Path, change: dict[str, Any], likeness: str) -> None:
    assert [found.likeness for found in tables(tmp_path, BASE, BASE | change)] == [likeness] * 2


def test_a_percentage_is_compared_as_the_share_that_it_is(tmp_path: Path) -> None:
    for column, likeness in (("percent", "close"), ("low_pp", "close"), ("share", "different")):
        found = tables(tmp_path, {column: [0.3]}, {column: [0.3 + 5e-6]})
        assert [apart.likeness for apart in found] == [likeness] * 2


def test_rows_and_columns_that_come_or_go_are_different(tmp_path: Path) -> None:
    fewer = {name: values[:2] for name, values in BASE.items()}
    assert {apart.likeness for apart in tables(tmp_path, BASE, fewer)} == {"different"}
    without = {name: values for name, values in BASE.items() if name != "n"}
    assert {apart.where for apart in tables(tmp_path, BASE, without)} == {"its columns"}


def test_files_that_are_missing_or_cannot_be_read_are_different(tmp_path: Path) -> None:
    (tmp_path / "1.npz").write_bytes(b"no array")
    assert files_apart(tmp_path / "1.npz", tmp_path / "2.npz").where == "is not made any more"
    assert files_apart(tmp_path / "2.npz", tmp_path / "1.npz").where == "was not there"
    write_arrays({"x": np.zeros(1)}, tmp_path / "2.npz")
    found = files_apart(tmp_path / "1.npz", tmp_path / "2.npz")
    assert found.likeness == "different"
    assert found.where.startswith("cannot be compared")
    for name, text in (("1.txt", "a"), ("2.txt", "b")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert files_apart(tmp_path / "1.txt", tmp_path / "2.txt") == Apart("different", 0, "its bytes")


def test_distances_agree_with_their_definition_one_by_one() -> None:
    rng = np.random.default_rng(4)
    one, two = rng.normal(0, 100, 200), rng.normal(0, 100, 200)
    by_hand = [abs(a - b) / max(1, abs(a), abs(b)) for a, b in zip(one, two, strict=True)]
    assert distances(one, two).tolist() == pytest.approx(by_hand)

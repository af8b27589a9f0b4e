"""Cells of tables as text."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from toolkit.corpus.tables.cells import cell_text, is_text


@pytest.mark.parametrize(
    "cell, text",
    [
        (" as it is ", " as it is "),
        (None, ""),
        (70.0, "70"),
        (-0.25, "-0.25"),
        (float("nan"), ""),
        (10**20, "1" + "0" * 20),
        (False, "false"),
        (date(1946, 1, 10), "1946-01-10"),
        (datetime.fromisoformat("1946-01-10"), "1946-01-10"),
        (datetime.fromisoformat("1946-01-10 16:05:09"), "1946-01-10 16:05:09"),
        (time(16, 5), "16:05:00"),
        (["en", "ru"], "en; ru"),
        ([], ""),
    ],
)
def test_every_cell_has_one_form(cell: object, text: str) -> None:
    assert is_text(cell)
    assert cell_text(cell) == text


def test_an_infinite_number_is_written_and_not_rounded() -> None:
    assert cell_text(float("inf")) == "inf"


@pytest.mark.parametrize("cell", [b"picture", {"a": 1}, [1, 2], ["a", None], object()])
def test_what_is_no_text_is_told_apart(cell: object) -> None:
    assert not is_text(cell)

"""Excel workbooks: the first sheet, and what is no workbook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from openpyxl import Workbook

from toolkit.corpus.tables.workbook import sheet_rows
from toolkit.errors import ToolkitError


def saved(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("another").append(["not read"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(raw: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


def test_the_first_sheet_is_read_as_text() -> None:
    raw = saved(
        ("ISO", "Session", "When", None),
        (),
        ("AFG", 70.0, datetime.fromisoformat("2015-09-28")),
        (None, None, None, "=1+1"),
        ("two\nlines", 0.5, True, None),
    )
    assert sheet_rows(raw, "a.xlsx") == [
        (1, ["ISO", "Session", "When"]),
        (3, ["AFG", "70", "2015-09-28"]),
        (5, ["two\nlines", "0.5", "true"]),
    ]


def test_rows_are_filled_up_to_the_longest() -> None:
    raw = saved(("a",), ("b", "c", "d"))
    assert [row for _, row in sheet_rows(raw, "a.xlsx")] == [["a", "", ""], ["b", "c", "d"]]


def test_what_a_sheet_says_of_its_own_size_is_not_believed() -> None:
    raw = saved(("a", "b"), ("c", "d"))
    small = changed(
        raw, lambda name, part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', part)
    )
    assert small != raw
    assert sheet_rows(small, "a.xlsx") == [(1, ["a", "b"]), (2, ["c", "d"])]


def test_a_row_far_below_all_others_does_not_take_for_ever() -> None:
    raw = changed(
        saved(("a",), ("b",)),
        lambda name, part: part.replace(b'<row r="2"', b'<row r="999999999"').replace(
            b'r="A2"', b'r="A999999999"'
        ),
    )
    with pytest.raises(ToolkitError, match="more than 1,048,576 rows"):
        sheet_rows(raw, "a.xlsx")


def test_a_file_that_unfolds_without_end_is_refused_before_it_does() -> None:
    raw = changed(
        saved(("a",)),
        lambda name, part: part + b" " * 3_000_000 if name.endswith("sheet1.xml") else part,
    )
    with pytest.raises(ToolkitError, match=r"a\.xlsx would unfold from [\d,]+ to 3,0[\d,]+ bytes"):
        sheet_rows(raw, "a.xlsx")


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"meeting,x\na,1\n"])
def test_what_is_no_workbook_is_refused(raw: bytes) -> None:
    with pytest.raises(ToolkitError, match=r"^a\.xlsx cannot be read as an Excel workbook: ."):
        sheet_rows(raw, "a.xlsx")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_workbook_is_refused(part: str) -> None:
    def damage(name: str, content: bytes) -> bytes:
        return content[: len(content) // 2] if name == part else content

    with pytest.raises(ToolkitError, match="cannot be read as an Excel workbook"):
        sheet_rows(changed(saved(("a", "b"), ("c", "d")), damage), "a.xlsx")

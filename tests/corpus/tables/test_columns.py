"""Columns of a table: which is which, and what their cells may be."""

from __future__ import annotations

import pytest

from toolkit.corpus.tables.columns import WORDS, check_cells, find_columns, iso_date, mapped
from toolkit.corpus.tables.rows import Rows
from toolkit.errors import ToolkitError


def rows(**columns: list[str]) -> Rows:
    length = len(next(iter(columns.values())))
    return Rows("a.csv", tuple(columns), tuple(columns.values()), "line", range(2, length + 2))


def table(*names: str) -> Rows:
    return Rows("a.csv", names, tuple([""] for _ in names), "line", [2])


def refused(**columns: list[str]) -> str:
    with pytest.raises(ToolkitError) as caught:
        check_cells(rows(**columns), {name: name for name in columns})
    return str(caught.value)


def test_columns_that_bear_our_words_need_no_mapping() -> None:
    assert find_columns(table(*WORDS, "party"), {}) == {word: word for word in WORDS}


def test_the_text_interchange_format_needs_none() -> None:
    assert find_columns(table("doc_id", "text", "genre"), {}) == {
        "meeting": "doc_id",
        "text": "text",
    }


def test_what_the_user_says_comes_first() -> None:
    used = find_columns(
        table("doc_id", "meeting", "text", "body", "year", "date"),
        {"text": " body ", "meeting": "doc_id", "title": "meeting", "date": "year"},
    )
    assert used == {"text": "body", "meeting": "doc_id", "title": "meeting", "date": "year"}


def test_a_year_is_the_date_only_where_nothing_else_is() -> None:
    assert find_columns(table("text", "year"), {})["date"] == "year"
    assert find_columns(table("text", "year", "date"), {})["date"] == "date"


def test_all_wrong_names_are_told_in_one_sentence() -> None:
    with pytest.raises(ToolkitError) as caught:
        find_columns(table("body", "who"), {"speeker": "who", "speaker": "whom"})
    assert str(caught.value) == (
        "a.csv: 'speeker' is no word for a column; did you mean 'speaker'?; it has no column "
        "'whom' to be the speaker; did you mean 'who'?; it has no column 'text'; name the column "
        "that holds the texts, as in text = 'body' (known are body, who)"
    )


def test_cells_have_one_form() -> None:
    cells = check_cells(
        rows(
            text=["a", "b"],
            kind=["Question ", ""],
            role=["Journalist", "OTHER"],
            date=["2024", "2024-02-29 10:00:00"],
            time=["10:30", "10:30:59"],
            speaker=["A\u00a0 B", "Cafe\u0301"],
        ),
        {name: name for name in ("text", "kind", "role", "date", "time", "speaker")},
    )
    assert cells["kind"] == ["question", ""]
    assert cells["role"] == ["journalist", "other"]
    assert cells["date"] == ["2024", "2024-02-29"]
    assert cells["time"] == ["10:30", "10:30"]
    assert cells["speaker"] == ["A B", "Café"]
    assert cells["meeting"] == ["a/1", "a/2"]
    assert set(cells) == set(WORDS)


def test_names_of_rows_sort_as_they_stand() -> None:
    names = check_cells(rows(text=["x"] * 12), {"text": "text"})["meeting"]
    assert names[0] == "a/01"
    assert names == sorted(names)


def test_all_wrong_values_are_named_with_their_lines() -> None:
    message = refused(
        text=["a", "b", "c"],
        date=["2021-02-29", "", "March"],
        kind=["qestion", "answer", ""],
        position=["1", "-1", "x"],
        time=["24:00", "", ""],
        event=["party", "", ""],
    )
    assert message.startswith("a.csv: 7 mistakes:")
    for said in (
        "line 2: the date '2021-02-29' is in no calendar",
        "line 4: the date 'March' is no ISO date, such as 2024-09-24, 2024-09 or 2024",
        "line 2: the kind 'qestion' is unknown; did you mean 'question'?",
        "line 3: the position '-1' is no whole number",
        "line 4: the position 'x' is no whole number",
        "line 2: the time '24:00' is no time of day, such as 10:30",
        "line 2: the event 'party' is unknown; known are news conference",
    ):
        assert said in message


def test_a_place_is_taken_once() -> None:
    message = refused(text=["a"] * 4, meeting=["m", "m", "", "m"], position=["1", "2", "3", "1"])
    assert "line 4 names no meeting" in message
    assert "line 5: the position 1 of 'm' is there already, in line 2" in message
    with pytest.raises(ToolkitError, match="line 3: 'd' is there already, in line 2"):
        check_cells(rows(text=["a", "b"], doc_id=["d", "d"]), {"text": "text", "meeting": "doc_id"})


@pytest.mark.parametrize("date", ["0000", "2024-13", "2024-00-10", "2023-02-29"])
def test_a_date_that_is_in_no_calendar(date: str) -> None:
    with pytest.raises(ValueError, match="is in no calendar"):
        iso_date(date)


@pytest.mark.parametrize(
    "date",
    ["24.9.2024", "2024-9-24", "2024-09-24Z", "2024T10:00", "20240924", "٢٠٢٤", "2024-09 10:00"],
)
def test_a_date_that_is_in_no_iso_form(date: str) -> None:
    with pytest.raises(ValueError, match="is no ISO date"):
        iso_date(date)


def test_equal_cells_become_one_object() -> None:
    seen: list[str] = []

    def lower(cell: str) -> str:
        seen.append(cell)
        return cell.lower()

    changed = mapped(["AB", "CD", "AB"], lower)
    assert changed == ["ab", "cd", "ab"]
    assert changed[0] is changed[2]
    assert seen == ["AB", "CD"]


@pytest.mark.parametrize("date", ["0001", "0946-05", "0999-12-31"])
def test_a_date_that_no_other_stage_reads(date: str) -> None:
    with pytest.raises(ValueError, match="before 1000"):
        iso_date(date)

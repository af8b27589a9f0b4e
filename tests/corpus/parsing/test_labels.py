"""What opens a turn, and what only looks as if it did."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.layouts import layouts
from toolkit.corpus.parsing.labels import find_labels, read_label, read_note

LAYOUT = {layout.name: layout for layout in layouts()}["ministry_en"]
LAVROV = {layout.name: layout for layout in layouts()}["mid_en"]


@pytest.mark.parametrize(
    "line, name, note, rest",
    [
        ("Question: Why?", "Question", "", "Why?"),
        ("Question:", "Question", "", ""),
        ("Question:\u00a0Why?", "Question", "", "Why?"),
        ("Question : Why?", "Question", "", "Why?"),
        ("Question (for Ivo Marlin): Why?", "Question", "for Ivo Marlin", "Why?"),
        ("Question\u00a0( to  all ): Why?", "Question", "to all", "Why?"),
        ("Ada Birch: So.", "Ada Birch", "", "So."),
        ("Ada\u00a0Birch: So.", "Ada Birch", "", "So."),
        ("Ada Birch (adding): So.", "Ada Birch", "adding", "So."),
        ("A. B. Birch:  So.", "A. B. Birch", "", "So."),
        ("MR PRICE: So.", "MR PRICE", "", "So."),
        (unicodedata.normalize("NFD", "Volker Türk: So."), "Volker Türk", "", "So."),
    ],
)
def test_a_label_is_read_in_every_form(line: str, name: str, note: str, rest: str) -> None:
    label = read_label(line, LAYOUT)
    assert label is not None
    assert (label.name, label.note, line[label.length :]) == (name, note, rest)
    assert label.is_question == (name == "Question")


@pytest.mark.parametrize(
    "line",
    [
        "",
        ":",
        "To reiterate: we agree.",
        "Question 2: Why?",
        "Questions: Why?",
        "A question: Why?",
        "Ada Birch says: so.",
        "Ada Birch:so",
        "At 10:30 we met.",
        "Ada Birch (adding: So.",
        f"Ada Birch ({'x' * 121}): So.",
        "Lavrov: So.",
    ],
)
def test_what_has_not_the_form_of_a_label_is_none(line: str) -> None:
    assert read_label(line, LAYOUT) is None


def found(*lines: str, known: tuple[str, ...] = ()) -> tuple[list[int], list[str]]:
    labels, notes = find_labels(dict(enumerate(lines)), known, LAYOUT)
    return list(labels), notes


def stranger(name: str, n: int = 1) -> str:
    return (
        f"'{name}' is not in the head; {n} turn{' was' if n == 1 else 's were'} given to that name"
    )


def test_a_name_opens_a_turn_for_one_of_four_reasons() -> None:
    assert found("Ada Birch: So.", known=("Ada Birch",)) == ([0], [])
    assert found("Ada Birch (adding): So.") == ([0], [stranger("Ada Birch")])
    assert found("Question: Why?", "Ada Birch: So.") == ([0, 1], [stranger("Ada Birch")])
    assert found("Question: Why?", "Because.", "Ada Birch: So.") == (
        [0, 2],
        [stranger("Ada Birch")],
    )
    named = ("Question (for Ada Birch): Why?", "Ivo Marlin: So.", "Ada Birch: So.")
    assert found(*named)[0] == [0, 1, 2]


def test_a_reason_once_is_a_reason_for_every_label_of_that_name() -> None:
    lines = ("Ada Birch: So.", "Question: Why?", "Ada Birch: So.", "Ada Birch: No.")
    assert found(*lines) == ([0, 1, 2, 3], [stranger("Ada Birch", 3)])
    assert found("Ada Birch: So.", "Ada Birch (again): No.")[0] == [0, 1]


def test_a_phrase_that_recurs_is_no_person() -> None:
    told = "'Key Points:' opens 2 lines but was read as text"
    assert found("Key Points: trade.", "Key Points: fish.") == ([], [told])
    lines = ("Question: Why?", "Ada Birch: So.", "Key Points: fish.", "Key Points: trade.")
    assert found(*lines, known=("Ada Birch",)) == ([0, 1], [told])


def test_the_case_of_the_letters_makes_no_other_person() -> None:
    lines = {0: "QUESTION: Why?", 1: "ADA BIRCH: So.", 2: "Ada birch: No.", 3: "Ada Birch: Yes."}
    labels, notes = find_labels(lines, ("Ada Birch",), LAYOUT)
    # "Ada birch" has not the form of a name.
    assert {i: label.speaker for i, label in labels.items()} == {
        0: "",
        1: "Ada Birch",
        3: "Ada Birch",
    }
    assert [label.name for label in labels.values()] == ["QUESTION", "ADA BIRCH", "Ada Birch"]
    assert notes == ["'Ada birch:' opens a line but was read as text"]


def test_people_of_one_surname_are_named() -> None:
    def pair(one: str, other: str) -> str:
        return f"'{one}' and '{other}' share a surname and may be one person"

    lines = ("Question: Why?", "Mr. Birch: So.", "Question: How?", "Adah Birch: No.")
    assert found(*lines, known=("Ada Birch",))[1] == [
        stranger("Mr. Birch"),
        stranger("Adah Birch"),
        pair("Ada Birch", "Mr. Birch"),
        pair("Ada Birch", "Adah Birch"),
        pair("Mr. Birch", "Adah Birch"),
    ]
    initials = ("Question: Why?", "A.B.Birch: So.", "Question: How?", "MR BIRCH: No.")
    assert found(*initials)[1][-1] == pair("A.B.Birch", "MR BIRCH")
    known = ("Ada Birch", "Ivo Birch")
    assert found("Ada Birch: So.", "Ivo Birch: No.", known=known) == ([0, 1], [])


def test_what_opens_no_turn_is_told() -> None:
    told = "'Ada Birch:' opens a line but was read as text"
    assert found("Ada Birch: So.") == ([], [told])
    assert found("Question: Why?", "Ivo Marlin: So.", "Ada Birch: So.")[1][-1] == told
    assert found("Middle East: war.", "Middle East: peace.") == (
        [],
        ["'Middle East:' opens 2 lines but was read as text"],
    )
    assert found("To reiterate: so.", "Q: so?", "Q: why?") == (
        [],
        [
            "'To reiterate:' opens a line but was read as text",
            "'Q:' opens 2 lines but was read as text",
        ],
    )
    assert found("Matt (01:27):", "Matt: so.")[1] == [
        "'Matt (01:27):' opens a line but was read as text",
        "'Matt:' opens a line but was read as text",
    ]
    assert found("We met at 10:30.", "See http://a.example for the six long words: all.") == (
        [],
        [],
    )


def test_two_spellings_of_one_name_are_one_speaker() -> None:
    lines = {0: "Question: Why?", 1: "С.В.Лавров: So.", 2: "Sergey Lavrov: No."}
    labels, notes = find_labels(lines, (), LAVROV)
    assert [label.speaker for label in labels.values()] == ["", "Sergey Lavrov", "Sergey Lavrov"]
    assert notes == [stranger("Sergey Lavrov", 2)]


@pytest.mark.parametrize(
    "note, remark, addressed_to",
    [
        ("", "", ""),
        ("for Ivo Marlin", "", "Ivo Marlin"),
        ("to Ivo Marlin", "", "Ivo Marlin"),
        ("addressed to Ivo Marlin, in French", "in French", "Ivo Marlin"),
        ("in French, directed to Ivo Marlin", "in French", "Ivo Marlin"),
        ("for Ada Birch, for Ivo Marlin", "", "Ada Birch; Ivo Marlin"),
        ("for both ministers", "", "both ministers"),
        ("translated from Chinese", "translated from Chinese", ""),
        ("for", "for", ""),
        ("forgotten, , again", "forgotten, again", ""),
    ],
)
def test_a_note_says_whom_a_question_addresses(note: str, remark: str, addressed_to: str) -> None:
    assert read_note(note, LAYOUT) == (remark, addressed_to)


@given(st.text())
def test_any_line_and_any_note_can_be_read(text: str) -> None:
    label = read_label(text, LAYOUT)
    assert label is None or 0 < label.length <= len(text)
    read_note(text, LAYOUT)
    find_labels({0: text, 5: text}, (), LAYOUT)

"""What a label prints, and what only looks like one."""

from __future__ import annotations

import unicodedata

import pytest
from common.pages import GENERIC, LAYOUTS, MINISTRY, own_layout
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.parsing.labels import read_label, read_note


@pytest.mark.parametrize(
    "line, name, note, rest",
    [
        ("Question: Why?", "Question", "", "Why?"),
        ("Question:", "Question", "", ""),
        ("Question:\u00a0Why?", "Question", "", "Why?"),
        ("Question : Why?", "Question", "", "Why?"),
        ("Question (for Ivo Marlin): Why?", "Question", "for Ivo Marlin", "Why?"),
        ("Question\u00a0( to  all ): Why?", "Question", "to all", "Why?"),
        ("QUESTION: Why?", "QUESTION", "", "Why?"),
        ("Ada Birch: So.", "Ada Birch", "", "So."),
        ("Ada\u00a0Birch: So.", "Ada Birch", "", "So."),
        ("Ada Birch (adding): So.", "Ada Birch", "adding", "So."),
        ("A. B. Birch:  So.", "A. B. Birch", "", "So."),
        ("MR PRICE: So.", "MR PRICE", "", "So."),
        (unicodedata.normalize("NFD", "Volker Türk: So."), "Volker Türk", "", "So."),
    ],
)
def test_a_label_is_read_in_every_form(line: str, name: str, note: str, rest: str) -> None:
    label = read_label(line, MINISTRY)
    assert label is not None
    assert (label.name, label.note, line[label.length :]) == (name, note, rest)
    assert label.mark == ("question" if name.lower() == "question" else "")


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
        "Question:so",
        "At 10:30 we met.",
        "Ada Birch (adding: So.",
        f"Ada Birch ({'x' * 121}): So.",
        "Lavrov: So.",
    ],
)
def test_what_has_not_the_form_of_a_label_is_none(line: str) -> None:
    assert read_label(line, MINISTRY) is None


def test_forms_are_tried_by_how_sure_they_are() -> None:
    assert read_label("Ada Birch: So.", MINISTRY, ("certain",)) is None
    assert read_label("Ada Birch: So.", MINISTRY, ("possible",)) is not None
    assert read_label("Question: So?", MINISTRY, ("possible",)) is None
    assert read_label("Ada Birch: So.", MINISTRY, ("bold", "inner")) is None


@pytest.mark.parametrize(
    "line, mark",
    [
        ("Q: Why?", "question"),
        ("A: So.", "answer"),
        ("Chairwoman: Please.", "moderator"),
        ("Interpreter (in French): Yes.", "voice"),
        ("Ada Birch: Yes.", ""),
    ],
)
def test_the_words_of_a_layout_mark_who_speaks(line: str, mark: str) -> None:
    label = read_label(line, GENERIC)
    assert label is not None
    assert label.mark == mark


def test_the_space_behind_long_capitals_and_a_colon_may_be_lost() -> None:
    forms = {"MR PRICE:So.": "MR PRICE", "ADA BIRCH:So.": "ADA BIRCH"}
    for line, name in forms.items():
        label = read_label(line, LAYOUTS["white_house_en"])
        assert label is not None
        assert (label.name, line[label.length :]) == (name, "So.")
    assert read_label("MEMO:So.", LAYOUTS["white_house_en"]) is None


def test_a_time_behind_a_label_is_kept() -> None:
    label = read_label("Ada Birch (01:02:03): So.", LAYOUTS["timestamped_en"])
    assert label is not None
    assert (label.name, label.time, label.note) == ("Ada Birch", "01:02:03", "")


def test_a_card_names_the_person_in_two_groups() -> None:
    own = own_layout(
        "labels = ['''(?P<given>[A-Z][a-z]+(?: [A-Z]\\.)?) (?P<name>(?P<last>[A-Z]+)), "
        "(?P<office>[A-Z][a-z ]+)\\.''']"
    )
    label = read_label("Ada C. BIRCH, Reporter of a paper. Why?", own)
    assert label is not None
    assert (label.speaker, label.office) == ("Ada BIRCH", "Reporter of a paper")
    assert label.name == "BIRCH, Reporter of a paper"


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
    assert read_note(note, MINISTRY) == (remark, addressed_to)


def test_a_layout_without_words_of_addressing_addresses_nobody() -> None:
    assert read_note("for Ivo Marlin", own_layout('addressed = ""')) == ("for Ivo Marlin", "")


@given(
    st.text() | st.text(alphabet="AQq.:()[] \u00a0\n", max_size=40),
    st.sampled_from(sorted(LAYOUTS)),
)
def test_any_line_and_any_note_can_be_read(text: str, layout: str) -> None:
    label = read_label(text, LAYOUTS[layout], ("certain", "bold", "possible"))
    assert label is None or 0 < label.length <= len(text)
    remark, addressed_to = read_note(text, LAYOUTS[layout])
    assert len(remark) + len(addressed_to) <= 2 * len(text)

"""Forms of labels: what stands for a gap, and which forms are refused."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.layouts.forms import GAPS, form_pattern

WORDS = (["Question", "Q"], ["Answer"], ["Chair"], ["Voice"])


def groups(form: str, text: str) -> dict[str, str] | None:
    """What a form finds in a whole text; the empty left out."""
    found = re.fullmatch(form_pattern(form, *WORDS), text)
    return found and {name: part for name, part in found.groupdict().items() if part}


@pytest.mark.parametrize(
    "form, text, found",
    [
        ("{name}:", "Ada Birch:", {"name": "Ada Birch"}),
        ("{name}:", "A. B. Birch:", {"name": "A. B. Birch"}),
        ("{name}:", "Birch:", None),
        ("{name}:", "Ada birch:", None),
        ("{speaker}:", "Birch:", {"name": "Birch"}),
        ("{speaker}:", "Ada Birch:", {"name": "Ada Birch"}),
        ("{initials}:", "A.Birch:", {"name": "A.Birch"}),
        ("{initials}:", "А.Б.Берёза:", {"name": "А.Б.Берёза"}),
        ("{initials}:", "Ada Birch:", None),
        ("{NAME}:", "ADA BIRCH:", {"name": "ADA BIRCH"}),
        ("{NAME}:", "MR. BIRCH:", {"name": "MR. BIRCH"}),
        ("{NAME}:", "A. MCBIRCH:", {"name": "A. MCBIRCH"}),
        ("{NAME}:", "McBIRCH:", {"name": "McBIRCH"}),
        ("{NAME}:", "ÉLODIE O’BIRCH:", {"name": "ÉLODIE O’BIRCH"}),
        ("{NAME}:", "АДА БЕРЁЗА:", {"name": "АДА БЕРЁЗА"}),
        ("{NAME}:", "Ada BIRCH:", None),
        ("{NAME}:", "ADA BIRCH 2:", None),
        ("{any}:", "The harbour master, 2nd:", {"name": "The harbour master, 2nd"}),
        ("{any}:", "a: b:", None),
        ("{any}:", f"{'x' * 161}:", None),
        ("{name}{note}:", "Ada Birch (in French):", {"name": "Ada Birch", "note": "in French"}),
        ("{name}{note}:", "Ada Birch [in French]:", {"name": "Ada Birch", "note": "in French"}),
        ("{name}{note}:", "Ada Birch:", {"name": "Ada Birch"}),
        ("{name}{note}:", "Ada Birch ():", None),
        ("{name} \\({time}\\):", "Ada Birch (1:02:03):", {"name": "Ada Birch", "time": "1:02:03"}),
        ("{question} \\d+\\.", "Q 12.", {"question": "Q"}),
        ("{question}:", "QUESTION:", {"question": "QUESTION"}),
        ("{question}:", "question:", None),
        ("{answer}:", "Answer:", {"answer": "Answer"}),
        ("{moderator}:", "CHAIR:", {"moderator": "CHAIR"}),
        ("{voice}:", "Voice:", {"voice": "Voice"}),
        ("(?:{name}|{question}):", "Q:", {"question": "Q"}),
    ],
)
def test_a_gap_stands_for_what_it_says(form: str, text: str, found: dict[str, str] | None) -> None:
    assert groups(form, text) == found


def test_repetitions_keep_their_braces() -> None:
    assert groups("{name} \\d{4}:", "Ada Birch 2020:") == {"name": "Ada Birch"}
    assert groups("{name} \\d{1,2}:", "Ada Birch 20:") == {"name": "Ada Birch"}


def test_a_layout_without_such_words_fits_nothing() -> None:
    pattern = form_pattern("{question}:", [], [], [], [])
    assert [text for text in ("", ":", "Question:", "Q:") if re.match(pattern, text)] == []


def test_the_longest_word_is_tried_first_and_words_are_no_patterns() -> None:
    pattern = form_pattern("{question}", ["Q", "Q.A"], [], [], [])
    found = re.match(pattern, "Q.A: so")
    assert found
    assert found["question"] == "Q.A"
    assert not re.fullmatch(pattern, "QxA")


def test_an_unknown_gap_is_named_beside_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"without the unknown gap \{nme\}") as caught:
        form_pattern("{nme}:", *WORDS)
    for gap in (*GAPS, "question", "answer", "moderator", "voice"):
        assert f"{{{gap}}}" in str(caught.value)


@pytest.mark.parametrize(
    "form, says",
    [
        ("({name}:", "is no regular expression"),
        ("{name} {name}:", "is no regular expression"),
        ("[a-z]+:", "names somebody"),
        ("{note}{time}:", "names somebody"),
        ("", "names somebody"),
    ],
)
def test_a_form_that_cannot_be_used_is_refused(form: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        form_pattern(form, *WORDS)


@given(st.text(alphabet="{}nameNAMEqustio:()|?*+\\d12, ", max_size=30))
def test_any_form_is_made_a_pattern_or_refused(form: str) -> None:
    names = {"name", "question", "answer", "moderator", "voice"}
    with contextlib.suppress(ValueError):
        assert names & re.compile(form_pattern(form, *WORDS)).groupindex.keys()

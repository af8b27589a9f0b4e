"""Nine pages of the Mexican presidency: Spanish, Markdown, very long, with played recordings.

Two pages were judged by eye, where two careful readers would not agree on every turn either:
differences are held from above.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from common.counting import capital_labels
from common.real import by_file, by_source, counts_of, differences, labels_of, read_real, truth

from toolkit.corpus import Corpus

# Most differences from what was judged by eye: outside doubt, and where the eye was in doubt.
MOST = {
    "2021-02-10.md": {"kind": (1, 1), "role": (0, 0), "speaker": (0, 0)},
    # An aide who hands in a word, "INTERVENCIÓN", and a second surname that one label lacks.
    "2023-03-03.md": {"kind": (13, 3), "role": (9, 0), "speaker": (9, 0)},
}
# In the second, turns of four telephone calls that are played.
PLAYED = {*range(86, 90), *range(117, 121), *range(122, 148), *range(151, 166)}
SPEECHES = {"2018-12-10.md", "2022-07-10.md"}


@pytest.fixture(scope="module")
def mexico(corpora: Path) -> Corpus:
    return read_real(corpora / "mexico_es")


def test_every_label_opens_a_turn(mexico: Corpus, corpora: Path) -> None:
    assert (len(mexico), mexico.set_aside) == (9, ())
    wanted = counts_of("mexico_es_labels")
    found = 0
    for meeting in mexico.meetings:
        assert labels_of(meeting) == wanted.get(meeting.source, {}), meeting.source
        page = (corpora / "mexico_es" / meeting.source).read_text(encoding="utf-8")
        counted = capital_labels(page)
        assert [turn.label for turn in meeting.turns if turn.label] == counted, meeting.source
        found += len(counted)
    assert found == 738


@pytest.mark.parametrize("file", MOST)
def test_turns_of_two_pages_are_mostly_as_by_eye(mexico: Corpus, file: str) -> None:
    rows, turns = by_file(truth("mexico_es_turns"))[file], by_source(mexico)[file].turns
    assert len(rows) == len(turns)
    for column, (most, most_in_doubt) in MOST[file].items():
        sure, doubtful = differences(rows, turns, column)
        assert len(sure) <= most, sure
        assert len(doubtful) <= most_in_doubt, doubtful


def test_what_a_recording_says_is_a_remark_of_another(mexico: Corpus) -> None:
    turns = by_source(mexico)["2023-03-03.md"].turns
    played = [turn for turn in turns if turn.position in PLAYED]
    assert {(turn.kind, turn.role) for turn in played} == {("remark", "other")}
    assert len({turn.speaker for turn in played}) > 4


def test_what_stands_in_brackets_and_capitals_is_not_said(mexico: Corpus) -> None:
    for meeting, turn in mexico.turns():
        for paragraph in turn.paragraphs:
            assert not re.fullmatch(r"\([^a-z()]+\)\.?", paragraph), meeting.source


def test_questions_in_the_room_are_of_nobody_named(mexico: Corpus) -> None:
    for _, turn in mexico.turns():
        if turn.label.startswith(("PREGUNTA", "INTERLOCUTOR")):
            assert (turn.role, turn.speaker) == ("journalist", "")
            assert turn.kind == "question" or not turn.text


def test_heads_say_date_and_event(mexico: Corpus) -> None:
    for meeting in mexico.meetings:
        assert meeting.layout == "mexico_presidency_es"
        assert meeting.date == meeting.source.removesuffix(".md")
        assert meeting.date_from in ("title", "stamp")
        wanted = "speech" if meeting.source in SPEECHES else "news conference"
        assert meeting.event == wanted


def test_labels_and_bold_type_do_not_reach_the_text(mexico: Corpus) -> None:
    for meeting, turn in mexico.turns():
        for paragraph in turn.paragraphs:
            assert "**" not in paragraph, meeting.source
            assert not paragraph.startswith(("PREGUNTA:", "INTERLOCUTOR:", "INTERLOCUTORA:"))

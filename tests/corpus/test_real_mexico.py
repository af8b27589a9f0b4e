"""Nine pages of the Mexican presidency: Spanish, Markdown, very long, with played recordings.

By eye what a played recording says is a remark; the parser takes it for speech of the day. Such
differences are held from above.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from common.counting import capital_labels
from common.real import by_file, by_source, counts_of, differences, labels_of, read_real, truth

from toolkit.corpus import Corpus

# Most differences from what was judged by eye: outside doubt, and where the eye was in doubt.
MOST = {
    "2021-02-10.md": {"kind": (2, 1), "role": (0, 0), "speaker": (0, 0)},
    "2023-03-03.md": {"kind": (58, 5), "role": (9, 0), "speaker": (11, 0)},
}
PLAYED = range(86, 166)  # in the second, turns 86 to 165 are recordings and talk about them
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


def test_beside_the_recordings_few_kinds_differ(mexico: Corpus) -> None:
    file = "2023-03-03.md"
    pairs = zip(by_file(truth("mexico_es_turns"))[file], by_source(mexico)[file].turns, strict=True)
    live = [(row, turn) for row, turn in pairs if turn.position not in PLAYED]
    assert len(live) == 90
    sure, doubtful = differences([row for row, _ in live], [turn for _, turn in live], "kind")
    assert len(sure) <= 9, sure
    assert len(doubtful) <= 5, doubtful


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

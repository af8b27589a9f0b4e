"""Twelve joint news conferences: Markdown with a head of its own, hard-wrapped lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from common.real import by_file, by_source, counts_of, labels_of, read_real, truth

from toolkit.corpus import Corpus, Meeting, Turn

# By the date in the file's name: who speaks beside the host, and for which countries.
HEADS = {
    "2022-03-10": ("Kamala Harris", ["Duda"], ("Poland",)),
    "2022-03-11": ("Kamala Harris", ["Iohannis"], ("Romania",)),
    "2022-05-21": ("Joe Biden", ["Yoon"], ("South Korea",)),
    "2022-12-01": ("Joe Biden", ["Macron"], ("France",)),
    "2023-01-10": ("Joe Biden", ["Trudeau", "López Obrador"], ()),  # the title names no country
    "2023-03-31": ("Kamala Harris", ["Hichilema"], ("Zambia",)),
    "2023-06-08": ("Joe Biden", ["Sunak"], ("United Kingdom",)),
    "2023-08-18": ("Joe Biden", ["Yoon", "Kishida"], ("South Korea", "Japan")),
    "2023-12-13": ("Joe Biden", ["Zelenskyy"], ("Ukraine",)),
    "2024-04-10": ("Joe Biden", ["Kishida"], ("Japan",)),
    "2024-06-13": ("Joe Biden", ["Zelenskyy"], ("Ukraine",)),
    "2025-02-13": ("Donald Trump", ["Modi"], ("India",)),
}
LONGEST_SURPLUS = 60  # words of thanks, or of how the questions will be taken


@pytest.fixture(scope="module")
def joint(corpora: Path) -> Corpus:
    return read_real(corpora / "white_house_joint")


def surplus(turns: list[Turn], rows: list[dict[str, str]]) -> list[Turn]:
    """Return the statements that the table does not know; all it knows must be there in order."""
    known = iter(rows)
    row = next(known, None)
    more = []
    for turn in turns:
        if row and turn.position == int(row["position"]):
            assert turn.label == row["label"]
            parts, wanted = set(turn.speaker.split()), set(row["speaker"].split())
            # The host is named in full by the layout, others in the text alone at times.
            assert parts <= wanted or wanted <= parts, turn.speaker
            row = next(known, None)
        else:
            more.append(turn)
    assert row is None, f"no statement at {row}"
    return more


@pytest.mark.parametrize("file", sorted(by_file(truth("white_house_turns"))))
def test_statements_are_those_by_eye_and_others_are_short(joint: Corpus, file: str) -> None:
    rows = by_file(truth("white_house_turns"))[file]
    said = [turn for turn in by_source(joint)[file].turns if turn.kind == "statement"]
    more = surplus(said, rows)
    assert len(more) <= 2
    assert max((turn.words for turn in more), default=0) <= LONGEST_SURPLUS


def test_every_label_opens_a_turn(joint: Corpus) -> None:
    assert (len(joint), joint.set_aside) == (12, ())
    wanted = counts_of("white_house_labels")
    for meeting in joint.meetings:
        assert labels_of(meeting) == wanted[meeting.source], meeting.source
    assert sum(counts["Q"] for counts in wanted.values()) == 123


def test_what_stands_under_q_is_asked_by_somebody_unnamed(joint: Corpus) -> None:
    asked = [turn for _, turn in joint.turns() if turn.label == "Q"]
    assert len(asked) == 123
    assert {(turn.role, turn.speaker) for turn in asked} == {("journalist", "")}
    # One "Q" holds nothing that could be heard.
    assert [turn for turn in asked if turn.kind != "question" and turn.text] == []


def test_nobody_asks_under_a_label_of_prose(joint: Corpus) -> None:
    holding = [turn for _, turn in joint.turns() if "Q&A" in turn.text]
    assert [turn.label for turn in holding] == ["MODERATOR"]
    assert holding[0].kind == "remark"


def meeting_on(corpus: Corpus, date: str) -> Meeting:
    [found] = [meeting for meeting in corpus.meetings if meeting.source.startswith(date)]
    return found


@pytest.mark.parametrize("date", HEADS)
def test_heads_name_host_and_counterparts(joint: Corpus, date: str) -> None:
    meeting = meeting_on(joint, date)
    host, others, countries = HEADS[date]
    assert (meeting.host.name, meeting.host.country) == (host, "United States")
    assert meeting.countries == countries
    for person, name in zip(meeting.counterparts, others, strict=True):
        assert name in person.name
        assert person.office in ("President", "Prime Minister")
    assert (meeting.layout, meeting.event) == ("white_house_en", "news conference")


@pytest.mark.parametrize("date", HEADS)
def test_principals_are_host_and_counterparts(joint: Corpus, date: str) -> None:
    meeting = meeting_on(joint, date)
    named = {meeting.host.name, *(person.name for person in meeting.counterparts)}
    assert {s.name for s in meeting.speakers if s.role == "principal"} == named


def test_the_page_has_the_last_word_on_its_date(joint: Corpus) -> None:
    for meeting in joint.meetings:
        day = "2023-12-12" if meeting.source.startswith("2023-12-13") else meeting.source[:10]
        assert meeting.date == day
    odd = meeting_on(joint, "2023-12-13")
    assert odd.date_from == "stamp"
    says = [note.says for note in odd.notes if note.about == "date"]
    assert any("2023-12-12" in line and "2023-12-13" in line for line in says)
    others = [m for m in joint.meetings if m is not odd]
    assert not any(note.about == "date" for meeting in others for note in meeting.notes)


def test_the_misspelt_label_is_read_as_it_is_printed(joint: Corpus) -> None:
    meeting = meeting_on(joint, "2023-03-31")
    assert labels_of(meeting)["PRESIDEN HICHILEMA"] == 1
    [speaker] = {t.speaker for t in meeting.turns if t.label == "PRESIDEN HICHILEMA"}
    assert speaker.endswith("Hichilema")


def test_laughter_is_not_said(joint: Corpus) -> None:
    assert not any("(Laughs" in turn.text or "(Laughter" in turn.text for _, turn in joint.turns())

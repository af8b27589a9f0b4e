"""Ten page beginnings of as many kinds: heads and kinds of turns as read by eye."""

from __future__ import annotations

from pathlib import Path

import pytest
from common.real import Row, by_source, read_real, truth

from toolkit.corpus import Corpus, Meeting

ROWS = {row["file"]: row for row in truth("layouts_heads")}
NO_SPEECH = {"midru_2017_briefing_toc_en.txt", "midru_2023_briefing_new_site_en.txt"}
READ = sorted(ROWS.keys() - NO_SPEECH)
# Written in one way in every language, so that pages can be joined.
SPELLED = {"Moscou": "Moscow", "Sergueï Lavrov": "Sergey Lavrov"}
# What the eye left open and the parser settles: by the layout, or as it takes any prose.
SETTLED: dict[str, Row] = {
    "midru_2017_press_release_no_qa_en.txt": {"turns": "1", "kinds": "statement"},
    "usstate_2022_price_en.txt": {
        "event": "briefing",
        "kinds": "statement,statement,question,answer,question",
    },
}
LAYOUTS = {
    "mfa_china_2019_qa_en.txt": "china_mfa_en",
    "midru_2013_interview_en.txt": "mid_en",
    "midru_2014_archive_en.txt": "mid_en",
    "midru_2017_press_release_no_qa_en.txt": "mid_en",
    "nato_2018_presser_en.txt": "nato_en",
    "newspravda_2025_lavrov_fr.txt": "mid_fr",
    "rev_2023_timestamped_en.txt": "timestamped_en",
    "usstate_2022_price_en.txt": "state_department_en",
}


@pytest.fixture(scope="module")
def heads(corpora: Path) -> Corpus:
    return read_real(corpora / "layouts")


def as_row(meeting: Meeting) -> Row:
    return {
        "date": meeting.date,
        "date_from": meeting.date_from,
        "time": meeting.time,
        "event": meeting.event,
        "place": meeting.place,
        "host": meeting.host.name,
        "counterparts": "; ".join(person.name for person in meeting.counterparts),
        "turns": str(len(meeting.turns)),
        "kinds": ",".join(turn.kind for turn in meeting.turns),
    }


@pytest.mark.parametrize("file", READ)
def test_a_head_is_read_as_by_eye(heads: Corpus, file: str) -> None:
    meeting, row = by_source(heads)[file], ROWS[file]
    read = as_row(meeting)
    wanted = {key: SPELLED.get(row[key], row[key]) for key in read}
    assert not SETTLED.get(file) or row["doubt"]
    assert read == wanted | SETTLED.get(file, {})
    assert meeting.title.startswith(row["title"])
    assert bool(meeting.title) == bool(row["title"])
    assert meeting.layout == LAYOUTS[file]


def test_pages_without_speech_are_set_aside_with_the_reason(heads: Corpus) -> None:
    assert {page.source for page in heads.set_aside} == NO_SPEECH
    assert {ROWS[file]["turns"] for file in NO_SPEECH} == {"0"}
    [reason] = {page.reason for page in heads.set_aside}
    assert "has a head but nothing that was said" in reason


def test_a_press_release_is_one_statement(heads: Corpus) -> None:
    release = by_source(heads)["midru_2017_press_release_no_qa_en.txt"]
    [turn] = release.turns
    assert (turn.kind, turn.label, turn.role) == ("statement", "", "principal")
    assert turn.speaker == "Sergey Lavrov"  # for want of another: it is prose about the host
    assert release.countries == ("Turkey",)
    assert release.words == 63


def test_two_counterparts_have_their_countries(heads: Corpus) -> None:
    paris = by_source(heads)["midru_2014_archive_en.txt"]
    assert paris.countries == ("United States", "France")
    [note] = [note for note in paris.notes if note.about != "layout"]
    assert note.says == "no label was found, although this is a news conference"  # an excerpt


def test_questions_and_answers_by_letter(heads: Corpus) -> None:
    page = by_source(heads)["mfa_china_2019_qa_en.txt"]
    assert [(t.label, t.kind, t.role, t.speaker, t.exchange) for t in page.turns] == [
        ("Q", "question", "journalist", "", 1),
        ("A", "answer", "principal", "Hua Chunying", 1),
        ("Q", "question", "journalist", "", 2),
    ]
    assert page.host.country == "China"


def test_a_title_may_stand_on_two_lines(heads: Corpus, corpora: Path) -> None:
    page = by_source(heads)["nato_2018_presser_en.txt"]
    lines = (corpora / "layouts" / page.source).read_text(encoding="utf-8").splitlines()
    assert page.title == f"{lines[0]} {lines[2]}"


def test_stamps_of_a_recording_are_not_spoken(heads: Corpus) -> None:
    page = by_source(heads)["rev_2023_timestamped_en.txt"]
    assert [turn.speaker for turn in page.turns] == ["Ned Price", "Matt", "Ned Price", "Matt"]
    assert [turn.role for turn in page.turns][:2] == ["principal", "journalist"]
    assert not any("(0" in turn.text for turn in page.turns)

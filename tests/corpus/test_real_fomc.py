"""Twenty-three news conferences of a central bank: nearly exact truth for each turn.

The publisher's table gives label, length and first words of 1,762 turns; 18 labels more stand
inside those turns, where the publisher missed them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from common.real import by_file, by_source, differences, parted, read_real, rows_of, truth

from toolkit.corpus import Corpus, Meeting

TWO = sorted(by_file(truth("fomc_kinds")))
# One person under two labels that are not sure enough to be merged; the reader is asked.
ASKED = {"Gregg Robb": "Greg Robb", "Chris Rugaber": "Christopher Rugaber"}


@pytest.fixture(scope="module")
def fomc(corpora: Path) -> Corpus:
    return read_real(corpora / "fomc")


def lost_of(meeting: Meeting) -> set[tuple[int, str]]:
    rows = by_file(truth("fomc_lost")).get(meeting.source, [])
    return {(int(row["offset"]), row["label"]) for row in rows}


def test_every_page_is_read(fomc: Corpus) -> None:
    assert (len(fomc), fomc.set_aside, fomc.unmatched) == (23, (), ())
    assert {meeting.layout for meeting in fomc.meetings} == {"federal_reserve_en"}
    assert {meeting.event for meeting in fomc.meetings} == {"news conference"}


def test_every_turn_stands_where_the_publisher_says(fomc: Corpus, corpora: Path) -> None:
    published = by_file(rows_of(corpora / "fomc" / "turns.csv"))
    found = 0
    for meeting in fomc.meetings:
        page = (corpora / "fomc" / meeting.source).read_bytes().decode("utf-8-sig")
        lost = lost_of(meeting)
        turns = [turn for turn in meeting.turns if (turn.start, turn.label) not in lost]
        ends = [turn.start for turn in turns[1:]] + [len(page)]
        for turn, row, end in zip(turns, published[meeting.source], ends, strict=True):
            words = page[turn.start : end].split()
            assert turn.label == row["speaker_label"]
            assert len(words) - len(turn.label.split()) == int(row["n_words"])
            assert " ".join(words).startswith(f"{turn.label}. {row['first_words'].strip()}")
            found += 1
    assert found == 1762


def test_the_labels_that_the_publisher_lost_open_turns(fomc: Corpus) -> None:
    found = {
        (meeting.source, turn.start, turn.label)
        for meeting, turn in fomc.turns()
        if (turn.start, turn.label) in lost_of(meeting)
    }
    assert len(found) == len(truth("fomc_lost")) == 18
    assert sum(len(meeting.turns) for meeting in fomc.meetings) == 1762 + 18


@pytest.mark.parametrize("file", TWO)
@pytest.mark.parametrize("column", ["kind", "role"])
def test_the_turns_of_two_conferences_are_what_they_are_by_eye(
    fomc: Corpus, file: str, column: str
) -> None:
    rows, turns = by_file(truth("fomc_kinds"))[file], by_source(fomc)[file].turns
    assert len(rows) == len(turns)
    sure, doubtful = differences(rows, turns, column)
    assert sure == []
    assert len(doubtful) <= 2, doubtful


@pytest.mark.parametrize("file", TWO)
def test_questions_and_answers_go_together_as_by_eye(fomc: Corpus, file: str) -> None:
    rows, turns = by_file(truth("fomc_kinds"))[file], by_source(fomc)[file].turns
    by_eye, read = parted(rows, turns)
    assert by_eye == read
    assert len(read) > 20


def test_the_date_is_that_of_the_file_name(fomc: Corpus) -> None:
    for meeting in fomc.meetings:
        digits = meeting.source.removeprefix("FOMCpresconf").removesuffix(".txt")
        assert meeting.date.replace("-", "") == digits
        assert meeting.date_from == "file name"


def test_every_label_leads_to_its_person(fomc: Corpus) -> None:
    speakers: dict[str, set[str]] = {}
    for _, turn in fomc.turns():
        speakers.setdefault(turn.label, set()).add(turn.speaker)
    people = {row["name"]: row["canonical"] for row in truth("fomc_people")}
    assert speakers.keys() == people.keys()
    # The pages give the chair no first name; the layout does.
    assert (people.pop("CHAIR POWELL"), speakers.pop("CHAIR POWELL")) == (
        "Powell",
        {"Jerome Powell"},
    )
    apart = {
        found.pop(): people[label] for label, found in speakers.items() if found != {people[label]}
    }
    assert apart == ASKED
    for one, other in ASKED.items():
        assert sum(f"'{one}'" in line and f"'{other}'" in line for line in fomc.suggestions) == 1
    assert any("'Michelle Smth' and 'Michelle Smith'" in line for line in fomc.merges)


def test_no_two_people_are_made_one(fomc: Corpus) -> None:
    people = {row["canonical"] for row in truth("fomc_people")} - {"Powell"}
    assert {turn.speaker for _, turn in fomc.turns()} == people | {"Jerome Powell", *ASKED}

"""1,938 speeches joined with a workbook of who made them; words counted independently."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolkit.corpus import Corpus, read_corpus

WITHOUT_ROW = {"PRK_72_2017", "PRT_71_2016", "PRT_72_2017", "PRT_75_2020", "ZAF_71_2016"}
TABLE = "Speakers_by_session.xlsx"


@pytest.fixture(scope="module")
def joined(corpora: Path) -> Corpus:
    folder = corpora / "un_general_debate"
    return read_corpus(
        folder,
        layout="speech",
        metadata=folder / TABLE,
        metadata_key="{ISO Code}_{Session}_{Year}",
        metadata_columns={"country": "Country", "speaker": "Name of Person Speaking"},
    )


def test_every_file_is_one_speech(joined: Corpus) -> None:
    assert (len(joined), joined.set_aside) == (1938, ())
    assert {meeting.event for meeting in joined.meetings} == {"speech"}
    for meeting in joined.meetings:
        [turn] = meeting.turns
        assert (turn.kind, turn.label, turn.exchange) == ("statement", "", 0)
        assert meeting.date == meeting.meeting[-4:]
        assert meeting.date_from == "file name"


def test_exactly_five_meetings_have_no_row(joined: Corpus) -> None:
    lines = [line for line in joined.unmatched if "the meeting '" in line]
    assert {line.split("'")[1] for line in lines} == WITHOUT_ROW
    assert all(line.startswith(TABLE) for line in joined.unmatched)
    assert len(joined.unmatched) == len(WITHOUT_ROW) + 1  # and how many rows name no meeting
    assert joined.metadata.keys() == {m.meeting for m in joined.meetings} - WITHOUT_ROW


def test_speakers_and_countries_come_from_the_table(joined: Corpus) -> None:
    for meeting in joined.meetings:
        speaker = meeting.turns[0].speaker
        if meeting.meeting in WITHOUT_ROW:
            assert speaker == ""
        assert bool(joined.metadata.get(meeting.meeting, {}).get("country")) == (
            meeting.meeting not in WITHOUT_ROW
        )
    named = {m.meeting: m.turns[0].speaker for m in joined.meetings}
    assert named["FRA_72_2017"] == "Emmanuel Macron"  # the table has "Mr." in other years
    assert joined.metadata["FRA_72_2017"]["country"] == "France"


def test_words_are_those_of_the_files(joined: Corpus, corpora: Path) -> None:
    """All but twelve lines that stand wholly in brackets, are short and no question: directions."""
    aside = re.compile(r"[(\[][^()\[\]]*[)\]]\.?")
    total = brackets = 0
    for meeting in joined.meetings:
        raw = (corpora / "un_general_debate" / meeting.source).read_bytes()
        lines = [line.split() for line in raw.decode("utf-8-sig").splitlines()]
        short = [words for words in lines if len(words) <= 8 and aside.fullmatch(" ".join(words))]
        short = [words for words in short if "?" not in words[-1]]
        wanted = sum(map(len, lines)) - sum(map(len, short))
        assert meeting.words == wanted, meeting.source
        total += wanted
        brackets += len(short)
    assert (total, brackets) == (3_945_755, 12)

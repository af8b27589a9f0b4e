"""The tables of a corpus, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from toolkit.corpus import Corpus, Note, Person, Span, Speaker
from toolkit.corpus.meeting import Meeting, Turn
from toolkit.errors import ToolkitError


def turn(position: int, kind: str, speaker: str, text: str, **more: object) -> Turn:
    role = {"question": "journalist", "remark": "moderator"}.get(kind, "principal")
    standard: dict[str, object] = {
        "position": position, "kind": kind, "label": "", "speaker": speaker, "role": role,
        "addressed_to": "", "note": "", "exchange": 0, "start": 0, "end": len(text), "text": text,
    }  # fmt: skip
    return Turn(**standard | more)  # type: ignore[arg-type]


TALKS = Meeting(
    meeting="talks", title="Talks", date="2020-03-09", date_from="text", time="", place="",
    event="news conference", host=Person("Ada Birch", "Foreign Minister"),
    counterparts=(Person("Ivo Marlin", country="Serbia"), Person("Ana Belt", country="Japan")),
    languages=("en", "de"), layout="ministry_en", source="talks.txt", sha256="0",
    turns=(
        turn(1, "statement", "Ada Birch", "We met today."),
        turn(2, "question", "", "When, and why?", addressed_to="Ada Birch; Ivo Marlin", exchange=1),
        turn(3, "answer", "Ivo Marlin", "Soon.", exchange=1),
        turn(4, "question", "Lea Ott", "And then?", exchange=2),
        turn(5, "answer", "Ada Birch", "Later, dear Ms Ott.", exchange=2),
        turn(6, "question", "", "How?", addressed_to="Ivo Marlin", exchange=3),
        turn(7, "remark", "", "No more questions.", exchange=3),
    ),
    spans=(Span(0, 5, "head"), Span(5, 9, "unexplained"), Span(9, 30, "text", 1),
           Span(30, 33, "unexplained")),
    speakers=(
        Speaker("Ada Birch", "principal", "is the host", "Foreign Minister", labels=("A. B.", "B")),
        Speaker("Ivo Marlin", "principal", "is met"),
        Speaker("Lea Ott", "journalist", "asks", outlet="The Post"),
    ),
    notes=(Note("date", "two dates", 3), Note("layout", "two layouts fit")),
    encoding="windows-1251",
)  # fmt: skip
SPEECH = replace(
    TALKS, meeting="a speech", layout="speech", source="a speech.txt", notes=(), speakers=(),
    turns=(turn(1, "statement", "", "A word."),), spans=(Span(0, 7, "text", 1),), encoding="utf-8",
)  # fmt: skip


@pytest.fixture
def corpus() -> Corpus:
    return Corpus(meetings=(SPEECH, TALKS))


def test_who_speaks_how_much_and_is_asked_what(corpus: Corpus) -> None:
    table = corpus.table("speakers")
    assert list(table.columns) == [
        *("meeting", "speaker", "role", "reason", "office", "outlet", "labels"),
        *("turns", "words", "share", "received", "left_open"),
    ]
    words = 3 + 3 + 1 + 2 + 4 + 1 + 3
    host = ("is the host", "Foreign Minister", "", "A. B.; B")
    assert [tuple(row) for row in table.itertuples(index=False)] == [
        ("a speech", "", "principal", "", "", "", "", 1, 2, 1.0, 0, 0),
        # Asked together with the other, who answers alone, and answers a question to nobody.
        ("talks", "Ada Birch", "principal", *host, 2, 7, 7 / words, 2, 1),
        ("talks", "", "journalist", "", "", "", "", 2, 4, 4 / words, 0, 0),
        ("talks", "Ivo Marlin", "principal", "is met", "", "", "", 1, 1, 1 / words, 2, 1),
        ("talks", "Lea Ott", "journalist", "asks", "", "The Post", "", 1, 2, 2 / words, 0, 0),
        ("talks", "", "moderator", "", "", "", "", 1, 3, 3 / words, 0, 0),
    ]
    assert table.groupby("meeting")["share"].sum().tolist() == pytest.approx([1, 1])


def test_speakers_of_a_part_are_those_of_its_turns(corpus: Corpus) -> None:
    table = corpus.where(kind="answer").table("speakers")
    assert table["speaker"].tolist() == ["Ivo Marlin", "Ada Birch"]
    assert table["share"].tolist() == [1 / 5, 4 / 5]


def test_notes_say_their_line(corpus: Corpus) -> None:
    assert corpus.table("notes").to_dict("list") == {
        "meeting": ["talks", "talks"],
        "line": [3, 0],
        "about": ["date", "layout"],
        "says": ["two dates", "two layouts fit"],
    }


def test_layouts_say_what_they_do_not_explain(corpus: Corpus) -> None:
    assert [tuple(row) for row in corpus.table("layouts").itertuples(index=False)] == [
        ("ministry_en", 1, 7, 17, 2, 7),
        ("speech", 1, 1, 2, 0, 0),
    ]


def test_meetings_name_the_encoding_they_were_read_in(corpus: Corpus) -> None:
    assert corpus.table()["encoding"].tolist() == ["utf-8", "windows-1251"]
    assert [m.meeting for m in corpus.where(encoding="windows-1251").meetings] == ["talks"]


@pytest.mark.parametrize(
    "of", ["meetings", "turns", "words", "speakers", "notes", "layouts", "set_aside"]
)
def test_a_table_of_nothing_has_its_columns(of: str) -> None:
    empty, full = Corpus(()).table(of), Corpus((TALKS,)).table(of)
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
    assert isinstance(full, pd.DataFrame)


def test_an_unknown_table_is_refused_with_the_likely_slip(corpus: Corpus) -> None:
    with pytest.raises(ToolkitError, match="no table of 'speaker'; did you mean 'speakers'"):
        corpus.table("speaker")

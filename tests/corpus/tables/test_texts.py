"""Tables of turns and of speeches: what becomes of a row."""

from __future__ import annotations

import csv
import gc
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus import read_corpus
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.meeting import Meeting, SetAside, Speaker, Turn
from toolkit.corpus.tables.texts import TableMeetings, read_table_meetings
from toolkit.errors import ToolkitError
from toolkit.formats import write_table

DEBATE = """\
meeting,date,speaker,role,kind,party,seat,chamber,text
m1,,A,moderator,remark,red,1,lower,Order.
m1,,B,,question,blue,2,,Why?
m1,1946-01-10,,,answer,,,lower,Because.
m2,,B,,question,blue,3,upper,Why now?
m2,,A,,,red,4,upper,"We propose.

We insist."
"""


def read(text: str, **columns: str) -> TableMeetings:
    return read_table_meetings(text.encode(), "a.csv", columns)


def page_of(meeting: Meeting) -> str:
    return "\n\n".join(turn.text for turn in meeting.turns)


def assert_nothing_is_lost(meeting: Meeting) -> None:
    page, at = page_of(meeting), 0
    for span in meeting.spans:
        piece = page[span.start : span.end]
        assert span.start == at < span.end
        assert (piece.isspace(), span.turn == 0) == ((span.tag == "blank"),) * 2
        at = span.end
    assert at == len(page)
    for position, turn in enumerate(meeting.turns, 1):
        own = [page[s.start : s.end] for s in meeting.spans if s.turn == position]
        assert turn.position == position
        assert turn.text == "\n\n".join(own) == page[turn.start : turn.end]
        assert turn.paragraphs == tuple(own)


def test_rows_that_share_a_meeting_are_its_turns() -> None:
    found = read(DEBATE)
    first, second = found.meetings
    assert [(m.meeting, m.date, m.date_from) for m in found.meetings] == [
        ("m1", "1946-01-10", "metadata"),
        ("m2", "", ""),
    ]
    assert [(t.kind, t.speaker, t.role, t.exchange) for t in first.turns] == [
        ("remark", "A", "moderator", 0),
        ("question", "B", "journalist", 1),
        ("answer", "", "principal", 1),
    ]
    assert [(t.kind, t.speaker, t.exchange, t.text) for t in second.turns] == [
        ("question", "B", 1, "Why now?"),
        ("statement", "A", 1, "We propose.\n\nWe insist."),
    ]
    assert first.speakers == (
        Speaker("A", "moderator", "the table says so"),
        Speaker("B", "journalist", "asks"),
    )
    assert (first.layout, first.source) == ("table", "a.csv")
    for meeting in found.meetings:
        assert_nothing_is_lost(meeting)


def test_further_columns_go_where_they_have_one_value() -> None:
    found = read(DEBATE)
    assert found.metadata == {"m1": {"chamber": "lower"}, "m2": {"chamber": "upper"}}
    assert found.speakers == {"A": {"party": "red"}, "B": {"party": "blue"}}
    assert found.left_out == (
        "a.csv: the column 'seat' differs within meetings and for one speaker, and is not taken",
    )


def test_a_column_with_a_name_of_ours_that_was_not_asked_for_is_not_taken() -> None:
    found = read("who,text,speaker,sha256\nA,Yes.,red,0\n", speaker="who")
    assert found.metadata == {}
    assert [said.split("'")[1] for said in found.left_out] == ["speaker", "sha256"]


def test_a_row_may_be_a_speech() -> None:
    found = read("title,party,text\nOn fish,red,Fish.\nOn salt,blue,Salt.\n")
    assert [(m.meeting, m.title) for m in found.meetings] == [
        ("a/1", "On fish"),
        ("a/2", "On salt"),
    ]
    assert found.metadata == {"a/1": {"party": "red"}, "a/2": {"party": "blue"}}
    turn = found.meetings[0].turns[0]
    assert (turn.kind, turn.speaker, turn.role, turn.exchange) == ("statement", "", "principal", 0)


def test_positions_order_the_turns_and_are_counted_anew() -> None:
    found = read("meeting,position,text\nm,30,c\nm,4,a\nother,1,x\nm,5,\nm,6,b\n")
    assert [(t.position, t.text) for t in found.meetings[0].turns] == [(1, "a"), (2, "b"), (3, "c")]


def test_rows_without_a_text_are_set_aside() -> None:
    found = read('meeting,text\nm,a\nm," \u200b\n"\nn,\nm,b\n')
    assert found.set_aside == (
        SetAside("a.csv, line 3", "holds no text"),
        SetAside("a.csv, line 5", "holds no text"),
    )
    assert [m.meeting for m in found.meetings] == ["m"]


def test_blank_lines_part_paragraphs_where_a_file_has_any() -> None:
    raw = "\n".join(
        json.dumps({"text": text}) for text in ["a line\nof two\r\n \r\n\r\nanother ", "one\nline"]
    )
    found = read_table_meetings(raw.encode(), "a.jsonl", {})
    assert [m.turns[0].paragraphs for m in found.meetings] == [
        ("a line of two", "another"),
        ("one line",),
    ]


def test_line_breaks_do_where_it_has_none() -> None:
    found = read('text\n"\n\none\ntwo\u2028three\n\n"\n')
    assert found.meetings[0].turns[0].paragraphs == ("one", "two", "three")


@given(
    st.lists(
        st.tuples(st.sampled_from("mn"), st.text("ab \n\r\u2028\u200b\x1cé=", max_size=12)),
        min_size=1,
        max_size=8,
    )
)
def test_nothing_is_lost_whatever_the_texts(rows: Sequence[tuple[str, str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([("meeting", "text"), *rows])
    found = read_table_meetings(file.getvalue().encode(), "a.csv", {})
    for meeting in found.meetings:
        assert_nothing_is_lost(meeting)
    assert sum(len(m.turns) for m in found.meetings) + len(found.set_aside) == len(rows)
    letters = "".join(
        c for _, text in sorted(rows, key=lambda r: r[0]) for c in text if c in "abé="
    )
    pages = [page_of(m) for m in sorted(found.meetings, key=lambda m: m.meeting)]
    assert "".join(c for page in pages for c in page if c in "abé=") == letters


def strip(turn: Turn) -> Turn:
    return replace(turn, start=0, end=0)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_our_own_turns_are_read_back(tmp_path: Path, ending: str) -> None:
    corpus = read_corpus("package:sample", include="**/*.txt")
    odd = [
        replace(turn, text=text, note=note)
        for turn, text, note in zip(
            corpus.meetings[0].turns,
            ["=1+1", "- no\n\n-2", "'quoted'", "@home", 'a "b", c'],
            ["+x", "", "", "", ""],
            strict=False,
        )
    ]
    meetings = (replace(corpus.meetings[0], turns=tuple(odd)), *corpus.meetings[1:])
    corpus = Corpus(meetings)
    write_table(corpus.table("turns"), tmp_path / "turns")
    raw = (tmp_path / f"turns.{ending}").read_bytes()
    found = read_table_meetings(raw, f"turns.{ending}", {})
    assert [m.meeting for m in found.meetings] == [m.meeting for m in corpus.meetings]
    for ours, back in zip(corpus.meetings, found.meetings, strict=True):
        assert list(map(strip, back.turns)) == list(map(strip, ours.turns))
        assert_nothing_is_lost(back)
    assert (found.set_aside, found.metadata, found.speakers, found.left_out) == ((), {}, {}, ())


def test_an_apostrophe_of_another_table_stays() -> None:
    assert read("text\n'- he said\n").meetings[0].turns[0].text == "'- he said"


def test_a_meeting_has_one_date() -> None:
    with pytest.raises(ToolkitError) as caught:
        read("meeting,date,text\nm,2001,a\nm,,b\nm,2002,c\nn,2002,d\n")
    assert str(caught.value) == (
        "a.csv, line 4: the date of 'm' is '2002' here and '2001' before; keep one of them"
    )


def test_labels_offices_and_outlets_belong_to_speakers() -> None:
    found = read(
        "meeting,speaker,label,office,outlet,languages,host,text\n"
        "m,A,PRESIDENT A,,,en; ru,H,a\nm,A,MR A,President,,,,b\nm,A,MR A,,Wire,,,c\n"
    )
    assert found.meetings[0].speakers == (
        Speaker(
            "A", "principal", "makes a statement", "President", "Wire", ("PRESIDENT A", "MR A")
        ),
    )
    assert found.meetings[0].languages == ("en", "ru")
    assert found.meetings[0].host.name == "H"


def test_the_garbage_collector_is_left_as_it_was() -> None:
    for turn in (gc.disable, gc.enable):
        turn()
        was = gc.isenabled()
        read("text\na\n")
        with pytest.raises(ToolkitError):
            read("nothing\na\n")
        assert gc.isenabled() == was


def test_a_real_table_of_articles_is_read(corpora: Path) -> None:
    raw = (corpora / "bbc_news" / "corpus.tsv").read_bytes()
    raw = b"text\tsplit\ttopic\n" + raw
    found = read_table_meetings(raw, "corpus.tsv", {})
    assert len(found.meetings) == len(raw.splitlines()) - 1 == 2225
    assert len({row["topic"] for row in found.metadata.values()}) == 5
    assert found.set_aside == found.left_out == ()

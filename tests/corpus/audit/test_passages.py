from __future__ import annotations

import re

import pytest
from common.built import built, turn
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.corpus.audit.passages import cut_passages
from toolkit.corpus.meeting import Note
from toolkit.errors import ToolkitError

TURNS = [turn(1, "statement", "Ada"), turn(2, "question", "")]


def passages_of(stretches, notes=()):
    return cut_passages(*built(stretches, TURNS, notes))


def shown(passage):
    return [(piece.tag, piece.text) for piece in passage.pieces]


def words(n, word="w"):
    return " ".join(f"{word}{i}" for i in range(n))


def test_a_turn_is_one_passage_and_what_lies_outside_another():
    first, second, third = passages_of([
        ("blank", 0, "\n"), ("head", 0, "Talks"), ("blank", 0, "\n\n"),
        ("label", 1, "Ada:"), ("blank", 0, " "), ("text", 1, "Yes."), ("blank", 0, "\n"),
        ("label", 2, "Q:"), ("text", 2, "Why?"), ("blank", 0, "\n"),
    ])  # fmt: skip
    assert first.turn is None
    assert shown(first) == [("head", "Talks")]
    assert (second.turn, third.turn) == tuple(TURNS)
    assert shown(second) == [("label", "Ada:"), ("blank", " "), ("text", "Yes.")]
    assert [passage.line for passage in (first, second, third)] == [2, 4, 5]


def test_a_turn_that_a_heading_interrupts_goes_on_behind_it():
    parts = passages_of([("text", 1, "a"), ("heading", 0, "B"), ("text", 1, "c")])
    assert [(p.turn and p.turn.position, p.continued) for p in parts] == [
        (1, False), (None, False), (1, True),
    ]  # fmt: skip
    outside = passages_of([("head", 0, "A"), ("text", 1, "b"), ("furniture", 0, "c")])
    assert [p.continued for p in outside] == [False, False, False]


def test_a_note_stands_where_its_line_begins_even_within_a_span():
    notes = [Note("label", "one", 3), Note("text", "no place"), Note("date", "two", 3)]
    (passage,) = passages_of([("text", 1, "a\r\nb\r\nc d"), ("blank", 0, "\n")], notes)
    first, second = passage.pieces
    assert (first.text, first.notes, first.line) == ("a\r\nb\r\n", (), 1)
    assert (second.text, second.line, second.start) == ("c d", 3, 6)
    assert second.notes == ((1, notes[0]), (3, notes[2]))


def test_a_note_on_a_blank_line_stands_at_what_follows_and_one_beyond_the_page_nowhere():
    stretches = [("text", 1, "a"), ("blank", 0, "\n \n  "), ("text", 1, "b"), ("blank", 0, "\n")]
    for line, place in [(2, "b"), (3, "b"), (1, "a"), (4, None), (99, None), (0, None), (-1, None)]:
        (passage,) = passages_of(stretches, [Note("text", "x", line)])
        assert [p.text for p in passage.pieces if p.notes] == ([place] if place else [])


def test_a_long_speech_is_folded_but_for_its_first_and_last_words():
    text = words(500)
    (passage,) = passages_of([("label", 1, "Ada: "), ("text", 1, text)])
    label, first, middle, last = passage.runs
    assert [run.fold for run in passage.runs] == ["", "", "middle", ""]
    assert label.pieces[0].tag == "label"
    assert first.words + middle.words + last.words == 500
    assert first.words > 20
    assert last.words > 20
    assert last.pieces[-1].text.endswith("w499")
    assert first.pieces[0].start == 5
    assert last.pieces[0].start == 5 + text.index(last.pieces[0].text)


@pytest.mark.parametrize("line_end", ["\n", "\n\n", "\r\n", "\r\n \r\n", "\r"])
def test_of_a_long_speech_each_paragraph_shows_how_it_opens(line_end):
    paragraphs = [words(60, f"p{i}w") for i in range(9)]
    (passage,) = passages_of([("text", 1, line_end.join(paragraphs))])
    seen = "".join(p.text for run in passage.runs if not run.fold for p in run.pieces)
    lines = [line.split() for line in seen.splitlines() if line.strip()]
    assert [line[0] for line in lines] == [f"p{i}w0" for i in range(9)]
    assert [len(line) for line in lines] == [45, *[8] * 7, 38]


@example([45, 60, 60])
@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_no_paragraph_is_folded_from_its_first_word(lengths):
    text = "\n\n".join(words(n, f"p{i}w") for i, n in enumerate(lengths))
    (passage,) = passages_of([("text", 1, text)])
    seen = "".join(p.text for run in passage.runs if not run.fold for p in run.pieces)
    assert re.findall(r"(?m)^p\d+w0\b", seen) == [f"p{i}w0" for i in range(len(lengths))]
    assert "".join(p.text for run in passage.runs for p in run.pieces) == text


def test_lines_that_were_broken_at_a_width_are_not_paragraphs():
    text = "\n".join(words(10, f"l{i}w") for i in range(40)) + "\n\n" + words(60)
    (passage,) = passages_of([("text", 1, text)])
    assert [run.words for run in passage.runs if run.fold] == [400 - 45, 60 - 8 - 30]


def test_short_paragraphs_are_shown():
    (passage,) = passages_of([("text", 1, "\n\n".join(words(7, f"p{i}w") for i in range(90)))])
    assert [run.fold for run in passage.runs] == [""]


def test_a_short_speech_is_whole():
    (passage,) = passages_of([("text", 1, words(80))])
    assert [run.fold for run in passage.runs] == [""]


def test_long_furniture_is_folded_and_short_is_not():
    (passage,) = passages_of([
        ("head", 0, "Talks"), ("blank", 0, "\n"), ("furniture", 0, words(30)), ("blank", 0, "\n"),
        ("furniture", 0, words(30)), ("blank", 0, "\n"), ("head", 0, "May"), ("blank", 0, "\n"),
        ("furniture", 0, "Print"),
    ])  # fmt: skip
    assert [(run.fold, run.words) for run in passage.runs] == [
        ("", 1), ("furniture", 60), ("", 1), ("", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("tag", ["unexplained", "direction", "heading", "label", "head"])
def test_what_is_to_be_checked_is_never_folded(tag):
    stretches = [("text", 1, words(300)), (tag, 1, words(300)), ("text", 1, words(300))]
    (passage,) = passages_of(stretches)
    folded = [piece.tag for run in passage.runs if run.fold for piece in run.pieces]
    assert folded == ["text", "text"]


def test_what_a_note_speaks_of_is_not_folded():
    text = words(300) + "\n" + words(300, "v")
    (passage,) = passages_of([("text", 1, text)], [Note("label", "odd", 2)])
    seen = [piece for run in passage.runs if not run.fold for piece in run.pieces]
    (noted,) = [piece for piece in seen if piece.notes]
    assert noted.text.startswith("v0 ")


def test_a_text_that_is_not_the_one_that_was_parsed_is_refused():
    meeting, text = built([("text", 1, "abc")], TURNS)
    for other in (text[1:], text + "d", ""):
        with pytest.raises(ToolkitError, match=r"a\.txt had 3 characters .* has \d now; read"):
            cut_passages(meeting, other)
    assert cut_passages(*built()) == []


tags = ["head", "furniture", "heading", "label", "direction", "text", "unexplained"]
stretches = st.lists(
    st.tuples(
        st.sampled_from(tags),
        st.integers(0, 2),
        st.text(alphabet="ab \n\r\t", min_size=1, max_size=30).map(lambda text: text * 9),
    )
    | st.tuples(st.just("blank"), st.just(0), st.sampled_from([" ", "\n", "\r\n\t", "\n\n"])),
    max_size=20,
)
notes = st.lists(st.builds(Note, st.just("text"), st.just("x"), st.integers(0, 60)), max_size=6)


@given(stretches, notes)
def test_nothing_but_blanks_between_passages_is_lost(drawn, notes):
    meeting, text = built(drawn, TURNS, notes)
    parts = cut_passages(meeting, text)
    pieces = [piece for passage in parts for run in passage.runs for piece in run.pieces]
    for piece in pieces:
        assert text[piece.start : piece.start + len(piece.text)] == piece.text
    want = [(i, tag) for tag, i, x in drawn for letter in x if tag != "blank"]
    got = [(p.turn, p.tag) for p in pieces for letter in p.text if p.tag != "blank"]
    assert got == want
    assert [p.start for p in pieces] == sorted(p.start for p in pieces)
    placed = [number for piece in pieces for number, _ in piece.notes]
    assert len(placed) == len(set(placed))
    assert all(notes[number - 1].line for number in placed)
    for passage in parts:
        assert passage.pieces[0].tag != "blank" != passage.pieces[-1].tag

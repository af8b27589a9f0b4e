"""Nothing of a page is lost, whatever the page: spans tile it and rebuild every turn."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from common.pages import LAYOUTS, MINISTRY, PAGE, TITLE
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.corpus.layouts import choose_layout
from toolkit.corpus.meeting import Meeting
from toolkit.corpus.parsing.parse import NoSpeechError, parse

BREAKS = set("\n\r\x0b\x0c\x85\u2028\u2029")
HIDDEN = set("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def assert_nothing_is_lost(page: str, meeting: Meeting) -> None:
    at = 0
    for span in meeting.spans:
        assert span.start == at
        assert span.end > span.start
        at = span.end
        piece = page[span.start : span.end]
        if span.tag == "blank":
            assert all(c.isspace() or c in HIDDEN for c in piece)
        else:
            assert piece.strip()
        if span.tag == "text":
            assert 1 <= span.turn <= len(meeting.turns)
            assert BREAKS.isdisjoint(piece)
            assert piece == piece.strip()
    assert at == len(page)
    for position, turn in enumerate(meeting.turns, 1):
        own = [s for s in meeting.spans if s.tag == "text" and s.turn == position]
        assert turn.position == position
        assert turn.text == rebuilt(page, [(s.start, s.end) for s in own])
        assert all(turn.start <= s.start and s.end <= turn.end for s in own)
        assert 0 <= turn.start <= turn.end <= len(page)
    assert meeting.words > 0
    assert [t.start for t in meeting.turns] == sorted(t.start for t in meeting.turns)
    exchanges = [t.exchange for t in meeting.turns]
    assert exchanges == sorted(exchanges)
    assert sum(t.kind == "question" for t in meeting.turns) == max(exchanges)


def rebuilt(page: str, pieces: list[tuple[int, int]]) -> str:
    """A turn's text by the rule of the design: a blank line where the page breaks the line."""
    text = ""
    for i, (start, end) in enumerate(pieces):
        if i:
            text += " " if BREAKS.isdisjoint(page[pieces[i - 1][1] : start]) else "\n\n"
        text += page[start:end]
    return text


def try_parse(page: str, layout: str = "ministry_en") -> Meeting | None:
    """Parse; a page without speech gives None, and every other error fails the test."""
    try:
        meeting = parse(page, LAYOUTS[layout])
    except NoSpeechError:
        return None
    assert_nothing_is_lost(page, meeting)
    return meeting


# --- any page -------------------------------------------------------------------------------

SPACE = st.sampled_from(["", " ", "  ", "\t", "\u00a0", "\u2003", "\u200b", "\ufeff"])
BREAK = st.sampled_from(
    ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\n \n"]
)
LINE = st.one_of(
    st.sampled_from(
        [
            *filter(None, PAGE.split("\n")),
            "24 February 202018:39",
            "99 Smarch 2020",
            "31 February 2020",
            "12:30",
            "99:99",
            "٢٤ March ٢٠٢٠",
            "Home \\ News \\",
            "1. First matter",
            "2. The matter of the day.",
            "First matter",
            "Table of contents:",
            "12-01-02-2020",
            "Briefing by the Minister",
            "Question:",
            "Question (:",
            "Question (for ): what",
            "Question (a, b, ,): what",
            "Ada Birch:\u00a0yes",
            "Ada\u00a0Birch : yes",
            "A. B. Birch: yes",
            "Mr President: yes",
            "(Laughter.)",
            "yes (Laughter) no [Applause.]. (Pause) ",
            "(Laughter.)(Laughter.)",
            "Matt (01:27):",
            "http://example.org: a",
            "Press conference, , March 9, 2020",
            "Statement following talks with and and the of of",
            "Zakharova and Lavrov at a briefing",
            "talks with the the the",
        ]
    ),
    st.text(max_size=40),
    st.text(alphabet="AaÉé.:()’'- \u00a0\n1•\\", max_size=60),
)
PAGES = st.lists(st.tuples(SPACE, LINE, SPACE, BREAK), max_size=25).map(
    lambda parts: "".join("".join(part) for part in parts)
)
LAYOUT = st.sampled_from(sorted(LAYOUTS))


@settings(max_examples=300, deadline=None)
@given(PAGES, LAYOUT)
@example("Question: a\u2028b\x0bc\x0cd\x85e\u2029f\rg\x1ch", "ministry_en")
@example(f"{TITLE}\n\u200b\u00a0\n(Laughter.)\u200b(Laughter.) a\u200b", "ministry_en")
@example("Question: a(Laughter.)b (Laughter) . c", "ministry_en")
def test_nothing_is_lost_of_any_page(page: str, layout: str) -> None:
    try_parse(page, layout)


@settings(max_examples=300, deadline=None)
@given(st.text(), LAYOUT)
def test_any_text_is_parsed_or_refused(page: str, layout: str) -> None:
    try_parse(page, layout)
    try_parse(f"{TITLE}\n\n{page}", layout)
    try_parse(f"Question: {page}", layout)
    choose_layout(page)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A page with lines taken out, doubled and moved, cut anywhere, with other line ends."""
    lines = PAGE.split("\n")
    for _ in range(draw(st.integers(0, 6))):
        i = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(["delete", "double", "move", "join", "mark"]))
        if change == "delete" and len(lines) > 1:
            del lines[i]
        elif change == "double":
            lines.insert(i, lines[i])
        elif change == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(i))
        elif change == "join" and i + 1 < len(lines):
            lines[i : i + 2] = [lines[i] + lines[i + 1]]
        else:
            at = draw(st.integers(0, len(lines[i])))
            lines[i] = lines[i][:at] + draw(st.characters()) + lines[i][at:]
    page = draw(st.sampled_from(["\n", "\r\n", "\r", "\u2028"])).join(lines)
    start = draw(st.just(0) | st.integers(0, len(page)))
    return page[start : draw(st.just(len(page)) | st.integers(start, len(page)))]


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_nothing_is_lost_of_a_damaged_page(page: str) -> None:
    try_parse(page)


def test_nothing_is_lost_of_a_page_cut_at_any_place() -> None:
    assert sum(try_parse(PAGE[:end]) is not None for end in range(len(PAGE) + 1)) > 300


@pytest.mark.parametrize("folder", ["seeds", "mid_ru", "layouts"])
def test_nothing_is_lost_of_a_real_page(corpora: Path, folder: str) -> None:
    parsed = 0
    for path in sorted((corpora / folder).glob("*.txt")):
        page = path.read_bytes().decode("utf-8-sig")
        for name in sorted(LAYOUTS):
            parsed += try_parse(page, name) is not None
            parsed += try_parse(page.replace("\n", "\r\n"), name) is not None
    assert parsed >= 4


# --- hostile pages --------------------------------------------------------------------------

MILLION = 1_000_000


@pytest.mark.parametrize(
    "unit",
    [
        "A ",
        "a-a-a-",
        "Aa Aa Aa ",
        "((((",
        "A’",
        "A.",
        "Aa\u00a0",
        "A" + " " * 99,
        "en-GB1 ",
        ", Aa",
        "a \\ ",
        "(Laughter",
        "Question (",
        "of the Republic of A ",
    ],
)
@pytest.mark.parametrize("before", ["", f"{TITLE}\n\n", "Question: "])
def test_a_line_of_a_million_characters_takes_no_time(unit: str, before: str) -> None:
    page = before + unit * (MILLION // len(unit))
    started = time.process_time()
    try_parse(page)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("unit", ["A ", "Aa Aa and ", "of the Republic of A ", "and ", "Minister "])
def test_a_hostile_title_takes_no_time(unit: str) -> None:
    start = "Foreign Minister Ada Birch’s news conference following talks with "
    title = (start + unit * 600)[:690]
    started = time.process_time()
    assert try_parse(f"{title}\n\nGood morning.") is not None
    assert time.process_time() - started < 2


def test_a_page_of_many_lines_takes_time_by_their_number_alone() -> None:
    def seconds(n: int) -> float:
        started = time.process_time()
        parse(f"{TITLE}\n\n" + "Ada Birch: a\nAa Bb: c\n\n" * n, MINISTRY)
        return time.process_time() - started

    seconds(100)
    assert seconds(8_000) < 20 * max(seconds(2_000), 0.01)

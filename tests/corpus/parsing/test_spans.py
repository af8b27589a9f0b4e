"""Nothing of a page is lost, whatever the page: spans tile it and rebuild every turn."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from common.pages import LAYOUTS, MINISTRY, PAGE, TITLE, own_layout
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.corpus import Layout
from toolkit.corpus.layouts import choose_layout
from toolkit.corpus.meeting import Meeting
from toolkit.corpus.parsing.parse import NoSpeechError, parse
from toolkit.corpus.parsing.spans import is_direction

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
        if span.tag in ("text", "label"):
            assert 1 <= span.turn <= len(meeting.turns)
            assert piece == piece.strip()
    assert at == len(page)
    whole_lines = meeting.layout in LAYOUTS and LAYOUTS[meeting.layout].lines == "paragraphs"
    for position, turn in enumerate(meeting.turns, 1):
        own = [s for s in meeting.spans if s.tag == "text" and s.turn == position]
        assert turn.position == position
        pieces = [(s.start, s.end) for s in own]
        if whole_lines:
            assert all(BREAKS.isdisjoint(page[start:end]) for start, end in pieces)
            assert turn.text == rebuilt(page, pieces)
        # Where lines may have been broken at a width, the words are the same in any case.
        assert turn.text.split() == [w for start, end in pieces for w in page[start:end].split()]
        labels = [s for s in meeting.spans if s.tag == "label" and s.turn == position]
        assert bool(turn.label) == bool(labels)
        assert all(s.start == turn.start for s in labels)
        assert all(turn.start <= s.start and s.end <= turn.end for s in own)
        assert 0 <= turn.start <= turn.end <= len(page)
    assert meeting.words > 0
    assert [t.start for t in meeting.turns] == sorted(t.start for t in meeting.turns)
    exchanges = [t.exchange for t in meeting.turns]
    assert exchanges == sorted(exchanges)
    opens = {t.exchange: t.kind for t in reversed(meeting.turns) if t.exchange}
    assert sorted(opens) == list(range(1, max(exchanges) + 1))
    assert set(opens.values()) <= {"question"}
    assert all(t.kind in ("statement", "remark") for t in meeting.turns if not t.exchange)


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
            "Q    Why, Mr. President?",
            "PRESIDENT BIRCH:  So.  (Laughter.)",
            "CHAIR BIRCH. So it is. ADA BIRCH. Thank you. IVO MARLIN.",
            "Ada Birch (00:04): So. (01:02:03) No.",
            "Speaker 1 (00:04):",
            "**Ada Birch:** so",
            "A: So.",
            "(As interpreted.) So.",
            "a line that was broken where its width ended, and which goes on in the one below it",
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
@example("Asset Publisher\nAsset Publisher\n", "mexico_presidency_es")
@example("Ada Birch: a\n(Laughter.)\nb\n\nQ: c", "generic_en")
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
        page = path.read_bytes().decode("utf-8-sig", "replace")
        for name in ("ministry_en", "generic_en", "white_house_en", "federal_reserve_en"):
            parsed += try_parse(page, name) is not None
            parsed += try_parse(page.replace("\n", "\r\n"), name) is not None
    assert parsed >= 4


# --- what is not said -----------------------------------------------------------------------


def tagged(page: str, layout: Layout = MINISTRY) -> list[tuple[str, int, str]]:
    meeting = parse(page, layout)
    assert_nothing_is_lost(page, meeting)
    return [(s.tag, s.turn, page[s.start : s.end]) for s in meeting.spans if s.tag != "blank"]


@pytest.mark.parametrize("text", ["(Laughter.)", "(Laughter).", "[ Applause ]", "(a) (b c.)"])
def test_brackets_alone_are_a_direction(text: str) -> None:
    assert is_direction(text)


@pytest.mark.parametrize("text", ["", "a", "(a) b", "b (a)", "(a", "a)", "((a))", "()b", "(a [b])"])
def test_brackets_beside_words_or_within_brackets_are_none(text: str) -> None:
    assert not is_direction(text)


def test_only_known_directions_are_taken_out_of_speech() -> None:
    page = "Question: Why (in Oslo)? (Laughter.) So [Applause.] it is (laughter)"
    assert tagged(page) == [
        ("label", 1, "Question:"),
        ("text", 1, "Why (in Oslo)?"),
        ("direction", 1, "(Laughter.)"),
        ("text", 1, "So"),
        ("direction", 1, "[Applause.]"),
        ("text", 1, "it is"),
        ("direction", 1, "(laughter)"),
    ]


def test_a_remark_on_the_language_behind_a_label_is_the_turn_s_note() -> None:
    page = "Question: Why?\n\nAda Birch: (As interpreted.) So. (In French.) No.\n"
    assert tagged(page)[3:] == [
        ("direction", 2, "(As interpreted.)"),
        ("text", 2, "So. (In French.) No."),
    ]
    turn = parse(page, MINISTRY).turns[1]
    assert (turn.note, turn.text) == ("As interpreted", "So. (In French.) No.")
    both = page.replace("Birch:", "Birch (adding):")
    assert parse(both, MINISTRY).turns[1].note == "adding; As interpreted"
    inside = page.replace("Birch: (As interpreted.)", "Birch: Well. (As interpreted.)")
    assert parse(inside, MINISTRY).turns[1].note == ""


def test_what_belongs_to_the_page_within_a_paragraph_is_furniture() -> None:
    page = "Ferry talks\nAda Birch (00:04):\nSo it is. (00:31) And so on.\n"
    assert tagged(page, LAYOUTS["timestamped_en"]) == [
        ("head", 0, "Ferry talks"),
        ("label", 1, "Ada Birch (00:04):"),
        ("text", 1, "So it is."),
        ("furniture", 1, "(00:31)"),
        ("text", 1, "And so on."),
    ]


OPENED = f"{TITLE}\n\nIt sails again.\n\nQuestion: Why?\n\nAda Birch: So.\n"


def test_what_stands_before_the_first_label_is_a_statement_or_the_publisher_s_lead() -> None:
    assert tagged(OPENED)[1:3] == [("text", 1, "It sails again."), ("label", 2, "Question:")]
    lead = own_layout('opening = "lead"')
    assert tagged(OPENED, lead)[1:3] == [("head", 0, "It sails again."), ("label", 1, "Question:")]
    with pytest.raises(NoSpeechError, match="no labelled speech"):
        parse(OPENED.partition("Question")[0], lead)


def test_what_is_said_in_a_recording_remarks_until_it_ends() -> None:
    own = own_layout('recording_begins = "TAPE ON"\nrecording_ends = "TAPE OFF"')
    page = (
        "Question: Why?\n\n(TAPE ON)\n\nAda Birch: So it is.\n\n(Laughter.)\n\n"
        "Ivo Oak (adding): Indeed.\n\n(TAPE OFF)\n\nAda Birch: That was last year.\n"
    )
    kinds = [turn.kind for turn in parse(page, own).turns]
    assert kinds == ["question", "remark", "remark", "answer"]
    assert [turn.kind for turn in parse(page, MINISTRY).turns][1] == "answer"


def test_a_direction_alone_opens_no_turn() -> None:
    page = OPENED.replace("It sails again.", "(Applause.)\n\nIt sails again.")
    assert tagged(page)[1:3] == [("direction", 0, "(Applause.)"), ("text", 1, "It sails again.")]


def test_a_broken_line_is_one_stretch_of_text_and_its_label_ends_before_the_blank() -> None:
    page = "Question:  Will it\nsail?\n\nAda Birch: It\n  will.\n\nAnd soon.\n"
    own = own_layout('lines = "wrapped"')
    assert tagged(page, own) == [
        ("label", 1, "Question:"),
        ("text", 1, "Will it\nsail?"),
        ("label", 2, "Ada Birch:"),
        ("text", 2, "It\n  will."),
        ("text", 2, "And soon."),
    ]
    assert [t.text for t in parse(page, own).turns] == ["Will it sail?", "It will.\n\nAnd soon."]


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

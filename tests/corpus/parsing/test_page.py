"""Paragraphs of a page: furniture, head, headings and speech, and which is the title."""

from __future__ import annotations

import pytest
from common.pages import LAYOUTS, MINISTRY, blocks_of, own_layout

from toolkit.corpus.document import Document, Mark
from toolkit.corpus.layouts import Layout
from toolkit.corpus.parsing.page import is_title, title_of

TITLE = "Foreign Minister Ada Birch’s statement at a news conference, Oslo, March 9, 2020"


def tags(*lines: str, layout: Layout = MINISTRY) -> list[str]:
    return [block.tag for block in blocks_of("\n".join(lines), layout)]


def title_at(*lines: str, layout: Layout = MINISTRY) -> str:
    return title_of(blocks_of("\n".join(lines), layout), {}, layout)


def marked(*parts: tuple[str, str], facts: dict[str, str] | None = None) -> Document:
    """A document whose markup says of each line what it is; nothing of those without a word."""
    text = "\n".join(line for line, _ in parts)
    starts = [sum(len(line) + 1 for line, _ in parts[:i]) for i in range(len(parts))]
    marks = [
        Mark(start, start + len(line), region)  # type: ignore[arg-type]
        for start, (line, region) in zip(starts, parts, strict=True)
        if region
    ]
    return Document(text, tuple(marks), facts or {})


@pytest.mark.parametrize(
    "line",
    [
        "Asset Publisher",
        "ASSET PUBLISHER",
        "  Additional materials\u00a0",
        "Advanced settings",
        "• de-DE1 en-GB1 es-ES1",
        "en-GB",
        "en-GB1ru-RU1",
        "Home \\ News \\",
        "official site",
        "123-01-02-2020",
    ],
)
def test_furniture_is_known_in_the_head(line: str) -> None:
    assert tags(line, TITLE, "Good morning.") == ["furniture", "head", "text"]


def test_furniture_is_known_at_the_end_but_only_as_a_whole_line() -> None:
    assert tags(TITLE, "Good.", "Additional materials", "Advanced settings") == [
        "head",
        "text",
        "furniture",
        "furniture",
    ]
    assert tags(TITLE, "Print the page.", "Advanced settings of it", "We \\ they \\ all") == [
        "head",
        "text",
        "text",
        "text",
    ]


def test_a_stamp_stands_in_the_head_alone() -> None:
    assert tags("9 March 202011:05", "11:05", TITLE, "9 March 2020", "Good.", "9 March 2020") == [
        "head",
        "head",
        "head",
        "head",
        "text",
        "text",
    ]


def test_what_stands_above_the_title_is_unexplained_and_never_text() -> None:
    assert tags("Some portal", TITLE, "Good.") == ["unexplained", "head", "text"]


@pytest.mark.parametrize(
    "line",
    [
        "We made a statement.",
        "He said in his speech: “It sails.”",
        "She asked for a comment (and got none.)",
        "What is your comment?",
        "Question: any comment",
        "Ada Birch: no comment",
        f"The statement {'went on ' * 90}",
        "During my first address to the Assembly in September",
        "The chairman gave a speech. Then the council voted on it, as is well known to all",
        "States of every size seek answers to the great challenges of this age and hope for peace",
    ],
)
def test_a_sentence_is_no_title(line: str) -> None:
    assert title_at("Good morning.", line, "It sails.") == ""


@pytest.mark.parametrize(
    "line",
    [
        TITLE,
        "Press conference",
        "Foreign Minister Ada Birch: remarks to the media",
        "Briefing (Oslo)",
    ],
)
def test_a_title_names_an_event(line: str) -> None:
    assert title_at(line, "Good morning.") == line


def test_no_title_stands_behind_speech_or_far_down() -> None:
    assert title_at("Question: Why?", "The ferry, a statement", "It sails.") == ""
    assert title_at("Ada Birch: So.", "The ferry, a statement") == ""
    assert title_at(*["en-GB"] * 11, TITLE) == TITLE
    assert title_at(*["en-GB"] * 12, TITLE) == ""


def test_a_table_of_contents_is_headings_and_so_are_its_entries_below() -> None:
    assert tags(
        TITLE,
        "• en-GB1",
        "Table of contents:",
        "  1. The ferry",
        "  2. The price of fish",
        "Answers to media questions:",
        "3. The weather",
        "The ferry",
        "It sails.",
        "The price of fish",
        "It falls.",
        "1. The ferry",
    ) == ["head", "furniture", *["heading"] * 5, "heading", "text", "heading", "text", "text"]


def test_the_head_ends_with_the_table_of_contents() -> None:
    assert tags(TITLE, "Contents", "1. The ferry", "9 March 2020") == [
        "head",
        "heading",
        "heading",
        "text",
    ]


def test_a_numbered_sentence_that_opens_a_speech_is_text() -> None:
    assert tags(TITLE, "1. The ferry sails again.", "2. The fish is cheap.") == [
        "head",
        "text",
        "text",
    ]


NUMBERED = ("1. The first thing we agreed on is trade", "2. The second is fish", "3. Peace")


@pytest.mark.parametrize("n", [1, 2, 3])
def test_numbered_lines_that_open_a_speech_are_text(n: int) -> None:
    assert tags(TITLE, *NUMBERED[:n], "So much for it.") == ["head", *["text"] * (n + 1)]
    answers = ("Answers to media questions:", "Question: Why?")
    assert tags(TITLE, *NUMBERED[:n], *answers) == ["head", *["text"] * (n + 2)]


def test_an_entry_that_recurs_without_its_number_makes_a_table_of_contents() -> None:
    assert tags(TITLE, *NUMBERED, "en-GB", "It is well.", "PEACE\u00a0", "We want it.") == [
        *("head", "heading", "heading", "heading", "furniture", "text", "heading", "text"),
    ]
    recurs_as_it_is = (*NUMBERED, "It is well.", NUMBERED[2])
    assert tags(TITLE, *recurs_as_it_is) == ["head", *["text"] * 5]
    assert tags(TITLE, "It is well.", *NUMBERED, "Peace") == ["head", *["text"] * 5]


# --- what layouts and markup say ------------------------------------------------------------


def test_a_title_is_judged_as_a_block_without_its_page() -> None:
    [block] = blocks_of(TITLE)
    assert is_title(block, MINISTRY)
    assert not is_title(block, own_layout("events = {}"))
    [long] = blocks_of(
        "The mayors of the towns on the coast and their joint statement on the ferry"
    )
    assert not is_title(long, MINISTRY)
    assert is_title(long, own_layout("host_offices = ['mayors of the']"))


def test_a_title_may_be_long_but_not_without_end() -> None:
    office = "Foreign Minister Ada Birch’s statement"
    longest = f"{office} {'x' * (699 - len(office))}"
    for text, expected in ((longest, True), (f"{longest}x", False)):
        [block] = blocks_of(text)
        assert is_title(block, MINISTRY) == expected


def test_the_first_line_is_the_title_where_the_layout_says_so() -> None:
    timed = LAYOUTS["timestamped_en"]
    lines = ("Share", "Ada Birch on the ferry", "Ada Birch (00:04):", "Good morning.")
    assert tags(*lines, layout=timed) == ["furniture", "head", "text", "text"]
    assert title_at(*lines, layout=timed) == "Ada Birch on the ferry"
    assert title_at("Ada Birch on the ferry.", "Ada Birch (00:04):", layout=timed) == ""
    assert title_at("Ada Birch (00:04):", "A ferry", layout=timed) == ""


def test_a_title_may_take_several_lines() -> None:
    two = own_layout("title_lines = 2")
    lines = ("Statement by Ada Birch", "on the ferry and the fish", "Good morning.")
    assert title_at(*lines, layout=two) == "Statement by Ada Birch on the ferry and the fish"
    assert tags(*lines, layout=two) == ["head", "head", "text"]
    assert tags(*lines) == ["head", "text", "text"]


def test_lines_that_are_titles_in_any_case() -> None:
    own = own_layout("titles = ['No\\. \\d+', 'Ferry talks']\ntitle_lines = 2")
    lines = ("No. 12", "Ferry talks", "A statement by the mayor", "Good morning.")
    assert title_at(*lines, layout=own) == "No. 12 Ferry talks"
    assert tags(*lines, layout=own) == ["head", "head", "text", "text"]


def test_a_layout_may_print_no_title() -> None:
    none = own_layout('title = "none"')
    assert tags(TITLE, "Good morning.", layout=none) == ["text", "text"]
    assert title_at(TITLE, layout=none) == ""


def test_markup_goes_before_every_guess() -> None:
    page = marked(
        ("Print", "title"),
        ("A statement of something", ""),
        ("Oslo", "place"),
        ("May", "time"),
        ("What it is about", "lead"),
        ("Ada Birch: so.", "furniture"),
        ("Good morning.", "body"),
        ("9 March 2020", "date"),
    )
    assert [block.tag for block in blocks_of(page)] == [
        *("head", "head", "head", "head", "head", "furniture", "text", "head"),
    ]
    assert title_of(blocks_of(page), page.facts, MINISTRY) == "Print"


def test_what_a_file_says_of_itself_is_its_title_where_the_page_prints_none() -> None:
    facts = {"title": "The ferry  sails"}
    bare = marked(("Good morning.", ""), facts=facts)
    assert title_of(blocks_of(bare), facts, MINISTRY) == "The ferry sails"
    assert title_of(blocks_of(bare), facts | {"og:title": "Sails!"}, MINISTRY) == "Sails!"
    printed = marked((TITLE, ""), facts=facts)
    assert title_of(blocks_of(printed), facts, MINISTRY) == TITLE
    none = own_layout('title = "none"')
    assert title_of(blocks_of(printed, none), facts, none) == "The ferry sails"


def test_a_caption_that_repeats_the_head_belongs_to_it() -> None:
    assert tags(TITLE, "At a news conference, Oslo", "oslo", "Good morning.") == [
        *("head", "head", "text", "text")
    ]
    assert tags(TITLE, "Good morning.", "At a news conference, Oslo")[-1] == "text"


def test_a_heading_is_known_wherever_it_stands() -> None:
    own = own_layout("headings = ['On [a-z]+']")
    assert tags(TITLE, "On fish", "It is cheap.", "On fish and ships", layout=own) == [
        *("head", "heading", "text", "text")
    ]

"""Lines of a page: furniture, head, headings and speech."""

from __future__ import annotations

import textwrap

import pytest

from toolkit.corpus.layouts import layouts
from toolkit.corpus.parsing.page import Line, is_title, look_wrapped, tag_lines

LAYOUT = {layout.name: layout for layout in layouts()}["ministry_en"]
TITLE = "Foreign Minister Ada Birch’s statement at a news conference, Oslo, March 9, 2020"


def tags(*lines: str) -> list[str]:
    return [line.tag for line in tag_lines("\n".join(lines), LAYOUT)]


def title_at(*lines: str) -> str:
    page = tag_lines("\n".join(lines), LAYOUT)
    return next((x.text for x in page if x.tag == "head" and is_title(x, LAYOUT)), "")


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


def lines_of(*lines: str) -> list[Line]:
    return tag_lines("\n".join([TITLE, *lines]), LAYOUT)


def test_lines_that_end_at_one_width_look_wrapped() -> None:
    words = "the ferry sails from one port to the other and brings us fish and also people " * 20
    for width in (60, 72, 98):
        wrapped = textwrap.wrap(words.strip() + ".", width)
        assert look_wrapped(lines_of(*wrapped))
        assert look_wrapped(lines_of("Ladies and gentlemen,", *wrapped, "Question: Why?"))
    assert not look_wrapped(lines_of(*textwrap.wrap(words, 45)))
    assert not look_wrapped(lines_of(*textwrap.wrap(words, 130)))
    assert not look_wrapped(lines_of(*textwrap.wrap(words, 72)[:9]))
    assert look_wrapped(lines_of(*textwrap.wrap(words, 72)[:10]))


def test_paragraphs_do_not_look_wrapped() -> None:
    sentences = [
        f"{'We have spoken about the ferry '}{'again ' * (i % 7)}today." for i in range(30)
    ]
    assert not look_wrapped(lines_of(*sentences))
    unfinished = [f"{'word ' * (10 + i)}" for i in range(10)]  # 49, 54, ... 94 letters
    assert not look_wrapped(lines_of(*unfinished))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_every_line_end_ends_a_line(end: str) -> None:
    page = f"{end}{TITLE}{end}{end} Good\tday.\u00a0{end}Yes."
    lines = tag_lines(page, LAYOUT)
    assert [line.text for line in lines] == [TITLE, "Good\tday.", "Yes."]
    assert all(page[line.start : line.end] == line.text for line in lines)


def test_marks_of_zero_width_at_the_ends_of_a_line_are_blank() -> None:
    page = f"\ufeff{TITLE}\u200b\n\u200b\n\u200eGood\u200b day.\u00ad \n"
    assert [line.text for line in tag_lines(page, LAYOUT)] == [TITLE, "Good\u200b day."]

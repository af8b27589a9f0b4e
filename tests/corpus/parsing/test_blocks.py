"""Paragraphs: where a line ends, where a broken one goes on, and what markup hides."""

from __future__ import annotations

import itertools
import textwrap

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.corpus.document import Document, Mark
from toolkit.corpus.parsing.blocks import Block, cut_blocks, ends_sentence, look_wrapped

ENDS = ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"]


def cut(page: str, lines: str = "paragraphs", *marks: Mark) -> list[Block]:
    return cut_blocks(Document(page, marks), lines)


def texts(page: str, lines: str = "paragraphs", *marks: Mark) -> list[str]:
    return [block.text for block in cut(page, lines, *marks)]


def mark(page: str, piece: str, region: str = "strong") -> Mark:
    """A mark around the first place of a page where a piece of it stands."""
    start = page.index(piece)
    return Mark(start, start + len(piece), region)  # type: ignore[arg-type]


# --- lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ENDS)
def test_every_line_end_ends_a_line(end: str) -> None:
    page = f"{end}A title{end}{end} Good\tday.\u00a0{end}Yes."
    blocks = cut(page)
    assert [block.text for block in blocks] == ["A title", "Good\tday.", "Yes."]
    assert all(page[block.start : block.end] == block.text for block in blocks)


def test_marks_of_zero_width_at_the_ends_of_a_line_are_blank() -> None:
    page = "\ufeffA title\u200b\n\u200b\n\u200eGood\u200b day.\u00ad \n"
    assert texts(page) == ["A title", "Good\u200b day."]


@pytest.mark.parametrize("page", ["", "\n\n", " \t\u00a0\n", "\u200b\n\ufeff"])
def test_a_page_of_nothing_has_no_blocks(page: str) -> None:
    for lines in ("paragraphs", "wrapped", "auto"):
        assert texts(page, lines) == []


# --- broken lines ---------------------------------------------------------------------------


@pytest.mark.parametrize("end", ENDS)
def test_lines_up_to_an_empty_one_are_one_paragraph(end: str) -> None:
    page = end.join(["We have ", "spoken  of", "", "the ferry", " \u00a0", "", "and fish."])
    assert texts(page, "wrapped") == ["We have spoken  of", "the ferry", "and fish."]
    assert texts(page) == ["We have", "spoken  of", "the ferry", "and fish."]


def test_a_line_that_stands_alone_begins_a_paragraph() -> None:
    page = "The ferry sails.\nANSWER Yes\nand no"

    def alone(line: str, before: str) -> bool:
        return line.startswith("ANSWER") and before.endswith("sails.")

    blocks = cut_blocks(Document(page), "wrapped", alone)
    assert [block.text for block in blocks] == ["The ferry sails.", "ANSWER Yes and no"]
    blocks = cut_blocks(Document(page.replace(".", ",")), "wrapped", alone)
    assert [block.text for block in blocks] == ["The ferry sails, ANSWER Yes and no"]


def test_the_end_of_the_line_before_is_as_long_as_there_is_page() -> None:
    before: list[str] = []
    long = "x" * 200
    cut_blocks(Document(f"ab\n{long}\nc"), "wrapped", lambda _, end: bool(before.append(end)))
    assert before == ["ab", "x" * 80]


def test_a_broken_line_never_crosses_from_one_region_into_another() -> None:
    page = "A title\nof two lines\nGood morning\nto all"
    title = mark(page, "A title\nof two lines", "title")
    assert texts(page, "wrapped", title) == ["A title of two lines", "Good morning to all"]
    assert [block.region for block in cut(page, "wrapped", title)] == ["title", ""]


WORDS = "the ferry sails from one port to the other and brings us fish and also people " * 20


@pytest.mark.parametrize("width", [60, 72, 98])
def test_lines_that_end_at_one_width_look_wrapped(width: int) -> None:
    wrapped = textwrap.wrap(WORDS.strip() + ".", width)
    assert look_wrapped(wrapped)
    assert look_wrapped(["Ladies and gentlemen,", *wrapped, "Question: Why?"])
    page = "\n".join([*wrapped[:5], "", *wrapped[5:]])
    assert texts(page, "auto") == [" ".join(wrapped[:5]), " ".join(wrapped[5:])]


def test_lines_too_short_too_long_or_too_few_do_not_look_wrapped() -> None:
    assert not look_wrapped(textwrap.wrap(WORDS, 45))
    assert not look_wrapped(textwrap.wrap(WORDS, 130))
    assert not look_wrapped(textwrap.wrap(WORDS, 72)[:9])
    assert look_wrapped(textwrap.wrap(WORDS, 72)[:10])
    assert look_wrapped(["x" * 100] * 10)
    assert not look_wrapped(["x" * 101] * 10)
    assert look_wrapped(["x" * 50] * 10)
    assert not look_wrapped(["x" * 49] * 10)
    assert not look_wrapped(["x" * 60] * 5 + ["x" * 81] * 5)
    assert not look_wrapped([("x" * 60)] * 10 + ["So."] * 10)
    assert not look_wrapped([])


def test_paragraphs_do_not_look_wrapped() -> None:
    sentences = [
        f"{'We have spoken about the ferry '}{'again ' * (i % 7)}today." for i in range(30)
    ]
    assert not look_wrapped(sentences)
    assert texts("\n".join(sentences), "auto") == sentences
    unfinished = [("word " * (10 + i)).strip() for i in range(10)]  # 49, 54, ... 94 letters
    assert not look_wrapped(unfinished)


@pytest.mark.parametrize("text", ["Yes.", "Yes!”", "Why?)", "So: ", "No…", "So;", "(He left.)"])
def test_a_sentence_ends_before_its_quotes_and_brackets(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["Yes", "Yes,", "“Yes”", "", ")", "3.5"])
def test_other_ends_are_no_sentence(text: str) -> None:
    assert not ends_sentence(text)


# --- markup ---------------------------------------------------------------------------------


def test_a_reader_sees_no_markup_and_each_letter_knows_its_place() -> None:
    page = "**Ada Birch:** It [sails](x).\n\n***\n"
    stars = [Mark(0, 2, "markup"), Mark(12, 14, "markup")]
    link = [Mark(18, 19, "markup"), Mark(24, 28, "markup")]
    rule = Mark(31, 34, "markup")
    bold = Mark(2, 12, "strong")
    first, empty = cut(page, "paragraphs", stars[0], bold, stars[1], *link, rule)
    assert first.text == "Ada Birch: It sails."
    assert "".join(page[first.at(i)] for i in range(len(first.text))) == first.text
    assert first.strong == ((0, 10),)
    assert first.is_strong(0, 9)
    assert first.is_strong(0, 10)
    assert not first.is_strong(0, 11)
    assert (empty.text, page[empty.start : empty.end]) == ("", "***")
    assert (first.at(20), first.at(99)) == (first.end, first.end)


def test_bold_type_beyond_a_block_is_cut_to_it() -> None:
    page = "Ada Birch:\nIt sails.\nYes."
    both = mark(page, "Birch:\nIt")
    assert [block.strong for block in cut(page, "paragraphs", both)] == [((4, 10),), ((0, 2),), ()]
    assert cut(page, "wrapped", both)[0].strong == ((4, 13),)


def test_of_regions_within_each_other_the_smallest_counts() -> None:
    page = "Good morning.\nPrint\nYes."
    body = Mark(0, len(page), "body")
    furniture = mark(page, "Print", "furniture")
    regions = [block.region for block in cut(page, "paragraphs", body, furniture)]
    assert regions == ["body", "furniture", "body"]


PAGES = st.text(alphabet="ab .:\t\u00a0\n\r\x0b\x85\u2028\u200b\ufeff*", max_size=80)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A page with stretches of markup and of bold type that do not overlap in their kind."""
    page = draw(PAGES)
    marks = []
    for region in ("markup", "strong"):
        cuts = sorted(draw(st.lists(st.integers(0, len(page)), max_size=6, unique=True)))
        pairs = zip(cuts[::2], cuts[1::2], strict=False)
        marks += [Mark(start, end, region) for start, end in pairs]  # type: ignore[arg-type]
    return Document(page, tuple(sorted(marks, key=lambda m: (m.start, m.end))))


@given(documents(), st.sampled_from(["paragraphs", "wrapped", "auto"]))
@example(Document("a\r\nb", (Mark(1, 2, "markup"),)), "wrapped")
@example(Document("a \n\nb\x85 c"), "wrapped")
def test_text_and_document_agree_letter_by_letter(document: Document, lines: str) -> None:
    hidden = {i for m in document.marks if m.region == "markup" for i in range(m.start, m.end)}
    bold = {i for m in document.marks if m.region == "strong" for i in range(m.start, m.end)}
    blocks = cut_blocks(document, lines)
    seen: list[int] = []
    for block in blocks:
        places = [block.at(i) for i in range(len(block.text))]
        assert places == sorted(set(places))
        assert all(block.start <= place < block.end for place in places)
        for letter, place in zip(block.text, places, strict=True):
            # Where a line was broken stands a space; every other letter is the document's own.
            assert letter == document.text[place] or (letter + document.text[place]).isspace()
            assert place not in hidden or letter == " "
        for first, last in block.strong:
            assert 0 <= first < last <= len(block.text)
            inside = [p for p in places[first:last] if document.text[p].strip()]
            assert all(place in bold for place in inside)
        seen += places
    assert seen == sorted(seen)
    # No letter with print on it is lost, and none comes twice.
    printed = [
        i
        for i, letter in enumerate(document.text)
        if i not in hidden and not letter.isspace() and letter not in "\u200b\ufeff"
    ]
    assert [i for i in printed if i not in set(seen)] == []
    starts = [(block.start, block.end) for block in blocks]
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(starts))

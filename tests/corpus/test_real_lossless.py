"""Nothing of a real page is lost: every character has a tag, every spoken one reaches a turn.

What may differ between a turn's text and the stretches of the page that are tagged as its text,
and nothing else:

- the characters of Markdown itself are left out;
- where a line is broken within a stretch, the break and the white space around it are a space;
- stretches are joined by a space where no line is broken between them, and by a blank line where
  a paragraph ends; on hard-wrapped pages a direction between two lines parts them by a space;
- white space at either end of a stretch is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest
from common.real import read_real

from toolkit.corpus import Corpus, Meeting, Span
from toolkit.corpus.document import Document
from toolkit.corpus.files.open_page import Reader

FOLDERS = (
    "fomc", "kremlin_en", "kremlin_ru", "layouts", "mexico_es", "mid_ru", "seeds",
    "un_general_debate", "white_house_joint",
)  # fmt: skip
WRAPPED = {"white_house_joint", "mexico_es"}
BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
BROKEN = re.compile(rf"[^\S\n\r\v\f\x85\u2028\u2029]*(?:{BREAK.pattern})\s*")
HIDDEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


@pytest.fixture(scope="module", params=FOLDERS)
def folder(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def corpus(corpora: Path, folder: str) -> Corpus:
    return read_real(corpora / folder)


@pytest.fixture(scope="module")
def documents(corpora: Path, folder: str, corpus: Corpus) -> dict[str, Document]:
    return {
        meeting.source: Reader((), {"*": meeting.layout}).open(
            meeting.source, (corpora / folder / meeting.source).read_bytes()
        )[0]
        for meeting in corpus.meetings
    }


def pages_of(corpus: Corpus, documents: dict[str, Document]) -> list[tuple[Meeting, Document]]:
    return [(meeting, documents[meeting.source]) for meeting in corpus.meetings]


def test_every_file_is_read_or_set_aside(corpora: Path, folder: str, corpus: Corpus) -> None:
    files = {p.name for p in (corpora / folder).iterdir() if p.suffix in (".txt", ".md", ".html")}
    read = {m.source for m in corpus.meetings}
    aside = {page.source for page in corpus.set_aside}
    assert read | aside == files
    assert not read & aside


def test_a_text_file_is_its_own_document(
    corpora: Path, folder: str, documents: dict[str, Document]
) -> None:
    for source, document in documents.items():
        if not source.endswith(".html"):
            raw = (corpora / folder / source).read_bytes()
            assert document.text == raw.decode("utf-8-sig"), source


def test_spans_cover_the_document(corpus: Corpus, documents: dict[str, Document]) -> None:
    for meeting, document in pages_of(corpus, documents):
        at = 0
        for span in meeting.spans:
            assert span.start == at, meeting.source
            assert span.end > span.start, meeting.source
            at = span.end
        assert at == len(document.text), meeting.source


def unmarked(document: Document, start: int, end: int) -> str:
    """Return a stretch without the characters of its markup."""
    kept, at = [], start
    for mark in document.marks:
        if mark.region == "markup" and start <= mark.start < end:
            kept.append(document.text[at : mark.start])
            at = mark.end
    return "".join([*kept, document.text[at:end]]) if kept else document.text[start:end]


def test_nothing_printed_is_taken_for_blank(corpus: Corpus, documents: dict[str, Document]) -> None:
    for meeting, document in pages_of(corpus, documents):
        for span in meeting.spans:
            if span.tag == "blank":
                blank = unmarked(document, span.start, span.end)
                assert not blank.translate(dict.fromkeys(map(ord, HIDDEN))).strip(), meeting.source


def text_spans(meeting: Meeting) -> dict[int, list[Span]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for span in meeting.spans:
        if span.tag == "text":
            found[span.turn].append(span)
    return found


def joined_as(document: Document, spans: Sequence[Span], text: str, *, wrapped: bool) -> bool:
    """Say whether a text is what the spans hold, put together as the head of this file says."""
    at = 0
    for before, span in zip([None, *spans], spans, strict=False):
        if before:
            broken = len(BREAK.findall(document.text, before.end, span.start))
            joint = "\n\n" if broken and text.startswith("\n\n", at) else " "
            if (broken > 1 or (broken and not wrapped)) and joint != "\n\n":
                return False
            if not text.startswith(joint, at):
                return False
            at += len(joint)
        piece = BROKEN.sub(" ", unmarked(document, span.start, span.end)).strip()
        if not text.startswith(piece, at):
            return False
        at += len(piece)
    return at == len(text)


def test_the_text_of_a_turn_is_what_its_spans_hold(
    folder: str, corpus: Corpus, documents: dict[str, Document]
) -> None:
    for meeting, document in pages_of(corpus, documents):
        spans = text_spans(meeting)
        assert spans.keys() <= {turn.position for turn in meeting.turns}
        for turn in meeting.turns:
            own = spans[turn.position]
            assert joined_as(document, own, turn.text, wrapped=folder in WRAPPED), (
                meeting.source,
                turn.position,
            )


def test_a_turn_lies_around_its_label_and_its_text(corpus: Corpus) -> None:
    for meeting in corpus.meetings:
        for span in meeting.spans:
            if span.tag in ("label", "text"):
                turn = meeting.turns[span.turn - 1]
                assert turn.start <= span.start < span.end <= turn.end, meeting.source
        starts = [turn.start for turn in meeting.turns]
        assert starts == sorted(set(starts)), meeting.source

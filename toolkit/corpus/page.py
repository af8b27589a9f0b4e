"""The lines of a page: which are the page's own, which its head, which are spoken."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from toolkit.corpus.labels import read_label
from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Tag
from toolkit.corpus.names import looks_like_person

_HEAD_LINES = 12  # a title stands among the first lines with print on them, or nowhere
_TITLE_LENGTH = 700
_SHORT_TITLE = 14  # words
_SENTENCES = re.compile(r"[^\W\d_]{3,}[.!?] +[A-Z]")  # one ends and another begins

BREAKS = "\n\r\v\f\x85\u2028\u2029"
"""Every character that ends a line, as word processors and web pages write them."""

# Zero-width marks at either end of a line are as blank as the white space they stand in.
_HIDDEN = "\u00ad\u200b-\u200f\u2060\ufeff"
VISIBLE = re.compile(rf"[^\s{_HIDDEN}](?:[^{BREAKS}]*[^\s{_HIDDEN}])?")
"""A line from its first character with print on it to its last."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line with print on it, without what is blank at both its ends."""

    start: int
    end: int
    text: str
    tag: Tag


def tag_lines(page: str, layout: Layout) -> list[Line]:
    """Tag each line as furniture, head, heading, unexplained, or text that somebody spoke.

    Furniture is known wherever it stands. The head ends with the first line that is neither
    furniture, stamp nor title; a table of contents may follow it, whose entries are headings.
    What stands above the title and is none of these is unexplained.
    """
    lines = [Line(found.start(), found.end(), found[0], "text") for found in VISIBLE.finditer(page)]
    title = _find_title(lines, layout)
    tagged: list[Line] = []
    contents: set[str] = set()
    in_head, in_contents = True, False
    for i, line in enumerate(lines):
        tag: Tag = "text"
        if _is_furniture(line.text, layout, in_head):
            tag = "furniture"
        elif in_head and (i == title or layout.is_stamp(line.text)):
            tag = "head"
        elif i < title:
            tag = "unexplained"
        elif (in_head or in_contents) and _is_contents(line.text, layout):
            tag, in_contents = "heading", True
            contents.add(line.text.split(". ", 1)[-1])
        elif line.text in contents:
            tag = "heading"
        in_head = in_head and tag != "text" and not in_contents
        in_contents = in_contents and tag in ("heading", "furniture")
        tagged.append(replace(line, tag=tag))
    return tagged


def is_title(line: Line, layout: Layout) -> bool:
    """Say whether a line names an event as a title does: not as a sentence, not as a label.

    A title names a kind of event, speaks in nobody's first person, holds one sentence without
    its full stop, and is short, or names the host's office, or ends with a place and a date.
    """
    text = line.text
    if len(text) > _TITLE_LENGTH or _ends_sentence(text) or _SENTENCES.search(text):
        return False
    if _opens_turn(text, layout) or layout.is_stamp(text):
        return False
    if not any(re.search(p, text, re.IGNORECASE) for p in layout.events.values()):
        return False
    words = re.findall(r"\w+", text)
    if set(words) & set(layout.first_person):
        return False
    marks = (*layout.host_offices, *(f"(?:{tail})$" for tail in layout.title_tails))
    return len(words) <= _SHORT_TITLE or any(re.search(mark, text) for mark in marks)


def _find_title(lines: list[Line], layout: Layout) -> int:
    """Find the number of the title line; -1 where somebody speaks before any stands."""
    for i, line in enumerate(lines[:_HEAD_LINES]):
        if _opens_turn(line.text, layout):
            break
        if is_title(line, layout):
            return i
    return -1


def _opens_turn(text: str, layout: Layout) -> bool:
    label = read_label(text, layout)
    return bool(label and (label.is_question or looks_like_person(label.name)))


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"'’”»)] ").endswith((".", "!", "?", ":", ";", "…"))


def _is_contents(text: str, layout: Layout) -> bool:
    """Say whether a line belongs to a table of contents: a full stop makes it speech."""
    if re.fullmatch(layout.contents_title, text, re.IGNORECASE):
        return True
    return bool(re.fullmatch(layout.contents_entry, text)) and not text.endswith((".", "!"))


def _is_furniture(text: str, layout: Layout, in_head: bool) -> bool:
    if layout.is_furniture(text) or layout.is_bar(text):
        return True
    return in_head and bool(re.fullmatch(layout.breadcrumb, text))

"""The lines of a page: which are the page's own, which its head, which are spoken."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, replace

from toolkit.corpus.labels import read_label
from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Tag
from toolkit.corpus.names import looks_like_person, tidy

_HEAD_LINES = 12  # a title stands among the first lines with print on them, or nowhere
_TITLE_LENGTH = 700
_SHORT_TITLE = 14  # words
_WRAPPED = range(50, 101)  # letters of a line that was broken at a fixed width
_RAGGED = 20  # letters by which such lines differ, a long word having been moved down
_FEW_LINES = 10  # below it, lines of one length are chance
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
    furniture, stamp nor title; a table of contents may follow it, whose entries are headings
    there and where they recur. What stands above the title and is none of these is unexplained.
    """
    lines = [Line(found.start(), found.end(), found[0], "text") for found in VISIBLE.finditer(page)]
    title = _find_title(lines, layout)
    tagged: list[Line] = []
    contents: set[int] = set()
    in_head = True
    for i, line in enumerate(lines):
        tag: Tag = "text"
        if _is_furniture(line.text, layout, in_head):
            tag = "furniture"
        elif in_head and (i == title or layout.is_stamp(line.text)):
            tag = "head"
        elif i < title:
            tag = "unexplained"
        else:
            if in_head:
                contents, in_head = _find_contents(lines, i, layout), False
            tag = "heading" if i in contents else "text"
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
    return bool(label and (label.is_mark or looks_like_person(label.name)))


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"'’”»)] ").endswith((".", "!", "?", ":", ";", "…"))


def _find_contents(lines: list[Line], first: int, layout: Layout) -> set[int]:
    """Find the lines of a table of contents that opens at `first`, and its entries below.

    A speaker numbers what he says as well. So numbered lines are contents only behind a printed
    title of them, or if one of them recurs further down without its number.
    """
    end = first
    while end < len(lines) and _may_be_contents(lines[end].text, layout):
        end += 1
    run = [i for i in range(first, end) if not _is_furniture(lines[i].text, layout, False)]
    entries = {_entry(lines[i].text) for i in run}
    last = max(run, default=first)
    below = {i for i in range(last + 1, len(lines)) if tidy(lines[i].text).casefold() in entries}
    titled = bool(re.fullmatch(layout.contents_title, lines[first].text, re.IGNORECASE))
    return {*run, *below} if run and (titled or below) else set()


def _may_be_contents(text: str, layout: Layout) -> bool:
    """Say whether a line could belong to a table of contents: a full stop makes it speech."""
    if re.fullmatch(layout.contents_title, text, re.IGNORECASE):
        return True
    if re.fullmatch(layout.contents_entry, text):
        return not text.endswith((".", "!"))
    return _is_furniture(text, layout, False)


def _entry(text: str) -> str:
    """Take the number off an entry; case and white space are often not those of the heading."""
    return tidy(re.sub(r"^\s*\d+\. ", "", text)).casefold()


def look_wrapped(lines: list[Line]) -> bool:
    """Say whether most spoken lines end at about the same place, and not with a sentence."""
    spoken = [line.text for line in lines if line.tag == "text"]
    lengths = sorted(
        len(text) for text in spoken if len(text) in _WRAPPED and not _ends_sentence(text)
    )
    together = max(
        (
            bisect.bisect_right(lengths, shortest + _RAGGED) - i
            for i, shortest in enumerate(lengths)
        ),
        default=0,
    )
    return len(spoken) >= _FEW_LINES and together > len(spoken) / 2


def _is_furniture(text: str, layout: Layout, in_head: bool) -> bool:
    if layout.is_furniture(text) or layout.is_bar(text):
        return True
    return in_head and bool(re.fullmatch(layout.breadcrumb, text))

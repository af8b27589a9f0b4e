"""The lines of a page: which are the page's own, which its head, which are spoken."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from toolkit.corpus.labels import read_label
from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Tag

_HEAD_LINES = 12  # a title stands among the first lines with print on them, or nowhere
_TITLE_LENGTH = 700


@dataclass(frozen=True, slots=True)
class Line:
    """One line with print on it, without the white space at both its ends."""

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
    lines = _cut(page)
    title = next((i for i, line in enumerate(lines[:_HEAD_LINES]) if is_title(line, layout)), -1)
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
        elif (in_head or in_contents) and re.fullmatch(layout.contents_entry, line.text):
            tag, in_contents = "heading", True
            contents.add(line.text.split(". ", 1)[1])
        elif line.text in contents:
            tag = "heading"
        in_head = in_head and tag != "text" and not in_contents
        in_contents = in_contents and tag in ("heading", "furniture")
        tagged.append(replace(line, tag=tag))
    return tagged


def is_title(line: Line, layout: Layout) -> bool:
    """Say whether a line names an event as a title does: not as a sentence, not as a label."""
    if len(line.text) > _TITLE_LENGTH or line.text.endswith((".", "!", "?", ":")):
        return False
    if read_label(line.text, layout) or layout.is_stamp(line.text):
        return False
    return any(re.search(p, line.text, re.IGNORECASE) for p in layout.events.values())


def _cut(page: str) -> list[Line]:
    lines = []
    for found in re.finditer(r"[^\r\n]+", page):
        if text := found[0].strip():
            start = found.start() + found[0].index(text)
            lines.append(Line(start, start + len(text), text, "text"))
    return lines


def _is_furniture(text: str, layout: Layout, in_head: bool) -> bool:
    if text.casefold() in {mark.casefold() for mark in layout.furniture}:
        return True
    return layout.is_bar(text) or (in_head and bool(re.fullmatch(layout.breadcrumb, text)))

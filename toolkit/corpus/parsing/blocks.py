"""The paragraphs of a document, whatever it breaks its lines at, without its markup."""

from __future__ import annotations

import bisect
import heapq
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.corpus.document import Document, Mark, Region
from toolkit.corpus.meeting import Tag

_WRAPPED = range(50, 101)  # letters of a line that was broken at a fixed width
_RAGGED = 20  # letters by which such lines differ, a long word having been moved down
_FEW_LINES = 10  # below it, lines of one length are chance

BREAKS = "\n\r\v\f\x85\u2028\u2029"
"""Every character that ends a line, as word processors and web pages write them."""

# Zero-width marks at either end of a line are as blank as the white space they stand in.
_HIDDEN = "\u00ad\u200b-\u200f\u2060\ufeff"
VISIBLE = re.compile(rf"[^\s{_HIDDEN}](?:[^{BREAKS}]*[^\s{_HIDDEN}])?")
"""A line from its first character with print on it to its last."""

_BREAK = re.compile(rf"\r\n|[{BREAKS}]")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: a line, or the lines that it was broken into.

    Attributes
    ----------
    start, end
        0-based half-open range of characters of the document, without what is blank around it.
    text
        What a reader sees: without markup, and with a space where a line was broken.
    origin
        Where in the document each character of `text` stands; None if one behind the other.
    tag
        What the block is.
    strong
        Half-open ranges of `text` in bold type.
    region
        What the document's markup says of the block; empty where nothing.
    """

    start: int
    end: int
    text: str
    origin: tuple[int, ...] | None = None
    tag: Tag = "text"
    strong: tuple[tuple[int, int], ...] = ()
    region: Region | Literal[""] = ""

    def at(self, place: int) -> int:
        """Return where in the document the character at a place of `text` stands."""
        if place >= len(self.text):
            return self.end
        return self.start + place if self.origin is None else self.origin[place]

    def is_strong(self, first: int, last: int) -> bool:
        """Say whether a stretch of `text` stands in bold type wholly."""
        return any(start <= first and last <= end for start, end in self.strong)


def cut_blocks(
    document: Document, lines: str, stands_alone: Callable[[str, str], bool] = lambda _, __: False
) -> list[Block]:
    """Cut a document into its paragraphs.

    Parameters
    ----------
    document
        The document.
    lines
        ``paragraphs``: a line is one; ``wrapped``: the lines up to an empty one are; ``auto``:
        wrapped if most lines end at about the same place and not with a sentence.
    stands_alone
        Says of a line, and the end of the one before, whether it begins a paragraph although
        there is no empty line between.
    """
    visible = list(VISIBLE.finditer(document.text))
    pieces = [(found.start(), found.end()) for found in visible]
    region_at = _regions([m for m in document.marks if m.region not in ("strong", "markup")])
    if lines == "wrapped" or (lines == "auto" and look_wrapped([v[0] for v in visible])):
        pieces = list(_unwrapped(document.text, pieces, region_at, stands_alone))
    if not document.marks and lines == "paragraphs":
        return [Block(start, end, document.text[start:end]) for start, end in pieces]
    strong = [mark for mark in document.marks if mark.region == "strong"]
    markup = [mark for mark in document.marks if mark.region == "markup"]
    blocks = []
    for start, end in pieces:
        text, origin = _read(document.text, start, end, _within(markup, start, end))
        block = Block(start, end, text, origin, region=region_at(start))
        bold = [(m.start, m.end) for m in _within(strong, start, end)]
        blocks.append(replace(block, strong=_places(block, bold)) if bold else block)
    return blocks


def look_wrapped(lines: Sequence[str]) -> bool:
    """Say whether most lines end at about the same place, and not with a sentence."""
    lengths = sorted(
        len(text) for text in lines if len(text) in _WRAPPED and not ends_sentence(text)
    )
    together = max(
        (
            bisect.bisect_right(lengths, shortest + _RAGGED) - i
            for i, shortest in enumerate(lengths)
        ),
        default=0,
    )
    return len(lines) >= _FEW_LINES and together > len(lines) / 2


def ends_sentence(text: str) -> bool:
    """Say whether a text ends as a sentence does."""
    return text.rstrip("\"'’”»)] ").endswith((".", "!", "?", ":", ";", "…"))


def _unwrapped(
    page: str,
    lines: list[tuple[int, int]],
    region_at: Callable[[int], Region | Literal[""]],
    stands_alone: Callable[[str, str], bool],
) -> Iterator[tuple[int, int]]:
    """Join the lines up to an empty one, or up to one that stands alone."""
    first = last = None
    for start, end in lines:
        joins = (
            first is not None
            and last is not None
            and len(_BREAK.findall(page, last, start)) == 1
            and not stands_alone(page[start:end], page[last - 80 if last > 80 else 0 : last])
            and region_at(first) == region_at(start)
        )
        if not joins and first is not None and last is not None:
            yield first, last
        first, last = (first if joins else start), end
    if first is not None and last is not None:
        yield first, last


def _read(
    page: str, start: int, end: int, markup: Sequence[Mark]
) -> tuple[str, tuple[int, ...] | None]:
    """Return what a reader sees of a stretch, and where each of its characters stands."""
    raw = page[start:end]
    if not markup and not _BREAK.search(raw):
        return raw, None
    unseen = {i for mark in markup for i in range(mark.start, mark.end)}
    letters: list[str] = []
    origin: list[int] = []
    at = start
    for found in re.finditer(rf"[^\S{BREAKS}]*(?:\r\n|[{BREAKS}])\s*|$", raw):
        for i in range(at, start + found.start()):
            if i not in unseen:
                letters.append(page[i])
                origin.append(i)
        if found[0] and letters:
            letters.append(" ")
            origin.append(start + found.start())
        at = start + found.end()
    text = "".join(letters)
    first = len(text) - len(text.lstrip())
    last = max(first, len(text.rstrip()))
    return text[first:last], tuple(origin[first:last])


def _within(marks: Sequence[Mark], start: int, end: int) -> list[Mark]:
    """Return the marks that reach into a stretch; those of one kind do not overlap."""
    first = bisect.bisect_right(marks, start, key=lambda mark: mark.end)
    reaching = itertools.takewhile(lambda at: marks[at].start < end, range(first, len(marks)))
    return [marks[at] for at in reaching]


def _regions(marks: Sequence[Mark]) -> Callable[[int], Region | Literal[""]]:
    """Tell the smallest region around a place; of equals the first of the marks."""
    edges = sorted({edge for mark in marks for edge in (mark.start, mark.end)})
    coming = sorted(enumerate(marks), key=lambda pair: pair[1].start, reverse=True)
    around: list[tuple[int, int]] = []  # by size; what has ended is dropped when it comes up
    smallest: list[Region | Literal[""]] = [""]
    for edge in edges:
        while coming and coming[-1][1].start <= edge:
            number, mark = coming.pop()
            heapq.heappush(around, (mark.end - mark.start, number))
        while around and marks[around[0][1]].end <= edge:
            heapq.heappop(around)
        smallest.append(marks[around[0][1]].region if around else "")
    return lambda at: smallest[bisect.bisect_right(edges, at)]


def _places(block: Block, stretches: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Write stretches of the document as stretches of a block's text."""
    size = len(block.text)
    if block.origin is None:
        places = [(s - block.start, e - block.start) for s, e in stretches]
    else:
        origin = block.origin
        places = [
            (bisect.bisect_left(origin, s), bisect.bisect_left(origin, e)) for s, e in stretches
        ]
    cut = [(max(0, first), min(size, last)) for first, last in places]
    return tuple((first, last) for first, last in cut if first < last)

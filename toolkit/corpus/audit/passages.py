"""A transcript cut for the eye: what stands together on its page, turn by turn."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from toolkit.corpus.meeting import Meeting, Note, Tag, Turn
from toolkit.errors import ToolkitError

Numbered = tuple[tuple[int, Note], ...]
"""Notes, each with its number in the meeting's list, counted from 1."""

# Words that a reader sees of a long stretch of speech: its first, its last, and the opening of
# each paragraph, where a label would stand that was not recognised.
_FIRST, _OPENING, _LAST = 45, 8, 30
_LEAST = 15  # words; fewer are not worth folding
_LONG_FURNITURE = 40  # words
_EMPTY_LINE = re.compile(r"\n\s*\n|\r\s*\r")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one tag.

    Attributes
    ----------
    tag, turn
        As in the span that it is, or is part of.
    start, text
        Where in the decoded text it begins, and its characters.
    line
        Line of the page it begins in, counted from 1.
    notes
        The notes on that line, where the piece is the first of it.
    """

    tag: Tag
    turn: int
    start: int
    text: str
    line: int
    notes: Numbered = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Pieces that stand together.

    Attributes
    ----------
    turn
        The turn they belong to; None for what lies outside of all turns.
    continued
        Whether the turn has an earlier passage, behind which a heading or the like interrupts it.
    pieces
        In the order of the page; the first and the last are not blank.
    """

    turn: Turn | None
    continued: bool
    pieces: tuple[Piece, ...]

    @property
    def line(self) -> int:
        """Line of the page that the passage begins in, counted from 1."""
        return self.pieces[0].line

    @property
    def runs(self) -> tuple[Run, ...]:
        """The pieces parted into what is shown, and what may be folded away."""
        runs: list[list[Piece]] = []
        for piece in self.pieces:
            fold = _fold_of(piece)
            goes_on = runs and (piece.tag == "blank" or fold == _fold_of(runs[-1][0]))
            if not goes_on or piece.notes:
                runs.append([])
            runs[-1].append(piece)
        return tuple(part for run in runs for part in _part(run))


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces of a passage that are shown, or folded away, together.

    Attributes
    ----------
    fold
        ``furniture`` where it is long; ``middle``, of a long stretch of speech; else empty.
    pieces
        In the order of the page.
    """

    fold: Literal["", "furniture", "middle"]
    pieces: tuple[Piece, ...]

    @property
    def words(self) -> int:
        """Number of words."""
        return len("".join(piece.text for piece in self.pieces).split())


def cut_passages(meeting: Meeting, text: str) -> list[Passage]:
    r"""Group the spans of a page by the turn they belong to.

    Parameters
    ----------
    meeting
        The transcript as it was parsed.
    text
        The decoded text that its spans refer to.

    Returns
    -------
    list of Passage
        They hold every stretch of the page but the blank ones that lie between two of them. A
        span is cut in two where a line begins inside it that a note speaks of.

    Raises
    ------
    ToolkitError
        If the spans do not cover the text, as happens when the file has changed since.

    Examples
    --------
    >>> from toolkit.corpus import parse
    >>> page = "News conference, Sundreach, May 4, 2021\nQuestion: When?\nAda Lind: In the autumn."
    >>> for passage in cut_passages(parse(page), page):
    ...     print(passage.line, passage.pieces[0].tag, passage.turn and passage.turn.kind)
    1 head None
    2 label question
    3 label answer
    """
    covered = meeting.spans[-1].end if meeting.spans else 0
    if covered != len(text):
        raise ToolkitError(
            f"{meeting.source or meeting.meeting} had {covered:,} characters when it was parsed "
            f"and has {len(text):,} now; read the corpus again"
        )
    turns = {turn.position: turn for turn in meeting.turns}
    begun: set[int] = set()
    passages = []
    for pieces in _of_one_turn(_pieces(meeting, text)):
        position = pieces[0].turn
        turn = turns.get(position)
        passages.append(Passage(turn, bool(turn) and position in begun, tuple(pieces)))
        begun.add(position)
    return passages


def _fold_of(piece: Piece) -> str:
    return piece.tag if piece.tag in ("furniture", "text") else ""


def _part(pieces: list[Piece]) -> Iterator[Run]:
    """Fold a long run: furniture wholly, of speech what `_middles` finds."""
    text = "".join(piece.text for piece in pieces)
    fold = _fold_of(pieces[0])
    if fold == "furniture" and len(text.split()) > _LONG_FURNITURE:
        yield Run("furniture", tuple(pieces))
        return
    at = 0
    for start, end in _middles(text) if fold == "text" else []:
        yield Run("", tuple(_slice(pieces, at, start)))
        yield Run("middle", tuple(_slice(pieces, start, end)))
        at = end
    yield Run("", tuple(_slice(pieces, at, len(text))))


def _middles(text: str) -> list[tuple[int, int]]:
    """Find the stretches of a speech that tell least about whether it was cut rightly."""
    words = [word.start() for word in re.finditer(r"\S+", text)]
    if len(words) < _FIRST + _LEAST + _LAST:
        return []
    at, last = words[_FIRST], words[-_LAST]
    breaks = list(_EMPTY_LINE.finditer(text)) or list(_LINE_END.finditer(text))
    found = []
    for line_end in (found_break.end() - 1 for found_break in breaks):
        if words[_FIRST - 1] < line_end < last:
            found.append((at, line_end))
            opening = bisect_left(words, line_end) + _OPENING
            at = max(at, words[min(opening, len(words) - _LAST)])
    found.append((at, last))
    return [(a, b) for a, b in found if bisect_left(words, b) - bisect_left(words, a) >= _LEAST]


def _slice(pieces: list[Piece], start: int, end: int) -> Iterator[Piece]:
    """Take the characters of a run from `start` to `end`."""
    at = 0
    for piece in pieces:
        first, last = max(start - at, 0), max(end - at, 0)
        if text := piece.text[first:last]:
            notes = () if first else piece.notes
            yield replace(piece, start=piece.start + first, text=text, notes=notes)
        at += len(piece.text)


def _of_one_turn(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    """Part the pieces where the turn changes, without the blank ones between the parts."""
    run: list[Piece] = []
    gap: list[Piece] = []  # is kept where the same turn goes on behind it
    for piece in pieces:
        if piece.tag == "blank":
            gap.append(piece)
            continue
        if run and piece.turn != run[0].turn:
            yield run
            run = []
        run += [*gap, piece] if run else [piece]
        gap = []
    if run:
        yield run


def _pieces(meeting: Meeting, text: str) -> Iterator[Piece]:
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    noted = _place_notes(meeting, starts)
    places = sorted(noted)
    for span in meeting.spans:
        within = places[bisect_right(places, span.start) : bisect_left(places, span.end)]
        for start, end in pairwise([span.start, *within, span.end]):
            line = bisect_right(starts, start)
            yield Piece(span.tag, span.turn, start, text[start:end], line, noted.get(start, ()))


def _place_notes(meeting: Meeting, starts: Sequence[int]) -> dict[int, Numbered]:
    """Place each note at the first character of its line, or behind it, that is not blank."""
    visible = [span for span in meeting.spans if span.tag != "blank"]
    ends = [span.end for span in visible]
    placed: dict[int, Numbered] = {}
    for number, note in enumerate(meeting.notes, 1):
        start = starts[note.line - 1] if 0 < note.line <= len(starts) else -1
        i = bisect_right(ends, start)
        if start >= 0 and i < len(visible):
            at = max(start, visible[i].start)
            placed[at] = (*placed.get(at, ()), (number, note))
    return placed

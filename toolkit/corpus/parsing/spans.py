"""Every character of a page: what it is, and which turn it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Span, Tag
from toolkit.corpus.names import tidy
from toolkit.corpus.parsing.blocks import VISIBLE, Block
from toolkit.corpus.parsing.labels import Label, Opening
from toolkit.corpus.parsing.roles import Draft

# A line of nothing but remarks in brackets: nobody says "(Ms Birch leaves.)".
_BRACKETS = r"[(\[][^()\[\]]*[)\]]\.?"
_LONGEST_DIRECTION = 8  # words; what is longer may be speech that a transcriber put in brackets


@dataclass(slots=True)
class _Turn:
    """A turn as it grows."""

    label: Label | None
    start: int
    end: int
    paragraphs: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    recorded: bool = False

    def draft(self) -> Draft:
        texts = (" ".join(pieces) for pieces in self.paragraphs)
        text = "\n\n".join(filter(None, texts))
        return Draft(
            self.label, self.start, self.end, text, "; ".join(self.notes), recorded=self.recorded
        )


def is_direction(text: str) -> bool:
    """Say whether a line is wholly in brackets, and in capitals or as short as a direction is."""
    if text[:1] not in ("(", "[") or not re.fullmatch(rf"(?:{_BRACKETS}\s*)+", text):
        return False
    parts = re.findall(_BRACKETS, text)
    # Nobody speaks in capitals: such a line says at length which recording is played.
    return all(
        part.isupper() or (len(part.split()) <= _LONGEST_DIRECTION and "?" not in part)
        for part in parts
    )


def cut_turns(
    blocks: Sequence[Block], openings: Sequence[Opening], layout: Layout, length: int
) -> tuple[tuple[Span, ...], list[Draft]]:
    """Cut blocks into spans that cover the page, and into turns.

    Text before the first label is the host's statement, or the publisher's lead, as the layout
    says; a stage direction alone opens no turn.

    Parameters
    ----------
    blocks
        The tagged blocks of a page.
    openings
        Where turns open, in order.
    layout
        Knows stage directions, and what belongs to the page within a paragraph.
    length
        Number of characters of the page.
    """
    by_block: dict[int, list[Opening]] = {}
    for opening in openings:
        by_block.setdefault(opening.block, []).append(opening)
    spans: list[Span] = []
    turns: list[_Turn] = []
    recorded = False
    for number, block in enumerate(blocks):
        if block.tag != "text":
            spans.append(Span(block.start, block.end, block.tag))
            continue
        own = by_block.get(number, [])
        unopened = (not own or own[0].at > 0) and not turns and not is_direction(block.text)
        if unopened and layout.opening == "statement":
            own = [Opening(number, 0, None), *own]
        before = len(turns)
        spans += _cut_block(block, own, turns, layout)
        for turn in turns[before:]:
            # Nobody asks in a recording; its end may be printed in other words.
            recorded = recorded and not (turn.label and turn.label.mark == "question")
            turn.recorded = recorded
        if is_direction(block.text):
            recorded = _plays(block.text, layout, before=recorded)
    return _cover(spans, length), [turn.draft() for turn in turns]


def _plays(direction: str, layout: Layout, *, before: bool) -> bool:
    """Say whether a recording is played behind a stage direction."""
    if layout.recording_begins and re.search(layout.recording_begins, direction):
        return True
    return before and not re.search(layout.recording_ends, direction)


def _cut_block(
    block: Block, openings: Sequence[Opening], turns: list[_Turn], layout: Layout
) -> Iterator[Span]:
    cuts = [opening.at for opening in openings]
    stretches = list(zip([0, *cuts], [*cuts, len(block.text)], [None, *openings], strict=True))
    for first, last, opening in stretches:
        at = first
        if opening:
            label = opening.label
            at = first + (label.length if label else 0)
            start = block.start if first == 0 else block.at(first)
            turns.append(_Turn(label, start, start))
            if label:
                yield _span(block, first, min(at, last), "label", turns)
        if turns:
            turns[-1].paragraphs.append([])
        yield from _cut_speech(block, at, last, turns, layout, behind_label=bool(opening))


def _cut_speech(
    block: Block, first: int, last: int, turns: list[_Turn], layout: Layout, *, behind_label: bool
) -> Iterator[Span]:
    """Part a stretch of speech into text, stage directions and what belongs to the page."""
    text = block.text[first:last]
    at = 0
    for start, end, tag in _asides(text, layout, behind_label=behind_label, whole=first == 0):
        yield from _say(block, first + at, first + start, turns)
        if turns and tag == "direction":
            note = tidy(text[start:end]).strip("()[]. ")
            if start == 0 and any(re.fullmatch(p, note) for p in layout.after_label):
                turns[-1].notes.append(note)
        if start < end:
            yield _span(block, first + start, first + end, tag, turns)
        at = end
    yield from _say(block, first + at, last, turns)


def _asides(
    text: str, layout: Layout, *, behind_label: bool, whole: bool
) -> list[tuple[int, int, Tag]]:
    """Find what is not said in a stretch of speech."""
    asides: list[tuple[int, int, Tag]] = []
    if "(" in text or "[" in text:
        pattern = re.compile(_BRACKETS) if whole and is_direction(text) else layout.direction
        asides = [(m.start(), m.end(), "direction") for m in pattern.finditer(text)]
        opening = re.match(_BRACKETS, text) if behind_label else None
        if opening and any(re.fullmatch(p, opening[0].strip("()[]. ")) for p in layout.after_label):
            asides.append((0, opening.end(), "direction"))
    if layout.inner_furniture:
        found = layout.inner_furniture_pattern.finditer(text)
        asides += [(m.start(), m.end(), "furniture") for m in found]
    merged: list[tuple[int, int, Tag]] = []
    for start, end, tag in sorted(set(asides)):
        if merged and start < merged[-1][1]:
            continue
        merged.append((start, end, tag))
    return merged


def _say(block: Block, first: int, last: int, turns: list[_Turn]) -> Iterator[Span]:
    spoken = VISIBLE.search(block.text[first:last]) if first < last else None
    if not spoken:
        return
    start, end = first + spoken.start(), first + spoken.end()
    if not turns:  # the publisher's lead
        yield _span(block, start, end, "head", turns)
        return
    turn = turns[-1]
    turn.paragraphs[-1].append(block.text[start:end])
    span = _span(block, start, end, "text", turns)
    turn.end = span.end
    yield span


def _span(block: Block, first: int, last: int, tag: Tag, turns: list[_Turn]) -> Span:
    start = block.start if first == 0 else block.at(first)
    end = block.end if last >= len(block.text) else block.at(last - 1) + 1
    if tag == "label":
        end = _before_blank(block, first, last)
        turns[-1].end = end
    return Span(start, end, tag, 0 if tag == "head" else len(turns))


def _before_blank(block: Block, first: int, last: int) -> int:
    """End a label before the white space behind it."""
    label = block.text[first:last].rstrip()
    return block.at(first + len(label) - 1) + 1


def _cover(spans: list[Span], length: int) -> tuple[Span, ...]:
    """Add the blank spans between the others, so that they cover the page."""
    filled: list[Span] = []
    at = 0
    for span in [*sorted(spans, key=lambda s: (s.start, s.end)), Span(length, length, "blank")]:
        span = replace(span, start=max(span.start, at)) if span.start < at else span
        if span.start > at:
            filled.append(Span(at, span.start, "blank"))
        if span.end > span.start:
            filled.append(span)
        at = max(at, span.end)
    return tuple(filled)

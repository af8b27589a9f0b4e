"""Parse one page: every character is given a tag, and the spoken ones a turn."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from toolkit.corpus.document import Document
from toolkit.corpus.layouts import Layout, choose_layout, find_layout
from toolkit.corpus.meeting import Meeting, Note, Person, Speaker
from toolkit.corpus.parsing.blocks import Block, cut_blocks, ends_sentence, look_wrapped
from toolkit.corpus.parsing.cast import cast_turns
from toolkit.corpus.parsing.head import Head, read_head
from toolkit.corpus.parsing.labels import Opening, read_label
from toolkit.corpus.parsing.openings import find_openings
from toolkit.corpus.parsing.page import tag_blocks, title_of
from toolkit.corpus.parsing.roles import ASKED
from toolkit.corpus.parsing.spans import cut_turns, is_direction
from toolkit.errors import ToolkitError

_CONFERENCE = 100  # words from which on a conference without any label is odd
_SILENT = "holds no speech that can be read"


class NoSpeechError(ToolkitError):
    """A page on which no turn was found.

    Attributes
    ----------
    reason
        What was looked for, as the predicate of a sentence about the page.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"the page {self.reason}"


def parse(
    page: str | Document,
    layout: Layout | str | None = None,
    *,
    meeting: str = "page",
    source: str = "",
    sha256: str = "",
) -> Meeting:
    r"""Parse the text of one page.

    Parameters
    ----------
    page
        The decoded text of the page, or a document with what its markup says.
    layout
        How its publisher marks heads and speakers, or the name of a built-in layout; chosen by
        the evidence on the page if None.
    meeting, source, sha256
        Kept in the record as they are; a layout may read the date from the meeting's name.

    Returns
    -------
    Meeting
        Its spans cover the page from the first character to the last without gaps.

    Raises
    ------
    NoSpeechError
        If no layout fits, neither a title nor a speaker's label is found, or nothing is spoken.

    Examples
    --------
    >>> page = "News conference, Sundreach, May 4, 2021\nQuestion: When?\nAda Lind: In the autumn."
    >>> [(turn.kind, turn.speaker, turn.text) for turn in parse(page).turns]
    [('question', '', 'When?'), ('answer', 'Ada Lind', 'In the autumn.')]
    """
    document = Document(page) if isinstance(page, str) else page
    if isinstance(layout, str):
        layout = find_layout(layout)
    layout = layout or choose_layout(document)
    if layout is None:
        raise NoSpeechError("fits no known layout: it is in none of their languages")
    alone, line_of = _stands_alone(layout), _lines(document.text)
    blocks = tag_blocks(cut_blocks(document, layout.lines, alone), layout)
    title = title_of(blocks, document.facts, layout)
    head = read_head(title, blocks, document.facts, layout, meeting)
    openings, judged = find_openings(blocks, (head.host, *head.counterparts), layout, line_of)
    _check_spoken(title, openings, layout)
    if layout.opening == "lead":
        blocks = _tag_lead(blocks, openings)
        head = read_head(title, blocks, document.facts, layout, meeting)
    spans, drafts = cut_turns(blocks, openings, layout, len(document.text))
    if not drafts:
        raise NoSpeechError(f"{_SILENT}: it has a head but nothing that was said")
    if not any(draft.text for draft in drafts):
        raise NoSpeechError(f"{_SILENT}: it has labels but nothing that was said under them")
    event = head.event or layout.default_event
    cast = cast_turns(drafts, head, layout, document.text, line_of)
    return Meeting(
        meeting=meeting,
        title=head.title,
        date=head.date,
        date_from=head.date_from,
        time=head.time,
        place=head.place,
        event=event,
        host=_host(head, cast.speakers, layout),
        counterparts=head.counterparts,
        languages=head.languages,
        layout=layout.name,
        source=source,
        sha256=sha256,
        turns=cast.turns,
        spans=spans,
        speakers=cast.speakers,
        notes=(
            *head.notes,
            *judged,
            *cast.notes,
            *_notes(blocks, openings, layout, line_of, event),
        ),
    )


def _host(head: Head, speakers: Sequence[Speaker], layout: Layout) -> Person:
    """Return the host of the head, or else the only principal who speaks."""
    principals = [speaker for speaker in speakers if speaker.role == "principal"]
    if head.host.name or head.counterparts or len(principals) != 1:
        return head.host
    return Person(principals[0].name, principals[0].office, layout.host_country)


def _check_spoken(title: str, openings: Sequence[Opening], layout: Layout) -> None:
    if openings:
        return
    if layout.opening == "lead":
        raise NoSpeechError("holds no labelled speech: it is a notice, or its labels are unknown")
    if not title and layout.title != "none":
        raise NoSpeechError(f"{_SILENT}: neither a title nor a speaker's label was found on it")


def _stands_alone(layout: Layout) -> Callable[[str, str], bool]:
    """Tell which lines of a wrapped page begin a paragraph without an empty line before."""

    def alone(line: str, before: str) -> bool:
        plain = line.strip("*_# ")
        if layout.is_stamp(plain) or layout.is_furniture(plain):
            return True
        # The last word of a label that is broken in two looks like a label as well.
        return ends_sentence(before) and bool(read_label(plain, layout, ("certain",)))

    return alone


def _tag_lead(blocks: Sequence[Block], openings: Sequence[Opening]) -> list[Block]:
    """Give what stands before the first label to the head."""
    first = openings[0].block
    return [
        replace(block, tag="head") if i < first and block.tag in ("text", "unexplained") else block
        for i, block in enumerate(blocks)
    ]


def _lines(page: str) -> Callable[[int], int]:
    starts = [found.end() for found in re.finditer(r"\r\n|\r|\n", page)]
    return lambda at: bisect.bisect_right(starts, at) + 1


def _notes(
    blocks: Sequence[Block],
    openings: Sequence[Opening],
    layout: Layout,
    line_of: Callable[[int], int],
    event: str,
) -> Iterator[Note]:
    """Tell what became of the lines that could have been something else."""
    texts = [block.text for block in blocks if block.tag == "text"]
    unlabelled = event in ASKED and not any(opening.label for opening in openings)
    if unlabelled and sum(len(text.split()) for text in texts) >= _CONFERENCE:
        yield Note("label", f"no label was found, although this is a {event}")
    if headings := [block for block in blocks if block.tag == "heading"]:
        were = "line was" if len(headings) == 1 else "lines were"
        says = (
            f"{len(headings)} {were} taken for a table of contents or headings, "
            f"the first: '{headings[0].text[:60]}'"
        )
        yield Note("lines", says, line_of(headings[0].start))
    if layout.lines == "paragraphs" and look_wrapped(texts):
        says = "the lines seem to be broken at a fixed width; each was read as a paragraph"
        yield Note("lines", says)
    remarks = Counter(text for text in texts if is_direction(text))
    for text, n in remarks.items():
        if not layout.is_direction(text):
            times = f", {n} times" if n > 1 else ""
            yield Note("direction", f"'{text[:60]}' was taken for a stage direction{times}")
    for block in blocks:
        if block.tag == "unexplained":
            yield Note("text", f"no rule explains '{block.text[:60]}'", line_of(block.start))
    if layout.labels or layout.bold_labels or layout.possible_labels:
        yield from _cut_within(blocks, openings, line_of)
    yield from _labels_within(blocks, openings, line_of)


def _cut_within(
    blocks: Sequence[Block], openings: Sequence[Opening], line_of: Callable[[int], int]
) -> Iterator[Note]:
    """Name the turns that open within a paragraph, although the publisher begins one for each."""
    for opening in openings:
        if opening.label and opening.at:
            says = f"'{opening.label.name}' within a paragraph was taken for a label"
            yield Note("label", says, line_of(blocks[opening.block].at(opening.at)))


def _labels_within(
    blocks: Sequence[Block],
    openings: Sequence[Opening],
    line_of: Callable[[int], int],
) -> Iterator[Note]:
    """Name the labels of the page that stand within a paragraph: turns may be lost there."""
    names = {opening.label.name for opening in openings if opening.label}
    if not names:
        return
    # Names hold no colon: to look for each of them would take names times letters.
    pattern = re.compile(rf"(?<=[.!?…”»)] )(?=([^:]{{1,{max(map(len, names))}}}):\s)")
    cut = {(opening.block, opening.at) for opening in openings}
    for i, block in enumerate(blocks):
        if block.tag != "text" or ":" not in block.text:
            continue
        for found in pattern.finditer(block.text):
            if found[1] in names and (i, found.start()) not in cut:
                says = f"'{found[1]}:' stands within a paragraph: a turn may be lost there"
                yield Note("label", says, line_of(block.at(found.start())))

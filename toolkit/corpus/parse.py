"""Parse one page: every character is given a tag, and the spoken ones a turn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from toolkit.corpus.head import Head, read_head
from toolkit.corpus.labels import Label, find_labels, read_note
from toolkit.corpus.layouts import Layout, choose_layout
from toolkit.corpus.meeting import Kind, Meeting, Role, Span, Turn
from toolkit.corpus.page import BREAKS, VISIBLE, Line, look_wrapped, tag_lines
from toolkit.errors import ToolkitError

# A line of nothing but remarks in brackets: nobody says "(Ms Birch leaves.)".
_BRACKETS = r"[(\[][^()\[\]]*[)\]]\.?"
_LONGEST_DIRECTION = 8  # words; what is longer may be speech that a transcriber put in brackets
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
    page: str,
    layout: Layout | None = None,
    *,
    meeting: str = "page",
    source: str = "",
    sha256: str = "",
) -> Meeting:
    r"""Parse the text of one page.

    Parameters
    ----------
    page
        The decoded text of the page.
    layout
        How its publisher marks heads and speakers; chosen by the evidence on the page if None.
    meeting, source, sha256
        Kept in the record as they are.

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
    layout = layout or choose_layout(page)
    if layout is None:
        raise NoSpeechError("fits no known layout: its text is not English")
    lines = tag_lines(page, layout)
    head = _head(lines, layout)
    known = {person.name for person in (head.host, *head.counterparts) if person.name}
    spoken = {i: line.text for i, line in enumerate(lines) if line.tag == "text"}
    labels, judged = find_labels(spoken, known, layout)
    if not head.title and not labels:
        raise NoSpeechError(f"{_SILENT}: neither a title nor a speaker's label was found on it")
    spans, openings = _spans(lines, labels, layout)
    if not openings:
        raise NoSpeechError(f"{_SILENT}: it has a head but nothing that was said")
    turns, remarks = _name_opening(_turns(page, spans, openings, head, layout))
    if not any(turn.text for turn in turns):
        raise NoSpeechError(f"{_SILENT}: it has labels but nothing that was said under them")
    return Meeting(
        meeting=meeting,
        title=head.title,
        date=head.date,
        date_from=head.date_from,
        time=head.time,
        place=head.place,
        event=head.event,
        host=head.host,
        counterparts=head.counterparts,
        languages=head.languages,
        layout=layout.name,
        source=source,
        sha256=sha256,
        turns=tuple(turns),
        spans=_fill_blanks(spans, len(page)),
        notes=(*head.notes, *judged, *remarks, *_notes_on_lines(page, lines, layout)),
    )


def _notes_on_lines(page: str, lines: list[Line], layout: Layout) -> Iterator[str]:
    """Tell what became of the lines that could have been something else."""
    if headings := [line.text for line in lines if line.tag == "heading"]:
        were = "line was" if len(headings) == 1 else "lines were"
        yield (
            f"{len(headings)} {were} taken for a table of contents or headings, "
            f"the first: '{headings[0][:60]}'"
        )
    if look_wrapped(lines):
        yield "the lines seem to be broken at a fixed width; each was read as a paragraph"
    remarks = Counter(x.text for x in lines if x.tag == "text" and _is_direction(x.text))
    for text, n in remarks.items():
        if not layout.is_direction(text):
            times = f", {n} times" if n > 1 else ""
            yield f"'{text[:60]}' was taken for a stage direction{times}"
    for line in lines:
        if line.tag == "unexplained":
            number = _line_number(page, line.start)
            yield f"line {number}: no rule explains '{line.text[:60]}'"


def _is_direction(text: str) -> bool:
    """Say whether a line is wholly in brackets, and no longer there than a direction is."""
    if not re.fullmatch(rf"(?:{_BRACKETS}\s*)+", text):
        return False
    return all(len(part.split()) <= _LONGEST_DIRECTION for part in re.findall(_BRACKETS, text))


def _line_number(page: str, at: int) -> int:
    return 1 + sum(1 for _ in re.finditer(r"\r\n|\r|\n", page[:at]))


def _head(lines: list[Line], layout: Layout) -> Head:
    stamps = [x.text for x in lines if x.tag == "head" and layout.is_stamp(x.text)]
    titles = [x.text for x in lines if x.tag == "head" and not layout.is_stamp(x.text)]
    bars = [x.text for x in lines if layout.is_bar(x.text)]
    return read_head(titles[0] if titles else "", stamps, bars, layout)


def _spans(
    lines: list[Line], labels: dict[int, Label], layout: Layout
) -> tuple[list[Span], list[tuple[int, Label | None]]]:
    """Cut lines into spans; also return where each turn opens and under which label."""
    spans: list[Span] = []
    openings: list[tuple[int, Label | None]] = []
    for i, line in enumerate(lines):
        if line.tag != "text":
            spans.append(Span(line.start, line.end, line.tag))
            continue
        label = labels.get(i)
        is_direction = _is_direction(line.text)
        if label or (not openings and not is_direction):
            openings.append((line.start, label))
        start = line.start
        if label:
            start += label.length
            spans.append(Span(line.start, start, "label", len(openings)))
        text = line.text[start - line.start :]
        pattern = _BRACKETS if is_direction else layout.direction
        spans += _cut_directions(text, start, len(openings), pattern)
    return spans, openings


def _cut_directions(text: str, offset: int, turn: int, pattern: str) -> Iterator[Span]:
    """Part a stretch of speech into text and stage directions."""
    at = 0
    for found in re.finditer(f"{pattern}|$", text):
        piece = text[at : found.start()]
        if spoken := VISIBLE.search(piece):
            yield Span(offset + at + spoken.start(), offset + at + spoken.end(), "text", turn)
        if found[0]:
            yield Span(offset + found.start(), offset + found.end(), "direction", turn)
        at = found.end()


def _turns(
    page: str,
    spans: list[Span],
    openings: list[tuple[int, Label | None]],
    head: Head,
    layout: Layout,
) -> Iterator[Turn]:
    texts: dict[int, list[Span]] = {}
    for span in spans:
        if span.tag == "text":
            texts.setdefault(span.turn, []).append(span)
    exchange = 0
    for position, (start, label) in enumerate(openings, 1):
        own = texts.get(position, [])
        exchange += bool(label and label.is_question)
        remark, addressed_to = read_note(label.note if label else "", layout)
        kind, speaker, role = _who(label, exchange, head)
        yield Turn(
            position=position,
            kind=kind,
            label=label.name if label else "",
            speaker=speaker,
            role=role,
            addressed_to=addressed_to,
            note=remark,
            exchange=exchange,
            start=start,
            end=own[-1].end if own else start + (label.length if label else 0),
            text=join_spans(page, own),
        )


def _who(label: Label | None, exchange: int, head: Head) -> tuple[Kind, str, Role]:
    if label and label.is_question:
        return "question", "", "journalist"
    if label and label.is_moderator:
        return "remark", "", "moderator"
    speaker = label.speaker if label else head.host.name
    return "answer" if exchange else "statement", speaker, "principal" if speaker else "other"


def join_spans(page: str, spans: list[Span]) -> str:
    """Join the text of a turn: a blank line between paragraphs, a space across a direction."""
    text = ""
    for before, span in zip([None, *spans], spans, strict=False):
        if before:
            between = page[before.end : span.start]
            text += " " if set(BREAKS).isdisjoint(between) else "\n\n"
        text += page[span.start : span.end]
    return text


def _name_opening(turns: Iterator[Turn]) -> tuple[list[Turn], list[str]]:
    """Give an opening statement that no head explains to the only one who answers."""
    first, *others = turns
    if first.speaker or first.label:
        return [first, *others], []
    answering = {turn.speaker for turn in others if turn.kind == "answer"}
    if len(answering) != 1:
        return [first, *others], ["the head does not say who makes the opening statement"]
    name = answering.pop()
    note = f"the opening statement was given to {name}, who alone answers"
    return [replace(first, speaker=name, role="principal"), *others], [note]


def _fill_blanks(spans: list[Span], length: int) -> tuple[Span, ...]:
    """Add the blank spans between the others, so that they cover the page."""
    filled: list[Span] = []
    at = 0
    for span in [*sorted(spans, key=lambda s: s.start), Span(length, length, "blank")]:
        if span.start > at:
            filled.append(Span(at, span.start, "blank"))
        if span.end > span.start:
            filled.append(span)
        at = span.end
    return tuple(filled)

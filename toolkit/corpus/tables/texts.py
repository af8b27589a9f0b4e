"""Texts that are cut already: a table of turns or of speeches becomes meetings."""

from __future__ import annotations

import functools
import gc
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from toolkit.corpus.corpus import Columns
from toolkit.corpus.meeting import Kind, Meeting, Person, Role, SetAside, Span, Speaker, Turn
from toolkit.corpus.names import tidy
from toolkit.corpus.parsing.blocks import BREAKS, VISIBLE
from toolkit.corpus.tables.columns import (
    ALL_OF_OURS,
    COUNTED_ANEW,
    OF_MEETING,
    check_cells,
    find_columns,
    mapped,
)
from toolkit.corpus.tables.rows import Rows, read_rows, refuse

_ROLE_OF: dict[str, Role] = {
    "statement": "principal", "question": "journalist", "answer": "principal", "remark": "other",
}  # fmt: skip
_REASON_OF = {
    "statement": "makes a statement", "question": "asks", "answer": "answers", "remark": "remarks",
}  # fmt: skip
_NOBODY = Person("")


@dataclass(frozen=True, slots=True)
class TableMeetings:
    """What a table of texts holds.

    Attributes
    ----------
    meetings
        In the order of their first rows.
    set_aside
        Rows without a text, each with its place in the file.
    metadata, speakers
        The user's further columns: those that have one value in each meeting, and of the others
        those that have one value for each speaker. Empty cells are no value of their own.
    left_out
        One sentence for each column that is neither, or that bears a name of the corpus's own.
    """

    meetings: tuple[Meeting, ...]
    set_aside: tuple[SetAside, ...] = ()
    metadata: Columns = field(default_factory=dict)
    speakers: Columns = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def read_table_meetings(raw: bytes, source: str, columns: Mapping[str, str]) -> TableMeetings:
    r"""Read a table of texts: a row is a turn, or a whole speech.

    Rows that share a ``meeting`` are its turns, by ``position`` where there is such a column,
    else in the order of the file. Without a column ``meeting`` each row is a meeting of its own,
    named by the file and the number of the row. The page that spans refer to is the texts of a
    meeting, joined by a blank line; ``start``, ``end`` and ``words`` are counted anew.

    Paragraphs are parted by blank lines; in a file that has none within its texts, by line breaks.

    Parameters
    ----------
    raw, source
        The file's bytes and its name, which ends in .csv, .tsv, .jsonl, .parquet or .xlsx.
    columns
        Our word and the file's column: ``{"text": "body", "speaker": "name"}``. A column that
        bears our word already needs none, nor do ``doc_id`` and ``text`` of the Text Interchange
        Format, nor, where nothing else is the date, ``year``.

    Returns
    -------
    TableMeetings
        A missing kind is ``statement``; a missing role is the one that goes with the kind; a
        missing exchange is counted from the questions.

    Raises
    ------
    ToolkitError
        If the file cannot be read, a column is not there, or a value cannot be what it should:
        a date that is no ISO date (a year or a month alone will do), an unknown kind, role or
        event, a position that is taken. All such values are named together, with their lines.

    Examples
    --------
    >>> raw = b"id,who,body,party\n1,A,We propose.,red\n1,B,We object.,blue\n"
    >>> found = read_table_meetings(
    ...     raw, "debate.csv", {"meeting": "id", "speaker": "who", "text": "body"}
    ... )
    >>> [(turn.speaker, turn.text) for turn in found.meetings[0].turns]
    [('A', 'We propose.'), ('B', 'We object.')]
    >>> found.speakers["B"]
    {'party': 'blue'}
    """
    with _no_search_for_rings():
        sha256, rows = hashlib.sha256(raw).hexdigest(), read_rows(raw, source)
        del raw
        return _read(rows, columns, sha256)


@contextmanager
def _no_search_for_rings() -> Iterator[None]:
    """Stop the garbage collector: nothing here forms a ring, and it takes half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(rows: Rows, columns: Mapping[str, str], sha256: str) -> TableMeetings:
    used = find_columns(rows, columns)
    own, left_out = _own_columns(rows, used)
    cells = check_cells(rows, used)
    cells["text"] = _paragraphed(cells["text"])
    groups, set_aside = _group(rows, cells)
    mistakes: list[str] = []
    meetings = tuple(
        _make_meeting(
            name,
            at,
            cells,
            _meeting_cells(rows, cells, name, at, mistakes),
            source=rows.source,
            sha256=sha256,
        )
        for name, at in groups.items()
    )
    refuse(rows.source, mistakes)
    metadata, speakers, odd = _sort_columns(rows.source, own, groups, cells["speaker"])
    return TableMeetings(meetings, set_aside, metadata, speakers, (*left_out, *odd))


def _own_columns(
    rows: Rows, used: Mapping[str, str]
) -> tuple[dict[str, Sequence[str]], tuple[str, ...]]:
    """Return the columns that are not ours, and a sentence on each that cannot be taken."""
    further = [name for name in rows.header if name and name not in used.values()]
    own: dict[str, Sequence[str]] = {
        n: mapped(rows.column(n), tidy) for n in further if n not in ALL_OF_OURS
    }
    said = tuple(
        f"{rows.source}: the column '{name}' has a name of the corpus's own and is not taken; "
        "rename it in the file"
        for name in further
        if name in ALL_OF_OURS and name not in COUNTED_ANEW
    )
    return own, (*(f"{rows.source}: {odd}" for odd in rows.left_out), *said)


def _paragraphed(texts: Sequence[str]) -> list[str]:
    """Write every text as paragraphs joined by a blank line, without white space around them."""
    line_end = re.compile(rf"\r\n|[{BREAKS}]")
    # Most texts are one line; splitlines sees that ten times as fast.
    texts = [line_end.sub("\n", t) if len(t.splitlines()) > 1 else t for t in texts]
    blank_line = re.compile(r"\n\s*\n")
    parted = any("\n" in text and blank_line.search(text.strip()) for text in texts)
    border = blank_line if parted else re.compile("\n")
    return [_joined(border.split(text)) if "\n" in text else _joined([text]) for text in texts]


def _joined(paragraphs: Sequence[str]) -> str:
    lines = (" ".join(p.split("\n")) if "\n" in p else p for p in paragraphs)
    return "\n\n".join(found[0] for line in lines if (found := VISIBLE.search(line)))


def _group(
    rows: Rows, cells: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[int]], tuple[SetAside, ...]]:
    """Gather the rows of every meeting in their order; those without a text are set aside."""
    groups: dict[str, list[int]] = {}
    empty = []
    for i, (name, text) in enumerate(zip(cells["meeting"], cells["text"], strict=True)):
        if text:
            groups.setdefault(name, []).append(i)
        else:
            empty.append(SetAside(f"{rows.source}, {rows.place(i)}", "holds no text"))
    position = cells["position"]
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=lambda i: int(position[i] or 0))
    return groups, tuple(empty)


def _meeting_cells(
    rows: Rows,
    cells: Mapping[str, Sequence[str]],
    name: str,
    group: list[int],
    mistakes: list[str],
) -> dict[str, str]:
    """Return the one date, title and so on of a meeting; where it has two, that is a mistake."""
    shared = {word: cells[word][group[0]] for word in OF_MEETING}
    for i in group[1:]:
        for word, value in shared.items():
            other = cells[word][i]
            if other and value and other != value:
                mistakes.append(
                    f"{rows.place(i)}: the {word} of '{name}' is '{other}' here and "
                    f"'{value}' before; keep one of them"
                )
            shared[word] = value or other
    return shared


def _make_meeting(
    name: str,
    group: list[int],
    cells: Mapping[str, Sequence[str]],
    shared: Mapping[str, str],
    *,
    source: str,
    sha256: str,
) -> Meeting:
    turns: list[Turn] = []
    spans: list[Span] = []
    for position, i in enumerate(group, 1):
        start = spans[-1].end + 2 if spans else 0
        _add_spans(spans, cells["text"][i], position)
        before = turns[-1].exchange if turns else 0
        end = spans[-1].end
        turns.append(_make_turn(i, cells, position=position, before=before, start=start, end=end))
    return Meeting(
        meeting=name,
        title=shared["title"],
        date=shared["date"],
        date_from="metadata" if shared["date"] else "",
        time=shared["time"],
        place=shared["place"],
        event=shared["event"],
        host=Person(shared["host"]) if shared["host"] else _NOBODY,
        counterparts=(),
        languages=tuple(shared["languages"].split("; ")) if shared["languages"] else (),
        layout="table",
        source=source,
        sha256=sha256,
        turns=tuple(turns),
        spans=tuple(spans),
        speakers=_speakers(turns, group, cells),
    )


def _add_spans(spans: list[Span], text: str, position: int) -> None:
    for paragraph in text.split("\n\n"):
        start = 0
        if spans:
            start = spans[-1].end + 2
            spans.append(Span(start - 2, start, "blank"))
        spans.append(Span(start, start + len(paragraph), "text", position))


def _make_turn(
    i: int, cells: Mapping[str, Sequence[str]], *, position: int, before: int, start: int, end: int
) -> Turn:
    """Make the turn of one row; `before` is the exchange that the turn before belongs to."""
    kind: Kind = cells["kind"][i] or "statement"  # type: ignore[assignment]
    given = cells["exchange"][i]
    return Turn(
        position=position,
        kind=kind,
        label=cells["label"][i],
        speaker=cells["speaker"][i],
        role=cells["role"][i] or _ROLE_OF[kind],  # type: ignore[arg-type]
        addressed_to=cells["addressed_to"][i],
        note=cells["note"][i],
        exchange=int(given) if given else before + (kind == "question"),
        start=start,
        end=end,
        text=cells["text"][i],
    )


def _speakers(
    turns: Sequence[Turn], group: Sequence[int], cells: Mapping[str, Sequence[str]]
) -> tuple[Speaker, ...]:
    own: dict[str, list[tuple[Turn, int]]] = {}
    for turn, i in zip(turns, group, strict=True):
        if turn.speaker:
            own.setdefault(turn.speaker, []).append((turn, i))
    found = []
    for name, spoken in own.items():
        turn, i = spoken[0]
        reason = "the table says so" if cells["role"][i] else _REASON_OF[turn.kind]
        office, outlet = ([cells[word][i] for _, i in spoken] for word in ("office", "outlet"))
        labels = tuple(dict.fromkeys(turn.label for turn, _ in spoken if turn.label))
        found.append(_speaker(name, turn.role, reason, _first(office), _first(outlet), labels))
    return tuple(found)


def _first(cells: Iterable[str]) -> str:
    return next(filter(None, cells), "")


# A million speeches have few speakers; who speaks twice in the same way is one record.
_speaker = functools.lru_cache(maxsize=10_000)(Speaker)


def _sort_columns(
    source: str,
    own: Mapping[str, Sequence[str]],
    groups: Mapping[str, list[int]],
    speakers: Sequence[str],
) -> tuple[Columns, Columns, list[str]]:
    """Give each of the user's columns to the meetings, or to the speakers, or to nobody."""
    by_speaker: dict[str, list[int]] = {}
    for group in groups.values():
        for i in group:
            if speakers[i]:
                by_speaker.setdefault(speakers[i], []).append(i)
    metadata: dict[str, dict[str, str]] = {name: {} for name in groups} if own else {}
    people: dict[str, dict[str, str]] = {}
    odd = []
    for column, cells in own.items():
        if of_meetings := _constant(cells, groups):
            for name, value in of_meetings.items():
                metadata[name][column] = value
        elif of_speakers := _constant(cells, by_speaker):
            for name, value in of_speakers.items():
                people.setdefault(name, {})[column] = value
        else:
            odd.append(
                f"{source}: the column '{column}' differs within meetings and for one speaker, "
                "and is not taken"
            )
    return metadata, people, odd


def _constant(cells: Sequence[str], groups: Mapping[str, list[int]]) -> dict[str, str] | None:
    """Return the one value of every group, or None where a group has two."""
    values = {}
    for name, group in groups.items():
        own = {cells[i] for i in group if cells[i]}
        if len(own) > 1:
            return None
        values[name] = own.pop() if own else ""
    return values

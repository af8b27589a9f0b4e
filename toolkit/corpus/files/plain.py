"""Meetings as plain values, the kind that JSON holds, and back."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

from toolkit.corpus.meeting import Meeting, Note, Person, Span, Spans, Speaker, Tag, Turn

R = TypeVar("R")

# A page has a hundred spans for each turn, so their tags are written as one letter each.
_TAGS: dict[str, Tag] = dict(zip(string.ascii_letters, get_args(Tag), strict=False))
_LETTERS = {tag: letter for letter, tag in _TAGS.items()}


def meeting_to_plain(meeting: Meeting) -> dict[str, Any]:
    r"""Return a meeting as dicts, lists, texts and numbers.

    Returns
    -------
    dict
        The fields of the meeting by their names. Its records are dicts of their own fields,
        but for the spans: these are four columns, of which ``tags`` is a text of one letter a
        span.

    Examples
    --------
    >>> from toolkit.corpus import parse
    >>> page = "News conference, May 4, 2021\nQuestion: When?\nAda Lind: In the autumn."
    >>> plain = meeting_to_plain(parse(page))
    >>> [turn["text"] for turn in plain["turns"]]
    ['When?', 'In the autumn.']
    >>> meeting_from_plain(plain) == parse(page)
    True
    """
    return to_plain(meeting) | {
        "host": to_plain(meeting.host),
        "counterparts": [to_plain(person) for person in meeting.counterparts],
        "turns": [to_plain(turn) for turn in meeting.turns],
        "spans": _to_columns(meeting.spans),
        "speakers": [to_plain(speaker) for speaker in meeting.speakers],
        "notes": [to_plain(note) for note in meeting.notes],
    }


def meeting_from_plain(plain: Mapping[str, Any]) -> Meeting:
    """Return the meeting that `meeting_to_plain` wrote, also after a journey through JSON.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the value was written by something else.
    """
    parts = {
        "host": from_plain(Person, plain["host"]),
        "counterparts": [from_plain(Person, person) for person in plain["counterparts"]],
        "turns": [from_plain(Turn, turn) for turn in plain["turns"]],
        "spans": _from_columns(**plain["spans"]),
        "speakers": [from_plain(Speaker, speaker) for speaker in plain["speakers"]],
        "notes": [from_plain(Note, note) for note in plain["notes"]],
    }
    return from_plain(Meeting, {**plain, **parts})


def to_plain(record: Any) -> dict[str, Any]:
    """Return the fields of a record by their names, as they are."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def from_plain(kind: type[R], plain: Mapping[str, Any]) -> R:
    """Return a record of this kind; JSON has lists where a record has tuples."""
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()})


def _to_columns(spans: Iterable[Span]) -> dict[str, Any]:
    return {
        "starts": [span.start for span in spans],
        "ends": [span.end for span in spans],
        "tags": "".join([_LETTERS[span.tag] for span in spans]),
        "turns": [span.turn for span in spans],
    }


def _from_columns(starts: list[int], ends: list[int], tags: str, turns: list[int]) -> Spans:
    if not len(starts) == len(ends) == len(tags) == len(turns):
        raise ValueError("the columns of the spans differ in length")
    if not _TAGS.keys() >= set(tags):
        raise ValueError("a span has no tag that is known")
    return Spans(
        len(starts),
        lambda: tuple(map(Span, starts, ends, map(_TAGS.__getitem__, tags), turns)),
    )

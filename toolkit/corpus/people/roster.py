"""Who is at which meeting, under which names: what the merging of people looks at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from toolkit.corpus.meeting import Meeting
from toolkit.corpus.people.naming import Shape, rank, read_shape


@dataclass(frozen=True, slots=True)
class Roster:
    """The names of a corpus.

    Attributes
    ----------
    turns
        Number of turns by name; 0 for one who is only named.
    where
        The meetings of each name, sorted.
    present
        The names at each meeting: speakers, those addressed, host and counterparts.
    answers
        For each name, those in a turn next to one of its own, and at which meetings.
    offices
        The words of the offices that each name is given anywhere.
    at
        Office and role of a name at one meeting; empty where the page does not say.
    shapes
        The words of each name.
    years
        When each meeting was, in years; those without a date are missing.
    """

    turns: Mapping[str, int]
    where: Mapping[str, tuple[str, ...]]
    present: Mapping[str, frozenset[str]]
    answers: Mapping[str, Mapping[str, set[str]]]
    offices: Mapping[str, frozenset[frozenset[str]]]
    at: Mapping[tuple[str, str], tuple[frozenset[str], str]]
    shapes: Mapping[str, Shape]
    years: Mapping[str, float]


def names_of(meeting: Meeting) -> list[str]:
    """List the names that a meeting's fields hold, in the order of the page, each once."""
    head = [meeting.host.name, *(person.name for person in meeting.counterparts)]
    listed = [speaker.name for speaker in meeting.speakers]
    spoken = [
        name
        for turn in meeting.turns
        for name in (turn.speaker, *turn.addressed_to.split("; "))
        if name
    ]
    return [name for name in dict.fromkeys([*head, *listed, *spoken]) if name]


def read_roster(meetings: Sequence[Meeting]) -> Roster:
    """Gather the names of a corpus; the order of the meetings does not matter."""
    turns: Counter[str] = Counter()
    present: dict[str, frozenset[str]] = {}
    where: defaultdict[str, list[str]] = defaultdict(list)
    answers: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    offices: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
    at: dict[tuple[str, str], tuple[frozenset[str], str]] = {}
    same: dict[Any, Any] = {}  # a million speeches have few speakers: what is equal is one object
    for meeting in sorted(meetings, key=lambda meeting: meeting.meeting):
        names = names_of(meeting)
        here = frozenset(names)
        present[meeting.meeting] = same.setdefault(here, here)
        for name in names:
            where[name].append(meeting.meeting)
        spoken = [turn.speaker for turn in meeting.turns]
        turns.update(filter(None, spoken))
        for pair in pairwise(spoken):
            for one, other in (pair, pair[::-1]):
                answers[one].setdefault(other, set()).add(meeting.meeting)
        for name, office, role in _offices(meeting):
            at[meeting.meeting, name] = same.setdefault((office, role), (office, role))
            if office:
                offices[name].add(office)
    return Roster(
        turns=turns,
        where={name: tuple(places) for name, places in where.items()},
        present=present,
        answers=answers,
        offices={name: frozenset(found) for name, found in offices.items()},
        at=at,
        shapes={name: read_shape(name) for name in where},
        years={m.meeting: year for m in meetings if (year := _year(m.date)) is not None},
    )


def _year(date: str) -> float | None:
    """Turn an ISO date, or the year or month alone, into years; None for any other."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", date, re.ASCII)
    if not found:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    return year + (month - 1) / 12 + (day - 1) / 372


def _offices(meeting: Meeting) -> Iterable[tuple[str, frozenset[str], str]]:
    """Iterate over the name, office and role of all whom the head or the labels name."""
    head = {person.name: person.office for person in (*meeting.counterparts, meeting.host)}
    roles = {speaker.name: speaker.role for speaker in meeting.speakers}
    labels = {speaker.name: speaker.office for speaker in meeting.speakers if speaker.office}
    for name, office in {**dict.fromkeys(roles, ""), **head, **labels}.items():
        if name:
            yield name, rank(office), roles.get(name, "")

"""Set in the meetings what their readers have corrected, and leave a note of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolkit.corpus.changes.corrections import PERSON_CELL, Correction
from toolkit.corpus.meeting import Meeting, Note, Person, Role, Speaker, Turn
from toolkit.corpus.names import tidy
from toolkit.errors import SettingsError
from toolkit.records import plural

AS_TOLD = "as corrections.csv says"


def correct(
    meetings: Iterable[Meeting],
    corrections: Sequence[Correction],
    name: str = "corrections.csv",
) -> tuple[tuple[Meeting, ...], tuple[str, ...]]:
    """Set what was corrected, and note each of it on its meeting.

    With a corrected speaker comes the role that this person has in the meeting, unless the
    role is corrected too; a turn that becomes a statement leaves its exchange; a date says
    that it comes from here. A person of the head keeps the office, and the country where none
    is given in brackets. Nothing else moves: exchanges are not numbered anew.

    Parameters
    ----------
    meetings
        As parsed.
    corrections
        As `read_corrections` returns them; each is of what the parser found, whatever their
        order.
    name
        The file's name, for messages.

    Returns
    -------
    tuple
        The meetings, and one sentence for each correction whose meeting is not among them.

    Raises
    ------
    SettingsError
        Naming every correction of a turn that its meeting does not have, or of a value that is
        not what the correction says it was.
    """
    own: dict[str, list[Correction]] = {}
    if not corrections:
        return tuple(meetings), ()
    for correction in corrections:
        own.setdefault(tidy(correction.meeting), []).append(correction)
    pairs = [(meeting, own.pop(tidy(meeting.meeting), [])) for meeting in meetings]
    misplaced = [line for meeting, mine in pairs for line in _misplaced(meeting, mine)]
    if misplaced:
        raise SettingsError(misplaced, name)
    idle = sorted((c for mine in own.values() for c in mine), key=lambda c: c.line)
    sentences = [f"{name}: {_line(c)}no meeting '{c.meeting}' in the corpus" for c in idle]
    return tuple(_correct_one(meeting, mine) for meeting, mine in pairs), tuple(sentences)


def _line(correction: Correction) -> str:
    return f"line {correction.line}: " if correction.line else ""


def _misplaced(meeting: Meeting, corrections: Iterable[Correction]) -> Iterator[str]:
    turns = plural(len(meeting.turns), "turn")
    known = {turn.position for turn in meeting.turns} | {0}
    for correction in corrections:
        where = _line(correction)
        if correction.position not in known:
            yield f"{where}'{meeting.meeting}' has {turns}, no turn {correction.position}"
        elif correction.column == "exchange" and int(correction.value) > len(meeting.turns):
            yield f"{where}'{meeting.meeting}' has {turns}, no exchange {correction.value}"
        elif correction.was and tidy(correction.was) not in (now := _now(meeting, correction)):
            yield (
                f"{where}the {correction.place} of '{meeting.meeting}' is '{now[0]}', not "
                f"'{correction.was}'; see whether the page has changed since"
            )


def _now(meeting: Meeting, correction: Correction) -> list[str]:
    """Return what a correction would replace, as the tables show it and with the countries."""
    turns: dict[int, Turn | Meeting] = {turn.position: turn for turn in meeting.turns}
    value = getattr(turns.get(correction.position, meeting), correction.column)
    people = value if isinstance(value, tuple) else (value,)
    names = "; ".join(p.name if isinstance(p, Person) else str(p) for p in people)
    return [tidy(_shown(value)), tidy(names)]


def _correct_one(meeting: Meeting, corrections: Sequence[Correction]) -> Meeting:
    if not corrections:
        return meeting
    changes = _changes(meeting, corrections)
    notes = [Note("correction", says) for says in _told(meeting, corrections, changes)]
    head = dict(changes.pop(0, {}))
    if "date" in head:
        head["date_from"] = "correction" if head["date"] else ""
    turns = tuple(replace(turn, **changes.get(turn.position, {})) for turn in meeting.turns)
    corrected = replace(meeting, **head, turns=turns, notes=(*meeting.notes, *notes))
    if not changes:
        return corrected
    people = (corrected.host, *corrected.counterparts)
    return replace(corrected, speakers=speakers_of(turns, meeting.speakers, people))


def _changes(meeting: Meeting, corrections: Iterable[Correction]) -> dict[int, dict[str, Any]]:
    """Gather by turn what is set, with what goes along; 0 is the meeting itself."""
    changes: dict[int, dict[str, Any]] = {}
    for correction in corrections:
        value = _value(correction, meeting)
        changes.setdefault(correction.position, {})[correction.column] = value
    roles = {speaker.name: speaker.role for speaker in meeting.speakers}
    for change in changes.values():
        if change.get("speaker") in roles:
            change.setdefault("role", roles[change["speaker"]])
        if change.get("kind") == "statement":
            change.setdefault("exchange", 0)
    return changes


def _value(correction: Correction, meeting: Meeting) -> object:
    """Turn a cell into what the record holds."""
    column, value = correction.column, correction.value
    if column == "exchange":
        return int(value)
    if column == "languages":
        return tuple(value.split("; ")) if value else ()
    if column == "host":
        # Whoever it is, the host is of the country whose ministry published the page.
        return _person(value, meeting, meeting.host.country)
    if column == "counterparts":
        return tuple(_person(one, meeting) for one in value.split("; ")) if value else ()
    return value


def _person(cell: str, meeting: Meeting, country: str = "") -> Person:
    found = PERSON_CELL.fullmatch(cell)
    if not found:
        return Person("")
    known = {person.name: person for person in (*meeting.counterparts, meeting.host)}
    person = known.get(found["name"], Person(found["name"], country=country))
    return person if found["country"] is None else replace(person, country=tidy(found["country"]))


def _told(
    meeting: Meeting, corrections: Iterable[Correction], changes: Mapping[int, Mapping[str, Any]]
) -> Iterator[str]:
    """Say what was set and why, and what went with it."""
    asked = {(c.position, c.column) for c in corrections}
    turns = {turn.position: turn for turn in meeting.turns}
    for correction in corrections:
        at, column = correction.position, correction.column
        old: Turn | Meeting = turns[at] if at else meeting
        was, value = _shown(getattr(old, column)), _shown(changes[at][column])
        said = f"{correction.place} was '{was}', set to '{value}'"
        if was == value:
            said = f"{correction.place} is '{value}' already"
        for other, new in changes[at].items():
            follows = _FOLLOWS.get(other) == column and (at, other) not in asked
            if follows and new != getattr(old, other):
                said += f" and {other} with it to '{new}'"
        yield f"{said}: {correction.reason.rstrip('.')}"


_FOLLOWS = {"role": "speaker", "exchange": "kind"}


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(_shown(one) for one in value)
    if isinstance(value, Person):
        return f"{value.name} ({value.country})" if value.country else value.name
    return str(value)


def speakers_of(
    turns: Iterable[Turn],
    before: Iterable[Speaker] = (),
    people: Iterable[Person] = (),
    *,
    reason: str = AS_TOLD,
) -> tuple[Speaker, ...]:
    """List who speaks in turns, keeping what was known of them.

    Parameters
    ----------
    turns
        Of one meeting, in order.
    before
        Who was known to speak; of them the office, the outlet, and, where most of their turns
        still have their role, the role with its reason are kept.
    people
        People of the head, whose offices are known.
    reason
        What says so of a role that was not known before.

    Returns
    -------
    tuple
        In the order of their first turns; the unnamed are not listed.

    Examples
    --------
    >>> turn = Turn(1, "answer", "A. Birch", "Ada Birch", "principal", "", "", 1, 0, 9, "Yes.")
    >>> speakers_of([turn], people=[Person("Ada Birch", "Minister")])
    (Speaker(name='Ada Birch', role='principal', reason='as corrections.csv says',
     office='Minister', outlet='', labels=('A. Birch',)),)
    """
    own: dict[str, list[Turn]] = {}
    for turn in turns:
        if turn.speaker:
            own.setdefault(turn.speaker, []).append(turn)
    known = {speaker.name: speaker for speaker in before}
    offices = {person.name: person.office for person in people}
    speakers = []
    for name, mine in own.items():
        counted = Counter[Role](turn.role for turn in mine)
        old = known.get(name)
        speaker = old or Speaker(name, mine[0].role, reason, offices.get(name, ""))
        role = max(counted, key=lambda r: (counted[r], r == speaker.role))
        labels = tuple(dict.fromkeys(turn.label for turn in mine if turn.label))
        why = speaker.reason if role == speaker.role else reason
        speakers.append(replace(speaker, role=role, reason=why, labels=labels))
    return tuple(speakers)

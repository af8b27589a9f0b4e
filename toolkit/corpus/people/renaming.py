"""Give the people of one meeting other names, and make one of two who then share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.corpus.meeting import Kind, Meeting, Note, Person, Role, Speaker, Turn
from toolkit.corpus.people.roster import names_of

RoleOf = Callable[[str], tuple[Role, str] | None]
"""The role that a person is to have, and the reason; None to leave what the page says."""


def rename(meeting: Meeting, names: Mapping[str, str], role_of: RoleOf = lambda _: None) -> Meeting:
    """Replace names in turns, speakers, host and counterparts.

    Parameters
    ----------
    meeting
        The meeting.
    names
        Old names and new; a name that is not among them stays.
    role_of
        Roles to set, by new name.

    Returns
    -------
    Meeting
        Speakers who share a name are one: labels in order, the first office and outlet there
        is, role and reason of the one with most turns; their turns have that role, and where
        it is new to a turn, a kind that does not contradict it: a moderator's is a remark, a
        journalist's statement or answer is a question, a principal's question is an answer if
        there was a question before it, else a statement. Exchanges are not numbered anew: such
        an answer joins that question's, a statement leaves its own. Notes say so. The meeting
        itself where nothing changes.
    """
    present = names_of(meeting)
    roles = {name: given for name in present if (given := role_of(names.get(name, name)))}
    if not roles and all(names.get(name, name) == name for name in present):
        return meeting
    turns = Counter(turn.speaker for turn in meeting.turns)
    speakers: dict[str, list[Speaker]] = {}
    for speaker in meeting.speakers:
        speakers.setdefault(names.get(speaker.name, speaker.name), []).append(speaker)
    merged = {name: _merge(name, group, turns) for name, group in speakers.items()}
    for old, (role, reason) in roles.items():
        new = names.get(old, old)
        if new in merged:
            merged[new] = replace(merged[new], role=role, reason=reason)
    # Only where somebody's role was settled anew: elsewhere a turn keeps what its label says.
    settled = {new for new, group in speakers.items() if len({s.role for s in group}) > 1}
    settled |= {names.get(old, old) for old in roles}
    role_in_turns = {name: merged[name].role for name in settled if name in merged}
    turned = [_turn(turn, names, role_in_turns) for turn in meeting.turns]
    agreeing = _agreeing_kinds(meeting.turns, turned)
    return replace(
        meeting,
        host=_renamed(meeting.host, names),
        counterparts=_counterparts(meeting, names),
        speakers=tuple(merged.values()),
        turns=agreeing,
        notes=(*meeting.notes, *_kinds_told(turned, agreeing)),
    )


def _merge(name: str, group: list[Speaker], turns: Mapping[str, int]) -> Speaker:
    """Make one speaker of those who share a name; of equals the first says the role."""
    main = max(group, key=lambda speaker: turns.get(speaker.name, 0))
    return replace(
        main,
        name=name,
        office=next((speaker.office for speaker in group if speaker.office), ""),
        outlet=next((speaker.outlet for speaker in group if speaker.outlet), ""),
        labels=tuple(dict.fromkeys(label for speaker in group for label in speaker.labels)),
    )


def _turn(turn: Turn, names: Mapping[str, str], roles: Mapping[str, Role]) -> Turn:
    speaker = names.get(turn.speaker, turn.speaker)
    asked = [names.get(name, name) for name in turn.addressed_to.split("; ")]
    addressed_to = "; ".join(dict.fromkeys(asked))
    role = roles.get(speaker, turn.role)
    if (speaker, addressed_to, role) == (turn.speaker, turn.addressed_to, turn.role):
        return turn
    return replace(turn, speaker=speaker, addressed_to=addressed_to, role=role)


def _agreeing_kinds(before: Sequence[Turn], after: Sequence[Turn]) -> tuple[Turn, ...]:
    """Give turns whose role is new a kind that agrees with it."""
    agreeing: list[Turn] = []
    asked = 0  # the exchange of the last question
    for old, turn in zip(before, after, strict=True):
        kind = turn.kind if turn.role == old.role else _kind(turn, asked)
        if kind != turn.kind:
            left = {"answer": asked, "statement": 0}
            turn = replace(turn, kind=kind, exchange=left.get(kind, turn.exchange))
        asked = turn.exchange if kind == "question" else asked
        agreeing.append(turn)
    return tuple(agreeing)


def _kind(turn: Turn, asked: int) -> Kind:
    if turn.role == "moderator":
        return "remark"
    if turn.role == "journalist" and turn.kind in ("answer", "statement"):
        return "question"
    if turn.role == "principal" and turn.kind == "question":
        return "answer" if asked else "statement"
    return turn.kind


def _kinds_told(before: Sequence[Turn], after: Sequence[Turn]) -> Iterator[Note]:
    """Iterate over what the new kinds are, one note for all alike turns of a speaker."""
    alike: dict[tuple[str, str, str, str], list[int]] = {}
    for old, turn in zip(before, after, strict=True):
        if old.kind != turn.kind:
            key = (turn.speaker, turn.role, old.kind, turn.kind)
            alike.setdefault(key, []).append(turn.position)
    for (speaker, role, was, kind), positions in alike.items():
        more = f" and {len(positions) - 3} more" if len(positions) > 3 else ""
        turns = "turn" if len(positions) == 1 else "turns"
        whose = f"{turns} {', '.join(map(str, positions[:3]))}{more} of '{speaker}'"
        yield Note("person", f"{whose}: kind {was} set to {kind}, for the role is {role} now")


def _renamed(person: Person, names: Mapping[str, str]) -> Person:
    return replace(person, name=names.get(person.name, person.name))


def _counterparts(meeting: Meeting, names: Mapping[str, str]) -> tuple[Person, ...]:
    """Rename the counterparts, each kept once; an empty name stands for nobody in particular."""
    kept: list[Person] = []
    for person in (_renamed(person, names) for person in meeting.counterparts):
        same = next((i for i, p in enumerate(kept) if p.name and p.name == person.name), None)
        if same is None:
            kept.append(person)
        else:
            first = kept[same]
            office, country = first.office or person.office, first.country or person.country
            kept[same] = Person(first.name, office, country)
    return tuple(kept)

"""Turns with their speakers: who says what to whom, as what, and in which exchange."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Kind, Note, Role, Speaker, Turn
from toolkit.corpus.names import tidy
from toolkit.corpus.parsing.head import Head
from toolkit.corpus.parsing.labels import read_note
from toolkit.corpus.parsing.roles import ASKS, Draft, judge_roles
from toolkit.corpus.parsing.who import read_who, running_letters, same_person
from toolkit.corpus.tally import unanswered

_COURTESY = 30  # words; nobody needs more for thanks
_HANDS_OVER = 25  # words of one who is nobody in particular, before a question
_ASKS_BACK = 8  # words of a principal who asks what was meant
_OUTLET = (
    r"(?:, | with | from | at | of | for | here with )(?:the )?"
    r"(?!I\b|(?:Editor|Correspondent|Reporter|Journalist|Deputy|President|Director|Head|Chief)\b)"
    r"(?P<outlet>[A-Z][\w&’'-]*(?: (?:[A-Z&][\w&’'-]*|of|and|the))*)"
)
_NO_OUTLET = re.compile(r" (?:deputy|member|resident|teacher)\b")  # "State Duma deputy"


@dataclass(frozen=True, slots=True)
class Cast:
    """What is known of the people of a page once its turns are."""

    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    notes: tuple[Note, ...]


def cast_turns(
    drafts: Sequence[Draft], head: Head, layout: Layout, page: str, line_of: Callable[[int], int]
) -> Cast:
    """Say of every turn who speaks, in which role, and which kind of speech it is.

    Parameters
    ----------
    drafts
        The turns of a page as they were cut.
    head
        Names host and counterparts.
    layout
        Words of courtesy, of offices, of the press.
    page
        The whole text, in which names may be written otherwise than in labels.
    line_of
        The number of the line of a place on the page.
    """
    notes: list[Note] = []
    drafts = _named(drafts, head, page)
    drafts = _name_opening(drafts, notes)
    roles = judge_roles(drafts, head, layout)
    handling = _handling(drafts, head, layout)
    turns: list[Turn] = []
    exchange = 0
    asker, answered = "", True
    for i, draft in enumerate(drafts):
        role = _role(draft, roles)
        following = drafts[i + 1] if i + 1 < len(drafts) else None
        asking = role == "journalist" or roles.get(draft.person, ("", ""))[1] == ASKS
        kind = _kind(
            draft,
            role,
            exchange,
            handling=handling,
            following=following,
            asker=asker,
            asking=asking,
        )
        if kind == "question":
            goes_on = draft.person and draft.person == asker and not answered
            exchange += not goes_on
            asker, answered = draft.person, False
        elif kind == "answer":
            answered = True
        turns.append(_turn(draft, layout, position=i + 1, kind=kind, role=role, exchange=exchange))
    speaking = {p for p, (role, _) in roles.items() if role == "principal"}
    # One who never answers may be asked as well.
    in_head = {p.name for p in (head.host, *head.counterparts) if p.name}
    principals = sorted(speaking | in_head)
    turns = [_address(turn, principals, layout) for turn in turns]
    notes += [*_left_open(turns, line_of), *_follow_themselves(drafts, line_of)]
    notes += _once(drafts, roles)
    return Cast(tuple(turns), _speakers(drafts, roles, head), tuple(notes))


def _named(drafts: Sequence[Draft], head: Head, page: str) -> list[Draft]:
    """Give each turn its person: one whose names differ in case and white space alone is one."""
    printed = {draft.label.speaker for draft in drafts if draft.label}
    written = running_letters(sorted(printed), page)
    first: dict[str, str] = {}
    named = []
    for draft in drafts:
        person = _person(draft, head, written)
        known = first.setdefault("".join(person.casefold().split()), person)
        named.append(replace(draft, person=known))
    return named


def _person(draft: Draft, head: Head, written: Mapping[str, str]) -> str:
    label = draft.label
    if label is None or label.mark == "answer":
        return head.host.name
    if label.mark:
        return ""
    return written[label.speaker]


def _name_opening(drafts: list[Draft], notes: list[Note]) -> list[Draft]:
    """Give an opening statement that no head explains to the only one who answers."""
    first, *others = drafts
    if first.person or first.label or not others:
        return drafts
    answering = {draft.person for draft in others if draft.person}
    if len(answering) != 1:
        notes.append(Note("person", "the head does not say who makes the opening statement"))
        return drafts
    name = answering.pop()
    says = f"the opening statement was given to {name}, who alone answers"
    notes.append(Note("person", says))
    return [replace(first, person=name), *others]


def _role(draft: Draft, roles: dict[str, tuple[Role, str]]) -> Role:
    if draft.mark == "question":
        return "journalist"
    if draft.mark == "moderator":
        return "moderator"
    if draft.mark == "answer":
        return "principal"
    if draft.mark == "voice" or not draft.person:
        return "other"
    return roles[draft.person][0]


def _kind(
    draft: Draft,
    role: Role,
    exchange: int,
    *,
    handling: set[str],
    following: Draft | None,
    asker: str,
    asking: bool,
) -> Kind:
    if draft.mark == "question":
        return "question"
    if role == "moderator" or draft.mark == "voice" or draft.recorded:
        return "remark"
    courtesy = _is_courtesy(draft, handling)
    hands_over = (
        role == "other"
        and draft.words <= _HANDS_OVER
        and following is not None
        and following.mark == "question"
    )
    if hands_over:
        return "remark"
    if asking:
        return "remark" if courtesy else "question"
    if not exchange:
        return "remark" if courtesy and draft.label else "statement"
    asks_back = (
        draft.words <= _ASKS_BACK
        and draft.text.endswith("?")
        and following is not None
        and (following.mark == "question" or (bool(asker) and following.person == asker))
    )
    return "remark" if courtesy or asks_back else "answer"


def _handling(drafts: Sequence[Draft], head: Head, layout: Layout) -> set[str]:
    """Return the words of courtesy and handling: those of the language, and people's names."""
    names = [draft.person for draft in drafts] + [p.name for p in head.counterparts]
    words = {part.casefold() for name in names for part in re.findall(r"[\w’'-]+", name)}
    return words | {word.casefold() for word in layout.courtesies}


def _is_courtesy(draft: Draft, handling: set[str]) -> bool:
    words = re.findall(r"[\w’'-]+", draft.text.casefold().replace("'", "’"))
    return len(words) <= _COURTESY and handling.issuperset(words)


def _turn(
    draft: Draft, layout: Layout, *, position: int, kind: Kind, role: Role, exchange: int
) -> Turn:
    remark, addressed_to = read_note(draft.label.note if draft.label else "", layout)
    return Turn(
        position=position,
        kind=kind,
        label=draft.label.name if draft.label else "",
        speaker=draft.person,
        role=role,
        addressed_to=addressed_to,
        note="; ".join(filter(None, (remark, draft.directions))),
        exchange=exchange,
        start=draft.start,
        end=draft.end,
        text=draft.text,
    )


def _address(turn: Turn, principals: Sequence[str], layout: Layout) -> Turn:
    """Say whom a question is put to, where its text says so in words the layout knows."""
    if turn.kind != "question" or turn.addressed_to:
        return turn
    found = []
    for pattern in layout.addressing:
        for phrase in re.finditer(pattern, turn.text):
            name, office = read_who(phrase["name"], layout)
            found.append(same_person(name or office, principals))
    return replace(turn, addressed_to="; ".join(dict.fromkeys(filter(None, found))))


def _left_open(turns: Sequence[Turn], line_of: Callable[[int], int]) -> Iterator[Note]:
    for turn in unanswered(turns):
        says = f"the question of exchange {turn.exchange} (turn {turn.position}) has no answer"
        yield Note("question", says, line_of(turn.start))


def _follow_themselves(drafts: Sequence[Draft], line_of: Callable[[int], int]) -> Iterator[Note]:
    again: dict[str, list[int]] = {}
    for before, draft in itertools.pairwise(drafts):
        if draft.label and before.label and draft.person and draft.person == before.person:
            again.setdefault(draft.label.name, []).append(line_of(draft.start))
    for name, lines in again.items():
        times = f", {len(lines)} times" if len(lines) > 1 else ""
        says = f"'{name}' follows itself{times}: a turn between may be missing"
        yield Note("label", says, lines[0])


def _once(drafts: Sequence[Draft], roles: dict[str, tuple[Role, str]]) -> Iterator[Note]:
    """Name the people who speak once and are no principals: a label may be prose."""
    counted: dict[str, int] = {}
    for draft in drafts:
        if draft.person and draft.label:
            counted[draft.person] = counted.get(draft.person, 0) + 1
    once = [name for name, n in counted.items() if n == 1 and roles[name][0] != "principal"]
    if once:
        yield Note("label", f"labels that open one turn only: {', '.join(once)}")


def _speakers(
    drafts: Sequence[Draft], roles: dict[str, tuple[Role, str]], head: Head
) -> tuple[Speaker, ...]:
    offices = {p.name: p.office for p in (head.host, *head.counterparts) if p.name}
    found: dict[str, Speaker] = {}
    for draft in drafts:
        if not draft.person:
            continue
        role, reason = roles[draft.person]
        before = found.get(draft.person)
        known = before or Speaker(draft.person, role, reason, offices.get(draft.person, ""))
        label = draft.label.name if draft.label and not draft.label.mark else ""
        office = known.office or (draft.label.office if draft.label else "")
        outlet = known.outlet
        if role == "journalist" and not before:
            outlet = _outlet(draft)
        labels = known.labels if not label or label in known.labels else (*known.labels, label)
        found[draft.person] = replace(known, office=office, outlet=outlet, labels=labels)
    return tuple(found.values())


def _outlet(draft: Draft) -> str:
    """Read for whom a journalist works from the words behind the own name."""
    last = re.escape(draft.person.split()[-1])
    begins = draft.text[:300].replace("\u00a0", " ")
    found = re.search(rf"\b{last}{_OUTLET}", begins)
    if not found or _NO_OUTLET.match(begins, found.end()):
        return ""
    return tidy(re.sub(r"(?: (?:of|and|the))+$", "", found["outlet"]))

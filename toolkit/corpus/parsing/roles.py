"""What each person is at a meeting, judged from labels, head and behaviour, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Role
from toolkit.corpus.parsing.head import Head
from toolkit.corpus.parsing.labels import Label

ASKS = "asks, at what is no event for the press"
"""Why somebody is neither principal nor journalist, and yet puts questions."""

RECORDED = "speaks in a recording that is played"

_SHORT = 15  # words of a turn that hands the floor to somebody
_FEW = 3  # turns; one or two say little about how a person behaves
ASKED = ("news conference", "briefing", "interview")
"""Events at which somebody asks."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A turn before it is known who speaks: its label, its place on the page, its text."""

    label: Label | None
    start: int
    end: int
    text: str
    directions: str = ""
    person: str = ""
    recorded: bool = False

    @property
    def words(self) -> int:
        """Number of words."""
        return len(self.text.split())

    @property
    def mark(self) -> str:
        """The layout's word that the label is; empty for a name or no label."""
        return self.label.mark if self.label else ""


def judge_roles(drafts: Sequence[Draft], head: Head, layout: Layout) -> dict[str, tuple[Role, str]]:
    """Judge the role of each named person, and say what it is judged by.

    The layout's own knowledge goes first, then the office that a label prints, the people whom
    the head names, and last behaviour: who hands the floor to others moderates, who speaks
    behind questions answers, and on a page that marks no questions whoever speaks before the
    principal does, asks.
    """
    found: dict[str, tuple[Role, str]] = {}
    people = _places(drafts)
    words = sum(draft.words for draft in drafts)
    live = {draft.person for draft in drafts if not draft.recorded}
    offices = _offices(drafts)
    asked = (head.event or layout.default_event) in ASKED
    in_head = {p.name for p in (head.host, *head.counterparts) if p.name}
    main = in_head | {person for person, role in layout.roles.items() if role == "principal"}
    main = main or set(_most_wordy(people, drafts))
    for person in people:
        if role := layout.roles.get(person):
            found[person] = (role, "the layout says so")
        elif _says_press(offices.get(person, ""), layout):
            found[person] = ("journalist", f"the label says '{offices[person]}'")
        elif person in in_head:
            found[person] = ("principal", "named in the head")
        elif (asked or not offices.get(person)) and _moderates(people[person], drafts, words):
            found[person] = ("moderator", "short turns that hand the floor to others")
        elif person not in live:
            found[person] = ("other", RECORDED)
        elif asked and _asks_mostly(people[person], drafts, main):
            found[person] = ("journalist", "asks, and a principal speaks next")
        elif offices.get(person):
            found[person] = ("principal", f"the label says '{offices[person]}'")
    for person, role, reason in _by_behaviour(drafts, people, found, asked=asked):
        found.setdefault(person, (role, reason))
    return {p: found.get(p, ("other", "neither asks nor answers")) for p in people}


def _places(drafts: Sequence[Draft]) -> dict[str, list[int]]:
    """List the numbers of the turns of each named person."""
    places: dict[str, list[int]] = {}
    for i, draft in enumerate(drafts):
        if draft.person:
            places.setdefault(draft.person, []).append(i)
    return places


def _offices(drafts: Sequence[Draft]) -> dict[str, str]:
    offices: dict[str, str] = {}
    for draft in drafts:
        if draft.label and draft.label.office and draft.person:
            offices.setdefault(draft.person, draft.label.office)
    return offices


def _says_press(office: str, layout: Layout) -> bool:
    words = "|".join(re.escape(word) for word in layout.press_words)
    return bool(words and re.search(rf"\b(?:{words})\b", office, re.IGNORECASE))


def _moderates(own: Sequence[int], drafts: Sequence[Draft], words: int) -> bool:
    """Say whether most turns of a person are short and call or precede another's."""
    if len(own) < _FEW or median(drafts[i].words for i in own) > _SHORT:
        return False
    if sum(drafts[i].words for i in own) > words / 8:
        return False
    calls = sum(_calls(drafts[i], drafts[i + 1]) for i in own if i + 1 < len(drafts))
    return calls >= len(own) / 2


def _calls(draft: Draft, following: Draft) -> bool:
    """Say whether a turn names whoever speaks next, or hands over to one who is not named."""
    if not following.person:
        return following.mark == "question"
    text = draft.text.casefold()
    return any(part.casefold() in text for part in following.person.split() if len(part) > 2)


def _by_behaviour(
    drafts: Sequence[Draft],
    people: Mapping[str, Sequence[int]],
    found: dict[str, tuple[Role, str]],
    *,
    asked: bool,
) -> Iterator[tuple[str, Role, str]]:
    principals = {p for p, (role, _) in found.items() if role == "principal"}
    if any(draft.mark == "question" for draft in drafts):
        behind = dict.fromkeys(_behind_questions(drafts, found))
        everybody = set(people)
        answering = [p for p in behind if not _asks_mostly(people[p], drafts, everybody)]
        yield from ((person, "principal", "answers questions") for person in answering)
        principals |= set(answering)
    elif not principals and people and asked:
        principals = {_sole_principal(people, drafts)}
        yield from ((p, "principal", "says much and asks little") for p in principals)
    for person in people:
        if person not in found and person not in principals:
            yield from _asker(person, people[person], drafts, principals, asked=asked)


def _words(people: Mapping[str, Sequence[int]], drafts: Sequence[Draft]) -> dict[str, int]:
    return {person: sum(drafts[i].words for i in own) for person, own in people.items()}


def _sole_principal(people: Mapping[str, Sequence[int]], drafts: Sequence[Draft]) -> str:
    """Choose, of those who say much, the one who asks in the smallest share of turns."""
    words = _words(people, drafts)
    most = max(words.values())

    # Of equals the first to speak: people are in that order.
    talkers = (p for p in words if words[p] >= most / 4)
    return min(talkers, key=lambda person: _share_of_asking(people[person], drafts))


def _most_wordy(people: Mapping[str, Sequence[int]], drafts: Sequence[Draft]) -> list[str]:
    """Return who says most, if anybody has a name."""
    said = _words(people, drafts)
    return [max(said, key=lambda person: (said[person], person))] if said else []


def _asks_mostly(own: Sequence[int], drafts: Sequence[Draft], principals: set[str]) -> bool:
    """Say whether a person asks in most turns, of three at least, and is answered by a principal.

    A principal may put a question to the public now and then.
    """
    asking = len(own) >= _FEW and _share_of_asking(own, drafts) >= 0.5
    return asking and _is_followed(own, drafts, principals)


def _is_followed(own: Sequence[int], drafts: Sequence[Draft], principals: set[str]) -> bool:
    """Say whether a principal speaks behind half of a person's turns or more."""
    followed = sum(drafts[i + 1].person in principals for i in own if i + 1 < len(drafts))
    return followed >= len(own) / 2


def _share_of_asking(own: Sequence[int], drafts: Sequence[Draft]) -> float:
    return sum(asks(drafts[i]) for i in own) / len(own)


def asks(draft: Draft) -> bool:
    """Say whether there is a question mark in a turn."""
    return any(mark in draft.text for mark in "?？؟")


def _behind_questions(drafts: Sequence[Draft], found: dict[str, tuple[Role, str]]) -> Iterator[str]:
    asked = False
    for draft in drafts:
        if draft.mark == "question":
            asked = True
        elif draft.person and found.get(draft.person, ("principal", ""))[0] != "moderator":
            if asked and found.get(draft.person, ("principal", ""))[0] == "principal":
                yield draft.person
            asked = False


def _asker(
    person: str,
    own: Sequence[int],
    drafts: Sequence[Draft],
    principals: set[str],
    *,
    asked: bool,
) -> Iterator[tuple[str, Role, str]]:
    """Judge whether a person asks: a principal speaks next, and there are question marks."""
    if not _is_followed(own, drafts, principals):
        return
    if asked:
        yield person, "journalist", "speaks before a principal answers"
    elif _share_of_asking(own, drafts) >= 0.5:
        yield person, "other", ASKS

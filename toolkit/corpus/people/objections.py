"""What speaks against one person under two names at different meetings: the role, the years."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from toolkit.corpus.people.links import Links

# One who asks at one meeting seldom answers at another; a moderator may do either.
_SIDES = frozenset(("principal", "journalist"))

# Beyond it the same initials are rather those of a son, or of somebody else.
_YEARS = 30

_OPPOSED = "one is a journalist, the other is not"


def link_unless_objected(
    links: Links, name: str, person: str, reason: str, *, years: bool = False
) -> None:
    """Merge a name with a person, but at no meeting where something speaks against it.

    Parameters
    ----------
    links
        What is merged so far.
    name, person
        Two names that stand for themselves.
    reason
        Why they are one.
    years
        Whether more than 30 years between the meetings of the two speak against it.
    """
    against = _objections(links, name, person, years=years)
    if not against:
        links.link(name, person, reason)
        return
    meetings = {meeting for meeting, _ in _appearances(links, name)}
    for meeting in sorted(meetings - against.keys()):
        links.link(name, person, reason, meeting)
    for meeting in sorted(against):
        links.doubt(name, person, f"{reason}, but {against[meeting]}", [meeting])


def opposed_at(links: Links, name: str, person: str, meeting: str) -> str:
    """Say that one asks and the other answers at a meeting; empty if not."""
    roles = {links.roster.at.get((meeting, one), (None, ""))[1] for one in (name, person)}
    return _OPPOSED if roles == _SIDES else ""


def _objections(links: Links, name: str, person: str, *, years: bool) -> dict[str, str]:
    """Say what speaks against a merge, by meeting of the name."""
    theirs = list(_appearances(links, person))
    sides = _sides(links, theirs)
    usual = Counter(side for found in sides.values() for side in found)
    top = max(usual.values(), default=0)
    mostly = {side for side, count in usual.items() if count == top}
    known = links.roster.years
    when = sorted(known[meeting] for meeting, _ in theirs if meeting in known) if years else []
    against = {}
    for meeting, ours in _sides(links, _appearances(links, name)).items():
        # Of a person who is there as well, that meeting says more than all others.
        if not ours & (sides.get(meeting) or mostly or ours) and ours:
            against[meeting] = _OPPOSED
        elif when and meeting in known and _gap(known[meeting], when) > _YEARS:
            against[meeting] = f"their meetings lie more than {_YEARS} years apart"
    return against


def _appearances(links: Links, person: str) -> Iterator[tuple[str, str]]:
    """Iterate over the meetings of a person, and the names that stand for the person there."""
    for name in sorted(links.members(person)):
        for meeting in links.roster.where[name]:
            if links.final(name, meeting) == person:
                yield meeting, name


def _sides(links: Links, appearances: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Gather on which side a person is, by meeting; whom a head names is no journalist."""
    sides: defaultdict[str, set[str]] = defaultdict(set)
    for meeting, name in appearances:
        _, role = links.roster.at.get((meeting, name), (None, "other"))
        sides[meeting] |= {role or "principal"} & _SIDES
    return dict(sides)


def _gap(year: float, when: Sequence[float]) -> float:
    """Return the distance to the nearest of some sorted years."""
    at = bisect_left(when, year)
    return min(abs(year - other) for other in when[max(0, at - 1) : at + 1])

"""Whom a part of a name means: initials and a surname, an office and a surname, or it alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from toolkit.corpus.people.links import Links
from toolkit.corpus.people.naming import Shape, rank, same_rank
from toolkit.corpus.people.objections import link_unless_objected, opposed_at
from toolkit.corpus.people.spelling import Words, sound

Index = dict[Words, list[str]]
"""Names by some of their words."""


def link_initials(links: Links) -> None:
    """Merge "A. Birch" with the one fuller name of that surname and initial.

    People of the same meeting go first; where they are several, or none, the whole corpus is
    asked. Where it has several, the most prominent is suggested; so is the one person where
    one of the two asks and the other answers, or their meetings lie more than 30 years apart.
    """
    shapes = links.roster.shapes
    index: Index = defaultdict(list)
    for name in links.names():
        for tail in _tails(shapes[name]):
            index[tail].append(name)
    short = [name for name in links.names() if shapes[name].initials]
    # Those with more initials first: A. Birch may be A. B. Birch, who may be Ada Beth Birch.
    for name in sorted(short, key=lambda name: (-len(shapes[name].initials), name)):
        fuller = (n for n in index[shapes[name].parts] if _spells_out(shapes[n], shapes[name]))
        _link_initials(links, name, frozenset(fuller))


def _link_initials(links: Links, name: str, fuller: frozenset[str]) -> None:
    reason = "of the initials and the surname there is one fuller name"
    people = _people(links, fuller)
    if len(people) == 1 and not links.apart(name, people[0]):
        link_unless_objected(links, name, people[0], f"{reason} in the corpus", years=True)
        return
    for meeting in links.roster.where[name]:
        here = _people(links, _at(links, meeting, fuller), meeting)
        if len(here) == 1 and not links.apart(name, here[0], meeting):
            if but := opposed_at(links, name, here[0], meeting):
                links.doubt(name, here[0], f"{reason} at the meeting, but {but}", [meeting])
            else:
                links.link(name, here[0], f"{reason} at the meeting", meeting)
    if people:
        best = max(people, key=links.prominence)
        why = f"one of {len(people)} people of" if len(people) > 1 else "they answer one another;"
        links.doubt(name, best, f"{why} the same initials and surname")


def _spells_out(fuller: Shape, short: Shape) -> bool:
    """Say whether the first names of one begin with the initials of the other."""
    firsts = (*fuller.initials, *fuller.parts[: len(fuller.parts) - len(short.parts)])
    begin = all(map(str.startswith, firsts, short.initials))
    spelt = not fuller.initials or len(firsts) > len(short.initials)
    # A patronymic may stand there besides; of more names the initials would say more.
    few = 0 < len(firsts) <= len(short.initials) + 1
    return few and begin and spelt


def link_surnames(links: Links) -> None:
    """Merge "President Birch", or "Birch", with the one person of that surname.

    That one is looked for among the people of the same meeting: speakers, host, counterparts.
    Where no one there has the surname, a person of the corpus is taken if the offices agree and
    no other's does, and suggested if nobody else has the surname.
    """
    shapes = links.roster.shapes
    short = [name for name in links.names() if _is_short(shapes[name])]
    indexes = _indexes(links)
    for name in short:
        _link_surname(links, name, _ways(links, name, *indexes))


def _is_short(shape: Shape) -> bool:
    surname = len(shape.parts) == 1 or bool(shape.titles and shape.parts)
    return surname and not shape.initials


def _indexes(links: Links) -> tuple[Index, Index, Index]:
    """Index names without an office by their ends, their beginnings, the sound of their ends."""
    tails, heads, sounds = Index(), Index(), Index()
    for name in links.names():
        shape = links.roster.shapes[name]
        if not shape.titles:
            heads.setdefault(shape.parts[:1], []).append(name)
            for tail in _tails(shape):
                tails.setdefault(tail, []).append(name)
                sounds.setdefault(tuple(map(sound, tail)), []).append(name)
    return tails, heads, sounds


def _ways(
    links: Links, name: str, tails: Index, heads: Index, sounds: Index
) -> list[frozenset[str]]:
    """List whom a surname may mean, the likeliest way to read it first."""
    shape = links.roster.shapes[name]
    ways = [tails.get(shape.parts, []), sounds.get(tuple(map(sound, shape.parts)), [])]
    if len(shape.parts) == 1 and (shape.titles or links.roster.offices.get(name)):
        # The surname comes first in Korean and Hungarian; nobody is called President Ada.
        ways.insert(1, heads.get(shape.parts, []))
    return [frozenset(way) - {name} for way in ways]


def _tails(shape: Shape) -> list[Words]:
    """List the ends of a name that may stand for it: all short of the name itself."""
    first = 0 if shape.initials else 1
    return [shape.parts[at:] for at in range(first, len(shape.parts))]


def _link_surname(links: Links, name: str, ways: Sequence[frozenset[str]]) -> None:
    elsewhere: list[str] = []
    for meeting in links.roster.where[name]:
        found = (_people(links, _at(links, meeting, way), meeting) for way in ways)
        here = next(filter(None, found), [])
        if len(here) == 1:
            _link_here(links, name, here[0], meeting)
        elif not here:
            elsewhere.append(meeting)
    people = next(filter(None, (_people(links, way) for way in ways)), [])
    for meeting in elsewhere if people else ():
        office = _office(links, name, meeting)
        agreeing = [p for p in people if any(same_rank(office, o) for o in _offices(links, p))]
        if len(agreeing) == 1:
            links.link(name, agreeing[0], "the surname and the office are of one person", meeting)
        elif len(people) == 1:
            links.doubt(
                name, people[0], "nobody else has the surname, but not at one meeting", [meeting]
            )


def _link_here(links: Links, name: str, person: str, meeting: str) -> None:
    """Merge a surname with the one person of the meeting who has it, unless something objects."""
    office, theirs = _office(links, name, meeting), links.roster.offices.get(person, ())
    if links.apart(name, person, meeting):
        but = "they answer one another"
    elif office and theirs and not any(same_rank(office, other) for other in theirs):
        but = "the offices differ"
    elif not (but := opposed_at(links, name, person, meeting)):
        links.link(name, person, "one person at the meeting has the surname", meeting)
        return
    links.doubt(name, person, f"one person at the meeting has the surname, but {but}", [meeting])


def link_bare_offices(links: Links) -> None:
    """Merge "Vice President" with the one person of the meeting who has that office."""
    for name in links.names():
        shape = links.roster.shapes[name]
        office = rank(" ".join(shape.titles))
        for meeting in links.roster.where[name] if office and not shape.parts else ():
            others = links.roster.present[meeting] - {name}
            held = (n for n in others if same_rank(office, _office(links, n, meeting)))
            people = _people(links, held, meeting)
            reason = "one person at the meeting has the office"
            if len(people) == 1 and links.apart(name, people[0], meeting):
                reason = f"{reason}, but they answer one another"
                links.doubt(name, people[0], reason, [meeting])
            elif len(people) == 1:
                links.link(name, people[0], reason, meeting)


def _office(links: Links, name: str, meeting: str) -> frozenset[str]:
    printed = rank(" ".join(links.roster.shapes[name].titles))
    return printed or links.roster.at.get((meeting, name), (frozenset(), ""))[0]


def _offices(links: Links, name: str) -> Collection[frozenset[str]]:
    return links.roster.offices.get(name, frozenset())


def _at(links: Links, meeting: str, names: Collection[str]) -> frozenset[str]:
    return links.roster.present[meeting].intersection(names)


def _people(links: Links, names: Iterable[str], meeting: str = "") -> list[str]:
    """List the people whom names stand for, each once."""
    return sorted({links.final(name, meeting) for name in names})

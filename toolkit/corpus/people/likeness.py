"""When two names are one person's: spelling, whole words, and what is merely worth asking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator

from toolkit.corpus.people.links import Links
from toolkit.corpus.people.naming import Shape, contradict, rank, short_form_groups
from toolkit.corpus.people.objections import link_unless_objected
from toolkit.corpus.people.spelling import Words, likely_slip, one_edit_pairs, sound

# A misspelling is rare beside the right spelling, and short words have too many neighbours.
_TIMES = 5
_LETTERS = 5


def link_spellings(links: Links) -> None:
    """Merge names that differ in case, accents, white space or the spelling of an office."""
    groups: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
    for name in links.names():
        shape = links.roster.shapes[name]
        if shape.parts:
            # "S. Lavrov" without its space and dot is not "Slavrov".
            groups[shape.form, bool(shape.initials)].append(name)
    for group in groups.values():
        best = max(group, key=links.prominence)
        for name in group:
            if name != best and name not in links.book.settled:
                links.link(name, best, _how_it_differs(name, best))


def _how_it_differs(name: str, best: str) -> str:
    if name.casefold() == best.casefold():
        return "the names differ in capitals alone"
    if "".join(name.split()) == "".join(best.split()):
        return "the names differ in white space alone"
    return "the names differ in accents, signs, white space or the spelling of an office alone"


def link_offices(links: Links) -> None:
    """Merge "President Ada Birch" with "Ada Birch", and "Mr. Ada Birch" with either."""
    groups: defaultdict[tuple[Words, Words], list[str]] = defaultdict(list)
    for name, shape in _shapes(links):
        if len(shape.initials) + len(shape.parts) > 1:
            groups[shape.initials, shape.parts].append(name)
    shapes = links.roster.shapes
    for group in groups.values():
        # The one without an office, else one whose office says more than "Mr.".
        best = max(group, key=lambda name: (_weight(shapes[name]), links.prominence(name)))
        for name in group:
            if name != best and contradict(shapes[name].titles, shapes[best].titles):
                links.doubt(name, best, "the name is the same, but one title is a man's")
            elif name != best:
                links.link(name, best, "the name is the same behind the office")


def _weight(shape: Shape) -> int:
    return 2 if not shape.titles else bool(rank(" ".join(shape.titles)))


def link_misspellings(links: Links) -> None:
    """Merge a rare name with a frequent one that is a slip of the pen away.

    Both have as many words, one word of five letters or more differs by one edit, neither in
    its first letter nor in a last vowel, the frequent name has at least five times as many
    turns, nobody else has the rare word as a name, the two never answer one another, and it is
    not that one asks and the other answers. Where something of this is missing, the two are
    suggested.
    """
    targets: defaultdict[str, list[str]] = defaultdict(list)
    for rare, often, doubt in _slips(links):
        if doubt:
            links.doubt(rare, often, f"one letter apart, but {doubt}")
        else:
            targets[rare].append(often)
    # The frequent first, so that a slip of a slip is led to the end.
    for rare in sorted(targets, key=lambda name: (-links.turns(name), name)):
        ends = sorted({links.final(often) for often in targets[rare]})
        for end in ends:
            if doubt := "from several people" if len(ends) > 1 else _apart(links, rare, end):
                links.doubt(rare, end, f"one letter apart, but {doubt}")
            else:
                reason = "one letter apart, and the other is far more frequent"
                link_unless_objected(links, rare, end, reason)


def _slips(links: Links) -> Iterator[tuple[str, str, str]]:
    """Iterate over pairs of one edit, the rarer name first, and what is doubtful of each."""
    shapes = {name: shape for name, shape in _shapes(links) if not shape.initials}
    words = {name: (*shape.titles, *shape.parts) for name, shape in shapes.items()}
    users = _users(links)
    for *pair, at in one_edit_pairs(words):
        rare, often = sorted(pair, key=lambda name: (links.turns(name), name))
        right, slip = words[often][at], words[rare][at]
        frequent = links.turns(often) >= _TIMES * max(1, links.turns(rare))
        # Surnames alone are too alike to ask about all of them, and so are Harry and Larry.
        together = len(shapes[rare].parts) > 1 or _share_a_meeting(links, rare, often)
        likely = frequent or (together and right[:1] == slip[:1])
        if likely and at >= len(shapes[rare].titles) and max(len(right), len(slip)) >= _LETTERS:
            own_name = bool(users[slip] - {rare, often}) or bool(short_form_groups(slip))
            doubt = _doubt(frequent, own_name, right, slip)
            yield rare, often, doubt or ("" if together else "neither has a first name")


def _doubt(frequent: bool, own_name: bool, right: str, slip: str) -> str:
    if len(right) < _LETTERS:
        return "the word is short"
    if own_name:
        return f"'{slip}' is a name by itself"
    if not likely_slip(right, slip):
        return "in a letter that tells names apart"
    return "" if frequent else f"neither has {_TIMES} times as many turns as the other"


def _apart(links: Links, one: str, other: str) -> str:
    return "they answer one another" if links.apart(one, other) else ""


def _share_a_meeting(links: Links, one: str, other: str) -> bool:
    return not set(links.roster.where[one]).isdisjoint(links.roster.where[other])


def _users(links: Links) -> defaultdict[str, set[str]]:
    """Gather who has a word in a name of two words or more."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for name, shape in _shapes(links):
        if len(shape.parts) > 1:
            for part in shape.parts:
                users[part].add(name)
    return users


def suggest_likenesses(links: Links) -> None:
    """Suggest names that are alike, but not so much that they could be merged unseen."""
    for reason, keys in _LIKENESSES.items():
        groups: defaultdict[Hashable, list[str]] = defaultdict(list)
        for name, shape in _shapes(links):
            for key in keys(shape):
                groups[key].append(name)
        for group in groups.values():
            best = max(group, key=links.prominence)
            for name in group:
                if name != best:
                    but = _apart(links, name, best)
                    links.doubt(name, best, f"{reason}, but {but}" if but else reason)
    _suggest_fuller(links)


def _suggest_fuller(links: Links) -> None:
    """Suggest the name that has one word more: a middle name, or, at one meeting, a last one."""
    shapes = {name: shape for name, shape in _shapes(links) if not shape.initials}
    known = {shape.parts: name for name, shape in sorted(shapes.items()) if len(shape.parts) > 1}
    fuller: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for name, shape in shapes.items():
        last = len(shape.parts) - 1
        for at in range(1, last + 1):
            less = known.get((*shape.parts[:at], *shape.parts[at + 1 :]))
            if less and (at < last or _share_a_meeting(links, less, name)):
                which = "second surname" if at == last else "middle name"
                fuller[less, which].add(name)
    for (less, which), names in sorted(fuller.items()):
        best = max(names, key=links.prominence)
        but = _apart(links, less, best)
        reason = f"one lacks a {which} that the other has"
        links.doubt(less, best, f"{reason}, but {but}" if but else reason)


def _short_forms(shape: Shape) -> Iterator[Hashable]:
    if shape.is_full:
        for group in short_form_groups(shape.parts[0]):
            yield group, shape.parts[1:]


def _sounds(shape: Shape) -> Iterator[Hashable]:
    key = tuple(map(sound, shape.parts))
    if shape.parts and all(key) and sum(map(len, key)) >= _LETTERS:
        yield shape.titles, shape.initials, key


def _other_order(shape: Shape) -> Iterator[Hashable]:
    if shape.is_full:
        yield tuple(sorted(shape.parts))


_LIKENESSES: dict[str, Callable[[Shape], Iterator[Hashable]]] = {
    "one first name may be short for the other": _short_forms,
    "the names sound alike": _sounds,
    "the names have the same words in another order": _other_order,
}


def _shapes(links: Links) -> list[tuple[str, Shape]]:
    """List the names that still stand for themselves, those without a word left out."""
    shapes = links.roster.shapes
    return [(name, shapes[name]) for name in links.names() if shapes[name].parts]

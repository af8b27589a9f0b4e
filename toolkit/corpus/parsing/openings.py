"""Where turns open: labels judged, and what only looks like one."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Note, Person
from toolkit.corpus.names import looks_like_person, tidy
from toolkit.corpus.parsing.blocks import Block
from toolkit.corpus.parsing.labels import Label, Opening, label_of, read_label
from toolkit.corpus.parsing.namesakes import tell_apart
from toolkit.corpus.parsing.who import read_who, same_person

# A few words and a colon, whatever they are: prose, or a mark of another publisher's.
_COLON = re.compile(r"((?:\S+ ){0,4}?\S+:)(?=\s|$)")


def find_openings(
    blocks: Sequence[Block],
    people: Sequence[Person],
    layout: Layout,
    line_of: Callable[[int], int] = lambda _: 0,
) -> tuple[list[Opening], list[Note]]:
    """Find where turns open, among all that looks as if they did.

    The layout's own words, and names in a form that always opens a turn, do. A name in a form
    that may does if the head knows it, whatever the case of its letters; any other if,
    somewhere on the page, a note in brackets follows it, the note of another label names it, or
    it stands right behind a question, where somebody must answer. That it recurs is a reason
    only on a page that marks no questions, or in a layout that says so: "Key Points:" recurs as
    well.

    Parameters
    ----------
    blocks
        The blocks of a page.
    people
        Whom the head names.
    line_of
        The number of the line of a place on the page, for the notes.

    Returns
    -------
    tuple
        The openings in order, and a note for each case that was judged.
    """
    known = {person.name: person.office for person in people if person.name}
    spoken = {i: block for i, block in enumerate(blocks) if block.tag == "text"}
    certain = {
        i: _identify(label, known, layout)
        for i, block in spoken.items()
        if (label := _certain(block, layout))
    }
    possible = {
        i: _identify(label, known, layout)
        for i, block in spoken.items()
        if i not in certain and (label := read_label(block.text, layout, ("possible",)))
    }
    certain = _bare_names(_without_options(certain, spoken))
    judged = _judge(certain, possible, known, layout)
    kept = certain | {i: label for i, label in possible.items() if label.speaker in judged}
    bare = dict(_bare(spoken, kept))
    kept |= bare
    openings = [Opening(i, 0, label) for i, label in kept.items()]
    speakers = {label.speaker: label.office for label in kept.values()} | known
    for i, block in spoken.items():
        openings += _inside(i, block, kept.get(i), speakers, layout)
    openings = tell_apart(openings, known, layout)
    openings = _spelled_out(sorted(openings, key=lambda opening: (opening.block, opening.at)))
    notes = list(_strangers(kept, possible, known))
    notes += [
        Note(
            "label",
            f"'{label.name}' opens a paragraph without a colon and was taken for a label",
            line_of(blocks[i].start),
        )
        for i, label in bare.items()
    ]
    return openings, notes + _unread(spoken, kept, possible, line_of)


def _certain(block: Block, layout: Layout) -> Label | None:
    label = read_label(block.text, layout, ("certain",))
    # The first letters may have been left out of the bold type.
    if label or not (block.strong and block.strong[0][0] <= 2):
        return label
    label = read_label(block.text, layout, ("bold",))
    if label is None or label.mark:
        return label
    # A note too long for one, or broken off by the end of the bold type; not "(VEB)" in an office.
    long = re.fullmatch(r"([^()]+?) ?\((.+?)\)?", label.name)
    if long and ")" not in long[2]:
        label = replace(label, name=tidy(long[1]), note=label.note or tidy(long[2]))
    who, office = read_who(label.name, layout)
    whole = block.is_strong(block.strong[0][0], len(label.name))
    likely = looks_like_person(who) or (whole and bool(who or office) and _is_headed(label.name))
    return label if likely and (whole or looks_like_person(who)) else None


def _is_headed(text: str) -> bool:
    """Say whether half of the words or more open with a capital: no sentence does that."""
    words = text.split()
    return words[0][0].isupper() and sum(word[0].isupper() for word in words) >= len(words) / 2


def _identify(label: Label, known: Mapping[str, str], layout: Layout) -> Label:
    """Say who a label names, and by which office; `known` holds offices by name."""
    if label.mark:
        return label
    name, office = read_who(label.name, layout)
    if not name:  # "THE PRESIDENT" is the one whom the head calls so
        plain = office.casefold().removeprefix("the ")
        holders = [person for person, held in known.items() if held.casefold() == plain]
        name = holders[0] if len(holders) == 1 else ""
    name = label.speaker or name or office
    return replace(
        label, speaker=same_person(name, sorted(known)) or name, office=label.office or office
    )


def _without_options(labels: Mapping[int, Label], spoken: Mapping[int, Block]) -> dict[int, Label]:
    """Leave out answers before any question, and "A:" where it opens a list of A, B and C."""
    first = min((i for i, label in labels.items() if label.mark == "question"), default=None)
    has_options = any(re.match(r"B ?[:.)] ", block.text) for block in spoken.values())
    return {
        i: label
        for i, label in labels.items()
        if label.mark != "answer"
        or (first is not None and i > first and not (has_options and len(label.name) == 1))
    }


def _bare_names(labels: Mapping[int, Label]) -> dict[int, Label]:
    """Give a label that ends in the whole of another one's name that name.

    At first the publisher prints office and name, then the name alone.
    """
    bare = {
        label.name
        for label in labels.values()
        if not label.mark and not label.office and " " in label.name
    }
    found = dict(labels)
    for i, label in labels.items():
        tails = (label.name[space.end() :] for space in re.finditer(" ", label.name))
        ends = next((tail for tail in tails if tail in bare), "")  # the longest comes first
        if ends and not label.mark:
            office = label.name.removesuffix(ends).strip(" ,")
            found[i] = replace(label, speaker=ends, office=office)
    return found


def _judge(
    certain: Mapping[int, Label],
    possible: Mapping[int, Label],
    known: Collection[str],
    layout: Layout,
) -> set[str]:
    """Return the names in forms that may be labels which the page speaks for."""
    found = dict(sorted((dict(certain) | dict(possible)).items()))
    names = set(known) | {label.speaker for label in certain.values()}
    names |= set(_supported(found, names))
    # A page that marks no questions names those who ask, as often as they do.
    if layout.recurring or not any(label.mark == "question" for label in certain.values()):
        names |= _recurring(possible)
    return names


def _supported(found: Mapping[int, Label], known: Collection[str]) -> Iterator[str]:
    """Iterate over the names unknown to the head that a note or a question speaks for."""
    notes = "\n".join(label.note for label in found.values())
    after_question = False
    for label in found.values():
        likely = label.note or after_question or label.name in notes
        if label.mark:
            after_question |= label.mark == "question"
        elif label.speaker in known:
            after_question = False
        elif likely and looks_like_person(label.speaker):
            after_question = False
            yield label.speaker


def _recurring(possible: Mapping[int, Label]) -> set[str]:
    """Return the names that open several paragraphs, two of them at least taking turns."""
    turns = Counter(label.speaker for label in possible.values())
    often = {
        name for name, n in turns.items() if n > 1 and (name.isupper() or looks_like_person(name))
    }
    row = [label.speaker for label in possible.values() if label.speaker in often]
    changes = sum(one != other for one, other in itertools.pairwise(row))
    if len(often) < 2 or changes < 3:
        return set()
    return {name for name in turns if name in often or name.isupper() or looks_like_person(name)}


def _bare(spoken: Mapping[int, Block], kept: Mapping[int, Label]) -> Iterator[tuple[int, Label]]:
    """Iterate over speakers' names, in bold type or in capitals, that lack their colon."""
    names = {label.name: label for label in kept.values() if not label.mark}
    capitals = [name for name in names if name.isupper() and " " in name]
    for i, block in spoken.items():
        if i in kept:
            continue
        bold = block.text[: block.strong[0][1]] if block.strong and not block.strong[0][0] else ""
        opens = bold or next((n for n in capitals if block.text.startswith(f"{n} ")), "")
        label = names.get(tidy(opens).rstrip(".:"))
        if label and len(opens) < len(block.text):
            said = block.text[len(opens) :].lstrip(" \u00a0.:")
            yield i, replace(label, length=len(block.text) - len(said), note="", time="")


def _inside(
    number: int, block: Block, label: Label | None, known: Mapping[str, str], layout: Layout
) -> Iterator[Opening]:
    """Iterate over the labels within a paragraph, where the layout has such."""
    yield from _bold_inside(number, block, known, layout)
    pattern = layout.label_patterns.get("inner")
    if not pattern:
        return
    first = label.length if label else 0
    for found in pattern.finditer(block.text):
        start = found.start()
        alone = start == 0 or block.text[start - 1].isspace()
        ends = found.end() == len(block.text) or block.text[found.end()].isspace()
        label = label_of(found, block.text, start)
        if start >= first and alone and ends and label.name:
            yield Opening(number, start, _identify(label, known, layout))


def _bold_inside(
    number: int, block: Block, known: Mapping[str, str], layout: Layout
) -> Iterator[Opening]:
    """Iterate over labels in bold type within a paragraph: marks, and speakers known by now."""
    if "bold" not in layout.label_patterns:
        return
    for start, end in block.strong:
        if start <= 2 or not block.text[start:end].rstrip().endswith(":"):
            continue
        label = read_label(block.text[start:], layout, ("bold",))
        if label is None:
            continue
        label = _identify(label, known, layout)
        if label.mark or label.speaker in known:
            yield Opening(number, start, label)


def _spelled_out(openings: list[Opening]) -> list[Opening]:
    """Give every label the full name that a card beside one of the same name spells out."""
    full: dict[str, str] = {}
    for opening in openings:
        label = opening.label
        if label and label.speaker != label.name and not label.mark:
            full.setdefault(label.name, label.speaker)
    return [
        replace(o, label=replace(o.label, speaker=full[o.label.name]))
        if o.label and not o.label.mark and o.label.speaker == o.label.name and o.label.name in full
        else o
        for o in openings
    ]


def _strangers(
    kept: Mapping[int, Label], possible: Mapping[int, Label], known: Collection[str]
) -> Iterator[Note]:
    turns = Counter(kept[i].speaker for i in possible if i in kept)
    for name, n in turns.items():
        if name not in known:
            were = "turn was" if n == 1 else "turns were"
            says = f"'{name}' is not in the head; {n} {were} given to that name"
            yield Note("person", says)


def _unread(
    spoken: Mapping[int, Block],
    kept: Mapping[int, Label],
    possible: Mapping[int, Label],
    line_of: Callable[[int], int],
) -> list[Note]:
    unread: dict[str, list[int]] = {}
    for i, block in spoken.items():
        if i in possible and i not in kept:
            unread.setdefault(f"{possible[i].name}:", []).append(block.start)
        elif i not in kept and (colon := _COLON.match(block.text)):
            unread.setdefault(colon[1], []).append(block.start)
    return [
        Note(
            "label",
            f"'{words}' opens {'a line' if len(starts) == 1 else f'{len(starts)} lines'} "
            "but was read as text",
            line_of(starts[0]),
        )
        for words, starts in unread.items()
    ]

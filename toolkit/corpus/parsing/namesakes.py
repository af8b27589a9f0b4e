"""People of one surname on one page, told apart by the words before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from toolkit.corpus.layouts import Layout
from toolkit.corpus.parsing.labels import Label, Opening
from toolkit.corpus.parsing.who import read_who, surname
from toolkit.corpus.people.spelling import one_edit


def tell_apart(openings: list[Opening], known: Mapping[str, str], layout: Layout) -> list[Opening]:
    """Keep apart whom a page labels by one surname and different words before it.

    "PRESIDENT BIDEN" and "DR. BIDEN" are two people: of one surname the words that agree with the
    head, else the most frequent ones, name the person known; the others stay as printed.
    """
    parted = [_words_before(opening.label, layout) for opening in openings]
    before: dict[str, Counter[str]] = {}
    for found in parted:
        if found:
            before.setdefault(found[1], Counter())[found[0]] += 1
    offices = {surname(name): office.casefold() for name, office in known.items()}
    person = {
        name: max(ways, key=lambda way: (_agrees(way, offices.get(name, "")), ways[way], way))
        for name, ways in before.items()
    }
    told = []
    for opening, found in zip(openings, parted, strict=True):
        label = opening.label
        if label and found and not _agrees(found[0], person[found[1]]):
            opening = replace(opening, label=replace(label, speaker=label.name))
        told.append(opening)
    return told


def _words_before(label: Label | None, layout: Layout) -> tuple[str, str] | None:
    """Part a label of one surname into the words before it, plain, and the surname."""
    if label is None or label.mark or "," in label.name:
        return None
    name, _ = read_who(label.name, layout)
    printed = label.name.casefold()
    if not name or (" " in label.name.strip() and not printed.endswith(surname(label.name))):
        return None
    words = re.findall(r"\w+", printed)[:-1]
    if any(len(word) == 1 for word in words):  # initials
        return None
    if len(surname(label.name)) < 2 or (len(name.split()) > 1 and not _is_canonical(label, layout)):
        return None
    return (" ".join(words), surname(label.name)) if words else None


def _is_canonical(label: Label, layout: Layout) -> bool:
    return layout.canonical(label.name) != label.name


def _agrees(one: str, other: str) -> bool:
    """Say whether two offices may be one person's: one is the other, or the end of it misspelt."""
    return one == other or not one or not other or one_edit(one, other)

"""Speakers' labels: what opens a turn, and what only looks as if it did."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from toolkit.corpus.layouts import Layout
from toolkit.corpus.names import PERSON, looks_like_person, tidy

_NOTE = r"(?:[ \u00a0]?\((?P<note>[^()]{1,120})\))?"

# A few words and a colon, whatever they are: prose, or a mark of another publisher's.
_COLON = re.compile(r"((?:\S+ ){0,4}?\S+:)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a line: how long it is, and what it says."""

    length: int
    name: str
    note: str
    is_question: bool = False
    is_moderator: bool = False
    speaker: str = ""  # the canonical name; set once it is known that the label opens a turn

    @property
    def is_mark(self) -> bool:
        """Whether it is one of the layout's own words, which name nobody."""
        return self.is_question or self.is_moderator


def read_label(line: str, layout: Layout) -> Label | None:
    """Read what stands before the colon of a line, if it has the form of a label."""
    pattern = _label(tuple(layout.question), tuple(layout.moderator))
    found = re.match(pattern, line) if ":" in line else None
    if not found:
        return None
    return Label(
        length=found.end(),
        name=tidy(found["question"] or found["moderator"] or found["name"]),
        note=tidy(found["note"] or ""),
        is_question=bool(found["question"]),
        is_moderator=bool(found["moderator"]),
    )


@functools.cache
def _label(question: tuple[str, ...], moderator: tuple[str, ...]) -> re.Pattern[str]:
    asks, leads = (
        "|".join(re.escape(form) for word in words for form in (word, word.upper()))
        for words in (question, moderator)
    )
    who = rf"(?:(?P<question>{asks})|(?P<moderator>{leads})|(?P<name>{PERSON}))"
    return re.compile(rf"{who}{_NOTE}[ \u00a0]?:(?=\s|$)\s*")


def find_labels(
    lines: Mapping[int, str], known: Collection[str], layout: Layout
) -> tuple[dict[int, Label], list[str]]:
    """Find the lines that open a turn among those that look as if they did.

    A name opens a turn if the head knows it, whatever the case of its letters; any other does
    so if, somewhere on the page, a note in brackets follows it, the note of another label
    names it, or it stands right behind a question, where somebody must answer. That it recurs
    is no reason: so does "Key Points:".

    Parameters
    ----------
    lines
        Number of each spoken line and its text.
    known
        Canonical names of the people in the head.

    Returns
    -------
    tuple
        The labels by line, and one sentence for each case that was judged.
    """
    found: dict[int, Label] = {}
    for i, text in lines.items():
        if label := read_label(text, layout):
            found[i] = label if label.is_mark else _identify(label, known, layout)
    unread = Counter(
        colon[1] for i, text in lines.items() if i not in found and (colon := _COLON.match(text))
    )
    speakers = {*known, *_supported(found, known)}
    kept = {i: x for i, x in found.items() if x.is_mark or x.speaker in speakers}
    unread.update(f"{label.name}:" for i, label in found.items() if i not in kept)
    notes = [*_strangers(kept, known), *_namesakes(kept, known)]
    notes += [
        f"'{words}' opens {'a line' if n == 1 else f'{n} lines'} but was read as text"
        for words, n in unread.items()
    ]
    return kept, notes


def _identify(label: Label, known: Collection[str], layout: Layout) -> Label:
    """Say who a label names: a name that differs from a known one in case alone is that one."""
    name = layout.canonical(label.name)
    known_as = {other.casefold(): other for other in sorted(known)}
    return replace(label, speaker=known_as.get(name.casefold(), name))


def _supported(found: Mapping[int, Label], known: Collection[str]) -> Iterator[str]:
    """Iterate over the names unknown to the head that a note or a question speaks for."""
    notes = "\n".join(label.note for label in found.values())
    after_question = False
    for label in found.values():
        likely = label.note or after_question or label.name in notes
        if label.is_mark:
            after_question |= label.is_question
        elif label.speaker in known:
            after_question = False
        elif likely and looks_like_person(label.speaker):
            after_question = False
            yield label.speaker


def _strangers(kept: Mapping[int, Label], known: Collection[str]) -> Iterator[str]:
    turns = Counter(label.speaker for label in kept.values() if not label.is_mark)
    for name, n in turns.items():
        if name not in known:
            were = "turn was" if n == 1 else "turns were"
            yield f"'{name}' is not in the head; {n} {were} given to that name"


def _namesakes(kept: Mapping[int, Label], known: Collection[str]) -> Iterator[str]:
    """Name the pairs that end in one surname, unless the head itself holds them apart."""
    labels = (label.speaker for label in kept.values() if not label.is_mark)
    for one, other in combinations(dict.fromkeys((*sorted(known), *labels)), 2):
        if _surname(one) == _surname(other) and not {one, other} <= set(known):
            yield f"'{one}' and '{other}' share a surname and may be one person"


def _surname(name: str) -> str:
    """Take the last part of a name: a title, a first name or initials stand before it."""
    parts: list[str] = re.findall(r"[^\s.]+", name)
    return parts[-1].casefold()


def read_note(note: str, layout: Layout) -> tuple[str, str]:
    """Part a label's note into what it remarks and whom it addresses.

    Returns
    -------
    tuple of str
        The remark and the person addressed; empty where the note does not say.
    """
    addressed_to: list[str] = []
    remarks: list[str] = []
    for part in filter(None, (tidy(p) for p in note.split(","))):
        if found := re.fullmatch(layout.addressed, part):
            addressed_to.append(found["name"])
        else:
            remarks.append(part)
    return ", ".join(remarks), "; ".join(addressed_to)

"""Speakers' labels: what opens a turn, and what only looks as if it did."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

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
    is_question: bool


def read_label(line: str, layout: Layout) -> Label | None:
    """Read what stands before the colon of a line, if it has the form of a label."""
    found = re.match(_label(tuple(layout.question)), line) if ":" in line else None
    if not found:
        return None
    name = tidy(found["question"] or found["name"])
    return Label(found.end(), name, tidy(found["note"] or ""), bool(found["question"]))


@functools.cache
def _label(question: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in question)
    return re.compile(rf"(?:(?P<question>{words})|(?P<name>{PERSON})){_NOTE}[ \u00a0]?:(?=\s|$)\s*")


def find_labels(
    lines: Mapping[int, str], known: Collection[str], layout: Layout
) -> tuple[dict[int, Label], list[str]]:
    """Find the lines that open a turn among those that look as if they did.

    A name opens a turn if the head knows it, if it does so twice on the page, if a note in
    brackets follows it, or if it stands right behind a question, where somebody must answer.

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
    found = {i: label for i, text in lines.items() if (label := read_label(text, layout))}
    colons = [c[1] for i, text in lines.items() if i not in found and (c := _COLON.match(text))]
    unread: Counter[str] = Counter(colons)
    times = Counter(layout.canonical(label.name) for label in found.values())
    kept: dict[int, Label] = {}
    notes: list[str] = []
    after_question = False
    for i, label in found.items():
        name = layout.canonical(label.name)
        certain = label.is_question or name in known
        likely = times[name] > 1 or label.note or after_question
        if not certain and not (likely and looks_like_person(name)):
            unread[f"{label.name}:"] += 1
            continue
        if not certain and times[name] == 1:
            notes.append(f"the label '{label.name}' occurs once on this page")
        kept[i] = label
        after_question = label.is_question
    notes += [
        f"'{words}' opens {'a line' if n == 1 else f'{n} lines'} but was read as text"
        for words, n in unread.items()
    ]
    return kept, notes


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

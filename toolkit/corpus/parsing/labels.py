"""Speakers' labels: what they print, and what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.corpus.layouts import Layout
from toolkit.corpus.names import tidy

Mark = Literal["", "question", "answer", "moderator", "voice"]
_MARKS: tuple[Mark, ...] = ("question", "answer", "moderator", "voice")
_LONGEST = 260  # characters of a label with its note


@dataclass(frozen=True, slots=True)
class Label:
    """A label: how long it is, and what it says.

    Attributes
    ----------
    length
        Characters up to what is said, white space behind the label among them.
    name, note, time
        As printed; `time` is the stamp of a time-stamped transcript.
    mark
        Which of the layout's own words it is; empty for a name.
    speaker, office
        The canonical name and the office, once read.
    """

    length: int
    name: str
    note: str = ""
    mark: Mark = ""
    time: str = ""
    speaker: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a turn opens: the number of the block, the place in its text, and the label."""

    block: int
    at: int
    label: Label | None


def read_label(
    text: str, layout: Layout, sure: Sequence[str] = ("certain", "possible")
) -> Label | None:
    """Read the label that a text opens with, if it opens with the form of one."""
    opening = text[:_LONGEST]
    for kind in sure:
        pattern = layout.label_patterns.get(kind)
        found = pattern.match(opening) if pattern else None
        if found and (kind == "bold" or _ends_well(found, text)):
            label = label_of(found, text)
            return label if label.name else None
    return None


def _ends_well(found: re.Match[str], text: str) -> bool:
    """Say whether a label ends in white space; behind capitals and a colon a space may be lost."""
    at = found.end()
    printed = found[0].rstrip(" :")
    glued = text[at - 1] == ":" and printed.isupper() and len(printed) > 5
    return at == len(text) or text[at].isspace() or glued


def label_of(found: re.Match[str], text: str, start: int = 0) -> Label:
    """Write down what a form of a label has found at a place of a text."""
    groups = {
        re.sub(r"_\d+$", "", name): value for name, value in found.groupdict().items() if value
    }
    mark: Mark = next((mark for mark in _MARKS if mark in groups), "")
    length = found.end() - start
    while start + length < len(text) and text[start + length].isspace():
        length += 1
    name, office = tidy(groups.get(mark or "name", "")), tidy(groups.get("office", ""))
    if mark:  # "Question from Perm"
        whole = tidy(re.split(r"[(\[]", found[0])[0]).rstrip(" :.–—-")
        name = whole if whole.startswith(name) else name
    printed = f"{name}, {office}"
    given, last = groups.get("given", ""), groups.get("last", "")
    return Label(
        length=length,
        name=printed if office and printed in tidy(found[0]) else name,
        note=tidy(groups.get("note", "")),
        mark=mark,
        time=groups.get("time", ""),
        speaker=f"{given.split()[0]} {last}" if given and last else "",
        office=office,
    )


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
        found = re.fullmatch(layout.addressed, part) if layout.addressed else None
        if found:
            addressed_to.append(found["name"])
        else:
            remarks.append(part)
    return ", ".join(remarks), "; ".join(addressed_to)

"""Meetings built by hand, so that a test says itself what every stretch of the page is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolkit.corpus.meeting import Meeting, Note, Person, Span, Speaker, Tag, Turn

Stretch = tuple[Tag, int, str]
"""What it is, the turn it belongs to, its characters."""


def turn(position: int, kind: Any, speaker: str, **others: Any) -> Turn:
    values: dict[str, Any] = {
        "role": "journalist" if kind == "question" else "principal",
        "label": speaker, "addressed_to": "", "note": "", "exchange": 0, "start": 0, "end": 0,
        "text": "a few words",
    }  # fmt: skip
    return Turn(position=position, kind=kind, speaker=speaker, **(values | others))


def built(
    stretches: Sequence[Stretch] = (),
    turns: Sequence[Turn] = (),
    notes: Sequence[Note] = (),
    speakers: Sequence[Speaker] = (),
    **others: str,
) -> tuple[Meeting, str]:
    """Return a meeting, and the text that its stretches make up."""
    spans, at = [], 0
    for tag, position, text in stretches:
        spans.append(Span(at, at + len(text), tag, position))
        at += len(text)
    says = {
        "meeting": "a", "title": "Talks in Sundreach", "date": "2021-05-04", "date_from": "title",
        "time": "", "place": "Sundreach", "event": "news conference", "layout": "plain",
        "source": "a.txt", "sha256": "0" * 64, "encoding": "utf-8",
    }  # fmt: skip
    meeting = Meeting(
        **(says | others),
        host=Person("Ada Lind", "Foreign Minister", "Norland"),
        counterparts=(Person("Ivo Marl", "Minister", "Serbia"), Person("Eve Moor")),
        languages=("en",),
        turns=tuple(turns),
        spans=tuple(spans),
        speakers=tuple(speakers),
        notes=tuple(notes),
    )
    return meeting, "".join(text for _, _, text in stretches)

"""Segments with the columns and the heads that a test names."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from toolkit.segments import Segments

OPEN = {"min_segments": 1, "max_share": 1.0}


def said(turns: Sequence[tuple[str, str, str, str]], **named: Sequence[str]) -> Segments:
    """Make one segment of each (meeting, kind, speaker, text)."""
    count: dict[str, int] = {}
    ids = []
    for meeting, *_ in turns:
        count[meeting] = count.get(meeting, 0) + 1
        ids.append(f"{meeting}#{count[meeting]}")
    meetings, kinds, speakers, texts = zip(*turns, strict=True)
    columns = {
        "segment": tuple(ids),
        "meeting": meetings,
        "kind": kinds,
        "speaker": tuple(speaker or None for speaker in speakers),
    }
    return Segments(
        "turn",
        texts,
        MappingProxyType(columns),
        MappingProxyType({}),
        MappingProxyType({kind: tuple(texts) for kind, texts in named.items()}),
    )


def one_turn(*texts: str, **named: Sequence[str]) -> Segments:
    """Make a statement of each text, each at a meeting of its own."""
    return said([(f"m{i}", "statement", "", text) for i, text in enumerate(texts)], **named)

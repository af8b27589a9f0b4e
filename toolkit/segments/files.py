"""Segments as files, and back."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from toolkit.formats import read_json, read_table, write_exact, write_json, write_table
from toolkit.segments.segments import Segments


def save_segments(segments: Segments, folder: Path, *, for_people: bool = True) -> None:
    """Write one row a segment, and what was left out; for people also as CSV."""
    (write_table if for_people else write_exact)(segments.table(), folder / "segments")
    rest = {"by": segments.by, "dropped": dict(segments.dropped), "named": dict(segments.named)}
    write_json(rest, folder / "segments.json")


def load_segments(folder: Path) -> Segments:
    """Read back what `save_segments` wrote."""
    rest = read_json(folder / "segments.json")
    frame = read_table(folder / "segments").drop(columns="words")
    texts = tuple(frame.pop("text").tolist())
    frame = frame.astype(object).where(frame.notna(), None)
    columns = {name: tuple(frame[name].tolist()) for name in frame.columns}
    named = {kind: tuple(texts) for kind, texts in rest.get("named", {}).items()}
    frozen = map(MappingProxyType, (columns, rest["dropped"], named))
    return Segments(rest["by"], texts, *frozen)

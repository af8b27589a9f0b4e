"""A corpus as files of a run folder, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from toolkit.corpus import Corpus, SetAside, Span, Turn
from toolkit.corpus.files.plain import from_plain, meeting_from_plain, meeting_to_plain, to_plain
from toolkit.formats import read_json, read_rows, write_exact, write_json, write_table

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R")

_SENTENCES = ("merges", "suggestions", "unmatched")


def save_corpus(corpus: Corpus, folder: Path, *, for_people: bool = True) -> None:
    """Write a corpus as tables, and as JSON what no table holds exactly.

    Turns and spans are read back from their tables; the other tables are for people.
    """
    write = write_table if for_people else write_exact
    write(corpus.table("turns"), folder / "turns")
    write(_spans(corpus), folder / "spans")
    if for_people:
        for of in ("meetings", "speakers", "notes", "layouts", "set_aside"):
            write_table(corpus.table(of), folder / of)
        for of in _SENTENCES:
            write_table(_frame([of], ((row,) for row in getattr(corpus, of))), folder / of)
    heads = [replace(meeting, turns=(), spans=()) for meeting in corpus.meetings]
    rest = {
        "meetings": [meeting_to_plain(head) for head in heads],
        "set_aside": [to_plain(page) for page in corpus.set_aside],
        "metadata": corpus.metadata,
        "speakers": corpus.speakers,
        **{of: getattr(corpus, of) for of in _SENTENCES},
    }
    write_json(rest, folder / "corpus.json")


def load_corpus(folder: Path) -> Corpus:
    """Read back what `save_corpus` wrote."""
    rest = read_json(folder / "corpus.json")
    turns = _by_meeting(folder / "turns", lambda words, **turn: Turn(**turn))
    spans = _by_meeting(folder / "spans", Span)
    heads = [meeting_from_plain(head) for head in rest["meetings"]]
    return Corpus(
        meetings=tuple(
            replace(
                head,
                turns=tuple(turns.get(head.meeting, ())),
                spans=tuple(spans.get(head.meeting, ())),
            )
            for head in heads
        ),
        set_aside=tuple(from_plain(SetAside, page) for page in rest["set_aside"]),
        metadata=rest["metadata"],
        speakers=rest["speakers"],
        **{of: tuple(rest[of]) for of in _SENTENCES},
    )


def _by_meeting(stem: Path, record: Callable[..., R]) -> dict[str, list[R]]:
    """Read the rows of a table as records, by the meeting they belong to."""
    found: dict[str, list[R]] = {}
    for row in read_rows(stem):
        found.setdefault(row.pop("meeting"), []).append(record(**row))
    return found


def _spans(corpus: Corpus) -> pd.DataFrame:
    return _frame(
        ["meeting", "start", "end", "tag", "turn"],
        ((m.meeting, s.start, s.end, s.tag, s.turn) for m in corpus.meetings for s in m.spans),
    )


def _frame(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=columns)

"""The real transcripts, each folder read once, and what was written down of them by eye."""

from __future__ import annotations

import csv
import functools
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from toolkit.corpus import Corpus, Meeting, Turn, read_corpus

Row = dict[str, str]
TRUTH = Path(__file__).resolve().parents[1] / "corpus" / "truth"
LAYOUTS_BY_HAND = {"un_general_debate": "speech"}  # no evidence on a page says so


@functools.cache
def read_real(folder: Path) -> Corpus:
    """Read one folder as a user would; what is parsed once stays for all tests."""
    layout: Any = LAYOUTS_BY_HAND.get(folder.name)
    return read_corpus(folder, layout=layout)


def by_source(corpus: Corpus) -> dict[str, Meeting]:
    return {meeting.source: meeting for meeting in corpus.meetings}


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def truth(table: str) -> list[Row]:
    """Return the rows of a table that was written by eye."""
    return rows_of(TRUTH / f"{table}.csv")


def by_file(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["file"]].append(row)
    return dict(found)


def counts_of(table: str) -> dict[str, Counter[str]]:
    """Return how often each label stands on each page."""
    return {
        file: Counter({row["label"]: int(row["count"]) for row in rows})
        for file, rows in by_file(truth(table)).items()
    }


def labels_of(meeting: Meeting) -> Counter[str]:
    return Counter(turn.label for turn in meeting.turns if turn.label)


def exchange_of(turn: Turn) -> str:
    """Return the exchange as the tables write it: empty for statements and remarks."""
    return str(turn.exchange) if turn.kind in ("question", "answer") else ""


def differences(
    rows: Sequence[Row], turns: Sequence[Turn], column: str
) -> tuple[list[str], list[str]]:
    """Compare one column; return the differences, and apart from them those in doubt."""
    sure, doubtful = [], []
    for row, turn in zip(rows, turns, strict=False):
        assert turn.label == row["label"], f"{row['file']}, turn {turn.position}"
        if getattr(turn, column) != row[column]:
            says = f"{row['file']} {turn.position} {turn.label}: {getattr(turn, column)}"
            (doubtful if row["doubt"] else sure).append(f"{says}, by eye {row[column]}")
    return sure, doubtful


def parted(
    rows: Sequence[Row], turns: Sequence[Turn]
) -> tuple[set[frozenset[int]], set[frozenset[int]]]:
    """Return the exchanges by eye and as read, each a set of rows; rows in doubt left out."""
    eye: defaultdict[str, set[int]] = defaultdict(set)
    read: defaultdict[str, set[int]] = defaultdict(set)
    for i, (row, turn) in enumerate(zip(rows, turns, strict=False)):
        if not row["doubt"]:
            eye[row["exchange"]].add(i)
            read[exchange_of(turn)].add(i)
    return set(map(frozenset, eye.values())), set(map(frozenset, read.values()))

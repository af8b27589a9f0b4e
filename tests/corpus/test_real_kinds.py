"""In no real transcript does one who asks answer, or one who answers ask, but where it is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from common.real import read_real

from toolkit.corpus import Corpus, Turn

FOLDERS = (
    "fomc", "kremlin_en", "kremlin_ru", "layouts", "mexico_es", "mid_ru", "seeds",
    "un_general_debate", "white_house_joint",
)  # fmt: skip
EXPECTED: dict[tuple[str, str, int], str] = {}
"""Folder, meeting and position of each turn that is as it should be, and why."""


def contradicts(turn: Turn) -> bool:
    """Say whether a turn's kind is none that its role goes with."""
    if turn.kind == "answer":
        return turn.role in ("moderator", "journalist")
    return turn.kind == "question" and turn.role == "principal"


def described(corpus: Corpus) -> dict[tuple[str, int], str]:
    """Every turn of a corpus that contradicts itself, by meeting and position."""
    return {
        (meeting.meeting, turn.position): (
            f"{meeting.meeting} {turn.position}: {turn.kind} of the {turn.role} "
            f"{turn.speaker or '(not named)'}: {turn.text[:60]!r}"
        )
        for meeting, turn in corpus.turns()
        if contradicts(turn)
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_who_asks_does_not_answer_and_who_answers_does_not_ask(corpora: Path, folder: str) -> None:
    corpus = read_real(corpora / folder)
    found = described(corpus)
    expected = {(meeting, at) for of, meeting, at in EXPECTED if of == folder}
    kinds = Counter(f"{turn.kind} of a {turn.role}" for _, turn in corpus.turns())
    told = [line for place, line in found.items() if place not in expected]
    assert not told, "\n".join(
        [f"{len(told):,} turns of {kinds.total():,}: {dict(kinds.most_common())}", *told]
    )
    assert expected <= found.keys(), f"no longer so: {sorted(expected - found.keys())}"


def test_such_turns_would_be_found(corpora: Path) -> None:
    corpus = read_real(corpora / "fomc")
    assert contradicts(
        next(replace(t, role="moderator") for _, t in corpus.turns() if t.kind == "answer")
    )
    assert contradicts(
        next(replace(t, role="principal") for _, t in corpus.turns() if t.kind == "question")
    )

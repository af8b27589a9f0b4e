"""Words on uptake and follows: a setting that changes changes them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from common.exchanges import topics_of

from toolkit.contrasts import Follows, Uptake, follows, uptake
from toolkit.report.answers import follows_words, uptake_words
from toolkit.stages import settings_model
from toolkit.topics import Topics

BY_EFFECT = {"n_shuffles"}  # told by the null that the record holds
CHANGED: dict[str, Any] = {
    "measure": "jsd", "where": {"speaker": ["Ann"]}, "speakers": ["Ann"], "follow_ups": "apart",
    "average": "exchanges", "within": "corpus", "shuffle": "shift",
}  # fmt: skip


def topics() -> Topics:
    rows: list[Any] = []
    for m in range(8):
        rows.append((f"m{m}", 0, "statement", "Ann", [9 + m, 5, 3 * (m % 3)]))
        for e in range(1, 4):
            rows += [
                (f"m{m}", e, "question", f"J{e}", [m + e, 4 * (e == 1) + 2, 5]),
                (f"m{m}", e, "answer", "Ann", [6 * (e == 2) + m, 4, 2 * e]),
            ]
    return topics_of(rows)


@pytest.fixture(scope="module")
def taken() -> Uptake:
    return uptake(topics(), n_shuffles=49)


@pytest.fixture(scope="module")
def followed() -> Follows:
    return follows(topics(), n_shuffles=49, min_tokens=10)


@pytest.mark.parametrize(
    "stage, setting",
    [(stage, name) for stage in (uptake, follows) for name in settings_model(stage).model_fields],
)
def test_every_setting_is_told(taken: Uptake, followed: Follows, stage: Any, setting: str) -> None:
    if setting in BY_EFFECT:
        return
    record, words = (taken, uptake_words) if stage is uptake else (followed, follows_words)
    other = CHANGED.get(setting, 0.321 if setting == "alpha" else 321)
    changed: Any = replace(record, settings=MappingProxyType({**record.settings, setting: other}))
    assert words(changed).sentences != words(record).sentences  # type: ignore[operator]


def test_numbers_are_those_of_the_record(taken: Uptake, followed: Follows) -> None:
    said = " ".join(uptake_words(taken).sentences)
    assert "in 24 rounds of 1 speaker in 8 meetings" in said
    assert "49 random shuffles (seed 1)" in said
    assert uptake_words(taken).cautions == taken.cautions
    asked = " ".join(follows_words(followed).sentences)
    assert "The questions of 8 meetings were set beside the opening statements" in asked
    assert "49 random shuffles (seed 1)" in asked

"""Findings of two runs through matched topics, on comparisons whose numbers are put in by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from toolkit.contrasts import Contrast
from toolkit.experiment import load_run
from toolkit.experiment.comparing.side_by_side import (
    other_pairs,
    outcome_words,
    side_by_side,
    why_not,
)
from toolkit.topics import Alignment


@pytest.fixture(scope="module")
def base(small_run: Path) -> Contrast:
    contrast: Contrast = load_run(small_run).contrasts["kinds"]
    assert [(pair.a, pair.b) for pair in contrast.pairs] == [("answer", "question")]
    return contrast


def made(base: Contrast, differences: list[float], p: list[float], **other: Any) -> Contrast:
    """A comparison that found these differences, each with an interval of 0.05 to both sides."""
    values = np.array(differences)
    pair = replace(
        base.pairs[0], difference=values, p_adjusted=np.array(p), low=values - 0.05,
        high=values + 0.05, **other,
    )  # fmt: skip
    return replace(base, pairs=(pair,))


def matched(pairs: list[tuple[int, int]], n: int = 4) -> Alignment:
    labels = tuple(f"{k + 1} word" for k in range(n))
    similarity = np.full((n, n), 0.2)
    for i, j in pairs:
        similarity[i, j] = 0.9
    settings: Any = {"by": "jsd", "n_terms": 20, "level": 0.05, "threshold": None}
    return Alignment(
        settings=MappingProxyType(settings), origins=("one", "other"), labels_first=labels,
        labels_second=labels, similarity=similarity, null=np.zeros(2 * n), threshold=0.5,
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2), n_common_terms=9,
        mass_first=np.ones(n), mass_second=np.ones(n),
    )  # fmt: skip


def test_every_outcome_is_told_by_sign_and_level(base: Contrast) -> None:
    first = made(base, [0.2, 0.2, 0.2, 0.0], [0.01, 0.01, 0.01, 0.9])
    second = made(base, [0.1, -0.1, 0.18, 0.3], [0.02, 0.02, 0.2, 0.001])
    rows = side_by_side("kinds", first, second, matched([(k, k) for k in range(4)]))
    assert [row["outcome"] for row in rows] == ["held", "turned", "lost", "new"]
    assert [row["agrees"] for row in rows] == [False, False, True, False]
    assert rows[2]["difference_first_pp"] == pytest.approx(20)
    assert rows[2]["difference_second_pp"] == pytest.approx(18)
    assert rows[2]["low_second_pp"] == pytest.approx(13)
    assert rows[2]["high_second_pp"] == pytest.approx(23)
    assert rows[3]["p_adjusted_second"] == 0.001
    assert outcome_words(rows) == (
        "3 differences found in the first: 1 held, 1 lost (1 within the interval of the second), "
        "1 turned round; 1 new"
    )


def test_topics_are_followed_to_their_partners_and_no_others(base: Contrast) -> None:
    first = made(base, [0.2, 0.1, 0.3, 0.0], [0.01, 0.9, 0.01, 0.9])
    second = made(base, [0.0, 0.2, 0.2, 0.4], [0.9, 0.9, 0.01, 0.01])
    rows = side_by_side("kinds", first, second, matched([(0, 2), (1, 0)]))
    told = [(row["topic_first"], row["topic_second"], row["outcome"]) for row in rows]
    assert told == [
        (1, 3, "held"), (2, 1, "neither"), (3, None, "no partner"), (4, None, "neither"),
        (None, 2, "neither"), (None, 4, "new"),
    ]  # fmt: skip
    assert rows[0]["label_second"] == base.labels[2]
    assert rows[2]["difference_second_pp"] is None
    assert rows[2]["agrees"] is None
    assert rows[2]["similarity"] is None
    assert "1 of topics without a partner; 1 new" in outcome_words(rows)


def test_groups_in_the_other_order_are_turned(base: Contrast) -> None:
    first = made(base, [0.2] * 4, [0.01] * 4)
    second = made(base, [-0.2, -0.1, 0.2, 0.0], [0.01] * 4, a="question", b="answer")
    rows = side_by_side("kinds", first, second, matched([(k, k) for k in range(4)]))
    assert [row["outcome"] for row in rows] == ["held", "held", "turned", "lost"]
    assert rows[0]["difference_second_pp"] == pytest.approx(20)
    assert (rows[0]["low_second_pp"], rows[0]["high_second_pp"]) == pytest.approx((15, 25))
    assert {row["group_a"] for row in rows} == {"answer"}


def test_each_run_is_judged_at_its_own_level(base: Contrast) -> None:
    first = made(base, [0.2] * 4, [0.08] * 4)
    second = replace(first, settings=MappingProxyType({**first.settings, "alpha": 0.1}))
    rows = side_by_side("kinds", first, second, matched([(0, 0)]))
    assert rows[0]["outcome"] == "new"


def test_without_intervals_nothing_is_said_of_them(base: Contrast) -> None:
    first = made(base, [0.2] * 4, [0.01] * 4)
    second = replace(first, pairs=(replace(first.pairs[0], low=None, high=None),))
    (row, *_) = side_by_side("kinds", first, second, matched([(0, 0)]))
    assert row["low_second_pp"] is None
    assert row["agrees"] is None


def test_other_groups_are_not_comparable_and_common_pairs_are(base: Contrast) -> None:
    def about(*pairs: tuple[str, str], **settings: Any) -> Contrast:
        made_of = tuple(replace(base.pairs[0], a=a, b=b) for a, b in pairs)
        return replace(
            base, pairs=made_of, settings=MappingProxyType({**base.settings, **settings})
        )

    one = about(("a", "b"), ("a", "c"))
    assert why_not(one, about(("b", "a"))) == ""
    assert other_pairs(one, about(("b", "a"))) == ["a against c in the first only"]
    assert (
        why_not(one, about(("x", "y")))
        == "other groups: a, b, c in the first and x, y in the second"
    )
    assert why_not(one, about(("a", "b"), between="speaker")) == (
        "between kind in the first and between speaker in the second"
    )
    inside = about(("a", "b"), difference={"kind": ["answer", "question"]})
    assert "as they are in the first and by the difference answer minus question" in why_not(
        one, inside
    )

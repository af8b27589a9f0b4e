"""What is refused before any shuffle, and before any topics are fitted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from toolkit.contrasts import check_contrast, contrast
from toolkit.errors import SettingsError, ToolkitError
from toolkit.topics import Topics


def _dated(make_topics, n_a: int, n_b: int, *, undated: int = 0, slow: float = 0.0) -> Topics:  # type: ignore[no-untyped-def]
    """Meetings before and after, named against their order; topics that wander by `slow`."""
    n, random = n_a + n_b, np.random.default_rng(8)
    wander = np.cumsum(random.normal(size=(n, 3)), axis=0) * slow
    shares = np.exp(wander) / np.exp(wander).sum(axis=1, keepdims=True)
    dates = [f"2020-{1 + i // 28:02d}-{1 + i % 28:02d}" for i in range(n)]
    dates[n - undated :] = [""] * undated
    columns = {
        "meeting": [f"m{n - i:03d}" for i in range(n)],
        "era": ["after" if i >= n_a else "before" for i in range(n)],
        "date": [date or None for date in dates],
    }
    return make_topics(columns, random.multinomial(80, shares))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"time": "shift"}, "can be shifted in 18 ways.*below 0.11.*takes 20 and 20, or time = 'b"),
        ({"block_length": 5}, "in blocks of 5 only 2 and 2, .*: it takes 20 and 20, or a smaller"),
        ({"block_length": 5, "time": "shift"}, "time = 'shift' makes none"),
        ({"within": "turns"}, "here every meeting holds one group; leave within out"),
        ({"adjust": "holm", "n_shuffles": 999}, "over 3 tests .* n_shuffles = 1199 or more"),
    ],
)
def test_refusals(make_topics, settings: dict[str, Any], said: str) -> None:  # type: ignore[no-untyped-def]
    topics = _dated(make_topics, 9, 9)
    with pytest.raises(ToolkitError, match=said):
        contrast(topics, between="era", **settings)
    if "adjust" not in settings:
        with pytest.raises(ToolkitError, match=said):
            check_contrast(topics.counts, between="era", **settings)


def test_no_blocks_without_stretches(between_topics: Topics) -> None:
    with pytest.raises(ToolkitError, match="no two groups are stretches of time"):
        contrast(between_topics, between="country", block_length=2)
    with pytest.raises(SettingsError, match="did you mean 'blocks'"):
        contrast(between_topics, between="country", time="block")  # type: ignore[arg-type]

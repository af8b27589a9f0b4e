"""Topics of meetings with dates, before and after."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from toolkit.topics import Topics


def dated(
    make_topics: Callable[..., Topics],
    n_a: int,
    n_b: int,
    *,
    undated: int = 0,
    slow: float = 0.0,
) -> Topics:
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
    return make_topics(columns, random.multinomial(80, shares))

import json

import numpy as np
import pytest
from common.exchanges import topics_of

from toolkit.contrasts import Follows, follows

RANDOM = np.random.default_rng(2)
ROWS = [
    (f"m{m}", e, kind, who, RANDOM.integers(1, 9, 4))
    for m in range(9)
    for e, kind, who in [(0, "statement", "Ann"), (1, "question", "X")]
]
FOUND = follows(topics_of(ROWS), min_tokens=1, n_shuffles=99)


def test_round_trip():
    meta = json.loads(json.dumps(FOUND.meta(), allow_nan=False))
    second = Follows.from_parts({k: v.copy() for k, v in FOUND.arrays().items()}, meta)
    assert second.summary() == FOUND.summary()
    assert second.table().equals(FOUND.table())
    assert second.topics_asked().equals(FOUND.topics_asked())
    assert not second.said.flags.writeable


def test_topics_asked_beyond_what_was_said():
    table = FOUND.topics_asked()
    gap = FOUND.asked - FOUND.said
    np.testing.assert_allclose(table["beyond_pp"], 100 * gap.mean(axis=0))
    error = gap.std(axis=0, ddof=1) / 3
    np.testing.assert_allclose(table["standard_error_pp"], 100 * error)
    assert table["percent_asked"].sum() == pytest.approx(100)


def test_summary_says_what_was_done():
    said = FOUND.summary()
    assert "Questions beside opening statements in 9 meetings; measure = overlap." in said
    assert "dealt out among meetings of the same of 1 principal (99 shuffles)" in said
    assert "to those of the meetings before and after" in said

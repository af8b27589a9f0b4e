"""What is refused before any shuffle, and before any topics are fitted."""

from __future__ import annotations

from typing import Any

import pytest
from common.dated import dated

from toolkit.contrasts import check_contrast, contrast
from toolkit.errors import SettingsError, ToolkitError
from toolkit.topics import Topics
from toolkit.topics.combined import combine_topics


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
    topics = dated(make_topics, 9, 9)
    with pytest.raises(ToolkitError, match=said):
        contrast(topics, between="era", **settings)
    if "adjust" not in settings:
        with pytest.raises(ToolkitError, match=said):
            check_contrast(topics.counts, between="era", **settings)


def test_combined_topics_are_told(between_topics: Topics) -> None:
    assert not any(
        "combined" in said for said in contrast(between_topics, between="country").cautions
    )
    last = between_topics.n_topics - 1
    both = combine_topics(between_topics, {"trade": [0, last]})
    (said,) = (s for s in contrast(both, between="country").cautions if "combined" in s)
    assert said.startswith(f"Topics were combined (1+{last + 1} trade): p is adjusted over")


def test_no_blocks_without_stretches(between_topics: Topics) -> None:
    with pytest.raises(ToolkitError, match="no two groups are stretches of time"):
        contrast(between_topics, between="country", block_length=2)
    with pytest.raises(SettingsError, match="did you mean 'blocks'"):
        contrast(between_topics, between="country", time="block")  # type: ignore[arg-type]

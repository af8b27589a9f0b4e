"""Ranked words, and their overlap against a sum to far depths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import ToolkitError
from toolkit.topics.ranked import first_words, rank_biased_overlap


def far(first, second, p, depth=2000):
    """Sum to a far depth, the agreement at the lists' end taken to go on."""
    n = len(first)
    total = 0.0
    for d in range(1, depth + 1):
        cut = min(d, n)
        total += p ** (d - 1) * len(set(first[:cut]) & set(second[:cut])) / cut
    return (1 - p) * total


@given(st.permutations(range(12)), st.permutations(range(4, 16)), st.sampled_from([0.3, 0.9, 0.97]))
def test_it_is_the_limit_of_the_sum(first, second, p):
    found = rank_biased_overlap(first[:8], second[:8], persistence=p)
    assert found == pytest.approx(far(first[:8], second[:8], p), abs=1e-9)
    assert found == rank_biased_overlap(second[:8], first[:8], persistence=p)
    assert 0 <= found <= 1


def test_lists_of_unequal_length_by_hand():
    # Depth 1: 1 of 1; depth 2: 1 of 2, plus the one in two that the shorter list would go on with.
    p = 0.5
    expected = (1 - p) / p * (1 * p + (1 / 2 + 1 * (2 - 1) / (1 * 2)) * p**2)
    expected += ((1 - 1) / 2 + 1 / 1) * p**2
    assert rank_biased_overlap(["a"], ["a", "b"], persistence=p) == pytest.approx(expected)
    assert expected == pytest.approx(1.0)  # as far as it goes, the shorter agrees wholly
    assert rank_biased_overlap(["a", "b"], ["a", "c", "b"]) == rank_biased_overlap(
        ["a", "c", "b"], ["a", "b"]
    )


def test_what_cannot_be_compared():
    assert np.isnan(rank_biased_overlap([], ["a"]))
    with pytest.raises(ToolkitError, match="twice"):
        rank_biased_overlap(["a", "a"], ["a", "b"])
    with pytest.raises(ToolkitError, match="persistence = 1"):
        rank_biased_overlap(["a"], ["a"], persistence=1)


def test_first_words_leave_out_what_a_topic_does_not_hold():
    found = first_words(np.array([[0.0, 0.5, 0.5, 0.0], [0.1, 0.2, 0.3, 0.4]]), 3)
    assert [words.tolist() for words in found] == [[1, 2], [3, 2, 1]]

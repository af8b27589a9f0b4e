"""Orders of pairs against brute force, and how unlike two orders are against chance."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.spatial.distance import pdist

from toolkit.counts.ranking import draw_pairs, pair_ranks, rank_changes


@pytest.mark.parametrize("n", [2, 3, 7, 20])
def test_all_pairs_are_taken_where_there_are_no_more(n: int) -> None:
    first, second = draw_pairs(n, 10_000, 1)
    assert list(zip(first, second, strict=True)) == list(itertools.combinations(range(n), 2))


def test_pairs_are_drawn_once_and_alike() -> None:
    first, second = draw_pairs(60, 900, 1)
    assert (first < second).all()
    assert second.max() < 60
    assert len(set(zip(first, second, strict=True))) == 900
    # Of 1,770 pairs about half; every row is in 59 of them.
    rows = np.bincount(np.concatenate([first, second]), minlength=60)
    assert abs(rows - 30).max() < 18
    assert draw_pairs(60, 900, 2)[0].tolist() != first.tolist()
    first, second = draw_pairs(1_000_000, 5000, 1)
    assert second.max() > 990_000
    assert abs(np.mean(first) - 1_000_000 / 3) < 20_000


def test_ranks_are_those_of_scipy_s_cosine() -> None:
    dense = np.random.default_rng(1).poisson(0.8, (25, 30)) + np.eye(25, 30, dtype=int)
    ranks = pair_ranks(csr_matrix(dense), *draw_pairs(25, 10_000, 1))
    distance = pdist(dense, "cosine").round(10)
    expected = [(distance < d).sum() + ((distance == d).sum() + 1) / 2 for d in distance]
    np.testing.assert_allclose(ranks, expected)


def test_orders_drawn_at_random_differ_by_one_and_turned_ones_by_more() -> None:
    random = np.random.default_rng(2)
    order = random.permutation(2000) + 1.0
    found = rank_changes(np.array([order, random.permutation(2000) + 1.0, 2001 - order, order]))
    assert found[0, 1] == pytest.approx(1, abs=0.05)
    assert found[0, 2] == pytest.approx(1.5, abs=0.01)
    assert found[0, 3] == 0
    assert (found == found.T).all()

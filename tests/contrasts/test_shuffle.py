from itertools import permutations, product
from math import comb

import numpy as np
import pytest

from toolkit.contrasts.shuffle import deal_clusters, flip_signs, p_values


def _rows(array: np.ndarray) -> set[tuple[bool, ...]]:  # type: ignore[type-arg]
    return {tuple(row) for row in array.tolist()}


def test_every_deal_is_taken_once() -> None:
    in_a = np.array([True, True, False, False, False])
    dealt = deal_clusters(in_a, np.zeros(5, int), n_shuffles=9, seed=1)
    assert dealt.exhaustive
    assert dealt.n_arrangements == comb(5, 2) == len(dealt.rows)
    assert _rows(dealt.rows) == set(permutations(in_a.tolist()))


def test_strata_keep_their_numbers() -> None:
    in_a = np.array([True, False, True, False, False, True, False])
    strata = np.array([0, 0, 1, 1, 1, 0, 1])
    dealt = deal_clusters(in_a, strata, n_shuffles=99, seed=1)
    expected = {
        row
        for row in product([False, True], repeat=7)
        if all(np.array(row)[strata == s].sum() == in_a[strata == s].sum() for s in (0, 1))
    }
    assert dealt.n_arrangements == 3 * 4
    assert _rows(dealt.rows) == expected


def test_one_arrangement_more_than_shuffles_is_still_exhaustive() -> None:
    in_a, strata = np.arange(6) < 3, np.zeros(6, int)
    assert deal_clusters(in_a, strata, n_shuffles=19, seed=1).exhaustive
    drawn = deal_clusters(in_a, strata, n_shuffles=18, seed=1)
    assert not drawn.exhaustive
    assert drawn.rows.shape == (18, 6)
    assert drawn.n_arrangements == 20


def test_draws_keep_strata_repeat_by_seed_and_are_uniform() -> None:
    in_a, strata = np.array([True] * 4 + [False] * 8), np.tile([0, 1, 2], 4)
    dealt = deal_clusters(in_a, strata, n_shuffles=60, seed=1)  # 4 * 6 * 4 = 96 arrangements
    again = deal_clusters(in_a, strata, n_shuffles=60, seed=1)
    other = deal_clusters(in_a, strata, n_shuffles=60, seed=2)
    assert (dealt.rows == again.rows).all()
    assert (dealt.rows != other.rows).any()
    for stratum in range(3):
        own = dealt.rows[:, strata == stratum].sum(axis=1)
        assert (own == in_a[strata == stratum].sum()).all()
    many = deal_clusters(np.arange(20) < 5, np.zeros(20, int), n_shuffles=9999, seed=3).rows
    # Each cluster is in group a in a quarter of the shuffles; five standard errors.
    assert np.abs(many.mean(axis=0) - 0.25).max() < 5 * np.sqrt(0.25 * 0.75 / 9999)


def test_signs() -> None:
    dealt = flip_signs(3, n_shuffles=7, seed=1)
    assert dealt.exhaustive
    assert _rows(dealt.rows) == set(product([False, True], repeat=3))
    drawn = flip_signs(30, n_shuffles=999, seed=1)
    assert not drawn.exhaustive
    assert drawn.n_arrangements == 2**30
    assert abs(drawn.rows.mean() - 0.5) < 0.02


@pytest.mark.parametrize(("exhaustive", "expected"), [(True, 2 / 4), (False, 3 / 5)])
def test_p(exhaustive: bool, expected: float) -> None:
    null = np.array([[1.0], [2.0 - 1e-12], [3.0], [0.0]])
    assert p_values(np.array([2.0]), null, exhaustive=exhaustive)[0] == expected


def test_p_of_nothing_and_of_certainty() -> None:
    null = np.array([[0.0, 1.0], [0.0, np.inf]])
    assert p_values(np.array([0.0, np.inf]), null, exhaustive=True).tolist() == [1.0, 0.5]

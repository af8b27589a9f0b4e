from itertools import permutations

import numpy as np
import pytest
from common.exchanges import topics_of
from scipy import stats

from toolkit.contrasts import uptake
from toolkit.contrasts.answers.shifts import adjust_shifts, find_shifts, largest_t
from toolkit.contrasts.answers.shuffle import make_orders

RANDOM = np.random.default_rng(1)


def test_mean_and_variance_are_those_of_all_permutations():
    q, a = RANDOM.dirichlet(np.ones(3) * 5, 5) * 3, RANDOM.dirichlet(np.ones(3) * 5, 5) * 3
    found = find_shifts([(0, q, a)])
    every = np.array([q.T @ a[list(order)] for order in permutations(range(5))])
    np.testing.assert_allclose(found.t, (q.T @ a - every.mean(axis=0)) / every.std(axis=0))
    orders = make_orders((5,), shuffle="answers", n_shuffles=119, seed=1)
    size = np.abs((every - every.mean(axis=0)) / every.std(axis=0))
    same = np.eye(3, dtype=bool)
    largest = largest_t([(0, q, a)], found, orders)
    np.testing.assert_allclose(np.sort(largest[0]), np.sort(size[:, same].max(axis=1)))
    np.testing.assert_allclose(np.sort(largest[1]), np.sort(size[:, ~same].max(axis=1)))


def test_shares_by_hand():
    q, a = np.array([[1.0, 0], [0, 1], [0.5, 0.5]]), np.array([[0.2, 0.8], [0.6, 0.4], [1, 0]])
    found = find_shifts([(0, q, a)])
    assert found.asked.tolist() == [1.5, 1.5]
    assert found.answered[0, 0] == pytest.approx((0.2 + 0.5) / 1.5)
    # The others of the first round answer 0.6 and 1, of the third 0.2 and 0.6.
    assert found.expected[0, 0] == pytest.approx((0.8 + 0.5 * 0.4) / 1.5)
    assert np.isnan(found.t).all()  # less than three rounds' worth of words


def test_p_is_two_sided_by_family_and_nan_stays():
    t = np.array([[-3.0, np.nan], [1.0, 2.0]])
    largest = np.array([[0.5, 1.5, 2.5, 3.5], [2.0, 2.0, 2.0, 0.1]])
    p = adjust_shifts(t, largest, exhaustive=False)
    np.testing.assert_allclose(p, [[0.4, np.nan], [0.8, 0.6]])


def test_with_six_meetings_t_is_that_of_one_sample():
    blocks = [(b, *RANDOM.dirichlet(np.ones(2) * 3, (2, 8))) for b in range(7)]
    found = find_shifts(blocks)
    gained = []
    for _, q, a in blocks:
        others = (a.sum(axis=0) - a) / 7
        gained.append(sum(np.outer(q[i], a[i] - others[i]) for i in range(8)))
    np.testing.assert_allclose(found.t, stats.ttest_1samp(gained, 0).statistic)


def test_a_planted_turn_is_found_and_what_is_always_said_is_not():
    """Asked about the first topic Ann speaks of the second; the third is in all she says."""
    rows = []
    for m in range(6):
        for e in range(8):
            asked = e % 2 == 0
            question, answer = (
                ([9, 0, 0, 1], [0, 9, 9, 2]) if asked else ([0, 0, 1, 9], [2, 0, 9, 9])
            )
            noise = RANDOM.integers(0, 3, (2, 4))
            rows.append((f"m{m}", e + 1, "question", f"J{e}", np.array(question) + noise[0]))
            rows.append((f"m{m}", e + 1, "answer", "Ann", np.array(answer) + noise[1]))
    found = uptake(topics_of(rows), n_shuffles=999)
    shifts = found.shifts().set_index(["asked", "answered"])
    turned = shifts.loc[("1 t0", "2 t1")]
    assert turned["p_adjusted"] <= 0.002
    assert not turned["same"]
    assert turned["difference_pp"] > 10  # others, asked the same, are among the expected
    assert shifts.loc[("1 t0", "3 t2"), "p_adjusted"] > 0.05
    gains = found.gains().set_index("label")
    assert gains.loc["3 t2", "gained_pp"] > 30
    first = gains.loc["1 t0"]
    assert first["percent_answered"] - first["percent_asked"] == pytest.approx(first["gained_pp"])

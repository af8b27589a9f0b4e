import math
from itertools import permutations

import numpy as np
import pytest

from toolkit.contrasts.answers.shuffle import Running, block_means, make_orders, share_as_large
from toolkit.contrasts.studentise import mean_and_error


def test_every_arrangement_once_and_the_observed_first():
    orders = make_orders((3, 2, 3), shuffle="answers", n_shuffles=999, seed=1)
    joined = np.hstack([orders.of(b) for b in range(3)])
    assert orders.n_shuffles == len({tuple(row) for row in joined}) == 6 * 2 * 6
    assert joined[0].tolist() == [0, 1, 2, 0, 1, 0, 1, 2]


def test_shifts_keep_neighbours():
    few = make_orders((3, 4), shuffle="shift", n_shuffles=99, seed=1)
    assert few.n_arrangements == 12
    assert few.of(1)[::3].tolist() == [[0, 1, 2, 3], [1, 2, 3, 0], [2, 3, 0, 1], [3, 0, 1, 2]]
    many = make_orders((30,) * 3, shuffle="shift", n_shuffles=500, seed=1).of(2)
    assert ((many[:, 1:] - many[:, :-1]) % 30 == 1).all()
    assert len(set(many[:, 0].tolist())) == 30


def test_draws_are_fair_and_blocks_independent():
    orders = make_orders((3, 12), shuffle="answers", n_shuffles=6000, seed=3)
    assert not orders.exhaustive
    assert orders.n_arrangements == 6 * math.factorial(12)
    drawn = [tuple(row) for row in orders.of(0)]
    counts = [drawn.count(order) for order in permutations(range(3))]
    assert max(abs(count - 1000) for count in counts) < 4 * math.sqrt(1000)
    assert (orders.of(0) == orders.of(0)).all()


def test_block_means_have_mean_zero_over_all_orders():
    alike = np.random.default_rng(1).random((2, 4, 4))
    found = block_means(alike, np.array(list(permutations(range(4)))))
    np.testing.assert_allclose(found.mean(axis=1), 0, atol=1e-12)
    own = alike[1].diagonal().mean()
    others = (alike[1].sum() - alike[1].trace()) / 12
    assert found[1, 0] == pytest.approx(own - others)


def test_running_t_is_the_t_of_all_at_once():
    values = np.random.default_rng(2).normal(size=(9, 3, 5))
    weights = np.arange(1.0, 10.0)
    running = Running((3, 5), weights)
    for number, some in enumerate(values):
        running.add(number, some)
    mean, error = mean_and_error(values.reshape(9, -1), weights)
    np.testing.assert_allclose(running.mean.ravel(), mean)
    np.testing.assert_allclose(running.t().ravel(), mean / error)


def test_few_meetings_are_not_studentised():
    values = np.random.default_rng(2).normal(size=(3, 1, 50))
    running = Running((1, 50), np.ones(3))
    for number, some in enumerate(values):
        running.add(number, some)
    t = running.t()[0]
    assert (np.argsort(t) == np.argsort(values.mean(axis=0)[0])).all()
    assert (t**2).mean() == pytest.approx(1)


def test_p_counts_ties_and_the_observed():
    null = np.array([[1.0, 2.0, 2.0, -5.0]])
    assert share_as_large(np.array([2.0]), null, exhaustive=True).tolist() == [0.5]
    assert share_as_large(np.array([2.0]), null, exhaustive=False).tolist() == [0.6]
    assert share_as_large(np.array([-9.0]), null, exhaustive=True).tolist() == [1.0]
    assert share_as_large(np.array([np.inf]), null, exhaustive=False).tolist() == [0.2]

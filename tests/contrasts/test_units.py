import numpy as np

from toolkit.contrasts.units import count_draws, draw_units, root_of


def test_units_are_drawn_inside_their_pool_and_evenly() -> None:
    pools = np.array([1, 0, 1, 0, 0, 1, 2])
    draws = draw_units(pools, 6000, seed=3)
    assert (pools[draws] == pools).all()
    counts = count_draws(draws)
    assert (counts.sum(axis=1) == 7).all()
    assert (counts[:, pools == 1].sum(axis=1) == 3).all()
    # Multinomial: mean 1, variance 1 - 1 / 3; six standard errors of the mean of 6,000.
    np.testing.assert_allclose(counts[:, :6].mean(axis=0), 1, atol=6 * np.sqrt(2 / 3 / 6000))
    np.testing.assert_allclose(counts[:, :6].var(axis=0), 2 / 3, atol=0.1)


def test_counts_do_not_depend_on_the_size_of_a_chunk() -> None:
    draws = draw_units(np.zeros(700, dtype=int), 3100, seed=1)
    expected = [np.bincount(row, minlength=700) for row in draws[[0, 1497, 1498, 3099]]]
    np.testing.assert_array_equal(count_draws(draws)[[0, 1497, 1498, 3099]], expected)


def test_one_pool_keeps_its_draws_whatever_pools_follow() -> None:
    alone = draw_units(np.array([0, 0, 0]), 9, seed=5)
    np.testing.assert_array_equal(draw_units(np.array([0, 0, 0, 1]), 9, seed=5)[:, :3], alone)


def test_rounding_is_no_spread() -> None:
    assert root_of(np.array([1e-13, -1e-18, 0.04]), np.array([1e-2, 1e-2, 1.0])).tolist() == [
        0, 0, 0.2,
    ]  # fmt: skip

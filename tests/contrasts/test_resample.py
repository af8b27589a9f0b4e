"""Every resample by the very functions that the test uses, and all of them by enumeration."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from toolkit.contrasts.resample import (
    between_resamples,
    pools_strata,
    resample,
    within_resamples,
)
from toolkit.contrasts.studentise import between_statistics, mean_and_error
from toolkit.contrasts.units import Units, count_draws, draw_units

Floats = NDArray[np.float64]


def _drawn(n: int, seed: int = 0, n_topics: int = 4) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    return random.dirichlet(np.ones(n_topics), n), random.uniform(0.5, 4, n)


def test_each_resample_by_its_own_rows() -> None:
    values, weights = _drawn(12)
    in_a = np.arange(12) < 5
    draws = draw_units(in_a.astype(int), 200, seed=1)
    found = between_resamples(values, in_a, weights, count_draws(draws))
    first, error = (
        between_statistics(values, in_a[None], weights, np.zeros(12, int)).difference[0],
        found.standard_error,
    )
    for row, draw in enumerate(draws):
        own = between_statistics(values[draw], in_a[None], weights[draw], np.zeros(12, int))
        np.testing.assert_allclose(found.deviation[row], own.difference[0] - first, atol=1e-12)
        np.testing.assert_allclose(error[row], own.standard_error[0], atol=1e-12)


def test_equal_weights_have_welchs_standard_error() -> None:
    values, _ = _drawn(15)
    in_a, draws = np.arange(15) < 6, draw_units((np.arange(15) < 6).astype(int), 50, seed=1)
    found = between_resamples(values, in_a, np.ones(15), count_draws(draws))
    for row, draw in enumerate(draws):
        a, b = values[draw[:6]], values[draw[6:]]
        welch = stats.ttest_ind(a, b, equal_var=False).statistic
        ours = a.mean(axis=0) - b.mean(axis=0)
        np.testing.assert_allclose(ours / found.standard_error[row], welch, rtol=1e-9)


def test_within_each_resample_by_its_own_rows() -> None:
    values, weights = _drawn(9)
    draws = draw_units(np.zeros(9, int), 100, seed=1)
    found = within_resamples(values, weights, count_draws(draws))
    mean, _ = mean_and_error(values, weights)
    for row, draw in enumerate(draws):
        own, error = mean_and_error(values[draw], weights[draw])
        np.testing.assert_allclose(found.deviation[row], own - mean, atol=1e-12)
        np.testing.assert_allclose(found.standard_error[row], error, atol=1e-12)


def test_draws_agree_with_all_there_are() -> None:
    """3 + 2 clusters have 27 * 4 equally likely resamples."""
    values, in_a = np.array([[0.1], [0.4], [0.3], [0.6], [0.9]]), np.arange(5) < 3
    every = [
        np.mean(values[list(a)]) - np.mean(values[list(b)])
        for a in product(range(3), repeat=3)
        for b in product((3, 4), repeat=2)
    ]
    units = Units(values, np.ones(5), in_a, np.zeros(5, int))
    found = resample(units, n_resamples=20000, seed=2)
    differences = found.deviation[:, 0] + values[:3].mean() - values[3:].mean()
    places, expected = np.unique(np.round(every, 9), return_counts=True)
    shares = np.array([(np.abs(differences - place) < 1e-6).mean() for place in places])
    assert shares.sum() == pytest.approx(1)
    tolerance = 4.5 * np.sqrt(expected / 108 / 20000)
    assert (np.abs(shares - expected / 108) < tolerance).all()
    # Three of one cluster (3 of 27) and two of one (2 of 4) hold no spread at all.
    assert (found.standard_error == 0).mean() == pytest.approx(6 / 108, abs=0.008)


def test_a_resample_of_one_cluster_has_no_spread_whatever_the_numbers() -> None:
    values = np.random.default_rng(1).dirichlet(np.ones(5), 6) + 1e-3
    in_a = np.arange(6) < 3
    counts = np.array([[3, 0, 0, 0, 3, 0], [2, 1, 0, 0, 3, 0]])
    found = between_resamples(values, in_a, np.ones(6), counts.astype(np.int32))
    assert (found.standard_error[0] == 0).all()
    assert (found.standard_error[1] > 0).all()


def test_strata_are_resampled_inside_where_all_are_large_enough() -> None:
    in_a = np.tile([True, False], 10)
    assert not pools_strata(in_a, np.repeat([0, 1], 10))
    assert pools_strata(in_a, np.repeat([0, 1], [12, 8]))
    values, _ = _drawn(20)
    strata = np.repeat([0, 1], 10)
    units = Units(values, np.ones(20), in_a, strata)
    found = resample(units, n_resamples=4000, seed=1)
    variance = np.zeros(4)
    for stratum, side in product((0, 1), (True, False)):
        cell = values[(strata == stratum) & (in_a == side)]
        variance += cell.var(axis=0) / 5 / 4  # each stratum weighs a half
    np.testing.assert_allclose(found.deviation.var(axis=0), variance, rtol=0.1)


def test_the_order_of_units_and_topics_changes_no_resample() -> None:
    values, weights = _drawn(10)
    in_a = np.arange(10) < 4
    units = Units(values, weights, in_a, np.zeros(10, int))
    turned = Units(values[:, ::-1], weights, in_a, np.zeros(10, int))
    one, two = (resample(u, n_resamples=50, seed=1) for u in (units, turned))
    np.testing.assert_allclose(one.deviation, two.deviation[:, ::-1], atol=1e-14)

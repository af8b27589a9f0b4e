"""Bands against SciPy, against a search for their ends, and against worked examples."""

import numpy as np
import pytest
from scipy import optimize, special, stats

from toolkit.contrasts.studentise import between_statistics, within_statistics
from toolkit.contrasts.trends.band import (
    band,
    band_by_spread,
    difference,
    freedom,
    relative_spread,
)


def test_one_period_worked_by_hand():
    # Three meetings of 10, 20 and 30 %: mean 0.2, s / sqrt(3) = 0.1 / sqrt(3) = 0.057735; the
    # slope of the log-odds at 0.2 is 1 / 0.16; Student's quantile for two degrees is 4.3027.
    found = band(np.array([[0.1], [0.2], [0.3]]), np.ones(3), 0.95)
    assert found.error.item() == pytest.approx(0.1 / 3**0.5)
    reach = 4.302652729911275 * 0.05773502691896258 / 0.16
    assert found.low.item() == pytest.approx(special.expit(special.logit(0.2) - reach))
    assert found.high.item() == pytest.approx(special.expit(special.logit(0.2) + reach))


def test_weights_cost_degrees_of_freedom():
    assert freedom(np.array([1.0, 1.0, 1e-9])) == pytest.approx(1)
    equal = band(np.array([[0.1], [0.2], [0.3]]), np.full(3, 7.0), 0.9)
    assert equal.low == pytest.approx(band(np.array([[0.1], [0.2], [0.3]]), np.ones(3), 0.9).low)


@pytest.mark.parametrize("values", [[[0.2, 0.8]], [[0.0, 1.0], [0.0, 1.0]], [[0.3, 0.7]] * 4])
def test_no_band_where_nothing_is_known_of_the_spread(values):
    found = band(np.array(values), np.ones(len(values)), 0.95)
    assert np.isnan([found.low, found.high]).all()
    assert not np.isnan(found.mean).any()


def test_a_band_of_two_far_clusters_stays_a_proportion():
    found = band(np.array([[0.001], [0.9]]), np.ones(2), 0.999)
    assert 0 <= found.low.item() < found.high.item() <= 1


def test_the_pooled_band_ends_where_the_mean_is_just_as_far_as_it_may_be():
    weights, spread = np.array([1.0, 2.0, 1.0]), np.array([0.15, 0.15, 0.02])
    mean = np.array([0.03, 0.0, 0.6])
    low, high = band_by_spread(mean, weights, spread, 11.0, 0.9)
    limit = stats.t.ppf(0.95, 11) * np.sqrt(spread * (0.25**2 + 0.5**2 + 0.25**2))

    def far(p, k):
        return abs(mean[k] - p) - limit[k] * np.sqrt(p * (1 - p))

    for k in range(3):
        assert high[k] == pytest.approx(optimize.brentq(far, mean[k] + 1e-12, 1, args=(k,)))
        if mean[k]:
            assert low[k] == pytest.approx(optimize.brentq(far, 1e-12, mean[k], args=(k,)))
    assert low[1] == 0


def test_the_pooled_band_is_wilsons_for_clusters_that_are_all_or_nothing():
    from scipy.stats import binomtest

    low, high = band_by_spread(np.array([0.3]), np.ones(10), np.ones(1), np.inf, 0.95)
    wilson = binomtest(3, 10).proportion_ci(method="wilson")
    assert (low.item(), high.item()) == pytest.approx((wilson.low, wilson.high))


def test_no_pooled_band_for_one_cluster_or_without_any_spread():
    assert np.isnan(band_by_spread(np.array([0.3]), np.ones(1), np.ones(1), 9.0, 0.95)).all()
    assert np.isnan(band_by_spread(np.array([0.3]), np.ones(2), np.zeros(1), 9.0, 0.95)).all()


def test_relative_spread_is_one_for_all_or_nothing_and_the_rate_of_variances_else():
    rng = np.random.default_rng(2)
    parts = [(rng.dirichlet([1, 2, 3], size=n), np.ones(n)) for n in (4, 1, 7)]
    spread, degrees = relative_spread(parts)
    used = [parts[0][0], parts[2][0]]
    above = sum((len(v) - 1) * v.var(axis=0, ddof=1) for v in used)
    below = sum((len(v) - 1) * v.mean(axis=0) * (1 - v.mean(axis=0)) for v in used)
    np.testing.assert_allclose(spread, above / below)
    assert degrees == pytest.approx(9)
    many = (rng.integers(2, size=(5000, 1)).astype(float), np.ones(5000))
    assert relative_spread([many])[0].item() == pytest.approx(1, abs=0.001)
    assert np.isnan(relative_spread([(np.zeros((3, 1)), np.ones(3))])[0]).all()


@pytest.fixture
def sides():
    rng = np.random.default_rng(5)
    return rng.dirichlet([1, 2, 3], size=6), rng.dirichlet([1, 2, 3], size=6)


def test_groups_that_always_meet_differ_by_matched_pairs(sides):
    a, b = sides
    same = np.arange(6)
    found = difference((same, a, np.ones(6)), (same, b, np.ones(6)), 0.95)
    paired = stats.ttest_rel(a, b).confidence_interval()
    np.testing.assert_allclose(found.low, paired.low)
    np.testing.assert_allclose(found.high, paired.high)
    reference = within_statistics(a, b, np.zeros((1, 6), bool), np.ones(6))
    np.testing.assert_allclose(found.error, reference.standard_error[0])


def test_groups_that_never_meet_differ_by_welchs_error(sides):
    a, b = sides[0], sides[1][:4]
    weights = np.array([1.0, 2, 3, 4, 5, 6]), np.array([2.0, 1, 1, 3])
    found = difference((np.arange(6), a, weights[0]), (np.arange(6, 10), b, weights[1]), 0.9)
    in_a = np.arange(10)[None] < 6
    both, all_weights = np.vstack([a, b]), np.concatenate(weights)
    reference = between_statistics(both, in_a, all_weights, np.zeros(10, int))
    np.testing.assert_allclose(found.mean, reference.difference[0])
    np.testing.assert_allclose(found.error, reference.standard_error[0])
    fewer = stats.t.ppf(0.95, min(freedom(w) for w in weights))
    np.testing.assert_allclose(found.high - found.mean, fewer * found.error)


def test_one_cluster_has_a_difference_and_no_interval(sides):
    found = difference(
        (np.array([0]), sides[0][:1], np.ones(1)), (np.arange(6), sides[1], np.ones(6)), 0.95
    )
    np.testing.assert_allclose(found.mean, sides[0][0] - sides[1].mean(axis=0))
    assert np.isnan([found.low, found.high]).all()

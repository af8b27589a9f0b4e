"""Slopes against generalised least squares written out, and against plain regression."""

import numpy as np
import pytest
from scipy import stats

from toolkit.contrasts.trends.straight import autocorrelation, straight_trend


@pytest.fixture
def sequence():
    rng = np.random.default_rng(8)
    noise = rng.normal(size=(30, 4))
    for t in range(1, 30):
        noise[t] += np.array([0, 0.3, 0.6, 0.9]) * noise[t - 1]
    return noise / 20 + 0.25, np.sort(rng.uniform(0, 8, size=30))


def test_slope_and_error_are_those_of_generalised_least_squares(sequence):
    values, time = sequence
    found = straight_trend(values, time, n_shuffles=19, seed=1)
    design = np.column_stack([np.ones(30), time])
    for k in range(4):
        rho = found.autocorrelation[k]
        inverse = np.linalg.inv(rho ** np.abs(np.subtract.outer(np.arange(30), np.arange(30))))
        bread = np.linalg.inv(design.T @ inverse @ design)
        beta = bread @ design.T @ inverse @ values[:, k]
        left = values[:, k] - design @ beta
        variance = left @ inverse @ left / 28
        assert found.slope[k] == pytest.approx(beta[1])
        assert found.error[k] == pytest.approx(np.sqrt(variance * bread[1, 1]))
        assert found.t[k] == pytest.approx(beta[1] / np.sqrt(variance * bread[1, 1]))


def test_without_likeness_it_is_plain_regression():
    rng = np.random.default_rng(4)
    swing = np.tile([1.0, -1.0], 20)  # neighbours unlike: never taken for alike
    values = (0.3 + 0.1 * swing + rng.normal(size=40) / 50)[:, None]
    found = straight_trend(values, np.arange(40.0), n_shuffles=19, seed=1)
    plain = stats.linregress(np.arange(40.0), values[:, 0])
    assert found.autocorrelation.item() == 0
    assert (found.slope.item(), found.error.item()) == pytest.approx((plain.slope, plain.stderr))


def test_p_and_its_adjustment_are_counted_from_the_null(sequence):
    found = straight_trend(*sequence, n_shuffles=99, seed=3)
    size = np.abs(found.null_t)
    for k in range(4):
        assert found.p[k] == ((size[:, k] >= abs(found.t[k])).sum() + 1) / 100
        assert found.p_adjusted[k] == ((size.max(axis=1) >= abs(found.t[k])).sum() + 1) / 100


def test_the_null_is_the_same_however_many_are_made_at_once(sequence, monkeypatch):
    first = straight_trend(*sequence, n_shuffles=50, seed=3)
    monkeypatch.setattr("toolkit.contrasts.trends.straight._CHUNK", 1)
    again = straight_trend(*sequence, n_shuffles=50, seed=3)
    assert first.null_t.tobytes() == again.null_t.tobytes()


def test_likeness_is_found_beside_a_line_and_never_below_the_average(sequence):
    values, time = sequence
    found = autocorrelation(values[None], time)[0]
    steep = autocorrelation((values + 5 * time[:, None])[None], time)[0]
    np.testing.assert_allclose(found, steep)
    assert found.min() > 0.2
    assert found[0] == found.min() < found[3]


def test_likeness_has_little_bias():
    rng = np.random.default_rng(0)
    sets = rng.normal(size=(600, 40, 1))
    for t in range(1, 40):
        sets[:, t] = 0.5 * sets[:, t - 1] + np.sqrt(0.75) * sets[:, t]
    assert autocorrelation(sets, np.arange(40.0)).mean() == pytest.approx(0.5, abs=0.03)


def test_a_topic_that_never_varies_has_no_slope():
    values = np.column_stack([np.zeros(20), np.random.default_rng(1).uniform(size=20)])
    found = straight_trend(values, np.arange(20.0), n_shuffles=19, seed=1)
    assert (found.slope[0], found.t[0], found.p[0]) == (0, 0, 1)

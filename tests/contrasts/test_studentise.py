import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from toolkit.contrasts import studentise
from toolkit.contrasts.studentise import between_statistics, mean_and_error, within_statistics

Floats = NDArray[np.float64]


def _values(n: int, k: int = 3, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).dirichlet(np.ones(k), n)


def _one_stratum(n: int) -> NDArray[np.intp]:
    return np.zeros(n, dtype=np.intp)


def test_between_is_welch() -> None:
    values, in_a = _values(12), np.arange(12) < 5
    found = between_statistics(values, in_a[None], np.ones(12), _one_stratum(12))
    expected = stats.ttest_ind(values[:5], values[5:], equal_var=False).statistic
    np.testing.assert_allclose(found.t[0], expected, rtol=1e-10)
    np.testing.assert_allclose(found.mean_a[0], values[:5].mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.mean_b[0], values[5:].mean(axis=0), rtol=1e-12)


def test_within_is_a_one_sample_t_and_flips() -> None:
    a, b = _values(9, seed=1), _values(9, seed=2)
    exchanged = np.random.default_rng(0).random((4, 9)) < 0.5
    found = within_statistics(a, b, exchanged, np.ones(9))
    for row, flips in enumerate(exchanged):
        d = (a - b) * np.where(flips, -1, 1)[:, None]
        np.testing.assert_allclose(found.t[row], stats.ttest_1samp(d, 0).statistic, rtol=1e-9)
        swapped = np.where(flips[:, None], b, a).mean(axis=0)
        np.testing.assert_allclose(found.mean_a[row], swapped, rtol=1e-12)
    np.testing.assert_allclose(found.mean_b.sum(axis=1), 1)


def test_one_pair_in_each_stratum_is_a_paired_t() -> None:
    a, b = _values(7, seed=3), _values(7, seed=4)
    strata = np.tile(np.arange(7), 2)
    in_a = np.arange(14) < 7
    found = between_statistics(np.vstack([a, b]), in_a[None], np.ones(14), strata)
    np.testing.assert_allclose(found.t[0], stats.ttest_rel(a, b).statistic, rtol=1e-9)


def _regression(
    values: Floats, in_a: NDArray[np.bool_], weights: Floats, strata: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Least squares on group and strata, with HC2 standard errors, written out."""
    design = np.column_stack([in_a, strata[:, None] == np.arange(strata.max() + 1)]).astype(float)
    root = np.sqrt(weights)[:, None]
    x, y = design * root, values * root
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    residual = y - x @ beta
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    pull = (inverse @ x.T)[0]
    variance = (pull**2 / (1 - leverage)) @ residual**2
    return beta[0], np.sqrt(variance)


def test_weights_and_strata_are_a_regression_with_robust_errors() -> None:
    rng = np.random.default_rng(5)
    values, weights = _values(20, 4, seed=5), rng.uniform(0.5, 3, 20)
    strata = np.repeat(np.arange(3), [8, 7, 5])
    deals = np.array([rng.permuted(np.arange(20) % 3 == 0) for _ in range(6)])
    found = between_statistics(values, deals, weights, strata)
    for row, in_a in enumerate(deals):
        difference, error = _regression(values, in_a, weights, strata)
        np.testing.assert_allclose(found.difference[row], difference, rtol=1e-9)
        np.testing.assert_allclose(found.standard_error[row], error, rtol=1e-9)
    np.testing.assert_allclose(found.mean_a - found.mean_b, found.difference, atol=1e-15)


def test_weighted_mean_and_error_agree_with_both_designs() -> None:
    values, weights = _values(11, seed=6), np.arange(1.0, 12)
    in_a = np.arange(11) < 4
    (mean_a, error_a), (mean_b, error_b) = (
        mean_and_error(values[use], weights[use]) for use in (in_a, ~in_a)
    )
    found = between_statistics(values, in_a[None], weights, _one_stratum(11))
    np.testing.assert_allclose(found.difference[0], mean_a - mean_b, rtol=1e-10)
    np.testing.assert_allclose(found.standard_error[0] ** 2, error_a**2 + error_b**2, rtol=1e-9)
    alone = within_statistics(values, 0 * values, np.zeros((1, 11), bool), weights)
    mean, error = mean_and_error(values, weights)
    np.testing.assert_allclose(alone.t[0], mean / error, rtol=1e-9)
    with np.errstate(all="raise"):
        assert np.isnan(mean_and_error(values[:1], weights[:1])[1]).all()


def test_no_spread_is_never_nan() -> None:
    # Topic 1 is the same everywhere, topic 2 differs without spread, topic 3 holds rounding only.
    values = np.array([[0.1, 0.3, 0.1 + 0.2]] * 3 + [[0.1, 0.2, 0.3]] * 4)
    in_a = np.array([np.arange(7) < 3, np.arange(7) % 2 == 0])
    found = between_statistics(values, in_a, np.ones(7), _one_stratum(7))
    assert found.t[0].tolist() == [0.0, np.inf, 0.0]
    assert np.isfinite(found.t[1]).all()
    inside = within_statistics(values[3:], values[:3].repeat(2, 0)[:4], in_a[:1, :4], np.ones(4))
    assert inside.t[0].tolist()[::2] == [0.0, 0.0]
    same = within_statistics(values[3:], values[[0] * 4], np.zeros((1, 4), bool), np.ones(4))
    assert same.t[0].tolist() == [0.0, -np.inf, 0.0]


@given(st.floats(0, 1), st.floats(0, 1), st.integers(2, 9), st.integers(2, 9))
def test_rounding_is_no_spread(x: float, y: float, n_a: int, n_b: int) -> None:
    values = np.array([[x]] * n_a + [[y]] * n_b)
    in_a, weights = np.arange(n_a + n_b) < n_a, np.arange(1.0, n_a + n_b + 1)
    t = between_statistics(values, in_a[None], weights, _one_stratum(n_a + n_b)).t.item()
    inside = within_statistics(
        values[:n_a], 0 * values[:n_a] + y, np.zeros((1, n_a), bool), weights[:n_a]
    ).t.item()
    difference = x - y
    if abs(difference) > 1e-11:
        assert t == inside == np.copysign(np.inf, difference)
    elif abs(difference) < 1e-13:
        assert t == inside == 0


def test_chunks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    values, rng = _values(12), np.random.default_rng(7)
    deals = np.array([rng.permuted(np.arange(12) < 5) for _ in range(50)])
    whole = between_statistics(values, deals, np.ones(12), _one_stratum(12))
    monkeypatch.setattr(studentise, "_CHUNK", 12 * 7)
    parts = between_statistics(values, deals, np.ones(12), _one_stratum(12))
    np.testing.assert_allclose(parts.t, whole.t, rtol=1e-12)

import numpy as np
import pytest
from numpy.typing import NDArray

from toolkit.contrasts import jsd
from toolkit.contrasts.jackknife import group_means, jackknife

Floats = NDArray[np.float64]


def _squared(p: Floats, q: Floats) -> Floats:
    return np.asarray(((p - q) ** 2).sum(axis=-1))


def test_two_samples_by_brute_force() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.dirichlet(np.ones(5), 4), rng.dirichlet(np.ones(5), 7)
    found, bias = jackknife(
        np.vstack([a, b]), np.ones(11), np.repeat([0, 1], [4, 7]), np.arange(11), jsd
    )
    full = jsd(a.mean(axis=0), b.mean(axis=0))
    assert found[0, 1] == found[1, 0] == pytest.approx(full)
    without_a = [jsd(np.delete(a, i, 0).mean(axis=0), b.mean(axis=0)) for i in range(4)]
    without_b = [jsd(a.mean(axis=0), np.delete(b, i, 0).mean(axis=0)) for i in range(7)]
    expected = 3 * (np.mean(without_a) - full) + 6 * (np.mean(without_b) - full)
    assert bias[0, 1] == bias[1, 0] == pytest.approx(expected, rel=1e-9)
    assert found[0, 0] == bias[0, 0] == 0


def test_shared_clusters_by_brute_force() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.dirichlet(np.ones(5), 6), rng.dirichlet(np.ones(5), 6)
    order = rng.permutation(12)
    group, cluster = np.repeat([0, 1], 6)[order], np.tile(np.arange(6), 2)[order]
    found, bias = jackknife(np.vstack([a, b])[order], np.ones(12), group, cluster, jsd)
    without = [
        jsd(np.delete(a, i, 0).mean(axis=0), np.delete(b, i, 0).mean(axis=0)) for i in range(6)
    ]
    expected = 5 * (np.mean(without) - found[0, 1])
    assert bias[0, 1] == pytest.approx(expected, rel=1e-9)


def test_squared_distance_is_corrected_without_any_error() -> None:
    # E|a - b|^2 exceeds |E a - E b|^2 by tr Var(mean a - mean b), whose estimate is known.
    rng = np.random.default_rng(3)
    a, b, common = rng.normal(0.5, 0.1, (5, 3)), rng.normal(0.5, 0.1, (8, 3)), 3
    values, weights = np.vstack([a, b]), np.ones(13)
    cluster = np.r_[np.arange(5), np.arange(common), 5 + np.arange(8 - common)]
    _, bias = jackknife(values, weights, np.repeat([0, 1], [5, 8]), cluster, _squared)
    variance = a.var(axis=0, ddof=1).sum() / 5 + b.var(axis=0, ddof=1).sum() / 8
    residual_a, residual_b = a - a.mean(axis=0), b - b.mean(axis=0)
    together = (residual_a[:common] * residual_b[:common]).sum() / np.sqrt(5 * 4 * 8 * 7)
    assert bias[0, 1] == pytest.approx(variance - 2 * together, rel=1e-9)


def test_weights_by_their_variance() -> None:
    rng = np.random.default_rng(4)
    a, b, w = rng.normal(0.5, 0.1, (5, 3)), rng.normal(0.5, 0.1, (5, 3)), rng.integers(1, 9, 10)
    _, bias = jackknife(
        np.vstack([a, b]), w.astype(float), np.repeat([0, 1], 5), np.arange(10), _squared
    )
    expected = 0.0
    for x, of in ((a, w[:5]), (b, w[5:])):
        share = of / of.sum()
        residual = x - share @ x
        expected += (share**2 / (1 - share) * (residual**2).sum(axis=1)).sum()
    assert bias[0, 1] == pytest.approx(expected, rel=1e-9)


def test_a_group_of_one_row_is_not_corrected() -> None:
    values = np.array([[0.2, 0.8], [0.4, 0.6], [0.5, 0.5], [0.1, 0.9], [0.6, 0.4]])
    group = np.array([0, 0, 1, 2, 2])
    with np.errstate(all="raise"):
        found, bias = jackknife(values, np.ones(5), group, np.arange(5), jsd)
    assert not np.isnan(found).any()
    assert np.isnan(bias).tolist() == [
        [False, True, False],
        [True, False, True],
        [False, True, False],
    ]


def test_more_groups_change_nothing() -> None:
    rng = np.random.default_rng(5)
    values = rng.dirichlet(np.ones(4), 15)
    group, cluster = np.tile([0, 1, 2], 5), np.repeat(np.arange(5), 3)
    found, bias = jackknife(values, np.ones(15), group, cluster, jsd)
    two = group != 1
    alone = jackknife(values[two], np.ones(10), group[two] // 2, cluster[two], jsd)
    assert found[0, 2] == pytest.approx(alone[0][0, 1], rel=1e-12)
    assert bias[0, 2] == pytest.approx(alone[1][0, 1], rel=1e-9)
    np.testing.assert_allclose(
        group_means(values, np.ones(15), group)[1], values[group == 1].mean(axis=0)
    )

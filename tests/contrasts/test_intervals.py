"""Intervals against SciPy's, against hand-worked ones, and at their edges."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from toolkit.contrasts import contrast
from toolkit.contrasts.intervals import Asked, Interval, find_intervals
from toolkit.contrasts.resample import resample
from toolkit.contrasts.studentise import between_statistics, within_statistics
from toolkit.contrasts.units import Units
from toolkit.errors import ToolkitError
from toolkit.topics import Topics

Floats = NDArray[np.float64]


def _between(values: Floats, n_a: int) -> Units:
    n = len(values)
    return Units(values, np.ones(n), np.arange(n) < n_a, np.zeros(n, dtype=np.intp))


def _found(units: Units, asked: Asked, inflation: Floats | None = None) -> Interval:
    if units.in_a is None:
        assert units.other is not None
        unflipped = np.zeros((1, len(units.values)), dtype=bool)
        fit = within_statistics(units.values, units.other, unflipped, units.weights)
    else:
        fit = between_statistics(units.values, units.in_a[None], units.weights, units.strata)
    error = fit.standard_error[0] * (1 if inflation is None else np.sqrt(inflation))
    return find_intervals(units, fit.difference[0], error, asked, seed=1, inflation=inflation)


def _difference(a: Floats, b: Floats, axis: int = -1) -> Floats:
    return np.asarray(a.mean(axis=axis) - b.mean(axis=axis))


@pytest.mark.parametrize(("kind", "method"), [("percentile", "percentile"), ("bca", "BCa")])
def test_two_samples_against_scipy(kind: str, method: str) -> None:
    random = np.random.default_rng(4)
    values = random.gamma(0.6, 0.1, (37, 1))  # skewed, so that BCa differs
    asked = Asked(kind, n_resamples=19999)  # type: ignore[arg-type]
    ours = _found(_between(values, 12), asked)
    theirs = stats.bootstrap(
        (values[:12, 0], values[12:, 0]), _difference, vectorized=True, n_resamples=19999,
        method=method, rng=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    width = theirs.high - theirs.low
    # Each end of either has a Monte Carlo error of about 0.6 % of the width.
    assert ours.low[0] == pytest.approx(theirs.low, abs=0.03 * width)
    assert ours.high[0] == pytest.approx(theirs.high, abs=0.03 * width)


def test_one_sample_against_scipy_and_bca_moves_the_right_way() -> None:
    random = np.random.default_rng(5)
    a, b = random.gamma(0.5, 0.1, (20, 1)), np.full((20, 1), 0.05)
    units = Units(a, np.ones(20), None, np.zeros(20, dtype=np.intp), b)
    ours = {k: _found(units, Asked(k, n_resamples=19999)) for k in ("percentile", "bca")}  # type: ignore[arg-type]
    for kind, method in (("percentile", "percentile"), ("bca", "BCa")):
        theirs = stats.bootstrap(
            ((a - b)[:, 0],), np.mean, n_resamples=19999, method=method,
            rng=np.random.default_rng(1),
        ).confidence_interval  # fmt: skip
        width = theirs.high - theirs.low
        assert ours[kind].low[0] == pytest.approx(theirs.low, abs=0.03 * width)
        assert ours[kind].high[0] == pytest.approx(theirs.high, abs=0.03 * width)
    assert ours["bca"].high[0] > ours["percentile"].high[0]  # the long tail is above


def test_studentised_by_hand() -> None:
    """Every resample of 4 clusters, 256 of them, and their 90 % quantile of |t|."""
    d = np.array([0.1, 0.2, 0.4, 0.15])
    rows = d[np.array(np.meshgrid(*[range(4)] * 4)).reshape(4, -1).T]
    error = rows.std(axis=1, ddof=1) / 2
    moved = np.abs(rows.mean(axis=1) - d.mean())
    flat = error < 1e-12
    t = np.where(flat, np.where(moved > 1e-12, np.inf, 0.0), moved / np.where(flat, 1.0, error))
    q = np.quantile(t, 0.9, method="inverted_cdf")
    a, b = 0.1 + d[:, None], np.full((4, 1), 0.1)
    units = Units(a, np.ones(4), None, np.zeros(4, dtype=np.intp), b)
    found = _found(units, Asked("studentised", level=0.9, n_resamples=39999))
    reach = q * d.std(ddof=1) / 2
    assert found.high[0] == pytest.approx(d.mean() + reach, rel=0.03)
    assert found.low[0] == pytest.approx(d.mean() - reach, rel=0.03)
    assert found.n_flat[0] / 39999 == pytest.approx(flat.mean(), abs=0.004)


def test_all_topics_at_once_by_the_largest_of_each_resample() -> None:
    values = np.random.default_rng(7).dirichlet(np.ones(4), 16)
    units = _between(values, 8)
    drawn = resample(units, n_resamples=199, seed=1)
    largest = np.sort(np.abs(drawn.deviation / drawn.standard_error).max(axis=1))
    assert _found(units, Asked(n_resamples=199)).critical == pytest.approx(largest[-10])
    assert _found(units, Asked(n_resamples=199, n_pairs=5)).critical == pytest.approx(largest[-2])
    assert _found(units, Asked(n_resamples=199, n_pairs=11)).critical is None


def test_without_spread_there_is_no_interval() -> None:
    values = np.array([[0.5, 0.5, 0.0]] * 4 + [[0.3, 0.7, 0.0]] * 4)
    for kind in ("studentised", "percentile", "bca"):
        found = _found(_between(values, 4), Asked(kind))  # type: ignore[arg-type]
        assert np.isnan(found.low).all()
        assert np.isnan(found.high).all()
    # One of eight clusters holds a topic: a third of the resamples do not, and have no spread.
    values = np.zeros((8, 1))
    values[0] = 0.1
    rare = _found(_between(values, 4), Asked("studentised"))
    assert np.isnan(rare.low[0])
    assert rare.n_flat[0] > 500


def test_likeness_of_neighbours_widens_all_three() -> None:
    values = np.random.default_rng(1).dirichlet(np.ones(3), 24)
    for kind in ("studentised", "percentile", "bca"):
        plain, grown = (
            _found(_between(values, 12), Asked(kind), inflation=i)  # type: ignore[arg-type]
            for i in (None, np.full(3, 4.0))
        )
        np.testing.assert_allclose(grown.high - grown.low, 2 * (plain.high - plain.low), rtol=1e-9)


def test_ends_stay_within_what_a_difference_can_be() -> None:
    values = np.array([[0.9], [1.0], [0.0], [0.1], [0.95], [0.05]])
    found = _found(_between(values, 3), Asked("studentised", level=0.8))
    assert found.low[0] >= -1
    assert found.high[0] <= 1


def test_too_few_resamples_are_refused(between_topics: Topics) -> None:
    with pytest.raises(ToolkitError, match="n_resamples = 38 is too few .* 95 %; it takes 39"):
        contrast(between_topics, between="country", n_resamples=38)
    contrast(between_topics, between="country", n_resamples=39)


def test_the_level_is_one_less_alpha(between_topics: Topics) -> None:
    wide, narrow = (contrast(between_topics, between="country", alpha=a) for a in (0.02, 0.2))
    assert (wide.table()["low_pp"] < narrow.table()["low_pp"]).all()
    assert "Intervals of 98 % (studentised bootstrap, 1,999 resamples" in wide.summary()


def test_names_and_the_order_of_groups_turn_the_interval_round(within_topics: Topics) -> None:
    one = contrast(within_topics, between="kind").pair("answer", "remark")
    alone = contrast(within_topics, between="kind", groups=["remark", "answer"]).pairs[0]
    assert one.low is not None
    np.testing.assert_array_equal(one.low, alone.low)

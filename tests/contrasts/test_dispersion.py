import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy import optimize, stats

from toolkit.contrasts.dispersion import dispersion, spatial_median
from toolkit.errors import ToolkitError

Floats = NDArray[np.float64]


def _zeros(n: int) -> NDArray[np.intp]:
    return np.zeros(n, dtype=np.intp)


def _length(points: Floats, at: Floats) -> float:
    return float(np.sqrt(((points - at) ** 2).sum(axis=1)).sum())


@given(arrays(np.float64, (7, 3), elements=st.integers(-4, 4).map(float)))
def test_no_point_is_nearer_to_all_than_the_spatial_median(points: Floats) -> None:
    at = spatial_median(points)
    least = _length(points, at)
    for start in (points.mean(axis=0), np.median(points, axis=0), *points):
        # Nelder and Mead's search has nothing in common with Weiszfeld's.
        found = optimize.minimize(
            lambda x: _length(points, x), start, method="Nelder-Mead", options={"maxfev": 60}
        )
        assert least <= min(found.fun, _length(points, start)) + 1e-6


def test_spatial_median_by_hand() -> None:
    # Three corners of an equilateral triangle: its centre. Two points in one place outweigh one.
    corners = np.array([[0, 0], [1, 0], [0.5, np.sqrt(0.75)]])
    np.testing.assert_allclose(spatial_median(corners), [0.5, np.sqrt(0.75) / 3], atol=1e-10)
    np.testing.assert_allclose(spatial_median(np.array([[1.0], [1.0], [5.0]])), [1], atol=1e-9)
    # A triangle with an angle above 120 degrees: its obtuse corner, at which iterations get stuck.
    flat = np.array([[-5.0, 0.1], [0.0, 0.0], [5.0, 0.1]])
    np.testing.assert_allclose(spatial_median(flat), [0, 0], atol=1e-9)
    assert spatial_median(np.array([[2.0, 3.0]])).tolist() == [2, 3]
    np.testing.assert_allclose(spatial_median(np.array([[2.0], [3.0]])), [2.5])


def test_hand_worked() -> None:
    # Distances 3, 0, 3 (about 3) and 1, 0, 1 (about 2): means 2 and 2/3, within 6 + 2/3,
    # between 6 * (2/3) ** 2 = 8/3; F = (8/3) / ((20/3) / 4) = 1.6.
    values = np.array([[0.0], [3], [6], [1], [2], [3]])
    made = dispersion(values, np.repeat([0, 1], 3), _zeros(6), centre="centroid", adjust_size=False)
    np.testing.assert_allclose(made.distances, [3, 0, 3, 1, 0, 1], atol=1e-12)
    np.testing.assert_allclose(made.means, [2, 2 / 3])
    assert made.f == pytest.approx(1.6)
    assert made.exhaustive
    assert len(made.null_f) == 20
    assert made.p >= 2 / 20
    larger = dispersion(values, np.repeat([0, 1], 3), _zeros(6), centre="centroid")
    np.testing.assert_allclose(larger.means, made.means * np.sqrt(3 / 2))


def test_f_is_the_analysis_of_variance_of_the_distances() -> None:
    rng = np.random.default_rng(1)
    group = np.repeat([0, 1, 2], [4, 6, 9])
    made = dispersion(rng.normal(size=(19, 5)), group, _zeros(19), n_shuffles=50)
    expected = stats.f_oneway(*(made.distances[group == g] for g in range(3))).statistic
    assert made.f == pytest.approx(expected, rel=1e-10)


def test_null_has_no_difference_whatever_was_observed() -> None:
    rng = np.random.default_rng(2)
    values = np.vstack([rng.normal(size=(15, 4)), 9 * rng.normal(size=(15, 4))])
    made = dispersion(values, np.repeat([0, 1], 15), _zeros(30), n_shuffles=999)
    assert made.p == 1 / 1000
    # Were distances shuffled with their difference in, F would be 1 on average all the same; but
    # 95 % of it would not lie below the F distribution's, as without the difference.
    assert np.quantile(made.null_f, 0.95) == pytest.approx(stats.f.ppf(0.95, 1, 28), rel=0.25)


def test_centres_do_not_matter() -> None:
    rng = np.random.default_rng(3)
    values, group = rng.normal(size=(20, 3)), np.arange(20) % 2
    moved = values + 7 * group[:, None]
    first, second = (dispersion(x, group, _zeros(20), n_shuffles=99) for x in (values, moved))
    np.testing.assert_allclose(first.distances, second.distances, atol=1e-8)
    np.testing.assert_allclose(first.f, second.f, rtol=1e-6)


def test_one_row_has_no_spread() -> None:
    with pytest.raises(ToolkitError, match="group 1 has 1 row"):
        dispersion(np.ones((3, 1)), np.array([0, 0, 1]), _zeros(3))
    same = dispersion(np.ones((4, 1)), np.array([0, 0, 1, 1]), _zeros(4))
    assert (same.f, same.p) == (0.0, 1.0)

import numpy as np
import pytest
from numpy.typing import NDArray

from toolkit.contrasts.residuals import influence, stratified_resamples
from toolkit.contrasts.studentise import between_statistics
from toolkit.contrasts.units import Units, draw_units

Floats = NDArray[np.float64]


def _design(seed: int = 0) -> tuple[Floats, NDArray[np.bool_], Floats, NDArray[np.intp]]:
    random = np.random.default_rng(seed)
    in_a = np.array([1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1, 0], dtype=bool)
    strata = np.repeat([0, 1, 2], [5, 3, 4])
    return random.dirichlet(np.ones(3), 12), in_a, random.uniform(1, 2, 12), strata


def test_a_resample_is_the_statistic_of_fitted_values_and_drawn_residuals() -> None:
    values, in_a, weights, strata = _design()
    fit = between_statistics(values, in_a[None], weights, strata)
    columns = np.column_stack([in_a, strata[:, None] == np.arange(3)]).astype(float)
    root = np.sqrt(weights)[:, None]
    coefficients = np.linalg.lstsq(root * columns, root * values, rcond=None)[0]
    fitted = columns @ coefficients
    np.testing.assert_allclose(coefficients[0], fit.difference[0])
    q, _ = np.linalg.qr(root * columns)
    residual = (values - fitted) / np.sqrt(1 - (q**2).sum(axis=1))[:, None]
    for side in (in_a, ~in_a):
        residual[side] -= residual[side].mean(axis=0)
    draws = draw_units(in_a.astype(int), 40, seed=1)
    found = stratified_resamples(values, in_a, weights, strata, draws, pooled=True)
    for row, draw in enumerate(draws):
        own = between_statistics(fitted + residual[draw], in_a[None], weights, strata)
        np.testing.assert_allclose(
            found.deviation[row], own.difference[0] - fit.difference[0], atol=1e-12
        )
        np.testing.assert_allclose(found.standard_error[row], own.standard_error[0], atol=1e-12)


def test_inside_strata_a_resample_is_the_statistic_of_its_rows() -> None:
    values, in_a, _, strata = _design()
    fit = between_statistics(values, in_a[None], np.ones(12), strata)
    draws = draw_units(2 * strata + in_a, 40, seed=1)
    found = stratified_resamples(values, in_a, np.ones(12), strata, draws, pooled=False)
    for row, draw in enumerate(draws):
        own = between_statistics(values[draw], in_a[None], np.ones(12), strata)
        np.testing.assert_allclose(
            found.deviation[row], own.difference[0] - fit.difference[0], atol=1e-12
        )
        np.testing.assert_allclose(found.standard_error[row], own.standard_error[0], atol=1e-12)


def test_matched_pairs_have_the_variance_of_their_differences() -> None:
    random = np.random.default_rng(2)
    a, b = random.normal(0.5, 0.1, (30, 1)), random.normal(0.4, 0.1, (30, 1))
    values, in_a = np.vstack([a, b]), np.arange(60) < 30
    draws = draw_units(in_a.astype(int), 4000, seed=1)
    found = stratified_resamples(
        values, in_a, np.ones(60), np.tile(np.arange(30), 2), draws, pooled=True
    )
    assert found.deviation.var() == pytest.approx((a - b).var(ddof=1) / 30, rel=0.12)
    assert found.deviation.mean() == pytest.approx(0, abs=0.002)


def test_influence_is_what_leaving_a_unit_out_changes() -> None:
    values, in_a, _, strata = _design()
    for design in (Units(values, np.ones(12), in_a, 0 * strata),):
        full = values[in_a].mean(axis=0) - values[~in_a].mean(axis=0)
        n = np.where(in_a, in_a.sum(), (~in_a).sum())
        for unit in range(12):
            kept = np.arange(12) != unit
            less = values[in_a & kept].mean(axis=0) - values[~in_a & kept].mean(axis=0)
            np.testing.assert_allclose(
                influence(design)[unit], (n[unit] - 1) / n[unit] * (full - less)
            )
    within = Units(values[:6], np.ones(6), None, np.zeros(6, int), values[6:])
    d = values[:6] - values[6:]
    np.testing.assert_allclose(influence(within), (d - d.mean(axis=0)) / 6)

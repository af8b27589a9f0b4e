"""Strata: residuals of a group beside an intercept for each stratum, and draws of them."""

from __future__ import annotations

import numpy as np

from toolkit.contrasts.units import Bools, Draws, Floats, Ints, Resamples, Units, quiet, root_of
from toolkit.threads import one_thread

_CHUNK = 2**20
_LEAST = 1e-9


def stratified_resamples(
    values: Floats,
    in_a: Bools,
    weights: Floats,
    strata: Ints,
    draws: Draws,
    *,
    pooled: bool,
) -> Resamples:
    r"""Compare two groups beside an intercept for each stratum, in every resample.

    Strata, the units in them and their weights stay as they are; what is drawn are residuals of
    the model behind `between_statistics`.

    Parameters
    ----------
    values, in_a, weights, strata
        As in `between_statistics`.
    draws
        The unit whose residual each unit is given, (n_resamples, n_units).
    pooled
        Whether residuals go from one stratum to another; then each is first divided by the root
        of one less its leverage, so that those of small strata are as wide as the others, and
        each group's mean is taken off. Else they stay in their group of their stratum, and the
        deviation is from that group's mean.

    References
    ----------
    Davison and Hinkley (1997), Bootstrap Methods and their Application, chapter 6.

    Examples
    --------
    >>> values = np.array([[0.1], [0.3], [0.6], [0.8]])
    >>> in_a, strata = np.array([True, True, False, False]), np.array([0, 1, 0, 1])
    >>> draws = np.array([[0, 0, 2, 3]], dtype=np.int32)
    >>> stratified_resamples(values, in_a, np.ones(4), strata, draws, pooled=True).deviation
    array([[0.]])
    """
    model = _Model(in_a, weights, strata)
    residual = model.residual(values, model.pull @ values)
    if pooled:
        residual = residual / np.sqrt(model.left)[:, None]
        for side in (in_a, ~in_a):
            residual[side] -= residual[side].mean(axis=0)
        middle = np.zeros(values.shape[1])
    else:
        cells = np.unique(2 * strata + in_a, return_inverse=True)[1]
        sums = np.zeros((cells.max() + 1, values.shape[1]))
        np.add.at(sums, cells, residual)
        middle = model.pull @ (sums / np.bincount(cells)[:, None])[cells]
    residual = quiet(residual)
    shape = (len(draws), values.shape[1])
    deviation, standard_error = np.empty(shape), np.empty(shape)
    rows = max(1, _CHUNK // len(values))
    with one_thread():
        for start in range(0, len(draws), rows):
            part = slice(start, start + rows)
            for topic in range(values.shape[1]):
                drawn = residual[draws[part], topic].T
                moved = model.pull @ drawn
                left = model.residual(drawn, moved)
                deviation[part, topic] = moved - middle[topic]
                standard_error[part, topic] = root_of(
                    model.squares @ left**2, model.squares @ drawn**2
                )
    return Resamples(quiet(deviation), standard_error)


class _Model:
    """The least-squares coefficient of a group beside an intercept for each stratum."""

    def __init__(self, in_a: Bools, weights: Floats, strata: Ints) -> None:
        member = (strata[:, None] == np.arange(strata.max() + 1)).astype(np.float64)
        sums, of_a = weights @ member, (in_a * weights) @ member
        self.centre = (member * weights[:, None] / sums).T
        self.strata = strata
        self.indicator = in_a - (of_a / sums)[strata]
        total = (of_a * (sums - of_a) / sums).sum()
        self.pull = weights * self.indicator / total
        # One less the leverage.
        self.left = np.maximum(1 - weights / sums[strata] - self.pull * self.indicator, _LEAST)
        self.squares = self.pull**2 / self.left

    def residual(self, values: Floats, difference: Floats) -> Floats:
        """Take strata and groups off, (n_units, n_columns)."""
        fitted = (self.centre @ values)[self.strata]
        return np.asarray(values - fitted - self.indicator[:, None] * difference)


def influence(units: Units) -> Floats:
    """How much each unit pulls the difference its way, (n_units, n_topics): weight times residual.

    Examples
    --------
    >>> values, in_a = np.array([[0.1], [0.3], [0.6], [0.8]]), np.array([True, True, False, False])
    >>> influence(Units(values, np.ones(4), in_a, np.zeros(4, int))).round(3).T
    array([[-0.05,  0.05,  0.05, -0.05]])
    """
    if units.in_a is None:
        assert units.other is not None  # noqa: S101 - a within design has both
        differences, share = units.values - units.other, units.weights / units.weights.sum()
        return np.asarray(share[:, None] * (differences - share @ differences))
    model = _Model(units.in_a, units.weights, units.strata)
    residual = model.residual(units.values, model.pull @ units.values)
    return np.asarray(model.pull[:, None] * residual)

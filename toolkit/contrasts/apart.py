"""How far apart two groups of one pair lie: four measures, their nulls, their chance taken off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.distance import aitchison, hellinger, jsd, total_variation
from toolkit.contrasts.jackknife import MEASURES, ROOTS
from toolkit.contrasts.units import Units

Floats = NDArray[np.float64]

_FLOOR = 0.001


def floor_of(n_topics: int) -> float:
    """Smallest share that Aitchison's distance is given: 0.001, or half the mean share if less.

    Examples
    --------
    >>> floor_of(50), floor_of(1000)
    (0.001, 0.0005)
    """
    return min(_FLOOR, 0.5 / n_topics)


def all_distances(p: Floats, q: Floats) -> Floats:
    """Measure distances along the last axis, (4, ...), in the order of ``MEASURES``.

    Examples
    --------
    >>> all_distances(np.array([0.5, 0.5]), np.array([0.8, 0.2])).round(4)
    array([0.0731, 0.2265, 0.3   , 0.9803])
    """
    floor = floor_of(p.shape[-1])
    return np.array(
        [jsd(p, q), hellinger(p, q), total_variation(p, q), aitchison(p, q, floor=floor)]
    )


def scaled(distances: Floats, variance_ratio: Floats | float) -> Floats:
    """Make distances what they would be of differences with so many times the variance.

    A divergence grows with the square of a difference, the other three with the difference.

    Examples
    --------
    >>> scaled(np.ones((4, 1)), 4.0).ravel()
    array([4., 2., 2., 2.])
    """
    grown = distances * np.sqrt(variance_ratio)
    grown[MEASURES.index("jsd")] = distances[MEASURES.index("jsd")] * variance_ratio
    return grown


def corrected(units: Units, means: Floats, *, inflation: float = 1.0) -> Floats:
    r"""Take off each distance what the chance of which units there are adds to it.

    Every unit is left out in turn, of both groups where it holds both, and the mean of its group
    in its stratum is that of the others there; with :math:`r` the unit's share of that mean, the
    chance in :math:`D` is

    .. math:: \sum_i (1 - r_i) (D_{-i} - D)

    See `jackknife`, which does this for all groups at once.

    Parameters
    ----------
    units
        What was compared.
    means
        Mean proportions of a and b, (2, n_topics).
    inflation
        How many times the variance of the means is what independent units would make it.

    Returns
    -------
    ndarray
        (4,), below zero where the groups lie nearer to each other than chance alone would have
        them. Hellinger's and Aitchison's are roots of corrected squares, with the sign of these.
        NaN where some group has one unit only in some stratum, which shows no chance.

    Examples
    --------
    >>> values = np.array([[0.4, 0.6], [0.6, 0.4], [0.3, 0.7], [0.7, 0.3]])
    >>> in_a = np.array([True, True, False, False])
    >>> units = Units(values, np.ones(4), in_a, np.zeros(4, int))
    >>> corrected(units, np.full((2, 2), 0.5))[:2].round(3)
    array([-0.038, -0.162])
    """
    left_a, left_b, rest = _without_each(units, means)
    if not rest.min() > 0:
        return np.full(len(MEASURES), np.nan)
    power = np.array([2.0 if measure in ROOTS else 1.0 for measure in MEASURES])
    found = all_distances(means[0], means[1]) ** power
    moved = all_distances(left_a, left_b) ** power[:, None] - found[:, None]
    less = found - inflation * (moved @ rest)
    return np.asarray(np.copysign(np.abs(less) ** (1 / power), less))


def _without_each(units: Units, means: Floats) -> tuple[Floats, Floats, Floats]:
    """Means of a and of b without each unit, (n_units, n_topics), and one less its share."""
    if units.in_a is None:
        assert units.other is not None  # noqa: S101 - a within design has both
        share = units.weights / units.weights.sum()
        moves = [
            _moves(mean, values, share, 1.0)
            for mean, values in zip(means, (units.values, units.other), strict=True)
        ]
        left_a, left_b = (_shares(mean + move) for mean, move in zip(means, moves, strict=True))
        return left_a, left_b, 1 - share
    cells = 2 * units.strata + units.in_a
    sums = np.bincount(cells, weights=units.weights)
    of_b, of_a = sums[0::2], sums[1::2]
    stratum = of_a * of_b / (of_a + of_b)
    stratum /= stratum.sum()
    share = units.weights / sums[cells]
    centre = np.zeros((len(sums), units.values.shape[1]))
    np.add.at(centre, cells, share[:, None] * units.values)
    move = _moves(centre[cells], units.values, share, stratum[units.strata][:, None])
    side = units.in_a[:, None]
    left_a = _shares(means[0] + np.where(side, move, 0.0))
    left_b = _shares(means[1] + np.where(side, 0.0, move))
    return left_a, left_b, 1 - share


def _moves(mean: Floats, values: Floats, share: Floats, part: Floats | float) -> Floats:
    rest = np.where(share < 1, 1 - share, np.inf)
    return np.asarray(part * (share / rest)[:, None] * (mean - values))


def _shares(means: Floats) -> Floats:
    # A mean of proportions cannot fall below zero but by rounding.
    return np.maximum(means, 0.0)

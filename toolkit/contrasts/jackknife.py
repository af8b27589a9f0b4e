"""Leave out one cluster at a time, to see how much of a distance is chance."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.distance import aitchison, hellinger, jsd, total_variation
from toolkit.contrasts.studentise import mean_and_error

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Distance = Callable[[Floats, Floats], Floats]
Measure = Literal["jsd", "hellinger", "total_variation", "aitchison"]

MEASURES: tuple[Measure, ...] = ("jsd", "hellinger", "total_variation", "aitchison")
_DISTANCES: dict[str, Callable[..., Floats]] = {
    "jsd": jsd,
    "hellinger": hellinger,
    "total_variation": total_variation,
    "aitchison": aitchison,
}
# Of these the square is smooth where two groups are equal, and it is the square that is corrected.
ROOTS = {"hellinger", "aitchison"}


def group_means(values: Floats, weights: Floats, group: Ints) -> Floats:
    """Weighted mean of each group's rows, (n_groups, n_columns).

    Examples
    --------
    >>> values, group = np.array([[0.0], [1.0], [5.0]]), np.array([0, 0, 1])
    >>> group_means(values, np.array([3.0, 1.0, 2.0]), group).tolist()
    [[0.25], [5.0]]
    """
    parts = [group == number for number in range(group.max() + 1)]
    return np.array([mean_and_error(values[part], weights[part])[0] for part in parts])


def jackknife(
    values: Floats, weights: Floats, group: Ints, cluster: Ints, distance: Distance
) -> tuple[Floats, Floats]:
    r"""Measure the distances between the means of all groups, and their bias.

    A smooth distance between means is too large by half its curvature times the variance of the
    means. Leaving out a row of weight :math:`w`, of a group's sum :math:`W`, moves the group's
    mean so that

    .. math:: \sum_c \left(1 - \tfrac{w_c}{W}\right) (D_{-c} - D)

    estimates the part of one group's rows in that, with the variance of `studentise`. Where two
    groups both have a row in one cluster, their means vary together, which

    .. math::
        \sum_{c, c'} \sqrt{\left(1 - \tfrac{w_c}{W}\right) \left(1 - \tfrac{w_{c'}}{W'}\right)}
        \; (D_{-c, -c'} - D_{-c} - D_{-c'} + D)

    adds. For equal weights this is Quenouille's jackknife: of two samples, where groups share no
    cluster, and of the clusters, where they share all.

    Parameters
    ----------
    values
        Distributions, one row a cell, (n_rows, n_topics).
    weights
        Of each row, above zero, (n_rows,).
    group, cluster
        Of each row, counted from 0, (n_rows,); no two rows have both in common.
    distance
        Distance of distributions along the last axis.

    Returns
    -------
    tuple
        Distances and their bias, (n_groups, n_groups) each. The bias is NaN beside a group of
        one row, 0 on the diagonal.

    References
    ----------
    Quenouille (1956), Biometrika 43; Arvesen (1969), Annals of Mathematical Statistics 40, for
    two samples.

    Examples
    --------
    >>> values = np.array([[0.2, 0.8], [0.4, 0.6], [0.5, 0.5], [0.7, 0.3]])
    >>> def squared(p, q):
    ...     return ((p - q) ** 2).sum(axis=-1)
    >>> group, cluster = np.array([0, 0, 1, 1]), np.array([0, 1, 2, 3])
    >>> found, bias = jackknife(values, np.ones(4), group, cluster, squared)
    >>> found[0, 1].round(12).item(), bias[0, 1].round(12).item()  # 2 * 0.3**2, 2 * (0.01 + 0.01)
    (0.18, 0.04)
    """
    means = group_means(values, weights, group)
    total = np.bincount(group, weights=weights)
    single = np.bincount(group) < 2
    share = np.where(single[group], 0.0, weights / total[group])
    shrunk = 1 - share
    # A mean of proportions cannot fall below zero but by rounding.
    left = np.maximum((means[group] - share[:, None] * values) / shrunk[:, None], 0.0)
    found = np.array([distance(means, mean) for mean in means])
    moved = np.stack([distance(left, mean) for mean in means], axis=1) - found[group]
    bias = np.zeros_like(found)
    np.add.at(bias, group, shrunk[:, None] * moved)
    bias += bias.T
    first, second = _in_one_cluster(cluster)
    a, b = group[first], group[second]
    both = distance(left[first], left[second]) - found[a, b]
    beyond = np.sqrt(shrunk[first] * shrunk[second]) * (both - moved[first, b] - moved[second, a])
    np.add.at(bias, (a, b), beyond)
    np.add.at(bias, (b, a), beyond)
    bias[single] = bias[:, single] = np.nan
    np.fill_diagonal(bias, 0.0)
    return found, bias


def corrected_distances(
    values: Floats,
    weights: Floats,
    group: NDArray[np.intp],
    cluster: NDArray[np.intp],
    *,
    measure: Measure,
    floor: float = 0.001,
) -> tuple[Floats, Floats]:
    """Measure the distances of all groups' means, as observed and corrected.

    Parameters
    ----------
    values, weights, group, cluster
        As in `jackknife`.
    measure
        One of ``MEASURES``.
    floor
        For "aitchison" alone, as in `replace_small`.

    Returns
    -------
    tuple
        Both (n_groups, n_groups). Hellinger's and Aitchison's are roots of corrected squares,
        with the sign of these.

    Examples
    --------
    >>> values = np.array([[0.4, 0.6], [0.6, 0.4], [0.3, 0.7], [0.7, 0.3]])
    >>> found, corrected = corrected_distances(
    ...     values, np.ones(4), np.array([0, 0, 1, 1]), np.arange(4), measure="jsd"
    ... )
    >>> found[0, 1].item(), bool(corrected[0, 1] < 0)
    (0.0, True)
    """
    distance = _DISTANCES[measure]
    if measure == "aitchison":
        distance = partial(aitchison, floor=floor)
    if measure not in ROOTS:
        found, bias = jackknife(values, weights, group, cluster, distance)
        return found, found - bias

    def squared(p: Floats, q: Floats) -> Floats:
        return distance(p, q) ** 2

    square, bias = jackknife(values, weights, group, cluster, squared)
    corrected = square - bias
    return np.sqrt(square), np.copysign(np.sqrt(np.abs(corrected)), corrected)


def _in_one_cluster(cluster: Ints) -> tuple[Ints, Ints]:
    """Find every two rows of one cluster."""
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.diff(cluster[order])) + 1
    pairs = [pair for part in np.split(order, starts) for pair in combinations(part.tolist(), 2)]
    both = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]

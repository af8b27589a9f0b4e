"""Differences between groups over their standard errors, for many arrangements at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.threads import one_thread

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Proportions lie between 0 and 1; differences below this are arithmetic, not findings.
_NOISE = 1e-12
_ROUNDING = 1e-9
# A variance this small beside the squares it is made of has lost too many digits to their
# cancelling: statistics would no longer tie with themselves.
_CANCELLED = 1e-4
# Numbers in the largest intermediate array: some 8 MB each.
_CHUNK = 2**20


@dataclass(frozen=True, eq=False)
class Statistics:
    """Means, differences and t of each arrangement, (n_arrangements, n_topics)."""

    mean_a: Floats
    mean_b: Floats
    difference: Floats
    standard_error: Floats
    t: Floats


def between_statistics(
    values: Floats, in_a: Bools, weights: Floats, strata: NDArray[np.intp]
) -> Statistics:
    r"""Compare two groups of whole clusters by a studentised, stratified difference.

    With one stratum the difference is that of the groups' weighted means, and its variance the
    sum over both groups of

    .. math:: \sum_i \frac{(w_i / W)^2 (x_i - \bar x)^2}{1 - w_i / W}

    with :math:`W` the group's sum of weights; for equal weights this is :math:`s^2 / n`, and t is
    Welch's. With several strata the difference is the mean of the strata's differences, weighted
    by :math:`W_a W_b / (W_a + W_b)`: the least-squares coefficient of the group beside an
    intercept for each stratum, with its cluster-robust variance of the kind HC2 (squared
    residuals over one minus leverage). One pair in each stratum gives the t of matched pairs.

    Parameters
    ----------
    values
        One row a cluster, (n_clusters, n_topics).
    in_a
        For each arrangement, which clusters are in group a, (n_arrangements, n_clusters). Every
        stratum holds clusters of both groups, and both groups have two clusters or more in all.
    weights
        Weight of each cluster, above zero, (n_clusters,).
    strata
        Stratum of each cluster, counted from 0, (n_clusters,).

    Returns
    -------
    Statistics
        Group means use the strata's weights, so that they differ by the difference. No spread
        and no difference give t = 0; a difference without spread gives t of plus or minus
        infinity, the most extreme there is.

    References
    ----------
    Welch (1947), Biometrika 34; MacKinnon and White (1985), Journal of Econometrics 29, for HC2;
    Janssen (1997), Statistics and Probability Letters 36, for studentised permutations.

    Examples
    --------
    >>> values = np.array([[0.1], [0.3], [0.6], [0.8]])
    >>> in_a = np.array([[True, True, False, False]])
    >>> round(between_statistics(values, in_a, np.ones(4), np.zeros(4, int)).t.item(), 4)
    -3.5355
    """
    member = (strata[:, None] == np.arange(strata.max() + 1)).astype(np.float64)
    stratum_weight = weights @ member
    centre = ((weights[:, None] * values).T @ member / stratum_weight).T
    residual = _quiet(values - centre[strata])
    squared = residual**2

    def some(chunk: Bools) -> tuple[Floats, ...]:
        weight_a = (chunk * weights) @ member
        weight_b = stratum_weight - weight_a
        total = (weight_a * weight_b / stratum_weight).sum(axis=1, keepdims=True)
        # The group's indicator less its mean in the stratum.
        indicator = np.where(chunk, weight_b[:, strata], -weight_a[:, strata])
        indicator /= stratum_weight[strata]
        pull = weights * indicator / total
        leverage = weights / stratum_weight[strata] + pull * indicator
        difference = _quiet(pull @ residual)
        squares = pull**2 / (1 - leverage)
        spread = squares @ squared
        crossed = (squares * indicator) @ residual
        own = (squares * indicator**2).sum(axis=1, keepdims=True)
        parts = spread + difference**2 * own
        variance = parts - 2 * difference * crossed
        _mend(variance, parts, residual, (pull, indicator, squares))
        mean_a = np.where(chunk, pull, 0.0) @ values
        return mean_a, difference, np.sqrt(variance)

    return _assemble(*_in_chunks(in_a, some, max(values.shape)))


def within_statistics(a: Floats, b: Floats, exchanged: Bools, weights: Floats) -> Statistics:
    r"""Compare two groups inside every cluster by a studentised mean difference.

    The difference is the weighted mean of the clusters' differences, its variance

    .. math:: \sum_i \frac{(w_i / W)^2 (d_i - \bar d)^2}{1 - w_i / W}

    which for equal weights is :math:`s^2 / n`, and t is that of one sample.

    Parameters
    ----------
    a, b
        The two groups' values, one row a cluster, (n_clusters, n_topics).
    exchanged
        For each arrangement which clusters have their groups exchanged, their differences thus
        their signs flipped, (n_arrangements, n_clusters); two clusters or more.
    weights
        Weight of each cluster, above zero, (n_clusters,).

    Returns
    -------
    Statistics
        No spread and no difference give t = 0; a difference without spread gives t of plus or
        minus infinity.

    References
    ----------
    Fisher (1935), The Design of Experiments, chapter III, for flipping signs.

    Examples
    --------
    >>> a, b = np.array([[0.3], [0.5], [0.4]]), np.array([[0.2], [0.2], [0.2]])
    >>> round(within_statistics(a, b, np.zeros((1, 3), bool), np.ones(3)).t.item(), 4)
    3.4641
    """
    differences = _quiet(a - b)
    share = weights / weights.sum()
    squares = share**2 / (1 - share)
    spread = squares @ differences**2
    middle = share @ ((a + b) / 2)

    def some(chunk: Bools) -> tuple[Floats, ...]:
        signs: Floats = np.where(chunk, -1.0, 1.0)
        difference = _quiet((signs * share) @ differences)
        crossed = (signs * squares) @ differences
        parts = spread + difference**2 * squares.sum()
        variance = parts - 2 * difference * crossed
        # Flipping a residual's sign leaves its square: signs take the place of the indicator.
        every = np.broadcast_to(squares, signs.shape)
        _mend(variance, parts, differences, (signs * share, signs, every))
        return middle + difference / 2, difference, np.sqrt(variance)

    return _assemble(*_in_chunks(exchanged, some, max(a.shape)))


def mean_and_error(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Weighted mean over clusters and its cluster-robust standard error, (n_topics,) each.

    The formula is the one of `between_statistics` for one group; a single cluster has a mean and
    no standard error, which is NaN.

    Examples
    --------
    >>> mean, error = mean_and_error(np.array([[0.1], [0.3]]), np.ones(2))
    >>> round(mean.item(), 3), round(error.item(), 3)
    (0.2, 0.1)
    """
    share = weights / weights.sum()
    mean = (share[:, None] * values).sum(axis=0)
    if len(values) < 2:
        return mean, np.full(values.shape[1], np.nan)
    squares = share**2 / (1 - share)
    residual = _quiet(values - mean)
    return mean, np.sqrt((squares[:, None] * residual**2).sum(axis=0))


def _quiet(values: Floats) -> Floats:
    return np.where(np.abs(values) < _NOISE, 0.0, values)


def _mend(
    variance: Floats, parts: Floats, values: Floats, rows: tuple[Floats, Floats, Floats]
) -> None:
    """Compute heavily cancelled variances again, in place, from the residuals themselves.

    `rows` are the pull, the indicator and the factor of the squares of each cluster, all
    (n_arrangements, n_clusters). Sums run within a row alone, so that mirrored arrangements give
    the same bits.
    """
    cancelled = (variance <= _CANCELLED * parts) & (parts > 0)
    for topic in np.flatnonzero(cancelled.any(axis=0)):
        of = np.flatnonzero(cancelled[:, topic])
        pull, indicator, squares = (part[of] for part in rows)
        difference = (pull * values[:, topic]).sum(axis=1, keepdims=True)
        residual = _quiet(values[:, topic] - indicator * difference)
        variance[of, topic] = (squares * residual**2).sum(axis=1)


def _in_chunks(
    arrangements: Bools, some: Callable[[Bools], tuple[Floats, ...]], width: int
) -> tuple[Floats, ...]:
    """Work on some arrangements at a time, which bounds the memory."""
    rows = max(1, _CHUNK // width)
    with one_thread():
        parts = [
            some(arrangements[start : start + rows]) for start in range(0, len(arrangements), rows)
        ]
    return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))


def _assemble(mean_a: Floats, difference: Floats, standard_error: Floats) -> Statistics:
    t = np.zeros_like(difference)
    spread = standard_error > 0
    np.divide(difference, standard_error, out=t, where=spread)
    certain = ~spread & (difference != 0)
    t[certain] = np.copysign(np.inf, difference[certain])
    mean_a = _not_barely_below_zero(mean_a)
    mean_b = _not_barely_below_zero(mean_a - difference)
    return Statistics(mean_a, mean_b, difference, standard_error, t)


def _not_barely_below_zero(mean: Floats) -> Floats:
    """Undo rounding, by which alone a mean of proportions falls below zero; leave differences."""
    return np.where((mean < 0) & (mean > -_ROUNDING), 0.0, mean)

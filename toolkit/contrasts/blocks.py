"""Sequences of clusters: shift them, cut them into blocks, and know what their likeness costs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.shuffle import Arrangements
from toolkit.threads import one_thread

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]

_ALIKE = 0.3  # correlation of neighbouring blocks that is left to the correction of variances
_GRID = 20  # autocorrelations are rounded up to twentieths, so that few need a matrix each
_CHUNK = 2**20


def block_likeness(autocorrelation: float, length: int) -> float:
    r"""Correlation of the means of two neighbouring blocks of a first-order autoregression.

    With autocorrelation :math:`\rho` and length :math:`L`, the covariance of the blocks' sums is
    :math:`\rho (1 - \rho^L)^2 / (1 - \rho)^2`, the variance of each
    :math:`L (1 + \rho) / (1 - \rho) - 2 \rho (1 - \rho^L) / (1 - \rho)^2`.

    Examples
    --------
    >>> [round(block_likeness(0.5, length), 3) for length in (1, 2, 4, 8)]
    [0.5, 0.375, 0.213, 0.099]
    """
    rho, left = autocorrelation, 1 - autocorrelation
    ends = rho * (1 - rho**length) / left**2
    return ends * (1 - rho**length) / (length * (1 + rho) / left - 2 * ends)


def block_length(autocorrelation: float, reachable: Callable[[int], bool], longest: int) -> int:
    """Choose the length of blocks, in clusters.

    The shortest whose neighbours are correlated by 0.3 at most (see `block_likeness`): 1 up to an
    autocorrelation of 0.3, then 3 at 0.5, 6 at 0.7. What likeness is left is met by
    `variance_ratio`. Blocks are made shorter where too few would be left to reach the level.

    Parameters
    ----------
    autocorrelation
        Of neighbouring clusters, from 0 to below 1.
    reachable
        Whether blocks of a length leave enough blocks to reach the level.
    longest
        Length never exceeded, 1 or more.

    Examples
    --------
    >>> [block_length(rho, lambda length: True, 20) for rho in (0.0, 0.3, 0.5, 0.7)]
    [1, 1, 3, 6]
    >>> block_length(0.7, lambda length: length <= 4, 20)
    4
    """
    length = 1
    while length < longest and block_likeness(autocorrelation, length) > _ALIKE + 1e-9:
        length += 1
    while length > 1 and not reachable(length):
        length -= 1
    return length


def n_blocks(n_clusters: int, length: int) -> int:
    """Count the blocks that a group is cut into: the number of clusters over the length, rounded.

    Examples
    --------
    >>> n_blocks(20, 5), n_blocks(23, 5), n_blocks(2, 5)
    (4, 5, 1)
    """
    return max(1, int(n_clusters / length + 0.5)) if n_clusters else 0


def cut(n_clusters: int, length: int) -> Ints:
    """Number the block of each cluster; blocks differ by one cluster at most.

    Examples
    --------
    >>> cut(7, 3).tolist()
    [0, 0, 0, 0, 1, 1, 1]
    """
    return np.arange(n_clusters) * n_blocks(n_clusters, length) // n_clusters


def shift_groups(in_a: Bools, places: Ints) -> Arrangements:
    """Shift the groups along the sequence of clusters, its end joined to its beginning.

    Parameters
    ----------
    in_a
        Which clusters are in group a, (n_clusters,).
    places
        Their places in time, (n_clusters,).

    Returns
    -------
    Arrangements
        All n_clusters shifts, the observed one first. Running backwards would add none: groups
        that are one stretch each are so in either direction.

    Examples
    --------
    >>> shift_groups(np.array([True, False, False]), np.array([0, 1, 2])).rows.tolist()
    [[True, False, False], [False, True, False], [False, False, True]]
    """
    n, order = len(in_a), np.argsort(places)
    rows = np.empty((n, n), dtype=bool)
    rows[:, order] = [np.roll(in_a[order], by) for by in range(n)]
    return Arrangements(rows, True, n, 0)


def variance_ratio(
    in_a: Bools, weights: Floats, members: Floats, places: Ints, autocorrelation: Floats
) -> tuple[Floats, Floats]:
    r"""How much larger a difference's variance is than its standard error would have it.

    The clusters' sequence is taken for a first-order autoregression, clusters at places
    :math:`s` and :math:`t` being correlated by :math:`\rho^{|s - t|}`. With :math:`S` the
    correlations of the units' means that follow from it, the variance of an arrangement's
    difference is :math:`v = p' S p`, :math:`p` the weights of its mean with b's negative, and
    what `between_statistics` takes it for is on average

    .. math:: u = \sum_i \frac{p_i^2}{1 - |p_i|} E(x_i - \bar x)^2.

    t divided by the root of :math:`v / u` has much the same spread in every arrangement, however
    its units lie in time, and so can be compared with that of the sequence as it was observed.

    Parameters
    ----------
    in_a
        Units of group a in each arrangement, (n_arrangements, n_units), two or more on each side.
    weights
        Weight of each unit, (n_units,).
    members
        Weight of each cluster in each unit's mean, (n_units, n_clusters), rows summing to one.
    places
        Place of each cluster in time, (n_clusters,).
    autocorrelation
        Of each topic, (n_topics,), or of each topic in each arrangement,
        (n_arrangements, n_topics); taken up to the next twentieth.

    Returns
    -------
    (ndarray, ndarray)
        v / u and v, (n_arrangements, n_topics).

    Examples
    --------
    >>> halves = np.array([[True, True, False, False], [True, False, True, False]])
    >>> ratio, _ = variance_ratio(halves, np.ones(4), np.eye(4), np.arange(4), np.array([0, 0.5]))
    >>> ratio.round(2)
    array([[1.  , 1.88],
           [1.  , 0.58]])
    """
    n_topics = autocorrelation.shape[-1]
    grid = np.broadcast_to(np.ceil(autocorrelation * _GRID - 1e-9) / _GRID, (len(in_a), n_topics))
    apart = np.abs(places[:, None] - places[None, :])
    ratio, variance = (np.empty(grid.shape) for _ in "vu")
    rows = max(1, _CHUNK // len(weights))
    with one_thread():
        for rho in np.unique(grid):
            alike = members @ np.where(apart == 0, 1.0, rho**apart) @ members.T
            for start in range(0, len(in_a), rows):
                part = slice(start, start + rows)
                taken_for, true = _variances(in_a[part], weights, alike)
                of = grid[part] == rho
                np.copyto(variance[part], true[:, None], where=of)
                np.copyto(ratio[part], (true / taken_for)[:, None], where=of)
    return ratio, variance


def _variances(in_a: Bools, weights: Floats, alike: Floats) -> tuple[Floats, Floats]:
    """Return u and v of `variance_ratio`, (n_arrangements,) each."""
    sides = [_shares(side, weights) for side in (in_a, ~in_a)]
    pull = sides[0] - sides[1]
    true = ((pull @ alike) * pull).sum(axis=1)
    taken_for = np.zeros(len(in_a))
    for share in sides:
        crossed = share @ alike
        own = (crossed * share).sum(axis=1, keepdims=True)
        squares = np.diag(alike) - 2 * crossed + own
        taken_for += (share**2 / (1 - share) * squares).sum(axis=1)
    return taken_for, true


def _shares(side: Bools, weights: Floats) -> Floats:
    weighted = side * weights
    return np.asarray(weighted / weighted.sum(axis=1, keepdims=True))

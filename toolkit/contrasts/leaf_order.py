"""The order in which the leaves of a tree are drawn: neighbours as near as the tree allows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def best_order(merges: Floats, apart: Floats) -> list[int]:
    """Order the leaves of a tree so that neighbours lie as near to each other as can be.

    Every branch may be turned, which gives 2 to the power of n - 1 orders. The best is found
    from the leaves up: of every branch, the shortest way through its leaves from any one to any
    other that can be its two ends. (SciPy's function of this purpose often misses it.)

    Parameters
    ----------
    merges
        The tree in SciPy's form, (n - 1, 4).
    apart
        Distances of the leaves, (n, n).

    Returns
    -------
    list of int
        Of the two directions the one that begins with the lower number. Of ways of equal length
        the first that is found, so that equal inputs give equal orders.

    References
    ----------
    Bar-Joseph, Gifford and Jaakkola (2001), Bioinformatics 17.

    Examples
    --------
    >>> apart = np.array([[0, 1.0, 9], [1, 0, 5], [9, 5, 0]])
    >>> best_order(np.array([[0, 1, 1.0, 2], [2, 3, 7.0, 3]]), apart)
    [0, 1, 2]
    """
    n = len(apart)
    leaves = [[i] for i in range(n)]
    ways = [np.zeros((1, 1)) for _ in range(n)]
    for first, second in merges[:, :2].astype(int).tolist():
        across = apart[np.ix_(leaves[first], leaves[second])]
        way = _shortest(_shortest(ways[first], across), ways[second])
        size = sum(way.shape)
        both = np.full((size, size), np.inf)
        both[: len(way), len(way) :] = way
        both[len(way) :, : len(way)] = way.T
        ways.append(both)
        leaves.append(leaves[first] + leaves[second])

    start, end = (int(at) for at in np.unravel_index(ways[-1].argmin(), ways[-1].shape))
    order, todo = [], [(len(ways) - 1, start, end, False)]
    while todo:  # branch, its two ends, whether it is walked backwards
        branch, start, end, backwards = todo.pop()
        if branch < n:
            order.append(branch)
            continue
        first, second = merges[branch - n, :2].astype(int).tolist()
        if start >= len(leaves[first]):
            start, end, backwards = end, start, not backwards
        end -= len(leaves[first])
        across = apart[np.ix_(leaves[first], leaves[second])]
        length = ways[first][start][:, None] + across + ways[second][:, end]
        out, into = (int(at) for at in np.unravel_index(length.argmin(), length.shape))
        parts = [(second, into, end, backwards), (first, start, out, backwards)]
        todo += parts[::-1] if backwards else parts
    return order if order[0] <= order[-1] else order[::-1]


def _shortest(a: Floats, b: Floats) -> Floats:
    """For every start and end, the shortest way that changes from one to the other table."""
    return np.array([(row[:, None] + b).min(axis=0) for row in a])

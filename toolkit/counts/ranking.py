"""In which order pairs of segments lie, from the likest on, and how two such orders differ."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.seeds import derive_seed

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_DIGITS = 12  # of a distance: what is equal but for rounding has one rank


def draw_pairs(n: int, n_pairs: int, seed: int) -> tuple[Places, Places]:
    """Draw pairs of different rows, each pair once; all pairs where there are no more.

    Examples
    --------
    >>> draw_pairs(3, 10, seed=1)
    (array([0, 0, 1]), array([1, 2, 2]))
    """
    follow = np.cumsum(np.arange(n - 1, -1, -1, dtype=np.int64))  # pairs up to the end of a row
    total = int(follow[-1])
    if total <= n_pairs:
        drawn = np.arange(total, dtype=np.int64)
    else:
        random = np.random.default_rng(derive_seed(seed, "count_variants.pairs"))
        drawn = np.sort(random.choice(total, n_pairs, replace=False, shuffle=False))
    first = np.searchsorted(follow, drawn, side="right").astype(np.int64)
    return first, (n - (follow[first] - drawn)).astype(np.int64)


def pair_ranks(matrix: csr_matrix, first: Places, second: Places) -> Floats:
    """Rank pairs of rows by their cosine distance, from 1; of equal ones the mean rank.

    Parameters
    ----------
    matrix
        Counts, (n_rows, n_terms), a token or more in every row.
    first, second
        The rows of each pair, (n_pairs,).

    Examples
    --------
    >>> rows = csr_matrix([[2, 0], [1, 0], [1, 1], [0, 3]])
    >>> pair_ranks(rows, *draw_pairs(4, 10, seed=1)).tolist()
    [1.0, 3.0, 5.5, 3.0, 5.5, 3.0]
    """
    from scipy.stats import rankdata

    rows = csr_matrix(matrix, dtype=np.float64)
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    shared = np.asarray(rows[first].multiply(rows[second]).sum(axis=1)).ravel()
    distance = 1 - shared / (length[first] * length[second])
    ranks: Floats = rankdata(distance.round(_DIGITS)).astype(np.float64)
    return ranks


def rank_changes(ranks: Floats) -> Floats:
    r"""Measure how unlike orders of the same pairs are.

    Parameters
    ----------
    ranks
        (n_orders, n_pairs): the rank of each pair in each order.

    Returns
    -------
    ndarray
        (n_orders, n_orders): by how many ranks a pair moves in the mean, as a share of the
        :math:`(P^2 - 1) / 3P` that it moves between two of P pairs' orders drawn at random. 0 for
        the same order, about 1 for orders that have nothing to do with each other, up to 1.5 for
        one turned round.

    Examples
    --------
    >>> rank_changes(np.array([[1.0, 2, 3, 4], [1, 2, 4, 3]])).tolist()
    [[0.0, 0.4], [0.4, 0.0]]
    """
    n_orders, n_pairs = ranks.shape
    changes = np.zeros((n_orders, n_orders))
    for a in range(n_orders):
        for b in range(a):
            changes[a, b] = changes[b, a] = np.abs(ranks[a] - ranks[b]).mean()
    return np.asarray(changes * (3 * n_pairs / (n_pairs**2 - 1)))


def most_moved(ranks: Floats, n_moved: int) -> Floats:
    r"""Measure how far those pairs move that move most between two orders.

    Parameters
    ----------
    ranks
        (n_orders, n_pairs): the rank of each pair in each order.
    n_moved
        How many pairs are averaged, those that move most; all, where there are no more.

    Returns
    -------
    ndarray
        (n_orders, n_orders): by how many ranks they move in the mean, as a share of the number
        of pairs; 0 for the same order, below 1.

    Examples
    --------
    >>> most_moved(np.array([[1.0, 2, 3, 4], [4, 2, 3, 1]]), 2).tolist()
    [[0.0, 0.75], [0.75, 0.0]]
    """
    n_orders, n_pairs = ranks.shape
    moved = np.zeros((n_orders, n_orders))
    first = max(n_pairs - n_moved, 0)
    for a in range(n_orders):
        for b in range(a):
            by = np.partition(np.abs(ranks[a] - ranks[b]), first)[first:]
            moved[a, b] = moved[b, a] = by.mean()
    return np.asarray(moved / n_pairs)

"""Deal clusters out anew: every way there is, or a random sample of them, and the p they give."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Two statistics count as tied when they differ by less than this share of their size.
_TIE = 1e-9


@dataclass(frozen=True, eq=False)
class Arrangements:
    """The ways in which clusters were dealt out.

    Attributes
    ----------
    rows
        One arrangement a row, (n, n_clusters): which clusters are in group a, or which have their
        groups exchanged.
    exhaustive
        Whether the rows are all the arrangements there are, the observed one among them.
    n_arrangements
        How many distinct arrangements there are.
    observed
        Number of the row that holds the observed arrangement; None where the rows are a sample.
    """

    rows: Bools
    exhaustive: bool
    n_arrangements: int
    observed: int | None = None


def deal_clusters(
    in_a: Bools, strata: NDArray[np.intp], *, n_shuffles: int, seed: int
) -> Arrangements:
    """Shuffle whole clusters between two groups, within strata.

    Parameters
    ----------
    in_a
        Which clusters are in group a, (n_clusters,). Each stratum keeps its number of them.
    strata
        Stratum of each cluster, (n_clusters,).
    n_shuffles
        If there are at most this many other arrangements, all are taken; else so many are drawn.
    seed
        Seed of the draws.

    Examples
    --------
    >>> in_a = np.array([True, True, False, False])
    >>> dealt = deal_clusters(in_a, np.zeros(4, int), n_shuffles=99, seed=1)
    >>> dealt.rows.shape, dealt.exhaustive, dealt.n_arrangements
    ((6, 4), True, 6)
    """
    parts = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
    number = math.prod(math.comb(len(part), int(in_a[part].sum())) for part in parts)
    if number <= n_shuffles + 1:
        rows = _every_deal(in_a, parts)
        return Arrangements(rows, True, number, int((rows == in_a).all(axis=1).argmax()))
    random = np.random.default_rng(seed)
    rows = np.empty((n_shuffles, len(in_a)), dtype=bool)
    for part in parts:
        rows[:, part] = random.permuted(np.tile(in_a[part], (n_shuffles, 1)), axis=1)
    return Arrangements(rows, False, number)


def flip_signs(n_clusters: int, *, n_shuffles: int, seed: int) -> Arrangements:
    """Exchange the two groups of whole clusters, which flips the sign of their differences.

    Examples
    --------
    >>> flip_signs(2, n_shuffles=99, seed=1).rows.tolist()
    [[False, False], [True, False], [False, True], [True, True]]
    """
    number = 2**n_clusters
    if number <= n_shuffles + 1:
        flipped = (np.arange(number)[:, None] >> np.arange(n_clusters)) & 1
        return Arrangements(flipped.astype(bool), True, number, 0)
    drawn = np.random.default_rng(seed).integers(2, size=(n_shuffles, n_clusters))
    return Arrangements(drawn.astype(bool), False, number)


def p_values(observed: Floats, null: Floats, *, exhaustive: bool, smallest: float = 0.0) -> Floats:
    r"""Share of arrangements at least as extreme as the observed one; larger is more extreme.

    Exhaustive, the observed arrangement is one of the :math:`N` rows and :math:`p = b / N`.
    Sampled, it is not, and :math:`p = (b + 1) / (B + 1)`. Ties count as extreme, within a
    relative 1e-9.

    Parameters
    ----------
    observed
        Statistics as observed, (n_statistics,), none below zero.
    null
        The same statistics for each arrangement, (n_arrangements, n_statistics), or
        (n_arrangements, 1) where one null serves all of them.
    exhaustive
        Whether the observed arrangement is among the null's.
    smallest
        The smallest p that there is, below which rounding must not bring any.

    References
    ----------
    Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1).

    Examples
    --------
    >>> p_values(np.array([2.0]), np.array([[0.5], [2.0], [1.0]]), exhaustive=False)
    array([0.5])
    """
    as_extreme = (null >= observed * (1 - _TIE)).sum(axis=0)
    p = as_extreme / len(null) if exhaustive else (as_extreme + 1) / (len(null) + 1)
    return np.asarray(np.maximum(p, smallest))


def _every_deal(in_a: Bools, parts: list[NDArray[np.intp]]) -> Bools:
    rows = np.zeros((1, len(in_a)), dtype=bool)
    for part in parts:
        chosen = list(combinations(range(len(part)), int(in_a[part].sum())))
        deals = np.zeros((len(chosen), len(part)), dtype=bool)
        for deal, members in zip(deals, chosen, strict=True):
            deal[list(members)] = True
        repeated = np.repeat(rows, len(deals), axis=0)
        repeated[:, part] = np.tile(deals, (len(rows), 1))
        rows = repeated
    return rows

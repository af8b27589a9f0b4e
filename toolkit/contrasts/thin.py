"""Thin what is longer to the words of what is shorter, by seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.seeds import derive_seed
from toolkit.segments import digest_of

Bools = NDArray[np.bool_]


def thin_exchanges(
    counts: csr_matrix, sides: Sequence[tuple[str, Sequence[Sequence[int]]]], seed: int
) -> csr_matrix:
    """Draw from the longer side of each exchange as many tokens as the shorter has.

    Proportions of 25 words are estimated more roughly than those of 250 and a little off, which
    exchanging the sides would take for a difference: with questions and answers so long and no
    difference, 9 % of data sets of 30 exchanges and 19 % of 100 showed one at a nominal 5 %;
    thinned, 6 % of 100. Tokens are drawn without replacement.

    Parameters
    ----------
    counts
        (n_segments, n_terms).
    sides
        Of every exchange that holds both sides a key made of its contents, and the rows of each
        side.
    seed
        Seed of the draws; each exchange derives its own from its key.

    Returns
    -------
    csr_matrix
        A copy, other rows as they were.

    Examples
    --------
    >>> counts = csr_matrix([[1, 2], [8, 4], [0, 9]])
    >>> thin_exchanges(counts, [("first", ([0], [1, 2]))], seed=1).toarray().sum(axis=1).tolist()
    [3, 1, 2]
    """
    thinned = counts.copy()
    for key, rows in sides:
        totals = [_tokens(counts, side) for side in rows]
        longer, target = rows[int(np.argmax(totals))], min(totals)
        random = np.random.default_rng(derive_seed(seed, f"thin {key}"))
        places = np.concatenate(
            [np.arange(counts.indptr[row], counts.indptr[row + 1]) for row in longer]
        )
        thinned.data[places] = _draw(counts.data[places], target, random)
    thinned.eliminate_zeros()
    return thinned


def thin_cells(pooled: csr_matrix, in_a: Bools, *, paired: bool, seed: int) -> csr_matrix:
    """Draw tokens from the longer cells, until those of two groups are alike in their lengths.

    Cells in pairs are thinned to the shorter of the two. Else each group's cells are put in order
    of their length, and a cell thinned to the length that stands at its place in the other group,
    where that is shorter: the shortest to the shortest, the longest to the longest.

    Parameters
    ----------
    pooled
        Counts of each cell, (n_cells, n_terms).
    in_a
        Which cells are of the first group, (n_cells,).
    paired
        Whether the cells of the first group stand in the order of those of the second with which
        they share a cluster.
    seed
        Seed of the draws; each cell derives its own from its contents.

    Returns
    -------
    csr_matrix
        A copy; cells that are short enough as they were.

    Examples
    --------
    >>> cells = csr_matrix([[9, 3], [2, 2], [1, 4], [0, 9]])
    >>> sides = np.array([True, True, False, False])
    >>> thin_cells(cells, sides, paired=True, seed=1).toarray().sum(axis=1).tolist()
    [5, 4, 5, 4]
    >>> thin_cells(cells, sides, paired=False, seed=1).toarray().sum(axis=1).tolist()
    [9, 4, 4, 9]
    """
    sizes = np.asarray(pooled.sum(axis=1)).ravel().astype(np.int64)
    targets = sizes.copy()
    a, b = np.flatnonzero(in_a), np.flatnonzero(~in_a)
    if paired:
        targets[a] = targets[b] = np.minimum(sizes[a], sizes[b])
    else:
        a, b = (side[np.argsort(sizes[side], kind="stable")] for side in (a, b))
        for own, other in ((a, b), (b, a)):
            places = (np.arange(len(own)) + 0.5) / len(own)
            level = np.quantile(sizes[other], places, method="inverted_cdf").astype(np.int64)
            targets[own] = np.minimum(sizes[own], level)
    thinned = pooled.copy()
    for cell in np.flatnonzero(targets < sizes):
        part = slice(pooled.indptr[cell], pooled.indptr[cell + 1])
        held = (pooled.indices[part], pooled.data[part])
        key = digest_of([repr(numbers.tolist()) for numbers in held])
        random = np.random.default_rng(derive_seed(seed, f"thin {key}"))
        thinned.data[part] = _draw(pooled.data[part], int(targets[cell]), random)
    thinned.eliminate_zeros()
    return thinned


def _tokens(counts: csr_matrix, rows: Sequence[int]) -> int:
    return int(counts[list(rows)].sum())


def _draw(tokens: NDArray[np.int64], target: int, random: np.random.Generator) -> NDArray[np.int64]:
    drawn = random.multivariate_hypergeometric(tokens.astype(np.int64), target, method="marginals")
    return np.asarray(drawn).astype(tokens.dtype)

"""Terms that one speaker or meeting says far more often than all others: thinned, not left out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import pdtrik

from toolkit.counts.counts import Counts
from toolkit.counts.vocabulary import DroppedTerm
from toolkit.errors import ToolkitError
from toolkit.records import plural

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

_CHANCE = 0.999  # of draws at the rate allowed hold no more tokens than are left


@dataclass(frozen=True, eq=False)
class Excess:
    """Terms of which a group says more than it may.

    Attributes
    ----------
    group, term
        Their numbers, (n_excesses,); a term of several groups stands several times.
    allowed
        How many tokens may be left.
    """

    group: Ints
    term: Ints
    allowed: Ints


def find_excess(table: csr_matrix, rate: float, total: Ints) -> Excess:
    r"""Find the terms that a group says too often.

    Parameters
    ----------
    table
        (n_groups, n_terms): tokens of each group.
    rate
        How many times as often as all others a group may say a term.
    total
        (n_terms,): tokens of each term, those of no group too.

    Returns
    -------
    Excess
        A group of n tokens may say a term :math:`\lambda` times, where all others, of m tokens,
        say it o times and :math:`\lambda = \mathrm{rate} \cdot o\, n / m`; and as often as a
        Poisson number of that mean is exceeded in 1 of 1,000 draws, so that who says little is not
        thinned for saying it. What nobody else says may not be said at all.

    Examples
    --------
    >>> found = find_excess(csr_matrix([[90, 110], [10, 190]]), 2, np.array([100, 300]))
    >>> found.group.tolist(), found.term.tolist(), found.allowed.tolist()
    ([0], [0], [35])
    """
    cells = table.tocoo()
    n = np.asarray(table.sum(axis=1), dtype=np.float64).ravel()[cells.row]
    rest = float(total.sum()) - n
    with np.errstate(divide="ignore", invalid="ignore"):  # a group that says all is not thinned
        mean = rate * (total[cells.col] - cells.data) * n / rest
    over = np.flatnonzero((cells.data > mean) & (rest > 0))
    allowed = np.zeros(len(over), np.int64)
    some = mean[over] > 0
    # An infinitely small step down keeps a whole number from being rounded up to the next.
    allowed[some] = np.ceil(pdtrik(_CHANCE, mean[over][some]) - 1e-9).astype(np.int64)
    beyond = cells.data[over] > allowed
    over = over[beyond]
    group, term = (side[over].astype(np.int64) for side in (cells.row, cells.col))
    return Excess(group, term, allowed[beyond])


def thin_overused(counts: Counts, column: str, rate: float, keep: frozenset[str]) -> Counts:
    """Take out tokens of a term that one group says too often.

    Parameters
    ----------
    counts
        Counts, whole numbers.
    column
        ``"speaker"`` or ``"meeting"``.
    rate
        How many times as often as all others a group may say a term; see `find_excess`.
    keep
        Terms that are not thinned.

    Returns
    -------
    Counts
        Which tokens go is as good as random, and follows from the texts of their segments and
        the term alone: neither the order nor the names of files have any part in it. They are
        listed in `dropped_terms`; a term without a token left is no column any more.

    Raises
    ------
    ToolkitError
        If there are fewer than two groups, or no term is left.
    """
    rule = f"max_{column}_rate"
    values = counts.segments.columns.get(column, (None,) * len(counts.segments))
    place = {name: i for i, name in enumerate(dict.fromkeys(value for value in values if value))}
    if len(place) < 2:
        raise ToolkitError(
            f"{rule} = {rate:g} sets one {column} against the others, and the segments name "
            f"{plural(len(place), column)}; leave it unset"
        )
    group_of = np.array([place[value] if value else -1 for value in values], dtype=np.int64)
    named = np.flatnonzero(group_of >= 0)
    belongs = csr_matrix(
        (np.ones(len(named), np.int64), (group_of[named], named)), (len(place), len(values))
    )
    matrix = csr_matrix(counts.matrix)
    total = np.asarray(matrix.sum(axis=0), dtype=np.int64).ravel()
    excess = find_excess(csr_matrix(belongs @ matrix), rate, total)
    stays = np.array([counts.terms[term] in keep for term in excess.term.tolist()], np.bool_)
    if stays.any():
        excess = Excess(excess.group[~stays], excess.term[~stays], excess.allowed[~stays])
    if not len(excess.term):
        return counts
    gone = _choose(counts, matrix, group_of, excess, column)
    return _without(counts, matrix, gone, column)


def _choose(
    counts: Counts, matrix: csr_matrix, group_of: Ints, excess: Excess, column: str
) -> Ints:
    """Return how many tokens of each cell of the matrix go."""
    n_terms = matrix.shape[1]
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    pair = group_of[row] * n_terms + matrix.indices
    pairs = excess.group * n_terms + excess.term
    order = np.argsort(pairs)
    at = np.minimum(np.searchsorted(pairs[order], pair), len(pairs) - 1)
    cells = np.flatnonzero((group_of[row] >= 0) & (pairs[order][at] == pair))
    which = order[at[cells]]  # the excess that a cell is part of
    each = matrix.data[cells]
    cell = np.repeat(np.arange(len(cells)), each)
    turn = np.arange(len(cell)) - np.repeat(np.cumsum(each) - each, each)
    said, told = _segment_keys(counts)[row[cells]], _term_keys(counts, column)
    keys = _mix(_mix(said ^ told[matrix.indices[cells]])[cell] + turn.astype(np.uint64))
    canonical = np.empty(matrix.shape[0], np.int64)
    canonical[list(counts.segments.canonical_order)] = np.arange(matrix.shape[0])
    drawn = np.lexsort((canonical[row[cells]][cell], keys, which[cell]))
    first = np.searchsorted(which[cell][drawn], np.arange(len(pairs)))
    rank = np.arange(len(drawn)) - first[which[cell][drawn]]
    lost = drawn[rank >= excess.allowed[which[cell][drawn]]]
    gone = np.zeros(len(matrix.data), np.int64)
    np.add.at(gone, cells[cell[lost]], 1)
    return gone


def _without(counts: Counts, matrix: csr_matrix, gone: Ints, column: str) -> Counts:
    n_terms, rule = matrix.shape[1], f"max_{column}_rate"
    tokens = np.bincount(matrix.indices, gone, minlength=n_terms).astype(np.int64)
    held = np.bincount(matrix.indices[gone > 0], minlength=n_terms)
    parts = (matrix.data - gone, matrix.indices, matrix.indptr)
    thinned = csr_matrix(parts, matrix.shape, copy=True)
    thinned.eliminate_zeros()
    left = np.flatnonzero(thinned.getnnz(axis=0))
    if not len(left):
        raise ToolkitError(
            f"no term is left: each of {plural(n_terms, 'term')} is of one {column} alone, and "
            f"{rule} takes out what no other holds; leave it unset"
        )
    went = [
        DroppedTerm(counts.terms[v], int(tokens[v]), int(held[v]), rule)
        for v in np.flatnonzero(tokens).tolist()
    ]
    every = [*counts.dropped_terms, *went]
    return replace(
        counts,
        matrix=csr_matrix(thinned[:, left]),
        terms=tuple(counts.terms[v] for v in left.tolist()),
        dropped_terms=tuple(sorted(every, key=lambda d: (d.rule, -d.count, d.term))),
    )


def _segment_keys(counts: Counts) -> Keys:
    return np.array([int(digest[:16], 16) for digest in counts.segments.digests], dtype=np.uint64)


def _term_keys(counts: Counts, column: str) -> Keys:
    digests = (hashlib.sha256(f"{column}/{term}".encode()).digest() for term in counts.terms)
    return np.array([int.from_bytes(digest[:8], "big") for digest in digests], dtype=np.uint64)


def _mix(keys: Keys) -> Keys:
    """Scatter numbers over all 64 bits, each alike (Steele, Lea and Flood 2014)."""
    keys = keys + np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))

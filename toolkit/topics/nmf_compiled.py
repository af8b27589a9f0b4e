"""NMF by compiled loops: alternating least squares, or multiplicative steps on the divergence."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.topics.engine import MEASURES, Factors, NmfSettings
from toolkit.topics.nmf_start import start_factors

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

_SWEEPS = 1  # of each factor before the other is looked at again; two gain what they cost
_LAST_SWEEPS = 10  # of the segments' weights, when the topics stand
_EXACT = 1e-6  # of the matrix's square: an error that single precision cannot tell from none

# From a random start all topics are alike, and whole passes need ten of themselves to part them.
# Two passes in which the topics are renewed every few hundred rows, each renewal counting for
# b^-0.6 of what was learnt before, do it at once; whole passes, which never lose, follow.
_ROWS, _LEAST_BLOCKS = 500, 10
_PASSES_BY_PARTS, _DECAY = 2, 0.6
_STEPS, _LAST_STEPS = 3, 10


class _Rows(NamedTuple):
    """A sparse matrix in compressed rows, as the loops take it."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: Singles

    @classmethod
    def of(cls, matrix: csr_matrix) -> _Rows:
        matrix = matrix.sorted_indices()
        return cls(
            matrix.indptr.astype(np.int64),
            matrix.indices.astype(np.int32),
            matrix.data.astype(np.float32),
        )


def factorise_compiled(matrix: csr_matrix, settings: NmfSettings) -> Factors:
    """Fit by the loops for the loss; the segments' weights are solved last, on fixed topics."""
    w, h = start_factors(matrix, settings.n_topics, settings.start, settings.seed, settings.seeded)
    if settings.loss == "frobenius":
        return _least_squares(matrix, w, h, settings)
    return _divergence(matrix, w, h, settings)


def _least_squares(matrix: csr_matrix, w: Floats, h: Floats, settings: NmfSettings) -> Factors:
    # Compiled when first used, and imported here for the seconds that its compiler takes to load.
    from toolkit.topics.hals import LANES, project, sweep

    rows, columns = _Rows.of(matrix), _Rows.of(csr_matrix(matrix.T))
    weights, topics = _lanes(w, LANES), _lanes(h.T, LANES)
    by_row, by_column = np.empty_like(weights), np.empty_like(topics)
    square = float(matrix.data @ matrix.data)
    error, converged, n_iter = np.inf, False, 0
    while n_iter < settings.max_iter and not converged:
        project(*rows, topics, by_row)
        sweep(weights, by_row, topics.T @ topics, _SWEEPS)
        project(*columns, weights, by_column)
        gram = weights.T @ weights
        sweep(topics, by_column, gram, _SWEEPS)
        n_iter += 1
        before, error = error, _squared_error(square, by_column, topics, gram)
        converged = before - error <= settings.tolerance * error or error <= _EXACT * square
    project(*rows, topics, by_row)
    sweep(weights, by_row, topics.T @ topics, _LAST_SWEEPS)
    error = _squared_error(square, by_row, weights, topics.T @ topics)
    n = settings.n_topics
    return Factors(
        weights=weights[:, :n].astype(np.float64),
        components=topics[:, :n].T.astype(np.float64),
        n_iter=n_iter,
        converged=converged,
        objective=float(np.sqrt(max(error, 0.0))),
        measure=MEASURES["frobenius"],
    )


def _squared_error(square: float, projected: Singles, factor: Singles, gram: Singles) -> float:
    """Return the squared error, whatever was solved last, from the products it was solved by."""
    crossed = np.einsum("ik,ik->", projected, factor, dtype=np.float64)
    own = (factor.T @ factor).astype(np.float64)
    return square - 2 * float(crossed) + float((own * gram).sum())


def _divergence(matrix: csr_matrix, w: Floats, h: Floats, settings: NmfSettings) -> Factors:
    from toolkit.topics.kl import LANES, pass_over, renew

    rows = _Rows.of(matrix)
    size = h.sum(axis=1)  # to the segments, so that every topic sums to one
    weights, topics = _lanes(w * size, LANES), _lanes((h / size[:, None]).T, LANES)
    gathered = np.zeros_like(topics)
    # With weights solved, W H sums to the whole of X in every row: what is left of the divergence
    # is the log-likelihood.
    whole = float(matrix.data @ np.log(matrix.data))
    divergence, converged, n_iter = np.inf, False, 0
    while n_iter < settings.max_iter and not converged:
        if settings.start == "random" and n_iter < _PASSES_BY_PARTS:
            topics = _pass_by_parts(rows, weights, topics, gathered, n_iter)
        else:
            before = divergence
            likelihood = pass_over(*rows, weights, topics, 1, gathered)
            divergence = whole - likelihood
            renew(topics, gathered)
            converged = before - divergence <= settings.tolerance * divergence
        n_iter += 1
    divergence = whole - pass_over(*rows, weights, topics, _LAST_STEPS, gathered)
    n = settings.n_topics
    return Factors(
        weights=weights[:, :n].astype(np.float64),
        components=topics[:, :n].T.astype(np.float64),
        n_iter=n_iter,
        converged=converged,
        objective=float(np.sqrt(max(2 * divergence, 0.0))),
        measure=MEASURES["kullback-leibler"],
    )


def _pass_by_parts(
    rows: _Rows, weights: Singles, topics: Singles, gathered: Singles, n_passed: int
) -> Singles:
    """Renew the topics after every block of rows, older blocks counting for less and less."""
    from toolkit.topics.kl import pass_over

    n = len(weights)
    edges = np.linspace(0, n, max(n // _ROWS, min(_LEAST_BLOCKS, n)) + 1).astype(np.int64)
    learnt = topics
    for block, (first, last) in enumerate(pairwise(edges)):
        starts = rows.starts[first : last + 1]
        pass_over(starts, rows.columns, rows.values, weights[first:last], topics, _STEPS, gathered)
        new = topics * gathered
        share = np.float32((n_passed * (len(edges) - 1) + block + 2) ** -_DECAY)
        learnt = (1 - share) * learnt + share * new / max(float(new.sum()), 1e-30) * _n_used(topics)
        topics = learnt / np.maximum(learnt.sum(axis=0), np.float32(1e-30))
        gathered[:] = 0
    return np.ascontiguousarray(topics)


def _n_used(topics: Singles) -> float:
    return float(topics.any(axis=0).sum())


def _lanes(factor: Floats, lanes: int) -> Singles:
    """Fill a factor up with topics that hold nothing, to a multiple of `lanes`."""
    n_rows, n_topics = factor.shape
    filled = np.zeros((n_rows, -(-n_topics // lanes) * lanes), dtype=np.float32)
    filled[:, :n_topics] = factor
    return filled

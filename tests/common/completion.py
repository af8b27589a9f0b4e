"""Held-out perplexity by document completion: half of a segment foretells the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]


def halves(matrix: csr_matrix, seed: int) -> tuple[csr_matrix, csr_matrix]:
    """Deal every token to the observed or to the held half."""
    random = np.random.default_rng(seed)
    observed = matrix.copy()
    observed.data = random.binomial(matrix.data, 0.5)
    held = csr_matrix(matrix - observed)
    for half in (observed, held):
        half.eliminate_zeros()
        half.sort_indices()
    return observed, held


def perplexity(
    topic_term: Floats, observed: csr_matrix, held: csr_matrix, *, alpha: float, n_steps: int = 50
) -> float:
    """Fold the observed halves in by expectation maximisation with a prior; score the held ones."""
    by_term = np.ascontiguousarray(topic_term.T)
    n_rows, n_topics = observed.shape[0], len(topic_term)
    row = np.repeat(np.arange(n_rows), np.diff(observed.indptr))
    likely = by_term[observed.indices]
    adds = csr_matrix(
        (np.ones(len(row)), (row, np.arange(len(row)))), shape=(n_rows, len(row))
    )  # sums over the tokens of a row
    theta = np.full((n_rows, n_topics), 1 / n_topics)
    for _ in range(n_steps):
        joint = theta[row] * likely
        joint *= (observed.data / (joint.sum(axis=1) + 1e-300))[:, None]
        theta = adds @ joint + alpha
        theta /= theta.sum(axis=1, keepdims=True)
    row = np.repeat(np.arange(n_rows), np.diff(held.indptr))
    chance = (theta[row] * by_term[held.indices]).sum(axis=1)
    return float(np.exp(-(held.data * np.log(chance + 1e-300)).sum() / held.data.sum()))

"""Document completion: one half of an unseen segment foretells the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]

_STEPS = 50  # of expectation maximisation; the perplexity moves by less than 0.1 % after thirty
_ROWS = 2000  # folded in at a time: they and their shares take some hundred megabytes
_NOTHING = 1e-300


def deal_halves(matrix: csr_matrix, seed: int) -> tuple[csr_matrix, csr_matrix]:
    """Deal every token to one of two halves, by a coin of its own.

    Parameters
    ----------
    matrix
        Counts, (n_rows, n_terms).
    seed
        Which deal; it depends on nothing but this and the matrix.

    Returns
    -------
    tuple
        The observed and the held half; their sum is the matrix.

    Examples
    --------
    >>> observed, held = deal_halves(csr_matrix([[4, 0, 2]]), 1)
    >>> (observed + held).toarray().tolist()
    [[4, 0, 2]]
    """
    whole = csr_matrix(matrix, copy=True)
    whole.sort_indices()
    observed = whole.copy()
    observed.data = np.random.default_rng(seed).binomial(whole.data, 0.5)
    held = csr_matrix(whole - observed)
    observed.eliminate_zeros()
    held.eliminate_zeros()
    held.sort_indices()
    return observed, held


def log_likelihood(
    topic_term: Floats, alpha: Floats, observed: csr_matrix, held: csr_matrix
) -> Floats:
    r"""Score the held half of each row by the topics that its observed half speaks for.

    The proportions of a row are the mean of its Dirichlet posterior with expected counts,
    :math:`\theta_k \propto \alpha_k + \sum_v n_v \theta_k \phi_{kv} / \sum_j \theta_j \phi_{jv}`,
    iterated 50 times from equal shares on the observed half; a held token of term v has the
    probability :math:`\sum_k \theta_k \phi_{kv}`. The same for every engine.

    Parameters
    ----------
    topic_term
        Topics, (n_topics, n_terms), rows summing to one.
    alpha
        Dirichlet prior of the topics, (n_topics,).
    observed, held
        The halves, (n_rows, n_terms).

    Returns
    -------
    ndarray
        (n_rows,) sums of natural logarithms over the held tokens; -inf where a row holds a term
        that no topic has.

    References
    ----------
    Wallach, Murray, Salakhutdinov and Mimno (2009), Evaluation methods for topic models, ICML.

    Examples
    --------
    >>> topics = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    >>> rows = csr_matrix([[8, 0, 0]]), csr_matrix([[0, 1, 0]])
    >>> np.exp(log_likelihood(topics, np.array([0.1, 0.1]), *rows)).round(3)  # 0.5 * 8.1 / 8.2
    array([0.494])
    """
    by_term = np.ascontiguousarray(topic_term.T)
    parts = [
        _score(by_term, alpha, observed[at : at + _ROWS], held[at : at + _ROWS])
        for at in range(0, observed.shape[0], _ROWS)
    ]
    return np.concatenate([np.zeros(0), *parts])


def _score(by_term: Floats, alpha: Floats, observed: csr_matrix, held: csr_matrix) -> Floats:
    n_rows = observed.shape[0]
    row = np.repeat(np.arange(n_rows), np.diff(observed.indptr))
    likely = by_term[observed.indices]
    adds = csr_matrix(
        (np.ones(len(row)), np.arange(len(row)), observed.indptr), shape=(n_rows, len(row))
    )
    theta = np.full((n_rows, len(alpha)), 1 / len(alpha))
    for _ in range(_STEPS):
        joint = theta[row] * likely
        joint *= (observed.data / np.maximum(joint.sum(axis=1), _NOTHING))[:, None]
        theta = adds @ joint + alpha
        theta /= theta.sum(axis=1, keepdims=True)
    row = np.repeat(np.arange(n_rows), np.diff(held.indptr))
    chance = (theta[row] * by_term[held.indices]).sum(axis=1)
    with np.errstate(divide="ignore"):
        weights: Floats = held.data * np.log(chance)
    return np.bincount(row, weights, minlength=n_rows).astype(np.float64)

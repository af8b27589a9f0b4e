"""Fold counted text in on fixed topics: how much of each topic is in it, without a prior."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]

# EM moves fast at first and crawls near the edge of the simplex, where Newton's method is quick.
_WARM_UP = 20
# Keeps the Newton system solvable where topics coincide or outnumber the terms; the fixed point
# does not depend on it, because the step is taken towards a point near the present weights.
_RIDGE = 1e-9
# What EM leaves of a topic that is not there; kept, it would be compared between groups.
_NOTHING = 1e-8


def fold_in_lda(
    matrix: csr_matrix, topic_term: Floats, *, tol: float = 1e-9, max_iter: int = 2000
) -> Floats:
    r"""Find the maximum-likelihood proportions of each row on fixed topics.

    A row with counts :math:`n_v` is taken as draws from the mixture
    :math:`p_v = \sum_k \theta_k \phi_{kv}`, and :math:`\theta` maximises
    :math:`\sum_v n_v \log p_v` over the simplex. There is no Dirichlet prior: a short row is not
    pulled towards the mean of the corpus, so that texts of unequal length may be compared. The
    price is noise: a row of 25 words has widely scattered proportions, many of them zero. Pool
    words before folding in rather than averaging short rows.

    Parameters
    ----------
    matrix
        Counts, (n_rows, n_terms); every row is solved on its own and gives the same bits alone
        or among others.
    topic_term
        Topics as distributions over terms, (n_topics, n_terms), rows summing to one.
    tol
        Largest shortfall of the mean log-likelihood per token, in nats, from its maximum. It is
        bounded by :math:`\max_k \sum_v (n_v / N) \phi_{kv} / p_v - 1`, since the objective is
        concave, and that bound is what is tested.
    max_iter
        Most steps for a row. The first steps are EM from equal weights, the others Newton steps
        with weights held at or above zero.

    Returns
    -------
    ndarray
        Proportions, (n_rows, n_topics), float64, rows summing to one; a proportion below 1e-8
        is set to zero. Terms that no topic holds
        say nothing about the weights and are left out; a row without any other token has no
        proportions, and its numbers are NaN.

    Raises
    ------
    ToolkitError
        If the terms of counts and topics differ in number, a number is negative, or a row has
        not reached `tol` after `max_iter` steps.

    References
    ----------
    Dempster, Laird and Rubin (1977), JRSS B 39, for EM; Kim, Carbonetto, Stephens and Anitescu
    (2020), JCGS 29, for Newton steps on mixture weights.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> topics = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    >>> fold_in_lda(csr_matrix([[2, 1, 1], [0, 0, 5]]), topics)
    array([[0.75, 0.25],
           [0.  , 1.  ]])
    """
    by_term = np.ascontiguousarray(topic_term.T)

    def solve(terms: NDArray[Any], counts: Floats) -> Floats:
        weights, gap = _maximise(counts, by_term[terms], tol, max_iter)
        if gap > tol:
            raise ToolkitError(
                f"a row of {plural(int(counts.sum()), 'token')} is still {gap:.1e} nats a token "
                f"from its best proportions after {plural(max_iter, 'step')}, more than tol = "
                f"{tol:g}; raise max_iter"
            )
        weights = np.where(weights < _NOTHING, 0.0, weights)
        return np.asarray(weights / weights.sum())

    return _each_row(matrix, topic_term, solve)


def fold_in_nmf(
    matrix: csr_matrix, components: Floats, term_weights: Floats | None = None
) -> Floats:
    r"""Project each row on fixed NMF topics and rescale its weights to sum to one.

    The weights minimise :math:`\lVert x - w H \rVert^2` with :math:`w \ge 0`, where `x` holds the
    row's counts times `term_weights` and `H` the components. They are divided by their sum: they
    are **rescaled weights, not probabilities**, and they depend on the scale of the components.
    The length of `x` has no influence.

    Parameters
    ----------
    matrix
        Counts, (n_rows, n_terms); every row is solved on its own.
    components
        Topics, (n_topics, n_terms), on the scale on which the rows of `doc_topic` were rescaled.
    term_weights
        Weight of each term, such as its inverse document frequency, (n_terms,); None for none.

    Returns
    -------
    ndarray
        Rescaled weights, (n_rows, n_topics), float64, rows summing to one. A row without a token,
        or one at right angles to every topic, has no weights, and its numbers are NaN.

    Raises
    ------
    ToolkitError
        If the terms of counts and topics differ in number or a number is negative.

    References
    ----------
    Lawson and Hanson (1974), Solving Least Squares Problems, for non-negative least squares.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> topics = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 2.0]])
    >>> fold_in_nmf(csr_matrix([[3, 3, 2]]), topics)
    array([[0.75, 0.25]])
    """
    from scipy.optimize import nnls

    with one_thread():
        # min |x - wH| = min |Q'x - Rw'| + a constant: one small problem a row.
        q, r = np.linalg.qr(components.T)

    def solve(terms: NDArray[Any], counts: Floats) -> Floats:
        weighted = counts if term_weights is None else counts * term_weights[terms]
        length = np.linalg.norm(weighted)
        if length == 0:
            return np.full(len(components), np.nan)
        weights: Floats = nnls(r, (weighted / length) @ q[terms])[0]
        total = weights.sum()
        return weights / total if total > 1e-12 else np.full(len(components), np.nan)

    return _each_row(matrix, components, solve)


def _each_row(
    matrix: csr_matrix,
    topics: Floats,
    solve: Callable[[NDArray[Any], Floats], Floats],
) -> Floats:
    """Apply `solve` to the terms and counts of each row that has any known token."""
    if matrix.shape[1] != topics.shape[1]:
        raise ToolkitError(
            f"the counts have {plural(matrix.shape[1], 'term')} and the topics "
            f"{topics.shape[1]:,}; both must come from one vocabulary"
        )
    smallest = min(topics.min(initial=0.0), matrix.data.min(initial=0))
    if not smallest >= 0:
        raise ToolkitError(
            f"counts and topics cannot be below zero, but {smallest:g} is among them"
        )
    known = np.asarray(topics.any(axis=0))
    folded = np.full((matrix.shape[0], topics.shape[0]), np.nan)
    with one_thread():
        for row, terms, counts in _rows(matrix):
            use = known[terms] & (counts > 0)
            if use.any():
                folded[row] = solve(terms[use], counts[use])
    return folded


def _rows(matrix: csr_matrix) -> Iterator[tuple[int, NDArray[Any], Floats]]:
    """Yield row number, term numbers in ascending order, counts."""
    if not matrix.has_sorted_indices:
        matrix = matrix.sorted_indices()
    for row in range(matrix.shape[0]):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        yield row, matrix.indices[span], matrix.data[span].astype(np.float64)


def _maximise(
    counts: Floats, likelihood: Floats, tol: float, max_iter: int
) -> tuple[Floats, float]:
    """Maximise the mixture's log-likelihood; return the weights and the bound on the shortfall.

    `likelihood` is (n_terms_of_row, n_topics). Adding the sum of the weights to the objective
    makes the constraint that they sum to one redundant, which leaves non-negativity alone.
    """
    share = counts / counts.sum()
    weights = np.full(likelihood.shape[1], 1 / likelihood.shape[1])
    gap = np.inf
    for step in range(max_iter + 1):
        ratio = (share / (likelihood @ weights)) @ likelihood
        gap = float(ratio.max() - 1)
        if gap <= tol or step == max_iter:
            break
        newton = None if step < _WARM_UP else _newton_step(share, likelihood, weights, ratio)
        weights = weights * ratio if newton is None else newton
        weights = weights / weights.sum()
    return weights, gap


def _newton_step(
    share: Floats, likelihood: Floats, weights: Floats, ratio: Floats
) -> Floats | None:
    """Return better non-negative weights, or None where EM should take the step instead."""
    from scipy.optimize import nnls

    rooted = likelihood * (np.sqrt(share) / (likelihood @ weights))[:, None]
    hessian = rooted.T @ rooted
    hessian[np.diag_indices_from(hessian)] += _RIDGE * hessian.diagonal().max()
    gradient = 1 - ratio
    try:
        lower = np.linalg.cholesky(hessian)
        target = nnls(lower.T, np.linalg.solve(lower, hessian @ weights - gradient))[0]
    except (np.linalg.LinAlgError, RuntimeError):
        return None
    return _search(share, likelihood, weights, target - weights)


def _search(share: Floats, likelihood: Floats, weights: Floats, step: Floats) -> Floats | None:
    """Halve the step until the objective does not get worse."""

    def objective(candidate: Floats) -> float:
        mixture = likelihood @ candidate
        if not mixture.min() > 0:
            return np.inf
        return float(candidate.sum() - share @ np.log(mixture))

    before = objective(weights)
    for halving in range(20):
        candidate = weights + step * 0.5**halving
        if objective(candidate) <= before + 1e-15 * abs(before):
            return candidate
    return None

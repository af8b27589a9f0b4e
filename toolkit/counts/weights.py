"""Weights of terms for models that are no model of counts, such as NMF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.errors import ToolkitError
from toolkit.records import read_only
from toolkit.stages import did_you_mean

Floats = NDArray[np.float64]
Weight = Literal["counts", "tfidf", "bm25", "log_entropy"]

WEIGHT_NAMES: dict[Weight, str] = {
    "counts": "counts",
    "tfidf": "tf-idf",
    "bm25": "BM25",
    "log_entropy": "log-entropy",
}
"""What each is called in prose."""

_K1, _B = 1.2, 0.75  # as Robertson and Zaragoza (2009) advise for text in general


@dataclass(frozen=True, eq=False)
class TermWeights:
    """What the segments of a fit say of each term, to weigh these and new segments alike.

    Attributes
    ----------
    weight
        Which formula.
    term
        (n_terms,): the weight of each term; ones for counts.
    mean_length
        Tokens of a segment in the mean, for BM25.
    """

    weight: Weight
    term: Floats
    mean_length: float


def term_weights(matrix: csr_matrix, weight: Weight) -> TermWeights:
    r"""Find the weight of each term.

    Parameters
    ----------
    matrix
        (n_segments, n_terms), counts.
    weight
        With :math:`n` segments of which :math:`n_t` hold the term, and :math:`p_{it}` the share
        of the term's tokens that stand in segment :math:`i`:

        - ``"counts"``: 1.
        - ``"tfidf"``: :math:`\ln\frac{1 + n}{1 + n_t} + 1`, scikit-learn's smooth formula.
        - ``"bm25"``: :math:`\ln(1 + \frac{n - n_t + 0.5}{n_t + 0.5})`, which is above 0 for
          every term.
        - ``"log_entropy"``: :math:`1 + \sum_i p_{it} \ln p_{it} / \ln n`: 1 for a term of one
          segment, 0 for one that is spread evenly over all.

    Returns
    -------
    TermWeights
        Read-only.

    Raises
    ------
    ToolkitError
        If the weight is unknown, there is no segment or token, or one segment only for
        ``"log_entropy"``.

    References
    ----------
    Robertson and Zaragoza (2009), The probabilistic relevance framework: BM25 and beyond. Dumais
    (1991), Improving the retrieval of information from external sources, for log-entropy.

    Examples
    --------
    >>> fish = csr_matrix([[2, 0], [2, 1]])
    >>> term_weights(fish, "log_entropy").term.round(6).tolist()
    [0.0, 1.0]
    """
    if weight not in get_args(Weight):
        raise ToolkitError(
            f"weight = {weight!r} is unknown; {did_you_mean(str(weight), get_args(Weight))}"
        )
    n = matrix.shape[0]
    count = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
    if n == 0 or not count.sum():
        raise ToolkitError(f"{n} segments without any token have no weights; count terms first")
    held = np.asarray(matrix.getnnz(axis=0), dtype=np.float64)
    values = np.ones(matrix.shape[1])
    if weight == "tfidf":
        values = np.log((1 + n) / (1 + held)) + 1
    elif weight == "bm25":
        values = np.log1p((n - held + 0.5) / (held + 0.5))
    elif weight == "log_entropy":
        if n == 1:
            raise ToolkitError("weight = 'log_entropy' takes two segments or more, and there is 1")
        values = _evenness(csr_matrix(matrix, dtype=np.float64), count, n)
    return TermWeights(weight, read_only(values), float(count.sum() / n))


def weigh(matrix: csr_matrix, weights: TermWeights, *, pooled: bool = False) -> csr_matrix:
    r"""Weigh counts, those that the weights come from or new ones.

    Parameters
    ----------
    matrix
        (n_segments, n_terms), counts of the same terms.
    weights
        From `term_weights`.
    pooled
        Whether rows are the words of many segments: for BM25 and log-entropy, by which a count
        weighs less the larger it is, they are first brought to the mean length of a segment.

    Returns
    -------
    csr_matrix
        Of each count :math:`c` in a segment of length :math:`l`, times the weight of its term:
        :math:`c` for counts and tf-idf, :math:`\ln(1 + c)` for log-entropy, and
        :math:`c (k + 1) / (c + k (1 - b + b\, l / \bar l))` for BM25, with k = 1.2 and b = 0.75.
        Rows are not scaled to any length.

    Raises
    ------
    ToolkitError
        If the terms are not as many as the weights.

    Examples
    --------
    >>> fish = csr_matrix([[2, 0], [2, 1]])
    >>> weigh(fish, term_weights(fish, "tfidf")).toarray().round(3).tolist()
    [[2.0, 0.0], [2.0, 1.405]]
    """
    if matrix.shape[1] != len(weights.term):
        raise ToolkitError(
            f"{matrix.shape[1]:,} terms came with the weights of {len(weights.term):,}"
        )
    weighed = csr_matrix(matrix, dtype=np.float64, copy=True)
    count, each = weighed.data, np.diff(weighed.indptr)
    length = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel() / weights.mean_length
    if pooled and weights.weight in ("bm25", "log_entropy"):
        with np.errstate(divide="ignore"):  # a row without a token stays without one
            count = count * np.repeat(1 / length, each)
        length = np.ones(len(length))
    if weights.weight == "log_entropy":
        count = np.log1p(count)
    elif weights.weight == "bm25":
        slow = _K1 * (1 - _B + _B * length)
        count = count * (_K1 + 1) / (count + np.repeat(slow, each))
    weighed.data = count * weights.term[weighed.indices]
    return weighed


def _evenness(matrix: csr_matrix, count: Floats, n: int) -> Floats:
    """Return 1 less the entropy of each term over segments, as a share of the largest possible."""
    share = matrix.data / count[matrix.indices]
    # Sorted first: the last bits of a sum depend on its order, here that of the files.
    order = np.lexsort((share, matrix.indices))
    term, parts = matrix.indices[order], share[order] * np.log(share[order])
    total = np.bincount(term, parts, minlength=matrix.shape[1])
    even = 1 + total / np.log(n)
    # What rounding leaves of an even spread is no weight: rows are scaled later.
    return np.asarray(np.where(even > 1e-12, np.minimum(even, 1.0), 0.0))

"""Whether words scatter about a topic model as it says they should: Taddy's residual dispersion."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.threads import one_thread

Floats = NDArray[np.float64]

_LEAST = 0.01  # expected tokens of a cell that counts as an observation, as Taddy proposes
_CELLS = 4_000_000  # looked at together: some thirty megabytes


class Dispersion(NamedTuple):
    """How far counts scatter about what a model expects, beside what the multinomial says.

    Attributes
    ----------
    value
        1 where the model is right; above it, more topics would explain more. NaN where there are
        not more observations than parameters.
    statistic, freedom
        Sum of the squared residuals, and what it is divided by.
    """

    value: float
    statistic: float
    freedom: int


def residual_dispersion(
    matrix: csr_matrix, doc_topic: Floats, topic_term: Floats, *, n_parameters: int | None = None
) -> Dispersion:
    r"""Estimate the dispersion of the residuals of a topic model for counts.

    .. math::
        \hat\sigma^2 = \frac{1}{\hat N - d}
        \sum_{iv : m_i q_{iv} > 0.01} \frac{(x_{iv} - m_i q_{iv})^2}{m_i q_{iv} (1 - q_{iv})},
        \qquad q_{iv} = \sum_k \theta_{ik} \phi_{kv}

    with segments of :math:`m_i` tokens. :math:`\hat N` is the number of cells in the sum, those in
    which more than 0.01 tokens are expected, and d that of the parameters, segments x (topics - 1)
    and topics x (terms - 1).

    Parameters
    ----------
    matrix
        Counts, (n_segments, n_terms).
    doc_topic, topic_term
        Shares, (n_segments, n_topics) and (n_topics, n_terms), rows summing to one.
    n_parameters
        What was estimated; None: all shares of both.

    Returns
    -------
    Dispersion
        Under a true model 1. Compare numbers of topics on the same counts, not corpora. Words of
        real text come in bursts, so that it is above 1 for any sensible number of topics; what
        says something is where it stops falling. Parameters are counted in full, which is rough
        where segments are short or most shares near zero. Taddy's chi-squared test is left out:
        with the cells of any real corpus it rejects every model.

    Notes
    -----
    Taddy sums over all cells and counts those above 0.01. In sparse text the others are most of
    the table, and each adds 1 on average: in simulations of true models of 30 to 400 tokens a
    segment that gave 1.2 to 1.9 where it should be 1. Here both are taken over the same cells.

    References
    ----------
    Taddy (2012), On estimation and selection for topic models, AISTATS, section 4.2.

    Examples
    --------
    >>> x = csr_matrix([[6, 4], [5, 5]])
    >>> found = residual_dispersion(x, np.ones((2, 1)), np.array([[0.5, 0.5]]), n_parameters=1)
    >>> round(found.statistic, 3), found.freedom  # 4 cells of which (1 / 2.5) is the residual
    (0.8, 3)
    """
    n_segments, n_terms = matrix.shape
    n_topics = len(topic_term)
    tokens = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
    statistic, expected = 0.0, 0
    step = max(1, _CELLS // n_terms)
    with one_thread():
        for first in range(0, n_segments, step):
            rows = slice(first, first + step)
            share = doc_topic[rows] @ topic_term
            mean = share * tokens[rows, None]
            likely = (mean > _LEAST) & (share < 1)
            mean, share = mean[likely], share[likely]
            residual = matrix[rows].toarray()[likely] - mean
            statistic += float((residual**2 / (mean * (1 - share))).sum())
            expected += len(mean)
    known = n_segments * (n_topics - 1) + n_topics * (n_terms - 1)
    freedom = expected - (known if n_parameters is None else n_parameters)
    value = statistic / freedom if freedom > 0 else float("nan")
    return Dispersion(value, statistic, freedom)

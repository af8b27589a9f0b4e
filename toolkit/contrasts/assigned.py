"""Which words a topic is made of in each cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Cells, pool
from toolkit.contrasts.rows import matching
from toolkit.threads import one_thread

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from toolkit.counts import Counts

Floats = NDArray[np.float64]


def pooled_cells(
    counts: Counts,
    cells: Cells,
    columns: tuple[str, str],
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> csr_matrix:
    """Add up the counts behind each cell, (n_cells, n_terms).

    Parameters
    ----------
    counts
        The counts of the topics that the cells were made of.
    cells
        What `make_cells` returned.
    columns
        The columns that name group and cluster.
    where
        The segments that were kept.
    """
    number = {
        (cells.groups[group], cells.clusters[cluster]): cell
        for cell, (group, cluster) in enumerate(zip(cells.group, cells.cluster, strict=True))
    }
    kept = matching(counts.segments, where)
    named = zip(*(counts.segments.column(name) for name in columns), strict=True)
    cell_of = np.array([number.get(pair, -1) for pair in named], dtype=np.intp)
    rows = np.flatnonzero(kept & (cell_of >= 0))
    return pool(counts.matrix[rows], cell_of[rows], len(cells.group))


def assigned_words(
    pooled: csr_matrix, proportions: Floats, topic_term: Floats, *, n_terms: int
) -> tuple[NDArray[np.intp], Floats]:
    r"""Share out the words of each cell among the topics.

    Of the :math:`n` tokens of a term the part
    :math:`n \theta_k \phi_{kv} / \sum_j \theta_j \phi_{jv}` is expected to belong to topic k.

    Parameters
    ----------
    pooled
        Counts of each cell, (n_cells, n_terms).
    proportions
        Topic proportions of each cell, (n_cells, n_topics).
    topic_term
        The topics, (n_topics, n_terms).
    n_terms
        How many terms of each topic are kept: those with most expected tokens in all cells.

    Returns
    -------
    tuple
        Numbers of the terms kept, (n_topics, n), by falling expected tokens, -1 where no more
        terms have any; and the expected tokens of each cell, (n_topics, n_cells, n).

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> topics = np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]])
    >>> numbers, weights = assigned_words(
    ...     csr_matrix([[4, 6, 0]]), np.array([[2 / 3, 1 / 3]]), topics, n_terms=2
    ... )
    >>> numbers.tolist(), weights[:, 0].round(6).tolist()
    ([[0, 1], [1, -1]], [[4.0, 4.0], [2.0, 0.0]])
    """
    n = min(n_terms, pooled.shape[1])
    total = np.zeros(topic_term.shape)
    with one_thread():
        for cell, theta in enumerate(proportions):
            terms, expected = _expected(pooled, cell, theta, topic_term)
            total[:, terms] += expected
        largest = np.argsort(-total, axis=1, kind="stable")[:, :n]
        weights = np.zeros((len(topic_term), len(proportions), n))
        row = np.zeros(topic_term.shape)
        for cell, theta in enumerate(proportions):
            terms, expected = _expected(pooled, cell, theta, topic_term)
            row[:, terms] = expected
            weights[:, cell] = np.take_along_axis(row, largest, axis=1)
            row[:, terms] = 0.0
    held = np.take_along_axis(total, largest, axis=1) > 0
    return np.where(held, largest, -1), weights


def _expected(
    pooled: csr_matrix, cell: int, theta: Floats, topic_term: Floats
) -> tuple[NDArray[np.int32], Floats]:
    """Return the terms of a cell and their expected tokens by topic, (n_topics, n_terms_of_cell).

    Terms that no topic of the cell holds belong to none.
    """
    span = slice(pooled.indptr[cell], pooled.indptr[cell + 1])
    terms = pooled.indices[span]
    joint = theta[:, None] * topic_term[:, terms]
    mixture = joint.sum(axis=0)
    share = np.divide(joint, mixture, out=np.zeros_like(joint), where=mixture > 0)
    return terms, share * pooled.data[span]

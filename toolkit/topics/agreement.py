"""How far fits of one size agree: topics matched between every two, those without a match as 0."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.threads import one_thread

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


class Agreement(NamedTuple):
    """Topics of many fits, matched between every two.

    Attributes
    ----------
    of_fits
        (n_fits, n_fits): mean similarity of the matched topics of two fits, those without a match
        counted as 0; over the topics of the smaller. 1 on the diagonal.
    partner
        (n_topics of all fits, n_fits): which topic of each fit matches one, -1 for none; topics
        are numbered through.
    similarity
        (n_topics of all fits, n_fits): how alike it is; 0 for none.
    """

    of_fits: Floats
    partner: NDArray[np.int64]
    similarity: Floats


def agree(fits: Sequence[Singles], *, level: float = 0.05) -> Agreement:
    r"""Match the topics of every two fits, a topic without a counterpart to none.

    Topics are compared by :math:`\sum_v \sqrt{p_v q_v}`, one less the squared Hellinger distance.
    The threshold of a match and the null behind it are those of `align`, for each two fits.

    Parameters
    ----------
    fits
        Topics of each, (n_topics, n_terms), on one vocabulary.
    level
        As of `align`.

    Returns
    -------
    Agreement

    Examples
    --------
    >>> topics = np.array([[0.9, 0.1], [0.2, 0.8]], dtype=np.float32)
    >>> agree([topics, topics[::-1]]).of_fits.round(3).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    with one_thread():
        return _agree([np.sqrt(rows) for rows in fits], level)


def _agree(roots: Sequence[Singles], level: float) -> Agreement:
    n_fits = len(roots)
    from scipy.optimize import linear_sum_assignment

    starts = np.array([0, *itertools.accumulate(map(len, roots))], dtype=np.int64)
    partner = np.full((starts[-1], n_fits), -1, dtype=np.int64)
    alike = np.zeros((starts[-1], n_fits))
    nulls = [_most_alike_other(rows) for rows in roots]
    of_fits = np.eye(n_fits)
    for i in range(n_fits):
        own = np.arange(starts[i], starts[i + 1])
        partner[own, i], alike[own, i] = own, 1.0
        for j in range(i + 1, n_fits):
            found = (roots[i] @ roots[j].T).astype(np.float64)
            null = np.concatenate([nulls[i], nulls[j]])
            least = float(np.quantile(null, 1 - level, method="higher")) if len(null) else 0.0
            rows, columns = linear_sum_assignment(np.maximum(found - least, 0), maximize=True)
            matched = found[rows, columns] > least
            rows, columns = rows[matched], columns[matched]
            values = np.minimum(found[rows, columns], 1.0)
            partner[starts[i] + rows, j], alike[starts[i] + rows, j] = starts[j] + columns, values
            partner[starts[j] + columns, i], alike[starts[j] + columns, i] = (
                starts[i] + rows,
                values,
            )
            of_fits[i, j] = of_fits[j, i] = values.sum() / min(found.shape)
    return Agreement(of_fits, partner, alike)


def mean_agreement(of_fits: Floats) -> tuple[float, float]:
    """Return the mean over every two fits, and its standard error by the jackknife over fits.

    Pairs that share a fit are not independent; leaving out one fit at a time leaves out all of
    its pairs. NaN where there are too few fits: two for a mean, three for an error.

    Examples
    --------
    >>> mean_agreement(np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.7], [0.6, 0.7, 1.0]]))[0]
    0.6
    """
    n = len(of_fits)
    if n < 2:
        return math.nan, math.nan
    off = of_fits - np.diag(np.diag(of_fits))
    total = math.fsum(off.ravel())
    mean = total / (n * (n - 1))
    if n < 3:
        return mean, math.nan
    left = (total - 2 * off.sum(axis=1)) / ((n - 1) * (n - 2))
    return mean, math.sqrt((n - 1) / n * math.fsum((left - left.mean()) ** 2))


def _most_alike_other(rows: Singles) -> Floats:
    if len(rows) < 2:
        return np.empty(0)
    found = (rows @ rows.T).astype(np.float64)
    np.fill_diagonal(found, -1)
    return np.asarray(found.max(axis=1))

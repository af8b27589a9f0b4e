"""Log-odds ratios of words between groups, with an informative Dirichlet prior."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def log_odds_ratio(
    counted: Ints, others: Ints, corpus: Floats, prior_mass: float
) -> tuple[Floats, Floats]:
    """Return the log-odds ratios and their standard errors.

    Parameters
    ----------
    counted, others
        Counts of each term in a group and in what it is compared with, (..., n_terms).
    corpus
        Counts of each term in the corpus that gives the prior its shape, (n_terms,).
    prior_mass
        Sum of the prior's pseudo-counts, in tokens.

    Returns
    -------
    tuple
        Two arrays, (..., n_terms); the formulas are those of `keywords`. A term that occurs
        nowhere has a log-odds ratio of 0 and an infinite standard error.

    Examples
    --------
    >>> delta, error = log_odds_ratio(np.array([3, 1]), np.array([1, 3]), np.array([1.0, 1.0]), 2)
    >>> delta.round(3).tolist(), error.round(3).tolist()
    ([1.386, -1.386], [0.866, 0.866])
    """
    prior = prior_mass * corpus / corpus.sum()
    here, there = counted + prior, others + prior
    rest = here.sum(axis=-1, keepdims=True) - here
    rest_there = there.sum(axis=-1, keepdims=True) - there
    some = (here > 0) & (there > 0)
    delta = np.zeros(here.shape)
    variance = np.full(here.shape, np.inf)
    odds = [np.log(part, out=np.zeros_like(part), where=some) for part in (here, there)]
    odds_against = [np.log(part) for part in (rest, rest_there)]
    # Grouped so that exchanging the two sides changes the sign and no bit.
    np.subtract(odds[0] - odds_against[0], odds[1] - odds_against[1], out=delta, where=some)
    np.add(
        np.divide(1.0, here, out=variance.copy(), where=some),
        np.divide(1.0, there, out=variance.copy(), where=some),
        out=variance,
        where=some,
    )
    return delta, np.sqrt(variance)

"""The prior of topics, learnt from how they are spread over segments."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import psi

Floats = NDArray[np.float64]

_STEPS = 5
_SMALLEST = 1e-4


def update_alpha(alpha: NDArray[Any], doc_topic: NDArray[Any], *, n_steps: int = _STEPS) -> Floats:
    r"""Move an asymmetric Dirichlet prior towards the one that the expected counts speak for.

    Each step is Minka's fixed point,

    .. math:: \alpha_k \leftarrow \alpha_k
        \frac{\sum_d \psi(n_{dk} + \alpha_k) - \psi(\alpha_k)}
        {\sum_d \psi(n_d + \sum_j \alpha_j) - \psi(\sum_j \alpha_j)}

    which raises the likelihood of the counts under the Dirichlet-multinomial distribution.

    Parameters
    ----------
    alpha
        The prior, above zero, (n_topics,).
    doc_topic
        Tokens of each topic in each segment, whole or expected, (n_segments, n_topics).
    n_steps
        Steps taken.

    Returns
    -------
    ndarray
        The new prior, (n_topics,), not below 0.0001.

    References
    ----------
    Minka (2000), Estimating a Dirichlet distribution, equation 55.

    Examples
    --------
    >>> counts = np.array([[9, 1], [1, 0], [8, 2], [6, 1]])
    >>> learnt = update_alpha(np.array([1.0, 1.0]), counts, n_steps=200)
    >>> bool(learnt[0] > 5 * learnt[1])
    True
    """
    prior = np.asarray(alpha, dtype=np.float64)
    counts = np.maximum(np.asarray(doc_topic, dtype=np.float64), 0.0)
    length = counts.sum(axis=1)
    for _ in range(n_steps):
        rise = (psi(counts + prior) - psi(prior)).sum(axis=0)
        whole = (psi(length + prior.sum()) - psi(prior.sum())).sum()
        prior = np.maximum(prior * rise / whole, _SMALLEST)
    return prior

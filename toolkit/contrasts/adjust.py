"""Adjust p values for many tests: Holm's steps and Benjamini and Hochberg's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def holm(p: Floats) -> Floats:
    r"""Adjust by Holm's steps, which keep the chance of any false finding below the level.

    The i-th smallest of m values becomes the largest of :math:`(m - j + 1) p_{(j)}` over
    :math:`j \le i`, at most 1. It holds however the tests depend on each other.

    Parameters
    ----------
    p
        p values of one family, any shape.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p, axis=None, kind="stable")
    steps = np.maximum.accumulate(p.ravel()[order] * np.arange(p.size, 0, -1))
    return _put_back(np.minimum(steps, 1.0), order, p)


def fdr_bh(p: Floats) -> Floats:
    r"""Adjust by Benjamini and Hochberg's steps, which bound the share of false findings.

    The i-th smallest of m values becomes the smallest of :math:`m p_{(j)} / j` over
    :math:`j \ge i`. Findings at the level have that expected share of false ones among them, if
    the tests are independent or positively dependent; that there is any false one is likelier
    than the level. Shares of topics sum to one, so that some pairs of tests depend negatively:
    two-sided tests have been found to keep the bound nonetheless, but no theorem says so.

    Parameters
    ----------
    p
        p values of one family, any shape.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57.

    Examples
    --------
    >>> fdr_bh(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(p, axis=None, kind="stable")
    steps = p.ravel()[order] * p.size / np.arange(1, p.size + 1)
    return _put_back(np.minimum.accumulate(steps[::-1])[::-1], order, p)


def _put_back(steps: Floats, order: NDArray[np.intp], like: Floats) -> Floats:
    adjusted = np.empty(like.size)
    adjusted[order] = steps
    return adjusted.reshape(like.shape)

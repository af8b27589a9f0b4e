"""How far two distributions over topics lie apart, in bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from toolkit.errors import ToolkitError

Floats = NDArray[np.float64]


def jsd(p: ArrayLike, q: ArrayLike) -> Floats:
    r"""Jensen-Shannon divergence of two distributions, in bits.

    .. math:: \mathrm{JSD}(p, q) = H\!\left(\tfrac{p + q}{2}\right) - \tfrac{H(p) + H(q)}{2}

    with entropies to base 2: how many bits one draw tells about which of the two it came from,
    both being equally likely. 0 means the same distribution, 1 that no topic is shared. It is the
    *divergence*; its root is a distance in the mathematical sense.

    Two samples of one distribution always lie some way apart, the farther the smaller they are.
    Compare a divergence with its null (`Contrast.distances`), never with zero, and never across
    pairs that rest on unequal amounts of text.

    Parameters
    ----------
    p, q
        Distributions along the last axis, (..., n_topics), each summing to one. Zeros are fine.
        Leading axes are matched by the rules of broadcasting.

    Returns
    -------
    ndarray
        Divergences, (...), between 0 and 1.

    Raises
    ------
    ToolkitError
        If a distribution does not sum to one (within 1e-6), or holds a number below zero or one
        that is missing.

    References
    ----------
    Lin (1991), IEEE Transactions on Information Theory 37(1).

    Examples
    --------
    >>> jsd([0.5, 0.5], [0.5, 0.5]).item(), jsd([1, 0], [0, 1]).item()
    (0.0, 1.0)
    >>> round(jsd([1, 0], [0.5, 0.5]).item(), 4)
    0.3113
    """
    first, second = (_distributions(x) for x in (p, q))
    middle = (first + second) / 2
    nats = (_entropy(middle) - (_entropy(first) + _entropy(second)) / 2) / np.log(2)
    return np.asarray(np.clip(nats, 0.0, 1.0))


def _entropy(p: Floats) -> Floats:
    return np.asarray(-xlogy(p, p).sum(axis=-1))


def _distributions(values: ArrayLike) -> Floats:
    p = np.asarray(values, dtype=np.float64)
    if p.ndim == 0 or p.shape[-1] == 0 or not np.all(p >= 0):
        wrong = "nothing" if p.size == 0 else f"{p.min():g}"
        raise ToolkitError(f"a distribution holds proportions of 0 and above, but {wrong} came")
    sums = p.sum(axis=-1)
    worst = sums.flat[np.abs(sums - 1).argmax()]
    if abs(worst - 1) > 1e-6:
        raise ToolkitError(f"a distribution must sum to one, but one sums to {worst:g}; rescale it")
    return p

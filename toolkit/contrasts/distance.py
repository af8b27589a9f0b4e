"""How far two distributions over topics lie apart, by four measures."""

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


def hellinger(p: ArrayLike, q: ArrayLike) -> Floats:
    r"""Hellinger distance of two distributions.

    .. math:: \sqrt{\tfrac12 \sum_k \left(\sqrt{p_k} - \sqrt{q_k}\right)^2}

    A distance in the mathematical sense, without unit: 0 means the same distribution, 1 that no
    topic is shared. Roots make a change from 1 to 2 % weigh more than one from 50 to 51 %. What
    `jsd` says of samples and of unequal amounts of text holds here too.

    Parameters
    ----------
    p, q
        Distributions along the last axis, (..., n_topics), as in `jsd`.

    Returns
    -------
    ndarray
        Distances, (...), between 0 and 1.

    Raises
    ------
    ToolkitError
        As `jsd`.

    References
    ----------
    Rao (1995), Questiio 19, for its use on proportions.

    Examples
    --------
    >>> hellinger([0.5, 0.5], [0.5, 0.5]).item(), hellinger([1, 0], [0, 1]).item()
    (0.0, 1.0)
    >>> round(hellinger([1, 0], [0.5, 0.5]).item(), 4)
    0.5412
    """
    first, second = (np.sqrt(_distributions(x)) for x in (p, q))
    squared = ((first - second) ** 2).sum(axis=-1) / 2
    return np.asarray(np.sqrt(np.clip(squared, 0.0, 1.0)))


def total_variation(p: ArrayLike, q: ArrayLike) -> Floats:
    r"""Total variation distance of two distributions.

    .. math:: \tfrac12 \sum_k |p_k - q_k|

    The share of the words that would have to move to another topic to make the two equal: 0 none,
    1 all. It is a distance in the mathematical sense, and the easiest of the four to say in a
    sentence. What `jsd` says of samples and of unequal amounts of text holds here too.

    Parameters
    ----------
    p, q
        Distributions along the last axis, (..., n_topics), as in `jsd`.

    Returns
    -------
    ndarray
        Distances, (...), between 0 and 1.

    Raises
    ------
    ToolkitError
        As `jsd`.

    References
    ----------
    Gibbs and Su (2002), International Statistical Review 70(3), for how the measures bound each
    other.

    Examples
    --------
    >>> total_variation([0.5, 0.3, 0.2], [0.4, 0.3, 0.3]).round(12).item()
    0.1
    """
    first, second = (_distributions(x) for x in (p, q))
    return np.asarray(np.clip(np.abs(first - second).sum(axis=-1) / 2, 0.0, 1.0))


def aitchison(p: ArrayLike, q: ArrayLike, *, floor: float = 0.001) -> Floats:
    r"""Aitchison distance of two compositions: the Euclidean one of their centred log-ratios.

    .. math:: \sqrt{\sum_k \left(\log\frac{p_k}{g(p)} - \log\frac{q_k}{g(q)}\right)^2}

    with :math:`g` the geometric mean. It looks at ratios alone: from 0.1 to 0.2 % is as far as
    from 10 to 20 %, so that rare topics weigh as much as common ones. It has no value for a share
    of zero; see `replace_small`.

    Parameters
    ----------
    p, q
        Distributions along the last axis, (..., n_topics), as in `jsd`.
    floor
        Shares below it are replaced by it before logarithms are taken. Results depend on it where
        topics are absent: try another.

    Returns
    -------
    ndarray
        Distances, (...), in natural logarithms: 0 for equal compositions, without upper end.

    Raises
    ------
    ToolkitError
        As `jsd` and `replace_small`.

    References
    ----------
    Aitchison (1986), The Statistical Analysis of Compositional Data.

    Examples
    --------
    >>> round(aitchison([0.8, 0.2], [0.2, 0.8]).item(), 4)  # log 16 / root of 2
    1.9605
    """
    first, second = (log_ratios(x, floor=floor) for x in (p, q))
    return np.asarray(np.sqrt(((first - second) ** 2).sum(axis=-1)))


def log_ratios(p: ArrayLike, *, floor: float) -> Floats:
    """Centred log-ratios of compositions, natural logarithms, small shares replaced first.

    Examples
    --------
    >>> log_ratios([0.8, 0.2], floor=0.001).round(4)
    array([ 0.6931, -0.6931])
    """
    logs = np.log(replace_small(p, floor=floor))
    return np.asarray(logs - logs.mean(axis=-1, keepdims=True))


def replace_small(p: ArrayLike, *, floor: float) -> Floats:
    r"""Replace shares of zero, and such as are nearly zero, so that they have a logarithm.

    Shares below `floor` become `floor`; the others are multiplied by one factor, so that the sum
    stays one and their ratios to each other are kept. Topics folded in by iteration hold shares
    such as 1e-9, which are zeros that have not arrived: hence a floor for all of them.

    Parameters
    ----------
    p
        Distributions along the last axis, (..., n_topics).
    floor
        Smallest share, above 0 and below 1 / n_topics.

    Raises
    ------
    ToolkitError
        If `floor` leaves no room for the other shares, or `p` is no distribution.

    References
    ----------
    Martin-Fernandez, Barcelo-Vidal and Pawlowsky-Glahn (2003), Mathematical Geology 35(3).

    Examples
    --------
    >>> replace_small([0.0, 0.25, 0.75], floor=0.02).round(4)
    array([0.02 , 0.245, 0.735])
    """
    shares = _distributions(p)
    n_topics = shares.shape[-1]
    if not 0 < floor < 1 / n_topics:
        raise ToolkitError(
            f"floor = {floor:g} cannot replace small shares of {n_topics} topics: it must lie "
            f"above 0 and below {1 / n_topics:.3g}, the mean share"
        )
    small = shares < floor
    others = np.where(small, 0.0, shares)
    left = 1 - floor * small.sum(axis=-1, keepdims=True)
    return np.where(small, floor, others * left / others.sum(axis=-1, keepdims=True))


def _entropy(p: Floats) -> Floats:
    return np.asarray(-xlogy(p, p).sum(axis=-1))


def _distributions(values: ArrayLike) -> Floats:
    p = np.asarray(values, dtype=np.float64)
    if p.ndim == 0 or p.shape[-1] == 0 or not np.all(p >= 0):
        wrong = "nothing" if p.size == 0 else f"{p.min():g}"
        raise ToolkitError(f"a distribution holds proportions of 0 and above, but {wrong} came")
    sums = p.sum(axis=-1)
    if sums.size and abs((worst := sums.flat[np.abs(sums - 1).argmax()]) - 1) > 1e-6:
        raise ToolkitError(f"a distribution must sum to one, but one sums to {worst:g}; rescale it")
    return p

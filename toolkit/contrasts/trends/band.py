"""Bands of a trend: a mean over a few clusters, and how far it may be from the truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from toolkit.contrasts.studentise import mean_and_error

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Band(NamedTuple):
    """Mean, standard error and the ends of an interval, each (n_topics,)."""

    mean: Floats
    error: Floats
    low: Floats
    high: Floats


def freedom(weights: Floats) -> float:
    r"""Degrees of freedom of a weighted mean: :math:`1 / \sum (w_i / W)^2 - 1`.

    For equal weights these are the clusters less one.

    Examples
    --------
    >>> freedom(np.ones(5)), freedom(np.array([3.0, 1.0]))
    (4.0, 0.6)
    """
    share = weights / weights.sum()
    return float(round(1 / (share**2).sum() - 1, 12))


def band(values: Floats, weights: Floats, level: float) -> Band:
    r"""Mean proportions over clusters with an interval, topic by topic.

    The interval is Student's on the scale of log-odds: with the mean :math:`m`, its
    cluster-robust standard error :math:`s` (see `mean_and_error`) and Student's quantile
    :math:`q`,

    .. math:: \operatorname{logit} m \pm q \, \frac{s}{m (1 - m)}

    brought back to the scale of proportions. It lies between 0 and 1 and reaches farther up than
    down where the mean is small, as the spread of small shares does.

    Parameters
    ----------
    values
        One row a cluster, (n_clusters, n_topics), between 0 and 1.
    weights
        Weight of each cluster, above zero, (n_clusters,).
    level
        Chance that one interval holds the truth, nominally.

    Returns
    -------
    Band
        The interval is NaN for a single cluster, and where the clusters do not vary at all: then
        nothing tells how far the mean may be from the truth.

    Examples
    --------
    >>> found = band(np.array([[0.1, 0.9], [0.3, 0.7]]), np.ones(2), 0.5)
    >>> found.mean.round(3), found.low.round(3), found.high.round(3)
    (array([0.2, 0.8]), array([0.118, 0.682]), array([0.318, 0.882]))
    """
    mean, error = mean_and_error(values, weights)
    low, high = (np.full(len(mean), np.nan) for _ in "lh")
    inside = (error > 0) & (mean > 0) & (mean < 1)
    if inside.any():
        m, s = mean[inside], error[inside]
        middle = np.log(m / (1 - m))
        reach = stdtrit(freedom(weights), (1 + level) / 2) * s / (m * (1 - m))
        low[inside], high[inside] = _share(middle - reach), _share(middle + reach)
    return Band(mean, error, low, high)


def band_by_spread(
    mean: Floats, weights: Floats, spread: Floats, degrees: float, level: float
) -> tuple[Floats, Floats]:
    r"""Interval of a mean whose clusters spread as those of all periods do.

    It holds every proportion :math:`p` for which the mean :math:`m` is no farther away than
    Student's quantile :math:`q` times the standard error it would have were :math:`p` the truth:

    .. math:: (m - p)^2 \le q^2 \, \phi \, p (1 - p) \sum (w_i / W)^2

    with :math:`\phi` and the degrees of freedom from `relative_spread`. This is Wilson's interval
    of a share of :math:`1 / (\phi \sum (w_i / W)^2)` draws. It lies between 0 and 1, and a topic
    that is absent has an upper end too.

    Parameters
    ----------
    mean
        Of one period, (n_topics,).
    weights
        Weight of each of its clusters, (n_clusters,).
    spread, degrees
        From `relative_spread`.
    level
        Chance that one interval holds the truth, nominally.

    Returns
    -------
    (ndarray, ndarray)
        Low and high ends; NaN for a single cluster, and where nothing is known of the spread.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22.

    Examples
    --------
    >>> low, high = band_by_spread(np.array([0.0, 0.2]), np.ones(4), np.full(2, 0.1), 20.0, 0.95)
    >>> low.round(3), high.round(3)
    (array([0.   , 0.101]), array([0.098, 0.358]))
    """
    low, high = (np.full(len(mean), np.nan) for _ in "lh")
    known = spread > 0
    if degrees > 0 and len(weights) > 1 and known.any():
        m, squares = mean[known], ((weights / weights.sum()) ** 2).sum()
        wide = stdtrit(degrees, (1 + level) / 2) ** 2 * spread[known] * squares
        middle = (m + wide / 2) / (1 + wide)
        reach = np.sqrt(wide * m * (1 - m) + wide**2 / 4) / (1 + wide)
        low[known], high[known] = np.maximum(middle - reach, 0), np.minimum(middle + reach, 1)
    return low, high


def relative_spread(parts: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, float]:
    r"""How much clusters spread about the mean of their period, relative to what the mean allows.

    With :math:`s_p^2` the variance of one cluster in period :math:`p`, :math:`m_p` its mean and
    :math:`f_p` its degrees of freedom,

    .. math:: \phi = \frac{\sum_p f_p s_p^2}{\sum_p f_p \, m_p (1 - m_p)}

    from 0, clusters of one period are equal, to 1, each cluster is all topic or none of it.

    Parameters
    ----------
    parts
        Of each period the clusters' values, (n, n_topics), and weights, (n,).

    Returns
    -------
    (ndarray, float)
        :math:`\phi` of each topic, NaN where no period has two clusters or the topic is absent,
        (n_topics,); and the degrees of freedom, :math:`\sum_p f_p`.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, section 4.5, for the dispersion of
    proportions.

    Examples
    --------
    >>> spread, degrees = relative_spread([(np.array([[0.1], [0.3]]), np.ones(2))])
    >>> spread.round(3), degrees
    (array([0.125]), 1.0)
    """
    n_topics = parts[0][0].shape[1]
    above, below, degrees = np.zeros(n_topics), np.zeros(n_topics), 0.0
    for values, weights in parts:
        if len(weights) < 2:
            continue
        free, squares = freedom(weights), ((weights / weights.sum()) ** 2).sum()
        mean, error = mean_and_error(values, weights)
        above += free * error**2 / squares
        below += free * mean * (1 - mean)
        degrees += free
    spread = np.full(n_topics, np.nan)
    np.divide(above, below, out=spread, where=below > 0)
    return spread, degrees


def difference(
    a: tuple[Ints, Floats, Floats], b: tuple[Ints, Floats, Floats], level: float
) -> Band:
    r"""Difference of two groups' means, where some clusters may hold both.

    With :math:`u_i = (w_i / W)(x_i - \bar x) / \sqrt{1 - w_i / W}` for the clusters of a, and the
    same with the sign turned for those of b, the variance is the sum over clusters of
    :math:`(u_i^a + u_i^b)^2`. Where no cluster holds both groups this is Welch's, where all do
    and weigh alike that of matched pairs. The interval is Student's with the degrees of freedom
    of the group that has fewer.

    Parameters
    ----------
    a, b
        Of each group its clusters, counted from 0, (n,); their values, (n, n_topics); and their
        weights, (n,).
    level
        Chance that one interval holds the truth, nominally.

    Returns
    -------
    Band
        a minus b; NaN ends where a group has one cluster, or nothing varies.

    Examples
    --------
    >>> one, other = np.array([[0.1], [0.3]]), np.array([[0.2], [0.2]])
    >>> both = np.array([0, 1])
    >>> found = difference((both, one, np.ones(2)), (both, other, np.ones(2)), 0.5)
    >>> found.mean.round(3), found.error.round(3), found.low.round(3)
    (array([0.]), array([0.1]), array([-0.1]))
    """
    means, pulls = zip(*(_pulls(values, weights) for _, values, weights in (a, b)), strict=True)
    apart = means[0] - means[1]
    empty = np.full(len(apart), np.nan)
    if min(len(a[0]), len(b[0])) < 2:
        return Band(apart, empty, empty, empty)
    together = np.zeros((max(a[0].max(), b[0].max()) + 1, len(apart)))
    together[a[0]] += pulls[0]
    together[b[0]] -= pulls[1]
    error = np.sqrt((together**2).sum(axis=0))
    error[error < 1e-12] = 0.0  # rounding is no spread
    fewer = min(freedom(a[2]), freedom(b[2]))
    reach = np.where(error > 0, stdtrit(fewer, (1 + level) / 2) * error, np.nan)
    return Band(apart, error, apart - reach, apart + reach)


def _pulls(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the mean and what each cluster adds to its error, (n, n_topics)."""
    share = weights / weights.sum()
    mean = share @ values
    if len(values) < 2:
        return mean, np.zeros_like(values)
    return mean, (share / np.sqrt(1 - share))[:, None] * (values - mean)


def _share(logit: Floats) -> Floats:
    """Return the proportion of a log-odds; far ones reach 0 or 1 without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(logit / 2)))

"""Straight trends in sequences of clusters whose neighbours are alike, and how likely by chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.shuffle import p_values

Floats = NDArray[np.float64]

_STRONGEST = 0.95  # an autocorrelation beyond which no correction can be trusted
_LEAST_KEPT = 0.25  # of the sequence, in the correction of its autocorrelation
_NOISE = 1e-12
_CHUNK = 2**21  # numbers in one intermediate array: some 16 MB


class Straight(NamedTuple):
    """What `straight_trend` finds.

    Attributes
    ----------
    slope, error, t, autocorrelation
        Of each topic, (n_topics,); the slope in units of the values for one unit of time.
    null_t
        t of each topic in each shuffle, (n_shuffles, n_topics).
    p, p_adjusted
        Of each topic, (n_topics,): alone, and by the largest |t| of each shuffle.
    """

    slope: Floats
    error: Floats
    t: Floats
    autocorrelation: Floats
    null_t: Floats
    p: Floats
    p_adjusted: Floats


def straight_trend(values: Floats, time: Floats, *, n_shuffles: int, seed: int) -> Straight:
    """Fit a line to each topic by generalised least squares and test its slope.

    See `toolkit.contrasts.slopes` for the method.

    Parameters
    ----------
    values
        Proportions of the clusters in the order of time, (n_clusters, n_topics), four or more.
    time
        When each cluster was held, rising, (n_clusters,), not all at once.
    n_shuffles
        Sequences made without a slope.
    seed
        Seed of their making.

    Examples
    --------
    >>> time = np.arange(12.0)
    >>> noise = np.random.default_rng(1).normal(size=(12, 2)) / 10
    >>> found = straight_trend(noise + time[:, None] * [0, 1], time, n_shuffles=99, seed=1)
    >>> found.slope.round(1).tolist()[1], float(found.p_adjusted[1])
    (1.0, 0.01)
    """
    whole = values[None]
    rho = autocorrelation(whole, time)
    slope, error, left = _fit(whole, time, rho)
    t = _ratio(slope, error)[0]
    null = _null(left[0], time, rho, n_shuffles=n_shuffles, seed=seed)
    size = np.abs(null)
    return Straight(
        slope=slope[0],
        error=error[0],
        t=t,
        autocorrelation=rho[0],
        null_t=null,
        p=p_values(np.abs(t), size, exhaustive=False),
        p_adjusted=p_values(np.abs(t), size.max(axis=1, keepdims=True), exhaustive=False),
    )


def autocorrelation(values: Floats, time: Floats) -> Floats:
    r"""Estimate how alike neighbours are beside a straight line, prudently.

    The lag-1 autocorrelation :math:`r` of the residuals of a straight line is too low by
    :math:`(2 + 4\rho)/n`, to first order, so :math:`\hat\rho = (r + 2/n)/(1 - 4/n)`, cut to 0 to
    0.95. A topic gets the larger of its own and that of the topics' mean :math:`r`: its own is
    uncertain, and taking too low a value finds trends that are not there.

    Parameters
    ----------
    values
        Some sequences, (n_sequences, n_clusters, n_topics).
    time
        (n_clusters,).

    Returns
    -------
    ndarray
        (n_sequences, n_topics).

    References
    ----------
    Marriott and Pope (1954), Biometrika 41; Kendall (1954), Biometrika 41, for the bias.

    Examples
    --------
    >>> line = np.arange(40.0)
    >>> wave = line + np.sin(line / 3)
    >>> autocorrelation(wave[None, :, None], line).round(2)
    array([[0.95]])
    """
    n = len(time)
    pull = time - time.mean()
    pull = pull / np.sqrt(pull @ pull)
    residual = values - values.mean(axis=1, keepdims=True)
    along = (pull[:, None] * residual).sum(axis=1, keepdims=True)
    residual = residual - pull[:, None] * along
    residual[np.abs(residual) < _NOISE] = 0.0
    squares = (residual**2).sum(axis=1)
    varies = squares > 0
    raw = np.zeros_like(squares)
    products = (residual[:, 1:] * residual[:, :-1]).sum(axis=1)
    np.divide(products * n / (n - 1), squares, out=raw, where=varies)
    number = np.maximum(varies.sum(axis=1, keepdims=True), 1)
    average = _less_biased(raw.sum(axis=1, keepdims=True) / number, n)
    return np.maximum(np.where(varies, _less_biased(raw, n), 0.0), average)


def _less_biased(raw: Floats, n: int) -> Floats:
    return np.clip((raw + 2 / n) / max(1 - 4 / n, _LEAST_KEPT), 0.0, _STRONGEST)


def _whiten(values: Floats, rho: Floats) -> Floats:
    """Take from each cluster what its neighbour before it foretells; the first is scaled alike."""
    white = values.copy()
    white[:, 1:] -= rho[:, None] * values[:, :-1]
    white[:, 0] *= np.sqrt(1 - rho**2)
    return white


def _fit(values: Floats, time: Floats, rho: Floats) -> tuple[Floats, Floats, Floats]:
    """Return slopes, their standard errors, and what the mean alone leaves, whitened."""
    shape = (len(values), len(time), values.shape[2])
    centred = np.broadcast_to((time - time.mean())[None, :, None], shape)
    one, moment, white = (
        _whiten(part, rho) for part in (np.ones(shape), centred, np.ascontiguousarray(values))
    )
    scale = (one**2).sum(axis=1, keepdims=True)
    moment -= one * ((one * moment).sum(axis=1, keepdims=True) / scale)
    white -= one * ((one * white).sum(axis=1, keepdims=True) / scale)
    white[np.abs(white) < _NOISE] = 0.0
    squares = (moment**2).sum(axis=1)
    slope = (moment * white).sum(axis=1) / squares
    rest = ((white - moment * slope[:, None]) ** 2).sum(axis=1)
    return slope, np.sqrt(rest / (len(time) - 2) / squares), white


def _null(left: Floats, time: Floats, rho: Floats, *, n_shuffles: int, seed: int) -> Floats:
    """Return t of sequences that are as alike as the one observed and have no slope."""
    n, n_topics = left.shape
    random = np.random.default_rng(seed)
    rows = max(1, _CHUNK // left.size)
    found = []
    for start in range(0, n_shuffles, rows):
        some = min(rows, n_shuffles - start)
        dealt = random.permuted(np.tile(np.arange(n), (some, 1)), axis=1)
        made = left[dealt]
        made[:, 0] /= np.sqrt(1 - rho[0] ** 2)
        for place in range(1, n):
            made[:, place] += rho[0] * made[:, place - 1]
        slope, error, _ = _fit(made, time, autocorrelation(made, time))
        found.append(_ratio(slope, error))
    return np.concatenate(found) if found else np.empty((0, n_topics))


def _ratio(slope: Floats, error: Floats) -> Floats:
    """Divide slopes by their errors; without any spread a slope is 0 or infinitely certain."""
    t = np.zeros_like(slope)
    spread = error > _NOISE * np.maximum(np.abs(slope), 1e-300)
    np.divide(slope, error, out=t, where=spread)
    certain = ~spread & (slope != 0)
    t[certain] = np.copysign(np.inf, slope[certain])
    return t

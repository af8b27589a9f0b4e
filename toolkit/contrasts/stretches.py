"""Groups that are stretches of time: which they are, in what order, how alike neighbours are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Cells

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]

_NOISE = 1e-12  # rounding is no spread
_STRONGEST = 0.95  # an autocorrelation beyond which no correction can be trusted
_LEAST_KEPT = 0.25  # of a group's length, in the correction of its autocorrelation


@dataclass(frozen=True, eq=False)
class Stretches:
    """Two groups that follow each other in time.

    Attributes
    ----------
    cells_a, cells_b
        Numbers of the groups' dated cells, by date.
    places
        Place of each cell of a, then of b, in the sequence of clusters: neighbours of one group
        are one apart, and between the groups lie the clusters of any group held in between.
    n_undated
        Cells of either group whose cluster has no date.
    """

    cells_a: NDArray[np.intp]
    cells_b: NDArray[np.intp]
    places: NDArray[np.intp]
    n_undated: int


def find_stretches(
    cells: Cells, of_a: NDArray[np.intp], of_b: NDArray[np.intp]
) -> Stretches | None:
    """Put two groups' cells in order of time, if one group ends before the other begins.

    Parameters
    ----------
    cells
        Cells of all groups, each cluster of which holds one group.
    of_a, of_b
        Numbers of the two groups' cells.

    Returns
    -------
    Stretches or None
        None for groups that interleave, such as countries that speak in the same years, of which
        one lies wholly on a date that both have, or of which one has fewer than two clusters with
        a date. Clusters of one date keep the order of their digests.
    """
    a, b = (_by_date(cells, part) for part in (of_a, of_b))
    if min(len(a), len(b)) < 2:
        return None
    first, last = (a, b) if _date(cells, a[0]) <= _date(cells, b[0]) else (b, a)
    ends = max(_last_date(cells, cell) for cell in first)
    begins = _date(cells, last[0])
    outer = (_date(cells, first[0]), _date(cells, last[-1]))
    if ends > begins or (ends == begins and ends in outer):
        return None
    gap = sum(ends < date < begins for date in cells.dates if date)
    start = {id(first): 0, id(last): len(first) + gap}
    places = np.concatenate([start[id(part)] + np.arange(len(part)) for part in (a, b)])
    return Stretches(
        np.array(a, dtype=np.intp),
        np.array(b, dtype=np.intp),
        places.astype(np.intp),
        len(of_a) + len(of_b) - len(a) - len(b),
    )


def lag_one(a: Floats, b: Floats) -> float:
    r"""How alike neighbouring clusters are, over all topics together.

    The pooled lag-1 autocorrelation of the cells' residuals, neighbours being two clusters of one
    group that follow each other by date:

    .. math:: \frac{\sum_k \sum_t e_{tk} e_{t+1,k} \big/ n_{pairs}}
                   {\sum_k \sum_t e_{tk}^2 \big/ n}

    with :math:`e` the proportion less its group's mean. Free shuffling supposes 0; without any
    likeness the expectation is slightly below 0, about minus one over the group's clusters.

    Parameters
    ----------
    a, b
        Proportions of the groups' cells by date, (n, n_topics), two rows or more in each.

    Returns
    -------
    float
        Between -1 and 1, nearly; 0 where nothing varies.

    Examples
    --------
    >>> steps = np.array([[0.1], [0.2], [0.3], [0.4]])
    >>> round(lag_one(steps, steps), 4)
    0.3333
    """
    products, squares, n_pairs, n = _sums(a, b)
    return float(products.sum() / n_pairs / (squares.sum() / n)) if squares.sum() > 0 else 0.0


def topic_likeness(a: Floats, b: Floats) -> tuple[Floats, float]:
    r"""Estimate each topic's autocorrelation, prudently, and that of the topics on average.

    Each topic's lag-1 autocorrelation :math:`r` (see `lag_one`) is too low, for the
    groups' means were taken off: by :math:`(1 + 3\rho)/m` with :math:`m` clusters a group, to
    first order. So :math:`\hat\rho = (r + 1/m) / (1 - 3/m)`, and likewise for the mean of all
    topics' :math:`r`, both cut to 0 to 0.95. A topic gets the larger of its own and the mean:
    its own is uncertain, and taking too low a value finds what is not there.

    Parameters
    ----------
    a, b
        Proportions of the groups' cells by date, (n, n_topics), two rows or more in each.

    Returns
    -------
    (ndarray, float)
        Of each topic, (n_topics,), and on average; from 0 to 0.95. A topic that does not vary
        has the average, 0 where none does.

    References
    ----------
    Marriott and Pope (1954), Biometrika 41; Kendall (1954), Biometrika 41.
    """
    return _prudent(*_sums(a, b))


def likeness_of_each(values: Floats, in_a: Bools, places: Ints) -> tuple[Floats, Floats]:
    """Estimate the autocorrelations anew for each arrangement, as if it were the observed one.

    A sequence that happens to wander along its groups seems unlike itself once their means are
    taken off, and is found to differ: estimated from the observed groups alone, likeness is too
    low just where it matters.

    Parameters
    ----------
    values
        Proportions of the clusters, (n_clusters, n_topics).
    in_a
        Clusters of group a in each arrangement, (n_arrangements, n_clusters).
    places
        Place of each cluster in time, (n_clusters,). Neighbours are one apart and in one group.

    Returns
    -------
    (ndarray, ndarray)
        As `topic_likeness`: of each topic, (n_arrangements, n_topics), and on average,
        (n_arrangements,).

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> values, in_a = random.random((12, 2)), np.arange(12) < 6
    >>> each, average = likeness_of_each(values, in_a[None], np.arange(12))
    >>> bool(np.allclose(each[0], topic_likeness(values[:6], values[6:])[0]))
    True
    """
    order = np.argsort(places)
    values, near = values[order], np.diff(places[order]) == 1
    each, average = np.empty((len(in_a), values.shape[1])), np.empty(len(in_a))
    for number, side in enumerate(in_a[:, order]):
        residual = np.empty_like(values)
        for of in (side, ~side):
            residual[of] = values[of] - values[of].mean(axis=0)
        residual[np.abs(residual) < _NOISE] = 0.0
        pairs = np.flatnonzero(near & (side[1:] == side[:-1]))
        products = (residual[pairs] * residual[pairs + 1]).sum(axis=0)
        squares = (residual**2).sum(axis=0)
        each[number], average[number] = _prudent(products, squares, len(pairs), len(side))
    return each, average


def _prudent(products: Floats, squares: Floats, n_pairs: int, n: int) -> tuple[Floats, float]:
    varies = squares > 0
    raw = np.zeros(len(squares))
    np.divide(products / n_pairs, squares / n, out=raw, where=varies)
    if not varies.any():
        return raw, 0.0
    average = float(_less_biased(raw[varies].mean(), n / 2))
    own = np.where(varies, _less_biased(raw, n / 2), 0.0)
    return np.maximum(own, average), average


def _less_biased(raw: Floats | np.float64, clusters: float) -> Floats:
    kept = max(1 - 3 / clusters, _LEAST_KEPT)
    return np.clip((raw + 1 / clusters) / kept, 0.0, _STRONGEST)


def _sums(a: Floats, b: Floats) -> tuple[Floats, Floats, int, int]:
    residuals = [part - part.mean(axis=0) for part in (a, b)]
    for residual in residuals:
        residual[np.abs(residual) < _NOISE] = 0.0
    products = sum((part[1:] * part[:-1]).sum(axis=0) for part in residuals)
    squares = sum((part**2).sum(axis=0) for part in residuals)
    n = len(a) + len(b)
    return np.asarray(products), np.asarray(squares), n - 2, n


def _by_date(cells: Cells, part: NDArray[np.intp]) -> list[int]:
    dated = [cell for cell in part.tolist() if _date(cells, cell)]
    return sorted(dated, key=lambda cell: (_date(cells, cell), cells.cluster[cell]))


def _date(cells: Cells, cell: int) -> str:
    return cells.dates[cells.cluster[cell]] or ""


def _last_date(cells: Cells, cell: int) -> str:
    return (cells.until or cells.dates)[cells.cluster[cell]] or ""

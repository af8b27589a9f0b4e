"""Intervals of differences, from resamples of the units compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from toolkit.contrasts.resample import resample
from toolkit.contrasts.residuals import influence
from toolkit.contrasts.units import Resamples, Units
from toolkit.errors import ToolkitError

Floats = NDArray[np.float64]
IntervalKind = Literal["studentised", "percentile", "bca"]


@dataclass(frozen=True)
class Asked:
    """The interval that is asked for.

    Attributes
    ----------
    kind
        How its ends are found.
    level
        Its confidence level, above 0 and below 1.
    n_resamples
        Draws it rests on.
    n_pairs
        Pairs that the simultaneous intervals hold at once, by Bonferroni.
    """

    kind: IntervalKind = "studentised"
    level: float = 0.95
    n_resamples: int = 1999
    n_pairs: int = 1

    def refuse_coarse(self) -> None:
        """Raise if there are too few resamples for the level.

        Examples
        --------
        >>> Asked(n_resamples=19).refuse_coarse()
        Traceback (most recent call last):
        toolkit.errors.ToolkitError: n_resamples = 19 is too few for an interval of 95 %; it ...
        """
        alpha = 1 - self.level
        least = int(np.ceil(2 / alpha - 1e-9)) - 1
        if self.n_resamples < least:
            raise ToolkitError(
                f"n_resamples = {self.n_resamples} is too few for an interval of "
                f"{100 * self.level:g} %; it takes {least:,} or more"
            )


@dataclass(frozen=True, eq=False)
class Interval:
    """Ends of the intervals of every topic, on the scale of the differences.

    Attributes
    ----------
    low, high
        (n_topics,); NaN where there is no answer.
    critical
        The |t| that the largest of all topics exceeds in so few resamples that intervals of so
        many standard errors hold all topics and pairs at once; None where the resamples are too
        few for that, or too many of them have no spread.
    n_flat
        Resamples without any spread of the topic, (n_topics,).
    """

    low: Floats
    high: Floats
    critical: float | None
    n_flat: NDArray[np.int64]


def find_intervals(
    units: Units,
    difference: Floats,
    standard_error: Floats,
    asked: Asked,
    *,
    seed: int,
    inflation: Floats | None = None,
    bound: float = 1.0,
) -> Interval:
    r"""Resample the units and find the intervals of their differences.

    With :math:`d` the difference, :math:`s` its standard error and :math:`d^*, s^*` those of a
    resample:

    - studentised: :math:`d \pm q s`, with :math:`q` the quantile of
      :math:`|d^* - d| / s^*`. It is symmetric: by the two quantiles of
      :math:`(d^* - d) / s^*` 95 % intervals of skewed shares held the truth in 91 % of 20 + 20
      and 86 % of 5 + 15 clusters, where these held it in 96 and 95 %;
    - percentile: the quantiles of :math:`d^*`;
    - bca: the same at levels moved by the share of resamples below the observed difference and
      by the skewness of the units' influence, as the jackknife has it.

    Parameters
    ----------
    units
        What was compared.
    difference, standard_error
        As observed, (n_topics,); the error with the root of the inflation in it.
    asked
        Which interval.
    seed
        Seed of the draws.
    inflation
        How many times the variance of each topic's difference is what independent units would
        make it, (n_topics,): percentiles are stretched by its root.
    bound
        The largest difference that there can be: 1 of proportions, 2 of differences of these.

    Returns
    -------
    Interval
        Within the bound to both sides. NaN for a topic without spread in the units, and where so
        many resamples have none that the quantile cannot be placed; fewer of them count as the
        most extreme.

    References
    ----------
    Efron (1987), Journal of the American Statistical Association 82, for bca; Hall (1988),
    Journal of the Royal Statistical Society B 50, for symmetric studentised ones.

    Examples
    --------
    >>> values = np.array([[0.1], [0.3], [0.2], [0.6], [0.8], [0.5]])
    >>> in_a = np.arange(6) < 3
    >>> units = Units(values, np.ones(6), in_a, np.zeros(6, int))
    >>> difference, error = np.array([-0.4333]), np.array([0.1054])
    >>> found = find_intervals(units, difference, error, Asked("percentile"), seed=1)
    >>> found.low.round(1).item(), found.high.round(1).item()
    (-0.6, -0.3)
    """
    drawn = resample(units, n_resamples=asked.n_resamples, seed=seed)
    alpha, known, t = 1 - asked.level, standard_error > 0, _absolute_t(drawn)
    if asked.kind == "studentised":
        reach = _quantile(t, alpha) * standard_error
        low, high = difference - reach, difference + reach
    else:
        z0, skew = np.zeros(len(difference)), np.zeros(len(difference))
        if asked.kind == "bca":
            z0, skew = _bias(drawn.deviation), _acceleration(influence(units))
        grown = drawn.deviation if inflation is None else drawn.deviation * np.sqrt(inflation)
        ends = _quantiles(np.sort(grown, axis=0), alpha / 2, z0, skew)
        low, high = (difference + end for end in ends)
    low, high = (np.where(known, np.clip(end, -bound, bound), np.nan) for end in (low, high))
    critical = _critical(t[:, known], alpha / asked.n_pairs)
    return Interval(low, high, critical, n_flat=(drawn.standard_error == 0).sum(axis=0))


def _critical(t: Floats, alpha: float) -> float | None:
    if not t.shape[1] or (len(t) + 1) * alpha < 1 - 1e-9:
        return None
    critical = float(_quantile(t.max(axis=1, keepdims=True), alpha)[0])
    return critical if np.isfinite(critical) else None


def _absolute_t(drawn: Resamples) -> Floats:
    """Studentise; a deviation without spread is the most extreme there is."""
    t = np.zeros_like(drawn.deviation)
    size = np.abs(drawn.deviation)
    np.divide(size, drawn.standard_error, out=t, where=drawn.standard_error > 0)
    t[(drawn.standard_error == 0) & (size > 0)] = np.inf
    return t


def _quantile(t: Floats, alpha: float) -> Floats:
    """What a share `alpha` of the resamples reaches: with 1,999 and 5 % the 100th from above."""
    rank = int((len(t) + 1) * alpha + 1e-9)
    reached = np.sort(t, axis=0)[len(t) - rank]
    return np.where(np.isfinite(reached), reached, np.nan)


def _bias(deviation: Floats) -> Floats:
    """Normal quantile of the share of resamples below the observed difference."""
    below = (deviation < 0).mean(axis=0) + (deviation == 0).mean(axis=0) / 2
    return np.asarray(ndtri(below))


def _acceleration(pull: Floats) -> Floats:
    squares = (pull**2).sum(axis=0)
    cubes = (pull**3).sum(axis=0)
    none = np.zeros_like(cubes)
    return np.asarray(np.divide(cubes, 6 * squares**1.5, out=none, where=squares > 0))


def _quantiles(ordered: Floats, tail: float, z0: Floats, skew: Floats) -> tuple[Floats, Floats]:
    """Read both quantiles of every topic at levels that bias and skewness move."""
    n, topics = len(ordered), np.arange(ordered.shape[1])
    ends = []
    for z in (ndtri(tail), ndtri(1 - tail)):
        level = ndtr(z0 + (z0 + z) / (1 - skew * (z0 + z)))
        finite = np.isfinite(level)
        share = np.where(finite, level, 0.5)
        low = np.floor((n + 1) * share + 1e-9)
        rank = low if z < 0 else n + 1 - np.floor((n + 1) * (1 - share) + 1e-9)
        at = np.clip(rank, 1, n).astype(np.intp) - 1
        ends.append(np.where(finite, ordered[at, topics], np.nan))
    return ends[0], ends[1]

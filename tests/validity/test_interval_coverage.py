"""How often intervals hold the difference that was planted.

Cells are drawn around known means that differ; no model is fitted. The suite draws a hundred data
sets for each case; ``TOOLKIT_VALIDITY=4000`` draws as many as that says. Coverages are printed
(``pytest -s``): of all topics, of the rarer half of them, and of all topics at once.
"""

import os
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from toolkit.contrasts.intervals import Asked, IntervalKind, find_intervals
from toolkit.contrasts.resample import Units
from toolkit.contrasts.studentise import between_statistics, within_statistics

Floats = NDArray[np.float64]
Random = np.random.Generator

N_SETS = int(os.environ.get("TOOLKIT_VALIDITY", "100"))
N_TOPICS = 12
N_RESAMPLES = 999
KINDS: tuple[IntervalKind, ...] = ("studentised", "percentile", "bca")


class Drawn(NamedTuple):
    """What was compared, and the true difference of each topic."""

    units: Units
    truth: Floats


def _means(random: Random) -> tuple[Floats, Floats]:
    """Draw two groups' mean proportions: some topics are common, some rare, and they differ."""
    base = 0.9 * random.dirichlet(np.ones(N_TOPICS)) + 0.1 / N_TOPICS
    other = base * random.uniform(0.5, 1.5, N_TOPICS)
    return base, other / other.sum()


def _meetings(random: Random, n: int, mean: Floats, likeness: float) -> Floats:
    drawn = random.standard_gamma(np.tile(likeness * mean, (n, 1))) + 1e-12
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def _between(n_a: int, n_b: int, likeness: float, n_strata: int = 1) -> Callable[[Random], Drawn]:
    def draw(random: Random) -> Drawn:
        mean_a, mean_b = _means(random)
        values = np.vstack(
            [_meetings(random, n, m, likeness) for n, m in ((n_a, mean_a), (n_b, mean_b))]
        )
        strata = np.concatenate([np.arange(n_a) % n_strata, np.arange(n_b) % n_strata])
        if n_strata > 1:
            # Strata differ too; the difference inside each is the same.
            shift = 0.5 * random.dirichlet(np.ones(N_TOPICS), n_strata)
            values = 0.5 * values + shift[strata]
            mean_a, mean_b = 0.5 * mean_a, 0.5 * mean_b
        units = Units(values, np.ones(n_a + n_b), np.arange(n_a + n_b) < n_a, strata)
        return Drawn(units, mean_a - mean_b)

    return draw


def _within(n: int, likeness: float) -> Callable[[Random], Drawn]:
    """Draw meetings that differ, and in each two groups around a mixture of it and their own."""

    def draw(random: Random) -> Drawn:
        mean_a, mean_b = _means(random)
        common = _meetings(random, n, _means(random)[0], likeness)
        a, b = ((common + _meetings(random, n, m, likeness)) / 2 for m in (mean_a, mean_b))
        return Drawn(Units(a, np.ones(n), None, np.zeros(n, int), b), (mean_a - mean_b) / 2)

    return draw


CASES = {
    "between 10+10": (10, 10),
    "between 20+20": (20, 20),
    "between 20+60": (20, 60),
    "between 5+15": (5, 15),
    "between 40+40": (40, 40),
}
LIKENESS = {"even": 60.0, "skewed": 6.0}


def observed(units: Units):
    if units.in_a is None:
        found = within_statistics(units.values, units.other, np.zeros((1, len(units.values)), bool), units.weights)
    else:
        found = between_statistics(units.values, units.in_a[None], units.weights, units.strata)
    return found.difference[0], found.standard_error[0]


def coverage(draw, kind, n_sets=N_SETS, start=0):
    all_, rare, joint, width, nan, jn = [], [], [], [], [], 0
    for number in range(start, start + n_sets):
        units, truth = draw(np.random.default_rng([number, 41]))
        d, s = observed(units)
        found = find_intervals(units, d, s, Asked(kind, n_resamples=N_RESAMPLES), seed=number)
        known = np.isfinite(found.low) & np.isfinite(found.high)
        inside = (~(found.low > truth) & ~(found.high < truth))
        all_.append(inside.mean())
        mean = units.values.mean(axis=0)
        rare.append(inside[mean < np.median(mean)].mean())
        width.append(np.nanmedian((found.high - found.low) / s))
        nan.append((~known).mean())
        if kind == "studentised":
            ins = ~(found.low_all > truth) & ~(found.high_all < truth)
            joint.append(ins.all())
            jn += np.isnan(found.low_all).mean()+ np.isnan(found.high_all).mean()
    return np.mean(all_), np.mean(rare), np.mean(width), np.mean(nan), np.mean(joint) if joint else None, jn/n_sets

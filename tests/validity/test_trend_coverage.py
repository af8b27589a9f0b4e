"""How often bands of a trend, and intervals of a difference of two lines, hold the truth.

Meetings scatter around a mean that is known, segments around their meetings; small shares are
skewed. The suite draws a few hundred data sets for each case; ``TOOLKIT_VALIDITY=4000`` draws as
many as that says. Rates are printed (``pytest -s``).
"""

import os

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from toolkit.contrasts.trends.band import band, band_by_spread, difference, relative_spread

Floats = NDArray[np.float64]
Random = np.random.Generator

N_SETS = int(os.environ.get("TOOLKIT_VALIDITY", "150"))
MEANS = np.array([0.3, 0.2, 0.14, 0.1, 0.07, 0.05, 0.04, 0.03, 0.03, 0.02, 0.01, 0.01])
RARE = MEANS <= 0.03


def meetings(random: Random, n: int, mean: Floats, likeness: float = 15) -> Floats:
    """Draw one cell a meeting: segments scatter around their meeting, meetings around the mean."""
    drawn = random.standard_gamma(np.tile(likeness * mean, (n, 1))) + 1e-12
    centres = drawn / drawn.sum(axis=1, keepdims=True)
    words = random.standard_gamma(np.repeat(4 * centres[:, None], 20, axis=1)) + 1e-12
    return np.asarray((words / words.sum(axis=2, keepdims=True)).mean(axis=1))


def holds(low: Floats, high: Floats, truth: Floats) -> Floats:
    return np.where(np.isnan(low), np.nan, (low <= truth) & (truth <= high))


def lower(nominal: float) -> float:
    """Least rate that is likely if an interval holds the truth as often as that.

    Topics of one data set depend on each other: they are counted as two.
    """
    return float(stats.binom.ppf(0.0005, 2 * N_SETS, nominal) / (2 * N_SETS))


@pytest.mark.parametrize("weighted", [False, True], ids=["equal", "by tokens"])
@pytest.mark.parametrize("n", [2, 3, 5, 10, 20])
def test_bands_of_one_period(n: int, weighted: bool) -> None:
    found, naive, wide = [], [], []
    for number in range(N_SETS):
        random = np.random.default_rng([number, 31])
        values = meetings(random, n, MEANS)
        weights = random.integers(200, 5000, n).astype(float) if weighted else np.ones(n)
        own = band(values, weights, 0.95)
        found.append(holds(own.low, own.high, MEANS))
        naive.append(np.abs(own.mean - MEANS) <= 1.96 * own.error)
        wide.append(own.high - own.low)
    by_topic = np.nanmean(found, axis=0)
    print(
        f"\n{n} meetings{', by tokens' if weighted else ''}: all {by_topic.mean():.3f}, rare "
        f"{by_topic[RARE].mean():.3f}; 1.96 errors {np.mean(naive):.3f}, rare "
        f"{np.array(naive)[:, RARE].mean():.3f}; width {100 * np.nanmean(wide):.1f} points"
    )
    assert by_topic.mean() >= lower(0.87 if weighted else 0.91)
    assert by_topic.mean() > np.mean(naive), "better than what is usual"


@pytest.mark.parametrize("likeness", [(15, 15), (5, 20)], ids=["alike", "unlike"])
@pytest.mark.parametrize("n", [2, 3, 5, 10, 20])
def test_bands_by_the_spread_of_all_periods(n: int, likeness: tuple[float, float]) -> None:
    """Twelve periods whose means differ three-fold; the odd ones are as volatile, or less so."""
    found, wide = [], []
    for number in range(N_SETS):
        random = np.random.default_rng([number, 32])
        means, parts = [], []
        for period in range(12):
            mean = MEANS * np.exp(np.where(np.arange(12) % 2, 1, -1) * 0.55 * np.sin(period))
            means.append(mean / mean.sum())
            parts.append((meetings(random, n, means[-1], likeness[period % 2]), np.ones(n)))
        spread, degrees = relative_spread(parts)
        for period in (0, 1):
            mean, weights = parts[period][0].mean(axis=0), parts[period][1]
            low, high = band_by_spread(mean, weights, spread, degrees, 0.95)
            found.append(holds(low, high, means[period]))
            wide.append(high - low)
    even, odd = (np.nanmean(found[of::2], axis=0) for of in (0, 1))
    print(
        f"\n{n} meetings, pooled, {likeness}: all {even.mean():.3f} and {odd.mean():.3f}, rare "
        f"{even[RARE].mean():.3f} and {odd[RARE].mean():.3f}; "
        f"width {100 * np.nanmean(wide):.1f} points"
    )
    assert even.mean() >= lower(0.94 if likeness[0] == likeness[1] else 0.89)
    assert odd.mean() >= lower(0.94)


@pytest.mark.parametrize("shared", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("n", [3, 5, 10, 20])
def test_differences_of_two_lines(n: int, shared: float) -> None:
    found = []
    n_shared = round(shared * n)
    for number in range(N_SETS):
        random = np.random.default_rng([number, 33])
        common = meetings(random, n_shared, MEANS, 8) if n_shared else np.empty((0, 12))
        sides = [np.vstack([common, meetings(random, n - n_shared, MEANS)]) for _ in "ab"]
        for side in sides:  # what a speaker adds to the meeting's own topics
            side += meetings(random, n, MEANS)
            side /= 2
        at = np.arange(n), np.concatenate([np.arange(n_shared), np.arange(n, 2 * n - n_shared)])
        own = difference((at[0], sides[0], np.ones(n)), (at[1], sides[1], np.ones(n)), 0.95)
        found.append(holds(own.low, own.high, np.zeros(12)))
    by_topic = np.nanmean(found, axis=0)
    print(f"\n{n} + {n}, {n_shared} shared: {by_topic.mean():.3f}, {by_topic[RARE].mean():.3f}")
    assert lower(0.94) <= by_topic.mean()

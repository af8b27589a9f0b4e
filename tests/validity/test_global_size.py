"""How often the global tests find what is not there.

The suite draws some hundred data sets for each design; ``TOOLKIT_VALIDITY=4000`` draws as many as
that says. Rates are printed (``pytest -s``).
"""

import os
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from toolkit.contrasts.dispersion import dispersion
from toolkit.contrasts.global_test import embed
from toolkit.contrasts.permanova import permanova

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Random = np.random.Generator

N_SETS = int(os.environ.get("TOOLKIT_VALIDITY", "200"))
N_TOPICS, N_SHUFFLES = 12, 199


class Rows(NamedTuple):
    shares: Floats
    group: Ints
    block: Ints


def _base(random: Random) -> Floats:
    return np.asarray(0.9 * random.dirichlet(np.ones(N_TOPICS)) + 0.1 / N_TOPICS)


def _meetings(random: Random, n: int, mean: Floats, likeness: float) -> Floats:
    """Draw one cell a meeting: 20 segments scatter around it, and it around the mean."""
    meetings = random.dirichlet(likeness * mean, n)
    drawn = random.standard_gamma(np.repeat(4 * meetings[:, None], 20, axis=1)) + 1e-12
    return np.asarray((drawn / drawn.sum(axis=2, keepdims=True)).mean(axis=1))


def _between(sizes: tuple[int, ...], likeness: tuple[int, ...]) -> Callable[[Random], Rows]:
    def draw(random: Random) -> Rows:
        mean, group = _base(random), np.repeat(np.arange(len(sizes)), sizes)
        parts = [_meetings(random, n, mean, k) for n, k in zip(sizes, likeness, strict=True)]
        return Rows(np.vstack(parts), group, np.zeros_like(group))

    return draw


def _stratified(random: Random) -> Rows:
    """Draw two years of unlike content, 8 + 3 meetings in one and 2 + 7 in the other."""
    year, group = np.repeat([0, 1], [11, 9]), np.repeat([0, 1, 0, 1], [8, 3, 2, 7])
    parts = [_meetings(random, n, _base(random), 15) for n in (11, 9)]
    return Rows(np.vstack(parts), group, year)


def _within(random: Random) -> Rows:
    """Draw 14 meetings of three groups, of which some are absent from some meetings."""
    block, group = np.repeat(np.arange(14), 3), np.tile(np.arange(3), 14)
    own = random.dirichlet(15 * _base(random), 14)
    shares = np.vstack([_meetings(random, 3, mean, 40) for mean in own])
    there = np.delete(np.arange(42), [0, 4, 8, 10, 15, 20, 26])
    return Rows(shares[there], group[there], block[there])


def _rates(draw: Callable[[Random], Rows], metric: str) -> tuple[float, float]:
    """Share of data sets in which location and spread are found to differ at 5 %."""
    random, found = np.random.default_rng(1), np.zeros(2)
    for seed in range(N_SETS):
        shares, group, block = draw(random)
        values = embed(shares, metric, 0.001)  # type: ignore[arg-type]
        for i, test in enumerate((permanova, dispersion)):
            made = test(values, group, block, n_shuffles=N_SHUFFLES, seed=seed)
            found[i] += made.p <= 0.05
    location, spread = (found / N_SETS).tolist()
    print(f"location {location:.3f}, spread {spread:.3f} of {N_SETS:,}")
    return location, spread


def _band() -> tuple[float, float]:
    """The 99.9 % binomial band around 5 %."""
    low, high = stats.binom.ppf([0.0005, 0.9995], N_SETS, 0.05) / N_SETS
    return float(low), float(high)


@pytest.mark.parametrize("metric", ["hellinger", "aitchison"])
@pytest.mark.parametrize(
    "draw",
    [
        _between((10, 10), (15, 15)),
        _between((5, 15), (15, 15)),
        _between((6, 8, 12), (15, 15, 15)),
        _stratified,
        _within,
    ],
    ids=["10 + 10", "5 + 15", "6 + 8 + 12", "strata", "within"],
)
def test_size(draw: Callable[[Random], Rows], metric: str) -> None:
    location, spread = _rates(draw, metric)
    low, high = _band()
    assert low <= location <= high
    assert spread <= high


@pytest.mark.parametrize("sizes", [(5, 15), (15, 5)])
def test_unequal_spread(sizes: tuple[int, int]) -> None:
    location, spread = _rates(_between(sizes, (5, 15)), "aitchison")
    # Means of logarithms move with the spread: more than 5 %, far less than the 20 % (and, where
    # the larger group varies more, more than the 1 %) of groups that pass for equally spread.
    assert 0.02 <= location <= 0.12
    assert spread > 0.5

"""Whether contrasts find what is there as often as a t test over meetings does.

One topic of middling size differs. Ours and theirs see the same data sets and are compared like
for like: the topic's own p with the t test's; adjusted p with the t test's after Bonferroni (for
max-T) and after Holm (for Holm). The suite draws a hundred data sets for each design;
``TOOLKIT_VALIDITY=4000`` draws as many as that says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from common import nulls
from common.nulls import N_TOPICS, Floats, Random, dirichlet
from common.rates import LEVEL, SEED, by_clusters, keep, n_sets, pairs_of
from scipy import stats

from toolkit.contrasts.adjust import holm
from toolkit.contrasts.cells import Cells
from toolkit.seeds import derive_seed

N_SETS = n_sets(100)
N_SHUFFLES = 4999  # Holm's first threshold needs 20 * 12 / 0.05
SURE = float(stats.norm.ppf(0.999))


class Planted(NamedTuple):
    """Cells of a then b, one row a cluster in a, and the topic that differs."""

    cells: Cells
    a: Floats
    b: Floats
    topic: int


def _more(mean: Floats, times: float) -> tuple[Floats, int]:
    topic = int(np.argsort(mean)[N_TOPICS // 2])
    more = mean.copy()
    more[topic] *= times
    return more / more.sum(), topic


def _between(n: int, times: float) -> Callable[[Random], Planted]:
    def draw(random: Random) -> Planted:
        mean = nulls.base(random)
        more, topic = _more(mean, times)
        a, b = (nulls.meetings(random, n, centre, 30) for centre in (more, mean))
        cells = nulls.make_cells(np.vstack([a, b]), [0] * n + [1] * n, range(2 * n))
        return Planted(cells, a, b, topic)

    return draw


def _within(n: int, times: float) -> Callable[[Random], Planted]:
    """Each meeting holds both groups around its own proportions; one talks more of a topic."""

    def draw(random: Random) -> Planted:
        mean = nulls.base(random)
        topic = _more(mean, times)[1]
        centres = dirichlet(random, np.tile(15 * mean, (n, 1)))
        raised = centres.copy()
        raised[:, topic] *= times
        raised /= raised.sum(axis=1, keepdims=True)
        a, b = (
            dirichlet(random, np.repeat(4 * side[:, None], 20, axis=1)).mean(axis=1)
            for side in (raised, centres)
        )
        cells = nulls.make_cells(np.vstack([a, b]), [0] * n + [1] * n, [*range(n), *range(n)])
        return Planted(cells, a, b, topic)

    return draw


CASES = {
    "between 10+10, a topic doubled": (_between(10, 2.0), False),
    "between 20+20, a topic larger by four fifths": (_between(20, 1.8), False),
    "within 12, a topic larger by four fifths": (_within(12, 1.8), True),
}


@pytest.mark.parametrize("name", CASES)
def test_power_is_not_below_a_t_test_over_meetings(name: str) -> None:
    draw, paired = CASES[name]
    seed = derive_seed(SEED, name)
    found = np.zeros((N_SETS, 3, 2), dtype=bool)  # of each adjustment, ours and theirs
    for number in range(N_SETS):
        planted = draw(np.random.default_rng([seed, number]))
        (pair,) = pairs_of(planted.cells, by_clusters()(planted.cells), number, N_SHUFFLES)
        theirs = _t_test(planted.a, planted.b, paired=paired)
        ps = (
            (pair.p, theirs),
            (pair.p_adjusted, np.minimum(theirs * N_TOPICS, 1)),
            (holm(pair.p), holm(theirs)),
        )
        found[number] = [[p[planted.topic] <= LEVEL for p in both] for both in ps]
    for at, adjusted in enumerate(("none", "max-T, Bonferroni", "Holm")):
        ours, other = found[:, at, 0], found[:, at, 1]
        # Both saw the same data: only the sets that one finds and the other does not tell.
        apart = int((ours != other).sum())
        slack = SURE * np.sqrt(apart) / N_SETS
        keep(
            test="power",
            design=name,
            data_sets=N_SETS,
            seed=seed,
            verdict="met" if ours.mean() >= other.mean() - slack else "below",
            adjustment=adjusted,
            ours=float(ours.mean()),
            t_test=float(other.mean()),
        )
        assert ours.mean() >= other.mean() - slack
        assert ours.mean() > 0.15


def _t_test(a: Floats, b: Floats, *, paired: bool) -> Floats:
    """Welch's between, the paired one within; topics that vary nowhere are not found."""
    made = stats.ttest_rel(a, b) if paired else stats.ttest_ind(a, b, equal_var=False)
    return np.nan_to_num(np.asarray(made.pvalue), nan=1.0)

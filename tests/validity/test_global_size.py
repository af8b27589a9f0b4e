"""How often the global tests find what is not there.

The suite draws some hundred data sets for each design; ``TOOLKIT_VALIDITY=4000`` draws as many as
that says. Rates are printed (``pytest -s``).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import pytest
from common import nulls
from common.nulls import Draw
from common.rates import LEVEL, N_SHUFFLES, SEED, band, keep, n_sets

from toolkit.contrasts.design import find_design
from toolkit.contrasts.dispersion import dispersion
from toolkit.contrasts.global_test import embed
from toolkit.contrasts.permanova import permanova
from toolkit.seeds import derive_seed

N_SETS = n_sets(100)
Metric = Literal["hellinger", "aitchison"]


class Case(NamedTuple):
    """One design without any difference, and the largest level it can attain at 5 %."""

    draw: Draw
    level: float = 0.05


CASES = {
    # C(8, 4) = 70 relabellings, mirrored: 2 of them are 2.9 %, 4 would be 5.7 %.
    "between 4+4": Case(nulls.between((4, 4), (15, 15)), 2 / 70),
    "between 10+10": Case(nulls.between((10, 10), (15, 15))),
    "between 20+20": Case(nulls.between((20, 20), (15, 15))),
    "between 5+15": Case(nulls.between((5, 15), (15, 15))),
    "between 6+8+12": Case(nulls.between((6, 8, 12), (15, 15, 15))),
    "strata 10+10": Case(nulls.stratified((8, 3), (2, 7))),
    # 2^6 = 64 ways to exchange the groups, mirrored: 2 of them are 3.1 %.
    "within 6": Case(nulls.within(6), 2 / 64),
    "within 12, three groups with gaps": Case(nulls.three_within(12)),
}


def _rates(name: str, draw: Draw, metric: Metric, level: float) -> tuple[float, float]:
    """Share of data sets in which location and spread are found to differ at 5 %."""
    name = f"{name}, {metric}"
    seed, found = derive_seed(SEED, f"global {name}"), np.zeros(2)
    for number in range(N_SETS):
        cells = draw(np.random.default_rng([seed, number]))
        inside = find_design(cells) == "within"
        block = cells.cluster if inside else cells.strata[cells.cluster]
        values = embed(cells.proportions, metric, 0.001)
        for i, test in enumerate((permanova, dispersion)):
            made = test(values, cells.group, block, n_shuffles=N_SHUFFLES, seed=number)
            found[i] += made.p <= LEVEL
    location, spread = (found / N_SETS).tolist()
    low, high = band(level, N_SETS)
    verdict = "above: location" if location > high else "below" if location < low else "met"
    keep(
        test="global size",
        design=name,
        data_sets=N_SETS,
        seed=seed,
        level=level,
        low=low,
        high=high,
        verdict=verdict,
        location=location,
        spread=spread,
    )
    return location, spread


@pytest.mark.parametrize("metric", ["hellinger", "aitchison"])
@pytest.mark.parametrize("name", CASES)
def test_size(name: str, metric: Metric) -> None:
    draw, level = CASES[name]
    location, spread = _rates(name, draw, metric, level)
    low, high = band(level, N_SETS)
    assert low <= location <= high
    assert spread <= high


@pytest.mark.parametrize("sizes", [(5, 15), (15, 5)])
def test_unequal_spread(sizes: tuple[int, int]) -> None:
    name = f"between {sizes[0]}+{sizes[1]}, the first varies more"
    location, spread = _rates(name, nulls.between(sizes, (5, 15)), "aitchison", 0.05)
    # Means of logarithms move with the spread: more than 5 %, far less than the 20 % (and, where
    # the larger group varies more, more than the 1 %) of groups that pass for equally spread.
    assert band(0.02, N_SETS)[0] <= location <= band(0.12, N_SETS)[1]
    assert spread > band(0.5, N_SETS)[0]

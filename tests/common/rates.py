"""How often a test rejects: count it over many data sets, judge it by a band, keep the table.

``TOOLKIT_VALIDITY`` says how many data sets are drawn for each design in the long form;
``TOOLKIT_VALIDITY_TABLE`` names a CSV to which every rate is added.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from common.nulls import Draw, Floats, Random
from toolkit.contrasts.cells import Cells
from toolkit.contrasts.compare import compare
from toolkit.contrasts.design import PairDesign, Time, pair_designs
from toolkit.contrasts.level import Level
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.turns import n_meetings, turn_designs
from toolkit.seeds import derive_seed

LEVEL = 0.05 + 1e-12
N_SHUFFLES = 199  # p of 0.05 is one of the values it can give
SEED = 1  # of the whole table; each design derives its own by its name

_SURE = (0.0005, 0.9995)


def n_sets(short: int) -> int:
    """Data sets of each design: so many in the suite, else what the environment says."""
    return int(os.environ.get("TOOLKIT_VALIDITY", short))


def band(level: float, n: int) -> tuple[float, float]:
    """The 99.9 % binomial band around a level."""
    low, high = stats.binom.ppf(_SURE, n, level) / n
    return float(low), float(high)


@dataclass(frozen=True)
class Rates:
    """Shares of data sets with a finding, all without any difference.

    `one_topic` is the topic of middling size, by its own p: which one that is does not depend on
    the groups, and the rarest are absent from so many clusters that arrangements tie. `any_topic`
    is any topic of any pair after adjustment, `divergence` that of any pair after adjustment.
    `attained` is the largest level at or below 5 % that the number of arrangements lets one topic
    reach.
    """

    name: str
    n: int
    seed: int
    one_topic: float
    any_topic: float
    divergence: float
    attained: float


def by_clusters(time: Time = "blocks") -> Callable[[Cells], list[PairDesign]]:
    """Make the designs of `contrast` where clusters are shuffled."""
    return lambda cells: pair_designs(cells, time=time, level=Level(0.05, N_SHUFFLES))


def pairs_of(
    cells: Cells, designs: list[PairDesign], seed: int, n_shuffles: int = N_SHUFFLES
) -> list[Pair]:
    """Compare every pair as `contrast` does."""
    inside = designs[0].unit in ("turn", "exchange")
    return [
        compare(
            cells,
            design,
            n_shuffles=n_shuffles,
            n_pairs=len(designs),
            seed=derive_seed(seed, f"{design.a} | {design.b}"),
            n_clusters=n_meetings(cells, design) if inside else None,
        )
        for design in designs
    ]


def count(
    name: str,
    draw: Draw,
    designs: Callable[[Cells], list[PairDesign]],
    n: int,
    n_shuffles: int = N_SHUFFLES,
) -> Rates:
    """Draw n data sets and count the findings."""
    seed, found = derive_seed(SEED, name), np.zeros(4)
    for number in range(n):
        cells = draw(np.random.default_rng([seed, number]))
        pairs = pairs_of(cells, designs(cells), number, n_shuffles)
        found += (
            pairs[0].p[middling(cells.proportions)] <= LEVEL,
            min(pair.p_adjusted.min() for pair in pairs) <= LEVEL,
            min(pair.jsd_p for pair in pairs) * len(pairs) <= LEVEL,
            _attained(pairs[0], len(pairs)),
        )
    return Rates(name, n, seed, *(found / n).tolist())


def middling(values: Floats) -> int:
    """The topic of middling size."""
    return int(np.argsort(values.mean(axis=0))[values.shape[1] // 2])


def by_turns(cells: Cells) -> list[PairDesign]:
    """Make the designs of `contrast` where turns or exchanges are shuffled inside meetings."""
    return turn_designs(cells)


def _attained(pair: Pair, n_pairs: int) -> float:
    if not pair.exhaustive:
        return 0.05
    step = pair.smallest_p / n_pairs
    return float(np.floor(LEVEL / step) * step)


def share(n: int, seed: int, found: Callable[[Random, int], bool]) -> float:
    """Share of n data sets, each with its own generator and number, in which something is found."""
    return sum(found(np.random.default_rng([seed, i]), i) for i in range(n)) / n


def keep(**row: Any) -> None:
    """Print a row of the table, and add it to the file that the environment names."""
    rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()}
    print("\n" + ", ".join(f"{name} {value}" for name, value in rounded.items()))
    path = os.environ.get("TOOLKIT_VALIDITY_TABLE")
    if path is None:
        return
    table = Path(path)
    line = {name: rounded.get(name, "") for name in COLUMNS}
    line["note"] = "; ".join(f"{k} {v}" for k, v in rounded.items() if k not in COLUMNS)
    new = not table.exists()
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(line)


COLUMNS = (
    "test", "design", "data_sets", "seed", "level", "low", "high",
    "one_topic", "any_topic", "divergence", "verdict", "note",
)  # fmt: skip


def judge(rates: Rates, level: float | None = None, *, test: str = "size") -> str:
    """Say whether the bar is met, keep the row, return the verdict.

    Met: one topic inside the band around the level, any topic and the divergence not above it.
    """
    level = rates.attained if level is None else level
    low, high = band(level, rates.n)
    too_many = [
        name
        for name in ("one_topic", "any_topic", "divergence")
        if getattr(rates, name) > high + 1e-12
    ]
    cautious = rates.one_topic < low - 1e-12
    verdict = f"above: {' '.join(too_many)}" if too_many else "below" if cautious else "met"
    keep(
        test=test,
        design=rates.name,
        data_sets=rates.n,
        seed=rates.seed,
        level=level,
        low=low,
        high=high,
        one_topic=rates.one_topic,
        any_topic=rates.any_topic,
        divergence=rates.divergence,
        verdict=verdict,
    )
    return verdict

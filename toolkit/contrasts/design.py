"""Which design a comparison has, and which of its cells are set against each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.blocks import block_length, n_blocks
from toolkit.contrasts.cells import Cells
from toolkit.contrasts.level import Level, Scheme, smallest_p
from toolkit.contrasts.stretches import find_stretches, lag_one, topic_likeness

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

Design = Literal["between", "within"]
Time = Literal["blocks", "shift", "free"]
Unit = Literal["cluster", "block", "turn", "exchange"]


def unit_words(cluster: str) -> tuple[str, str]:
    """Say what one cluster of this column is called, and several."""
    return ("meeting", "meetings") if cluster == "meeting" else ("cluster", "clusters")


@dataclass(frozen=True, eq=False)
class PairDesign:
    """The cells that set two groups against each other.

    Attributes
    ----------
    design
        "between" or "within".
    a, b
        The two groups' names.
    cells_a, cells_b
        Numbers of their cells; in a within design row by row of the same clusters, where groups
        are shifted or blocks of them shuffled by date.
    strata
        Stratum of each cell of a, then of b, counted from 0 (between); all 0 (within).
    n_set_aside
        Clusters that hold one of the groups and were not used: in a within design those without
        the other group, in a between design those of strata without the other group, and those
        without a date where the design needs one.
    unit
        What is dealt out or exchanged: a "cluster", a "block" of them, or inside clusters a
        "turn" or an "exchange".
    time
        Where the groups are stretches of time, what became of their sequence; else None.
    length
        Clusters in a block.
    places
        Where groups are shifted or blocks shuffled, the place in time of each cell; else None.
    autocorrelation
        Where the groups are stretches of time, how alike neighbouring clusters are; else None.
    topic_autocorrelation
        The same of each topic, as prudently estimated; None where nothing is made of it.
    """

    design: Design
    a: str
    b: str
    cells_a: Ints
    cells_b: Ints
    strata: Ints
    n_set_aside: int
    unit: Unit = "cluster"
    time: Time | None = None
    length: int = 1
    places: Ints | None = None
    autocorrelation: float | None = None
    topic_autocorrelation: Floats | None = None

    @property
    def scheme(self) -> Scheme:
        """How arrangements are made, see `level.arrangements`."""
        return "shift" if self.time == "shift" else self.design

    def in_strata(self) -> list[tuple[int, int]]:
        """Units of a and of b in each stratum; in a within design those that hold both."""
        n_a, n_b = len(self.cells_a), len(self.cells_b)
        if self.design == "within":
            return [(n_a, n_a)]
        if self.time == "blocks":
            return [(n_blocks(n_a, self.length), n_blocks(n_b, self.length))]
        return [
            (int((self.strata[:n_a] == s).sum()), int((self.strata[n_a:] == s).sum()))
            for s in np.unique(self.strata)
        ]

    def smallest_p(self, n_shuffles: int) -> float:
        """Find the smallest p there is before adjustment."""
        return smallest_p(self.scheme, self.in_strata(), n_shuffles)


def find_design(cells: Cells) -> Design:
    """Name the design: within as soon as one cluster holds two of the groups."""
    return "within" if len(np.unique(cells.cluster)) < len(cells.cluster) else "between"


def pair_designs(
    cells: Cells,
    *,
    time: Time = "blocks",
    length: int | None = None,
    level: Level = Level(),  # noqa: B008 - frozen
) -> list[PairDesign]:
    """Set every two groups against each other, each pair with its own clusters.

    Parameters
    ----------
    cells
        Cells of all groups.
    time
        What becomes of groups that are stretches of time and have no strata.
    length
        Clusters in a block; None to choose it by the autocorrelation.
    level
        What blocks must be able to reach: they are made shorter where few clusters ask for it.
    """
    couples = list(combinations(range(len(cells.groups)), 2))
    if find_design(cells) == "within":
        return [pair_within(cells, a, b) for a, b in couples]
    plain = [pair_between(cells, a, b) for a, b in couples]
    asked = _Asked(time, length, level, len(plain))
    return [_in_time(cells, pair, asked) for pair in plain]


def pair_within(cells: Cells, a: int, b: int) -> PairDesign:
    """Compare two groups inside the clusters that hold both."""
    of_a, of_b = cells.of(a), cells.of(b)
    both, at_a, at_b = np.intersect1d(
        cells.cluster[of_a], cells.cluster[of_b], assume_unique=True, return_indices=True
    )
    return PairDesign(
        design="within",
        a=cells.groups[a],
        b=cells.groups[b],
        cells_a=of_a[at_a],
        cells_b=of_b[at_b],
        strata=np.zeros(2 * len(both), dtype=np.intp),
        n_set_aside=len(of_a) + len(of_b) - 2 * len(both),
    )


def pair_between(cells: Cells, a: int, b: int) -> PairDesign:
    """Compare two groups of whole clusters, in the strata that hold both."""
    of_a, of_b = cells.of(a), cells.of(b)
    strata_a, strata_b = (cells.strata[cells.cluster[of]] for of in (of_a, of_b))
    shared = np.intersect1d(strata_a, strata_b)
    use_a, use_b = np.isin(strata_a, shared), np.isin(strata_b, shared)
    strata = np.concatenate([strata_a[use_a], strata_b[use_b]])
    return PairDesign(
        design="between",
        a=cells.groups[a],
        b=cells.groups[b],
        cells_a=of_a[use_a],
        cells_b=of_b[use_b],
        strata=np.searchsorted(shared, strata),
        n_set_aside=int((~use_a).sum() + (~use_b).sum()),
    )


@dataclass(frozen=True)
class _Asked:
    """What is asked of groups that are stretches of time."""

    time: Time
    length: int | None
    level: Level
    n_pairs: int

    def reached_by(self, pair: PairDesign) -> bool:
        return self.level.reached_by(pair.smallest_p(self.level.n_shuffles), self.n_pairs)


def _in_time(cells: Cells, pair: PairDesign, asked: _Asked) -> PairDesign:
    """Take care of two groups that are stretches of time; leave others as they are."""
    found = find_stretches(cells, pair.cells_a, pair.cells_b)
    if found is None:
        return pair
    a, b = (cells.proportions[part] for part in (found.cells_a, found.cells_b))
    likeness = lag_one(a, b)
    if asked.time == "free" or len(np.unique(cells.strata)) > 1:
        return replace(pair, time="free", autocorrelation=likeness)
    by_topic, average = topic_likeness(a, b)
    timed = replace(
        pair,
        cells_a=found.cells_a,
        cells_b=found.cells_b,
        strata=np.zeros(len(a) + len(b), dtype=np.intp),
        n_set_aside=pair.n_set_aside + found.n_undated,
        time=asked.time,
        places=found.places,
        autocorrelation=likeness,
        topic_autocorrelation=by_topic,
    )
    if asked.time == "shift":
        return timed
    timed = replace(timed, unit="block")

    longest = max(len(a), len(b))
    chosen = asked.length or block_length(
        average, lambda length: asked.reached_by(replace(timed, length=length)), longest
    )
    return replace(timed, length=chosen)

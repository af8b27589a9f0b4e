"""Which design a comparison has, and whether its level can be reached at all."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Cells
from toolkit.errors import ToolkitError
from toolkit.records import plural

Design = Literal["between", "within"]

DESIGN_WORDS: dict[Design, str] = {
    "between": "every {unit} holds one group: whole {units} were shuffled between the groups{in_s}",
    "within": (
        "groups meet inside {units}: the difference inside every {unit} that holds both groups, "
        "the signs of whole {units} flipped"
    ),
}
GENERALISES_TO: dict[Design, str] = {
    "between": "other {units} of the same groups, held under the same circumstances",
    "within": "other {units} of this kind in which both groups have a share",
}

_MOST_NAMED = 4  # pairs named in a refusal
_MOST_ADDED = 1000  # clusters beyond which nobody will go to look for more


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
        Numbers of their cells; in a within design row by row of the same clusters.
    strata
        Stratum of each cell of a, then of b, counted from 0 (between); all 0 (within).
    n_set_aside
        Clusters that hold one of the groups and were not used: in a within design those without
        the other group, in a between design those of strata without the other group.
    """

    design: Design
    a: str
    b: str
    cells_a: NDArray[np.intp]
    cells_b: NDArray[np.intp]
    strata: NDArray[np.intp]
    n_set_aside: int

    def in_strata(self) -> list[tuple[int, int]]:
        """Clusters of a and of b in each stratum; in a within design those that hold both."""
        n_a = len(self.cells_a)
        if self.design == "within":
            return [(n_a, n_a)]
        return [
            (int((self.strata[:n_a] == s).sum()), int((self.strata[n_a:] == s).sum()))
            for s in np.unique(self.strata)
        ]


def find_design(cells: Cells) -> Design:
    """Name the design: within as soon as one cluster holds two of the groups."""
    return "within" if len(np.unique(cells.cluster)) < len(cells.cluster) else "between"


def pair_designs(cells: Cells) -> list[PairDesign]:
    """Set every two groups against each other, each pair with its own clusters."""
    make = _within if find_design(cells) == "within" else _between
    return [make(cells, a, b) for a, b in combinations(range(len(cells.groups)), 2)]


def _within(cells: Cells, a: int, b: int) -> PairDesign:
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


def _between(cells: Cells, a: int, b: int) -> PairDesign:
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


def smallest_p(design: Design, in_strata: list[tuple[int, int]], n_shuffles: int) -> float:
    """Find the smallest two-sided p that a pair can reach, before any adjustment for pairs.

    Where all arrangements are taken, an arrangement and its mirror image, if there is one, give
    the same t but for the sign: then two of them are as extreme as the most extreme. Groups that
    cannot be studentised (fewer than two clusters in one of them) reach nothing but 1.

    Parameters
    ----------
    design
        "between" or "within".
    in_strata
        Clusters of each group in each stratum.
    n_shuffles
        Shuffles allowed.

    Examples
    --------
    >>> smallest_p("between", [(3, 3)], 9999), smallest_p("within", [(6, 6)], 9999)
    (0.1, 0.03125)
    >>> smallest_p("between", [(30, 30)], 999)
    0.001
    """
    if min((sum(n) for n in zip(*in_strata, strict=True)), default=0) < 2:
        return 1.0
    if design == "within":
        number, mirrored = int(2 ** in_strata[0][0]), True
    else:
        number = math.prod(math.comb(a + b, a) for a, b in in_strata)
        mirrored = all(a == b for a, b in in_strata)
    if number <= n_shuffles + 1:
        return (2 if mirrored else 1) / number
    return 1 / (n_shuffles + 1)


def reachable(p: float, n_pairs: int, alpha: float) -> bool:
    """Whether a p of one pair stays within alpha after Bonferroni over the pairs."""
    return p * n_pairs <= alpha * (1 + 1e-12)


def refuse_unreachable(
    pairs: list[PairDesign], *, n_shuffles: int, alpha: float, unit: tuple[str, str]
) -> None:
    """Raise if a pair cannot reach alpha, saying what it would take.

    Raises
    ------
    ToolkitError
        Naming the pairs, their clusters, the smallest p, and the clusters or shuffles needed.
    """
    lowest = [smallest_p(pair.design, pair.in_strata(), n_shuffles) for pair in pairs]
    n_pairs = len(pairs)
    failing = [
        pair for pair, p in zip(pairs, lowest, strict=True) if not reachable(p, n_pairs, alpha)
    ]
    if not failing:
        return
    if not reachable(1 / (n_shuffles + 1), n_pairs, alpha):
        smallest = min(1, n_pairs / (n_shuffles + 1))
        raise ToolkitError(
            f"n_shuffles = {n_shuffles} cannot give a p below {smallest:.2g}"
            f"{_over(n_pairs)}, above alpha = {alpha:g}; it takes n_shuffles = "
            f"{math.ceil(n_pairs / alpha - 1e-9) - 1} or more"
        )
    sentences = [
        _shortage(pair, n_pairs, n_shuffles, alpha, unit) for pair in failing[:_MOST_NAMED]
    ]
    more = len(failing) - len(sentences)
    raise ToolkitError(
        "; ".join(sentences)
        + (f"; and so on for {plural(more, 'more pair')}" if more else "")
        + _way_out(pairs, n_shuffles, alpha)
    )


def _shortage(
    pair: PairDesign, n_pairs: int, n_shuffles: int, alpha: float, unit: tuple[str, str]
) -> str:
    lowest = min(1.0, smallest_p(pair.design, pair.in_strata(), n_shuffles) * n_pairs)
    n_a, n_b = len(pair.cells_a), len(pair.cells_b)
    if pair.design == "within":
        holds = f"{plural(n_a, *unit)} {'holds' if n_a == 1 else 'hold'} both"
        there = f"{holds} {pair.a!r} and {pair.b!r}"
    else:
        there = f"{pair.a!r} has {plural(n_a, *unit)} and {pair.b!r} {n_b:,}"
        if pair.n_set_aside:
            there += f" in strata that hold both ({pair.n_set_aside:,} set aside)"
    return (
        f"{there}, so that p cannot fall below {lowest:.2g}{_over(n_pairs)}, above alpha = "
        f"{alpha:g}: it takes {_needed(pair, n_pairs, n_shuffles, alpha, unit)}"
    )


def _needed(
    pair: PairDesign, n_pairs: int, n_shuffles: int, alpha: float, unit: tuple[str, str]
) -> str:
    strata = pair.in_strata() or [(0, 0)]
    for added in range(1, _MOST_ADDED):
        more = [(a + added, b + added) for a, b in strata]
        if reachable(smallest_p(pair.design, more, n_shuffles), n_pairs, alpha):
            if pair.design == "within":
                return plural(more[0][0], *unit)
            if len(strata) > 1:
                return f"{added:,} more of each in every stratum"
            return f"{more[0][0]:,} and {more[0][1]:,}"
    return f"more than {_MOST_ADDED:,} {unit[1]} more"  # n_shuffles was checked before


def _way_out(pairs: list[PairDesign], n_shuffles: int, alpha: float) -> str:
    """Suggest the groups that can be compared, dropping the least comparable one by one."""
    names = sorted({name for pair in pairs for name in (pair.a, pair.b)})
    left = list(names)
    while len(left) > 1:
        among = [pair for pair in pairs if pair.a in left and pair.b in left]
        failing = [
            pair
            for pair in among
            if not reachable(
                smallest_p(pair.design, pair.in_strata(), n_shuffles), len(among), alpha
            )
        ]
        if not failing:
            return f". Compare fewer groups: groups = {left} can be tested"
        left.remove(_worst(failing, left))
    return ""


def _worst(failing: Iterable[PairDesign], left: list[str]) -> str:
    """Name the group in most of the failing pairs; of several the one with fewest clusters."""
    times = dict.fromkeys(left, 0)
    clusters = dict.fromkeys(left, 0)
    for pair in failing:
        for name, cells in ((pair.a, pair.cells_a), (pair.b, pair.cells_b)):
            times[name] += 1
            clusters[name] += len(cells)
    return max(left, key=lambda name: (times[name], -clusters[name], name))


def _over(n_pairs: int) -> str:
    return f" after adjustment for {n_pairs:,} pairs" if n_pairs > 1 else ""

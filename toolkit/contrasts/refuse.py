"""Refuse what cannot be tested, and say what it would take."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.contrasts.design import PairDesign
from toolkit.contrasts.level import Level, arrangements, smallest_p
from toolkit.errors import ToolkitError
from toolkit.records import plural

_MOST_NAMED = 4  # pairs named in a refusal
_MOST_ADDED = 1000  # units beyond which nobody will go to look for more


def refuse_unreachable(
    pairs: list[PairDesign], *, level: Level, unit: tuple[str, str], hint: str = ""
) -> None:
    """Raise if a pair cannot reach the level, saying what it would take.

    Parameters
    ----------
    pairs
        All pairs of one contrast.
    level
        What must be reached after adjustment.
    unit
        What a cluster is called, and several.
    hint
        Another way out, as a clause.

    Raises
    ------
    ToolkitError
        Naming the pairs, their clusters, the smallest p, and the clusters or shuffles needed.
    """
    asked = _Asked(level, len(pairs), unit)
    if any(_is_sampled(pair, level) for pair in pairs):
        level.refuse_coarse(len(pairs))
    failing = [pair for pair in pairs if not asked.reached(pair)]
    if not failing:
        return
    if any(_is_sampled(pair, level) for pair in failing):
        _refuse_few_shuffles(level, len(pairs))
    sentences = [asked.shortage(pair) for pair in failing[:_MOST_NAMED]]
    more = len(failing) - len(sentences)
    raise ToolkitError(
        "; ".join(sentences)
        + (f"; and so on for {plural(more, 'more pair')}" if more else "")
        + (f"; {hint}" if hint else "")
        + _way_out(pairs, level)
    )


def _is_sampled(pair: PairDesign, level: Level) -> bool:
    return pair.smallest_p(level.n_shuffles) < 1 and (
        pair.scheme != "shift"
        and arrangements(pair.scheme, pair.in_strata())[0] > level.n_shuffles + 1
    )


def _refuse_few_shuffles(level: Level, n_pairs: int) -> None:
    smallest = 1 / (level.n_shuffles + 1)
    if not level.reached_by(smallest, n_pairs):
        times = level.times(n_pairs)
        raise ToolkitError(
            f"n_shuffles = {level.n_shuffles} cannot give a p below "
            f"{min(1, smallest * times):.2g}{level.over(n_pairs)}, above alpha = "
            f"{level.alpha:g}; it takes n_shuffles = "
            f"{math.ceil(times / level.alpha - 1e-9) - 1} or more"
        )


@dataclass(frozen=True)
class _Asked:
    """What is asked of every pair, and the sentences about those that fall short."""

    level: Level
    n_pairs: int
    unit: tuple[str, str]

    def reached(self, pair: PairDesign) -> bool:
        return self.level.reached_by(pair.smallest_p(self.level.n_shuffles), self.n_pairs)

    def shortage(self, pair: PairDesign) -> str:
        lowest = pair.smallest_p(self.level.n_shuffles) * self.level.times(self.n_pairs)
        return (
            f"{self._there(pair)}, so that p cannot fall below {min(1.0, lowest):.2g}"
            f"{self.level.over(self.n_pairs)}, above alpha = {self.level.alpha:g}: it takes "
            f"{self._needed(pair)}"
        )

    def _there(self, pair: PairDesign) -> str:
        n_a, n_b = len(pair.cells_a), len(pair.cells_b)
        unit = self.unit if pair.unit in ("cluster", "block") else (pair.unit, f"{pair.unit}s")
        if pair.design == "within":
            holds = f"{plural(n_a, *unit)} {'holds' if n_a == 1 else 'hold'} both"
            return f"{holds} {pair.a!r} and {pair.b!r}"
        there = f"{pair.a!r} has {plural(n_a, *unit)} and {pair.b!r} {n_b:,}"
        if pair.time == "shift":
            return f"{there}, a sequence that can be shifted in {n_a + n_b:,} ways"
        if pair.time == "blocks" and pair.length > 1:
            blocks_a, blocks_b = pair.in_strata()[0]
            return f"{there}, in blocks of {pair.length:,} only {blocks_a:,} and {blocks_b:,}"
        if pair.n_set_aside and pair.time is None:
            inside = "strata" if pair.unit == "cluster" else self.unit[1]
            there += f" in {inside} that hold both ({pair.n_set_aside:,} set aside)"
        return there

    def _needed(self, pair: PairDesign) -> str:
        strata = pair.in_strata() or [(0, 0)]
        for added in range(1, _MOST_ADDED):
            more = [(a + added, b + added) for a, b in strata]
            lowest = smallest_p(pair.scheme, more, self.level.n_shuffles)
            if self.level.reached_by(lowest, self.n_pairs):
                return self._said(pair, more[0], added, len(strata))
        level = self.level
        if not level.reached_by(1 / (level.n_shuffles + 1), self.n_pairs):
            shuffles = math.ceil(level.times(self.n_pairs) / level.alpha - 1e-9) - 1
            return f"more {self.unit[1]} and n_shuffles = {shuffles} or more"
        return f"more than {_MOST_ADDED:,} {self.unit[1]} more"

    def _said(self, pair: PairDesign, needed: tuple[int, int], added: int, n_strata: int) -> str:
        if pair.design == "within":
            own = (pair.unit, f"{pair.unit}s")
            return plural(needed[0], *(self.unit if pair.unit == "cluster" else own))
        if n_strata > 1:
            inside = "stratum" if pair.unit == "cluster" else self.unit[0]
            return f"{added:,} more of each in every {inside}"
        if pair.time == "blocks" and pair.length > 1:
            clusters = [blocks * pair.length for blocks in needed]
            return f"{clusters[0]:,} and {clusters[1]:,}, or a smaller block_length"
        said = f"{needed[0]:,} and {needed[1]:,}"
        return f"{said}, or time = 'blocks'" if pair.time == "shift" else said


def _way_out(pairs: list[PairDesign], level: Level) -> str:
    """Suggest the groups that can be compared, dropping the least comparable one by one."""
    left = sorted({name for pair in pairs for name in (pair.a, pair.b)})
    while len(left) > 1:
        among = [pair for pair in pairs if pair.a in left and pair.b in left]
        asked = _Asked(level, len(among), ("", ""))
        failing = [pair for pair in among if not asked.reached(pair)]
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

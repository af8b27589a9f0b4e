"""The level of a test, and whether it can be reached at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from toolkit.errors import ToolkitError

Adjust = Literal["maxT", "holm", "fdr_bh"]
Scheme = Literal["between", "within", "shift"]

_FINENESS = 20  # shuffles as extreme as the strictest threshold of Holm, on average


@dataclass(frozen=True)
class Level:
    """What a contrast must be able to find.

    Attributes
    ----------
    alpha
        The level after adjustment.
    n_shuffles
        Shuffles drawn where there are more arrangements than that.
    adjust
        How p values are adjusted for many tests.
    n_topics
        Topics tested in each pair.
    """

    alpha: float = 0.05
    n_shuffles: int = 9999
    adjust: Adjust = "maxT"
    n_topics: int = 1

    def times(self, n_pairs: int) -> int:
        """By how much the smallest p of a single topic is multiplied by the adjustment.

        Max-T serves all topics at once and leaves the pairs; Holm's first step takes every test;
        Benjamini and Hochberg's last takes none, reached where all topics differ.
        """
        return {"maxT": n_pairs, "holm": n_pairs * self.n_topics, "fdr_bh": 1}[self.adjust]

    def reached_by(self, p: float, n_pairs: int) -> bool:
        """Whether a p of one pair may stay within alpha after adjustment."""
        return p * self.times(n_pairs) <= self.alpha * (1 + 1e-12)

    def over(self, n_pairs: int) -> str:
        """Name what is adjusted for, as the end of a clause."""
        if self.times(n_pairs) == 1:
            return ""
        tests = f"{self.times(n_pairs):,} tests" if self.adjust == "holm" else f"{n_pairs:,} pairs"
        return f" after adjustment for {tests}"

    def refuse_coarse(self, n_pairs: int) -> None:
        """Raise if sampled p values are too coarse for Holm's many tests.

        Holm's first threshold is alpha over the number of tests. With B shuffles it takes
        (B + 1) >= 20 tests / alpha for some twenty shuffles to be as extreme as that, without
        which the verdict would change with the seed.

        Raises
        ------
        ToolkitError
            With the shuffles it would take.
        """
        tests = self.times(n_pairs)
        needed = math.ceil(_FINENESS * tests / self.alpha - 1e-9) - 1
        if self.adjust == "holm" and self.n_shuffles < needed:
            raise ToolkitError(
                f"n_shuffles = {self.n_shuffles:,} is too few for adjust = 'holm' over {tests:,} "
                f"tests at alpha = {self.alpha:g}; it takes n_shuffles = {needed} or more, or "
                "adjust = 'maxT', which needs no more for many topics"
            )


def arrangements(scheme: Scheme, in_strata: list[tuple[int, int]]) -> tuple[int, bool]:
    """Count the arrangements of a pair's units; say whether each has a mirror image.

    Parameters
    ----------
    scheme
        "between": units dealt out anew; "within": their groups exchanged; "shift": the sequence
        of all units shifted.
    in_strata
        Units of each group in each stratum; in "within" those that hold both.
    """
    if scheme == "within":
        return int(2 ** in_strata[0][0]), True
    mirrored = all(a == b for a, b in in_strata)
    if scheme == "shift":
        return sum(in_strata[0]), mirrored
    return math.prod(math.comb(a + b, a) for a, b in in_strata), mirrored


def smallest_p(scheme: Scheme, in_strata: list[tuple[int, int]], n_shuffles: int) -> float:
    """Find the smallest two-sided p that a pair can reach, before any adjustment.

    Where all arrangements are taken, an arrangement and its mirror image, if there is one, give
    the same t but for the sign: then two of them are as extreme as the most extreme. Groups that
    cannot be studentised (fewer than two units in one of them) reach nothing but 1. Shifts are
    always all taken.

    Examples
    --------
    >>> smallest_p("between", [(3, 3)], 9999), smallest_p("within", [(6, 6)], 9999)
    (0.1, 0.03125)
    >>> smallest_p("between", [(30, 30)], 999), smallest_p("shift", [(20, 30)], 999)
    (0.001, 0.02)
    """
    if min((sum(n) for n in zip(*in_strata, strict=True)), default=0) < 2:
        return 1.0
    number, mirrored = arrangements(scheme, in_strata)
    if scheme == "shift" or number <= n_shuffles + 1:
        return (2 if mirrored else 1) / number
    return 1 / (n_shuffles + 1)

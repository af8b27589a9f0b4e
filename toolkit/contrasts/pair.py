"""Two groups set against each other: the result of one pair, with its evidence."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Cells
from toolkit.contrasts.design import PairDesign, smallest_p
from toolkit.contrasts.distance import jsd
from toolkit.contrasts.shuffle import Arrangements, deal_clusters, flip_signs, p_values
from toolkit.contrasts.studentise import Statistics, between_statistics, within_statistics
from toolkit.records import read_only

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pair:
    """The difference between two groups in every topic, and the shuffles it is judged by.

    Proportions and their differences are on the scale 0 to 1; differences are a minus b.

    Attributes
    ----------
    a, b
        The groups' names.
    clusters_a, clusters_b
        Clusters used of each group; in a within design the same clusters.
    clusters_set_aside
        Clusters of either group that the design cannot use.
    segments, tokens
        Segments and counted tokens of a and b in the clusters used, (2,).
    proportions
        Mean proportions of a and b, (2, n_topics), rows summing to one.
    difference, standard_error, t
        Of each topic, (n_topics,).
    p
        Two-sided p of each topic taken alone, (n_topics,).
    p_adjusted
        p by max-T over the topics, times the number of pairs, at most 1, (n_topics,).
    null_t, null_max_t
        t of every shuffle, (n_shuffles, n_topics), and the largest absolute one, (n_shuffles,).
    jsd, null_jsd, jsd_p
        Divergence of the two mean proportions in bits, that of every shuffle, one-sided p.
    exhaustive
        Whether the shuffles are all the arrangements there are, the observed one among them.
    n_arrangements
        How many distinct arrangements there are.
    smallest_p
        The smallest adjusted p that could have been reached.
    autocorrelation
        Where the groups are stretches of time: how alike neighbouring clusters of one group are
        (see `cautions.neighbour_likeness`); else None.
    """

    a: str
    b: str
    clusters_a: int
    clusters_b: int
    clusters_set_aside: int
    segments: NDArray[np.int64]
    tokens: NDArray[np.int64]
    proportions: Floats
    difference: Floats
    standard_error: Floats
    t: Floats
    p: Floats
    p_adjusted: Floats
    null_t: Floats
    null_max_t: Floats
    jsd: float
    jsd_p: float
    null_jsd: Floats
    exhaustive: bool
    n_arrangements: int
    smallest_p: float
    autocorrelation: float | None

    def __repr__(self) -> str:
        """Show the groups; the arrays are long."""
        return f"Pair({self.a!r}, {self.b!r}, {self.clusters_a} and {self.clusters_b} clusters)"

    @property
    def jsd_null_mean(self) -> float:
        """Mean divergence of the shuffles: what two equal groups of this size show."""
        return float(self.null_jsd.mean())

    @property
    def jsd_null_95(self) -> float:
        """Divergence that 95 % of the shuffles do not exceed."""
        return float(np.quantile(self.null_jsd, 0.95))

    @property
    def jsd_excess(self) -> float:
        """Observed divergence less the null's mean; below zero for groups more alike than it."""
        return self.jsd - self.jsd_null_mean

    def critical_t(self, *, alpha: float, n_pairs: int) -> float:
        """Read the critical value off the null: a larger |t| has an adjusted p of at most alpha.

        Parameters
        ----------
        alpha
            Level after adjustment.
        n_pairs
            Pairs over which p was adjusted.

        Returns
        -------
        float
            Infinite where no |t| would do.
        """
        n = len(self.null_max_t)
        as_extreme = np.arange(n + 1)  # shuffles at least as extreme as a topic
        p = as_extreme / n if self.exhaustive else (as_extreme + 1) / (n + 1)
        n_allowed = int((p * n_pairs <= alpha).sum())
        if not n_allowed:
            return float("inf")
        return float(np.sort(self.null_max_t)[::-1][n_allowed - 1])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by field name."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: part for name, part in parts.items() if isinstance(part, np.ndarray)}

    def meta(self) -> dict[str, Any]:
        """Return everything that is no array, ready for JSON."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: part for name, part in parts.items() if not isinstance(part, np.ndarray)}

    @classmethod
    def from_parts(cls, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> Pair:
        """Put a pair together again from `arrays()` and `meta()`."""
        parts: dict[str, Any] = dict(meta)
        parts |= {name: read_only(array) for name, array in arrays.items()}
        return cls(**parts)


def compare(
    cells: Cells,
    design: PairDesign,
    *,
    n_shuffles: int,
    n_pairs: int,
    seed: int,
    autocorrelation: float | None = None,
) -> Pair:
    """Compare two groups by shuffles of their clusters.

    Parameters
    ----------
    cells
        Cells of all groups.
    design
        Which of them are compared, and how.
    n_shuffles
        Shuffles drawn where there are more arrangements than that.
    n_pairs
        Pairs over which p is adjusted by Bonferroni.
    seed
        Seed of this pair's shuffles.
    autocorrelation
        Kept in the result.
    """
    run = _within if design.design == "within" else _between
    observed, null, dealt = run(cells, design, n_shuffles, seed)
    at = 0 if dealt.observed is None else dealt.observed
    t, null_t = observed.t[at], null.t
    null_max_t = np.abs(null_t).max(axis=1)
    means = np.vstack([observed.mean_a[at], observed.mean_b[at]])
    null_distance = jsd(null.mean_a, null.mean_b)
    distance = jsd(*means) if dealt.observed is None else null_distance[at]
    lowest = smallest_p(design.design, design.in_strata(), n_shuffles)
    judge = functools.partial(p_values, exhaustive=dealt.exhaustive, smallest=lowest)
    adjusted = judge(np.abs(t), null_max_t[:, None]) * n_pairs
    of = (design.cells_a, design.cells_b)
    return Pair(
        a=design.a,
        b=design.b,
        clusters_a=len(design.cells_a),
        clusters_b=len(design.cells_b),
        clusters_set_aside=design.n_set_aside,
        segments=read_only(np.array([cells.segments[part].sum() for part in of])),
        tokens=read_only(np.array([cells.tokens[part].sum() for part in of])),
        proportions=read_only(means),
        difference=read_only(observed.difference[at]),
        standard_error=read_only(observed.standard_error[at]),
        t=read_only(t),
        p=read_only(judge(np.abs(t), np.abs(null_t))),
        p_adjusted=read_only(np.minimum(adjusted, 1.0)),
        null_t=read_only(null_t),
        null_max_t=read_only(null_max_t),
        jsd=float(distance),
        jsd_p=float(judge(np.array([distance]), null_distance[:, None])[0]),
        null_jsd=read_only(null_distance),
        exhaustive=dealt.exhaustive,
        n_arrangements=dealt.n_arrangements,
        smallest_p=min(lowest * n_pairs, 1.0),
        autocorrelation=autocorrelation,
    )


def _between(
    cells: Cells, design: PairDesign, n_shuffles: int, seed: int
) -> tuple[Statistics, Statistics, Arrangements]:
    """Return the statistics as observed, those of the null, and the arrangements.

    Where the null holds the observed arrangement both are one, so that it ties with itself.
    """
    use = np.concatenate([design.cells_a, design.cells_b])
    in_a = np.arange(len(use)) < len(design.cells_a)
    values, weights, strata = cells.proportions[use], cells.weights[use], design.strata
    dealt = deal_clusters(in_a, strata, n_shuffles=n_shuffles, seed=seed)
    null = between_statistics(values, dealt.rows, weights, strata)
    if dealt.exhaustive:
        return null, null, dealt
    return between_statistics(values, in_a[None, :], weights, strata), null, dealt


def _within(
    cells: Cells, design: PairDesign, n_shuffles: int, seed: int
) -> tuple[Statistics, Statistics, Arrangements]:
    a, b = cells.proportions[design.cells_a], cells.proportions[design.cells_b]
    # The harmonic mean: a cluster counts for as much as its smaller side lets it say.
    weights = 2 / (1 / cells.weights[design.cells_a] + 1 / cells.weights[design.cells_b])
    dealt = flip_signs(len(a), n_shuffles=n_shuffles, seed=seed)
    null = within_statistics(a, b, dealt.rows, weights)
    if dealt.exhaustive:
        return null, null, dealt
    unflipped = np.zeros((1, len(a)), dtype=bool)
    return within_statistics(a, b, unflipped, weights), null, dealt

"""Two groups set against each other: the result of one pair, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.design import Time, Unit
from toolkit.contrasts.detectable import smallest_detectable
from toolkit.parts import Parts

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pair(Parts):
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
        Mean proportions of a and b, (2, n_topics), rows summing to one; where differences inside
        clusters were compared their means, rows summing to zero.
    difference, standard_error, t
        Of each topic, (n_topics,).
    p
        Two-sided p of each topic taken alone, (n_topics,).
    p_adjusted
        p by max-T over the topics, times the number of pairs, at most 1, (n_topics,).
    null_t, null_max_t
        t of every shuffle, (n_shuffles, n_topics), and the largest absolute one, (n_shuffles,).
    distances, distances_p, distances_corrected
        How far the two mean proportions lie apart by the four ``MEASURES`` (jsd in bits,
        hellinger, total_variation, aitchison), one-sided p, and the distance less what chance
        adds to it (see `apart.corrected`), (4,) each.
    null_distances
        The four distances of every shuffle, (4, n_shuffles).
        All four are NaN where differences were compared, which are no distributions.
    exhaustive
        Whether the shuffles are all the arrangements there are, the observed one among them.
    n_arrangements
        How many distinct arrangements there are.
    smallest_p
        The smallest adjusted p that could have been reached.
    autocorrelation
        Where the groups are stretches of time: how alike neighbouring clusters of one group are
        (see `stretches.lag_one`); else None.
    time
        Where the groups are stretches of time, what became of their sequence: "blocks", "shift"
        or "free"; else None.
    block_length
        Clusters in a block, nearly; None without blocks.
    unit, units_a, units_b
        What was dealt out or exchanged ("cluster", "block", "turn" or "exchange"), and how many
        of each group; None in a record that was not made by `compare`.
    freedom
        Degrees of freedom: units less the means estimated from them.
    inflation
        Where clusters were shifted or blocks shuffled, how many times the variance of each
        topic's difference is what it would be without likeness of neighbours, (n_topics,);
        standard errors and t hold its root already.
    low, high, n_flat
        Ends of the intervals of the differences, each topic by itself, and resamples without
        spread (see `intervals.find_intervals`), (n_topics,); None where none were asked for.
    critical_all
        Standard errors to each side of the intervals for all topics and pairs at once; None where
        there are none.
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
    distances: Floats
    distances_p: Floats
    distances_corrected: Floats
    null_distances: Floats
    exhaustive: bool
    n_arrangements: int
    smallest_p: float
    autocorrelation: float | None
    time: Time | None = None
    block_length: int | None = None
    unit: Unit = "cluster"
    units_a: int | None = None
    units_b: int | None = None
    freedom: float | None = None
    inflation: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    critical_all: float | None = None
    n_flat: NDArray[np.int64] | None = None

    def __repr__(self) -> str:
        """Show the groups; the arrays are long."""
        return f"Pair({self.a!r}, {self.b!r}, {self.clusters_a} and {self.clusters_b} clusters)"

    @property
    def jsd(self) -> float:
        """Divergence of the two mean proportions, in bits."""
        return float(self.distances[0])

    @property
    def jsd_p(self) -> float:
        """One-sided p of the divergence, not adjusted for many pairs."""
        return float(self.distances_p[0])

    @property
    def null_jsd(self) -> Floats:
        """Divergence of every shuffle, (n_shuffles,)."""
        return np.asarray(self.null_distances[0])

    @property
    def null_mean(self) -> Floats:
        """Mean distances of the shuffles, (4,): what two equal groups of this size show."""
        return np.asarray(self.null_distances.mean(axis=1))

    @property
    def null_95(self) -> Floats:
        """Distances that 95 % of the shuffles do not exceed, (4,)."""
        return np.asarray(np.quantile(self.null_distances, 0.95, axis=1))

    @property
    def jsd_null_mean(self) -> float:
        """Mean divergence of the shuffles."""
        return float(self.null_mean[0])

    @property
    def jsd_null_95(self) -> float:
        """Divergence that 95 % of the shuffles do not exceed."""
        return float(self.null_95[0])

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
        return _critical(self.null_max_t, alpha, n_pairs, exhaustive=self.exhaustive)

    def simultaneous(self) -> tuple[Floats, Floats]:
        """Find the intervals that hold the differences of all topics and pairs at once.

        Returns
        -------
        tuple
            Low and high ends, (n_topics,) each, within -1 and 1 (-2 and 2 of differences inside
            clusters, whose means sum to zero): the difference plus and minus
            `critical_all` standard errors. NaN where there is none, or no spread.
        """
        known = self.standard_error > 0
        critical = np.nan if self.critical_all is None else self.critical_all
        reach = np.where(known, self.standard_error, np.nan) * critical
        bound = 1.0 if self.proportions[0].sum() > 0.5 else 2.0
        low, high = (np.clip(self.difference + side * reach, -bound, bound) for side in (-1, 1))
        return low, high

    def detectable(self, *, alpha: float, n_pairs: int, tests: int | None = None) -> Floats:
        """Find the smallest difference of each topic that is found with 80 % power.

        Parameters
        ----------
        alpha
            Level after adjustment.
        n_pairs
            Pairs over which p was adjusted.
        tests
            Tests of a family that was adjusted in steps: then a topic counts as found where its
            own p is at most alpha / tests, as the first step of Holm's and of Benjamini and
            Hochberg's asks of a topic that differs alone. None for max-T.

        Returns
        -------
        ndarray
            (n_topics,), on the scale 0 to 1, infinite where nothing could be found; see
            `detectable.smallest_detectable`. NaN in a record without degrees of freedom.
        """
        if self.freedom is None:
            return np.full(len(self.t), np.nan)
        critical: Floats | float
        if tests is None:
            critical = self.critical_t(alpha=alpha, n_pairs=n_pairs)
        else:
            own = np.abs(self.null_t).T
            critical = np.array(
                [_critical(null, alpha, tests, exhaustive=self.exhaustive) for null in own]
            )
        return smallest_detectable(self.standard_error, critical, self.freedom)


def _critical(null: Floats, alpha: float, tests: int, *, exhaustive: bool) -> float:
    n = len(null)
    as_extreme = np.arange(n + 1)  # shuffles at least as extreme as a topic
    p = as_extreme / n if exhaustive else (as_extreme + 1) / (n + 1)
    n_allowed = int((p * tests <= alpha).sum())
    return float(np.sort(null)[::-1][n_allowed - 1]) if n_allowed else float("inf")

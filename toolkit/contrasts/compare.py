"""Compare two groups: from the cells of a pair to its statistics, its null and its p values."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.apart import all_distances, corrected, scaled
from toolkit.contrasts.blocks import cut, n_blocks, shift_groups, variance_ratio
from toolkit.contrasts.cells import Cells
from toolkit.contrasts.design import PairDesign
from toolkit.contrasts.intervals import Asked, find_intervals
from toolkit.contrasts.jackknife import MEASURES
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.shuffle import Arrangements, deal_clusters, flip_signs, p_values
from toolkit.contrasts.stretches import likeness_of_each
from toolkit.contrasts.studentise import Statistics, between_statistics, within_statistics
from toolkit.contrasts.units import Units
from toolkit.seeds import derive_seed

Floats = NDArray[np.float64]


def compare(
    cells: Cells,
    design: PairDesign,
    *,
    n_shuffles: int,
    n_pairs: int,
    seed: int,
    n_clusters: int | None = None,
    interval: Asked | None = None,
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
    n_clusters
        Clusters that hold both groups, where the cells' own clusters are turns inside them.
    interval
        The interval that is asked for; None for none.
    """
    run = _within if design.design == "within" else _between
    made = run(cells, design, n_shuffles, seed)
    observed, null, dealt = made.observed, made.null, made.dealt
    at = 0 if dealt.observed is None else dealt.observed
    t, null_t = observed.t[at], null.t
    null_max_t = np.abs(null_t).max(axis=1)
    means = np.vstack([observed.mean_a[at], observed.mean_b[at]])
    lowest = design.smallest_p(n_shuffles)
    judge = functools.partial(p_values, exhaustive=dealt.exhaustive, smallest=lowest)
    adjusted = judge(np.abs(t), null_max_t[:, None]) * n_pairs
    null_distances = np.full((len(MEASURES), len(null_t)), np.nan)
    distances = distances_p = less_chance = np.full(len(MEASURES), np.nan)
    if cells.inside is None:  # differences are no distributions
        null_distances = scaled(all_distances(null.mean_a, null.mean_b), made.distance_scale)
        distances = all_distances(*means) if dealt.observed is None else null_distances[:, at]
        distances_p = judge(distances, null_distances.T)
        less_chance = corrected(made.units, means, inflation=made.average)
    of = (design.cells_a, design.cells_b)
    units = [sum(sides) for sides in zip(*design.in_strata(), strict=True)]
    means_taken = 1 if design.design == "within" else 1 + len(design.in_strata())
    return Pair(
        a=design.a,
        b=design.b,
        clusters_a=len(design.cells_a) if n_clusters is None else n_clusters,
        clusters_b=len(design.cells_b) if n_clusters is None else n_clusters,
        clusters_set_aside=design.n_set_aside + cells.n_alone(design.a) + cells.n_alone(design.b),
        segments=np.array([cells.segments[part].sum() for part in of]),
        tokens=np.array([cells.tokens[part].sum() for part in of]),
        proportions=means,
        difference=observed.difference[at],
        standard_error=observed.standard_error[at],
        t=t,
        p=judge(np.abs(t), np.abs(null_t)),
        p_adjusted=np.minimum(adjusted, 1.0),
        null_t=null_t,
        null_max_t=null_max_t,
        distances=distances,
        distances_p=distances_p,
        distances_corrected=less_chance,
        null_distances=null_distances,
        exhaustive=dealt.exhaustive,
        n_arrangements=dealt.n_arrangements,
        smallest_p=min(lowest * n_pairs, 1.0),
        autocorrelation=design.autocorrelation,
        time=design.time,
        block_length=design.length if design.time == "blocks" else None,
        unit=design.unit,
        units_a=int(units[0]),
        units_b=int(units[1]),
        freedom=float((units[0] if design.design == "within" else sum(units)) - means_taken),
        inflation=made.inflation,
        **_interval(made, at, interval, seed, bound=2.0 if cells.inside else 1.0),
    )


def _interval(
    made: _Made, at: int, asked: Asked | None, seed: int, *, bound: float
) -> dict[str, Any]:
    """Find the parts of a pair that its intervals are."""
    if asked is None:
        return {}
    found = find_intervals(
        made.units,
        made.observed.difference[at],
        made.observed.standard_error[at],
        asked,
        seed=derive_seed(seed, "interval"),
        inflation=made.inflation,
        bound=bound,
    )
    return {
        "low": found.low,
        "high": found.high,
        "critical_all": found.critical,
        "n_flat": found.n_flat,
    }


@dataclass(frozen=True, eq=False)
class _Made:
    """Statistics as observed and of the null, and the arrangements.

    Where the null holds the observed arrangement both are one, so that it ties with itself.
    Divergences of the null times `distance_scale` are what the observed sequence would show.
    `inflation` is that of each topic's variance, `average` one for all of them.
    """

    observed: Statistics
    null: Statistics
    dealt: Arrangements
    units: Units
    distance_scale: Floats | float = 1.0
    inflation: Floats | None = None
    average: float = 1.0


def _between(cells: Cells, design: PairDesign, n_shuffles: int, seed: int) -> _Made:
    use = np.concatenate([design.cells_a, design.cells_b])
    in_a = np.arange(len(use)) < len(design.cells_a)
    values, weights, strata = cells.proportions[use], cells.weights[use], design.strata
    if design.time == "shift":
        dealt = shift_groups(in_a, _places(design))
        return _in_time(values, _Sequence(np.eye(len(use)), weights, in_a), dealt, design)
    if design.time == "blocks":
        blocks = _blocks(design, weights)
        one = np.zeros(len(blocks.in_a), dtype=np.intp)
        dealt = deal_clusters(blocks.in_a, one, n_shuffles=n_shuffles, seed=seed)
        return _in_time(values, blocks, dealt, design)
    dealt = deal_clusters(in_a, strata, n_shuffles=n_shuffles, seed=seed)
    units = Units(values, weights, in_a, strata)
    null = between_statistics(values, dealt.rows, weights, strata)
    if dealt.exhaustive:
        return _Made(null, null, dealt, units)
    return _Made(between_statistics(values, in_a[None, :], weights, strata), null, dealt, units)


@dataclass(frozen=True, eq=False)
class _Sequence:
    """What a sequence is cut into.

    `members` holds the weight of each cluster in each unit's mean, (n_units, n_clusters).
    """

    members: Floats
    weights: Floats
    in_a: NDArray[np.bool_]


def _blocks(design: PairDesign, weights: Floats) -> _Sequence:
    """Cut each group into blocks of neighbours; a block weighs what its clusters weigh."""
    n_a, n_b = len(design.cells_a), len(design.cells_b)
    first_b = n_blocks(n_a, design.length)
    block = np.concatenate([cut(n_a, design.length), first_b + cut(n_b, design.length)])
    members = (np.arange(block[-1] + 1)[:, None] == block) * weights
    sums = members.sum(axis=1)
    return _Sequence(members / sums[:, None], sums, np.arange(len(members)) < first_b)


def _in_time(values: Floats, pieces: _Sequence, dealt: Arrangements, design: PairDesign) -> _Made:
    """Studentise arrangements of a sequence, each by what its neighbours' likeness makes of it."""
    means, strata = pieces.members @ values, np.zeros(len(pieces.in_a), dtype=np.intp)

    def studentise(rows: NDArray[np.bool_]) -> tuple[Statistics, Floats, Floats]:
        plain = between_statistics(means, rows, pieces.weights, strata)
        ratio, variance = variance_ratio(
            rows, pieces.weights, pieces.members, _places(design), _likeness(values, rows, design)
        )
        root = np.sqrt(ratio[:, :-1])
        grown = replace(plain, standard_error=plain.standard_error * root, t=plain.t / root)
        return grown, ratio, variance[:, -1]

    null, null_ratio, null_variance = studentise(dealt.rows)
    if dealt.observed is None:
        observed, ratio, variance = studentise(pieces.in_a[None, :])
    else:
        at = dealt.observed
        observed, ratio, variance = null, null_ratio[[at]], null_variance[[at]]
    units = Units(means, pieces.weights, pieces.in_a, strata)
    average = float(ratio[0, -1])
    return _Made(observed, null, dealt, units, variance / null_variance, ratio[0, :-1], average)


def _likeness(values: Floats, rows: NDArray[np.bool_], design: PairDesign) -> Floats:
    """Autocorrelation of each topic, and last the average, which divergences take for all.

    Shifts are few and each is a sequence with two groups like the observed one, so that its own
    groups can say how alike neighbours are. Blocks that were dealt out are no sequence.
    """
    if design.time == "shift":
        return np.column_stack(likeness_of_each(values, rows, _places(design)))
    alike = design.topic_autocorrelation
    assert alike is not None  # noqa: S101 - found with the places
    return np.append(alike, alike.min())  # the average is the least of the topics' values


def _places(design: PairDesign) -> NDArray[np.intp]:
    assert design.places is not None  # noqa: S101 - a design in time has them
    return design.places


def _within(cells: Cells, design: PairDesign, n_shuffles: int, seed: int) -> _Made:
    a, b = cells.proportions[design.cells_a], cells.proportions[design.cells_b]
    # The harmonic mean: a cluster counts for as much as its smaller side lets it say.
    weights = 2 / (1 / cells.weights[design.cells_a] + 1 / cells.weights[design.cells_b])
    dealt = flip_signs(len(a), n_shuffles=n_shuffles, seed=seed)
    null = within_statistics(a, b, dealt.rows, weights)
    units = Units(a, weights, None, np.zeros(len(a), dtype=np.intp), b)
    if dealt.exhaustive:
        return _Made(null, null, dealt, units)
    unflipped = np.zeros((1, len(a)), dtype=bool)
    return _Made(within_statistics(a, b, unflipped, weights), null, dealt, units)

"""Draw clusters anew with replacement, and what each draw makes of a difference."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from toolkit.contrasts.residuals import stratified_resamples
from toolkit.contrasts.units import (
    Bools,
    Draws,
    Floats,
    Ints,
    Resamples,
    Units,
    count_draws,
    draw_units,
    quiet,
    root_of,
)
from toolkit.threads import one_thread

FEWEST_IN_STRATUM = 5
_CHUNK = 2**20  # numbers in the largest intermediate array: some 8 MB each


def resample(units: Units, *, n_resamples: int, seed: int) -> Resamples:
    """Resample the units as their design has it.

    Groups of whole units: inside each group. With strata: inside each group of a stratum where
    all of these hold five units or more, else each group's residuals over all its strata. A
    within design: the units, each with both groups.

    Parameters
    ----------
    units
        What was compared.
    n_resamples
        How many draws.
    seed
        Seed of the draws.

    Examples
    --------
    >>> values, in_a = np.array([[0.2], [0.4], [0.3], [0.7]]), np.array([True, True, False, False])
    >>> units = Units(values, np.ones(4), in_a, np.zeros(4, int))
    >>> resample(units, n_resamples=99, seed=1).deviation.shape
    (99, 1)
    """
    if units.in_a is None:
        assert units.other is not None  # noqa: S101 - a within design has both
        draws = draw_units(units.strata * 0, n_resamples, seed)
        counts = count_draws(draws)
        return within_resamples(units.values - units.other, units.weights, counts)
    if units.strata.max() == 0:
        draws = draw_units(units.in_a.astype(np.intp), n_resamples, seed)
        return between_resamples(units.values, units.in_a, units.weights, count_draws(draws))
    cells = 2 * units.strata + units.in_a
    pooled = pools_strata(units.in_a, units.strata)
    draws = draw_units(units.in_a.astype(np.intp) if pooled else cells, n_resamples, seed)
    return stratified_resamples(
        units.values, units.in_a, units.weights, units.strata, draws, pooled=pooled
    )


def pools_strata(in_a: Bools, strata: Ints) -> bool:
    """Whether some group holds too few units in some stratum to resample inside it."""
    return int(np.unique(2 * strata + in_a, return_counts=True)[1].min()) < FEWEST_IN_STRATUM


def between_resamples(values: Floats, in_a: Bools, weights: Floats, counts: Draws) -> Resamples:
    """Compare two groups of units in every resample, by the statistic of `between_statistics`.

    Parameters
    ----------
    values
        One row a unit, (n_units, n_topics).
    in_a
        Which units are in group a, (n_units,); two units or more on each side.
    weights
        Weight of each unit, above zero, (n_units,).
    counts
        How often each resample holds each unit, (n_resamples, n_units), as many of each group as
        it has units.

    Returns
    -------
    Resamples
        A unit that was drawn twice counts as two units.

    Examples
    --------
    >>> values, in_a = np.array([[0.1], [0.3], [0.6], [0.8]]), np.array([True, True, False, False])
    >>> drawn = between_resamples(values, in_a, np.ones(4), np.array([[1, 1, 2, 0]]))
    >>> drawn.deviation.round(4).item(), drawn.standard_error.round(4).item()
    (0.1, 0.1)
    """
    a, b = (_moments(values[side], weights[side], counts[:, side]) for side in (in_a, ~in_a))
    return Resamples(a[0] - b[0], root_of(a[1] + b[1], a[2] + b[2]))


def within_resamples(differences: Floats, weights: Floats, counts: Draws) -> Resamples:
    """Average the units' differences in every resample, as `within_statistics` does.

    Parameters
    ----------
    differences
        Group a less group b in each unit, (n_units, n_topics); two units or more.
    weights, counts
        As in `between_resamples`.

    Examples
    --------
    >>> differences, counts = np.array([[0.1], [0.3], [0.2]]), np.array([[2, 1, 0]])
    >>> drawn = within_resamples(differences, np.ones(3), counts)
    >>> drawn.deviation.round(4).item(), drawn.standard_error.round(4).item()
    (-0.0333, 0.0667)
    """
    mean, variance, parts = _moments(differences, weights, counts)
    return Resamples(mean, root_of(variance, parts))


def _moments(values: Floats, weights: Floats, counts: Draws) -> tuple[Floats, Floats, Floats]:
    """Mean of every resample less the observed one, its variance, and the squares behind that."""
    share = weights / weights.sum()
    residual = quiet(values - share @ values)
    squared = residual**2

    def some(chunk: Draws) -> tuple[Floats, Floats, Floats]:
        held = chunk * weights
        sums = held.sum(axis=1, keepdims=True)
        # A unit's share, once for each time it was drawn.
        own = np.where(chunk > 0, weights / sums, 0.0)
        held /= sums
        mean = held @ residual
        held *= own
        held /= 1 - own
        parts = held @ squared + mean**2 * held.sum(axis=1, keepdims=True)
        return quiet(mean), parts - 2 * mean * (held @ residual), parts

    def equal(chunk: Draws) -> tuple[Floats, Floats, Floats]:
        # One product where the squares weigh as the values do.
        sums = chunk.astype(np.float64) @ both / len(values)
        mean, second = quiet(sums[:, : values.shape[1]]), sums[:, values.shape[1] :]
        square = mean**2
        return mean, (second - square) / (len(values) - 1), second + square

    both = np.hstack([residual, squared])
    one_weight = bool((weights == weights[0]).all())
    return _in_chunks(counts, equal if one_weight else some, max(values.shape))


def _in_chunks(
    counts: Draws,
    some: Callable[[Draws], tuple[Floats, Floats, Floats]],
    width: int,
) -> tuple[Floats, Floats, Floats]:
    rows = max(1, _CHUNK // width)
    with one_thread():
        parts = [some(counts[start : start + rows]) for start in range(0, len(counts), rows)]
    mean, variance, squares = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return mean, variance, squares

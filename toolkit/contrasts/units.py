"""The units of a comparison, and draws of them with replacement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
Draws = NDArray[np.int32]

_CHUNK = 2**20  # numbers in the largest intermediate array: some 8 MB
_FLAT = 1e-9  # a variance this small beside the squares it is made of is the rounding of none
_NOISE = 1e-12


@dataclass(frozen=True, eq=False)
class Units:
    """What was compared: clusters, blocks of them, turns or exchanges.

    Attributes
    ----------
    values
        Proportions of each unit, (n_units, n_topics); in a within design those of group a.
    weights
        Of each unit, above zero, (n_units,).
    in_a
        Which units are in group a, (n_units,); None in a within design.
    strata
        Stratum of each unit, counted from 0, (n_units,).
    other
        In a within design the proportions of group b in the same units; else None.
    """

    values: Floats
    weights: Floats
    in_a: Bools | None
    strata: Ints
    other: Floats | None = None


@dataclass(frozen=True, eq=False)
class Resamples:
    """Differences of the resamples less the observed one, and their standard errors.

    Both (n_resamples, n_topics); a standard error is 0 where a resample holds no spread.
    """

    deviation: Floats
    standard_error: Floats


def draw_units(pools: Ints, n_resamples: int, seed: int) -> NDArray[np.int32]:
    """Draw for every unit one of its own pool, with replacement, (n_resamples, n_units).

    Examples
    --------
    >>> sorted(set(draw_units(np.array([0, 0, 1]), 50, seed=1)[:, 2].tolist()))
    [2]
    """
    random = np.random.default_rng(seed)
    draws = np.empty((n_resamples, len(pools)), dtype=np.int32)
    for pool in np.unique(pools):
        members = np.flatnonzero(pools == pool).astype(np.int32)
        size = (n_resamples, len(members))
        draws[:, members] = members[random.integers(len(members), size=size, dtype=np.int32)]
    return draws


def count_draws(draws: NDArray[np.int32]) -> NDArray[np.int32]:
    """Count how often each draw holds each unit, (n_resamples, n_units).

    Examples
    --------
    >>> count_draws(np.array([[0, 0, 2]], dtype=np.int32)).tolist()
    [[2, 0, 1]]
    """
    n_resamples, n = draws.shape
    counts = np.empty((n_resamples, n), dtype=np.int32)
    rows = max(1, _CHUNK // n)
    for start in range(0, n_resamples, rows):
        some = draws[start : start + rows]
        places = some + n * np.arange(len(some))[:, None]
        counts[start : start + rows] = np.bincount(places.ravel(), minlength=some.size).reshape(
            some.shape
        )
    return counts


def root_of(variance: Floats, parts: Floats) -> Floats:
    """Take the root of variances; what is left of none by rounding is none."""
    return np.sqrt(np.where(variance <= _FLAT * parts, 0.0, variance))


def quiet(values: Floats) -> Floats:
    """Take arithmetic for what it is: proportions lie between 0 and 1."""
    return np.where(np.abs(values) < _NOISE, 0.0, values)

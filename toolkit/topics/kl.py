"""The loop of NMF by Kullback-Leibler divergence: both factors in one pass, compiled.

A segment's weights are solved a few times while its terms' rows are at hand, then its share of
the topics is added up. Sixteen lanes are added side by side, in one order on every machine.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.compiled import compiled, compiled_inside

Reals = NDArray[np.floating]  # single or double precision, one for all arguments of a call
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

LANES = 16
"""Topics are filled up to a multiple of this many, with topics that hold nothing."""

_LEAST = 1e-15  # of a weight or share; it counts as none
_NOTHING = 1e-30  # keeps a quotient finite where no topic holds a term


@compiled_inside
def _dot(weights: Reals, of: Reals, lanes: Reals) -> Any:
    """Multiply and add up in sixteen lanes side by side, which is one order on every machine."""
    for i in range(LANES):
        lanes[i] = weights[i] * of[i]
    for k in range(LANES, weights.size, LANES):
        for i in range(LANES):
            lanes[i] += weights[k + i] * of[k + i]
    for i in range(8):
        lanes[i] += lanes[i + 8]
    for i in range(4):
        lanes[i] += lanes[i + 4]
    return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3])


@compiled
def pass_over(
    starts: Longs,
    columns: Ints,
    values: Reals,
    weights: Reals,
    topics: Reals,
    steps: int,
    gathered: Reals,
) -> float:
    r"""Solve each row's weights on the topics, and gather what the topics become.

    Parameters
    ----------
    starts, columns, values
        The matrix in compressed rows.
    weights
        W, changed in place, (n_rows, n_lanes).
    topics
        H by term, each topic summing to one over the terms, (n_terms, n_lanes).
    steps
        Multiplicative steps on a row's weights; with 0 they stay.
    gathered
        H times the gradient's numerator is added to it, (n_terms, n_lanes): scaled to sum to
        one, it is the next H.

    Returns
    -------
    float
        :math:`\sum x \log (W H)` over the non-zeros, by the weights and topics that are gathered.
    """
    n_lanes = topics.shape[1]
    theta = np.empty(n_lanes, topics.dtype)
    lanes = np.empty(LANES, topics.dtype)
    total = np.empty(n_lanes, topics.dtype)
    nothing = topics.dtype.type(_NOTHING)
    least = topics.dtype.type(_LEAST)
    likelihood = 0.0
    for row in range(starts.size - 1):
        first, last = starts[row], starts[row + 1]
        for k in range(n_lanes):
            theta[k] = weights[row, k]
        for _ in range(steps):
            for k in range(n_lanes):
                total[k] = 0
            for j in range(first, last):
                of = topics[columns[j]]
                ratio = values[j] / (_dot(theta, of, lanes) + nothing)
                for k in range(n_lanes):
                    total[k] += ratio * of[k]
            for k in range(n_lanes):
                theta[k] *= total[k]
                # Numbers too small for their format would be reckoned with a hundred times slower.
                if theta[k] < least:
                    theta[k] = 0
        for j in range(first, last):
            of, into = topics[columns[j]], gathered[columns[j]]
            mixed = _dot(theta, of, lanes) + nothing
            likelihood += values[j] * math.log(mixed)
            ratio = values[j] / mixed
            for k in range(n_lanes):
                into[k] += ratio * theta[k]
        for k in range(n_lanes):
            weights[row, k] = theta[k]
    return likelihood


@compiled
def renew(topics: Reals, gathered: Reals) -> None:
    """Multiply the topics by what was gathered, scale each to sum to one, and empty the latter."""
    n_terms, n_lanes = topics.shape
    size = np.zeros(n_lanes)
    least = topics.dtype.type(_LEAST)
    for v in range(n_terms):
        for k in range(n_lanes):
            topics[v, k] *= gathered[v, k]
            size[k] += topics[v, k]
    for v in range(n_terms):
        for k in range(n_lanes):
            gathered[v, k] = 0
            if size[k] > 0:
                topics[v, k] /= size[k]
                if topics[v, k] < least:
                    topics[v, k] = 0

"""The loops of NMF by squared error: hierarchical alternating least squares, compiled.

Every sum has one order: products run over topics side by side, never across them, so that the
compiler needs no licence to reorder anything.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.compiled import compiled

Reals = NDArray[np.floating]  # single or double precision, one for all arguments of a call
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

LANES = 4
"""Topics are filled up to a multiple of this many, with topics that hold nothing."""

BLOCK = 64
"""Rows that are solved side by side."""


@compiled
def project(starts: Longs, columns: Ints, values: Reals, other: Reals, out: Reals) -> None:
    """Multiply a sparse matrix with the other factor: `out` becomes X H', (n_rows, n_lanes).

    Parameters
    ----------
    starts, columns, values
        The matrix in compressed rows.
    other
        The other factor, one row for each column of the matrix, (n_columns, n_lanes).
    out
        Receives the product.
    """
    n_topics = other.shape[1]
    total = np.empty(n_topics, other.dtype)
    for row in range(starts.size - 1):
        for k in range(n_topics):
            total[k] = 0
        first, last = starts[row], starts[row + 1]
        fours = first + (last - first) // 4 * 4
        for j in range(first, fours, 4):  # four at a time: the totals are read and written once
            a, b = other[columns[j]], other[columns[j + 1]]
            c, d = other[columns[j + 2]], other[columns[j + 3]]
            p, q, r, s = values[j], values[j + 1], values[j + 2], values[j + 3]
            for k in range(n_topics):
                total[k] += (p * a[k] + q * b[k]) + (r * c[k] + s * d[k])
        for j in range(fours, last):
            value, of = values[j], other[columns[j]]
            for k in range(n_topics):
                total[k] += value * of[k]
        for k in range(n_topics):
            out[row, k] = total[k]


@compiled
def sweep(factor: Reals, projected: Reals, gram: Reals, n_sweeps: int) -> None:
    """Solve each row for one topic after another, the others as they are, some times over.

    Parameters
    ----------
    factor
        The factor that is solved, changed in place, (n_rows, n_lanes).
    projected
        What `project` gave for it.
    gram
        Products of the other factor's topics with each other, (n_lanes, n_lanes).
    n_sweeps
        How many times every topic is solved.
    """
    n_rows, n_topics = factor.shape
    zero = factor.dtype.type(0)
    # A block is turned, so that the innermost loop runs along rows that lie side by side.
    tile = np.zeros((n_topics, BLOCK), factor.dtype)
    wanted = np.zeros((n_topics, BLOCK), factor.dtype)
    step = np.zeros(BLOCK, factor.dtype)
    for first in range(0, n_rows, BLOCK):
        n = min(BLOCK, n_rows - first)
        for i in range(n):
            for k in range(n_topics):
                tile[k, i] = factor[first + i, k]
                wanted[k, i] = projected[first + i, k]
        for _ in range(n_sweeps):
            for k in range(n_topics):
                if gram[k, k] <= 0:
                    continue  # a lane without a topic, or an empty topic, which the fit refuses
                inverse = 1 / gram[k, k]
                for i in range(BLOCK):
                    step[i] = wanted[k, i]
                for other in range(0, n_topics, 4):
                    a, b = tile[other], tile[other + 1]
                    c, d = tile[other + 2], tile[other + 3]
                    p, q = gram[k, other], gram[k, other + 1]
                    r, s = gram[k, other + 2], gram[k, other + 3]
                    for i in range(BLOCK):
                        step[i] -= (p * a[i] + q * b[i]) + (r * c[i] + s * d[i])
                for i in range(BLOCK):
                    tile[k, i] = max(tile[k, i] + step[i] * inverse, zero)
        for i in range(n):
            for k in range(n_topics):
                factor[first + i, k] = tile[k, i]

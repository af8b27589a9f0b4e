"""The loops that count terms, compiled; see `scan` for where the machine code is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.compiled import compiled

Array = NDArray[Any]

_FEW = 48  # terms of a segment that are sorted sooner by moving each to its place


@compiled
def spread(
    ids: Array, ends: Array, terms: Array, which: Array, n_terms: int, order: Array, groups: Array
) -> tuple[Array, Array]:
    """Count the tokens of each term, and the groups of segments that hold it.

    Parameters
    ----------
    ids, ends
        Of `Tokens`.
    terms
        (n_languages, n_types): the term of a type in each language, -1 for none.
    which
        (n_segments,): the language of each segment.
    n_terms
        How many terms there are.
    order, groups
        The segments so ordered that those of a group follow each other, and the group of each;
        segments of a group below 0 are counted, but are in no group.

    Returns
    -------
    tuple
        Tokens and groups of each term, int64.
    """
    found = np.zeros((n_terms, 2), np.int64)  # side by side: one look into memory serves both
    last = np.full(n_terms, -1, np.int32)
    for k in range(order.size):
        segment = order[k]
        group = groups[segment]
        term_of = terms[which[segment]]
        begin = ends[segment - 1] if segment else 0
        for p in range(begin, ends[segment]):
            term = term_of[ids[p]]
            if term >= 0:
                found[term, 0] += 1
                if last[term] != group and group >= 0:
                    last[term] = group
                    found[term, 1] += 1
    return found[:, 0].copy(), found[:, 1].copy()


@compiled
def occurrences(ids: Array, n: int) -> Array:
    """Count each number from 0 to n - 1; others are passed over. No copy is made of the ids."""
    found = np.zeros(n, np.int64)
    for i in ids:
        if i >= 0:
            found[i] += 1
    return found


@compiled
def rows(
    ids: Array, ends: Array, terms: Array, which: Array, held: Array
) -> tuple[Array, Array, Array]:
    """Count each term in each segment: data, indices and indptr, indices rising in each row.

    Parameters
    ----------
    ids, ends, terms, which
        As for `spread`.
    held
        (n_terms,): in how many segments each term is.
    """
    size = held.sum()
    data, indices = np.empty(size, np.int64), np.empty(size, np.int32)
    indptr = np.zeros(ends.size + 1, np.int64)
    count = np.zeros(held.size, np.int32)
    begin, n = 0, 0
    for segment in range(ends.size):
        term_of = terms[which[segment]]
        for p in range(begin, ends[segment]):
            term = term_of[ids[p]]
            if term >= 0:
                if count[term] == 0:
                    indices[n] = term
                    n += 1
                count[term] += 1
        begin = ends[segment]
        first = indptr[segment]
        if n - first > _FEW:
            indices[first:n].sort()
        else:
            for k in range(first + 1, n):
                term, j = indices[k], k
                while j > first and indices[j - 1] > term:
                    indices[j] = indices[j - 1]
                    j -= 1
                indices[j] = term
        for k in range(first, n):
            data[k] = count[indices[k]]
            count[indices[k]] = 0
        indptr[segment + 1] = n
    return data, indices, indptr

"""The loops that count terms, compiled; see `scan` for where the machine code is kept."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@numba.njit(cache=True, nogil=True)
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
    count = np.zeros(n_terms, np.int64)
    held = np.zeros(n_terms, np.int64)
    last = np.full(n_terms, -1, np.int64)
    for k in range(order.size):
        segment = order[k]
        group = groups[segment]
        begin = ends[segment - 1] if segment else 0
        for p in range(begin, ends[segment]):
            term = terms[which[segment], ids[p]]
            if term >= 0:
                count[term] += 1
                if last[term] != group and group >= 0:
                    last[term] = group
                    held[term] += 1
    return count, held


@numba.njit(cache=True, nogil=True)
def rows(
    ids: Array, ends: Array, terms: Array, which: Array, n_terms: int
) -> tuple[Array, Array, Array]:
    """Count each term in each segment: data, indices and indptr, indices rising in each row."""
    last = np.full(n_terms, -1, np.int64)
    indptr = np.zeros(ends.size + 1, np.int64)
    begin, n = 0, 0
    for segment in range(ends.size):
        for p in range(begin, ends[segment]):
            term = terms[which[segment], ids[p]]
            if term >= 0 and last[term] != segment:
                last[term] = segment
                n += 1
        begin = ends[segment]
        indptr[segment + 1] = n
    data, indices = np.empty(n, np.int64), np.empty(n, np.int32)
    count = np.zeros(n_terms, np.int64)
    begin = 0
    for segment in range(ends.size):
        n = indptr[segment]
        for p in range(begin, ends[segment]):
            term = terms[which[segment], ids[p]]
            if term >= 0:
                if count[term] == 0:
                    indices[n] = term
                    n += 1
                count[term] += 1
        begin = ends[segment]
        row = indices[indptr[segment] : n]
        row.sort()
        for k in range(row.size):
            data[indptr[segment] + k] = count[row[k]]
            count[row[k]] = 0
    return data, indices, indptr

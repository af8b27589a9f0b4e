"""The loop that finds passages in the stream of tokens and puts one number in their place.

Passages are kept in a trie: a table from (node, key of the next token) to the next node, as
``node * n_keys + key``; see `pairs` for the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.compiled import compiled
from toolkit.counts.pairs import fill, find

Array = NDArray[Any]


def replace_passages(
    ids: Array,
    begins: Array,
    ends: Array,
    keys: Array,
    passages: Mapping[tuple[int, ...], int],
    *,
    in_place: bool = False,
) -> tuple[Array, Array, Array]:
    """Put a number in the place of each passage, from left to right, the longest first.

    Parameters
    ----------
    ids, begins, ends
        The stream: the number of each token, whether it begins a sentence, and where segments end.
        No passage goes beyond a sentence.
    keys
        (n_ids,): the key of each number, below 0 for what stands in no passage.
    passages
        The keys of each passage, and the number that takes its place.
    in_place
        Whether `ids` and `begins` may be overwritten, and what is returned be parts of them: a
        long stream is then not held twice.

    Returns
    -------
    tuple
        New ids, begins and ends.
    """
    nodes: dict[tuple[int, int], int] = {}
    value = [-1]
    for passage, number in passages.items():
        node = 0
        for key in passage:
            node = nodes.setdefault((node, key), len(value))
            if node == len(value):
                value.append(-1)
        value[node] = number
    n_keys = int(keys.max(initial=0)) + 1
    table = np.full((2 << max(2 * len(nodes), 2).bit_length(), 2), -1, np.int64)
    steps = np.array([n * n_keys + k for n, k in nodes], dtype=np.int64)
    fill(table, steps, np.fromiter(nodes.values(), np.int64, len(nodes)))
    stream = (ids, begins) if in_place else (ids.copy(), begins.copy())
    n, new_ends = _walk(*stream, ends, keys, table, np.array(value), n_keys)
    return stream[0][:n], stream[1][:n], new_ends


@compiled
def _walk(
    ids: Array, begins: Array, ends: Array, keys: Array, table: Array, value: Array, n_keys: int
) -> tuple[int, Array]:
    # What is written never overtakes what is read.
    out_ends = np.empty(ends.size, np.int64)
    n, p = 0, 0
    for segment in range(ends.size):
        while p < ends[segment]:
            node, q, number, after = np.int64(0), p, np.int64(ids[p]), p + 1
            while q < ends[segment] and (q == p or not begins[q]):
                key = keys[ids[q]]
                if key < 0:
                    break
                slot = find(table, node * n_keys + key)
                if table[slot, 0] == -1:
                    break
                node, q = table[slot, 1], q + 1
                if value[node] >= 0:
                    number, after = value[node], q
            ids[n], begins[n] = number, begins[p]
            n, p = n + 1, after
        out_ends[segment] = n
    return n, out_ends

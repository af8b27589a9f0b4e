"""The loops that list pairs of neighbours and join them, compiled; see `scan`.

A pair is two words that follow each other in one sentence, with any number of connecting words
between them: the chain. "freedom of the press" is the pair (freedom, press) with the chain (of,
the). Chains are few, and numbered as they are met; 0 is the empty one. A pair is one number,
``(chain * n_terms + first) * n_terms + second``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.compiled import compiled

Array = NDArray[Any]

WORD, CONNECTOR, BARRIER = 0, 1, 2
"""What a term does: it may begin and end a phrase; stand inside of one; or end it like a stop."""

_MIX = np.uint64(0x9E3779B97F4A7C15)


@compiled
def find(table: Array, key: Any) -> Any:
    """Return the slot of a key, or the empty one (-1) where it belongs.

    The table, (size, 2), holds keys and what belongs to them; its size is a power of two.
    """
    mask = np.uint64(len(table) - 1)
    mixed = np.uint64(key) * _MIX
    slot = (mixed ^ (mixed >> np.uint64(32))) & mask
    while table[slot, 0] != -1 and table[slot, 0] != key:
        slot = (slot + np.uint64(1)) & mask
    return np.int64(slot)


@compiled
def fill(table: Array, keys: Array, values: Array) -> None:
    """Put keys and what belongs to them into an empty table."""
    for i in range(keys.size):
        slot = find(table, keys[i])
        table[slot, 0], table[slot, 1] = keys[i], values[i]


@compiled
def list_pairs(
    ids: Array, begins: Array, role: Array, chains: Array, n_parts: int, part: int
) -> Array:
    """List the pairs of all sentences, in their order, or a part of them.

    Parameters
    ----------
    ids, begins
        The term of each token, below 0 for none, and whether it begins a sentence.
    role
        Of each term `WORD`, `CONNECTOR` or `BARRIER`.
    chains
        A table that is filled with the chains: (chain before, connecting word) and its number.
        Where it is half full, a new chain ends the sentence.
    n_parts, part
        Only pairs whose first term has this remainder are listed.
    """
    n_terms = role.size
    out = np.empty(ids.size, np.int64)  # memory is taken where it is filled only
    n, n_chains = 0, 1
    for slot in range(len(chains)):
        n_chains += chains[slot, 0] != -1
    first, chain = np.int64(-1), np.int64(0)
    for p in range(ids.size):
        term = np.int64(ids[p])
        if begins[p]:
            first = np.int64(-1)
        if term < 0 or role[term] == BARRIER:
            first = np.int64(-1)
        elif role[term] == WORD:
            if first >= 0 and first % n_parts == part:
                out[n] = (chain * n_terms + first) * n_terms + term
                n += 1
            first, chain = term, np.int64(0)
        elif first >= 0:
            slot = find(chains, chain * n_terms + term)
            if chains[slot, 0] == -1:
                if 2 * n_chains >= len(chains):
                    first = np.int64(-1)
                    continue
                chains[slot, 0], chains[slot, 1] = chain * n_terms + term, n_chains
                n_chains += 1
            chain = chains[slot, 1]
    return out[:n].copy()


@compiled
def join_pairs(
    ids: Array, begins: Array, ends: Array, role: Array, chains: Array, phrases: Array
) -> tuple[int, Array]:
    """Put a phrase in the place of each pair that is one, from left to right.

    Parameters
    ----------
    ids, begins, role, chains
        As for `list_pairs`, which has filled the chains. Ids and begins are overwritten: what is
        written never overtakes what is read.
    ends
        Where the tokens of each segment end.
    phrases
        A table of the pairs that are phrases, and the term of each.

    Returns
    -------
    tuple
        How many ids and begins there are now, and the new ends.
    """
    n_terms = role.size
    out_ends = np.empty(ends.size, np.int64)
    n, p = 0, 0
    for segment in range(ends.size):
        first, chain, start = np.int64(-1), np.int64(0), 0  # `start` is its new place
        while p < ends[segment]:
            term = np.int64(ids[p])
            if begins[p]:
                first = np.int64(-1)
            joined = False
            if term < 0 or role[term] == BARRIER:
                first = np.int64(-1)
            elif role[term] == WORD:
                if first >= 0:
                    slot = find(phrases, (chain * n_terms + first) * n_terms + term)
                    joined = phrases[slot, 0] != -1
                    if joined:
                        ids[start] = phrases[slot, 1]
                        n = start + 1
                first, chain, start = term, np.int64(0), n
                if joined:
                    first = np.int64(-1)
            elif first >= 0:
                slot = find(chains, chain * n_terms + term)
                chain = chains[slot, 1]
                if chains[slot, 0] == -1:
                    first = np.int64(-1)
            if not joined:
                ids[n], begins[n] = term, begins[p]
                n += 1
            p += 1
        out_ends[segment] = n
    return n, out_ends

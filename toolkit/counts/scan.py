"""The loops that run over every character and every token, compiled.

Compiling takes seconds, once: the machine code is kept beside this file, or in the user's own
cache where that cannot be written to. This module is imported by the functions that need it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.compiled import compiled
from toolkit.counts.characters import (
    COMMA,
    DIGIT,
    DOTS,
    ENDS,
    GONE,
    HOLD,
    LETTER,
    LONG_WAY,
    NEWLINE,
    POINT,
    SHIFT,
    UNDERSCORE,
)
from toolkit.counts.sentences import DOT, SHORT, STOP

# Two tokens are taken for one where two unlike hashes of 64 bits agree: by chance that happens
# once in 10^26 corpora of a million types. Comparing the letters would cost a third more.
SEED, FACTOR = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
MULTIPLIER = np.uint64(0xD1342543DE82EF95)
Array = NDArray[Any]


@compiled
def spell(
    codes: Array, bounds: Array, table: Array, spelt: Array, is_spelt: Array
) -> tuple[Array, Array, Array, bool]:
    """Spell the characters of some segments plainly.

    Parameters
    ----------
    codes
        Numbers of the characters of all segments, one after the other.
    bounds
        Where each segment begins, and where the last ends.
    table, spelt
        Of `Characters`: for texts as printed, and for those that are spelt plainly already.
    is_spelt
        Which segments are.

    Returns
    -------
    tuple
        The characters with what they are; the new bounds; which segments must go the long way;
        and whether all characters were known.
    """
    out = np.empty(codes.size, np.uint32)
    ends = np.empty(bounds.size, np.int64)
    ends[0] = 0
    long_way = np.zeros(is_spelt.size, np.bool_)
    known, n = True, 0
    for i in range(is_spelt.size):
        lookup = spelt if is_spelt[i] else table
        for p in range(bounds[i], bounds[i + 1]):
            value = lookup[codes[p]]
            kind = value >> SHIFT
            if kind >= GONE:
                if kind == LONG_WAY:
                    long_way[i] = True
                continue
            if kind == 0:
                known = False
            out[n] = value
            n += 1
        ends[i + 1] = n
    return out[:n], ends, long_way, known


@compiled
def _is_word(kind: int) -> bool:
    return kind in (LETTER, DIGIT)


@compiled
def _token_end(text: Array, i: int, end: int) -> tuple[int, bool]:
    """Return where the token that begins at i ends, and whether its last point is printed."""
    start, short = i, False
    kind = text[i] >> SHIFT
    if kind == LETTER:
        while i + 2 < end and text[i + 1] >> SHIFT == POINT and text[i + 2] >> SHIFT == LETTER:
            i += 2
        if i > start and i + 1 < end:  # "a.b" is no initials in "a.bc"
            after = text[i + 1] >> SHIFT
            if _is_word(after) or after == UNDERSCORE:
                i -= 2
        if i > start:
            i += 1
            if i < end and text[i] >> SHIFT == POINT:
                i, short = i + 1, True
    else:
        j = i + 1
        while j < end and text[j] >> SHIFT == DIGIT:
            j += 1
        parted = False
        while (
            j + 1 < end
            and (text[j] >> SHIFT == POINT or text[j] >> SHIFT == COMMA)
            and text[j + 1] >> SHIFT == DIGIT
        ):
            parted = True
            j += 2
            while j < end and text[j] >> SHIFT == DIGIT:
                j += 1
        if parted:
            i = j
    if i == start:
        while i < end and _is_word(text[i] >> SHIFT):
            i += 1
    while i + 1 < end and text[i] >> SHIFT == HOLD and _is_word(text[i + 1] >> SHIFT):
        short = False
        i += 2
        while i < end and _is_word(text[i] >> SHIFT):
            i += 1
    return i, short


@compiled
def scan(
    text: Array,
    bounds: Array,
    first: int,
    types: tuple[Array, Array, Array, Array],
    sizes: Array,
    ids: Array,
    marks: Array,
    ends: Array,
) -> int:
    """Number the tokens of some segments, as far as there is room for new types.

    Parameters
    ----------
    text, bounds
        What `spell` returned.
    first
        The segment to begin with.
    types
        The types met so far: a hash table of their numbers by open addressing, a power of two
        long, -1 where empty; of each type two hashes, and where it begins in the last array,
        which holds the characters of all.
    sizes
        Numbers of types and of tokens; both grow.
    ids, marks
        Filled with the type of each token, and what stands before it (`DOT`, `STOP`, `SHORT`).
    ends
        Filled with the number of tokens up to the end of each segment.

    Returns
    -------
    int
        The first segment that was not read, for want of room.
    """
    table, hashes, starts, pool = types
    mask = np.uint64(table.size - 1)
    n_types, n = sizes[0], sizes[1]
    for segment in range(first, bounds.size - 1):
        i, end = bounds[segment], bounds[segment + 1]
        most = n_types + (end - i + 1) // 2
        if 2 * most > table.size or most >= starts.size or starts[n_types] + end - i > pool.size:
            break
        mark, lines = 0, 0
        while i < end:
            kind = text[i] >> SHIFT
            if not _is_word(kind):
                if kind == POINT or kind == DOTS:
                    mark |= DOT
                elif kind == ENDS:
                    mark |= STOP
                elif kind == NEWLINE:
                    lines += 1
                    if lines == 2:
                        mark |= STOP
                i += 1
                continue
            start, short = i, False
            one, two = SEED, SEED
            while i < end and text[i] >> SHIFT == LETTER:
                one = (one ^ np.uint64(text[i])) * FACTOR
                two = two * MULTIPLIER + np.uint64(text[i])
                i += 1
            if i < end:
                after = text[i] >> SHIFT
                if after == DIGIT or after == HOLD or (after == POINT and i == start + 1):
                    i, short = _token_end(text, start, end)
                    one, two = SEED, SEED
                    for p in range(start, i):
                        one = (one ^ np.uint64(text[p])) * FACTOR
                        two = two * MULTIPLIER + np.uint64(text[p])
            one ^= one >> np.uint64(32)
            slot = one & mask
            while True:
                found = table[slot]
                if found < 0 or (hashes[found, 0] == one and hashes[found, 1] == two):
                    break
                slot = (slot + np.uint64(1)) & mask
            if found < 0:
                found = np.int32(n_types)
                at = starts[found]
                for p in range(start, i):
                    pool[at + p - start] = text[p]
                starts[found + 1] = at + i - start
                hashes[found, 0], hashes[found, 1] = one, two
                table[slot] = found
                n_types += 1
            ids[n] = found
            marks[n] = mark
            n += 1
            mark, lines = SHORT if short else 0, 0
        ends[segment] = n
        first = segment + 1
    sizes[0], sizes[1] = n_types, n
    return first


@compiled
def hash_table(hashes: Array, n_types: int, size: int) -> Array:
    """Make a hash table of some types by open addressing."""
    table = np.full(size, -1, np.int32)
    mask = np.uint64(size - 1)
    for i in range(n_types):
        slot = hashes[i, 0] & mask
        while table[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        table[slot] = i
    return table

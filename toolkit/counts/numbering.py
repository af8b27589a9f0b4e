"""Give every distinct token a number, and every text the numbers of its tokens."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from toolkit.counts.characters import characters
from toolkit.counts.tokens import bare, plain

Ints = NDArray[np.int64]
Ids = NDArray[np.int32]
Bytes = NDArray[np.uint8]
T = TypeVar("T", bound=np.generic)

_CHUNK = 1 << 17  # characters read at a time: they and their spelling stay in the cache
_PART = 1 << 20  # tokens that there is room for at first, or that are renumbered at a time
_CODE = 0x1FFFFF  # the bits of a character's number, without what it is


@dataclass(frozen=True)
class Numbered:
    """Texts as numbers.

    Attributes
    ----------
    ids
        (n_tokens,) int32: the type of each token.
    ends
        (n_texts,) int64: how many tokens there are up to the end of each text.
    marked
        Places of the tokens before which stands what may end a sentence, rising.
    marks
        What stands before each of these: see `sentences`.
    types
        The distinct tokens, in the order in which they first occur.
    """

    ids: Ids
    ends: Ints
    marked: Ints
    marks: Bytes
    types: tuple[str, ...]


def number(texts: Iterable[str]) -> Numbered:
    """Number the tokens of many texts, read once from beginning to end.

    The tokens are those of `tokenize`; a text in capitals throughout is read in lower case.

    Examples
    --------
    >>> found = number(["The fish. The sea!", "A fish"])
    >>> found.types, found.ids.tolist(), found.ends.tolist(), found.marked.tolist()
    (('The', 'fish', 'sea', 'A'), [0, 1, 0, 2, 3, 1], [4, 6], [2])
    """
    numbering = _Numbering()
    every: Ids = np.empty(_PART, np.int32)
    ends: list[Ints] = [np.zeros(0, np.int64)]
    marked: list[Ints] = [np.zeros(0, np.int64)]
    marks: list[Bytes] = [np.zeros(0, np.uint8)]
    n = 0
    for chunk in _chunks(texts):
        ids, chunk_marks, chunk_ends = numbering.read(chunk)
        places = np.flatnonzero(chunk_marks)
        marked.append(places + n)
        marks.append(chunk_marks[places])
        ends.append(chunk_ends + n)
        if n + len(ids) > len(every):  # the system moves the array without a copy
            every.resize(n + len(ids) + len(every) // 4, refcheck=False)
        every[n : n + len(ids)] = ids
        n += len(ids)
    every.resize(n, refcheck=False)
    bares = [bare(t) if "." in t or "'" in t else t for t in numbering.types()]
    place = dict(zip(dict.fromkeys(bares), itertools.count(), strict=False))
    merged = np.fromiter(map(place.__getitem__, bares), np.int32, len(bares))
    return Numbered(
        ids=_renumbered(every, merged),
        ends=np.concatenate(ends),
        marked=np.concatenate(marked),
        marks=np.concatenate(marks),
        types=tuple(place),
    )


def _renumbered(ids: Ids, merged: Ids) -> Ids:
    """Give every token its new number in the same place: there is never room for two."""
    for first in range(0, len(ids), _PART):
        part = ids[first : first + _PART]
        part[:] = merged[part]
    return ids


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    """Take as many texts at a time as make a chunk; what is all in capitals, in lower case."""
    source = iter(texts)
    chunk: list[str] = []
    size = 0
    while some := list(itertools.islice(source, 64)):
        chunk += [text.lower() if text.isupper() else text for text in some]
        size += sum(map(len, some))
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


class _Numbering:
    """The types met so far, and the tables that find them."""

    def __init__(self) -> None:
        room = 1 << 15
        self.characters = characters()
        self.table: Ids = np.full(2 * room, -1, np.int32)
        self.hashes: NDArray[np.uint64] = np.zeros((room, 2), np.uint64)
        self.starts: Ints = np.zeros(room, np.int64)
        self.pool: NDArray[np.uint32] = np.zeros(8 * room, np.uint32)
        self.n_types = 0
        self._types: list[str] = []

    def types(self) -> list[str]:
        """Return the distinct tokens so far, with the points and possessives that `bare` takes."""
        known = len(self._types)
        if known < self.n_types:
            starts = self.starts[known : self.n_types + 1]
            letters = _text(self.pool[starts[0] : starts[-1]] & np.uint32(_CODE))
            places = (starts - starts[0]).tolist()
            self._types += [letters[a:b] for a, b in itertools.pairwise(places)]
        return self._types

    def read(self, texts: Sequence[str]) -> tuple[Ids, Bytes, Ints]:
        """Return types and marks of the tokens, and where those of each text end."""
        from toolkit.counts.scan import scan

        spelt, bounds = self._spell(list(texts))
        ids = np.empty(len(spelt), np.int32)
        marks = np.empty(len(spelt), np.uint8)
        ends = np.empty(len(texts), np.int64)
        sizes = np.array([self.n_types, 0])
        done = 0
        while True:
            types = (self.table, self.hashes, self.starts, self.pool)
            done = scan(spelt, bounds, done, types, sizes, ids, marks, ends)
            self.n_types = int(sizes[0])
            if done == len(texts):
                return ids[: sizes[1]].copy(), marks[: sizes[1]], ends
            self._make_room(int(bounds[done + 1] - bounds[done]))

    def _spell(self, texts: list[str]) -> tuple[NDArray[np.uint32], Ints]:
        """Spell some texts plainly, character by character; those that need it, as a whole."""
        from toolkit.counts.scan import spell

        is_spelt = np.zeros(len(texts), np.bool_)
        while True:
            codes, bounds = _codes(texts)
            tables = self.characters.given, self.characters.spelt
            spelt, ends, long_way, known = spell(codes, bounds, *tables, is_spelt)
            if not known:
                self.characters.learn(codes)
                continue
            if not long_way.any():
                return spelt, ends
            for i in np.flatnonzero(long_way).tolist():
                texts[i] = plain(texts[i])
            is_spelt |= long_way

    def _make_room(self, more: int) -> None:
        """Make room for all the types that a text of some length may hold."""
        from toolkit.counts.scan import hash_table

        types = self.n_types + more + 2
        letters = int(self.starts[self.n_types]) + more
        self.starts, self.hashes = _widened(self.starts, types), _widened(self.hashes, types)
        self.pool = _widened(self.pool, letters)
        if self.table.size < 2 * types:
            size = 1 << (4 * types - 1).bit_length()
            self.table = hash_table(self.hashes, self.n_types, size)


def _codes(texts: Sequence[str]) -> tuple[NDArray[np.uint32], Ints]:
    """Return the numbers of the characters of all texts, and where each text begins."""
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=bounds[1:])
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(joined, np.uint32), bounds


def _text(codes: NDArray[np.uint32]) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _widened(array: NDArray[T], size: int) -> NDArray[T]:
    if len(array) >= size:
        return array
    wider = np.zeros((max(size, 2 * len(array)), *array.shape[1:]), array.dtype)
    wider[: len(array)] = array
    return wider

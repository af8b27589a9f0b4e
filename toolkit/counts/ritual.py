"""Forms of address and thanks: the phrases by which turns open and close at meeting after meeting.

They are found, not listed: in any language, whatever a house is used to say.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.segments import Segments

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LONGEST = 8  # words of a phrase
_EDGE = 2  # sentences at either end of a turn
_MOSTLY = 0.5  # of its occurrences stand there
_FEWEST = 2  # meetings
_BLOCK = 1 << 20  # tokens looked at together


@dataclass(frozen=True)
class Sentences:
    """Sentences of the stream.

    Attributes
    ----------
    starts, ends
        Places of the first token of each, and behind the last.
    edge
        Whether it is among the first or last two of its turn.
    meeting
        The number of its meeting.
    """

    starts: Ints
    ends: Ints
    edge: Bools
    meeting: Ints


def sentences_of(begins: Bools, ends: Ints, segments: Segments) -> Sentences:
    """Find the sentences that open or close turns; where turns are joined, those of the segment."""
    starts = np.flatnonzero(begins)
    segment = np.searchsorted(ends, starts, side="right")
    turn = _numbered(turns_of(segments))[segment]
    first = np.append(True, turn[1:] != turn[:-1])
    place = np.arange(len(starts)) - np.maximum.accumulate(
        np.where(first, np.arange(len(starts)), 0)
    )
    back = turn[::-1]
    last = np.append(True, back[1:] != back[:-1])
    from_end = np.arange(len(starts)) - np.maximum.accumulate(
        np.where(last, np.arange(len(starts)), 0)
    )
    edge = (place < _EDGE) | (from_end[::-1] < _EDGE)
    meeting = _numbered(segments.columns.get("meeting", ("",) * len(segments)))
    size = int(ends[-1]) if len(ends) else 0
    return Sentences(starts, np.append(starts[1:], size)[: len(starts)], edge, meeting[segment])


def turns_of(segments: Segments) -> list[str]:
    """Name the turn of each segment: paragraphs and windows are named by their turn's place."""
    if segments.by not in ("paragraph", "window"):
        return list(segments.ids)
    return [name.rpartition(".")[0] for name in segments.ids]


def ritual_phrases(
    ids: NDArray[np.int32], keys: Ints, sentences: Sentences, is_content: Bools, share: float
) -> list[tuple[int, ...]]:
    """Find the phrases of two to eight words that begin sentences at the edges of turns.

    A phrase is ritual if it begins one of the first or last two sentences of a turn in at least
    this share of the meetings, and stands there in at least half of all the places where it is
    said; so "thank you for your question" is, and "the Security Council" is not, which opens
    sentences but is said everywhere.

    Parameters
    ----------
    ids, keys
        The number of each token, and the key of each number, below 0 for none.
    sentences
        From `sentences_of`.
    is_content
        (n_keys,): whether a key is more than a function word; a phrase holds one at least.
    share
        Of meetings, 0 to 1.

    Returns
    -------
    list of tuple
        Keys of each phrase.
    """
    steps = _openings(ids, keys, sentences, len(is_content), share)
    totals = _said(ids, keys, sentences, len(is_content), steps)
    return [
        phrase
        for step, total in zip(steps[1:], totals[1:], strict=True)
        for phrase, good in zip(step.phrases, step.times >= _MOSTLY * total, strict=True)
        if good and is_content[list(phrase)].any()
    ]


class _Step(NamedTuple):
    """Phrases of one length that open sentences often enough: codes, keys, and how often."""

    codes: Ints
    phrases: list[tuple[int, ...]]
    times: Ints


def _openings(
    ids: NDArray[np.int32], keys: Ints, sentences: Sentences, n_keys: int, share: float
) -> list[_Step]:
    """Find what begins sentences at the edges of turns in enough meetings, word by word."""
    least = max(share * len(np.unique(sentences.meeting)), _FEWEST)
    at, ends, meeting = (
        a[sentences.edge] for a in (sentences.starts, sentences.ends, sentences.meeting)
    )
    steps: list[_Step] = []
    known: list[tuple[int, ...]] = [()]
    code = np.zeros(len(at), np.int64)
    for length in range(1, LONGEST + 1):
        grown = _grow(code, at, ends, ids, keys, length, n_keys)
        codes, place = np.unique(grown[grown >= 0], return_inverse=True)
        held = np.unique(np.stack([place, meeting[grown >= 0]]), axis=1)[0]
        often = np.flatnonzero(np.bincount(held, minlength=len(codes)) >= least)
        if not len(often):
            break
        known = [(*known[c // n_keys], c % n_keys) for c in codes[often].tolist()]
        steps.append(_Step(codes[often], known, np.bincount(place, minlength=len(codes))[often]))
        code = _renumbered(grown, codes[often])
        keep = code >= 0
        at, ends, meeting, code = at[keep], ends[keep], meeting[keep], code[keep]
    return steps


def _said(
    ids: NDArray[np.int32], keys: Ints, sentences: Sentences, n_keys: int, steps: list[_Step]
) -> list[Ints]:
    """Count how often the phrases of each step are said anywhere, a block of tokens at a time."""
    totals = [np.zeros(len(step.codes), np.int64) for step in steps]
    for first in range(0, len(ids) if steps else 0, _BLOCK):
        at = np.arange(first, min(first + _BLOCK, len(ids)))
        ends = sentences.ends[np.searchsorted(sentences.starts, at, side="right") - 1]
        code = np.zeros(len(at), np.int64)
        for length, (step, total) in enumerate(zip(steps, totals, strict=True), 1):
            code = _renumbered(_grow(code, at, ends, ids, keys, length, n_keys), step.codes)
            keep = code >= 0
            at, ends, code = at[keep], ends[keep], code[keep]
            total += np.bincount(code, minlength=len(total))
    return totals


def _grow(  # noqa: PLR0917  (one step of one search)
    code: Ints,
    at: Ints,
    ends: Ints,
    ids: NDArray[np.int32],
    keys: Ints,
    length: int,
    n_keys: int,
) -> Ints:
    """Lengthen phrases by a word: of each its code, below 0 where the sentence is over."""
    place = at + length - 1
    inside = place < ends
    key = np.full(len(at), -1, np.int64)
    key[inside] = keys[ids[place[inside]]]
    return np.where(key >= 0, code * n_keys + key, -1)


def _renumbered(code: Ints, codes: Ints) -> Ints:
    place = np.minimum(np.searchsorted(codes, code), len(codes) - 1)
    return np.where(codes[place] == code, place, -1)


def _numbered(names: Sequence[str | None]) -> Ints:
    counter = itertools.count()
    place: dict[str | None, int] = {}
    return np.array(
        [place[n] if n in place else place.setdefault(n, next(counter)) for n in names], np.int64
    )

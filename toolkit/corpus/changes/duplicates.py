"""Transcripts that stand in a corpus twice: word for word, nearly, or one within another."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from math import sqrt
from typing import Literal
from zlib import crc32

from toolkit.corpus.meeting import Meeting, SetAside

_WIDTH = 5  # words of a shingle: long enough that two texts share few by chance
_LEAST = 0.8  # of the shorter text's shingles in the longer one
_PARTNERS = 10  # longer texts that a text is named with: a family of n would have n² pairs
_SAMPLED = 1_000_000  # shingles of a whole corpus that are kept in memory
_LETTERS = 6  # of a word and its space, roughly

Relation = Literal["same", "near", "longer"]


@dataclass(frozen=True, slots=True)
class Copies:
    """Two meetings with the same text, or nearly.

    Shares are of shingles, stretches of five words that overlap, each counted once.

    Attributes
    ----------
    meeting, of
        Names of the two. Where one is longer and holds the other, `meeting` is the longer one;
        else `of` is the first by name.
    relation
        ``same``: word for word, but for white space. ``near``: each holds at least 80 % of the
        other's shingles. ``longer``: `meeting` holds at least 80 % of the shingles of `of`, but
        not the other way round, as with a later version, or a whole and its part.
    common
        Share of the shingles of either that are in both (Jaccard), 0 to 1.
    contained
        Share of the shingles of `of`, or of the shorter text, that the other one holds.
    """

    meeting: str
    of: str
    relation: Relation
    common: float
    contained: float

    def __str__(self) -> str:
        """Say how the two are alike."""
        if self.relation == "same":
            return f"'{self.meeting}' is a copy of '{self.of}'"
        if self.relation == "near":
            common = f"{self.common:.0%} of their stretches of five words in common"
            return f"'{self.meeting}' is nearly a copy of '{self.of}': {common}"
        return f"'{self.meeting}' holds {self.contained:.0%} of '{self.of}', and is longer"


def find_copies(meetings: Iterable[Meeting]) -> tuple[Copies, ...]:
    """Find meetings whose turns say the same, or nearly.

    Of every text a sample of shingles is kept, the same part of all that there are (those whose
    checksum is a multiple of a number that grows with the corpus; up to some six million letters
    it is one, and the sample is all of them). The samples tell which pairs are worth a look, and
    these are compared in full, so that a pair that is named is one. At 250 MB one pair in seven
    goes unfound where the shorter text has 100 words, none where it has 200. The case of letters
    counts for word-for-word copies alone, and whose turn it is for none.

    Parameters
    ----------
    meetings
        In any order.

    Returns
    -------
    tuple of Copies
        Sorted by `of` and `meeting`. Of meetings with one text only the first by name is
        compared with others, and the rest are named as its copies. A text of which more than
        ten longer ones hold nearly all is named with the ten of them that are next in length.

    References
    ----------
    Broder (1997), On the resemblance and containment of documents. Irber et al. (2022),
    Lightweight compositional analysis of metagenomes with FracMinHash.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> find_copies(read_corpus("package:sample").meetings)
    ()
    """
    ordered = sorted(meetings, key=lambda meeting: meeting.meeting)
    first = _same_texts(ordered)
    found = [Copies(name, of, "same", 1.0, 1.0) for name, of in first.items() if name != of]
    found += _alike(meeting for meeting in ordered if first[meeting.meeting] == meeting.meeting)
    return tuple(sorted(found, key=lambda pair: (pair.of, pair.meeting)))


def drop_duplicates(
    meetings: Iterable[Meeting],
) -> tuple[tuple[Meeting, ...], tuple[SetAside, ...]]:
    """Set aside meetings that say word for word what another one says.

    Returns
    -------
    tuple
        The meetings that stay, of one text the first by name; and the others, with the reason.
        Both are sorted by name.
    """
    ordered = {m.meeting: m for m in sorted(meetings, key=lambda m: m.meeting)}
    first = _same_texts(ordered.values())
    kept = tuple(ordered[name] for name, of in first.items() if name == of)
    aside = [
        SetAside(ordered[name].source, _copy_of(ordered[name], ordered[of]))
        for name, of in first.items()
        if name != of
    ]
    return kept, tuple(aside)


def _copy_of(meeting: Meeting, of: Meeting) -> str:
    # The same words on another day may be a page put up twice, or a date misread.
    dates = f" though of {meeting.date}, not {of.date}" if meeting.date != of.date else ""
    return f"is a copy of {of.source}{',' * bool(dates)}{dates}"


def _words(meeting: Meeting) -> list[str]:
    return [word for turn in meeting.turns for word in turn.text.split()]


def _same_texts(ordered: Iterable[Meeting]) -> dict[str, str]:
    """Name for every meeting the first one with its text."""
    by_text: dict[bytes, str] = {}
    first: dict[str, str] = {}
    for meeting in ordered:
        text = " ".join(_words(meeting)).encode("utf-8", "surrogatepass")
        key = hashlib.blake2b(text, digest_size=16).digest()
        first[meeting.meeting] = by_text.setdefault(key, meeting.meeting)
    return first


def _shingles(meeting: Meeting) -> Iterator[bytes]:
    """Iterate over all stretches of five words; this is where the time goes, all of it in C."""
    text = " ".join(turn.text for turn in meeting.turns).casefold()
    words = text.encode("utf-8", "surrogatepass").split()
    return map(b" ".join, zip(*(islice(words, i, None) for i in range(_WIDTH)), strict=False))


def _alike(meetings: Iterable[Meeting]) -> Iterator[Copies]:
    """Compare in full the pairs that the samples point to."""
    by_name = {meeting.meeting: meeting for meeting in meetings}
    shingles = functools.lru_cache(maxsize=16)(lambda name: frozenset(_shingles(by_name[name])))
    for name, others in _candidates(list(by_name.values())):
        pairs = (_compare(name, other, shingles(name), shingles(other)) for other in others)
        yield from islice(filter(None, pairs), _PARTNERS)


def _candidates(meetings: Sequence[Meeting]) -> Iterator[tuple[str, Iterator[str]]]:
    """Iterate over the texts, and for each over the longer ones that may hold most of it.

    A text of which the share t lies in another has at least one of its rarest shingles there:
    the rarest (1 - t) and one more, since all the others together are fewer than t. So only
    these few are looked up, and phrases that half the corpus uses cost nothing.
    """
    every = _one_in(meetings)
    marks = [{c for c in map(crc32, _shingles(m)) if c % every == 0} for m in meetings]
    by_size = sorted(range(len(marks)), key=lambda i: (len(marks[i]), meetings[i].meeting))
    names, samples = [meetings[i].meeting for i in by_size], [marks[i] for i in by_size]
    holders: dict[int, list[int]] = {}
    for i, sample in enumerate(samples):
        for mark in sample:
            holders.setdefault(mark, []).append(i)
    for i, sample in enumerate(samples):
        least = _least_common(len(sample), every)
        rarest = sorted(sample, key=lambda mark: (len(holders[mark]), mark))
        looked_up = rarest[: len(sample) - least + 1]
        longer = sorted({j for mark in looked_up for j in holders[mark] if j > i})
        yield names[i], (names[j] for j in longer if len(sample & samples[j]) >= least)


def _one_in(meetings: Iterable[Meeting]) -> int:
    """Return of how many shingles one is kept, so that memory does for any corpus."""
    letters = sum(len(turn.text) for meeting in meetings for turn in meeting.turns)
    return 1 + letters // (_SAMPLED * _LETTERS)


def _least_common(n_sampled: int, every: int) -> int:
    """Return what all but one in 700 pairs that are alike enough have in common in a sample.

    The number is hypergeometric; three standard deviations below its mean are allowed for, and
    none where the sample is the whole.
    """
    deviation = sqrt(n_sampled * _LEAST * (1 - _LEAST) * (1 - 1 / every))
    return max(1, int(_LEAST * n_sampled - 3 * deviation))


def _compare(a: str, b: str, in_a: AbstractSet[bytes], in_b: AbstractSet[bytes]) -> Copies | None:
    n_common = len(in_a & in_b)
    contained = n_common / min(len(in_a), len(in_b))
    common = n_common / (len(in_a) + len(in_b) - n_common)
    if contained < _LEAST:
        return None
    if n_common >= _LEAST * max(len(in_a), len(in_b)):
        return Copies(max(a, b), min(a, b), "near", common, contained)
    longer, shorter = (a, b) if len(in_a) > len(in_b) else (b, a)
    return Copies(longer, shorter, "longer", common, contained)

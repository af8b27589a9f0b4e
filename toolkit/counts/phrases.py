"""Collocations: terms that follow each other more often than their frequencies would have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.counts.numbering import Ids, Ints
from toolkit.errors import ToolkitError

Floats = NDArray[np.float64]
Score = Literal["npmi", "default"]

JOINED_BY = "_"
_PAIRS_AT_ONCE = 1 << 23  # tokens whose pairs are listed at a time, eight bytes each
THRESHOLDS: dict[str, float] = {"npmi": 0.5, "default": 10.0}

# Words that may stand inside a phrase, never at its ends.
CONNECTORS = {
    "en": "a an the of for to in on at by with without from and or",
    "de": "der die das des dem den ein eine eines einem einer "
    "für von vom zu zum zur im in am an und oder mit",
    "es": "el la los las un una de del a al en por para con sin y e o u",
    "fr": "le la les un une de des du à au aux en pour par sur sans avec et ou",
    "ru": "и в во на по с со о об для к ко из от до за при",
}  # fmt: skip


class Phrase(NamedTuple):
    """A collocation that was found.

    Attributes
    ----------
    phrase
        Its terms, joined by "_".
    count
        How often its two parts follow each other; where phrases overlap, the one further left
        is joined, so that it may be counted less often as a term.
    score
        How strongly they are bound.
    step
        The pass that found it; a later one joins what earlier ones made.
    """

    phrase: str
    count: int  # type: ignore[assignment]  # a tuple counts, too; nobody asks this one to
    score: float
    step: int


@dataclass(frozen=True)
class Stream:
    """Terms in their order, phrases joined.

    Attributes
    ----------
    ids, begins
        The term of each token, and whether it begins a sentence.
    ends
        Where the tokens of each segment end.
    names
        The terms.
    role
        What each does: see `pairs`.
    """

    ids: Ids
    begins: NDArray[np.bool_]
    ends: Ints
    names: tuple[str, ...]
    role: NDArray[np.int8]


def roles(names: Sequence[str], is_function: NDArray[np.bool_], language: str) -> NDArray[np.int8]:
    """Say which terms may begin and end a phrase, stand inside of one, or none of these.

    A function word may do neither, but for those that connect.
    """
    from toolkit.counts.pairs import BARRIER, CONNECTOR, WORD

    chosen = CONNECTORS if language == "each" else {language: CONNECTORS[language]}
    connecting = frozenset(" ".join(chosen.values()).split())
    role = np.where(is_function, BARRIER, WORD).astype(np.int8)
    for i, name in enumerate(names):
        if is_function[i] and name in connecting:
            role[i] = CONNECTOR
    return role


def join_phrases(
    stream: Stream,
    *,
    passes: int,
    score: Score,
    min_count: int,
    threshold: float,
    in_place: bool = False,
) -> tuple[Stream, tuple[Phrase, ...]]:
    """Find collocations and put them in place of their parts, again and again.

    The scores, the phrases and where they are joined are those of gensim's `Phrases`.

    Parameters
    ----------
    stream
        The terms in their order.
    passes
        How often: two passes find phrases of up to four words, connecting words apart.
    score
        ``"npmi"``, normalised pointwise mutual information, -1 to 1 (Bouma 2009); or
        ``"default"``, (n_ab - min_count) / (n_a n_b) times the number of distinct terms and
        pairs (Mikolov et al. 2013), from 0 upwards and growing with the corpus.
    min_count
        Pairs that occur less often are no phrases.
    threshold
        Pairs score more than this.
    in_place
        Whether the stream's own ids and begins may be overwritten.
    """
    found: list[Phrase] = []
    if not in_place:
        stream = replace(stream, ids=stream.ids.copy(), begins=stream.begins.copy())
    for step in range(1, passes + 1):
        stream, new = _pass(stream, score, min_count, threshold, step)
        found += new
        if not new:
            break
    return stream, tuple(found)


def _pass(
    stream: Stream, score: Score, min_count: int, threshold: float, step: int
) -> tuple[Stream, list[Phrase]]:
    from toolkit.counts.pairs import BARRIER, WORD, fill, join_pairs
    from toolkit.counts.tally import occurrences

    n_terms = len(stream.names)
    keys, met, n_pairs, chains = _count_pairs(stream, min_count)
    term_count = occurrences(stream.ids, n_terms)
    n_distinct = int((term_count[stream.role == WORD] > 0).sum()) + n_pairs
    n_tokens = int(term_count[stream.role != BARRIER].sum())
    first, last = term_count[keys // n_terms % n_terms], term_count[keys % n_terms]
    scores = _scores(score, met, first, last, n_distinct, n_tokens, min_count)
    good = scores > threshold
    keys, met, scores = keys[good], met[good], scores[good]
    inside = _chain_names(chains, stream.names)
    names = [
        JOINED_BY.join(
            (
                stream.names[key // n_terms % n_terms],
                *inside[key // n_terms**2],
                stream.names[key % n_terms],
            )
        )
        for key in keys.tolist()
    ]
    # A later pass may find by another way what an earlier one has found.
    known = {name: i for i, name in enumerate(stream.names) if step > 1 and JOINED_BY in name}
    made = sorted(set(names) - known.keys())
    known |= {name: n_terms + i for i, name in enumerate(made)}
    table = np.full((2 << max(2 * len(keys), 2).bit_length(), 2), -1, np.int64)
    fill(table, keys, np.array([known[name] for name in names], dtype=np.int64))
    n, ends = join_pairs(stream.ids, stream.begins, stream.ends, stream.role, chains, table)
    role = np.append(stream.role, np.full(len(made), WORD, np.int8))
    new = [
        Phrase(name, n, strength, step)
        for name, n, strength in sorted(zip(names, met.tolist(), scores.tolist(), strict=True))
    ]
    return Stream(stream.ids[:n], stream.begins[:n], ends, (*stream.names, *made), role), new


def _count_pairs(stream: Stream, min_count: int) -> tuple[Ints, Ints, int, Ints]:
    """Count the distinct pairs.

    Returns
    -------
    tuple
        Those that occur often enough, rising; how often each occurs; how many distinct pairs there
        are in all; and the table of chains.
    """
    from toolkit.counts.pairs import list_pairs

    n_terms = len(stream.names)
    room = min(1 << 17, 2**62 // n_terms**2)  # a pair must fit into 63 bits
    chains = np.full((1 << room.bit_length(), 2), -1, np.int64)
    n_parts = len(stream.ids) // _PAIRS_AT_ONCE + 1
    often: list[Ints] = []
    met: list[Ints] = []
    n_pairs = 0
    for part in range(n_parts):
        pairs = list_pairs(stream.ids, stream.begins, stream.role, chains, n_parts, part)
        pairs.sort()
        is_first = np.ones(len(pairs), np.bool_)
        np.not_equal(pairs[1:], pairs[:-1], out=is_first[1:])
        places = np.flatnonzero(is_first)
        times = np.diff(places, append=len(pairs))
        n_pairs += len(places)
        often.append(pairs[places[times >= min_count]])
        met.append(times[times >= min_count])
    keys = np.concatenate(often)
    order = np.argsort(keys)
    return keys[order], np.concatenate(met)[order], n_pairs, chains


def _chain_names(chains: Ints, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the connecting words of each chain, by its number."""
    found = chains[chains[:, 0] >= 0]
    known: list[tuple[str, ...]] = [()]
    for key, _ in sorted(found.tolist(), key=lambda entry: entry[1]):
        before, term = divmod(key, len(names))
        known.append((*known[before], names[term]))
    return known


def _scores(  # noqa: PLR0917  (numbers of one formula)
    score: Score, pair: Ints, first: Ints, last: Ints, n_distinct: int, n_tokens: int, least: int
) -> Floats:
    if score == "default":
        return (pair - least) / (first * last).astype(np.float64) * n_distinct
    together = pair / n_tokens
    expected = (first / n_tokens) * (last / n_tokens)
    with np.errstate(divide="ignore", invalid="ignore"):  # a corpus of one pair has no score
        return np.log(together / expected) / -np.log(together)


def threshold_of(score: Score, threshold: float | None) -> float:
    """Return what a phrase must score above: as set, or the score's own default.

    Raises
    ------
    ToolkitError
        If no phrase or every pair of words could score above it.
    """
    value = THRESHOLDS[score] if threshold is None else threshold
    if score == "npmi" and not -1 <= value <= 1:
        raise ToolkitError(f"phrase_threshold = {value:g}; npmi lies between -1 and 1")
    if score == "default" and value <= 0:
        raise ToolkitError(f"phrase_threshold = {value:g}; it must be above 0 for this score")
    return value

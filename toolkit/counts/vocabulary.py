"""From types to terms, and the rules by which a term goes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.counts.reading import Reader

Ints = NDArray[np.int64]

UNKNOWN = "unknown"
"""The rule by which a term goes that the texts of a kept vocabulary do not hold."""


class DroppedTerm(NamedTuple):
    """A term that is not counted, and why.

    Attributes
    ----------
    term
        As it would have been counted.
    count, segments
        How often it occurs, and in how many segments.
    rule
        ``stop word``, ``stop``, ``min_length``, ``number``, ``min_segments``, ``min_meetings``,
        ``min_speakers``, ``max_share``, ``max_speaker_share`` or ``max_meeting_share``; where only
        some of its tokens went, ``max_speaker_rate`` or ``max_meeting_rate``; of what is
        left out of the texts before, ``name``, ``office``, ``outlet``, ``country``, ``place``,
        ``ritual``, ``introduction``; ``unknown`` where the texts of a kept vocabulary do not
        hold it.
    """

    term: str
    count: int  # type: ignore[assignment]  # a tuple counts, too; nobody asks this one to
    segments: int
    rule: str


@dataclass(frozen=True)
class Terms:
    """The terms that types are read as.

    Attributes
    ----------
    names
        The terms, sorted by code point; behind them the function words, sorted. What is a
        function word in one language and none in another stands twice.
    is_function
        (n_terms,): whether it is a function word.
    of_type
        (n_languages, n_types) int32: the term of each type in each language.
    """

    names: tuple[str, ...]
    is_function: NDArray[np.bool_]
    of_type: NDArray[np.int32]


def read_types(types: Sequence[str], readers: Sequence[Reader]) -> Terms:
    """Read types as terms, each once for every language.

    Examples
    --------
    >>> from toolkit.counts.reading import reader
    >>> english = reader("en", lemmas=False)
    >>> terms = read_types(["The", "US", "us", "ferry", "Ferry"], [english])
    >>> terms.names, terms.is_function.tolist(), terms.of_type.tolist()
    (('US', 'ferry', 'the', 'us'), [False, False, True, True], [[2, 0, 3, 1, 1]])
    """
    content, joining, read = set[str](), set[str](), []
    for one in readers:
        names = one.read(types)
        every = set(names)
        read.append((names, every & one.function_words))
        joining |= every & one.function_words
        content |= every - one.function_words
    columns = [*sorted(content), *sorted(joining)]
    behind = {name: i for i, name in enumerate(columns[len(content) :], len(content))}
    of_type = []
    for names, here in read:
        place = dict(zip(columns[: len(content)], itertools.count(), strict=False))
        place |= {name: behind[name] for name in here}
        of_type.append(np.fromiter(map(place.__getitem__, names), np.int32, len(names)))
    return Terms(
        names=tuple(columns),
        is_function=np.arange(len(columns)) >= len(content),
        of_type=np.stack(of_type),
    )


@dataclass(frozen=True)
class Rules:
    """The rules by which a term goes; `stop` and `keep` are terms.

    Attributes
    ----------
    least
        Of each column, such as "meetings", how many of its values must hold a term.
    """

    stop: frozenset[str]
    keep: frozenset[str]
    min_length: int
    numbers: bool
    function_words: bool
    min_segments: int
    max_share: float
    least: Mapping[str, int]

    def decide(
        self,
        names: Sequence[str],
        is_function: NDArray[np.bool_],
        segments: Ints,
        n_segments: int,
        held: Mapping[str, Ints],
    ) -> list[str]:
        """Return the rule by which each term goes, or nothing where it stays.

        The first rule that fits is named, in this order: `keep` (the term stays), stop word,
        `stop`, number, `min_length`, `min_segments`, `min_meetings`, `min_speakers`, `max_share`.

        Parameters
        ----------
        names, is_function
            The terms, and which are function words.
        segments
            (n_terms,): in how many segments each is.
        n_segments
            How many segments there are.
        held
            Of each column of `least`, in how many of its values each term is.
        """
        rules = [""] * len(names)

        def set_rule(rule: str, places: Iterable[int]) -> None:
            for i in places:
                rules[i] = rule

        # What comes later overrules what came before it.
        set_rule("max_share", np.flatnonzero(segments / max(n_segments, 1) > self.max_share))
        for column, least in reversed(list(self.least.items())):
            set_rule(f"min_{column}", np.flatnonzero(held[column] < least).tolist())
        set_rule("min_segments", np.flatnonzero(segments < self.min_segments).tolist())
        lengths = np.fromiter(map(len, names), np.int64, len(names))
        short = np.flatnonzero(lengths < self.min_length).tolist()
        set_rule("min_length", (i for i in short if not names[i].isupper()))
        if not self.numbers:
            odd = (i for i, name in enumerate(names) if not name[0].isalpha())
            set_rule("number", (i for i in odd if not any(map(str.isalpha, names[i]))))
        set_rule("stop", (i for i, name in enumerate(names) if name in self.stop))
        if not self.function_words:
            set_rule("stop word", np.flatnonzero(is_function).tolist())
        set_rule("", (i for i, name in enumerate(names) if name in self.keep))
        return rules


def dropped_terms(
    names: Sequence[str], count: Ints, segments: Ints, rules: Sequence[str]
) -> tuple[DroppedTerm, ...]:
    """List the terms that go, by rule, then by falling count, then by name.

    Terms that do not occur are none: every one of their tokens stands in a phrase.
    """
    known = sorted(set(rules))
    code = {rule: i for i, rule in enumerate(known)}
    codes = np.fromiter((code[rule] for rule in rules), np.int64, len(rules))
    gone = np.flatnonzero((codes != code.get("", -1)) & (count > 0))
    order = gone[np.lexsort((gone, -count[gone], codes[gone]))].tolist()
    rows = zip(
        (names[i] for i in order),
        count[order].tolist(),
        segments[order].tolist(),
        (rules[i] for i in order),
        strict=True,
    )
    return tuple(map(DroppedTerm._make, rows))

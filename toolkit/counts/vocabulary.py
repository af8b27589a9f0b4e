"""From types to terms, and the rules by which a term goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.counts.stop_words import stop_words

Ints = NDArray[np.int64]


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
        ``min_speakers`` or ``max_share``.
    """

    term: str
    count: int
    segments: int
    rule: str


@dataclass(frozen=True)
class Terms:
    """The terms that types are read as.

    Attributes
    ----------
    names
        The terms, sorted by code point. What is a function word in one language and none in
        another stands twice.
    is_function
        (n_terms,): whether it is a function word.
    of_type
        (n_languages, n_types) int32: the term of each type in each language.
    """

    names: tuple[str, ...]
    is_function: NDArray[np.bool_]
    of_type: NDArray[np.int32]


def read_types(types: Sequence[str], languages: Sequence[str]) -> Terms:
    """Read types as terms, each once for every language.

    Examples
    --------
    >>> terms = read_types(["The", "US", "us", "ferry", "Ferry"], ["en"])
    >>> terms.names, terms.is_function.tolist(), terms.of_type.tolist()
    (('US', 'ferry', 'the', 'us'), [False, False, True, True], [[2, 0, 3, 1, 1]])
    """
    read = []
    for language in languages:
        function_words = stop_words(language)
        names = [fold(token, function_words) for token in types]
        read.append([(name, name in function_words) for name in names])
    every = sorted(set().union(*read))
    place = {term: i for i, term in enumerate(every)}
    return Terms(
        names=tuple(name for name, _ in every),
        is_function=np.array([function for _, function in every], dtype=np.bool_),
        of_type=np.array([[place[term] for term in terms] for terms in read], dtype=np.int32),
    )


def fold(token: str, function_words: frozenset[str]) -> str:
    """Read a token in lower case, unless it is a name in capitals that a function word equals.

    Examples
    --------
    >>> fold("US", stop_words("en")), fold("Us", stop_words("en")), fold("NATO", stop_words("en"))
    ('US', 'us', 'nato')
    """
    lower = token.lower()
    is_name = lower in function_words and len(token) > 1 and token.isupper()
    return token if is_name else lower


@dataclass(frozen=True)
class Rules:
    """The rules by which a term goes; `stop` and `keep` are terms."""

    stop: frozenset[str]
    keep: frozenset[str]
    min_length: int
    numbers: bool
    min_segments: int
    max_share: float

    def of_name(self, name: str) -> str:
        """Return the rule by which a term goes for its letters, or nothing."""
        if name in self.stop:
            return "stop"
        if not self.numbers and not (name[0].isalpha() or any(map(str.isalpha, name))):
            return "number"
        if len(name) < self.min_length and not name.isupper():
            return "min_length"
        return ""

    def decide(self, terms: Terms, segments: Ints, n_segments: int) -> list[str]:
        """Return the rule by which each term goes, or nothing where it stays.

        Parameters
        ----------
        terms
            The terms.
        segments
            (n_terms,): in how many segments each is.
        n_segments
            How many segments there are.
        """
        too_few = (segments < self.min_segments).tolist()
        too_many = (segments / max(n_segments, 1) > self.max_share).tolist()
        found = []
        for i, (name, is_function) in enumerate(
            zip(terms.names, terms.is_function.tolist(), strict=True)
        ):
            if name in self.keep:
                rule = ""
            elif is_function:
                rule = "stop word"
            else:
                rule = self.of_name(name)
                if not rule and too_few[i]:
                    rule = "min_segments"
                elif not rule and too_many[i]:
                    rule = "max_share"
            found.append(rule)
        return found


def dropped_terms(
    names: Sequence[str], count: Ints, segments: Ints, rules: Sequence[str]
) -> tuple[DroppedTerm, ...]:
    """List the terms that go, by rule, then by falling count, then by name."""
    known = sorted(set(rules))
    code = {rule: i for i, rule in enumerate(known)}
    codes = np.fromiter((code[rule] for rule in rules), np.int64, len(rules))
    order = np.lexsort((np.arange(len(names)), -count, codes))
    counts, spread = count.tolist(), segments.tolist()
    return tuple(
        DroppedTerm(names[i], counts[i], spread[i], rules[i]) for i in order.tolist() if rules[i]
    )

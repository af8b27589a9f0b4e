"""Words that a user names for a topic: found among the terms, and made priors of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.counts import Counts
from toolkit.counts.trace import forms
from toolkit.errors import SettingsError, ToolkitError
from toolkit.records import plural
from toolkit.stages import Values

Floats = NDArray[np.float64]

SeedWords = Annotated[dict[str, Values], Field(description="name of a topic = its words")]
"""Topics by name, each with one word or several."""

_MOST_NAMED = 3


class TermPriors(NamedTuple):
    """What a term's prior in each topic holds above that of other terms, in tokens.

    Attributes
    ----------
    columns
        The terms that have any, by rising column, (n_seeded_terms,).
    extra
        (n_seeded_terms, n_topics).
    """

    columns: NDArray[np.intp]
    extra: Floats


@dataclass(frozen=True)
class Seeds:
    """Seed words as columns of the counts; the first topics of a fit are theirs, in this order.

    Attributes
    ----------
    names
        Of the topics, sorted.
    columns
        The terms of each, by rising column.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]

    def priors(self, tokens: Floats, n_topics: int, strength: float) -> TermPriors:
        """Give each seed word's own tokens, times the strength, to its topic beforehand.

        Parameters
        ----------
        tokens
            How often each term occurs, (n_terms,).
        n_topics
            Of the fit, seeded or not.
        strength
            Share of a term's tokens.
        """
        seeded = np.unique([v for columns in self.columns for v in columns])
        extra = np.zeros((len(seeded), n_topics))
        for k, columns in enumerate(self.columns):
            rows = np.searchsorted(seeded, columns)
            extra[rows, k] = strength * tokens[list(columns)]
        return TermPriors(seeded.astype(np.intp), extra)


def find_seeds(counts: Counts, seed_words: Mapping[str, Sequence[str]], n_topics: int) -> Seeds:
    """Find seed words among the terms that are counted.

    Parameters
    ----------
    counts
        What topics are fitted to.
    seed_words
        By the name of a topic; a word is read as the text is, so that capitals do not matter and
        ``"gas prices"`` is the phrase ``gas_prices``. A word with an asterisk stands for every
        term that fits: ``"missil*"``.
    n_topics
        Of the fit.

    Raises
    ------
    SettingsError
        Naming every word that is no term, and where it went; and more names than topics.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample")))
    >>> find_seeds(counts, {"energy": ["Gas", "the"]}, 4)
    Traceback (most recent call last):
    toolkit.errors.SettingsError: seed_words.energy: 'the' is no term of the counts: stop word \
(a function word; function_words = true keeps them)
    """
    mistakes: list[str] = []
    names, columns = [], []
    place = {term: v for v, term in enumerate(counts.terms)}
    for name, words in sorted(seed_words.items()):  # their order must not change a fit
        found: set[int] = set()
        for word in words:
            at = _columns(word, counts, place)
            if not at:
                mistakes.append(f"seed_words.{name}: {_missing(word, counts)}")
            found.update(at)
        if not name.strip():
            mistakes.append(f"seed_words has a name without a letter, {name!r}; name the topic")
        names.append(name.strip())
        columns.append(tuple(sorted(found)))
    if not names:
        mistakes.append('seed_words is empty; name a topic and its words: arms = ["missile"]')
    if len(names) > n_topics:
        mistakes.append(
            f"seed_words names {plural(len(names), 'topic')} and n_topics = {n_topics}; ask for "
            f"{len(names)} topics or more, some of them for what no seed word is about"
        )
    if mistakes:
        raise SettingsError(mistakes)
    return Seeds(tuple(names), tuple(columns))


def plain_words(seed_words: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Write seed words as a file has them, by name.

    Examples
    --------
    >>> plain_words({"sea": ("fish",), "arms": ("missile*", "treaty")})
    {'arms': ['missile*', 'treaty'], 'sea': ['fish']}
    """
    return {name: list(words) for name, words in sorted(seed_words.items())}


def _columns(word: str, counts: Counts, place: Mapping[str, int]) -> list[int]:
    if "*" in word:
        pattern = "_".join(word.lower().split())
        return [v for v, term in enumerate(counts.terms) if fnmatchcase(term.lower(), pattern)]
    if word in place:
        return [place[word]]
    try:
        return [place[term] for term in forms(word, counts.settings) if term in place]
    except ToolkitError:  # nothing but marks
        return []


def _missing(word: str, counts: Counts) -> str:
    """Say where a word went that is no term."""
    if "*" in word:
        return f"{word!r} fits no term of the counts"
    try:
        fates = counts.trace(word)
    except ToolkitError as error:
        return str(error)
    first = fates.iloc[0]
    said = f"{word!r} is no term of the counts: {first['fate']} ({first['why']})"
    phrases = fates["term"][fates["fate"] == "kept"].tolist()[:_MOST_NAMED]
    return said + (f"; counted are {', '.join(map(repr, phrases))}" if phrases else "")

"""Which language a segment is in, by its function words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.counts.stop_words import LANGUAGES, NAMES, stop_words
from toolkit.counts.token_ids import Tokens

_SURE = 0.15
"""Function words are a third to a half of a text in their own language; in another, mostly below
a tenth (a quarter in Spanish for French). A text with fewer than this share is in none we know."""

_FEWEST = 8  # function words from which on a language is doubted


def function_word_counts(tokens: Tokens) -> NDArray[np.int64]:
    """Count the function words of every language in each segment, (n_segments, n_languages)."""
    lower = list(map(str.lower, tokens.types))
    found = np.zeros((len(tokens.segments), len(LANGUAGES)), np.int64)
    for k, language in enumerate(LANGUAGES):
        words = stop_words(language)
        is_one = np.array([token in words for token in lower], dtype=np.bool_)
        up_to = np.append(0, np.cumsum(is_one[tokens.ids]))
        found[:, k] = np.diff(up_to[np.append(0, tokens.ends)])
    return found


def language_of_segments(tokens: Tokens) -> NDArray[np.int8]:
    """Find the language of each segment, as its place in `LANGUAGES`.

    A segment whose own function words decide by two to one, and by three at least, is in that
    language; else it is in the language of its meeting, and that in the corpus's.
    """
    found = function_word_counts(tokens)
    meetings = tokens.segments.columns.get("meeting", ("",) * len(tokens.segments))
    place: dict[str | None, int] = {}
    row = np.array([place.setdefault(name, len(place)) for name in meetings], dtype=np.int64)
    by_meeting = np.zeros((len(place), len(LANGUAGES)), np.int64)
    np.add.at(by_meeting, row, found)
    whole = int(by_meeting.sum(axis=0).argmax()) if len(found) else 0
    decided = _decided(by_meeting)
    of_meeting = np.where(decided, by_meeting.argmax(axis=1), whole)
    return np.where(_decided(found), found.argmax(axis=1), of_meeting[row]).astype(np.int8)


def _decided(found: NDArray[np.int64]) -> NDArray[np.bool_]:
    ranked = np.sort(found, axis=1)
    return np.asarray((ranked[:, -1] >= 3) & (ranked[:, -1] >= 2 * ranked[:, -2]))


def shares(names: Sequence[str], count: NDArray[np.int64]) -> dict[str, float]:
    """Return which share of the tokens are function words of each language.

    Parameters
    ----------
    names, count
        The terms, each once, and how often each occurs.

    Examples
    --------
    >>> shares(["die", "fish", "the"], np.array([1, 1, 2]))["en"]
    0.5
    """
    every = frozenset[str]().union(*map(stop_words, LANGUAGES))
    found = {name: i for i, name in enumerate(names) if name in every}
    n_tokens = max(int(count.sum()), 1)
    return {
        language: sum(int(count[i]) for name, i in found.items() if name in stop_words(language))
        / n_tokens
        for language in LANGUAGES
    }


def wrong_language(language: str, found: dict[str, float], n_tokens: int) -> str:
    """Say in a sentence that the texts read like another language; nothing if they do not."""
    best = max(found, key=lambda one: found[one])
    too_few = found[best] * n_tokens < _FEWEST
    if too_few or found[best] < _SURE or found[best] < 2 * found[language]:
        return ""
    return (
        f"the texts read like {NAMES[best]}: {found[best]:.0%} of the tokens are its function "
        f"words, and {found[language]:.0%} are {NAMES[language]} ones; set language = '{best}'"
    )

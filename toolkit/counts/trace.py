"""Where a word went: counted, joined to a phrase, or left out by a rule."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from toolkit.counts.reading import reader
from toolkit.counts.stop_words import LANGUAGES
from toolkit.counts.tokens import tokenize
from toolkit.counts.vocabulary import UNKNOWN, DroppedTerm
from toolkit.errors import ToolkitError

Known = tuple[str, int, int, str]
"""A term, its tokens, its segments, and the rule by which it went or nothing."""


class Fate(NamedTuple):
    """What became of a term.

    Attributes
    ----------
    term
        As the word is read.
    fate
        ``kept``, the rule by which it went, or ``not in the texts``.
    count, segments
        How often it occurs, and in how many segments.
    why
        In words.
    """

    term: str
    fate: str
    count: int  # type: ignore[assignment]  # a tuple counts, too; nobody asks this one to
    segments: int
    why: str


_WHY: dict[str, Callable[[Known, Mapping[str, object], int], str]] = {
    "": lambda one, settings, n: "a column of the matrix",
    "stop word": lambda one, settings, n: "a function word; function_words = true keeps them",
    "stop": lambda one, settings, n: "named in stop",
    UNKNOWN: lambda one, settings, n: "not in the texts that the vocabulary was learnt from",
    "number": lambda one, settings, n: "without a letter; numbers = true keeps them",
    "max_speaker_share": lambda one, settings, n: (
        f"most of it is of one speaker, and max_speaker_share = {settings.get('max_speaker_share')}"
    ),
    "max_meeting_share": lambda one, settings, n: (
        f"most of it is of one meeting, and max_meeting_share = {settings.get('max_meeting_share')}"
    ),
    "max_speaker_rate": lambda one, settings, n: (
        "one speaker says it too often beside the others: tokens beyond max_speaker_rate = "
        f"{settings.get('max_speaker_rate')}"
    ),
    "max_meeting_rate": lambda one, settings, n: (
        "one meeting holds it too often beside the others: tokens beyond max_meeting_rate = "
        f"{settings.get('max_meeting_rate')}"
    ),
    "name": lambda one, settings, n: "a name that the heads know, as leave_out has it",
    "office": lambda one, settings, n: "an office, or a title before a name, as leave_out has it",
    "outlet": lambda one, settings, n: "an outlet that the heads know, as leave_out has it",
    "country": lambda one, settings, n: "a country of the heads, as leave_out has it",
    "place": lambda one, settings, n: "a place of the heads, as leave_out has it",
    "ritual": lambda one, settings, n: "opens or closes turns at many meetings: see leave_out",
    "introduction": lambda one, settings, n: "said where an asker says who asks: see leave_out",
    "min_length": lambda one, settings, n: (
        f"{len(one[0])} characters, and min_length = {settings.get('min_length')}"
    ),
    "min_segments": lambda one, settings, n: _limit(
        f"in {one[2]:,} segments", "min_segments", settings, lambda least: one[2] < least
    ),
    "max_share": lambda one, settings, n: _limit(
        f"in {one[2] / n:.1%} of {n:,} segments",
        "max_share",
        settings,
        lambda most: one[2] / n > most,
    ),
}


def _limit(
    found: str, rule: str, settings: Mapping[str, object], went: Callable[[Any], bool]
) -> str:
    """Set what is found beside a limit; a vocabulary that was kept may have learnt it elsewhere."""
    limit = settings.get(rule)
    if limit is None or went(limit):
        return f"{found}, and {rule} = {limit}"
    return f"{found} here; by {rule} = {limit} in the texts that the vocabulary was learnt from"


def forms(word: str, settings: Mapping[str, object]) -> dict[str, None]:
    """Read a word or a phrase as the texts are read; one form for each language that may be.

    Raises
    ------
    ToolkitError
        If there is no word in it.

    Examples
    --------
    >>> list(forms("Gas Prices", {"language": "en"}))
    ['gas_prices']
    """
    tokens = tokenize(word)
    if not tokens:
        raise ToolkitError(f"'{word}' holds no word to trace; write one as it stands in the texts")
    language = str(settings.get("language", "en"))
    lemmas = bool(settings.get("lemmas"))
    languages = LANGUAGES if language == "each" else (language,)
    return dict.fromkeys(
        term for one in languages for term in reader(one, lemmas=lemmas).meant(tokens)
    )


def trace(
    word: str,
    kept: Sequence[tuple[str, int, int]],
    dropped: Sequence[DroppedTerm],
    settings: Mapping[str, object],
    n_segments: int,
) -> list[Fate]:
    """Say what became of a word and of the phrases that hold it.

    Parameters
    ----------
    word
        One word or a phrase, read as the text is.
    kept
        Terms of the matrix with their tokens and segments.
    dropped
        Terms that went.
    settings
        Of `count_terms`.
    n_segments
        How many segments were counted.

    Raises
    ------
    ToolkitError
        If there is no word in it.
    """
    read = forms(word, settings)
    known: list[Known] = [(*term, "") for term in kept]
    known += [(d.term, d.count, d.segments, d.rule) for d in dropped]
    found = [one for one in known if one[0] in read]
    found += [
        one
        for one in known
        if any(f"_{term}_" in f"_{one[0]}_" for term in read) and one[0] not in read
    ]
    fates = [
        Fate(one[0], one[3] or "kept", one[1], one[2], _why(one, settings, n_segments))
        for one in found
    ]
    if not any(fate.term in read for fate in fates):
        term = next(iter(read))
        close = difflib.get_close_matches(term, [one[0] for one in known], n=3, cutoff=0.75)
        why = "all of it stands in the phrases below" if fates else "read so, it does not occur"
        if close and not fates:
            why += "; close to it are " + ", ".join(close)
        fates.insert(0, Fate(term, "in phrases" if fates else "not in the texts", 0, 0, why))
    return fates


def _why(one: Known, settings: Mapping[str, object], n_segments: int) -> str:
    rule = one[3]
    if rule in _WHY:
        return _WHY[rule](one, settings, max(n_segments, 1))
    return f"{rule} = {settings[rule]}" if rule in settings else f"left out by {rule}"

"""Our own lists of function words, one file a language."""

from __future__ import annotations

import functools
import hashlib
from importlib import resources

LANGUAGES = ("en", "de", "es", "fr", "ru")
NAMES = {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "ru": "Russian"}


@functools.cache
def stop_words(language: str) -> frozenset[str]:
    """Return the function words of a language.

    Examples
    --------
    >>> "the" in stop_words("en"), "states" in stop_words("en")
    (True, False)
    """
    lines = [line for line in _text(language).splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())


def stop_words_digest(language: str) -> str:
    """Return the first twelve digits of the SHA-256 of a language's list.

    Examples
    --------
    >>> len(stop_words_digest("ru"))
    12
    """
    return hashlib.sha256(_text(language).encode()).hexdigest()[:12]


def _text(language: str) -> str:
    return (resources.files(__name__) / f"{language}.txt").read_text(encoding="utf-8")

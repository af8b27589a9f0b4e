"""Our own lists of function words, one file a language."""

from __future__ import annotations

import functools
from importlib import resources

LANGUAGES = ("en",)


@functools.cache
def stop_words(language: str) -> frozenset[str]:
    """Return the function words of a language.

    Examples
    --------
    >>> "the" in stop_words("en"), "states" in stop_words("en")
    (True, False)
    """
    text = (resources.files(__name__) / f"{language}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())

"""The forms of speakers' labels, as layouts write them: patterns with named gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from toolkit.corpus.names import INITIALS, PART, PERSON

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻĽŁŃŅŇŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁІЇЄҐЎ"
_CAPITALS = rf"(?:[{_UPPER}]\.|(?:M[Aa]?c)?[{_UPPER}][{_UPPER}’'\-‑]*[{_UPPER}]\.?)"
_NOTE = r"(?:[ \u00a0]*[(\[](?P<note>[^()\[\]]{1,120})[)\]])?"
_WORDS = ("question", "answer", "moderator", "voice")
_GAP = re.compile(r"\{(\w+)\}")

GAPS = {
    "name": rf"(?P<name>{PERSON})",
    "speaker": rf"(?P<name>{PERSON}|{PART})",
    "initials": rf"(?P<name>{INITIALS}{PART})",
    "NAME": rf"(?P<name>{_CAPITALS}(?:[ \u00a0]+(?:[YE][ \u00a0]+)?{_CAPITALS}){{0,6}})",
    "any": r"(?P<name>[^:\n]{1,160}?)",
    "note": _NOTE,
    "time": r"(?P<time>\d{1,2}:\d{2}(?::\d{2})?)",
}
"""What may stand for a gap: a name, a name in capitals, anything up to the colon, a note."""


def form_pattern(
    form: str,
    question: Sequence[str],
    answer: Sequence[str],
    moderator: Sequence[str],
    voices: Sequence[str],
) -> str:
    r"""Fill the gaps of a form with patterns.

    Raises
    ------
    ValueError
        If a gap is unknown, or the outcome is no regular expression or names nobody.

    Examples
    --------
    >>> pattern = form_pattern("{question}:", ["Question"], [], [], [])
    >>> re.match(pattern, "QUESTION: When?")["question"]
    'QUESTION'
    """
    gaps = GAPS | {
        name: rf"(?P<{name}>{_any_word(words)})"
        for name, words in zip(_WORDS, (question, answer, moderator, voices), strict=True)
    }
    unknown = [gap for gap in _GAP.findall(form) if gap not in gaps and not gap.isdigit()]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in gaps)
        raise ValueError(f"a form without the unknown gap {{{unknown[0]}}}; known are {known}")
    pattern = _GAP.sub(lambda gap: gaps.get(gap[1], gap[0]), form)
    try:
        groups = re.compile(pattern).groupindex
    except re.error as error:
        raise ValueError(f"a pattern; this is no regular expression: {error}") from error
    if not {"name", *_WORDS} & groups.keys():
        raise ValueError("a form that names somebody: write {name} or {question} in it")
    return pattern


def _any_word(words: Iterable[str]) -> str:
    """Match any of some words, as written or in capitals; nothing where there are none."""
    spelled = {form for word in words for form in (word, word.upper())}
    return (
        "|".join(re.escape(word) for word in sorted(spelled, key=lambda w: (-len(w), w))) or "(?!)"
    )

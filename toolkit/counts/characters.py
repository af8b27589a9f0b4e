"""What each character means to the tokens, looked up by its number.

`tokens.plain` spells a whole text plainly before it is cut. Nearly every character can be
spelt plainly alone, whatever stands beside it; those that cannot send their segment the long way.
"""

from __future__ import annotations

import functools
import sys
import unicodedata

import numpy as np
from numpy.typing import NDArray

from toolkit.counts.tokens import HIDDEN, plain

# What a character is; 0 is one that was not looked up yet.
BETWEEN, LETTER, DIGIT, POINT, COMMA, HOLD, UNDERSCORE = 1, 2, 3, 4, 5, 6, 7
ENDS, DOTS, NEWLINE, GONE, LONG_WAY = 8, 9, 10, 11, 12
SHIFT = 24
"""Bits to the left of a character's number at which what it is stands."""

_KINDS = {
    ".": POINT, ",": COMMA, "'": HOLD, "-": HOLD, "_": UNDERSCORE, "\n": NEWLINE,
    **dict.fromkeys("!?‽⸮؟।。؛", ENDS),
}  # fmt: skip


class Characters:
    """Two tables of the characters met so far.

    Attributes
    ----------
    given
        (1114112,) uint32: of each character as printed, what it is and its plain spelling.
    spelt
        The same for a text that is spelt plainly already, where every character stands for itself.
    """

    def __init__(self) -> None:
        self.given: NDArray[np.uint32] = np.zeros(sys.maxunicode + 1, np.uint32)
        self.spelt: NDArray[np.uint32] = np.zeros(sys.maxunicode + 1, np.uint32)
        self.learn(np.array([*range(0x180), *range(0x400, 0x460), *range(0x2010, 0x2040)]))

    def learn(self, codes: NDArray[np.integer]) -> None:
        """Look up the characters of a text that were not met before."""
        for code in np.unique(codes[self.given[codes] == 0]).tolist():
            letter = chr(code)
            self.spelt[code] = _kind(letter) << SHIFT | code
            kind, stands_for = _as_printed(letter)
            self.given[code] = kind << SHIFT | stands_for


@functools.cache
def characters() -> Characters:
    """Return the tables of this process: what a character is, it is for every text."""
    return Characters()


def _kind(letter: str) -> int:
    if letter.isdecimal():
        return DIGIT
    if letter.isalnum():
        return LETTER
    return _KINDS.get(letter, BETWEEN)


def _as_printed(letter: str) -> tuple[int, int]:
    """Say what a character is and which it stands for, if that depends on it alone."""
    if letter == "…":  # three points, none of them between letters
        return DOTS, ord(letter)
    if _leans_on_others(letter):
        return LONG_WAY, 0
    if letter in HIDDEN:
        return GONE, 0
    alone = plain(letter)
    return (_kind(alone), ord(alone)) if len(alone) == 1 else (LONG_WAY, 0)


def _leans_on_others(letter: str) -> bool:
    """Say whether a character may combine with, or change places with, one before it.

    Such are marks (accents, vowel signs) and the vowels and endings of Korean syllables.
    """
    first = unicodedata.normalize("NFKD", letter)[0]
    return any(
        unicodedata.category(part).startswith("M") or "\u1161" <= part <= "\u11c2"
        for part in (letter, first)
    )

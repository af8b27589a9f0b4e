"""Which characters depend on their neighbours, against Unicode's own table of compositions."""

from __future__ import annotations

import sys
import unicodedata

import numpy as np

from toolkit.counts.characters import LONG_WAY, SHIFT, Characters
from toolkit.counts.tokens import plain


def test_whatever_may_compose_with_the_letter_before_it_goes_the_long_way() -> None:
    second = {
        int(parts.split()[1], 16)
        for code in range(sys.maxunicode + 1)
        if (parts := unicodedata.decomposition(chr(code)))
        and not parts.startswith("<")
        and " " in parts
    }
    second |= {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)}
    table = Characters()
    table.learn(np.array(sorted(second)))
    kinds = table.given[sorted(second)] >> SHIFT
    assert set(kinds.tolist()) == {LONG_WAY}


def test_a_character_read_alone_is_its_plain_spelling() -> None:
    table = Characters()
    codes = np.arange(0x3000)
    table.learn(codes)
    kinds, letters = table.given[codes] >> SHIFT, table.given[codes] & 0x1FFFFF
    for code in codes[kinds < 9].tolist():
        assert plain(chr(code)) == chr(letters[code])

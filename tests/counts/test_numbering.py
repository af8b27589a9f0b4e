"""The compiled reading of a text against the plain one, on everything that a page may hold."""

from __future__ import annotations

import itertools
import unicodedata

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.counts import numbering
from toolkit.counts.numbering import Numbered, number
from toolkit.counts.tokens import tokenize

ODD = (
    "aZéßя1²5٣_.,'-’‐‑ \n\t\u00a0\u00ad\u200b\u200d\ufeff\u0301\u0300\u0327\u0338…½№ﬁﬀＡ１＇．"
    "\u212a\u0130"
    "ｶﾞ가\u1100\u1161\u11a8ක\u0dca\u0dcf\u0cc6\u0cc2\u0cd5ཀ\u0fb5①⁴ªǅ\ud800😀`´!?。"
)
PIECES = st.sampled_from(
    "U.S. U.S.-led A.B.Cd 1,500.5kg 12a.5 don't rock'n'roll A.B_ a_b I. e.g. ½cup ... … O’Brien's "
    "5…5 3٣.٣ ²x X²".split()
)
TEXTS = st.lists(
    st.lists(st.text(ODD, max_size=12) | PIECES | st.text(max_size=8), max_size=6).map("".join),
    max_size=6,
)


def tokens_of(found: Numbered) -> list[list[str]]:
    starts = [0, *found.ends.tolist()]
    return [[found.types[i] for i in found.ids[a:b]] for a, b in itertools.pairwise(starts)]


def expected(texts: list[str]) -> list[list[str]]:
    return [tokenize(text.lower() if text.isupper() else text) for text in texts]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example(["", "", "a"])
@example(["перегово\u0301ры и\u0306", "e\u0301\u0327", "\u0301"])
@example(["\u1100\u1161", "\u0cc6\u0cc2\u0cd5", "a\u0338b", "…\u0301"])
def test_numbers_stand_for_the_tokens_of_each_text(texts: list[str]) -> None:
    found = number(texts)
    assert tokens_of(found) == expected(texts)
    assert len(set(found.types)) == len(found.types)
    assert sorted(set(found.ids.tolist())) == list(range(len(found.types)))


def test_every_character_of_unicode_is_read_as_in_a_whole_text() -> None:
    letters = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) != "Cn"]
    texts = [f"a{one}b {one}" for one in letters if not one.isupper()]
    some = texts[:0x3400] + texts[0x3400::37]
    assert tokens_of(number(some)) == expected(some)


@given(TEXTS)
def test_texts_read_in_small_chunks_give_the_same_numbers(texts: list[str]) -> None:
    whole = number(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbering, "_CHUNK", 1)
        patch.setattr(numbering, "_PART", 3)
        parts = number(iter(texts * 70))
    assert parts.types == whole.types
    assert parts.ids.tolist() == whole.ids.tolist() * 70
    assert parts.marks.tolist() == whole.marks.tolist() * 70


def test_there_is_room_for_more_types_than_expected() -> None:
    texts = [" ".join(f"w{i}" for i in range(a, a + 30_000)) for a in (0, 20_000, 90_000)]
    found = number(["x", *texts, "y" * 400_000])
    assert tokens_of(found) == expected(["x", *texts, "y" * 400_000])


def test_nothing_is_read_from_nothing() -> None:
    found = number([])
    assert (found.ids.dtype, len(found.ids), len(found.ends), found.types) == (np.int32, 0, 0, ())
    assert number(["", " "]).ends.tolist() == [0, 0]

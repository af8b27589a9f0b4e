"""Passages against a plain search, word by word."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.counts.passages import replace_passages

WORDS = st.integers(0, 4)
PASSAGES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(tuple), min_size=1, max_size=5)


def plainly(sentences: list[list[int]], passages: dict[tuple[int, ...], int]) -> list[list[int]]:
    out = []
    for sentence in sentences:
        said, at = [], 0
        while at < len(sentence):
            fits = [p for p in passages if tuple(sentence[at : at + len(p)]) == p]
            best = max(fits, key=len, default=())
            said.append(passages[best] if best else sentence[at])
            at += len(best) or 1
        out.append(said)
    return out


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=8), min_size=1, max_size=6), PASSAGES)
def test_the_longest_passage_is_replaced_within_a_sentence(
    sentences: list[list[int]], found: list[tuple[int, ...]]
) -> None:
    passages = {passage: 5 + i for i, passage in enumerate(dict.fromkeys(found))}
    ids = np.array([w for s in sentences for w in s], np.int32)
    begins = np.array([i == 0 for s in sentences for i in range(len(s))])
    ends = np.cumsum([len(s) for s in sentences])[1::2]
    if len(sentences) % 2:
        ends = np.append(ends, len(ids))
    new, starts, bounds = replace_passages(ids, begins, ends, np.arange(5), passages)
    expected = plainly(sentences, passages)
    assert new.tolist() == [w for s in expected for w in s]
    assert starts.tolist() == [i == 0 for s in expected for i in range(len(s))]
    lengths = np.cumsum([len(s) for s in expected])
    wanted = lengths[1::2].tolist() + ([int(lengths[-1])] if len(sentences) % 2 else [])
    assert bounds.tolist() == wanted


def test_what_has_no_key_is_in_no_passage() -> None:
    ids, begins = np.array([0, 1, 0], np.int32), np.array([True, False, False])
    keys = np.array([0, -1])
    new, *_ = replace_passages(ids, begins, np.array([3]), keys, {(0,): 7, (0, 0): 8})
    assert new.tolist() == [7, 1, 7]

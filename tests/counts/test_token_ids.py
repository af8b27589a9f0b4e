"""Tokens of segments, kept as numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest
from common.corpora import assert_same

from toolkit.corpus import read_corpus
from toolkit.counts import Tokens, count_terms, number_tokens, tokenize
from toolkit.errors import ToolkitError
from toolkit.segments import split


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return number_tokens(split(read_corpus("package:sample")))


def test_every_token_stands_in_its_segment(tokens: Tokens) -> None:
    for row, text in enumerate(tokens.segments.texts):
        assert list(tokens.of(row)) == tokenize(text.lower() if text.isupper() else text)
    with pytest.raises(ToolkitError, match="there is no segment 100000"):
        tokens.of(100_000)


def test_counts_of_tokens_are_those_of_their_segments(tokens: Tokens) -> None:
    for settings in ({}, {"lemmas": True, "phrases": 1, "min_segments": 5}):
        assert_same(count_terms(tokens, **settings), count_terms(tokens.segments, **settings))


def test_tokens_show_themselves(tokens: Tokens) -> None:
    assert tokens.summary().startswith(f"{len(tokens):,} tokens of {len(tokens.types):,} types in ")
    table = tokens.table()
    assert table["count"].sum() == len(tokens)
    assert table["count"].is_monotonic_decreasing
    assert "tokens" in repr(tokens)


def test_tokens_are_stored_without_loss_and_cannot_be_overwritten(tokens: Tokens) -> None:
    meta = json.loads(json.dumps(tokens.meta()))
    assert_same(Tokens.from_parts(tokens.arrays(), meta, tokens.segments), tokens)
    with pytest.raises(ValueError, match="read-only"):
        tokens.ids[0] = 1
    with pytest.raises(ValueError, match="tokens that end at"):
        Tokens(tokens.segments, tokens.ids[1:], *list(tokens.arrays().values())[1:], tokens.types)


def test_sentences_are_parted(tokens: Tokens) -> None:
    assert set(np.append(0, tokens.ends[:-1])) <= set(tokens.sentences.tolist())
    assert len(tokens.sentences) > 1.5 * len(tokens.segments)

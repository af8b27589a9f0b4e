"""New texts by an old vocabulary: the same numbers where the texts are the same."""

from __future__ import annotations

import numpy as np
import pytest
from common.named import OPEN, one_turn

from toolkit.corpus import read_corpus
from toolkit.counts import count_terms, number_tokens
from toolkit.counts.recount import recount
from toolkit.errors import ToolkitError
from toolkit.segments import split


@pytest.mark.parametrize(
    "settings",
    [{}, {"lemmas": True}, {"leave_out": ["names", "countries", "ritual"]}, {"language": "each"}],
)
def test_the_same_texts_give_the_same_counts(settings: dict[str, object]) -> None:
    segments = split(read_corpus("package:sample"), by="turn")
    counts = count_terms(segments, **settings)
    again = recount(number_tokens(segments), counts)
    assert again.terms == counts.terms
    assert (again.matrix != counts.matrix).nnz == 0
    assert again.dropped_terms == counts.dropped_terms


def test_unknown_terms_are_reported_and_known_ones_keep_their_columns() -> None:
    old = count_terms(
        one_turn("fish nets", "fish", "ropes fish ropes"), min_segments=1, max_share=1
    )
    new = recount(one_turn("ropes and whales", "whales"), old)
    assert new.terms == old.terms
    assert new.matrix.toarray().tolist() == [[0, 0, 1]]
    assert [(d.term, d.count, d.rule) for d in new.dropped_terms] == [
        ("and", 1, "stop word"),
        ("whales", 2, "unknown"),
    ]
    assert (
        "left out, for the texts that the vocabulary was learnt from do not hold them: "
        "1 term, 2 tokens"
    ) in new.summary()
    (why,) = new.trace("whales")["why"]
    assert why == "not in the texts that the vocabulary was learnt from"
    assert dict(new.segments.dropped) == {"without any term": 1}


def test_what_went_by_a_rule_goes_by_it_again() -> None:
    old = count_terms(one_turn("fish nets", "fish nets", "ropes fish"), max_share=1)
    new = recount(one_turn("ropes nets"), old)
    assert [(d.term, d.rule) for d in new.dropped_terms] == [("ropes", "min_segments")]


def test_phrases_of_the_vocabulary_are_joined() -> None:
    old = count_terms(
        one_turn(*["free port law"] * 20, "port of call"), phrases=1, phrase_min_count=5,
        phrase_threshold=0.1, **OPEN,
    )  # fmt: skip
    assert "free_port" in old.terms
    new = recount(one_turn("A free port. Free. Port law."), old)
    found = dict(zip(new.terms, np.asarray(new.matrix.sum(axis=0)).ravel().tolist(), strict=True))
    assert found["free_port"] == 1


def test_texts_without_any_known_term_are_refused() -> None:
    old = count_terms(one_turn("fish nets"), **OPEN)
    with pytest.raises(ToolkitError, match="hold none of the 2 terms"):
        recount(one_turn("рыба и сети"), old)

"""Whose a term is, against a count by hand and by brute force."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from common.named import OPEN, said
from scipy.sparse import csr_matrix

from toolkit.counts import count_terms
from toolkit.counts.concentration import concentration
from toolkit.errors import ToolkitError

TALK = said(
    [
        ("a", "answer", "Ada", "fish fish ropes"),
        ("a", "answer", "Ben", "fish nets"),
        ("b", "answer", "Ada", "ropes nets fish"),
        ("b", "question", "", "ropes"),
    ]
)


def test_shares_against_brute_force() -> None:
    random = np.random.default_rng(1)
    dense = random.poisson(0.6, (30, 12))
    dense[:, 3] = 0
    who = random.choice(["x", "y", "z", ""], 30).tolist()
    found = concentration(csr_matrix(dense), who)
    for term in range(12):
        by = Counter[str]()
        for row, name in enumerate(who):
            by[name] += int(dense[row, term])
        total = by.total()
        del by[""]
        best = max(by.values(), default=0)
        if not best:
            assert np.isnan(found.share[term])
            continue
        assert found.share[term] == best / total
        assert found.group[term] == min(name for name, n in by.items() if n == best)


def test_the_vocabulary_says_whose_a_term_is() -> None:
    table = count_terms(TALK, **OPEN).table().set_index("term")
    assert table.loc["fish", "speaker_share"] == 0.75
    assert table.loc["fish", "top_speaker"] == "Ada"
    assert table.loc["fish", "meeting_share"] == 0.75
    assert table.loc["ropes", "speaker_share"] == pytest.approx(2 / 3)
    assert table.loc["nets", "top_meeting"] == "a"


def test_terms_of_one_speaker_or_meeting_go_and_are_listed() -> None:
    counts = count_terms(TALK, max_speaker_share=0.7, **OPEN)
    assert counts.terms == ("nets", "ropes")
    assert [(d.term, d.count, d.rule) for d in counts.dropped_terms] == [
        ("fish", 4, "max_speaker_share")
    ]
    assert "of one speaker" in counts.trace("fish")["why"][0]
    counts = count_terms(TALK, max_meeting_share=0.7, **OPEN)
    assert [d.rule for d in counts.dropped_terms] == ["max_meeting_share"]


def test_what_is_kept_stays() -> None:
    assert "fish" in count_terms(TALK, max_speaker_share=0.7, keep="fish", **OPEN).terms


def test_segments_left_without_a_term_are_counted() -> None:
    counts = count_terms(TALK, max_speaker_share=0.6, **OPEN)
    assert counts.terms == ("nets",)
    assert dict(counts.segments.dropped) == {"without any term": 2}


def test_no_term_left_is_said() -> None:
    with pytest.raises(ToolkitError, match="max_speaker_share"):
        count_terms(TALK, max_speaker_share=0.1, **OPEN)

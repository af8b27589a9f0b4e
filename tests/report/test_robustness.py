"""What the methods say of a division of the meetings and of a sweep."""

from __future__ import annotations

import re

import pytest

from toolkit.contrasts import Robustness, Specification, contrast, robustness
from toolkit.corpus import read_corpus
from toolkit.counts import count_terms, recount
from toolkit.report.references import WORKS
from toolkit.report.robustness import discovery_words, robustness_words
from toolkit.report.texts import counts_words
from toolkit.segments import divide, split
from toolkit.topics import fit_nmf


@pytest.fixture(scope="module")
def followed() -> Robustness:
    counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)

    def by(k: int) -> Specification:
        topics = fit_nmf(counts, n_topics=k)
        groups = ["question", "answer"]
        made = contrast(topics, between="kind", groups=groups, n_shuffles=999)
        return Specification(f"{k} topics", {"n_topics": k}, topics, made)

    return robustness(by(8), [by(7), by(9)])


def test_a_division_says_both_parts() -> None:
    said = discovery_words(
        {"share": 0.4, "draw": 2}, {"discovery_meetings": 24, "discovery_segments": 99}
    )
    assert "24 meetings (99 segments)" in said
    assert "share of 0.4 (draw 2)" in said


def test_what_the_other_part_does_not_hold_is_told_as_that() -> None:
    segments = split(read_corpus("package:sample"), min_words=20)
    discovery, estimation = divide(segments)
    found = recount(estimation, count_terms(discovery, min_segments=5))
    unknown = [gone for gone in found.dropped_terms if gone.rule == "unknown"]
    said = counts_words(found)
    assert (
        "terms that the texts from which the vocabulary was learnt do not hold "
        f"({len(unknown)} terms, {sum(gone.count for gone in unknown)} tokens)"
    ) in said
    assert "rule" not in said
    # Those of the other part did not go for want of a term.
    assert len(found.segments) == len(estimation) < len(segments)
    assert said.endswith(f"tokens of {len(estimation)} segments.")


def test_every_finding_has_its_line_and_every_work_its_entry(followed: Robustness) -> None:
    said, works = robustness_words({"kinds": followed}, {"design": "one at a time"})
    assert "one choice at a time" in said
    assert "3 fits, the base among them" in said
    assert len(re.findall("^- ", said, re.MULTILINE)) >= len(followed.findings()) > 0
    assert set(works) <= set(WORKS)


def test_marks_of_markdown_in_labels_are_texts(followed: Robustness) -> None:
    said, _ = robustness_words({"a_b*c": followed}, {})
    assert r"**a\_b\*c.**" in said
    assert "every choice with every other" in said

"""Words on contrasts and global tests: a setting that changes changes them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from toolkit.contrasts import contrast, global_test
from toolkit.experiment import Run
from toolkit.records import Record
from toolkit.report.comparisons import contrast_words, global_words
from toolkit.stages import settings_model

KINDS: dict[str, Any] = {"between": "kind", "groups": ["question", "answer"], "n_shuffles": 199}
# What they do is told by other fields of the record: the words on the design, the null itself.
BY_EFFECT = {"n_shuffles", "groups", "strata", "time", "block_length", "within"}
CHANGED: dict[str, Any] = {
    "between": "role", "average": "tokens", "cluster": "place", "where": {"kind": ["answer"]},
    "alpha": 0.01, "adjust": "holm", "seed": 99, "metric": "aitchison", "equal_spread": True,
    "centre": "centroid", "strata": "place", "difference": {"role": ["journalist", "principal"]},
}  # fmt: skip


def told(made: Any, words: Any, **settings: Any) -> str:
    changed = replace(made, settings=MappingProxyType({**made.settings, **settings}))
    return " ".join(words(changed).sentences)


@pytest.mark.parametrize("name", [*settings_model(contrast).model_fields, "a_new_one"])
def test_every_setting_of_a_contrast_is_told(kept: Run, name: str) -> None:
    made = kept.contrasts["kinds"]
    if name in BY_EFFECT:
        return
    other = CHANGED.get(name, "percentile" if name == "interval" else 12345)
    assert told(made, contrast_words, **{name: other}) != told(made, contrast_words)


@pytest.mark.parametrize(
    "setting",
    [{"n_shuffles": 399}, {"groups": ["question", "statement"]}, {"within": "turns"}],
    ids=str,
)
def test_what_works_through_the_test_is_told_by_it(kept: Run, setting: dict[str, Any]) -> None:
    topics = kept.topics["main"]
    one, other = contrast(topics, **KINDS), contrast(topics, **(KINDS | setting))
    assert contrast_words(one).sentences != contrast_words(other).sentences


def test_time_and_blocks_are_told_by_the_design(kept: Run) -> None:
    topics = kept.topics["main"]
    months = sorted({m for m in topics.counts.segments.column("month") if m})
    asked: dict[str, Any] = {"between": "month", "groups": months[:2], "n_shuffles": 99}
    said = set()
    for time in ("blocks", "free"):
        made = contrast(topics, **asked, time=time, alpha=0.9)
        said.add(" ".join(contrast_words(made).sentences))
        assert "all " in " ".join(contrast_words(made).sentences)
    assert len(said) == 2


def test_the_sizes_behind_one_pair_are_those_of_the_pair(kept: Run) -> None:
    made = kept.contrasts["kinds"]
    (pair,) = made.pairs
    text = told(made, contrast_words)
    a, b = pair.segments
    assert f"{pair.clusters_a} meetings that hold both groups, {a:,} and {b:,} segments" in text
    assert f"no adjusted p below {pair.smallest_p:.4g} could have been reached" in text
    several = told(kept.contrasts["speakers"], contrast_words)
    pairs = kept.contrasts["speakers"].pairs
    least = min(int(n) for pair in pairs for n in pair.tokens)
    most = max(int(n) for pair in pairs for n in pair.tokens)
    assert f"{least:,} to {most:,} counted tokens" in several
    assert f"and by Bonferroni over {len(pairs)} pairs" in several


def test_works_are_those_of_the_adjustment(kept: Run) -> None:
    made = kept.contrasts["kinds"]
    for adjust, work in (
        ("maxT", "westfall1993"),
        ("holm", "holm1979"),
        ("fdr_bh", "benjamini1995"),
    ):
        changed = replace(made, settings=MappingProxyType({**made.settings, "adjust": adjust}))
        assert work in contrast_words(changed).works
    assert contrast_words(made).cautions == made.cautions


def test_intervals_are_told_where_there_are_any(kept: Run) -> None:
    made = kept.contrasts["kinds"]
    text = told(made, contrast_words, interval="bca", n_resamples=1234)
    assert "Intervals of 95 %" in text
    assert "1,234 resamples" in text
    changed = replace(made, settings=MappingProxyType({**made.settings, "interval": "bca"}))
    assert "efron1987" in contrast_words(changed).works
    assert "Intervals" not in told(replace(made, interval_words=""), contrast_words)


@pytest.fixture(scope="module")
def whole(kept: Run) -> Record:
    return global_test(kept.topics["main"], **KINDS)


@pytest.mark.parametrize("name", [*settings_model(global_test).model_fields, "a_new_one"])
def test_every_setting_of_a_global_test_is_told(whole: Record, name: str) -> None:
    if name in BY_EFFECT | {"floor"} and name != "strata":
        return
    other = CHANGED.get(name, 12345)
    before = replace(whole, design="between")  # type: ignore[type-var]
    assert told(before, global_words, **{name: other}) != told(before, global_words)


def test_the_floor_is_told_where_it_is_used(whole: Record) -> None:
    text = told(whole, global_words, metric="aitchison", floor=0.0123)
    assert "Aitchison distances (shares below 0.0123 replaced by it)" in text
    assert "0.0123" not in told(whole, global_words, floor=0.0123)


def test_a_difference_inside_meetings_is_told_and_no_divergence(kept: Run) -> None:
    made = kept.contrasts["kinds"]
    asked = {**made.settings, "difference": {"kind": ["answer", "question"]}}
    told_of = contrast_words(replace(made, settings=MappingProxyType(asked)))  # type: ignore[type-var]
    text = " ".join(told_of.sentences)
    assert "was the difference answer minus question of the column kind inside each" in text
    assert "Jensen-Shannon" not in text
    assert "Further settings" not in text
    assert "lin1991" not in told_of.works


def test_what_was_dealt_out_inside_meetings_is_the_unit(kept: Run) -> None:
    made = contrast(kept.topics["main"], **KINDS, within="turns")
    text, (pair,) = " ".join(contrast_words(made).sentences), made.pairs
    assert "The words of each group in one exchange were pooled" in text
    assert "The unit of inference was the exchange." in text
    assert f"rests on {pair.units_a:,} exchanges of {pair.clusters_a:,} meetings that" in text
    assert "studentised by exchange" in text
    assert "leaving out one exchange at a time" in text

"""Words on corpus, segments and terms: a setting that changes changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from toolkit.corpus import SetAside
from toolkit.counts import count_terms
from toolkit.experiment import Run
from toolkit.report.texts import corpus_words, counts_words, segments_words
from toolkit.segments import split

CORPUS: dict[str, Any] = {
    "include": ["*.txt"], "exclude": ["old/*"], "layout": {"*": "plain"},
    "columns": {"text": "body"}, "metadata_key": "{id}", "metadata_columns": {"date": "day"},
    "periods": {"era": {"early": "..1990-01-01"}}, "recode": {"side": {"from": "country"}},
    "drop_duplicates": True,
}  # fmt: skip


def words_on(kept: Run, **settings: Any) -> str:
    inputs: Mapping[str, str] = kept.record["inputs"]
    return corpus_words(kept.corpus, kept.record["settings"]["corpus"] | settings, inputs)


@pytest.mark.parametrize("name", CORPUS)
def test_every_setting_of_the_corpus_is_told(kept: Run, name: str) -> None:
    assert words_on(kept, **{name: CORPUS[name]}) != words_on(kept)


def test_periods_and_patterns_are_told_in_words(kept: Run) -> None:
    text = words_on(kept, **CORPUS)
    assert "Files were chosen by the pattern `*.txt`. Files were left out by the pattern" in text
    assert "The column era holds stretches of time: early (the beginning to 1990-01-01)." in text
    assert "Columns of a table of metadata (date) were joined by the key `{id}`" in text
    assert "Further settings: columns = text: body." in text


def test_what_was_judged_is_counted(kept: Run) -> None:
    reasons = ["is empty", "is empty", "holds 'x' and more", *(f"says {word}" for word in "abcd")]
    aside = tuple(SetAside(f"{number}.txt", why) for number, why in enumerate(reasons))
    merged = replace(kept.corpus, merges=("a is b",), suggestions=("c may be d",) * 2,
                     set_aside=aside)  # fmt: skip
    text = corpus_words(merged, kept.record["settings"]["corpus"], {})
    assert "1 name was taken for another form of a name." in text
    assert "2 pairs of names that may be one person's were left as they are." in text
    assert "7 files were set aside: 2 (is empty), 1 (holds)" in text
    assert "for other reasons" in text
    undated = tuple(replace(m, date="", date_from="") for m in kept.corpus.meetings[:3])
    partly = replace(kept.corpus, meetings=(*undated, *kept.corpus.meetings[3:]))
    assert "Dates were taken from the title (11). 3 meetings had no date." in corpus_words(
        partly, kept.record["settings"]["corpus"], {}
    )


@pytest.mark.parametrize("by", ["turn", "paragraph", "exchange", "meeting", "speaker", "window"])
def test_every_unit_has_its_words(kept: Run, by: Any) -> None:
    made = split(kept.corpus, by=by, words=60)
    text = segments_words(made, {"by": by, "words": 60, "min_words": 1, "kinds": []})
    assert f"{len(made):,} segment" in text
    assert ("about 60 words" in text) == (by == "window")
    assert "left out" not in text


def test_segments_that_went_are_counted(kept: Run) -> None:
    asked: dict[str, Any] = {"by": "turn", "min_words": 60, "kinds": ("answer", "question")}
    made = split(kept.corpus, **asked)
    text = segments_words(made, asked)
    under = made.dropped["under 60 words"]
    assert f"Segments of fewer than 60 words were left out ({under} segment" in text
    assert "Only turns of the kinds answer and question were cut." in text
    assert "in turns of other kinds or speakers (turns counted)" in text


@pytest.mark.parametrize(
    "setting",
    [{"stop": "fish"}, {"keep": "the"}, {"min_length": 5}, {"numbers": True}, {"min_segments": 7},
     {"max_share": 0.2}],
    ids=str,
)  # fmt: skip
def test_every_rule_of_counting_is_told(kept: Run, setting: dict[str, Any]) -> None:
    plain, other = count_terms(kept.segments), count_terms(kept.segments, **setting)
    # The rule itself is told, not only what it changed.
    changed = replace(plain, settings=other.settings)
    assert counts_words(changed) != counts_words(plain)
    text = counts_words(other)
    assert f"{len(other.terms):,} terms remained" in text
    without = len(kept.segments) - len(other.segments)
    assert (f"; {without} segment" in text and "without any of them went" in text) == (without > 0)
    for rule in {gone.rule for gone in other.dropped_terms}:
        n = sum(gone.rule == rule for gone in other.dropped_terms)
        tokens = sum(gone.count for gone in other.dropped_terms if gone.rule == rule)
        assert f"({n:,} term{'s' * (n != 1)}, {tokens:,} token{'s' * (tokens != 1)})" in text

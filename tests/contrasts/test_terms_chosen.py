"""A comparison says so where its terms were chosen by the column compared, or weigh by length."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from toolkit.contrasts import contrast
from toolkit.contrasts.terms_chosen import terms_cautions
from toolkit.topics import Topics


def counted(topics: Topics, **settings: Any) -> Topics:
    return replace(topics, counts=replace(topics.counts, settings=MappingProxyType(settings)))


def test_nothing_is_said_where_there_is_nothing_to_say(between_topics: Topics) -> None:
    plain = counted(between_topics, max_speaker_share=1.0, max_speaker_rate=None)
    assert terms_cautions(plain, "speaker", unequal=True) == ()
    by_speaker = counted(between_topics, max_speaker_rate=3.0)
    assert terms_cautions(by_speaker, "country", unequal=True) == ()


@pytest.mark.parametrize("name", ["max_speaker_share", "max_speaker_rate"])
def test_terms_chosen_by_the_column_compared_are_told(between_topics: Topics, name: str) -> None:
    value = {"max_speaker_share": 0.8, "max_speaker_rate": 3.0}[name]
    (said,) = terms_cautions(counted(between_topics, **{name: value}), "speaker", unequal=False)
    assert said.startswith("Words were chosen by the column that is compared: terms ")
    assert f"({name} = {value})" in said


@pytest.mark.parametrize(("weight", "rate"), [("bm25", 9), ("log_entropy", 17)])
def test_weights_that_length_reaches_are_told(
    between_topics: Topics, weight: str, rate: int
) -> None:
    topics = replace(between_topics, settings=MappingProxyType({"weight": weight}))
    (said,) = terms_cautions(topics, "kind", unequal=True)
    assert f"a nominal 5 % became {rate} %" in said
    assert terms_cautions(topics, "kind", unequal=False) == ()


def test_a_contrast_says_it(between_topics: Topics) -> None:
    columns = {**between_topics.counts.segments.columns}
    columns["speaker"] = columns["country"]
    segments = replace(between_topics.counts.segments, columns=MappingProxyType(columns))
    counts = replace(
        between_topics.counts,
        segments=segments,
        settings=MappingProxyType({"max_speaker_rate": 2.5}),
    )
    found = contrast(replace(between_topics, counts=counts), between="speaker", n_shuffles=99)
    assert "max_speaker_rate = 2.5" in found.cautions[-1]

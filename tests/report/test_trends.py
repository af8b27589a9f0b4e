"""Words on trends: a setting that changes changes them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from toolkit.contrasts import Slopes, Trend, slopes, trend
from toolkit.experiment import Run
from toolkit.report.trends import slopes_words, trend_words
from toolkit.stages import settings_model

CHANGED: dict[str, Any] = {
    "per": "year", "by": "speaker", "average": "tokens", "cluster": "place", "level": 0.8,
    "where": {"kind": ["answer"]}, "spread": "own", "alpha": 0.01, "seed": 321,
}  # fmt: skip
BY_EFFECT = {"groups", "n_shuffles"}


@pytest.fixture(scope="module")
def months(kept: Run) -> Trend:
    return trend(kept.topics["main"], per="month", by="kind")


@pytest.fixture(scope="module")
def straight(months: Trend) -> Slopes:
    return slopes(months, n_shuffles=99)


def told(made: Any, words: Any, **settings: Any) -> str:
    changed = replace(made, settings=MappingProxyType({**made.settings, **settings}))
    return " ".join(words(changed).sentences)


@pytest.mark.parametrize("name", [*settings_model(trend).model_fields, "a_new_one"])
def test_every_setting_of_a_trend_is_told(months: Trend, name: str) -> None:
    if name not in BY_EFFECT:
        other = CHANGED.get(name, 321)
        assert told(months, trend_words, **{name: other}) != told(months, trend_words)


@pytest.mark.parametrize("name", [*settings_model(slopes).model_fields, "a_new_one"])
def test_every_setting_of_slopes_is_told(straight: Slopes, name: str) -> None:
    if name not in BY_EFFECT:
        other = CHANGED.get(name, 321)
        assert told(straight, slopes_words, **{name: other}) != told(straight, slopes_words)


def test_periods_clusters_gaps_and_losses_are_told(months: Trend) -> None:
    clusters = months.clusters.copy()
    clusters[0, 0] = 0
    text = told(replace(months, clusters=clusters, n_undated=4), trend_words)
    least, most = clusters[clusters > 0].min(), clusters.max()
    assert f"{len(months.periods)} periods, with {least} to {most} meetings in each" in text
    assert "and 1 gap without any." in text
    assert "a line for each kind (answer, question and statement)" in text
    assert "Set aside were 4 segments without a date or period." in text
    assert "intervals of 95 % over clusters" in text


def test_the_test_of_slopes_is_told(straight: Slopes) -> None:
    text = told(straight, slopes_words)
    assert "99 random shuffles (seed 1)" in text
    assert "by Bonferroni over 3 groups" in text
    days = np.array(straight.days)
    assert f"of {days.min()}" in text


def test_one_meeting_in_each_period_is_one(months: Trend) -> None:
    text = told(replace(months, clusters=np.ones_like(months.clusters)), trend_words)
    assert "with 1 meeting in each that has some." in text

"""What can be refused before topics are fitted, is; and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.contrasts import (
    check_contrast,
    check_global_test,
    check_groups,
    check_meaning,
    check_profile,
    divergences,
    global_test,
    meaning,
    profile,
)
from toolkit.errors import ToolkitError
from toolkit.topics import Topics


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"by": "contry"}, "contry"),
        ({"by": "country", "groups": ("Spian",)}, "'Spian'"),
        ({"by": "country", "groups": "Spain"}, "country has one group only"),
        ({"by": "country", "where": {"year": "1999"}}, "1999"),
        ({"by": "country", "cluster": "capital"}, "capital"),
        ({"between": "country", "strata": "date"}, None),
        ({"between": "country", "where": {"year": ["2019", "2020"]}}, None),
        ({"alpha": 0.5}, None),
        ({"by": None, "where": {"country": "Italy"}}, "'Italy'"),
        ({"where": {"city": "Rome"}}, "city"),
        ({"cluster": "capital"}, "capital"),
        ({"strata": "capital"}, "capital"),
    ],
)
def test_columns_and_groups(
    between_topics: Topics, settings: dict[str, Any], words: str | None
) -> None:
    if words is None:
        check_groups(between_topics.counts, least=2, **settings)
        return
    with pytest.raises(ToolkitError, match=words):
        check_groups(between_topics.counts, least=2, **settings)


def test_one_group_can_be_described(between_topics: Topics) -> None:
    check_groups(between_topics.counts, by="country", groups=("Spain",))


@pytest.mark.parametrize(
    "function, check, settings",
    [
        (global_test, check_global_test, {"between": "country", "n_shuffles": 9}),
        (global_test, check_global_test, {"between": "meeting"}),
        (global_test, check_global_test, {"between": "country", "alpha": 0.001}),
        (global_test, check_global_test, {"between": "country", "groups": ("Spain",)}),
        (meaning, check_meaning, {"between": "year", "where": {"country": ("Spain",), "year":
         ("2019",)}}),
        (meaning, check_meaning, {"between": "country", "where": {"meeting": ("m01", "m09")}}),
        (profile, check_profile, {"between": "country", "group": "Frnace"}),
        (profile, check_profile, {"between": "country", "group": "Spain", "where": {"country":
         ("Spain",)}}),
        (divergences, check_groups, {"by": "country", "where": {"city": ("Rome",)}}),
    ],
)  # fmt: skip
def test_a_check_refuses_in_the_words_of_what_it_checks(
    between_topics: Topics, function: Any, check: Any, settings: dict[str, Any]
) -> None:
    with pytest.raises(ToolkitError) as later:
        function(between_topics, **settings)
    with pytest.raises(ToolkitError) as early:
        check(between_topics.counts, **settings)
    assert str(early.value) == str(later.value)


def test_what_can_be_made_passes(between_topics: Topics, within_topics: Topics) -> None:
    check_contrast(between_topics.counts, between="country")
    check_global_test(between_topics.counts, between="country")
    check_meaning(within_topics.counts, between="kind", groups=("answer", "question"))
    check_profile(within_topics.counts, between="kind", group="answer")


def test_meanings_of_weights_are_refused(within_topics: Topics) -> None:
    with pytest.raises(ToolkitError, match="NMF"):
        check_meaning(within_topics.counts, model="nmf", between="kind", groups=("answer",))

"""The words of captions."""

from dataclasses import replace

import pytest

from toolkit.figures.caption import (
    average_words,
    cluster_counts,
    design_words,
    error_words,
    p_words,
    shuffle_words,
    units,
)


@pytest.mark.parametrize(
    "average, words",
    [
        ("meetings", "each meeting counts once"),
        ("tokens", "meetings weighted by their tokens"),
        ("segments", "mean over segments"),
    ],
)
def test_the_average_is_named_and_explained(average, words):
    said = average_words({"average": average, "cluster": "meeting"})
    assert said == f"average = {average} ({words})"


def test_clusters_that_are_no_meetings_are_named():
    assert units({"cluster": "country"}) == ("cluster (country)", "clusters (country)")
    said = error_words({"cluster": "country"})
    assert said.startswith("95 % intervals by Student's t over clusters (country) (degrees")
    assert said.endswith("not adjusted for many topics")


def test_clusters_are_counted_as_the_design_uses_them(make_contrast):
    between, within = make_contrast(), make_contrast(design="within")
    assert cluster_counts(between, between.pairs[0]) == "6 and 5 meetings"
    assert cluster_counts(within, within.pairs[0]) == "6 meetings with both"


def test_the_adjustment_over_pairs_is_said_where_there_are_several(make_contrast):
    assert design_words(make_contrast()) == (
        "between design; average = meetings; permutation test on whole meetings, "
        "p adjusted by max-T over 6 topics"
    )
    three = make_contrast(["a", "b", "c"], design="within")
    assert design_words(three).endswith("max-T over 6 topics and Bonferroni over 3 pairs")
    assert "sign-flip test" in design_words(three)


@pytest.mark.parametrize(
    "length, what", [(1, "whole meetings"), (2, "blocks of neighbouring meetings")]
)
def test_blocks_of_one_meeting_are_meetings(make_contrast, length, what):
    made = make_contrast()
    pair = replace(made.pairs[0], time="blocks", block_length=length)
    assert f"permutation test on {what}, p" in design_words(replace(made, pairs=(pair,)))


def test_shuffles_are_counted_as_drawn_or_as_all(make_contrast):
    assert shuffle_words(make_contrast().pairs[0]) == "199 shuffles"
    every = make_contrast(exhaustive=True, n_null=64).pairs[0]
    assert shuffle_words(every) == "all 64 arrangements"


@pytest.mark.parametrize(
    "p, words",
    [
        (0.00099, "<0.001"), (0.001, "0.001"), (0.0499, "0.050"), (0.0994, "0.099"),
        (0.0996, "0.10"), (0.5, "0.50"), (1, "1.00"), (float("nan"), "–"),
    ],
)  # fmt: skip
def test_p_values_are_written_alike(p, words):
    assert p_words(p) == words

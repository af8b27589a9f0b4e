"""One group beside the rest: dots and differences against the record."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.contrasts import Profile, profile
from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.figures.profile import plot_profile
from toolkit.segments import split
from toolkit.topics import fit_nmf


@pytest.fixture(scope="module")
def answers() -> Profile:
    counts = count_terms(split(read_corpus("package:sample"), by="turn"), min_segments=5)
    return profile(fit_nmf(counts, n_topics=5), between="kind", group="answer")


def test_dots_and_differences_are_those_of_the_table(answers: Profile) -> None:
    axes = plot_profile(answers)
    table = answers.table()
    drawn = {line.get_label(): line.get_xydata() for line in axes.lines}
    np.testing.assert_array_equal(drawn["answer"][:, 0], table["percent"])
    np.testing.assert_array_equal(drawn["the rest"][:, 0], table["percent_rest"])
    assert [label.get_text() for label in axes.get_yticklabels()] == table["label"].tolist()
    first = axes.texts[0].get_text().replace("−", "-")
    assert first == f"{table['difference_pp'][0]:+.1f} ± {table['standard_error_pp'][0]:.1f}"
    low, high = axes.get_ylim()
    assert low > high, "the largest excess stands at the top"


def test_an_unknown_error_is_no_number(answers: Profile) -> None:
    alone = replace(answers, standard_error=np.full(5, np.nan))
    assert all(text.get_text().endswith("± ?") for text in plot_profile(alone).texts[:-1])


def test_the_caption_says_over_what(answers: Profile) -> None:
    words = " ".join(plot_profile(answers).figure.get_supxlabel().split())
    assert "means inside the 60 meetings that hold both, each meeting counting once" in words
    assert "A description and no test" in words

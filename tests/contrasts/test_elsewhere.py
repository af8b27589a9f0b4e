"""Every comparison takes topics that another tool has fitted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from toolkit.contrasts import (
    contrast,
    divergences,
    global_test,
    keywords,
    meaning,
    profile,
    proportions,
)
from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.errors import ToolkitError
from toolkit.figures import plot_contrast, plot_null, plot_proportions, plot_terms
from toolkit.segments import split
from toolkit.topics import Topics, fit_lda, topics_from

GROUPS = ["answer", "question"]
COMPARED: dict[str, Callable[[Topics], Any]] = {
    "contrast": lambda t: contrast(t, between="kind", groups=GROUPS, n_shuffles=99),
    "difference": lambda t: contrast(t, between="year", difference={"kind": GROUPS}, n_shuffles=99),
    "turns": lambda t: contrast(t, between="kind", groups=GROUPS, n_shuffles=99, within="turns"),
    "global_test": lambda t: global_test(t, between="kind", groups=GROUPS, n_shuffles=99),
    "divergences": lambda t: divergences(t, by="kind"),
    "proportions": lambda t: proportions(t, by="kind"),
    "profile": lambda t: profile(t, between="kind", group="question"),
    "meaning": lambda t: meaning(t, between="kind", groups=GROUPS, n_shuffles=99),
    "keywords": lambda t: keywords(t.counts, between="kind", groups=GROUPS),
}
BY_SEGMENTS: dict[str, Callable[[Topics], Any]] = {
    "contrast": lambda t: contrast(t, between="year", n_shuffles=99, average="segments"),
    "divergences": lambda t: divergences(t, by="year", average="segments"),
    "proportions": lambda t: proportions(t, by="year", average="segments"),
}


@pytest.fixture(scope="module")
def fitted() -> Topics:
    segments = split(read_corpus("package:sample"), by="turn")
    return fit_lda(count_terms(segments, min_segments=5), n_topics=5)


@pytest.fixture(scope="module")
def given(fitted: Topics) -> Topics:
    ids = fitted.counts.segments.ids
    return topics_from(
        fitted.doc_topic, fitted.topic_term, counts=fitted.counts, ids=ids, terms=fitted.terms,
        tool="stm",
    )  # fmt: skip


@pytest.fixture(scope="module")
def wordless(fitted: Topics) -> Topics:
    ids = fitted.counts.segments.ids
    return topics_from(fitted.doc_topic, counts=fitted.counts, ids=ids, tool="BERTopic")


@pytest.mark.parametrize("name", COMPARED)
def test_all_is_as_with_topics_fitted_here(fitted: Topics, given: Topics, name: str) -> None:
    first, second = COMPARED[name](fitted), COMPARED[name](given)
    pd.testing.assert_frame_equal(first.table(), second.table(), rtol=1e-9, atol=1e-9)
    assert first.summary() == second.summary()


@pytest.mark.parametrize("name", BY_SEGMENTS)
def test_without_terms_segments_are_compared(wordless: Topics, name: str) -> None:
    assert "average = segments" in BY_SEGMENTS[name](wordless).summary()


@pytest.mark.parametrize("name", COMPARED)
def test_without_terms_pooled_words_are_refused(wordless: Topics, name: str) -> None:
    if name == "keywords":
        assert len(COMPARED[name](wordless).terms) > 100
        return
    with pytest.raises(ToolkitError, match="BERTopic came without topic_term.*; give topic_term"):
        COMPARED[name](wordless)


def _caption(panels: Any) -> str:
    return " ".join(text.get_text() for text in panels.figure.texts).replace("\n", " ")


def test_figures_name_the_tool(given: Topics, wordless: Topics) -> None:
    said = _caption(plot_terms(given, n=5))
    assert "largest share in each topic, in % of the topic" in said
    assert "5 topics of stm; n = " in said
    assert "seed" not in said
    assert "largest share among the words of its segments in each topic" in _caption(
        plot_terms(wordless, n=5)
    )


def test_figures_of_contrasts_are_drawn(given: Topics) -> None:
    result = COMPARED["contrast"](given)
    assert len(plot_contrast(result)) == 1
    assert len(plot_null(result)) == 2
    assert plot_proportions(COMPARED["proportions"](given))

"""What topics mean to two groups: rows, bars and dots against the record."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.contrasts import Meaning, meaning
from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.errors import ToolkitError
from toolkit.figures.meaning import plot_meaning
from toolkit.segments import split
from toolkit.topics import fit_lda


@pytest.fixture(scope="module")
def found() -> Meaning:
    counts = count_terms(split(read_corpus("package:sample"), by="turn"), min_segments=5)
    topics = fit_lda(counts, n_topics=4)
    return meaning(topics, between="kind", groups=["answer", "question"], n_shuffles=99)


def test_topics_stand_beside_what_shuffles_gave(found: Meaning) -> None:
    mixed = replace(found, p_adjusted=np.array([0.01, 0.2, 0.05, 1.0]))
    axes = plot_meaning(mixed)
    (bars,) = axes.collections
    low, high = np.quantile(found.null_information, [0.025, 0.975], axis=0)
    ends = np.array([part[:, 0] for part in bars.get_segments()])
    np.testing.assert_allclose(ends, np.column_stack([low, high]))
    drawn = {line.get_label(): line.get_xydata() for line in axes.lines}
    np.testing.assert_array_equal(
        drawn["observed, adjusted p ≤ 0.05"],
        np.column_stack([found.information[[0, 2]], [0, 2]]),
    )
    assert len(drawn["observed, other"]) == 2
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["0.010", "0.20", "0.050", "1.00", "adj. p"]
    assert [label.get_text() for label in axes.get_yticklabels()] == list(found.labels)


def test_words_of_a_topic_are_those_of_its_table(found: Meaning) -> None:
    axes = plot_meaning(found, topic=2, n=6)
    table = found.of_topic(2).head(6)
    assert [label.get_text() for label in axes.get_yticklabels()] == table["term"].tolist()
    drawn = {line.get_label(): line.get_xdata() for line in axes.lines}
    np.testing.assert_array_equal(drawn["answer"], table["per_thousand_a"])
    np.testing.assert_array_equal(drawn["question"], table["per_thousand_b"])
    words = " ".join(axes.figure.get_supxlabel().split())
    assert "the 6 terms whose use within it deviates most" in words
    assert f"information {found.information[1]:.3f} bits" in words


def test_the_caption_states_n_test_and_unequal_cells(found: Meaning) -> None:
    words = " ".join(plot_meaning(found).figure.get_supxlabel().split())
    assert "n = 60 meetings that hold both" in words
    assert "99 shuffles of whole meetings, adjusted by max-T over 4 topics" in words
    assert "longer cells thinned to the shorter" in words
    assert "unequal" not in words
    unlike = replace(found, cell_tokens=(227.0, 47.0), settings={**found.settings, "thin": False})
    words = " ".join(plot_meaning(unlike).figure.get_supxlabel().split())
    assert "Cells of unequal length find too much" in words
    assert "thinned" not in words


def test_mistakes_are_one_sentence(found: Meaning) -> None:
    with pytest.raises(ToolkitError, match="there is no topic 5; topics are 1 to 4"):
        plot_meaning(found, topic=5)
    with pytest.raises(ToolkitError, match="n = 0 asks for nothing"):
        plot_meaning(found, topic=1, n=0)

"""Words of groups: every dot and name against the record."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.contrasts import Keywords, keywords
from toolkit.corpus import read_corpus
from toolkit.counts import Counts, count_terms
from toolkit.errors import ToolkitError
from toolkit.figures.keywords import plot_keywords
from toolkit.segments import split


@pytest.fixture(scope="module")
def counts() -> Counts:
    return count_terms(split(read_corpus("package:sample"), by="turn"), min_segments=5)


@pytest.fixture(scope="module")
def three(counts: Counts) -> Keywords:
    return keywords(counts, between="kind", min_clusters=8)


@pytest.fixture(scope="module")
def two(counts: Counts) -> Keywords:
    return keywords(counts, between="kind", groups=["answer", "question"])


def test_every_term_is_drawn_once_at_its_count_and_z(three: Keywords) -> None:
    panels = plot_keywords(three, n=5)
    assert [panel.get_title("left") for panel in panels] == list(three.groups)
    count = three.counts.sum(axis=0)
    for panel, z in zip(panels, three.z, strict=True):
        drawn = np.concatenate([line.get_xydata() for line in panel.lines[1:]])
        wanted = np.column_stack([count, z])[count > 0]
        np.testing.assert_array_equal(drawn[np.lexsort(drawn.T)], wanted[np.lexsort(wanted.T)])


def test_the_strongest_are_named_in_their_order(three: Keywords) -> None:
    for panel, group in zip(plot_keywords(three, n=5), three.groups, strict=True):
        named = [note for note in panel.texts if note.arrow_patch is not None]
        wanted = three.listed(group)[:5]
        assert [note.get_text() for note in named] == [three.terms[term] for term in wanted]
        z = three.z[three.groups.index(group)]
        assert [note.xy[1] for note in named] == pytest.approx(z[wanted].tolist())
        heights = [note.xyann[1] for note in named]
        assert heights == sorted(heights, reverse=True)


def test_words_in_too_few_clusters_are_open(three: Keywords) -> None:
    panel = plot_keywords(three, groups=["question"])[0]
    row = three.groups.index("question")
    (opened,) = [line for line in panel.lines if line.get_markerfacecolor() == "none"]
    assert len(opened.get_xdata()) == three.n_withheld("question") > 0
    assert set(opened.get_ydata()) <= set(three.z[row][three.spread[row] < 8])


def test_two_groups_share_a_panel(two: Keywords) -> None:
    (panel,) = plot_keywords(two, n=4)
    assert panel.get_title("left") == "answer (above) and question (below)"
    named = {note.get_text(): note.xy[1] for note in panel.texts if note.arrow_patch is not None}
    for group, sign in (("answer", 1), ("question", -1)):
        for term in two.listed(group)[:4]:
            assert sign * named[two.terms[term]] > 0
    assert len(named) == 8
    assert len(plot_keywords(two, groups=["question"])) == 1


def test_counts_are_written_as_numbers(two: Keywords) -> None:
    panels = plot_keywords(two)
    panels.figure.draw_without_rendering()
    ticks = {label.get_text() for label in panels[0].get_xticklabels()}
    assert {"10", "100"} <= ticks
    assert not any("$" in tick for tick in ticks)


def test_the_caption_says_that_it_is_no_test(two: Keywords) -> None:
    words = " ".join(plot_keywords(two, n=7).figure.get_supxlabel().split())
    assert "Named: the 7 of largest z that occur in at least 3 meetings of the group" in words
    assert f"n = {two.tokens.sum():,} tokens of {len(two.terms):,} terms" in words
    assert "z ranks words and is no test" in words


def test_mistakes_are_one_sentence(three: Keywords) -> None:
    with pytest.raises(ToolkitError, match="there is no group 'nobody'"):
        plot_keywords(three, groups=["nobody"])
    with pytest.raises(ToolkitError, match="n = 0 asks for nothing"):
        plot_keywords(three, n=0)
    with pytest.raises(ToolkitError, match="0 groups cannot be drawn"):
        plot_keywords(three, groups=[])

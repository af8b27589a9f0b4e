"""A global test beside its nulls: shuffles and lines against the record."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.contrasts import GlobalTest, global_test
from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.figures.global_test import plot_global
from toolkit.segments import split
from toolkit.topics import fit_nmf


@pytest.fixture(scope="module")
def tested() -> GlobalTest:
    counts = count_terms(split(read_corpus("package:sample"), by="turn"), min_segments=5)
    return global_test(fit_nmf(counts, n_topics=4), between="kind", n_shuffles=199)


def test_bars_are_the_shuffles_and_lines_what_the_record_says(tested: GlobalTest) -> None:
    for panel, test in zip(plot_global(tested), (tested.location, tested.spread), strict=True):
        observed, critical = (line.get_xdata()[0] for line in panel.lines)
        assert observed == test.f
        assert critical == np.quantile(test.null_f, 0.95, method="higher")
        heights = sum(bar.get_height() for bar in panel.patches)
        assert 99 <= heights <= 100 + 1e-9
        assert panel.get_xlim()[1] > max(test.f, critical)


def test_heading_and_caption_say_what_was_done(tested: GlobalTest) -> None:
    figure = plot_global(tested).figure
    assert " ".join(figure.get_suptitle().split()) == (
        "answer, question, statement: 60, 60, 60 meetings; all topics at once; within design"
    )
    words = " ".join(figure.get_supxlabel().split())
    assert "PERMANOVA of Hellinger distances over 4 topics (each group's own spread)" in words
    assert "average = meetings (each cell counts once); 199 shuffles inside meetings" in words


def test_an_infinite_f_is_drawn_at_the_end_of_the_axis(tested: GlobalTest) -> None:
    endless = replace(tested, location=replace(tested.location, f=float("inf")))
    panel = plot_global(endless)[0]
    assert np.isfinite(panel.lines[0].get_xdata()[0])
    assert "observed inf" in panel.get_legend().get_texts()[0].get_text()

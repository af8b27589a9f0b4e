"""Findings and their ranges over fits against the record."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from common.specifications import make_specification

from toolkit.contrasts import FailedSpecification, Robustness, robustness
from toolkit.errors import ToolkitError
from toolkit.figures import plot_robustness
from toolkit.figures.style import BLUE

TOPICS = ["war", "gas", "law"]


def followed(groups=("a", "b"), p=(0.01, 0.9, 0.02)) -> Robustness:
    """The first finding holds in all of five fits, the third in two."""
    fits = [
        make_specification(
            str(s), {"seed": s}, TOPICS, [0.02 + s / 100, 0.0, -0.03 + s / 100],
            p if s == 0 else [0.01, 0.9, 0.02 if s == 1 else 0.6], groups=groups,
        )
        for s in range(5)
    ]  # fmt: skip
    return robustness(fits[0], fits[1:])


@pytest.fixture(scope="module")
def found() -> Robustness:
    return followed()


def beside(panel) -> list[str]:
    return [t.get_text() for t in panel.texts if t.xycoords == ("axes fraction", "data")]


def test_a_row_holds_the_base_above_its_range_over_fits(found):
    panel = plot_robustness(found)
    assert [t.get_text() for t in panel.get_yticklabels()] == ["1 war", "3 law"]
    (base,) = [line for line in panel.lines if line.get_marker() == "D" and len(line.get_xdata())]
    assert list(base.get_xdata()) == pytest.approx([2, -3])
    own, over = (
        {round(path.vertices[0, 1]): path.vertices for path in bars.get_paths()}
        for bars in panel.collections
    )
    assert own[0][:, 0] == pytest.approx([1, 4])
    assert own[1][:, 0] == pytest.approx([-4, -1])
    assert over[0][:, 0] == pytest.approx([2, 6])
    assert over[1][:, 0] == pytest.approx([-3, 1])
    assert own[0][0, 1] < over[0][0, 1], "the base's is above"
    assert panel.yaxis_inverted()


def test_the_median_is_filled_where_it_holds_in_most_fits(found):
    panel = plot_robustness(found)
    drawn = {
        round(float(y)): (float(x), str(line.get_markerfacecolor()))
        for line in panel.lines
        if line.get_marker() == "o"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }
    assert drawn[0] == (pytest.approx(4), BLUE)
    assert drawn[1] == (pytest.approx(-1), "white")


def test_at_the_right_stands_in_how_many_it_holds(found):
    assert beside(plot_robustness(found)) == ["5 of 5", "2 of 5", "holds in"]


def test_the_caption_tells_the_two_lines_apart(found):
    panel = plot_robustness(found)
    words = " ".join(panel.figure.get_supxlabel().split())
    for part in (
        "What the base finds, in 5 fits: difference in mean proportion by kind",
        "Varied: seed (5 values)", "Grey bars: intervals of 95 % within the fit",
        "Blue lines: range of the differences over the fits", "no confidence interval",
        "Filled: holds in more than half of all fits", "n = 12 and 10 meetings",
    ):  # fmt: skip
        assert part in words, part
    assert panel.get_title("left") == "a minus b"
    legend = [t.get_text() for t in panel.get_legend().get_texts()]
    assert legend == ["base, its own interval", "all fits: median and range"]


def test_several_pairs_stand_below_each_other():
    three = followed(("a", "b", "c"))
    panel = plot_robustness(three)
    names = [t.get_text() for t in panel.get_yticklabels()]
    assert names == ["", "1 war", "3 law"] * 3
    assert [text for text in beside(panel) if "minus" in text] == [
        "a minus b", "a minus c", "b minus c",
    ]  # fmt: skip
    assert panel.get_title("left") == ""
    one = plot_robustness(three, pair=("c", "b"))
    assert one.get_title("left") == "b minus c"
    assert len(one.get_yticklabels()) == 2


def test_mistakes_are_one_sentence(found):
    with pytest.raises(ToolkitError, match="the base finds no difference.* plot_specification"):
        plot_robustness(followed(p=(0.2, 0.9, 0.3)))
    with pytest.raises(ToolkitError, match="no pair of 'a' and 'z'"):
        plot_robustness(found, pair=("a", "z"))
    words = [f"w{i}" for i in range(81)]
    many = make_specification("x", {}, words, [0.1] * 81, [0.01] * 81, words=words)
    with pytest.raises(ToolkitError, match="81 findings are too many for one figure, which holds"):
        plot_robustness(robustness(many, []))


def test_a_base_without_intervals_is_drawn_without_them(found):
    nothing = np.full_like(found.low, np.nan)
    settings = type(found.settings)(dict(found.settings) | {"interval_words": ""})
    panel = plot_robustness(replace(found, low=nothing, high=nothing, settings=settings))
    assert "Grey bars" not in panel.figure.get_supxlabel()


def test_fits_that_failed_are_told_in_the_caption():
    fits = [make_specification(str(s), {"seed": s}, ["war"], [0.03], [0.01]) for s in (1, 2)]
    found = robustness(fits[0], fits[1:], [FailedSpecification("3", {"seed": 3}, "it failed")])
    caption = " ".join(plot_robustness(found).figure.get_supxlabel().split())
    assert "What the base finds, in 2 fits" in caption
    assert "1 of 3 fits failed and are in no count." in caption
    assert "failed" not in plot_robustness(robustness(fits[0], fits[1:])).figure.get_supxlabel()

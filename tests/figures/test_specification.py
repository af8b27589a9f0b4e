"""A specification curve against the record it draws."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from common.specifications import make_specification
from matplotlib.figure import Figure

from toolkit.contrasts import FailedSpecification, Robustness, robustness
from toolkit.errors import ToolkitError
from toolkit.figures import plot_specification
from toolkit.figures.style import BLUE


def followed(sizes=(8, 12), stops=("yes", "no"), seeds=3, groups=("a", "b"), **settings):
    """The first topic differs by 3 points with stop words and none without; one fit lacks it."""
    fits = []
    for n, (k, stop, seed) in enumerate(itertools.product(sizes, stops, range(seeds))):
        difference = 0.03 + n / 1000 if stop == "yes" else -0.001 * n
        topics = ["war", "gas"] if n != 2 else ["law", "gas"]
        fits.append(make_specification(
            f"fit {n}", {"n_topics": k, "stop": stop, "seed": seed}, topics, [difference, 0.0],
            [0.01 if stop == "yes" else 0.4, 1], groups=groups, **settings,
        ))  # fmt: skip
    return robustness(fits[0], fits[1:])


@pytest.fixture(scope="module")
def found() -> Robustness:
    return followed()


def dots(panel):
    """Return where markers stand and how they are filled, those of the legend left out."""
    return {
        (float(x), round(float(y), 6)): str(line.get_markerfacecolor())
        for line in panel.lines
        if line.get_marker() == "o"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }


def words_of(panels):
    parts = [panels.figure.get_supxlabel(), panels[0].get_title("left")]
    parts += [t.get_text() for panel in panels for t in panel.texts]
    parts += [t.get_text() for t in panels[0].get_legend().get_texts()]
    parts += [panel.get_xlabel() + " " + panel.get_ylabel() for panel in panels]
    return " ".join(" ".join(parts).split())


def test_fits_are_sorted_and_filled_where_found(found):
    panel = plot_specification(found, topic=1)[0]
    values = found.difference[:, 0, 0]
    has = ~np.isnan(values)
    drawn = dots(panel)
    assert len(drawn) == 11
    ys = [y for _, y in sorted(drawn)]
    assert ys == pytest.approx(sorted(100 * values[has]), abs=1e-5)
    for (_, y), face in drawn.items():
        assert face == (BLUE if y > 1 else "white")


def test_bars_are_the_intervals_of_the_fits(found):
    panel = plot_specification(found, topic=1)[0]
    ends = {
        path.vertices[0, 0]: path.vertices[:, 1]
        for bars in panel.collections
        for path in bars.get_paths()
    }
    has = ~np.isnan(found.difference[:, 0, 0])
    order = np.argsort(found.difference[has, 0, 0])
    low, high = 100 * found.low[has, 0, 0][order], 100 * found.high[has, 0, 0][order]
    for place in range(11):
        assert ends[place] == pytest.approx([low[place], high[place]])


def test_the_base_is_a_diamond_at_its_place(found):
    panels = plot_specification(found, topic=1)
    (diamond,) = [line for line in panels[0].lines if line.get_marker() == "D"]
    assert list(diamond.get_ydata()) == pytest.approx([100 * found.difference[0, 0, 0]])
    (x,) = diamond.get_xdata()
    values = found.difference[:, 0, 0]
    assert x == (values < values[0]).sum()
    for panel in panels:
        assert [x, x] in [list(line.get_xdata()) for line in panel.lines]


def test_every_fit_has_a_mark_at_each_of_its_choices(found):
    panels = plot_specification(found, topic=1)
    rows = dict(zip([t.get_text() for t in panels[1].get_yticklabels()],
                    panels[1].get_yticks(), strict=True))  # fmt: skip
    assert list(rows) == ["n_topics = 8", "n_topics = 12", "stop = no", "stop = yes"]
    has = np.flatnonzero(~np.isnan(found.difference[:, 0, 0]))
    order = has[np.argsort(found.difference[has, 0, 0])]
    marks = dots(panels[1])
    assert len(marks) == 2 * 11
    for place, fit in enumerate(order):
        choices = found.choices[fit]
        for choice in ("n_topics", "stop"):
            at = (float(place), round(float(rows[f"{choice} = {choices[choice]}"]), 6))
            assert marks[at] == (BLUE if choices["stop"] == "yes" else "white")


def test_beside_each_value_stands_in_how_many_of_its_fits_it_holds(found):
    panels = plot_specification(found, topic=1)
    written = [t.get_text() for t in panels[1].texts]
    assert written == ["2 of 6", "3 of 6", "0 of 6", "5 of 6", "holds in"]


def test_the_caption_says_what_was_done(found):
    words = words_of(plot_specification(found, topic=1))
    for part in (
        "1 war: a minus b", "difference in mean proportion by kind", "1 of 12 fits have no such",
        "n_topics (8, 12), stop (no, yes), seed (3 values)", "It holds in 5 of 12 fits",
        "p ≤ 0.05, two-sided, adjusted within the fit (max-T)", "found (5)", "not found (6)",
        "Bars: intervals of 95 % within the fit (studentised bootstrap)", "Filled: found.",
        "n = 12 and 10 meetings, 60 and 50 segments", "no p value is formed over them",
        "11 fits, by the size", "(percentage points)", "average = meetings",
    ):  # fmt: skip
        assert part in words, part
    median, low, high = (100 * x for x in found.range_over_fits(0, 0))
    assert f"median over fits {median:+.1f}, {low:+.1f} to {high:+.1f} points" in words


def test_seeds_alone_have_no_rows_and_no_second_panel():
    panels = plot_specification(followed((8,), ("yes",)), topic=1)
    assert len(panels) == 1
    assert "Varied: seed (3 values)" in words_of(panels)


def test_many_fits_have_strokes_that_differ_in_length_as_in_colour():
    panels = plot_specification(followed(seeds=40), topic=1)
    found, missed = {}, {}
    for strokes in panels[1].collections:
        for path in strokes.get_paths():
            (x, low), (_, high) = path.vertices
            (found if abs(high - low) > 0.5 else missed)[x, low] = high
    assert len(found) == 2 * 79
    assert len(missed) == 2 * 80
    assert "Dark: found." in words_of(panels)


def test_without_intervals_there_are_no_bars():
    bare = [make_specification(str(s), {"seed": s}, ["war"], [0.1], [0.01], reach=None)
            for s in (1, 2)]  # fmt: skip
    panels = plot_specification(robustness(bare[0], bare[1:]), topic=1)
    assert "Bars" not in words_of(panels)
    assert not [p for c in panels[0].collections for p in c.get_paths()
                if np.isfinite(p.vertices).all()]  # fmt: skip


def test_a_difference_in_differences_is_called_one():
    panels = plot_specification(followed(difference={"sex": ["f", "m"]}), topic=1)
    words = words_of(panels)
    assert "difference in differences (percentage points)" in words
    assert "mean difference of proportions f minus m inside each meeting" in words


def test_mistakes_are_one_sentence(found):
    for wrong in (0, 3):
        with pytest.raises(ToolkitError, match=f"no topic {wrong}; the base has topics 1 to 2"):
            plot_specification(found, topic=wrong)
    three = followed(groups=("a", "b", "c"))
    with pytest.raises(ToolkitError, match=r"3 pairs were compared; name one, .*pair=\('a', 'b'\)"):
        plot_specification(three, topic=1)
    assert plot_specification(three, topic=1, pair=("c", "a"))[0].get_title("left") == (
        "1 war: a minus c"
    )
    with pytest.raises(ToolkitError, match="no pair of 'a' and 'z'"):
        plot_specification(three, topic=1, pair=("a", "z"))
    with pytest.raises(ToolkitError, match="have 61 values, and a figure holds 60"):
        plot_specification(followed(range(5, 66), ("yes",), 1), topic=1)
    three_axes = list(Figure().subplots(3))
    with pytest.raises(ToolkitError, match="ax holds 3 Axes"):
        plot_specification(found, topic=1, ax=three_axes)


def test_fits_that_failed_are_told_and_their_choice_keeps_its_row():
    fits = [
        make_specification(f"{k}, {s}", {"k": k, "seed": s}, ["war"], [0.03], [0.01])
        for k in (8, 12)
        for s in (1, 2)
    ]
    choices = [{"k": 900, "seed": s} for s in (1, 2)]
    failed = [FailedSpecification(str(of), of, "too many") for of in choices]
    panels = plot_specification(robustness(fits[0], fits[1:], failed), topic=1)
    rows = [text.get_text() for text in panels[1].get_yticklabels()]
    assert rows == ["k = 8", "k = 12", "k = 900"]
    beside = [text.get_text() for text in panels[1].texts]
    assert beside == ["2 of 2", "2 of 2", "failed", "holds in"]
    words = words_of(panels)
    assert "2 of 6 fits failed and are in no count." in words
    assert "It holds in 4 of 4 fits" in words

"""Topics by group: dots and bars against the record."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from toolkit.errors import ToolkitError
from toolkit.figures import plot_proportions
from toolkit.figures.style import COLOURS, MARKERS


def dots(axes) -> list:
    return [line for line in axes.lines if line.get_linestyle() == "None"]


def caption(axes) -> str:
    return axes.figure.get_supxlabel().replace("\n", " ")


def test_dots_are_the_proportions_in_per_cent(make_proportions):
    record = make_proportions(["a", "b", "c"], n_topics=5)
    groups = dots(plot_proportions(record))
    assert len(groups) == 3
    for place, line in enumerate(groups):
        assert line.get_xdata() == pytest.approx(100 * record.proportions[place])
        assert np.rint(line.get_ydata()).tolist() == [0, 1, 2, 3, 4]
        assert line.get_marker() == MARKERS[place]
        assert line.get_color() == COLOURS[place]


def test_groups_of_one_topic_stand_above_each_other_in_order(make_proportions):
    record = make_proportions([f"g{i}" for i in range(8)], n_topics=3)
    axes = plot_proportions(record)
    y = np.array([line.get_ydata() for line in dots(axes)])
    assert (np.diff(y, axis=0) > 0).all()
    assert np.abs(y - np.rint(y)).max() < 0.5
    assert axes.yaxis_inverted()


def test_bars_are_students_intervals_cut_at_0_and_100(make_proportions):
    record = make_proportions(["a", "b"], n_topics=4)
    errors = record.standard_error.copy()
    errors[0] = [0.001, 0.02, 0.3, np.nan]
    sizes = np.array([5, 2])
    axes = plot_proportions(replace(record, standard_error=errors, clusters=sizes))
    first, second = axes.collections
    assert to_rgba(COLOURS[0]) == pytest.approx(first.get_color()[0])
    ends = np.array([[end[0] for end in path.vertices] for path in first.get_paths()])
    means, reach = 100 * record.proportions[0, :3], 277.6445105 * errors[0, :3]
    assert ends[:, 0] == pytest.approx(np.maximum(means - reach, 0))
    assert ends[:, 1] == pytest.approx(np.minimum(means + reach, 100))
    assert len(second.get_paths()) == 0, "two clusters do not show their spread"


def test_each_group_says_how_many_clusters_it_has(make_proportions):
    legend = plot_proportions(make_proportions(["_a", "b"])).get_legend()
    assert [t.get_text() for t in legend.get_texts()] == ["_a (2 meetings)", "b (1 meeting)"]


def test_groups_can_be_chosen_and_ordered(make_proportions):
    record = make_proportions(["a", "b", "c"])
    axes = plot_proportions(record, groups=["c", "a"])
    drawn = [line.get_xdata() for line in dots(axes)]
    assert drawn[0] == pytest.approx(100 * record.proportions[2])
    assert drawn[1] == pytest.approx(100 * record.proportions[0])
    assert "n = 40 segments, 4,000 tokens" in caption(axes)


def test_the_caption_states_n_average_unit_and_uncertainty(make_proportions):
    record = make_proportions(["a", "b"], average="tokens")
    words = caption(plot_proportions(replace(record, clusters=np.array([3, 2]))))
    assert "Mean proportion of each topic by kind, in %" in words
    assert "average = tokens (meetings weighted by their tokens)" in words
    assert "n = 30 segments, 3,000 tokens" in words
    assert "95 % intervals by Student's t over meetings (degrees of freedom: one fewer" in words
    assert "no bar for a group of one or two meetings" in words
    alone = caption(plot_proportions(make_proportions(["a"])))
    assert "no bars: groups of one or two meetings do not show how these spread" in alone


def test_topics_are_named_from_the_top_in_their_order(make_proportions):
    axes = plot_proportions(make_proportions(n_topics=3))
    names = [text.get_text() for text in axes.get_yticklabels()]
    assert names == ["1 port, fleet, gas", "2 port, fleet, gas", "3 port, fleet, gas"]


def test_mistakes_are_one_sentence(make_proportions):
    many = make_proportions([f"g{i}" for i in range(9)])
    with pytest.raises(ToolkitError, match="9 groups cannot be drawn as dots.* use plot_heatmap"):
        plot_proportions(many)
    with pytest.raises(ToolkitError, match="there is no group 'g99'; known are g0, g1"):
        plot_proportions(many, groups=["g99"])
    with pytest.raises(ToolkitError, match="0 groups cannot be drawn as dots"):
        plot_proportions(many, groups=[])

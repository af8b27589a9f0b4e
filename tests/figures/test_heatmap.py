"""Topics by many groups: shades against the record."""

import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures import plot_heatmap


def caption(axes) -> str:
    return axes.figure.get_supxlabel().replace("\n", " ")


def test_shades_are_per_cent_from_zero_in_the_records_order(make_proportions):
    record = make_proportions([f"2020-01-{day:02d}" for day in range(1, 31)], n_topics=5)
    axes = plot_heatmap(record)
    (image,) = axes.images
    assert np.asarray(image.get_array()) == pytest.approx(100 * record.proportions)
    assert image.get_clim() == pytest.approx((0, 100 * record.proportions.max()))
    assert [t.get_text() for t in axes.get_yticklabels()] == list(record.groups)
    assert [t.get_text() for t in axes.get_xticklabels()] == list(record.labels)
    low, high = axes.get_ylim()
    assert low > high, "the first group stands at the top"


def test_darker_is_more_in_grey_print_too(make_proportions):
    (image,) = plot_heatmap(make_proportions()).images
    red, green, blue, _ = image.cmap(np.linspace(0, 1, 64)).T
    assert (np.diff(0.299 * red + 0.587 * green + 0.114 * blue) < 0).all()


def test_rows_too_close_for_text_are_named_at_intervals(make_proportions):
    groups = [f"m{i:03d}" for i in range(200)]
    axes = plot_heatmap(make_proportions(groups))
    named = [text.get_text() for text in axes.get_yticklabels()]
    step = 200 // len(named) if 200 % len(named) == 0 else 200 // len(named) + 1
    assert named == groups[::step]
    assert axes.get_yticks().tolist() == list(range(0, 200, step))


def test_the_colour_bar_is_in_per_cent(make_proportions):
    axes = plot_heatmap(make_proportions())
    assert axes.images[0].colorbar.ax.get_ylabel() == "mean proportion (%)"


def test_the_caption_states_n_average_unit_and_uncertainty(make_proportions):
    words = caption(plot_heatmap(make_proportions(["a", "b", "c"])))
    assert "Mean proportion of each topic by kind, in %" in words
    assert "average = meetings (each meeting counts once)" in words
    assert "n = 3 groups of 1 to 3 meetings each, 60 segments, 6,000 tokens" in words
    assert "Uncertainty is not shown" in words
    assert "1 group of 1 meeting each" in caption(plot_heatmap(make_proportions(["a"])))


def test_too_many_topics_are_refused(make_proportions):
    with pytest.raises(ToolkitError, match="no side can be longer than 300; draw fewer topics"):
        plot_heatmap(make_proportions(n_topics=3000))

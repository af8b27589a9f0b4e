"""A contrast beside its null: shuffles, critical value and topics against the record."""

from dataclasses import replace

import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures import plot_null


def heights(panel) -> np.ndarray:
    return np.array([bar.get_height() for bar in panel.patches])


def line(panel, label_starts: str) -> float:
    legend = panel.get_legend()
    texts = [text.get_text() for text in legend.get_texts()]
    (place,) = [i for i, text in enumerate(texts) if text.startswith(label_starts)]
    colour = legend.legend_handles[place].get_color()
    dashes = legend.legend_handles[place].get_linestyle()
    (found,) = [
        drawn.get_xdata()[0]
        for drawn in panel.lines
        if drawn.get_color() == colour and drawn.get_linestyle() == dashes
    ]
    return float(found)


def markers(panel) -> dict[str, list[float]]:
    return {
        drawn.get_label(): list(drawn.get_xdata())
        for drawn in panel.lines
        if drawn.get_marker() == "o"
    }


def test_bars_are_per_cent_of_the_shuffles(contrast):
    left, right = plot_null(contrast)
    (pair,) = contrast.pairs
    assert heights(right).sum() == pytest.approx(100)
    widest = max(bar.get_x() + bar.get_width() for bar in left.patches)
    inside = (pair.null_max_t <= widest + 1e-12).mean()
    assert heights(left).sum() == pytest.approx(100 * inside)


def test_every_topic_is_marked_and_those_found_are_named(contrast):
    left, _ = plot_null(contrast)
    (pair,) = contrast.pairs
    found = pair.p_adjusted <= 0.05
    drawn = markers(left)
    assert sorted(drawn["topic beyond the critical value"]) == sorted(np.abs(pair.t[found]))
    assert sorted(drawn["other topic"]) == sorted(np.abs(pair.t[~found]))
    named = {note.get_text(): note.xy[0] for note in left.texts if note.get_text()[0].isdigit()}
    assert named == {contrast.labels[k]: abs(pair.t[k]) for k in np.flatnonzero(found)}


def test_the_lines_stand_where_the_record_says(contrast):
    left, right = plot_null(contrast)
    (pair,) = contrast.pairs
    assert line(left, "critical value") == pair.critical_t(alpha=0.05, n_pairs=1)
    assert line(right, "observed 0.3000 (adj. p 0.010)") == pair.jsd
    assert line(right, "mean of shuffles") == pytest.approx(pair.null_jsd.mean())
    assert line(right, "95 % of shuffles") == pytest.approx(np.quantile(pair.null_jsd, 0.95))


def test_the_divergence_is_adjusted_over_pairs(make_contrast):
    _, right = plot_null(make_contrast(["a", "b", "c"]), pair=("a", "b"))
    assert "adj. p 0.030" in right.get_legend().get_texts()[0].get_text()


def test_an_infinite_t_is_drawn_at_the_end_of_the_axis_and_counted(contrast):
    (pair,) = contrast.pairs
    t, null = pair.t.copy(), pair.null_max_t.copy()
    t[5], null[:3] = np.inf, np.inf
    drawn = plot_null(replace(contrast, pairs=(replace(pair, t=t, null_max_t=null),)))
    everywhere = [t for some in markers(drawn[0]).values() for t in some]
    assert len(everywhere) == 6
    assert np.isfinite(everywhere).all()
    assert max(everywhere) < drawn[0].get_xlim()[1]
    assert "3 of them beyond the axis" in " ".join(drawn.figure.get_supxlabel().split())


def test_no_line_is_drawn_where_no_t_would_do(contrast):
    (pair,) = contrast.pairs
    null = np.full(199, np.inf)
    unreached = replace(pair, null_max_t=null, p_adjusted=np.ones(6))
    left, _ = plot_null(replace(contrast, pairs=(unreached,)))
    assert [t.get_text() for t in left.get_legend().get_texts()] == ["other topic"]


def test_groups_without_any_difference_can_be_drawn(contrast):
    (pair,) = contrast.pairs
    same = {"t": np.zeros(6), "p_adjusted": np.ones(6), "null_max_t": np.zeros(199)}
    same |= {"distances": np.zeros(4), "null_distances": np.zeros((4, 199))}
    drawn = plot_null(replace(contrast, pairs=(replace(pair, **same),)))
    assert all(heights(panel).sum() == pytest.approx(100) for panel in drawn)
    assert drawn._repr_png_() is not None


def test_heading_and_caption_say_what_was_done(contrast):
    figure = plot_null(contrast).figure
    heading = " ".join(figure.get_suptitle().split())
    assert heading.startswith("answer and question: 6 and 5 meetings; between design; average")
    caption = " ".join(figure.get_supxlabel().split())
    assert "studentised difference over topics in 199 shuffles" in caption
    assert "0 to 1 bit" in caption
    assert "n = 60 and 50 segments, average = meetings (each meeting counts once)" in caption


def test_mistakes_are_one_sentence(make_contrast):
    many = make_contrast(["a", "b", "c"])
    with pytest.raises(ToolkitError, match=r"holds 3 pairs, .* such as pair=\('a', 'b'\)"):
        plot_null(many)
    with pytest.raises(ToolkitError, match="there is no pair of 'a' and 'z'"):
        plot_null(many, pair=("a", "z"))

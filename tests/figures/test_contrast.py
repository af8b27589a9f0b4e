"""A contrast: markers, bars and p values against the record."""

from dataclasses import replace

import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures import plot_contrast
from toolkit.figures.caption import p_words
from toolkit.figures.contrast import one_pair
from toolkit.figures.style import BLUE


def markers(panel) -> dict[float, tuple[float, str]]:
    """Return for each row where its marker stands and how it is filled."""
    return {
        float(y): (float(x), str(line.get_markerfacecolor()))
        for line in panel.lines
        if line.get_marker() == "o"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }


def beside(panel) -> dict[float, str]:
    return {
        float(note.xy[1]): note.get_text()
        for note in panel.texts
        if note.xycoords == ("axes fraction", "data")
    }


def words_of(drawn) -> str:
    panel_words = [t.get_text() for panel in drawn for t in panel.texts]
    titles = [panel.get_title("left") for panel in drawn]
    figure = [drawn.figure.get_suptitle(), drawn.figure.get_supxlabel()]
    return " ".join(" ".join(titles + panel_words + figure).split())


def test_markers_stand_at_the_differences_and_are_filled_where_found(contrast):
    (panel,) = plot_contrast(contrast)
    (pair,) = contrast.pairs
    drawn = markers(panel)
    found = pair.p_adjusted <= 0.05
    assert found.any()
    assert not found.all()
    assert sorted(drawn) == list(range(6))
    for row, (x, face) in drawn.items():
        assert x == pytest.approx(100 * pair.difference[int(row)])
        assert face == (BLUE if found[int(row)] else "white")
    assert panel.yaxis_inverted()


def test_a_marker_whose_p_equals_alpha_is_filled(contrast):
    (pair,) = contrast.pairs
    p = np.full(6, 0.2)
    p[2] = 0.05
    (panel,) = plot_contrast(replace(contrast, pairs=(replace(pair, p_adjusted=p),)))
    filled = [row for row, (_, face) in markers(panel).items() if face == BLUE]
    assert filled == [2]


def test_bars_are_the_intervals_and_missing_where_there_is_none(contrast):
    (panel,) = plot_contrast(contrast)
    (bars,) = panel.collections
    (pair,) = contrast.pairs
    drawn = {path.vertices[0, 1]: path.vertices[:, 0] for path in bars.get_paths()}
    assert sorted(drawn) == [1, 2, 3, 4, 5], "topic 1 has no interval"
    for row, ends in drawn.items():
        assert ends == pytest.approx([100 * pair.low[int(row)], 100 * pair.high[int(row)]])


def test_a_record_without_intervals_is_drawn_without_bars(contrast):
    bare = replace(contrast.pairs[0], low=None, high=None)
    drawn = plot_contrast(replace(contrast, pairs=(bare,), interval_words=""))
    assert not drawn[0].collections
    assert "Bars" not in words_of(drawn)


def test_the_adjusted_p_stands_at_its_row(contrast):
    (panel,) = plot_contrast(contrast)
    written = beside(panel)
    for row, p in enumerate(contrast.pairs[0].p_adjusted):
        assert written[row] == p_words(p)
    assert "adj. p" in written.values()


def test_there_is_a_line_at_zero(contrast):
    (panel,) = plot_contrast(contrast)
    assert [0, 0] in [list(line.get_xdata()) for line in panel.lines]


def test_title_and_caption_say_what_was_done(make_contrast):
    words = words_of(plot_contrast(make_contrast(design="within", average="tokens")))
    for part in (
        "answer minus question", "6 meetings with both", "within design", "average = tokens",
        "sign-flip test on whole meetings", "max-T over 6 topics", "in percentage points",
        "adjusted p ≤ 0.05", "Bars: intervals of 95 % (BCa bootstrap",
        "1,999 resamples: whole meetings inside each group), each topic by itself, not adjusted",
        "n = 60 and 50 segments", "199 shuffles", "p values speak of other meetings", "1 caution",
    ):  # fmt: skip
        assert part in words


def test_several_pairs_have_a_panel_each_on_one_scale(make_contrast):
    contrast = make_contrast(["a", "b", "c"])
    drawn = plot_contrast(contrast)
    titles = [" ".join(panel.get_title("left").split()) for panel in drawn]
    assert titles == ["a − b", "a − c", "b − c"]
    assert len({panel.get_xlim() for panel in drawn}) == 1
    words = words_of(drawn)
    assert "Between design; average = meetings; permutation test" in words
    assert "Bonferroni over 3 pairs" in words
    assert words.count("60 and 50 segments") == 3


def test_the_caption_names_every_number_of_shuffles(make_contrast):
    contrast = make_contrast(["a", "b", "c"])
    first, second, third = contrast.pairs
    every = replace(second, exhaustive=True, n_arrangements=126)
    mixed = replace(contrast, pairs=(first, every, third))
    assert "studentised, 199 shuffles or all 126 arrangements. Bars" in words_of(
        plot_contrast(mixed)
    )
    assert "studentised, 199 shuffles. Bars" in words_of(plot_contrast(contrast))
    assert "studentised, all 126 arrangements. Bars" in words_of(
        plot_contrast(mixed, pair=("a", "c"))
    )


def test_one_pair_can_be_chosen_in_either_order(make_contrast):
    contrast = make_contrast(["a", "b", "c"])
    (panel,) = plot_contrast(contrast, pair=("c", "a"))
    assert panel.get_title("left") == "a minus c"
    assert one_pair(contrast, ("c", "a")) is contrast.pairs[1]


def test_mistakes_are_one_sentence(make_contrast):
    many = make_contrast(["a", "b", "c", "d", "e"])
    with pytest.raises(ToolkitError, match=r"10 pairs are too many .* holds 6; .*pair=\('a', 'b'"):
        plot_contrast(many)
    with pytest.raises(ToolkitError, match="there is no pair of 'a' and 'z'"):
        plot_contrast(many, pair=("a", "z"))
    for wrong in ("ab", ("a",)):
        with pytest.raises(ToolkitError, match="is not two groups"):
            plot_contrast(many, pair=wrong)

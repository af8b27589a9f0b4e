"""Distances of all pairs: shades, numbers, marks and branches against the record."""

from __future__ import annotations

import re

import numpy as np
import pytest
from common.distances import make_divergences

from toolkit.errors import ToolkitError
from toolkit.figures.distances import chance_words, plot_distances


def caption(panels) -> str:
    return panels.figure.get_supxlabel().replace("\n", " ")


def order_of(matrix) -> list[str]:
    return [re.sub(r" \([\d,]+\)$", "", label.get_text()) for label in matrix.get_yticklabels()]


def shades_of(matrix) -> np.ndarray:
    return np.ma.filled(matrix.images[0].get_array(), np.nan)


def test_few_groups_are_shaded_below_and_written_above():
    record = make_divergences(5)
    _, matrix = plot_distances(record)
    names = order_of(matrix)
    assert names == [record.groups[i] for i in record.tree().order]
    rows = [record.groups.index(name) for name in names]
    below = np.tril_indices(5, -1)
    corrected = record.corrected[0][np.ix_(rows, rows)]
    np.testing.assert_array_equal(shades_of(matrix)[below], corrected[below])
    assert np.isnan(shades_of(matrix)[np.triu_indices(5)]).all()
    written = {tuple(int(x) for x in text.get_position()): text.get_text() for text in matrix.texts}
    assert len(written) == 20
    for (x, y), text in written.items():
        source = record.values[0] if x > y else record.corrected[0]
        value = float(text.replace("−", "-"))
        assert value == pytest.approx(source[rows[y], rows[x]], abs=0.0005)
    assert [label.get_text() for label in matrix.get_xticklabels()] == names


@pytest.mark.parametrize("n", [5, 30])
def test_pairs_that_chance_may_part_are_marked(n):
    record = make_divergences(n)
    _, matrix = plot_distances(record)
    rows = [record.groups.index(name) for name in order_of(matrix)]
    (marks,) = [line for line in matrix.lines if "chance" in line.get_label()]
    drawn = {(int(y), int(x)) for x, y in zip(*marks.get_data(), strict=True)}
    chance = record.corrected[0][np.ix_(rows, rows)] <= 0
    np.fill_diagonal(chance, False)
    wanted = {(int(a), int(b)) for a, b in np.argwhere(chance) if n > 12 or a > b}
    assert drawn == wanted
    assert wanted
    n_pairs = n * (n - 1) // 2
    said = chance_words(int(chance.sum()) // 2, n_pairs)
    assert f"Points: {said}." in caption(plot_distances(record))


def test_branches_meet_where_the_record_says():
    record = make_divergences(8, shift=0.02)
    tree, _ = plot_distances(record)
    ends = sorted(max(line.get_xdata()) for line in tree.lines)
    assert ends == pytest.approx(np.maximum(record.tree().merges[:, 2], 0).tolist())
    leaves = sorted(
        y
        for line in tree.lines
        for x, y in zip(line.get_xdata()[[0, 3]], line.get_ydata()[[0, 3]], strict=True)
        if x == 0 and y == int(y)
    )
    assert set(leaves) >= set(range(8))


def test_many_groups_are_shaded_on_both_sides_without_numbers():
    record = make_divergences(150)
    _, matrix = plot_distances(record)
    shades = shades_of(matrix)
    np.testing.assert_array_equal(shades, shades.T)
    assert np.isfinite(shades).sum() == 150 * 149
    assert not matrix.texts
    named = order_of(matrix)
    step = 150 // (len(named) - 1)
    order = [record.groups[i] for i in record.tree().order]
    assert named == order[::step]


def test_groups_of_one_cluster_stand_last_and_blank():
    record = make_divergences(6, single=[1])
    _, matrix = plot_distances(record)
    assert order_of(matrix)[-1] == "group 001"
    assert np.isnan(shades_of(matrix)[-1]).all()
    assert "Blank: 1 group of one cluster, not corrected" in caption(plot_distances(record))


def test_observed_distances_are_said_to_hold_chance():
    record = make_divergences(6, single=range(6))
    with pytest.raises(ToolkitError, match=r"0 can be used \(6 groups of one cluster"):
        plot_distances(record)
    panels = plot_distances(record, corrected=False)
    names = order_of(panels[1])
    rows = [record.groups.index(name) for name in names]
    below = np.tril_indices(6, -1)
    observed = record.values[0][np.ix_(rows, rows)]
    np.testing.assert_array_equal(shades_of(panels[1])[below], observed[below])
    assert "as observed: the fewer clusters and words, the larger by chance" in caption(panels)
    assert "no farther" not in caption(panels)


def test_darker_is_farther_in_grey_print_too():
    image = plot_distances(make_divergences())[1].images[0]
    red, green, blue, _ = image.cmap(np.linspace(0, 1, 64)).T
    assert (np.diff(0.299 * red + 0.587 * green + 0.114 * blue) < 0).all()
    assert image.get_clim()[0] == 0


def test_the_caption_states_measure_unit_n_and_average():
    words = caption(plot_distances(make_divergences(4), measure="aitchison"))
    assert "Distances of groups by speaker: Aitchison distance (natural logarithms)" in words
    assert "leaves out one of the meetings at a time" in words
    assert "Shares below 0.001 were replaced by it" in words
    assert "n = 4 groups of 2 to 5 meetings each, 140 segments, 14,000 tokens" in words
    assert "average = meetings (each meeting counts once)" in words
    assert re.search(r"average linkage, cophenetic correlation \d\.\d\d", words)
    assert "no test; uncertainty is not shown" in words


def test_nothing_but_chance_and_two_groups_can_be_drawn():
    for record in (make_divergences(4, shift=9.0), make_divergences(2)):
        panels = plot_distances(record)
        assert panels._repr_png_() is not None
    with pytest.raises(ToolkitError, match="'jds' is no measure; did you mean 'jsd'"):
        plot_distances(make_divergences(), measure="jds")

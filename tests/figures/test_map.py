"""Maps of groups: points against the record, links and words about chance."""

from __future__ import annotations

import numpy as np
import pytest
from common.distances import make_divergences

from toolkit.errors import ToolkitError
from toolkit.figures.map import plot_map


def caption(axes) -> str:
    return axes.figure.get_supxlabel().replace("\n", " ")


def points(axes) -> np.ndarray:
    (drawn,) = [line for line in axes.lines if line.get_marker() == "o"]
    return drawn.get_xydata()


def test_points_are_the_records_and_both_axes_have_one_scale():
    record = make_divergences(9)
    axes = plot_map(record)
    np.testing.assert_array_equal(points(axes), record.map().coordinates)
    a, b = axes.transData.transform([[0, 0], [0.1, 0.1]])
    assert b[0] - a[0] == pytest.approx(b[1] - a[1])


def test_every_name_stands_at_its_point_where_there_is_room():
    record = make_divergences(9)
    axes = plot_map(record)
    at = {note.get_text(): note.xy for note in axes.texts}
    assert at == dict(zip(record.groups, map(tuple, record.map().coordinates), strict=True))
    assert "not named" not in caption(axes)


def test_two_hundred_groups_can_be_drawn_and_those_not_named_are_counted():
    record = make_divergences(200)
    axes = plot_map(record)
    assert len(points(axes)) == 200
    assert 20 < len(axes.texts) < 200
    assert f"{200 - len(axes.texts)} of 200 groups not named for want of room" in caption(axes)


def test_pairs_that_chance_may_part_are_linked_where_groups_are_few():
    record = make_divergences(8)
    found = record.map()
    axes = plot_map(record)
    links = [line.get_xydata() for line in axes.lines if line.get_marker() != "o"]
    wanted = [found.coordinates[pair] for pair in np.argwhere(np.triu(found.distances <= 0, 1))]
    assert len(links) == found.n_chance > 0
    np.testing.assert_array_equal(links, wanted)
    assert "(corrected value not above zero), joined by dotted lines" in caption(axes)
    many = plot_map(make_divergences(30))
    assert len(many.lines) == 1
    assert "joined" not in caption(many)


def test_the_caption_states_what_is_shown_and_what_is_not():
    record = make_divergences(7, single=[2])
    words = caption(plot_map(record))
    assert "root of the Jensen–Shannon divergence (bits) of mean topic proportions" in words
    assert f"Stress {record.map().stress:.2f}" in words
    assert "1 group of one cluster left out" in words
    assert "n = 7 groups of 1 to 8 meetings each" in words
    assert "Uncertainty is not shown" in words
    hellinger = caption(plot_map(record, measure="hellinger", corrected=False))
    assert "scaling of the Hellinger distance (0 to 1)" in hellinger
    assert "as observed, chance included" in hellinger
    axes = plot_map(record)
    first, second = record.map().shares
    assert axes.get_xlabel() == f"first axis ({100 * first:.0f} % of what there is)"
    assert axes.get_ylabel() == f"second axis ({100 * second:.0f} %)"


def test_what_cannot_be_mapped_is_refused():
    with pytest.raises(ToolkitError, match="a map takes 3 groups"):
        plot_map(make_divergences(2))
    with pytest.raises(ToolkitError, match="no two of 4 groups lie farther apart than chance"):
        plot_map(make_divergences(4, shift=9.0))


def test_the_users_own_axes_are_drawn_on():
    from matplotlib.figure import Figure

    own = Figure(figsize=(6, 5)).add_subplot()
    record = make_divergences(5)
    assert plot_map(record, ax=own) is own
    assert {text.get_text() for text in own.texts} > set(record.groups)

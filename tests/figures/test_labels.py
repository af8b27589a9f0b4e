"""Names beside points: on no other name, on no point, inside the panel."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.text import Text

from toolkit.figures.labels import name_points
from toolkit.figures.sheet import lay_out
from toolkit.figures.style import house_style


def named(points, names):
    with house_style():
        (panel,) = lay_out(1, size=(6, 5))
        panel.plot(*points.T, "o", markersize=4.6)
        panel.figure.draw_without_rendering()
        written = name_points(panel, points, names)
        panel.figure.draw_without_rendering()
    return panel, written


@pytest.mark.parametrize("n", [3, 40, 200])
def test_no_name_lies_on_another_or_on_a_point_or_outside(n):
    points = np.random.default_rng(n).normal(size=(n, 2))
    panel, written = named(points, [f"group {i}" for i in range(n)])
    assert written == len(panel.texts) > 0
    boxes = [Text.get_window_extent(text) for text in panel.texts]  # without the joining line
    shrunk = [box.padded(-1.5) for box in boxes]  # letters are lower than their box
    assert not any(a.overlaps(b) for a, b in combinations(shrunk, 2))
    dots = panel.transData.transform(points)
    assert not any(box.contains(*dot) for box in shrunk for dot in dots)
    whole = panel.get_window_extent().padded(2)
    assert all(whole.contains(*corner) for box in boxes for corner in box.corners())


def test_all_of_a_few_are_named_also_where_they_lie_near_each_other():
    points = np.array([*([0.03 * i, 0] for i in range(9)), [1, 1]])
    panel, written = named(points, [f"a long name {i}" for i in range(10)])
    assert written == 10
    assert any(text.arrow_patch is not None for text in panel.texts)


def test_what_a_name_belongs_to_is_the_point_it_is_given():
    points = np.random.default_rng(1).normal(size=(12, 2))
    panel, _ = named(points, [str(i) for i in range(12)])
    for text in panel.texts:
        assert text.xy == tuple(points[int(text.get_text())])

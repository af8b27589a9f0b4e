"""Distances of a pair: every measure by loops, and its correction by leaving clusters out."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.distance import jensenshannon

from toolkit.contrasts import contrast
from toolkit.contrasts.apart import all_distances, corrected, scaled
from toolkit.contrasts.cells import make_cells
from toolkit.contrasts.jackknife import MEASURES, corrected_distances
from toolkit.contrasts.units import Units
from toolkit.topics import Topics

Floats = NDArray[np.float64]


def _loops(p: Floats, q: Floats) -> list[float]:
    logs = [np.log(np.where(x < 0.001, 0.001, x)) for x in (p, q)]
    centred = [x - x.mean() for x in logs]
    return [
        jensenshannon(p, q, base=2) ** 2,
        sum((a**0.5 - b**0.5) ** 2 for a, b in zip(p, q, strict=True)) ** 0.5 / 2**0.5,
        sum(abs(a - b) for a, b in zip(p, q, strict=True)) / 2,
        sum((a - b) ** 2 for a, b in zip(*centred, strict=True)) ** 0.5,
    ]


def test_all_four_by_loops() -> None:
    random = np.random.default_rng(1)
    p, q = random.dirichlet(np.full(6, 5.0), (2, 30))
    found = all_distances(p, q)
    assert found.shape == (4, 30)
    for row in range(30):
        np.testing.assert_allclose(found[:, row], _loops(p[row], q[row]), rtol=1e-9)


def test_one_shuffle_serves_all_four(between_topics: Topics) -> None:
    pair = contrast(between_topics, between="country").pairs[0]
    cells = make_cells(between_topics, group="country", cluster="meeting", average="meetings")
    from itertools import combinations

    rows = [list(of_a) for of_a in combinations(range(11), 4)]
    null = np.array(
        [
            _loops(cells.proportions[a].mean(axis=0), np.delete(cells.proportions, a, 0).mean(0))
            for a in rows
        ]
    )
    np.testing.assert_allclose(np.sort(pair.null_distances[:3]), np.sort(null.T[:3]), atol=1e-9)
    observed = null[0]
    np.testing.assert_allclose(pair.distances, observed, rtol=1e-9)
    np.testing.assert_allclose(pair.distances_p, (null >= observed * (1 - 1e-9)).mean(axis=0))
    rows_of = contrast(between_topics, between="country").distances()
    np.testing.assert_allclose(rows_of["null_mean"], null.mean(axis=0), rtol=1e-9)


def test_between_is_the_jackknife_of_all_groups() -> None:
    random = np.random.default_rng(2)
    values, weights = random.dirichlet(np.ones(5), 17), random.uniform(1, 3, 17)
    in_a = np.arange(17) < 7
    means = np.array(
        [np.average(values[side], axis=0, weights=weights[side]) for side in (in_a, ~in_a)]
    )
    ours = corrected(Units(values, weights, in_a, np.zeros(17, int)), means)
    for number, measure in enumerate(MEASURES):
        _, theirs = corrected_distances(
            values, weights, (~in_a).astype(int), np.arange(17), measure=measure
        )
        assert ours[number] == pytest.approx(theirs[0, 1], rel=1e-9)


def test_within_leaves_out_both_sides_of_a_cluster() -> None:
    random = np.random.default_rng(3)
    a, b = random.dirichlet(np.full(5, 3.0), (2, 9))
    ours = corrected(
        Units(a, np.ones(9), None, np.zeros(9, int), b), np.array([a.mean(0), b.mean(0)])
    )
    full = all_distances(a.mean(axis=0), b.mean(axis=0))
    without = np.array(
        [
            all_distances(np.delete(a, i, 0).mean(axis=0), np.delete(b, i, 0).mean(axis=0))
            for i in range(9)
        ]
    )
    for measure in (0, 2):
        bias = 8 * (without[:, measure].mean() - full[measure])
        assert ours[measure] == pytest.approx(full[measure] - bias, rel=1e-9)
    squared = full[1] ** 2 - 8 * ((without[:, 1] ** 2).mean() - full[1] ** 2)
    assert ours[1] == pytest.approx(np.copysign(abs(squared) ** 0.5, squared), rel=1e-9)


def test_strata_take_no_part_in_the_chance() -> None:
    """Years that differ shift both groups alike: only the spread inside them is chance."""
    random = np.random.default_rng(4)
    strata, in_a = np.repeat([0, 1], 8), np.tile([True, False], 8)
    spread = 0.02 * (random.dirichlet(np.ones(4), 16) - 0.25)
    unlike = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.1, 0.1, 0.7]])[strata]
    values = unlike + spread
    means = np.array([values[side].mean(axis=0) for side in (in_a, ~in_a)])
    ours = corrected(Units(values, np.ones(16), in_a, strata), means)
    found = all_distances(means[0], means[1])
    assert abs(found[0] - ours[0]) < 1e-3
    naive = corrected(Units(values, np.ones(16), in_a, 0 * strata), means)
    assert found[0] - naive[0] > 0.01
    # One cluster of a group in a stratum shows no chance.
    lone = np.where(np.arange(16) < 1, 0, 1)
    lone[1] = 0
    assert np.isnan(corrected(Units(values, np.ones(16), in_a, lone), means)).all()


def test_correction_brings_equal_groups_to_nought() -> None:
    random = np.random.default_rng(5)
    raw, less = np.zeros(4), np.zeros(4)
    for _ in range(200):
        values = random.dirichlet(np.full(6, 2.0), 24)
        in_a = np.arange(24) < 12
        means = np.array([values[side].mean(axis=0) for side in (in_a, ~in_a)])
        raw += all_distances(means[0], means[1]) / 200
        less += corrected(Units(values, np.ones(24), in_a, np.zeros(24, int)), means) / 200
    assert raw[0] > 0.01
    assert abs(less[0]) < raw[0] / 10


def test_measures_grow_with_the_difference_or_its_square() -> None:
    p = np.array([0.4, 0.6])
    near, far = (p + np.array([e, -e]) for e in (1e-4, 2e-4))
    one, two = (all_distances(p, q) for q in (near, far))
    np.testing.assert_allclose(scaled(one[:, None], 4.0)[:, 0], two, rtol=1e-2)

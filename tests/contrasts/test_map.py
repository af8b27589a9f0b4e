"""Maps of groups: points that are known come back, and what is chance is said to be."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from toolkit.contrasts.divergences import divergences
from toolkit.contrasts.jackknife import Measure
from toolkit.contrasts.map import GroupMap, make_map
from toolkit.errors import ToolkitError
from toolkit.topics import Topics

Floats = NDArray[np.float64]


def between(points: Floats) -> Floats:
    return np.asarray(np.linalg.norm(points[:, None] - points, axis=2))


def place(matrix: Floats, measure: Measure = "hellinger") -> GroupMap:
    groups = tuple(f"g{i:03d}" for i in range(len(matrix)))
    return make_map(matrix, groups, measure=measure, corrected=True)


@pytest.fixture
def plane() -> Floats:
    return np.asarray(np.random.default_rng(1).normal(size=(25, 2)) * [3, 1])


def test_points_of_a_plane_come_back_but_for_turning(plane: Floats) -> None:
    found = place(between(plane))
    np.testing.assert_allclose(between(found.coordinates), between(plane), atol=1e-9)
    np.testing.assert_allclose(found.coordinates.mean(axis=0), 0, atol=1e-12)
    # Procrustes: the best turning leaves nothing over.
    centred = plane - plane.mean(axis=0)
    u, _, vt = np.linalg.svd(found.coordinates.T @ centred)
    np.testing.assert_allclose(found.coordinates @ u @ vt, centred, atol=1e-9)
    assert sum(found.shares) == pytest.approx(1)
    assert found.stress == pytest.approx(0, abs=1e-9)
    assert found.n_chance == 0


def test_jsd_and_total_variation_are_squares_already(plane: Floats) -> None:
    measures: tuple[Measure, ...] = ("jsd", "total_variation")
    for measure in measures:
        found = place(between(plane) ** 2, measure)
        np.testing.assert_allclose(between(found.coordinates), between(plane), atol=1e-9)
        np.testing.assert_allclose(found.distances, between(plane), atol=1e-9)


def test_shares_and_stress_are_those_worked_by_hand() -> None:
    # A regular tetrahedron with sides of one: three axes of 1/2 each, of which two are drawn.
    found = place(1.0 - np.eye(4))
    np.testing.assert_allclose(found.eigenvalues, [0.5, 0.5, 0.5, 0], atol=1e-12)
    assert found.shares == pytest.approx((1 / 3, 1 / 3))
    drawn = between(found.coordinates)[np.triu_indices(4, 1)]
    assert found.stress == pytest.approx(np.sqrt(((drawn - 1) ** 2).sum() / 6))


def test_distances_below_zero_count_as_none_and_are_counted(plane: Floats) -> None:
    squared = between(plane * 0.1) ** 2
    noise = np.triu(np.random.default_rng(2).normal(size=squared.shape), 1) * 0.1
    noisy = squared + noise + noise.T
    found = place(noisy, "jsd")
    cut = place(np.maximum(noisy, 0), "jsd")
    np.testing.assert_array_equal(found.coordinates, cut.coordinates)
    np.testing.assert_array_equal(found.distances, np.sqrt(np.maximum(noisy, 0)))
    signed = place(np.copysign(np.sqrt(np.abs(noisy)), noisy))
    np.testing.assert_allclose(signed.coordinates, found.coordinates, atol=1e-9)
    assert found.n_chance == signed.n_chance == (noisy[np.triu_indices(25, 1)] <= 0).sum() > 0
    assert found.eigenvalues[-1] < 0
    assert f"{found.n_chance} pairs no farther apart than chance" in found.summary()


def test_the_order_of_groups_and_a_mirror_do_not_matter(plane: Floats) -> None:
    turned = np.random.default_rng(3).permutation(25)
    here, there = place(between(plane)), place(between(plane[turned] * [-1, 1]))
    np.testing.assert_allclose(there.coordinates, here.coordinates[turned], atol=1e-9)
    largest = np.abs(here.coordinates).argmax(axis=0)
    assert (here.coordinates[largest, [0, 1]] > 0).all()


def test_of_two_ends_as_far_out_the_first_is_to_the_right() -> None:
    found = place(between(np.array([[-1.0, 0], [0, 0.1], [1, 0]])))
    assert found.coordinates[0, 0] == pytest.approx(1)


def test_what_cannot_be_mapped_is_refused() -> None:
    with pytest.raises(ToolkitError, match=r"a map takes 3 groups, and 2 can be used$"):
        place(1.0 - np.eye(2))
    with pytest.raises(ToolkitError, match="no two of 3 groups lie farther apart than chance"):
        place(np.eye(3) - 1.0)
    matrix = 1.0 - np.eye(4)
    matrix[0] = matrix[:, 0] = np.nan
    found = place(matrix)
    assert found.left_out == ("g000",)
    assert found.table()["group"].tolist() == ["g001", "g002", "g003"]


def test_a_record_of_divergences_makes_its_map(within_topics: Topics) -> None:
    made = divergences(within_topics, by="kind")
    observed = made.map("jsd", corrected=False)
    drawn = between(observed.coordinates)
    # Three groups always fit into a plane.
    np.testing.assert_allclose(drawn**2, made.values[0], atol=1e-12)
    assert made.map().corrected

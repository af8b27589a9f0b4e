"""The order of leaves, against every order that the tree allows."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform

from toolkit.contrasts.leaf_order import best_order

Floats = NDArray[np.float64]


def length(apart: Floats, order: tuple[int, ...] | list[int]) -> float:
    return float(sum(apart[i, j] for i, j in pairwise(order)))


def branches(merges: Floats, n: int) -> set[frozenset[int]]:
    members = [frozenset([i]) for i in range(n)]
    for first, second in merges[:, :2].astype(int).tolist():
        members.append(members[first] | members[second])
    return set(members)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("method", ["average", "single"])
def test_no_order_that_the_tree_allows_is_shorter(seed: int, method: str) -> None:
    apart = np.triu(np.random.default_rng(seed).random((6, 6)), 1)
    apart += apart.T
    merges = linkage(squareform(apart), method)
    wanted = branches(merges, 6)
    allowed = [
        order
        for order in permutations(range(6))
        if wanted <= {frozenset(order[i:j]) for i in range(6) for j in range(i + 1, 7)}
    ]
    assert len(allowed) == 2**5
    found = best_order(merges, apart)
    assert tuple(found) in allowed
    assert length(apart, found) == pytest.approx(min(length(apart, order) for order in allowed))
    assert found[0] < found[-1]


def test_points_on_a_line_are_put_in_their_order() -> None:
    places = np.random.default_rng(1).permutation(120).astype(float)
    apart = np.abs(places[:, None] - places)
    found = best_order(linkage(squareform(apart), "average"), apart)
    steps = np.diff(places[found])
    assert (steps > 0).all() or (steps < 0).all()


def test_two_leaves() -> None:
    assert best_order(np.array([[0, 1, 1.0, 2]]), np.array([[0, 1.0], [1.0, 0]])) == [0, 1]

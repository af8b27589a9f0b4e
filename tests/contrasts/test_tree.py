"""Trees of groups, against SciPy, scikit-learn and averages taken by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.cluster.hierarchy import cophenet, linkage
from scipy.spatial.distance import squareform

from toolkit.contrasts.divergences import divergences
from toolkit.contrasts.tree import GroupTree, known_groups, make_tree
from toolkit.errors import ToolkitError
from toolkit.topics import Topics

Floats = NDArray[np.float64]


def random_matrix(n: int, seed: int, *, shift: float = 0.0) -> Floats:
    apart = np.random.default_rng(seed).random((n, n)) - shift
    return np.asarray(np.triu(apart, 1) + np.triu(apart, 1).T)


def names(n: int) -> tuple[str, ...]:
    return tuple(f"g{i:03d}" for i in range(n))


def grow(matrix: Floats) -> GroupTree:
    return make_tree(matrix, names(len(matrix)), measure="jsd", corrected=True)


def average_linkage(matrix: Floats) -> list[tuple[frozenset[int], float]]:
    """Join by hand: every step looks at all pairs of members anew."""
    branches = [frozenset([i]) for i in range(len(matrix))]
    steps = []
    while len(branches) > 1:
        apart = {
            (a, b): float(np.mean([matrix[i, j] for i in a for j in b]))
            for at, a in enumerate(branches)
            for b in branches[at + 1 :]
        }
        a, b = min(apart, key=lambda pair: apart[pair])
        branches = [branch for branch in branches if branch not in (a, b)] + [a | b]
        steps.append((a | b, apart[a, b]))
    return steps


@pytest.mark.parametrize("shift", [0.0, 0.4])
def test_branches_are_those_of_averages_taken_by_hand(shift: float) -> None:
    matrix = random_matrix(9, 1, shift=shift)  # with a shift some distances are below zero
    tree = grow(matrix)
    members: list[frozenset[int]] = [frozenset([i]) for i in range(9)]
    for first, second, height, size in tree.merges.tolist():
        members.append(members[int(first)] | members[int(second)])
        assert len(members[-1]) == size
        assert height == pytest.approx(dict(average_linkage(matrix))[members[-1]])
    assert set(members[9:]) == {branch for branch, _ in average_linkage(matrix)}
    assert (tree.merges[0, 2] < 0) == (shift > 0)


def test_heights_and_their_likeness_are_scipys() -> None:
    matrix = random_matrix(30, 2)
    apart = squareform(matrix)
    expected = linkage(apart, "average")
    tree = grow(matrix)
    np.testing.assert_allclose(tree.merges[:, 2], expected[:, 2], rtol=1e-12)
    assert tree.cophenetic == pytest.approx(cophenet(expected, apart)[0])


def test_branches_are_those_of_scikit_learn() -> None:
    from sklearn.cluster import AgglomerativeClustering

    matrix = random_matrix(40, 3)
    theirs = AgglomerativeClustering(n_clusters=1, metric="precomputed", linkage="average",
                                     compute_distances=True).fit(matrix)  # fmt: skip
    np.testing.assert_allclose(grow(matrix).merges[:, 2], theirs.distances_, rtol=1e-12)


def test_the_order_of_groups_does_not_matter() -> None:
    matrix = random_matrix(12, 5, shift=0.3)
    turned = np.random.default_rng(6).permutation(12)
    a, b = grow(matrix), grow(matrix[np.ix_(turned, turned)])
    np.testing.assert_allclose(a.merges[:, 2], b.merges[:, 2], atol=1e-12)
    there = [int(turned[i]) for i in b.order]
    assert list(a.order) in (there, there[::-1])


def test_groups_of_one_cluster_are_left_out_and_named() -> None:
    matrix = random_matrix(4, 7)
    matrix[2] = matrix[:, 2] = np.nan
    matrix[2, 2] = 0
    tree = grow(matrix)
    assert (tree.groups, tree.left_out) == (("g000", "g001", "g003"), ("g002",))
    assert "Left out: 1 group of one cluster." in tree.summary()
    matrix[:] = np.nan
    with pytest.raises(ToolkitError, match=r"a tree takes 2 groups, and 0 can be used \(4 groups"):
        known_groups(matrix, names(4), least=2, what="a tree")


def test_two_groups_and_equal_groups_have_no_likeness_of_heights() -> None:
    assert np.isnan(grow(random_matrix(2, 8)).cophenetic)
    equal = grow(np.zeros((3, 3)))
    assert np.isnan(equal.cophenetic)
    assert "2 branches whose groups are no farther apart than chance" in equal.summary()


def test_the_table_names_the_members_of_both_branches() -> None:
    matrix = np.array([[0, 0.1, 0.4], [0.1, 0, 0.6], [0.4, 0.6, 0]])
    table = grow(matrix).table()
    assert table["groups"].tolist() == [2, 3]
    assert {table["branch_a"][1], table["branch_b"][1]} == {"g002", "g000; g001"}
    assert table["mean_distance"].tolist() == pytest.approx([0.1, 0.5])


def test_a_record_of_divergences_makes_its_tree(within_topics: Topics) -> None:
    made = divergences(within_topics, by="kind")
    tree = made.tree("hellinger")
    assert tree.groups == made.groups
    assert tree.merges[0, 2] == np.nanmin(made.corrected[1][np.triu_indices(3, 1)])
    observed = made.tree("hellinger", corrected=False)
    assert observed.merges[0, 2] == made.values[1][np.triu_indices(3, 1)].min()

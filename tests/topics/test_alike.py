"""Likeness of topics against SciPy, and vocabularies cut to what they share."""

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from toolkit.errors import ToolkitError
from toolkit.topics.alike import alike, on_common_terms
from toolkit.topics.ranked import rank_biased_overlap


@pytest.fixture
def two():
    rng = np.random.default_rng(8)
    first, second = rng.dirichlet(np.full(9, 0.3), 4), rng.dirichlet(np.full(9, 0.3), 3)
    first[0, :4] = 0
    first[0] /= first[0].sum()
    return first, second


def test_it_is_one_less_the_divergence_of_scipy(two):
    found = alike(*two)
    for i, p in enumerate(two[0]):
        for j, q in enumerate(two[1]):
            assert found[i, j] == pytest.approx(1 - jensenshannon(p, q, base=2) ** 2, abs=1e-12)


def test_it_is_one_less_the_squared_hellinger_distance(two):
    found = alike(*two, by="hellinger")
    for i, p in enumerate(two[0]):
        for j, q in enumerate(two[1]):
            distance = np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / np.sqrt(2)
            assert found[i, j] == pytest.approx(1 - distance**2, abs=1e-12)
    assert alike(two[0], two[0], by="hellinger").diagonal() == pytest.approx(1)


def test_first_words_are_compared_by_rank(two):
    found = alike(*two, by="overlap", n_terms=4)
    lists = [[np.argsort(-row)[:4].tolist() for row in rows] for rows in two]
    assert found[2, 1] == rank_biased_overlap(lists[0][2], lists[1][1])
    assert alike(two[0], two[0], by="overlap").diagonal() == pytest.approx(1)


def test_topics_are_cut_to_common_terms():
    first, second = np.array([[0.5, 0.3, 0.2], [0.0, 0.0, 1.0]]), np.array([[0.1, 0.2, 0.7]])
    found = on_common_terms(first, ("a", "b", "c"), second, ("b", "x", "a"))
    assert found.terms == ("a", "b")
    np.testing.assert_allclose(found.first[0], [5 / 8, 3 / 8])
    assert np.isnan(found.first[1]).all()
    np.testing.assert_allclose(found.second, [[7 / 8, 1 / 8]])
    assert found.mass_first.tolist() == pytest.approx([0.8, 0])
    assert np.isnan(alike(found.first, found.second)[1, 0])
    with pytest.raises(ToolkitError, match="1 in common"):
        on_common_terms(first, ("a", "b", "c"), second, ("c", "x", "y"))

"""Starts: scikit-learn's singular vectors, and numbers that a seed draws."""

import numpy as np
import pytest
from sklearn.decomposition._nmf import _initialize_nmf

from toolkit.topics.nmf import weigh_and_scale
from toolkit.topics.nmf_start import start_factors


@pytest.fixture(scope="module")
def matrix(planted):
    return weigh_and_scale(planted.counts.matrix, "tfidf")[0]


def test_singular_vectors_are_those_of_scikit_learn_s_start(matrix):
    w, h = start_factors(matrix, 5, "nndsvda", 1)
    w2, h2 = _initialize_nmf(matrix, 5, init="nndsvda", random_state=1)
    np.testing.assert_allclose(w, w2, atol=1e-12)
    np.testing.assert_allclose(h, h2, atol=1e-12)


def test_random_numbers_have_the_scale_of_the_matrix(matrix):
    w, h = start_factors(matrix, 5, "random", 1)
    assert (w @ h).mean() == pytest.approx(matrix.mean(), rel=0.1)
    assert min(w.min(), h.min()) >= 0
    again, other = start_factors(matrix, 5, "random", 1), start_factors(matrix, 5, "random", 2)
    assert np.array_equal(w, again[0])
    assert not np.array_equal(w, other[0])

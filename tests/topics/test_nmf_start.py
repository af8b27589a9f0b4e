"""Starts: scikit-learn's singular vectors, and numbers that a seed draws."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.decomposition._nmf import _initialize_nmf

from toolkit.topics.nmf import weigh_and_scale
from toolkit.topics.nmf_start import start_factors


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


def test_a_seeded_topic_begins_as_its_words_and_the_others_without_their_segments():
    random = np.random.default_rng(2)
    matrix, _ = weigh_and_scale(csr_matrix(random.poisson(0.15, (150, 100))), "tfidf")
    seeded = [(3, 17), (40,)]
    w, h = start_factors(matrix, 5, "nndsvda", 1, seeded)
    mean = matrix.mean()
    assert (w.shape, h.shape) == ((150, 5), (5, 100))
    for k, columns in enumerate(seeded):
        others = np.setdiff1d(np.arange(100), columns)
        np.testing.assert_allclose(h[k, others], mean)
        assert len(set(h[k, list(columns)].round(12))) == 1
        held = np.asarray(matrix[:, list(columns)].sum(axis=1)).ravel()
        np.testing.assert_allclose(w[held == 0, k], mean)
        least = w[held > 0, k] <= mean * (1 + 1e-9)
        inside = w[held > 0, k][~least] / held[held > 0][~least]
        np.testing.assert_allclose(inside, inside[0])
    apart = np.asarray(matrix[:, [3, 17, 40]].sum(axis=1)).ravel() == 0
    assert 3 < apart.sum() < 150
    own = start_factors(matrix[apart], 3, "nndsvda", 1)
    np.testing.assert_array_equal(h[2:], own[1])
    np.testing.assert_allclose(np.linalg.norm(w[apart, 2:], axis=0), np.linalg.norm(own[0], axis=0))

"""A pass is an iteration of expectation maximisation by dense formulae."""

import numpy as np
import pytest
from common.sparse import rows_of

from toolkit.topics.kl import pass_over, renew
from toolkit.topics.nmf_start import start_factors


@pytest.mark.parametrize("n_iter", [1, 2, 7])
def test_a_pass_is_an_iteration_of_expectation_maximisation(matrix, n_iter):
    # By dense formulae: the weights by the ratio of data and product, then the topics likewise.
    x = matrix.toarray()
    w, h = start_factors(matrix, 16, "random", 3)
    h /= h.sum(axis=1, keepdims=True)
    ours, topics = w.copy(), np.ascontiguousarray(h.T)
    gathered = np.zeros_like(topics)
    for _ in range(n_iter):
        w = w * ((x / (w @ h)) @ h.T)
        likelihood = float((x * np.log(w @ h)).sum())
        h = h * (w.T @ (x / (w @ h)))
        h /= h.sum(axis=1, keepdims=True)
        said = pass_over(*rows_of(matrix, float), ours, topics, 1, gathered)
        renew(topics, gathered)
        assert said == pytest.approx(likelihood, rel=1e-10)
        assert not gathered.any()
    np.testing.assert_allclose(ours, w, rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(topics.T, h, rtol=1e-9, atol=1e-13)

"""A sweep over both factors is an iteration of coordinate descent."""

import numpy as np
import pytest
from common.sparse import rows_of
from sklearn.decomposition import NMF

from toolkit.topics.hals import project, sweep
from toolkit.topics.nmf_start import start_factors


@pytest.mark.parametrize("n_iter", [1, 2, 7])
def test_a_sweep_is_an_iteration_of_coordinate_descent(matrix, n_iter):
    w, h = start_factors(matrix, 8, "random", 3)
    engine = NMF(8, init="custom", solver="cd", max_iter=n_iter, tol=0)
    theirs = engine.fit_transform(matrix, W=w.copy(), H=h.copy())
    topics, by_row, by_column = np.ascontiguousarray(h.T), np.empty_like(w), np.empty_like(h.T)
    by_column = np.ascontiguousarray(by_column)
    for _ in range(n_iter):
        project(*rows_of(matrix, float), topics, by_row)
        sweep(w, by_row, topics.T @ topics, 1)
        project(*rows_of(matrix.T, float), w, by_column)
        sweep(topics, by_column, w.T @ w, 1)
    np.testing.assert_allclose(w, theirs, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(topics.T, engine.components_, rtol=1e-7, atol=1e-9)

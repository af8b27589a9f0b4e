"""Scikit-learn's engines end where they say, by both losses."""

import numpy as np
import pytest
from scipy.special import rel_entr

from toolkit.topics.engine import NmfSettings
from toolkit.topics.nmf import weigh_and_scale
from toolkit.topics.nmf_sklearn import factorise_sklearn


@pytest.mark.parametrize(
    "solver, loss", [("cd", "frobenius"), ("mu", "frobenius"), ("mu", "kullback-leibler")]
)
def test_the_objective_is_that_of_the_factors(planted, solver, loss):
    matrix = weigh_and_scale(planted.counts.matrix, "counts")[0]
    settings = NmfSettings(5, loss, "random", 400, 1e-4, 1)
    fitted = factorise_sklearn(matrix, settings, solver=solver)
    x, product = matrix.toarray(), fitted.weights @ fitted.components
    divergence = 2 * (rel_entr(x, product) - x + product).sum()
    error = ((x - product) ** 2).sum() if loss == "frobenius" else divergence
    assert fitted.objective == pytest.approx(np.sqrt(error), rel=1e-6)
    assert fitted.converged
    assert not factorise_sklearn(
        matrix, NmfSettings(5, loss, "random", 3, 1e-9, 1), solver=solver
    ).converged

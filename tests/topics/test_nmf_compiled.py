"""Our NMF: the objective of scikit-learn's at every iteration and at the end, and what it says."""

import numpy as np
import pytest
from scipy.optimize import nnls
from scipy.special import rel_entr
from sklearn.decomposition import NMF, non_negative_factorization

from toolkit.topics.engine import NmfSettings
from toolkit.topics.nmf_compiled import factorise_compiled


def settings(loss, start="nndsvda", n_topics=5, max_iter=2000, tolerance=1e-9):
    return NmfSettings(n_topics, loss, start, max_iter, tolerance, 1)


@pytest.mark.parametrize("start", ["nndsvda", "random"])
def test_the_objective_at_the_end_is_scikit_learn_s(matrix, start):
    fitted = factorise_compiled(matrix, settings("frobenius", start))
    true = np.linalg.norm(matrix.toarray() - fitted.weights @ fitted.components)
    assert fitted.objective == pytest.approx(true, rel=1e-5)
    theirs = NMF(5, init=start, tol=1e-9, max_iter=2000, random_state=1).fit(matrix)
    assert fitted.objective == pytest.approx(theirs.reconstruction_err_, rel=1e-5)


@pytest.mark.parametrize("start", ["nndsvda", "random"])
def test_the_divergence_at_the_end_is_scikit_learn_s(matrix, start):
    fitted = factorise_compiled(matrix, settings("kullback-leibler", start))
    x, product = matrix.toarray(), fitted.weights @ fitted.components
    true = np.sqrt(2 * (rel_entr(x, product) - x + product).sum())
    assert fitted.objective == pytest.approx(true, rel=1e-5)
    theirs = NMF(
        5, init=start, solver="mu", beta_loss="kullback-leibler", tol=1e-9, max_iter=5000,
        random_state=1,
    ).fit(matrix)  # fmt: skip
    assert (
        fitted.objective <= theirs.reconstruction_err_ * 1.001
    )  # from a random start another optimum


def test_weights_are_solved_on_the_topics_as_they_are(matrix):
    fitted = factorise_compiled(matrix, settings("frobenius", tolerance=1e-2))
    for row in range(5):
        exact = nnls(fitted.components.T, matrix[row].toarray().ravel())[0]
        np.testing.assert_allclose(fitted.weights[row], exact, atol=1e-5)
    fitted = factorise_compiled(matrix, settings("kullback-leibler", tolerance=1e-2))
    theirs = non_negative_factorization(
        matrix, H=fitted.components, n_components=5, update_H=False, solver="mu", tol=1e-9,
        beta_loss="kullback-leibler", max_iter=3000,
    )[0]  # fmt: skip
    np.testing.assert_allclose(fitted.weights, theirs, atol=0.03 * theirs.max())


@pytest.mark.parametrize("loss", ["frobenius", "kullback-leibler"])
def test_it_never_gets_worse_from_singular_vectors(matrix, loss):
    # The last weights hide what a single step did, yet the best on better topics are better.
    found = [
        factorise_compiled(matrix, settings(loss, max_iter=n)).objective for n in (1, 2, 4, 8, 16)
    ]
    assert (np.diff(found) <= 1e-4).all()

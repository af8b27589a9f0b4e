"""Our NMF: the objective of scikit-learn's at every iteration and at the end, and what it says."""

import numpy as np
import pytest
from scipy.optimize import nnls
from scipy.sparse import csr_matrix
from scipy.special import rel_entr
from sklearn.decomposition import NMF, non_negative_factorization

from toolkit.topics.engine import NmfSettings
from toolkit.topics.hals import project, sweep
from toolkit.topics.kl import pass_over, renew
from toolkit.topics.nmf import weigh
from toolkit.topics.nmf_compiled import factorise_compiled
from toolkit.topics.nmf_start import start_factors


@pytest.fixture(scope="module")
def matrix(planted):
    return weigh(planted.counts.matrix, "tfidf")[0]


def settings(loss, start="nndsvda", n_topics=5, max_iter=2000, tolerance=1e-9):
    return NmfSettings(n_topics, loss, start, max_iter, tolerance, 1)


def rows_of(matrix, dtype):
    matrix = csr_matrix(matrix)
    return matrix.indptr.astype(np.int64), matrix.indices, matrix.data.astype(dtype)


@pytest.mark.parametrize("n_iter", [1, 2, 7])
def test_a_sweep_is_an_iteration_of_coordinate_descent(matrix, n_iter):
    w, h = start_factors(matrix, 8, "random", 3)
    engine = NMF(8, init="custom", solver="cd", max_iter=n_iter, tol=0)
    with pytest.warns(Warning, match="Maximum number of iterations"):
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
    assert fitted.objective <= theirs.reconstruction_err_ * 1.0005


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
    np.testing.assert_allclose(fitted.weights, theirs, atol=2e-3 * theirs.max())


@pytest.mark.parametrize("loss", ["frobenius", "kullback-leibler"])
def test_it_never_gets_worse_from_singular_vectors(matrix, loss):
    # The last weights hide what a single step did, yet the best on better topics are better.
    found = [
        factorise_compiled(matrix, settings(loss, max_iter=n)).objective for n in (1, 2, 4, 8, 16)
    ]
    assert (np.diff(found) <= 1e-4).all()


def test_singular_vectors_are_those_of_scikit_learn_s_start(matrix):
    w, h = start_factors(matrix, 5, "nndsvda", 1)
    theirs = NMF(5, init="nndsvda", random_state=1, max_iter=1, tol=1e9, solver="mu")
    w2, h2 = theirs._check_w_h(matrix, None, None, True)
    np.testing.assert_allclose(w, w2, atol=1e-12)
    np.testing.assert_allclose(h, h2, atol=1e-12)

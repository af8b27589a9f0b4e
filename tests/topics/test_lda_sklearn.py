"""Nothing is done to scikit-learn's numbers but order."""

import hashlib

import numpy as np
import pytest
from sklearn.decomposition import LatentDirichletAllocation

from toolkit.topics import fit_lda


@pytest.mark.parametrize(
    "engine, method", [("scikit-learn", "batch"), ("scikit-learn online", "online")]
)
def test_it_is_scikit_learn_s_on_the_canonical_order(planted, engine, method):
    counts = planted.counts
    digest = [hashlib.sha256(text.encode()).hexdigest() for text in counts.segments.texts]
    rows = np.argsort(digest)
    assert rows.tolist() != list(range(len(rows)))
    theirs = LatentDirichletAllocation(
        n_components=5, doc_topic_prior=0.2, topic_word_prior=0.1, learning_method=method,
        max_iter=40, evaluate_every=5, perp_tol=0.5, n_jobs=1, random_state=8,
    )  # fmt: skip
    theta = theirs.fit_transform(counts.matrix[rows])
    phi = theirs.components_ / theirs.components_.sum(axis=1, keepdims=True)

    topics = fit_lda(
        counts, n_topics=5, alpha=0.2, eta=0.1, max_iter=40, tolerance=0.5, seed=8, engine=engine
    )
    order = np.array([np.abs(phi - row).sum(axis=1).argmin() for row in topics.topic_term])
    assert sorted(order) == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(topics.topic_term, phi[order], rtol=1e-12)
    np.testing.assert_allclose(topics.doc_topic[rows], theta[:, order], rtol=1e-12)
    assert topics.convergence.objective == theirs.bound_


def test_a_fit_that_converges_at_its_last_iteration_has_converged(planted):
    topics = fit_lda(planted.counts, n_topics=5, max_iter=10, tolerance=1e6, engine="scikit-learn")
    assert (topics.convergence.converged, topics.convergence.n_iter) == (True, 10)

"""LDA: planted topics come back, and nothing is done to scikit-learn's numbers but order."""

import hashlib

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import LatentDirichletAllocation

from toolkit.errors import SettingsError, ToolkitError, ToolkitWarning
from toolkit.topics import fit_lda


def cosines(a, b):
    lengths = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)
    return a @ b.T / lengths


@pytest.fixture(scope="module")
def fitted(planted):
    return fit_lda(planted.counts, n_topics=5, alpha=0.15, eta=0.05, tolerance=0.01, seed=3)


def test_planted_topics_are_found(planted, fitted):
    likeness = cosines(planted.topic_term, fitted.topic_term)
    true, found = linear_sum_assignment(-likeness)
    assert likeness[true, found].min() > 0.99
    assert np.delete(likeness[true[0]], found[0]).max() < 0.3  # they are well separated


def test_planted_proportions_are_found_in_long_segments(planted, fitted):
    true, found = linear_sum_assignment(-cosines(planted.topic_term, fitted.topic_term))
    error = np.abs(planted.doc_topic[:, true] - fitted.doc_topic[:, found])
    assert error.mean() < 0.02
    assert error.max() < 0.15


def test_topics_are_numbered_by_falling_size_in_tokens(planted, fitted):
    tokens = planted.counts.matrix.toarray().sum(axis=1)
    sizes = tokens @ fitted.doc_topic
    assert (np.diff(sizes) < 0).all()
    # Planted in falling order: each topic's heaviest terms are its own block of twenty.
    assert (fitted.topic_term.argmax(axis=1) // 20).tolist() == [0, 1, 2, 3, 4]


def test_it_is_scikit_learn_s_on_the_canonical_order(planted):
    counts = planted.counts
    digest = [hashlib.sha256(text.encode()).hexdigest() for text in counts.segments.texts]
    rows = np.argsort(digest)
    assert rows.tolist() != list(range(len(rows)))
    engine = LatentDirichletAllocation(
        n_components=5, doc_topic_prior=0.2, topic_word_prior=0.1, learning_method="batch",
        max_iter=40, evaluate_every=5, perp_tol=0.5, n_jobs=1, random_state=8,
    )  # fmt: skip
    theta = engine.fit_transform(counts.matrix[rows])
    phi = engine.components_ / engine.components_.sum(axis=1, keepdims=True)

    topics = fit_lda(counts, n_topics=5, alpha=0.2, eta=0.1, max_iter=40, tolerance=0.5, seed=8)
    order = cosines(topics.topic_term, phi).argmax(axis=1)
    assert sorted(order) == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(topics.topic_term, phi[order], rtol=1e-12)
    np.testing.assert_allclose(topics.doc_topic[rows], theta[:, order], rtol=1e-12)
    assert topics.convergence.objective == engine.bound_


def test_priors_are_one_by_the_number_of_topics_and_written_out(planted):
    topics = fit_lda(planted.counts, n_topics=4, tolerance=50)
    assert dict(topics.settings) == {
        "n_topics": 4, "alpha": 0.25, "eta": 0.25, "max_iter": 200, "tolerance": 50,
    }  # fmt: skip
    named = fit_lda(planted.counts, n_topics=4, alpha=0.25, eta=0.25, tolerance=50)
    assert np.array_equal(topics.doc_topic, named.doc_topic)


def test_a_larger_prior_pulls_proportions_together(planted):
    def spread(alpha):
        topics = fit_lda(planted.counts, n_topics=5, alpha=alpha, tolerance=10, seed=3)
        return topics.doc_topic.max(axis=1).mean()

    assert spread(0.01) > spread(1) + 0.002


def test_another_seed_gives_another_start(planted, fitted):
    other = fit_lda(planted.counts, n_topics=5, alpha=0.15, eta=0.05, tolerance=0.01, seed=4)
    assert (fitted.seed, other.seed) == (3, 4)
    assert not np.array_equal(fitted.doc_topic, other.doc_topic)


def test_how_the_fit_ended_is_kept(planted, fitted):
    end = fitted.convergence
    assert end.converged
    assert end.n_iter % 5 == 0  # it is looked at every fifth iteration
    assert 0 < end.n_iter <= 200
    # The perplexity of a text drawn from the model is near the exponential of its entropy.
    mixed = planted.doc_topic @ planted.topic_term
    entropy = -(planted.counts.matrix.toarray() * np.log(mixed)).sum() / planted.counts.n_tokens
    assert end.objective == pytest.approx(np.exp(entropy), rel=0.1)


def test_a_fit_that_does_not_converge_warns_where_it_was_called(planted):
    with pytest.warns(ToolkitWarning, match="LDA fit did not meet its tolerance in 3 iter") as seen:
        topics = fit_lda(planted.counts, n_topics=5, max_iter=3)
    assert seen[0].filename == __file__
    assert (topics.convergence.converged, topics.convergence.n_iter) == (False, 3)
    assert "did not converge after 3 iterations" in topics.summary()


def test_a_fit_that_converges_at_its_last_iteration_has_converged(planted):
    topics = fit_lda(planted.counts, n_topics=5, max_iter=10, tolerance=1e6)
    assert (topics.convergence.converged, topics.convergence.n_iter) == (True, 10)


def test_more_topics_than_segments_or_terms_are_refused(make_counts):
    with pytest.raises(ToolkitError, match=r"n_topics = 4 is more than .* segments \(3\)"):
        fit_lda(make_counts(np.ones((3, 9))), n_topics=4)
    with pytest.raises(ToolkitError, match=r"n_topics = 4 is more than .* terms \(3\)"):
        fit_lda(make_counts(np.ones((9, 3))), n_topics=4)


@pytest.mark.parametrize("prior", ["alpha", "eta"])
@pytest.mark.parametrize("value", [0, -0.1, 1.01])
def test_priors_outside_the_range_are_refused(planted, prior, value):
    with pytest.raises(SettingsError, match=rf"^fit_lda\.{prior} = {value} cannot be used"):
        fit_lda(planted.counts, **{prior: value})

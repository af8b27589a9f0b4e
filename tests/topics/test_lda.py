"""LDA by its default engine: planted topics come back, and how the fit ended is kept."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from toolkit.errors import SettingsError, ToolkitError, ToolkitWarning
from toolkit.topics import fit_lda


def cosines(a, b):
    lengths = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)
    return a @ b.T / lengths


@pytest.fixture(scope="module")
def fitted(planted):
    return fit_lda(planted.counts, n_topics=5, alpha=0.15, eta=0.05, tolerance=0.001, seed=3)


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


DEFAULTS = {
    "cvb0": (0.1, 0.01, 1000, 0.003),
    "scikit-learn": (0.25, 0.25, 200, 0.1),
    "scikit-learn online": (0.25, 0.25, 200, 0.1),
    "gensim": (0.25, 0.25, 50, 0.02),
}


@pytest.mark.parametrize("engine", DEFAULTS)
def test_defaults_are_the_engine_s_and_written_out(planted, engine):
    named = dict(zip(["alpha", "eta", "max_iter", "tolerance"], DEFAULTS[engine], strict=True))
    topics = fit_lda(planted.counts, n_topics=4, engine=engine)
    assert dict(topics.settings) == {"n_topics": 4, "engine": engine, **named}
    again = fit_lda(planted.counts, n_topics=4, engine=engine, **named)
    assert np.array_equal(topics.doc_topic, again.doc_topic)


def test_learnt_priors_are_kept_in_the_order_of_the_topics(planted):
    learnt = fit_lda(planted.counts, n_topics=5, alpha="asymmetric", tolerance=1e-3, seed=3)
    assert learnt.settings["alpha"] == "asymmetric"
    assert learnt.alpha is not None
    assert (np.diff(learnt.alpha) < 0).all()  # planted in falling order, as they are numbered


def test_an_engine_that_learns_no_priors_refuses_to(planted):
    with pytest.raises(ToolkitError, match=r"^alpha = 'asymmetric' is not for engine = 'scikit-"):
        fit_lda(planted.counts, n_topics=4, engine="scikit-learn", alpha="asymmetric")


def test_a_larger_prior_pulls_proportions_together(planted):
    def spread(alpha):
        topics = fit_lda(planted.counts, n_topics=5, alpha=alpha, tolerance=10, seed=3)
        return topics.doc_topic.max(axis=1).mean()

    assert spread(0.01) > spread(1) + 0.002


def test_another_seed_gives_another_start(planted, fitted):
    other = fit_lda(planted.counts, n_topics=5, alpha=0.15, eta=0.05, tolerance=0.001, seed=4)
    assert (fitted.seed, other.seed) == (3, 4)
    assert not np.array_equal(fitted.doc_topic, other.doc_topic)


def test_how_the_fit_ended_is_kept(planted, fitted):
    end = fitted.convergence
    assert end.converged
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

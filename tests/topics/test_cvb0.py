"""The compiled passes: what they compute is a plain transcription of the update's formulas."""

import numpy as np
import pytest
from common.sparse import rows_of
from scipy.sparse import csr_matrix

from toolkit.topics.cvb0 import LANES, infer, train

ALPHA, ETA = 0.3, 0.05
SEEDED = [3, 7]  # terms that may have priors of their own


@pytest.fixture
def matrix():
    rng = np.random.default_rng(5)
    dense = rng.poisson(0.8, (9, 14))
    dense[0] = 0
    dense[0, 3] = 4  # one term alone, several times
    return csr_matrix(dense)


def start(matrix, n_topics, seed=2):
    rng = np.random.default_rng(seed)
    lanes = -(-n_topics // LANES) * LANES
    term_topic = np.zeros((matrix.shape[1], lanes), np.float32)
    term_topic[:, :n_topics] = rng.gamma(5, 1, (matrix.shape[1], n_topics))
    doc_topic = np.zeros((matrix.shape[0], lanes), np.float32)
    doc_topic[:, :n_topics] = rng.gamma(2, 1, (matrix.shape[0], n_topics))
    alpha = np.zeros(lanes, np.float32)
    alpha[:n_topics] = ALPHA
    return term_topic, doc_topic, alpha


def priors(matrix, extra=None):
    """Lay priors of terms out as the loop takes them; `extra` is added to two terms' own."""
    lanes = 16
    eta = np.full((1 if extra is None else 3, lanes), ETA, np.float32)
    prior_of = np.zeros(matrix.shape[1], np.int32)
    mass = np.full(lanes, ETA * matrix.shape[1], np.float32)
    if extra is not None:
        eta[1:, : extra.shape[1]] += extra
        prior_of[SEEDED] = [1, 2]
        mass[: extra.shape[1]] += extra.sum(axis=0)
    return eta, prior_of, mass


def plainly(matrix, state, n_topics, order, seen, *, extra=0.0):
    """Take one pass in double precision, written as the formulas are."""
    n_terms, n_tokens = matrix.shape[1], matrix.sum()
    term_topic, doc_topic = state
    topics = term_topic[:, :n_topics].astype(float)
    eta = np.full((n_terms, n_topics), ETA)
    eta[SEEDED] += extra
    sizes = topics.sum(axis=0)
    docs = doc_topic[:, :n_topics].astype(float)
    likelihood = 0.0
    for d in order:
        row = matrix[d].toarray().ravel()
        length = row.sum()
        kept = (1 - (seen / 4000 + 5) ** -0.6) ** (length / 4000)
        seen += length
        theta = docs[d] + ALPHA
        for step in range(3):
            shares = np.zeros((n_terms, n_topics))
            for w in np.flatnonzero(row):
                joint = theta * (topics[w] + eta[w]) / (sizes + eta.sum(axis=0))
                if step == 2:
                    likelihood += row[w] * np.log(joint.sum() / theta.sum())
                own = joint / joint.sum()
                rest = (theta - own) * (topics[w] - own + eta[w]) / (sizes + eta.sum(axis=0))
                shares[w] = row[w] * rest / rest.sum()
            theta = ALPHA + shares.sum(axis=0)
        docs[d] = theta - ALPHA
        topics = kept * topics + (1 - kept) * n_tokens / length * shares
        sizes = kept * sizes + (1 - kept) * n_tokens / length * docs[d]
    return topics, sizes, docs, likelihood


@pytest.mark.parametrize("n_topics", [3, 8, 11])
@pytest.mark.parametrize("seen", [0.0, 123_456.0])
def test_a_pass_is_what_the_formulas_say(matrix, n_topics, seen):
    term_topic, doc_topic, alpha = start(matrix, n_topics)
    order = np.random.default_rng(1).permutation(matrix.shape[0])
    expected = plainly(matrix, (term_topic, doc_topic), n_topics, order, seen)
    scale, topic = np.ones(1), term_topic.sum(axis=0)
    likelihood = train(
        *rows_of(matrix), order, term_topic, scale, topic, doc_topic, alpha, *priors(matrix), seen
    )
    found = term_topic * scale[0], topic, doc_topic
    for ours, theirs in zip(found, expected[:3], strict=True):
        np.testing.assert_allclose(ours[..., :n_topics], theirs, rtol=2e-4, atol=1e-6)
        assert not ours[..., n_topics:].any()
    assert likelihood == pytest.approx(expected[3], rel=1e-5)


def test_a_pass_with_priors_of_single_terms_is_what_the_formulas_say(matrix):
    matrix = 100 * matrix  # so that a pass moves the counts by much
    n_topics, extra = 5, np.random.default_rng(4).gamma(1, 3, (2, 5)).astype(np.float32)
    term_topic, doc_topic, alpha = start(matrix, n_topics)
    order = np.arange(matrix.shape[0])
    state = term_topic, doc_topic
    expected = plainly(matrix, state, n_topics, order, 0.0, extra=extra)
    plain = plainly(matrix, state, n_topics, order, 0.0)
    scale, topic = np.ones(1), term_topic.sum(axis=0)
    train(
        *rows_of(matrix), order, term_topic, scale, topic, doc_topic, alpha,
        *priors(matrix, extra), 0.0,
    )  # fmt: skip
    found = (term_topic * scale[0])[:, :n_topics]
    np.testing.assert_allclose(found, expected[0], rtol=2e-4, atol=1e-6)
    assert np.abs(found - plain[0]).max() > 0.1


def test_a_scale_that_has_become_small_is_written_into_the_counts(matrix):
    n_topics = 3
    term_topic, doc_topic, alpha = start(matrix, n_topics)
    scale = np.array([1e-4])  # the first segment takes it below what is let stand
    term_topic /= np.float32(1e-4)
    order = np.arange(matrix.shape[0])
    expected = plainly(matrix, (term_topic * 1e-4, doc_topic), n_topics, order, 0.0)
    topic = (term_topic * scale[0]).sum(axis=0).astype(np.float32)
    train(*rows_of(matrix), order, term_topic, scale, topic, doc_topic, alpha, *priors(matrix), 0.0)
    assert scale[0] > 0.5
    np.testing.assert_allclose(
        (term_topic * scale[0])[:, :n_topics], expected[0], rtol=2e-4, atol=1e-6
    )


def test_inference_ends_at_the_fixed_point_of_its_update(matrix):
    n_topics = 5
    rng = np.random.default_rng(3)
    shares = rng.dirichlet(np.full(matrix.shape[1], 0.3), n_topics)
    term_topic = np.zeros((matrix.shape[1], 8), np.float32)
    term_topic[:, :n_topics] = shares.T
    alpha = np.zeros(8, np.float32)
    alpha[:n_topics] = [0.1, 0.2, 0.3, 0.1, 0.5]
    posterior = np.empty((matrix.shape[0], 8), np.float32)
    infer(*rows_of(matrix), term_topic, alpha, 1e-6, 2000, posterior)
    assert not posterior[:, n_topics:].any()
    for row, found in zip(matrix.toarray(), posterior[:, :n_topics].astype(float), strict=True):
        assert found.sum() == pytest.approx(row.sum() + alpha.sum(), rel=1e-5)
        again = alpha[:n_topics].astype(float)
        for w in np.flatnonzero(row):
            joint = found * shares[:, w]
            rest = np.maximum(found - joint / joint.sum(), 0) * shares[:, w]
            again += row[w] * rest / rest.sum()
        np.testing.assert_allclose(found, again, atol=1e-4 * row.sum())

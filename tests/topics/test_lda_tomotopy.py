"""tomotopy behind our face finds planted topics and repeats itself."""

import numpy as np
import pytest

from toolkit.topics import fit_lda

pytest.importorskip("tomotopy", reason="tomotopy, an extra, is not installed")


@pytest.fixture(scope="module")
def fitted(planted):
    return fit_lda(planted.counts, n_topics=5, engine="tomotopy", seed=3)


def test_the_same_bits_twice(planted, fitted):
    again = fit_lda(planted.counts, n_topics=5, engine="tomotopy", seed=3)
    assert np.array_equal(again.doc_topic, fitted.doc_topic)
    assert np.array_equal(again.topic_term, fitted.topic_term)


def test_planted_topics_and_proportions_are_found(planted, fitted):
    overlap = np.sqrt(planted.topic_term) @ np.sqrt(fitted.topic_term).T
    order = overlap.argmax(axis=1)
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert overlap.max(axis=1).min() > 0.98
    assert np.abs(fitted.doc_topic[:, order] - planted.doc_topic).mean() < 0.02


def test_priors_can_be_learnt(planted):
    learnt = fit_lda(planted.counts, n_topics=5, engine="tomotopy", alpha="asymmetric")
    assert learnt.alpha is not None
    assert len(set(learnt.alpha.round(6))) == 5

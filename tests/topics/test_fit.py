"""What every fit shares, without fitting: refusals, rescaling, numbering."""

from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.topics.fit import check_size, finish
from toolkit.topics.topics import Convergence

ENDED = Convergence(converged=True, n_iter=3, objective=1.5, measure="loss")


def finished(counts, doc_topic, topic_term, convergence=ENDED):
    return finish(
        "nmf",
        counts,
        np.asarray(doc_topic, dtype=float),
        np.asarray(topic_term, dtype=float),
        settings={"n_topics": len(topic_term)},
        seed=4,
        convergence=convergence,
    )


def test_as_many_topics_as_segments_or_terms_are_allowed(make_counts):
    counts = make_counts(np.ones((3, 5)))
    check_size(counts, 3)
    sentence = (
        r"^n_topics = 4 is more than there are segments \(3\) or terms \(5\); "
        "ask for fewer topics or cut shorter segments$"
    )
    with pytest.raises(ToolkitError, match=sentence):
        check_size(counts, 4)


def test_the_scale_of_topics_goes_to_the_segments(make_counts):
    # Topic 1 is written ten times as large and its weights ten times as small: nothing changes.
    counts = make_counts([[1, 1], [1, 1]])
    one = finished(counts, [[1, 1], [3, 1]], [[1, 3], [2, 2]])
    other = finished(counts, [[0.1, 1], [0.3, 1]], [[10, 30], [2, 2]])
    np.testing.assert_allclose(one.doc_topic, [[0.5, 0.5], [0.75, 0.25]])
    np.testing.assert_allclose(one.topic_term, [[0.25, 0.75], [0.5, 0.5]])
    np.testing.assert_allclose(other.doc_topic, one.doc_topic)
    np.testing.assert_allclose(other.topic_term, one.topic_term)


positive = st.floats(0.01, 100)


@given(arrays(float, (6, 3), elements=positive), arrays(float, (3, 4), elements=positive))
def test_the_product_is_kept_up_to_one_factor_a_segment(make_counts, w, h):
    topics = finished(make_counts(np.arange(24).reshape(6, 4) + 1), w, h)
    product = w @ h
    np.testing.assert_allclose(
        topics.doc_topic @ topics.topic_term, product / product.sum(axis=1, keepdims=True)
    )
    np.testing.assert_allclose(topics.doc_topic.sum(axis=1), 1)
    np.testing.assert_allclose(topics.topic_term.sum(axis=1), 1)
    tokens = topics.counts.matrix.toarray().sum(axis=1)
    assert (np.diff(tokens @ topics.doc_topic) <= 1e-9).all()


def test_size_is_counted_in_tokens_and_numbers_the_topics(make_counts):
    # Two short segments hold topic a, one long segment topic b: b is the larger.
    counts = make_counts([[2, 0], [1, 1], [0, 50]], terms=["gas", "ship"])
    topics = finished(counts, [[1, 0], [1, 0], [0, 1]], [[0.9, 0.1], [0.2, 0.8]])
    assert topics.doc_topic.tolist() == [[0, 1], [0, 1], [1, 0]]
    assert topics.labels == ("1 ship, gas", "2 gas, ship")


@given(st.permutations(range(60)))
def test_the_order_of_segments_never_numbers_topics(make_counts, order):
    # Both topics have the same size but for rounding, which depends on the order of a sum.
    shares = np.random.default_rng(0).random(30)
    theta = np.column_stack([np.r_[shares, 1 - shares], np.r_[1 - shares, shares]])
    counts = make_counts(np.full((60, 2), 3))
    phi = [[0.9, 0.1], [0.1, 0.9]]
    straight = finished(counts, theta, phi)
    assert finished(counts, theta[list(order)], phi).labels == straight.labels


def test_a_segment_without_any_weight_is_left_out_and_counted(make_counts):
    counts = make_counts(np.ones((4, 2)), texts=["a", "b", "c", "d"])
    topics = finished(counts, [[1, 0], [0, 0], [1e-9, 1e-7], [2, 3]], [[1, 0], [0, 1]])
    assert topics.counts.segments.texts == ("a", "d")
    assert dict(topics.counts.segments.dropped) == {"without any topic": 2}
    assert "left out: 2 segments without any topic" in topics.counts.summary()


@pytest.mark.parametrize(
    "doc_topic, topic_term",
    [([[1, 1, 1], [2, 1, 1]], [[1, 1], [0, 0], [2, 1]]),
     ([[1, 0, 1], [2, 0, 1]], [[1, 1], [1, 1], [2, 1]])],
    ids=["no term", "no segment"],
)  # fmt: skip
def test_an_empty_topic_is_refused(make_counts, doc_topic, topic_term):
    sentence = "^1 of n_topics = 3 topics came out empty; ask for fewer topics$"
    with pytest.raises(ToolkitError, match=sentence):
        finished(make_counts(np.ones((2, 2))), doc_topic, topic_term)


def test_a_fit_that_did_not_converge_is_said_to_be_so(make_counts):
    ended = Convergence(converged=False, n_iter=7, objective=1.0, measure="loss")
    sentence = "the NMF fit did not meet its tolerance in 7 iterations; raise max_iter"
    with pytest.warns(ToolkitWarning, match=sentence):
        finished(make_counts(np.ones((2, 2))), np.ones((2, 2)), np.ones((2, 2)), ended)


def test_what_was_given_is_kept(make_counts):
    topics = finished(make_counts(np.ones((2, 2))), np.ones((2, 2)), np.ones((2, 2)))
    assert (topics.model, topics.seed, topics.convergence) == ("nmf", 4, ENDED)
    assert topics.settings == MappingProxyType({"n_topics": 2})

"""Topics that are one: sums of shares, mixtures of words, new text."""

import numpy as np
import pytest

from toolkit.topics import TopicLabels, fit_lda, fit_nmf, relabel, topics_from
from toolkit.topics.combined import CombinedTopics, combine_topics


@pytest.fixture(scope="module")
def topics(planted):
    return fit_lda(planted.counts, n_topics=5)


def test_shares_add_up_and_words_are_mixed_by_tokens(planted, topics):
    both = combine_topics(topics, {"x": [4, 1]})
    assert both.labels == (topics.labels[0], "2+5 x", topics.labels[2], topics.labels[3])
    theta = topics.doc_topic
    np.testing.assert_allclose(both.doc_topic[:, 1], theta[:, 1] + theta[:, 4], rtol=1e-12)
    tokens = np.asarray(topics.counts.matrix.sum(axis=1)).ravel()
    mass = tokens @ theta
    expected = (mass[1] * topics.topic_term[1] + mass[4] * topics.topic_term[4]) / mass[
        [1, 4]
    ].sum()
    np.testing.assert_allclose(both.topic_term[1], expected, rtol=1e-9)
    np.testing.assert_allclose(both.alpha, [0.1, 0.2, 0.1, 0.1])
    assert both.doc_topic[:, [0, 2, 3]].tolist() == theta[:, [0, 2, 3]].tolist()
    assert both.topic_term[[0, 2, 3]].tolist() == topics.topic_term[[0, 2, 3]].tolist()
    # The mixture is what the corpus holds of both: expected counts by term do not change.
    np.testing.assert_allclose(
        (tokens @ both.doc_topic) @ both.topic_term, mass @ topics.topic_term, rtol=1e-9
    )
    assert "combined to 4" in both.origin
    assert "2+5 x" in both.summary()


def test_new_text_is_folded_in_on_the_fitted_topics(planted, topics):
    both = combine_topics(topics, {"x": [0, 3], "y": [1, 2]})
    rows = planted.counts.matrix[:20]
    alone = topics.fold_in(rows)
    np.testing.assert_allclose(
        both.fold_in(rows),
        np.column_stack([alone[:, 0] + alone[:, 3], alone[:, 1] + alone[:, 2], alone[:, 4]]),
        atol=1e-12,
    )
    new = both.transform(planted.counts)
    assert isinstance(new, CombinedTopics)
    np.testing.assert_allclose(
        new.doc_topic[:, 2], topics.transform(planted.counts).doc_topic[:, 4], rtol=1e-9
    )
    # What is said and kept of them is of the new segments, and not of those that were fitted to.
    assert new.estimated
    assert combine_topics(topics.transform(planted.counts), {"x": [0, 3]}).estimated
    assert not both.estimated
    assert "of other segments" in new.summary()
    assert new.fitted.doc_topic is not topics.doc_topic


def test_the_posterior_is_that_of_the_sum(topics):
    both = combine_topics(topics, {"x": [0, 1]})
    np.testing.assert_allclose(
        both.posterior()[:, 0], topics.posterior()[:, :2].sum(axis=1), rtol=1e-9
    )


def test_nmf_and_topics_from_elsewhere_combine_too(planted):
    nmf = combine_topics(fit_nmf(planted.counts, n_topics=5), {"x": [0, 1]})
    np.testing.assert_allclose(nmf.fold_in(planted.counts.matrix[:3]).sum(axis=1), 1)
    ids, terms = planted.counts.segments.ids, planted.counts.terms
    given = topics_from(
        planted.doc_topic, planted.topic_term, counts=planted.counts, ids=ids, terms=terms
    )
    both = relabel(given, TopicLabels(combine={"x": (1, 2)}))
    np.testing.assert_allclose(
        both.doc_topic[:, 0], planted.doc_topic[:, 0] + planted.doc_topic[:, 1]
    )
    assert both.has_terms


def test_names_of_seed_words_stay_where_topics_do(planted):
    seeds = {"first": ["t001"], "last": ["t090"]}
    topics = fit_lda(planted.counts, n_topics=5, seed_words=seeds)
    assert topics.labels[topics.seeded.index("first")].split(" ", 1)[1].startswith("first: ")
    free = [k for k, name in enumerate(topics.seeded) if not name]
    both = combine_topics(topics, {"x": free[:2]})
    assert sorted(both.seeded) == ["", "", "first", "last"]
    assert both.seeded[both.labels.index(f"{free[0] + 1}+{free[1] + 1} x")] == ""


@pytest.mark.parametrize("pooled", [False, True])
def test_pooled_words_are_weighed_as_the_fits(planted, pooled):
    topics = fit_nmf(planted.counts, n_topics=5, weight="bm25")
    both = combine_topics(topics, {"x": [1, 4]})
    rows = planted.counts.matrix[:4]
    whole = topics.fold_in(rows, pooled=pooled)
    np.testing.assert_allclose(
        both.fold_in(rows, pooled=pooled)[:, 1], whole[:, 1] + whole[:, 4], atol=1e-12
    )


def test_a_topic_alone_may_have_the_name_of_several(topics):
    labels = TopicLabels(names={3: "trade"}, combine={"trade": (2, 4)})
    both = relabel(topics, labels)
    assert both.labels[1:3] == ("2+4 trade", "3 trade")
    assert both.groups() == {"trade": [1, 3]}

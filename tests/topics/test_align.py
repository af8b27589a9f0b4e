"""Planted topics permuted, split, merged and missing; sizes, models and vocabularies mixed."""

import json
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from toolkit.errors import SettingsError, ToolkitError
from toolkit.topics import fit_lda, fit_nmf, topics_from
from toolkit.topics.align import align, match
from toolkit.topics.alignment import Alignment
from toolkit.topics.numbers import make_labels

N_TERMS = 300


def drawn(n_topics, seed):
    """Topics that share the frequent words of a corpus, as those of real fits do."""
    rng = np.random.default_rng(seed)
    base = 1 / np.arange(5, N_TERMS + 5)
    base = rng.permutation(base / base.sum())
    return rng.dirichlet(40 * base, n_topics)


@pytest.fixture
def model(make_counts):
    """Make topics of given words; nothing is fitted."""

    def make(topic_term, terms=None, origin="model a"):
        topic_term = np.asarray(topic_term)
        counts = make_counts(np.ones((4, topic_term.shape[1])), terms)
        theta = np.full((4, len(topic_term)), 1 / len(topic_term))
        given = topics_from(
            theta, topic_term, counts=counts, ids=counts.segments.ids, terms=counts.terms,
            tool=origin,
        )  # fmt: skip
        return replace(given, labels=make_labels(topic_term, counts.terms))

    return make


def noisy(topics, seed, tokens=3000):
    rng = np.random.default_rng(seed)
    return np.array([rng.multinomial(tokens, row) / tokens for row in topics])


@pytest.mark.parametrize("by", ["jsd", "hellinger", "overlap"])
def test_permuted_topics_are_recovered(model, by):
    topics, order = drawn(12, 1), np.random.default_rng(2).permutation(12)
    found = align(model(noisy(topics, 3)), model(noisy(topics[order], 4)), by=by)
    assert order[found.pairs[:, 1]].tolist() == found.pairs[:, 0].tolist() == list(range(12))
    assert found.unmatched_first == found.unmatched_second == ()
    assert found.carried == tuple(found.labels_first[i] for i in order)


def test_a_missing_topic_has_no_match(model):
    topics = drawn(12, 1)
    other = np.vstack([topics[:5], drawn(1, 99), topics[6:]])
    found = align(model(noisy(topics, 3)), model(noisy(other, 4)))
    assert (found.unmatched_first, found.unmatched_second) == ((6,), (6,))
    assert found.carried[5] == "13 new: " + found.labels_second[5].removeprefix("6 ")
    assert "Without a match in the first: 6." in found.summary()
    table = found.table()
    assert table["first"].isna().sum() == table["second"].isna().sum() == 1
    assert len(table) == 13


def test_the_larger_part_of_a_split_topic_is_the_match_and_the_other_is_shown_beside_it(model):
    topics = drawn(10, 1)
    share = np.where(np.arange(N_TERMS) % 3 == 0, 0.1, 0.9)
    parts = [topics[0] * share, topics[0] * (1 - share)]
    parts.sort(key=lambda part: -part.sum())
    parts = [part / part.sum() for part in parts]
    found = align(model(topics), model(np.vstack([parts[1], topics[1:], parts[0]])))
    assert [0, 10] in found.pairs.tolist()
    assert found.unmatched_second == (1,)
    alone = found.table().query("first.isna()")
    assert alone["nearest"].tolist() == [1]


def test_topics_of_two_unrelated_models_are_seldom_matched(model):
    # The promise of the null, over many pairs: about one in twenty topics. More is measured in
    # tests/validity.
    matched = [
        len(align(model(drawn(20, 2 * seed)), model(drawn(20, 2 * seed + 1))).pairs)
        for seed in range(60, 75)
    ]
    assert np.mean(matched) / 20 < 0.06


def test_fits_of_unlike_size_model_and_vocabulary(planted):
    counts = planted.counts
    lda, more = fit_lda(counts, n_topics=5), fit_lda(counts, n_topics=7, seed=2)
    found = align(lda, more)
    assert len(found.pairs) == 5
    assert len(found.unmatched_second) == 2
    assert len(align(more, lda).pairs) == 5
    fewer = fit_nmf(replace_terms(counts, 60), n_topics=3)
    crossed = align(lda, fewer)
    assert crossed.n_common_terms == 60
    for i, j in crossed.pairs.tolist():
        words = [set(t.top_terms(5).query(f"topic == {k + 1}")["term"]) for t, k in
                 ((lda, i), (fewer, j))]  # fmt: skip
        assert len(words[0] & words[1]) >= 3
    assert len(crossed.pairs) == 3
    assert "The topic least on common terms has" in crossed.summary()


def replace_terms(counts, n):
    """Keep the first n terms, and the segments that hold one."""
    cut = replace(counts, matrix=counts.matrix[:, :n], terms=counts.terms[:n])
    rows = np.flatnonzero(cut.matrix.sum(axis=1)).tolist()
    return cut.keep(rows, "without any term")


def test_a_fit_matches_itself_and_stability_is_one(planted):
    topics = fit_lda(planted.counts, n_topics=5)
    found = align(topics, topics)
    assert found.pairs.tolist() == [[k, k] for k in range(5)]
    assert found.stability == pytest.approx(1)
    assert found.carried == topics.labels


def test_labels_of_the_user_are_carried(planted):
    first = replace(fit_lda(planted.counts, n_topics=5), labels=tuple("abcde"))
    second = fit_lda(planted.counts, n_topics=5, seed=9)
    found = align(first, second)
    named = found.carry(second)
    assert sorted(named.labels) == list("abcde")
    assert named.topic_term.tolist() == second.topic_term.tolist()
    with pytest.raises(ToolkitError, match="not those that were matched"):
        found.carry(first)


def test_the_matching_is_the_best_of_all():
    rng = np.random.default_rng(6)
    for _ in range(20):
        similarity = rng.random((6, 8))
        pairs = match(similarity, 0.0)
        rows, columns = linear_sum_assignment(-similarity)
        assert similarity[tuple(pairs.T)].sum() == pytest.approx(similarity[rows, columns].sum())


def test_a_pair_below_the_threshold_does_not_draw_a_match_away():
    # With all pairs counted the best sum takes 0.50 + 0.45 and lets 0.60 go.
    assert match(np.array([[0.60, 0.50], [0.45, 0.10]]), 0.47).tolist() == [[0, 0]]


def test_a_threshold_by_hand(model):
    topics = drawn(6, 1)
    found = align(model(topics), model(drawn(6, 2)), threshold=0.0)
    assert len(found.pairs) == 6
    assert "as asked" in found.summary()
    with pytest.raises(SettingsError, match=r"align.threshold = 1.0"):
        align(model(topics), model(topics), threshold=1.0)


def test_topics_without_words_cannot_be_matched(planted):
    counts = planted.counts
    bare = topics_from(planted.doc_topic, counts=counts, ids=counts.segments.ids)
    with pytest.raises(ToolkitError, match="came without topic_term"):
        align(bare, bare)


def test_it_comes_back_from_its_parts(model):
    found = align(model(drawn(6, 1)), model(drawn(6, 2)))
    again = Alignment.from_parts(found.arrays(), json.loads(json.dumps(found.meta())))
    assert again.table().equals(found.table())
    assert again.summary() == found.summary()
    assert isinstance(again.settings, MappingProxyType)
    with pytest.raises(ValueError, match="not"):
        replace(found, similarity=np.zeros((2, 2)))

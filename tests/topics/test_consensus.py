"""Consensus: planted copies are counted, spurious topics go, the mean is nearer the truth."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from toolkit.errors import ToolkitError
from toolkit.topics import TopicLabels, align, consensus, fit_lda, relabel
from toolkit.topics.agreement import agree
from toolkit.topics.consensus import find_copies

N_TERMS = 200


def drawn(seed, n_topics):
    random = np.random.default_rng(seed)
    base = 1 / np.arange(5, N_TERMS + 5)
    return random.dirichlet(40 * random.permutation(base / base.sum()), n_topics)


def test_copies_are_counted_over_the_fits_that_have_them():
    topics, random = drawn(1, 10), np.random.default_rng(3)
    fits, wanted = [], {k: [] for k in range(10)}
    for i in range(8):
        own = [k for k in range(10) if k < 7 or (i + k) % 3]  # the last three are in most fits
        order = random.permutation(len(own))
        start = sum(map(len, fits))
        for at, place in enumerate(order.tolist()):
            wanted[own[place]].append(start + at)
        rows = np.array([random.multinomial(4000, topics[own[p]]) / 4000 for p in order])
        fits.append(rows.astype(np.float32))
    found = find_copies(agree(fits), 4)
    assert sorted(sorted(of.tolist()) for of in found) == sorted(wanted.values())
    assert [len(of) for of in found] == sorted(map(len, wanted.values()), reverse=True)
    assert len(find_copies(agree(fits), 8)) == 7


def test_a_topic_of_one_fit_alone_is_no_copy():
    topics = drawn(1, 6)
    fits = [np.vstack([topics[:5], drawn(50 + i, 1)]).astype(np.float32) for i in range(4)]
    found = find_copies(agree(fits), 2)
    assert [len(of) for of in found] == [4] * 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fits")


@pytest.fixture(scope="module")
def found(counts, folder):
    return consensus(counts, n_topics=8, n_refits=10, workers=1, folder=folder)


def away(topic_term, planted):
    """Mean Hellinger distance of the planted topics to those that match them."""
    alike = np.sqrt(planted) @ np.sqrt(topic_term).T
    rows, columns = linear_sum_assignment(alike, maximize=True)
    return np.sqrt(np.maximum(1 - alike[rows, columns], 0)).mean()


def test_it_is_nearer_to_the_planted_topics_than_single_fits(counts, found, planted):
    single = [
        away(fit_lda(counts, n_topics=8, seed=seed).topic_term, planted.topic_term)
        for seed in range(1, 6)
    ]
    assert away(found.topic_term, planted.topic_term) < np.mean(single)


def test_support_is_found_and_said(found):
    assert found.support.max() <= 10
    assert found.support.min() >= 5
    assert (found.support >= 9).sum() >= 5
    assert found.support.sum() + found.n_left_out == 80
    table = found.table()
    assert table["support"].tolist() == found.support.tolist()
    assert table["share_of_tokens"].is_monotonic_decreasing
    assert ((found.likeness > 0.5) & (found.likeness <= 1)).all()
    assert "that 10 refits of LDA with 8 topics agree on" in found.summary()
    assert found.origin.startswith(f"{found.n_topics} topics that 10 refits")


def test_its_shares_are_those_of_its_topics(found, counts):
    again = found.transform(counts)
    assert again.doc_topic.tolist() == found.doc_topic.tolist()
    assert found.posterior().shape == found.doc_topic.shape


def test_the_right_size_comes_back_whole(counts, planted, folder):
    right = consensus(counts, n_topics=5, n_refits=6, workers=1, folder=folder)
    assert right.n_topics == 5
    assert right.support.min() >= 5  # one of the fits is stuck with two topics in one
    np.testing.assert_allclose(right.alpha, 0.1)
    order = np.argmax(np.sqrt(right.topic_term) @ np.sqrt(planted.topic_term).T, axis=1)
    assert sorted(order) == list(range(5))
    assert np.abs(right.doc_topic - planted.doc_topic[:, order]).mean() < 0.02


def test_it_can_be_named_aligned_and_cut(counts, found):
    named = relabel(found, TopicLabels(names={1: "first"}))
    assert named.labels[0] == "1 first"
    assert align(found, fit_lda(counts, n_topics=5)).stability > 0.8
    assert replace(found, labels=found.labels).support.tolist() == found.support.tolist()


def test_nmf_from_random_starts_agrees_too(counts, planted):
    model = {"model": "nmf", "start": "random"}
    found = consensus(counts, model=model, n_topics=5, n_refits=5, workers=1)
    assert found.support.tolist() == [5] * 5
    assert found.alpha is None
    np.testing.assert_allclose(found.doc_topic.sum(axis=1), 1)
    with pytest.raises(ToolkitError, match="are all the same"):
        consensus(counts, model="nmf", n_topics=5)


def test_nothing_that_comes_back_is_said(counts, folder, monkeypatch):
    monkeypatch.setattr(sys.modules["toolkit.topics.consensus"], "find_copies", lambda *_: [])
    with pytest.raises(ToolkitError, match=r"0 topics came back in 5 or more of 6 refits; lower"):
        consensus(counts, n_topics=5, n_refits=6, min_support=0.75, workers=1, folder=folder)

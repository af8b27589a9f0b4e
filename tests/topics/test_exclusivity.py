"""Exclusivity, FREX, lift and relevance against their formulas written out."""

import numpy as np
import pytest
from scipy.stats import ecdf, hmean

from toolkit.errors import ToolkitError
from toolkit.topics.exclusivity import exclusivity, frex, lift, relevance


@pytest.fixture
def topics():
    return np.random.default_rng(2).dirichlet(np.full(12, 0.5), 4)


def test_exclusivity_of_one_word_over_topics_sums_to_one(topics):
    found = exclusivity(topics)
    np.testing.assert_allclose(found.sum(axis=0), 1)
    assert found[2, 5] == pytest.approx(topics[2, 5] / sum(row[5] for row in topics))


@pytest.mark.parametrize("weight", [0.2, 0.5, 0.7])
def test_frex_is_the_harmonic_mean_of_two_ranks(topics, weight):
    found = frex(topics, weight=weight)
    own = exclusivity(topics)
    for k in range(len(topics)):
        ranks = [ecdf(of[k]).cdf.evaluate(of[k]) for of in (own, topics)]
        np.testing.assert_allclose(found[k], hmean(ranks, weights=[[weight], [1 - weight]], axis=0))


def test_frex_puts_a_frequent_word_of_its_own_above_one_of_all_topics():
    topics = np.array([[0.45, 0.40, 0.10, 0.05, 0.0], [0.45, 0.0, 0.10, 0.05, 0.40]])
    found = frex(topics, weight=0.7)
    assert found[0].argmax() == 1
    assert found[1].argmax() == 4


def test_lift_and_relevance_by_hand(topics):
    share = topics.mean(axis=0)
    assert lift(topics, share)[1, 3] == pytest.approx(topics[1, 3] / share[3])
    expected = 0.6 * np.log(topics[1, 3]) + 0.4 * np.log(topics[1, 3] / share[3])
    assert relevance(topics, share)[1, 3] == pytest.approx(expected)
    np.testing.assert_allclose(
        relevance(topics, share, weight=0), np.log(lift(topics, share)), rtol=1e-12
    )


def test_no_number_where_there_is_no_answer():
    topics = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0]])
    share = np.array([0.7, 0.3, 0.0])
    for found in (exclusivity(topics), frex(topics), lift(topics, share)):
        assert np.isnan(found[:, 2]).all()
        assert not np.isnan(found[:, :2]).any()
    assert np.isneginf(relevance(topics, share)[0, 1])
    assert np.isnan(relevance(topics, share)[0, 2])


@pytest.mark.parametrize("weight", [-0.1, 1.1])
def test_a_weight_is_a_share(topics, weight):
    with pytest.raises(ToolkitError, match="between 0 and 1"):
        frex(topics, weight=weight)
    with pytest.raises(ToolkitError, match="between 0 and 1"):
        relevance(topics, topics.mean(axis=0), weight=weight)

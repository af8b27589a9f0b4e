"""Advice: each way the evidence can fall, and how often chance alone is taken for it."""

import numpy as np
import pytest
from scipy import stats

from toolkit.topics.recommend import Evidence, behind_best, recommend

MEETINGS = 40


def evidence(means, stability, *, noise=0.02, error=0.02, seed=1, n_refits=10):
    """Losses of meetings that differ much, by sizes that differ by little."""
    random = np.random.default_rng(seed)
    weight = random.integers(100, 500, MEETINGS).astype(float)
    each = 6 + random.normal(0, 0.5, MEETINGS)
    means = np.array(means)[:, None]
    loss = weight * (each + means + random.normal(0, noise, (len(means), MEETINGS)))
    sizes = tuple(range(5, 5 * len(means) + 1, 5))
    fold = np.arange(MEETINGS) % 10
    errors = np.full(len(sizes), error)
    return Evidence(sizes, loss, weight, fold, np.array(stability), errors, n_refits)


def test_a_size_that_foretells_best_beyond_chance_is_named():
    advice = recommend(evidence([0.3, 0, 0.3], [0.9, 0.7, 0.5]))
    assert advice.n_topics == 10
    assert "foretold best by 10 topics, and worse by every other size" in advice.reason
    assert "Stability speaks for 5 topics (0.90; 0.70 at 10)" in advice.reason


def test_among_equals_the_most_stable_and_then_the_smallest():
    advice = recommend(evidence([0.3, 0, 0, 0], [0.9, 0.6, 0.8, 0.79]))
    assert advice.n_topics == 15
    assert "of 15 and 20" in advice.reason
    assert "cannot be told from it, the other sizes do worse" in advice.reason
    assert "10 less so" in advice.reason


def test_nothing_separates_the_sizes():
    advice = recommend(evidence([0, 0, 0], [0.7, 0.71, 0.7]))
    assert advice.n_topics is None
    assert "no size differs from it beyond chance" in advice.reason
    assert "Nothing separates these sizes" in advice.reason


@pytest.mark.parametrize(
    ("means", "n", "sentence"),
    [([0.3, 0.2, 0], 15, "try larger ones, too"), ([0, 0.2, 0.3], 5, "try smaller ones, too")],
)
def test_the_edge_of_what_was_asked_for_is_said(means, n, sentence):
    advice = recommend(evidence(means, [0.7, 0.7, 0.7]))
    assert advice.n_topics == n
    assert sentence in advice.reason


def test_without_meetings_or_refits_there_is_less_to_say():
    whole = evidence([0, 0], [0.9, 0.5])
    alone = recommend(
        whole._replace(loss=np.zeros((2, 0)), weight=np.zeros(0), fold=np.zeros(0, int))
    )
    assert alone.n_topics == 5
    assert "No meetings were held out; stability alone leans to few topics" in alone.reason
    nothing = np.full(2, np.nan)
    once = recommend(whole._replace(stability=nothing, error=nothing, n_refits=1))
    assert once.n_topics is None
    assert "One fit of each size says nothing of stability" in once.reason
    one = recommend(
        Evidence((5,), whole.loss[:1], whole.weight, whole.fold, nothing[:1], nothing[:1], 10)
    )
    assert one.n_topics is None
    assert "Only 5 topics were fitted" in one.reason


def test_a_size_that_failed_is_not_chosen():
    whole = evidence([0.3, 0, 0.2], [0.9, 0.7, 0.5])
    loss = whole.loss.copy()
    loss[1, 3] = np.nan
    advice = recommend(whole._replace(loss=loss))
    assert advice.n_topics == 15


def test_differences_are_taken_fold_by_fold():
    one = evidence([0.05, 0], [0.7, 0.7], noise=0.001)
    best, behind, reach = behind_best(one.loss, one.weight, one.fold)
    assert best == 1
    assert behind == pytest.approx([0.05, 0], abs=1e-3)
    # For equal weights it is the interval of the paired t test.
    equal = one.loss / one.weight
    _, behind, reach = behind_best(equal, np.ones(MEETINGS), np.arange(MEETINGS))
    low, high = stats.ttest_rel(equal[0], equal[1]).confidence_interval()
    assert behind[0] - reach[0] == pytest.approx(low)
    assert behind[0] + reach[0] == pytest.approx(high)


def test_the_luck_of_a_fold_is_no_evidence():
    # One of four fits of the second size is stuck, and all of its meetings are foretold worse.
    whole = evidence([0, 0], [0.7, 0.7], noise=0.001)
    fold = np.arange(MEETINGS) % 4
    loss = whole.loss + whole.weight * np.where(fold == 2, [[0], [0.4]], 0)
    assert recommend(whole._replace(loss=loss, fold=fold)).n_topics is None
    alone = whole._replace(loss=loss, fold=np.arange(MEETINGS))
    assert recommend(alone).n_topics == 5


def test_chance_alone_seldom_names_a_size():
    # Two sizes that are alike: one is named where either interval misses, about one in ten.
    named = []
    for seed in range(400):
        random = np.random.default_rng(1000 + seed)
        found = 0.7 + 0.02 * random.standard_normal(2)
        named.append(recommend(evidence([0, 0], found, seed=seed)).n_topics is not None)
    assert 0.04 < np.mean(named) < 0.16

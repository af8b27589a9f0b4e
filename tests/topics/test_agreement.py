"""Agreement of fits: by brute force, planted copies, and its error against repetition."""

import itertools

import numpy as np
import pytest

from toolkit.topics import align, fit_lda
from toolkit.topics.agreement import agree, mean_agreement

N_TERMS = 200


def drawn(seed, n_topics):
    """Topics that share the frequent words of a corpus, as those of real fits do."""
    random = np.random.default_rng(seed)
    base = 1 / np.arange(5, N_TERMS + 5)
    return random.dirichlet(40 * random.permutation(base / base.sum()), n_topics)


def read_off(topics, seed, tokens=3000):
    random = np.random.default_rng(seed)
    return np.array([random.multinomial(tokens, row) / tokens for row in topics], np.float32)


def by_hand(a, b):
    """The largest sum over all ways to match, of what lies above the threshold."""
    alike = np.sqrt(a)[:, None] * np.sqrt(b)
    alike = alike.sum(axis=2)
    null = []
    for rows in (a, b):
        own = (np.sqrt(rows)[:, None] * np.sqrt(rows)).sum(axis=2) - 2 * np.eye(len(rows))
        null += own.max(axis=1).tolist()
    least = np.sort(null)[int(np.ceil(0.95 * (len(null) - 1)))]
    best = max(
        itertools.permutations(range(len(b)), len(a)),
        key=lambda p: sum(max(alike[i, j] - least, 0) for i, j in enumerate(p)),
    )
    return sum(alike[i, j] for i, j in enumerate(best) if alike[i, j] > least) / len(a)


def test_it_is_the_best_of_all_matchings():
    for seed in range(5):
        topics = drawn(seed, 5)
        a, b = read_off(topics[:4], 10 + seed, 60), read_off(topics[1:], 20 + seed, 60)
        found = agree([a, b]).of_fits[0, 1]
        assert found == pytest.approx(by_hand(a.astype(float), b.astype(float)), abs=1e-5)


def test_permuted_copies_find_each_other_in_every_fit():
    topics, random = drawn(1, 10), np.random.default_rng(2)
    orders = [random.permutation(10) for _ in range(4)]
    found = agree([read_off(topics[order], 30 + i) for i, order in enumerate(orders)])
    for i, j in itertools.product(range(4), repeat=2):
        place = {topic: 10 * j + at for at, topic in enumerate(orders[j].tolist())}
        wanted = [place[topic] for topic in orders[i].tolist()]
        assert found.partner[10 * i : 10 * i + 10, j].tolist() == wanted
    assert (found.of_fits == found.of_fits.T).all()
    assert found.of_fits.min() > 0.9


def test_a_topic_without_a_counterpart_has_none_and_counts_as_nothing():
    topics = drawn(1, 10)
    other = np.vstack([topics[:9], drawn(77, 1)])
    found = agree([read_off(topics, 3), read_off(other, 4)])
    assert found.partner[9, 1] == found.partner[19, 0] == -1
    assert found.similarity[9, 1] == 0
    assert found.of_fits[0, 1] == pytest.approx(found.similarity[:10, 1].sum() / 10)
    assert found.of_fits[0, 1] < 0.91


def test_the_error_is_that_of_other_refits():
    random = np.random.default_rng(6)
    means, errors = [], []
    for _ in range(2000):
        good = random.beta(8, 2, 12)  # some fits agree less with all others
        noise = random.normal(0, 0.02, (12, 12))
        of_fits = np.sqrt(np.outer(good, good)) + (noise + noise.T) / 2
        np.fill_diagonal(of_fits, 1)
        mean, error = mean_agreement(of_fits)
        means.append(mean)
        errors.append(error**2)
    assert np.sqrt(np.mean(errors)) == pytest.approx(np.std(means), rel=0.06)


def test_too_few_fits_have_no_answer():
    assert np.isnan(mean_agreement(np.ones((1, 1)))).all()
    mean, error = mean_agreement(np.array([[1, 0.4], [0.4, 1]]))
    assert mean == 0.4
    assert np.isnan(error)
    assert agree([]).of_fits.shape == (0, 0)


def test_two_fits_agree_as_they_are_aligned(planted):
    first, second = (fit_lda(planted.counts, n_topics=7, seed=seed) for seed in (1, 2))
    rows = [topics.topic_term.astype(np.float32) for topics in (first, second)]
    aligned = align(first, second, by="hellinger")
    assert agree(rows).of_fits[0, 1] == pytest.approx(aligned.stability, abs=1e-5)

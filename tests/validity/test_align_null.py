"""How often topics without a counterpart are matched by chance, and those with one are found.

Topics are drawn about the word frequencies of one corpus, for both fits anew: none has a
counterpart; or half of them are given one, both read off a thousand tokens. The suite draws some
pairs of fits of each size; ``TOOLKIT_VALIDITY=4000`` draws as many as that says. Rates are printed
(``pytest -s``).
"""

import os

import numpy as np
import pytest
from numpy.typing import NDArray

from toolkit.topics.align import match, null_threshold
from toolkit.topics.alike import By, alike

Floats = NDArray[np.float64]
Random = np.random.Generator

N_PAIRS = int(os.environ.get("TOOLKIT_VALIDITY", "200")) // 10
N_TERMS = 300
FREQUENCIES = 1 / np.arange(5, N_TERMS + 5)
FREQUENCIES /= FREQUENCIES.sum()

# Fits with so few topics that 0.05 is no share of them match more; the docstring says so.
SIZES = {(5, 5): 0.30, (10, 10): 0.12, (20, 20): 0.09, (10, 30): 0.09}


def drawn(random: Random, n_topics: int) -> Floats:
    return random.dirichlet(40 * FREQUENCIES, n_topics)


def read_off(random: Random, topics: Floats) -> Floats:
    return np.array([random.multinomial(1000, row) / 1000 for row in topics])


def matched(first: Floats, second: Floats, by: By) -> NDArray[np.int64]:
    threshold, _ = null_threshold((first, second), 0.05, by=by, n_terms=20)
    return match(alike(first, second, by=by, n_terms=20), threshold)


@pytest.mark.parametrize("by", ["jsd", "hellinger", "overlap"])
@pytest.mark.parametrize("sizes", SIZES)
def test_topics_without_a_counterpart_are_seldom_matched(sizes, by):
    random = np.random.default_rng(sizes[0] + sizes[1])
    rates = [
        len(matched(*(drawn(random, n) for n in sizes), by)) / min(sizes) for _ in range(N_PAIRS)
    ]
    print(f"\n{by}, {sizes}: {np.mean(rates):.3f} of unrelated topics matched")
    assert np.mean(rates) < SIZES[sizes]


@pytest.mark.parametrize("by", ["jsd", "hellinger", "overlap"])
@pytest.mark.parametrize("sizes", SIZES)
def test_counterparts_are_found_among_others(sizes, by):
    random = np.random.default_rng(sizes[0] + sizes[1])
    half = min(sizes) // 2
    found, wrong = [], []
    for _ in range(N_PAIRS):
        first = drawn(random, sizes[0])
        second = np.vstack([first[:half], drawn(random, sizes[1] - half)])
        pairs = matched(read_off(random, first), read_off(random, second), by)
        good = sum(i == j < half for i, j in pairs.tolist())
        found.append(good / half)
        wrong.append((len(pairs) - good) / (min(sizes) - half))
    print(f"\n{by}, {sizes}: {np.mean(found):.3f} found, {np.mean(wrong):.3f} of others matched")
    assert np.mean(found) > 0.97
    assert np.mean(wrong) < SIZES[sizes]


def test_shuffled_words_would_be_no_null():
    random = np.random.default_rng(1)
    rates = []
    for _ in range(N_PAIRS):
        first, second = drawn(random, 20), drawn(random, 20)
        shuffled = random.permuted(second, axis=1)
        threshold = float(np.quantile(alike(first, shuffled).max(axis=1), 0.95))
        rates.append(len(match(alike(first, second), threshold)) / 20)
    print(f"\nwords shuffled: {np.mean(rates):.3f} of unrelated topics matched")
    assert np.mean(rates) > 0.9

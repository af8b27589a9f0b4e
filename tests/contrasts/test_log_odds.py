import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.contrasts.log_odds import log_odds_ratio


def test_three_words_by_hand() -> None:
    """Two groups of 10 tokens, a corpus of 20, a prior of 4 tokens: 2, 1 and 1.

    With the prior group a has 8 + 2, 1 + 1 and 1 + 1 of 14 tokens, group b 2 + 2, 4 + 1, 4 + 1.
    Odds of the first word: 10 to 4 against 4 to 10, a ratio of 25 / 4; of the others 2 to 12
    against 5 to 9, a ratio of 3 / 10. Variances: 1/10 + 1/4 = 7/20 and 1/2 + 1/5 = 7/10.
    """
    a, b = np.array([8, 1, 1]), np.array([2, 4, 4])
    ratio, error = log_odds_ratio(a, b, np.array([10.0, 5.0, 5.0]), 4.0)
    np.testing.assert_allclose(np.exp(ratio), [6.25, 0.3, 0.3], rtol=1e-14)
    np.testing.assert_allclose(error**2, [0.35, 0.7, 0.7], rtol=1e-14)
    np.testing.assert_allclose((ratio / error).round(4), [3.0976, -1.439, -1.439])


def plain(a: list[int], b: list[int], corpus: list[int], mass: float) -> list[tuple[float, float]]:
    """Work the definition out word by word: odds are a word's mass to all other words' mass."""
    found = []
    for word in range(len(a)):
        odds, variance = [], 0.0
        for group in (a, b):
            own = group[word] + mass * corpus[word] / sum(corpus)
            against = 0.0
            for other in range(len(a)):
                if other != word:
                    against += group[other] + mass * corpus[other] / sum(corpus)
            odds.append(own / against)
            variance += 1 / own
        found.append((math.log(odds[0] / odds[1]), math.sqrt(variance)))
    return found


COUNTS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 9)), min_size=2, max_size=6
)


@given(COUNTS, st.floats(0.5, 500))
def test_agrees_with_plain_loops(counts: list[tuple[int, int, int]], mass: float) -> None:
    a, b, extra = (list(column) for column in zip(*counts, strict=True))
    corpus = [x + y + more for x, y, more in counts]
    del extra
    ratio, error = log_odds_ratio(
        np.array(a), np.array(b), np.array(corpus, dtype=np.float64), mass
    )
    expected = plain(a, b, corpus, mass)
    np.testing.assert_allclose(ratio, [one for one, _ in expected], rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(error, [one for _, one in expected], rtol=1e-12)
    other, _ = log_odds_ratio(np.array(b), np.array(a), np.array(corpus, dtype=np.float64), mass)
    assert (other == -ratio).all()


def test_a_heavier_prior_pulls_towards_no_difference() -> None:
    a, b, corpus = np.array([9, 1, 30]), np.array([1, 9, 30]), np.array([10.0, 10.0, 60.0])
    sizes = [abs(log_odds_ratio(a, b, corpus, mass)[0][0]) for mass in (0.1, 1, 10, 1000, 1e9)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 1e-6


def test_a_word_that_never_occurs_is_no_difference() -> None:
    ratio, error = log_odds_ratio(
        np.array([3, 0, 2]), np.array([1, 0, 4]), np.array([4.0, 0.0, 6.0]), 1.0
    )
    assert ratio[1] == 0
    assert error[1] == np.inf
    assert ratio[1] / error[1] == 0


def test_the_standard_error_is_that_of_draws_from_the_posterior() -> None:
    # The posterior of each group's words is a Dirichlet; the formula approximates its spread.
    a, b, corpus = np.array([60, 40, 900]), np.array([30, 80, 890]), np.array([90.0, 120, 1790])
    _, error = log_odds_ratio(a, b, corpus, 50.0)
    random = np.random.default_rng(1)
    prior = 50 * corpus / corpus.sum()
    drawn = [random.dirichlet(counted + prior, 200_000)[:, :2] for counted in (a, b)]
    logits = [np.log(p / (1 - p)) for p in drawn]
    assert error[:2] == pytest.approx((logits[0] - logits[1]).std(axis=0), rel=0.08)

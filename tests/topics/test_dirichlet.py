"""Minka's fixed point ends where a general optimiser finds the likelihood largest."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import gammaln

from toolkit.topics.dirichlet import update_alpha


def minus_likelihood(log_alpha, counts):
    alpha = np.exp(log_alpha)
    whole = gammaln(alpha.sum()) - gammaln(counts.sum(axis=1) + alpha.sum())
    parts = gammaln(counts + alpha) - gammaln(alpha)
    return -(whole.sum() + parts.sum())


def test_it_ends_at_the_maximum_of_the_likelihood():
    rng = np.random.default_rng(4)
    planted = np.array([2.0, 0.5, 0.2, 1.0])
    counts = np.array([rng.multinomial(40, p) for p in rng.dirichlet(planted, 300)])
    learnt = update_alpha(np.full(4, 0.1), counts, n_steps=2000)
    best = minimize(minus_likelihood, np.zeros(4), args=(counts,), method="BFGS").x
    assert learnt == pytest.approx(np.exp(best), rel=1e-3)
    assert learnt == pytest.approx(planted, rel=0.3)


def test_every_step_raises_the_likelihood():
    rng = np.random.default_rng(5)
    counts = rng.gamma(0.4, 5, (50, 6))
    alpha = np.ones(6)
    before = minus_likelihood(np.log(alpha), counts)
    for _ in range(20):
        alpha = update_alpha(alpha, counts, n_steps=1)
        after = minus_likelihood(np.log(alpha), counts)
        assert after <= before + 1e-9
        before = after


def test_a_topic_without_tokens_keeps_a_small_prior():
    counts = np.array([[5.0, 0.0], [7.0, -1e-7]])  # single precision may fall below zero
    learnt = update_alpha(np.ones(2), counts, n_steps=500)
    assert learnt[1] == 1e-4
    assert learnt[0] > 0.1

"""Document completion against the evaluator of the benchmarks and by hand."""

import numpy as np
import pytest
from common.completion import perplexity
from scipy.sparse import csr_matrix

from toolkit.topics import completion
from toolkit.topics.completion import deal_halves, log_likelihood


@pytest.fixture
def drawn():
    rng = np.random.default_rng(7)
    topics = rng.dirichlet(np.full(40, 0.2), 5)
    theta = rng.dirichlet(np.full(5, 0.2), 60)
    return topics, csr_matrix([rng.multinomial(30, t @ topics) for t in theta])


def test_every_token_is_dealt_to_one_half(drawn):
    _, matrix = drawn
    observed, held = deal_halves(matrix, 3)
    assert abs(observed + held - matrix).nnz == 0
    assert observed.min() >= 0
    assert held.min() >= 0
    assert observed.sum() == pytest.approx(900, abs=100)
    assert (deal_halves(matrix, 3)[0] != observed).nnz == 0
    assert (deal_halves(matrix, 4)[0] != observed).nnz > 0


def test_it_agrees_with_an_evaluator_written_apart(drawn, monkeypatch):
    topics, matrix = drawn
    halves = deal_halves(matrix, 3)
    found = log_likelihood(topics, np.full(5, 0.1), *halves)
    expected = perplexity(topics, *halves, alpha=0.1)
    assert np.exp(-found.sum() / halves[1].sum()) == pytest.approx(expected, rel=1e-9)
    monkeypatch.setattr(completion, "_ROWS", 7)
    assert log_likelihood(topics, np.full(5, 0.1), *halves).tolist() == found.tolist()


def test_a_row_without_observed_tokens_is_scored_by_the_prior():
    topics = np.array([[0.9, 0.1], [0.2, 0.8]])
    found = log_likelihood(topics, np.array([0.3, 0.1]), csr_matrix((1, 2)), csr_matrix([[0, 2]]))
    assert found.tolist() == pytest.approx([2 * np.log(0.75 * 0.1 + 0.25 * 0.8)])


def test_a_term_that_no_topic_has_is_impossible():
    topics = np.array([[1.0, 0.0], [1.0, 0.0]])
    halves = csr_matrix([[1, 0]]), csr_matrix([[0, 1]])
    assert np.isneginf(log_likelihood(topics, np.array([0.1, 0.1]), *halves)).all()

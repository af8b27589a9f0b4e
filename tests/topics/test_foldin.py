import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize, nnls
from scipy.sparse import csr_matrix

from toolkit.errors import ToolkitError
from toolkit.topics.foldin import fold_in_lda, fold_in_nmf

Floats = NDArray[np.float64]


def _topics(n_topics: int, n_terms: int, seed: int = 0, spread: float = 0.1) -> Floats:
    drawn = np.random.default_rng(seed).dirichlet(np.full(n_terms, spread), n_topics) + 1e-6
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def _log_likelihood(counts: Floats, theta: Floats, topics: Floats) -> float:
    used = counts > 0
    return float(counts[used] @ np.log(theta @ topics[:, used])) / float(counts.sum())


@pytest.mark.parametrize("seed", range(6))
def test_reaches_the_maximum_that_scipy_finds(seed: int) -> None:
    topics = _topics(4, 12, seed, spread=0.5)
    counts = np.random.default_rng(seed).poisson(2, 12).astype(float)
    found = fold_in_lda(csr_matrix(counts), topics)[0]
    best = minimize(
        lambda theta: -_log_likelihood(counts, np.maximum(theta, 0) + 1e-15, topics),
        np.full(4, 0.25),
        bounds=[(0, 1)] * 4,
        constraints={"type": "eq", "fun": lambda theta: theta.sum() - 1},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    np.testing.assert_allclose(found, best.x, atol=1e-4)
    assert _log_likelihood(counts, found, topics) >= -best.fun - 1e-9


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(1, 60))
def test_conditions_of_the_maximum_hold(seed: int, n_topics: int, n_tokens: int) -> None:
    topics = _topics(n_topics, 15, seed)
    counts = np.random.default_rng(seed).multinomial(n_tokens, np.full(15, 1 / 15))
    theta = fold_in_lda(csr_matrix(counts), topics)[0]
    assert theta.sum() == pytest.approx(1, abs=1e-12)
    assert theta.min() >= 0
    # Karush-Kuhn-Tucker: no topic could gain, and those in use neither gain nor lose.
    ratio = topics @ (counts / n_tokens / (theta @ topics))
    assert ratio.max() <= 1 + 1e-6
    np.testing.assert_allclose(ratio[theta > 1e-4], 1, atol=1e-4)


def test_planted_proportions_come_back() -> None:
    topics, rng = _topics(8, 400), np.random.default_rng(1)
    truth = rng.dirichlet(np.full(8, 0.3), 20)
    counts = np.array([rng.multinomial(100_000, theta @ topics) for theta in truth])
    np.testing.assert_allclose(fold_in_lda(csr_matrix(counts), topics), truth, atol=0.01)


def test_topics_without_shared_terms_give_shares_of_counts() -> None:
    topics = np.kron(np.eye(3), np.full((1, 2), 0.5))
    found = fold_in_lda(csr_matrix([[1, 1, 3, 1, 0, 0]]), topics)
    np.testing.assert_allclose(found, [[1 / 3, 2 / 3, 0]], atol=1e-9)
    assert found[0, 2] == 0


def test_a_topic_that_is_not_there_is_zero() -> None:
    for seed in range(300):
        rng = np.random.default_rng(seed)
        topics = _topics(int(rng.integers(2, 10)), 12, seed, spread=0.05)
        counts = rng.multinomial(200, rng.dirichlet(np.full(len(topics), 0.2)) @ topics)
        theta = fold_in_lda(csr_matrix(counts), topics)[0]
        assert not ((theta > 0) & (theta < 1e-8)).any()


def test_length_does_not_pull() -> None:
    topics = _topics(5, 50)
    row = np.random.default_rng(2).poisson(1, 50)
    short, long = fold_in_lda(csr_matrix([row, 40 * row]), topics)
    np.testing.assert_allclose(short, long, atol=1e-6)


def test_a_row_alone_has_the_same_bits_as_among_others() -> None:
    topics, rng = _topics(20, 300), np.random.default_rng(3)
    matrix = csr_matrix(rng.poisson(0.3, (30, 300)))
    weights = rng.uniform(1, 3, 300)
    together = fold_in_lda(matrix, topics), fold_in_nmf(matrix, topics, weights)
    backwards = fold_in_lda(matrix[::-1], topics), fold_in_nmf(matrix[::-1], topics, weights)
    alone = (
        np.vstack([fold_in_lda(matrix[row], topics) for row in range(30)]),
        np.vstack([fold_in_nmf(matrix[row], topics, weights) for row in range(30)]),
    )
    for whole, turned, single in zip(together, backwards, alone, strict=True):
        assert whole.tobytes() == turned[::-1].tobytes() == single.tobytes()


def test_order_of_stored_terms_and_stored_zeros_do_not_matter() -> None:
    topics = _topics(4, 6)
    plain = csr_matrix([[2, 0, 1, 5, 0, 3]])
    shuffled = csr_matrix(
        (np.array([5, 0, 3, 2, 1]), np.array([3, 1, 5, 0, 2]), np.array([0, 5])), shape=(1, 6)
    )
    assert fold_in_lda(shuffled, topics).tobytes() == fold_in_lda(plain, topics).tobytes()
    assert fold_in_nmf(shuffled, topics).tobytes() == fold_in_nmf(plain, topics).tobytes()


def test_rows_that_say_nothing_are_nan() -> None:
    topics = np.array([[0.5, 0.5, 0.0], [0.2, 0.8, 0.0]])
    matrix = csr_matrix([[0, 0, 0], [0, 0, 4], [0, 3, 9]])
    for found in (fold_in_lda(matrix, topics), fold_in_nmf(matrix, topics)):
        assert np.isnan(found[:2]).all()
        np.testing.assert_allclose(found[2], [0, 1], atol=1e-6)


def test_topics_that_coincide_share_what_is_theirs() -> None:
    topics = np.array([[0.7, 0.3, 0.0], [0.7, 0.3, 0.0], [0.0, 0.1, 0.9]])
    theta = fold_in_lda(csr_matrix([[7, 4, 9]]), topics)[0]
    assert theta[:2].sum() == pytest.approx(0.5, abs=1e-6)
    assert fold_in_lda(csr_matrix([[1, 2, 3]]), topics[:1])[0].tolist() == [1.0]


def test_nmf_is_non_negative_least_squares() -> None:
    rng = np.random.default_rng(4)
    components, weights = rng.gamma(0.3, 1, (5, 40)), rng.uniform(1, 4, 40)
    matrix = csr_matrix(rng.poisson(1, (12, 40)))
    found = fold_in_nmf(matrix, components, weights)
    for row, counts in zip(found, matrix.toarray(), strict=True):
        expected = nnls(components.T, counts * weights)[0]
        np.testing.assert_allclose(row, expected / expected.sum(), atol=1e-9)


@pytest.mark.parametrize("fold_in", [fold_in_lda, fold_in_nmf])
def test_bad_input(fold_in) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ToolkitError, match="2 terms and the topics 3"):
        fold_in(csr_matrix([[1, 2]]), _topics(2, 3))
    with pytest.raises(ToolkitError, match="-2 is among them"):
        fold_in(csr_matrix([[1, -2, 0]]), _topics(2, 3))
    with pytest.raises(ToolkitError, match="nan is among them"):
        fold_in(csr_matrix([[1, 2, 0]]), np.full((2, 3), np.nan))


def test_too_few_steps_are_said() -> None:
    with pytest.raises(ToolkitError, match="after 1 step, more than tol = 1e-09; raise max_iter"):
        fold_in_lda(csr_matrix([[5, 1, 3]]), _topics(3, 3, spread=1), max_iter=1)

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.contrasts.assigned import assigned_words, pooled_cells
from toolkit.contrasts.cells import make_cells


def test_counts_of_cells_are_those_behind_their_proportions(within_topics) -> None:  # type: ignore[no-untyped-def]
    for where in (None, {"meeting": ("m0", "m3", "m8")}):
        cells = make_cells(
            within_topics,
            group="kind",
            cluster="meeting",
            average="meetings",
            where=where,
            groups=("answer", "question"),
        )
        pooled = pooled_cells(within_topics.counts, cells, ("kind", "meeting"), where)
        assert pooled.sum(axis=1).ravel().tolist()[0] == cells.tokens.tolist()
        np.testing.assert_array_equal(within_topics.fold_in(pooled), cells.proportions)


def test_words_are_shared_out_as_a_plain_loop_does() -> None:
    random = np.random.default_rng(6)
    counts = random.poisson(2.0, (5, 7))
    theta = random.dirichlet(np.ones(3), 5)
    phi = random.dirichlet(np.ones(7), 3)
    phi[:, 6] = 0  # a word that no topic holds
    numbers, weights = assigned_words(csr_matrix(counts), theta, phi, n_terms=4)
    expected = np.zeros((3, 5, 7))
    for cell in range(5):
        for word in range(6):
            mixture = sum(theta[cell, k] * phi[k, word] for k in range(3))
            for k in range(3):
                expected[k, cell, word] = (
                    counts[cell, word] * theta[cell, k] * phi[k, word] / mixture
                )
    for k in range(3):
        order = np.argsort(-expected[k].sum(axis=0), kind="stable")[:4]
        assert numbers[k].tolist() == order.tolist()
        np.testing.assert_allclose(weights[k], expected[k][:, order], rtol=1e-12)
    every, weights = assigned_words(csr_matrix(counts), theta, phi, n_terms=99)
    assert every.shape == (3, 7)
    assert (every == -1).sum(axis=1).tolist() == [1, 1, 1]
    np.testing.assert_allclose(weights.sum(axis=(0, 2)), counts[:, :6].sum(axis=1), rtol=1e-12)


def test_a_topic_that_a_cell_lacks_gets_no_words() -> None:
    phi = np.array([[0.5, 0.5], [0.5, 0.5]])
    _, weights = assigned_words(csr_matrix([[4, 2]]), np.array([[1.0, 0.0]]), phi, n_terms=2)
    assert weights[:, 0].tolist() == [[4, 2], [0, 0]]

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.contrasts.thin import thin_cells, thin_exchanges


def test_thinning_draws_without_replacement_and_without_bias() -> None:
    counts = csr_matrix(np.array([[5, 0, 5], [30, 50, 0], [0, 10, 10]]))
    drawn = np.array(
        [thin_exchanges(counts, [(f"e{i}", ([0], [1, 2]))], seed=1).toarray() for i in range(2000)]
    )
    assert (drawn[:, 0] == [5, 0, 5]).all()
    assert (drawn[:, 1:].sum(axis=(1, 2)) == 10).all()
    assert (drawn <= counts.toarray()).all()
    np.testing.assert_allclose(drawn[:, 1:].mean(axis=0), counts.toarray()[1:] / 10, atol=0.15)


def test_cells_of_two_groups_become_alike_in_length() -> None:
    random = np.random.default_rng(1)
    sizes = np.array([40, 400, 90, 300, 20, 25, 60])
    cells = csr_matrix(np.array([random.multinomial(n, np.full(9, 1 / 9)) for n in sizes]))
    in_a = np.array([True, True, True, True, False, False, False])
    thinned = thin_cells(cells, in_a, paired=False, seed=1)
    # By rank: 40, 90, 300 and 400 against 20, 25, 25 and 60.
    assert thinned.toarray().sum(axis=1).tolist() == [20, 60, 25, 25, 20, 25, 60]
    assert (thinned.toarray() <= cells.toarray()).all()
    paired = thin_cells(cells[:6], np.arange(6) < 3, paired=True, seed=1).toarray()
    assert paired.sum(axis=1).tolist() == [40, 20, 25, 40, 20, 25]
    # A cell's draw follows from its own contents, wherever it stands.
    turned = thin_cells(cells[:6][[1, 0, 2, 4, 3, 5]], np.arange(6) < 3, paired=True, seed=1)
    assert (turned.toarray()[[1, 0, 2, 4, 3, 5]] == paired).all()
    assert (thin_cells(cells[:6], np.arange(6) < 3, paired=True, seed=2).toarray() != paired).any()

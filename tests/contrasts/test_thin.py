import numpy as np
from scipy.sparse import csr_matrix

from toolkit.contrasts.thin import thin_exchanges


def test_thinning_draws_without_replacement_and_without_bias() -> None:
    counts = csr_matrix(np.array([[5, 0, 5], [30, 50, 0], [0, 10, 10]]))
    drawn = np.array(
        [thin_exchanges(counts, [(f"e{i}", ([0], [1, 2]))], seed=1).toarray() for i in range(2000)]
    )
    assert (drawn[:, 0] == [5, 0, 5]).all()
    assert (drawn[:, 1:].sum(axis=(1, 2)) == 10).all()
    assert (drawn <= counts.toarray()).all()
    np.testing.assert_allclose(drawn[:, 1:].mean(axis=0), counts.toarray()[1:] / 10, atol=0.15)

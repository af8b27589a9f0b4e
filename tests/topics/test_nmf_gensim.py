"""gensim's NMF behind our face repeats itself and solves each segment by itself."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from toolkit.errors import ToolkitError
from toolkit.topics import fit_nmf
from toolkit.topics.engine import NmfSettings
from toolkit.topics.nmf_compiled import factorise_compiled
from toolkit.topics.nmf_gensim import factorise_gensim

pytest.importorskip("gensim")


def settings(**other):
    plain = {"n_topics": 5, "loss": "frobenius", "start": "random", "max_iter": 50,
             "tolerance": 0.01, "seed": 3}  # fmt: skip
    return NmfSettings(**(plain | other))


def test_the_same_bits_twice(planted):
    one, two = (fit_nmf(planted.counts, n_topics=5, engine="gensim", seed=3) for _ in range(2))
    assert np.array_equal(one.doc_topic, two.doc_topic)
    assert np.array_equal(one.topic_term, two.topic_term)
    assert one.settings["start"] == "random"


def test_topics_are_gensim_s(matrix):
    from gensim.models.nmf import Nmf

    found = factorise_gensim(matrix, settings())
    theirs = Nmf(num_topics=5, id2word={v: str(v) for v in range(100)}, random_state=3,
                 eval_every=None)  # fmt: skip
    for _ in range(found.n_iter):
        theirs.update(matrix.T.tocsc())
    np.testing.assert_allclose(found.components, theirs.get_topics(normalize=False), rtol=1e-12)
    assert found.converged


def test_its_error_is_that_of_the_product_and_not_below_ours(matrix):
    found = factorise_gensim(matrix, settings())
    error = np.linalg.norm(matrix.toarray() - found.weights @ found.components)
    assert found.objective == pytest.approx(error)
    assert factorise_compiled(matrix, settings(tolerance=1e-6)).objective <= 1.001 * error


def test_a_segment_has_its_weights_whatever_came_before_it(matrix):
    """Two equal segments are solved alike, wherever they stand."""
    from scipy.sparse import vstack

    twice = csr_matrix(vstack([matrix, matrix]))
    found = factorise_gensim(twice, settings())
    np.testing.assert_array_equal(found.weights[:150], found.weights[150:])


def test_what_it_cannot_do_is_refused(planted):
    with pytest.raises(ToolkitError, match="'kullback-leibler' is not for engine = 'gensim'"):
        fit_nmf(planted.counts, engine="gensim", loss="kullback-leibler")
    with pytest.raises(ToolkitError, match="^seed_words are not for engine = 'gensim'"):
        fit_nmf(planted.counts, engine="gensim", seed_words={"a": ["t001"]})

"""gensim behind our face repeats itself and infers each segment by itself."""

import numpy as np
import pytest

from toolkit.topics import fit_lda

pytest.importorskip("gensim")


@pytest.fixture(scope="module")
def fitted(planted):
    return fit_lda(planted.counts, n_topics=5, engine="gensim", seed=3)


def test_the_same_bits_twice(planted, fitted):
    again = fit_lda(planted.counts, n_topics=5, engine="gensim", seed=3)
    assert np.array_equal(again.doc_topic, fitted.doc_topic)
    assert np.array_equal(again.topic_term, fitted.topic_term)


def test_topics_are_gensim_s(planted, fitted):
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    rows = list(planted.counts.segments.canonical_order)
    corpus = Sparse2Corpus(planted.counts.matrix[rows], documents_columns=False)
    theirs = LdaModel(
        id2word={term: str(term) for term in range(100)}, num_topics=5, alpha=[0.2] * 5, eta=0.2,
        random_state=3, dtype=np.float64, eval_every=None,
    )  # fmt: skip
    for _ in range(fitted.convergence.n_iter):
        theirs.update(corpus)
    phi = theirs.get_topics()
    order = [np.abs(phi - row).sum(axis=1).argmin() for row in fitted.topic_term]
    np.testing.assert_allclose(fitted.topic_term, phi[order], rtol=1e-12)


def test_most_planted_topics_are_found(planted, fitted):
    overlap = np.sqrt(planted.topic_term) @ np.sqrt(fitted.topic_term).T
    assert np.sort(overlap.max(axis=1))[1:].min() > 0.9
    assert fitted.doc_topic.sum(axis=1) == pytest.approx(1)


def test_priors_can_be_learnt(planted):
    learnt = fit_lda(planted.counts, n_topics=5, engine="gensim", alpha="asymmetric", max_iter=10,
                     tolerance=1.0)  # fmt: skip
    assert learnt.alpha is not None
    assert len(set(learnt.alpha.round(6))) == 5

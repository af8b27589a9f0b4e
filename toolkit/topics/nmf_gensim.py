"""NMF by online updates of the topics: gensim's, made to repeat itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from toolkit.topics.engine import MEASURES, Factors, NmfSettings
from toolkit.topics.extras import needs

Floats = NDArray[np.float64]


def factorise_gensim(matrix: csr_matrix, settings: NmfSettings) -> Factors:
    """Fit by gensim's `Nmf`, whole passes, one process, from its own random start.

    Gensim solves the weights of a segment in a random order of topics and stops early; here each
    segment is solved by itself, in an order drawn from the seed anew, so that the same segment
    has the same weights whatever the others are.
    """
    with needs("gensim", "engine = 'gensim'"):
        from gensim.matutils import Sparse2Corpus
        from gensim.models.nmf import Nmf

    n_segments, n_terms = matrix.shape
    engine = Nmf(
        num_topics=settings.n_topics,
        id2word={term: str(term) for term in range(n_terms)},
        minimum_probability=0.0,
        eval_every=None,
        normalize=False,
        random_state=settings.seed,
    )
    by_segment = csc_matrix(matrix.T)
    topics: Floats = np.zeros((settings.n_topics, n_terms))
    converged, n_iter = False, 0
    while n_iter < settings.max_iter and not converged:
        engine.update(by_segment)
        n_iter += 1
        before, topics = topics, engine.get_topics(normalize=False).copy()
        moved = np.linalg.norm(topics - before)
        converged = bool(moved <= settings.tolerance * np.linalg.norm(topics))
    weights = np.zeros((n_segments, settings.n_topics))
    for row, segment in enumerate(Sparse2Corpus(matrix, documents_columns=False)):
        engine.random_state = np.random.RandomState(settings.seed)
        for k, weight in engine.get_document_topics(segment, normalize=False):
            weights[row, k] = weight
    return Factors(
        weights=weights,
        components=topics,
        n_iter=n_iter,
        converged=converged,
        objective=_error(matrix, weights, topics),
        measure=MEASURES["frobenius"],
    )


def _error(matrix: csr_matrix, weights: Floats, topics: Floats) -> float:
    """Return the root of the summed squared error, without the product's many zeros."""
    crossed = float(np.einsum("ik,ik->", np.asarray(matrix @ topics.T), weights))
    own = float(((weights.T @ weights) * (topics @ topics.T)).sum())
    return float(np.sqrt(max(float(matrix.data @ matrix.data) - 2 * crossed + own, 0.0)))

"""LDA by online variational Bayes: gensim's, made to repeat itself."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.topics.engine import Fitted, LdaSettings
from toolkit.topics.extras import needs


def fit_gensim(matrix: csr_matrix, settings: LdaSettings) -> Fitted:
    """Fit by gensim's `LdaModel` in double precision, one process, whole passes.

    Gensim draws starting values at random for every inference; here each segment's are drawn
    from the seed anew, so that the same segment has the same proportions.
    """
    with needs("gensim", "engine = 'gensim'"):
        from gensim.matutils import Sparse2Corpus
        from gensim.models import LdaModel

    n_terms = matrix.shape[1]
    corpus = Sparse2Corpus(matrix, documents_columns=False)
    engine = LdaModel(
        num_topics=settings.n_topics,
        id2word={term: str(term) for term in range(n_terms)},
        alpha="auto" if settings.asymmetric else np.full(settings.n_topics, settings.alpha),
        eta=settings.eta if settings.seeded is None else settings.term_priors(n_terms),
        eval_every=None,
        random_state=settings.seed,
        dtype=np.float64,
    )
    if settings.seeded is not None:  # it begins without the priors of terms, and loses the words
        engine.expElogbeta = np.exp(engine.state.get_Elogbeta())
    topics, moved, n_iter = engine.get_topics(), np.inf, 0
    while n_iter < settings.max_iter and moved > settings.tolerance:
        engine.update(corpus)
        before, topics = topics, engine.get_topics()
        moved = float(np.abs(topics - before).sum(axis=1).mean())
        n_iter += 1
    posterior = np.empty((matrix.shape[0], settings.n_topics))
    for row, segment in enumerate(corpus):
        engine.random_state = np.random.RandomState(settings.seed)
        posterior[row] = engine.inference([segment])[0][0]
    if settings.seeded is not None:  # the tokens that topics were given, and eta for every term
        topics = np.asarray(engine.state.get_lambda(), dtype=np.float64)
        topics[:, settings.seeded.columns] -= settings.seeded.extra.T
        topics = np.maximum(topics, settings.eta)
    return Fitted(
        doc_topic=posterior,
        topic_term=topics / topics.sum(axis=1, keepdims=True),
        alpha=np.asarray(engine.alpha, dtype=np.float64),
        n_iter=n_iter,
        converged=moved <= settings.tolerance,
        objective=moved,
        measure="change of topics in the last pass",
    )

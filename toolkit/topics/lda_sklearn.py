"""LDA by variational Bayes: scikit-learn's."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.topics.engine import Fitted, LdaSettings

_LOOKED_AT = 5  # every so many iterations the perplexity is computed


def fit_sklearn(matrix: csr_matrix, settings: LdaSettings, *, online: bool = False) -> Fitted:
    """Fit by scikit-learn's batch or online variational Bayes."""
    from sklearn.decomposition import LatentDirichletAllocation

    engine = LatentDirichletAllocation(
        n_components=settings.n_topics,
        doc_topic_prior=settings.alpha,
        topic_word_prior=settings.eta,
        learning_method="online" if online else "batch",
        max_iter=settings.max_iter,
        evaluate_every=_LOOKED_AT,
        perp_tol=settings.tolerance,
        n_jobs=1,  # with more, every slice of rows draws the same numbers: another model
        random_state=settings.seed,
    )
    shares = engine.fit_transform(matrix)
    converged = engine.n_iter_ < settings.max_iter
    # scikit-learn returns means; their parameters sum to the tokens and the priors.
    whole = np.asarray(matrix.sum(axis=1)) + settings.alpha * settings.n_topics
    return Fitted(
        doc_topic=shares * whole,
        topic_term=engine.components_ / engine.components_.sum(axis=1, keepdims=True),
        alpha=np.full(settings.n_topics, settings.alpha),
        n_iter=int(engine.n_iter_) + converged,  # the last one is not counted when it converges
        converged=converged,
        objective=float(engine.bound_),
        measure="training perplexity",
    )

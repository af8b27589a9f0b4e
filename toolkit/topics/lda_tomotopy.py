"""LDA by Gibbs sampling: tomotopy's."""

from __future__ import annotations

import warnings

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.topics.engine import Fitted, LdaSettings
from toolkit.topics.extras import needs

_SWEEPS = 50  # between two looks at the likelihood, which chance moves up and down
_LEARNS_EVERY = 10


def fit_tomotopy(matrix: csr_matrix, settings: LdaSettings) -> Fitted:
    """Fit by tomotopy's collapsed Gibbs sampler with one worker, whose bits are repeated."""
    with needs("tomotopy", "engine = 'tomotopy'"):
        import tomotopy

    engine = tomotopy.LDAModel(
        k=settings.n_topics, alpha=settings.alpha, eta=settings.eta, seed=settings.seed
    )
    engine.optim_interval = _LEARNS_EVERY if settings.asymmetric else 0
    names = [str(term) for term in range(matrix.shape[1])]
    for row in range(matrix.shape[0]):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        pairs = zip(matrix.indices[span], matrix.data[span], strict=True)
        engine.add_doc([names[term] for term, count in pairs for _ in range(count)])
    if settings.seeded is not None:
        priors = settings.eta + settings.seeded.extra
        for term, prior in zip(settings.seeded.columns, priors, strict=True):
            engine.set_word_prior(names[term], prior.tolist())
    perplexity, moved, n_iter = np.inf, np.inf, 0
    while n_iter < settings.max_iter and moved > settings.tolerance:
        sweeps = min(_SWEEPS, settings.max_iter - n_iter)
        with warnings.catch_warnings():  # that more than one worker would not repeat themselves
            warnings.simplefilter("ignore", RuntimeWarning)
            engine.train(sweeps, workers=1)
        n_iter += sweeps
        before, perplexity = perplexity, float(engine.perplexity)
        moved = abs(before - perplexity) / perplexity
    place = [int(name) for name in engine.used_vocabs]
    shares = np.zeros((settings.n_topics, matrix.shape[1]))
    # Of the tokens that topics were given, and eta for every term: priors of words are not in it.
    shares[:, place] = [engine.get_topic_word_dist(k) for k in range(settings.n_topics)]
    alpha = np.asarray(engine.alpha, dtype=np.float64)
    alpha = np.full(settings.n_topics, alpha) if alpha.ndim == 0 else alpha
    whole = np.asarray(matrix.sum(axis=1)) + alpha.sum()
    means = np.array([document.get_topic_dist() for document in engine.docs], dtype=np.float64)
    return Fitted(
        doc_topic=means / means.sum(axis=1, keepdims=True) * whole,
        topic_term=shares / shares.sum(axis=1, keepdims=True),
        alpha=alpha,
        n_iter=n_iter,
        converged=moved <= settings.tolerance,
        objective=perplexity,
        measure="training perplexity",
    )

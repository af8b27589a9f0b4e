"""Latent Dirichlet allocation."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from toolkit.counts import Counts
from toolkit.stages import stage
from toolkit.threads import one_thread
from toolkit.topics.fit import check_size, finish
from toolkit.topics.topics import Convergence, Topics

Positive = Annotated[float, Field(gt=0)]
Prior = Annotated[float, Field(gt=0, le=1)]  # scikit-learn refuses larger ones


@stage
def fit_lda(
    counts: Counts,
    *,
    n_topics: Annotated[int, Field(ge=2, le=1000)] = 12,
    alpha: Prior | None = None,
    eta: Prior | None = None,
    max_iter: Annotated[int, Field(ge=1)] = 200,
    tolerance: Positive = 0.1,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
) -> Topics:
    r"""Fit latent Dirichlet allocation by batch variational Bayes (scikit-learn).

    Each segment is a mixture of topics, each topic a distribution over terms; `doc_topic` and
    `topic_term` are the means of their variational posteriors. Short segments are pulled towards
    the prior: compare groups by `contrast`, which folds pooled words in without it, and not by
    means of `doc_topic`.

    Parameters
    ----------
    counts
        What `count_terms` returned.
    n_topics
        Number of topics.
    alpha, eta
        Symmetric Dirichlet priors on theta and phi, at most 1; 1 / n_topics by default.
    max_iter, tolerance
        The fit ends when the training perplexity, looked at every fifth iteration, has changed
        by less than `tolerance`, or after `max_iter` iterations, with a warning.
    seed
        Seed of the starting values. Other seeds give other topics: compare several.

    Returns
    -------
    Topics
        The same bits for the same counts, settings, versions and kind of CPU, whatever the
        order or names of the files: segments are fitted in the order of their texts' digests,
        by one thread.

    Raises
    ------
    ToolkitError
        If there are more topics than segments or terms.

    References
    ----------
    Blei, Ng and Jordan (2003), JMLR 3. Hoffman, Blei and Bach (2010), NIPS.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> fit_lda(counts, n_topics=4).doc_topic.shape[1]
    4
    """
    from sklearn.decomposition import LatentDirichletAllocation

    check_size(counts, n_topics)
    rows = np.array(counts.segments.canonical_order, dtype=np.intp)
    engine = LatentDirichletAllocation(
        n_components=n_topics,
        doc_topic_prior=alpha,
        topic_word_prior=eta,
        learning_method="batch",
        max_iter=max_iter,
        evaluate_every=5,
        perp_tol=tolerance,
        n_jobs=1,  # with more, every slice of rows draws the same numbers: another model
        random_state=seed,
    )
    with one_thread():
        fitted = engine.fit_transform(counts.matrix[rows])
    doc_topic = np.empty_like(fitted)
    doc_topic[rows] = fitted
    topic_term = engine.components_ / engine.components_.sum(axis=1, keepdims=True)
    converged = engine.n_iter_ < max_iter
    return finish(
        "lda",
        counts,
        doc_topic,
        topic_term,
        settings={
            "n_topics": n_topics,
            "alpha": 1 / n_topics if alpha is None else alpha,
            "eta": 1 / n_topics if eta is None else eta,
            "max_iter": max_iter,
            "tolerance": tolerance,
        },
        seed=seed,
        convergence=Convergence(
            converged=converged,
            n_iter=int(engine.n_iter_) + converged,  # the last one is not counted when it converges
            objective=float(engine.bound_),
            measure="training perplexity",
        ),
    )

"""Non-negative matrix factorisation."""

from __future__ import annotations

import warnings
from typing import Annotated, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.stages import stage
from toolkit.threads import one_thread
from toolkit.topics.fit import check_size, finish
from toolkit.topics.topics import Convergence, Floats, Topics


@stage
def fit_nmf(
    counts: Counts,
    *,
    n_topics: Annotated[int, Field(ge=2, le=1000)] = 12,
    weight: Literal["tfidf", "counts"] = "tfidf",
    start: Literal["nndsvda", "random"] = "nndsvda",
    max_iter: Annotated[int, Field(ge=1)] = 500,
    tolerance: Annotated[float, Field(gt=0)] = 1e-4,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
) -> Topics:
    r"""Fit a non-negative matrix factorisation by coordinate descent (scikit-learn).

    Minimises :math:`\lVert X - W H \rVert_F^2` with `W` and `H` at or above zero. `X` holds the
    weighted counts, each row scaled to length one. `doc_topic` and `topic_term` are `W` and `H`
    with rows rescaled to sum to one: weights, not probabilities.

    Parameters
    ----------
    counts
        What `count_terms` returned.
    n_topics
        Number of topics.
    weight
        ``"tfidf"``: counts times :math:`\ln\frac{1 + n}{1 + n_t} + 1`, with n segments of which
        :math:`n_t` hold the term (scikit-learn's formula); ``"counts"``: counts as they are.
    start
        Starting values: by singular vectors (zeros filled with the mean), or at random.
    max_iter, tolerance
        The fit ends when the change of an iteration falls below `tolerance` times that of the
        first, or after `max_iter` iterations, with a warning.
    seed
        Seed of the starting values.

    Returns
    -------
    Topics
        The same bits as promised for `fit_lda`. Segments that no topic explains are left out
        and counted.

    Raises
    ------
    ToolkitError
        If there are more topics than segments or terms, or a topic comes out empty.

    References
    ----------
    Lee and Seung (1999), Nature 401. Cichocki and Phan (2009), IEICE E92-A. Boutsidis and
    Gallopoulos (2008), Pattern Recognition 41, for the starting values.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> fit_nmf(counts, n_topics=4).doc_topic.shape[1]
    4
    """
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    check_size(counts, n_topics)
    rows = np.array(counts.segments.canonical_order, dtype=np.intp)
    matrix, term_weights = weigh(counts.matrix, weight)
    engine = NMF(
        n_components=n_topics,
        init=start,
        solver="cd",
        max_iter=max_iter,
        tol=tolerance,
        random_state=seed,
    )
    with one_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # `finish` says it in our words
        fitted = engine.fit_transform(matrix[rows])
    doc_topic = np.empty_like(fitted)
    doc_topic[rows] = fitted
    return finish(
        "nmf",
        counts,
        doc_topic,
        engine.components_,
        settings={
            "n_topics": n_topics,
            "weight": weight,
            "start": start,
            "max_iter": max_iter,
            "tolerance": tolerance,
        },
        seed=seed,
        convergence=Convergence(
            converged=engine.n_iter_ < max_iter,
            n_iter=int(engine.n_iter_),
            objective=float(engine.reconstruction_err_),
            measure="root of the summed squared error",
        ),
        term_weights=term_weights,
    )


def weigh(matrix: csr_matrix, weight: str) -> tuple[csr_matrix, Floats | None]:
    """Weigh counts and scale each row to length one.

    Returns
    -------
    tuple
        The weighted matrix, and the weight of each term; None for counts as they are.
    """
    weights = None
    weighted = csr_matrix(matrix, dtype=np.float64)
    if weight == "tfidf":
        held_by = matrix.getnnz(axis=0)
        weights = np.log((1 + matrix.shape[0]) / (1 + held_by)) + 1
        weighted = csr_matrix(weighted.multiply(weights))
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return csr_matrix(weighted.multiply(1 / length[:, None])), weights

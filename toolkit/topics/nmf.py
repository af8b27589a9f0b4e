"""Non-negative matrix factorisation, by any of several engines."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.counts.weights import TermWeights, Weight, term_weights, weigh
from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.stages import stage
from toolkit.threads import one_thread
from toolkit.topics.convergence import Convergence
from toolkit.topics.engine import Factors, NmfSettings
from toolkit.topics.fit import check_counts, finish
from toolkit.topics.nmf_compiled import factorise_compiled
from toolkit.topics.nmf_gensim import factorise_gensim
from toolkit.topics.nmf_sklearn import factorise_sklearn
from toolkit.topics.seed_words import SeedWords, find_seeds, plain_words
from toolkit.topics.topics import Topics

Engine = Literal["compiled", "scikit-learn", "scikit-learn mu", "gensim"]
Loss = Literal["frobenius", "kullback-leibler"]

# By which ours ends where scikit-learn's engines end by their own, or lower.
_TOLERANCES: dict[tuple[Engine, Loss], float] = {
    ("compiled", "frobenius"): 1e-6,
    ("compiled", "kullback-leibler"): 1e-5,
    ("gensim", "frobenius"): 0.02,
}
_TOLERANCE = 1e-4  # scikit-learn's own
_MAX_ITER = {"gensim": 50}  # its passes take long, and its topics move with every part of one
_LEAST_SQUARES = ("scikit-learn", "gensim")


@stage
def fit_nmf(
    counts: Counts,
    *,
    n_topics: Annotated[int, Field(ge=2, le=1000)] = 12,
    engine: Engine = "compiled",
    loss: Loss = "frobenius",
    weight: Weight = "tfidf",
    start: Literal["nndsvda", "random"] = "nndsvda",
    seed_words: SeedWords | None = None,
    max_iter: Annotated[int, Field(ge=1)] | None = None,
    tolerance: Annotated[float, Field(gt=0)] | None = None,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
) -> Topics:
    r"""Fit a non-negative matrix factorisation.

    Finds `W` and `H`, at or above zero, whose product is near `X`, the weighted counts with each
    row scaled to length one. `doc_topic` and `topic_term` are `W` and `H` with rows rescaled to
    sum to one: weights, not probabilities.

    Parameters
    ----------
    counts
        What `count_terms` returned.
    n_topics
        Number of topics.
    engine
        ``"compiled"``: the default, and the fastest to an equal objective, see the notes.
        ``"scikit-learn"``: coordinate descent, for the squared error alone.
        ``"scikit-learn mu"``: multiplicative updates. ``"gensim"``: online updates by parts of
        2,000 segments, for the squared error, from a random start of its own; it takes neither
        `start` nor `seed_words`.
    loss
        What is minimised: ``"frobenius"``, the summed squared error
        :math:`\lVert X - W H \rVert_F^2`, or ``"kullback-leibler"``, the divergence
        :math:`\sum x \ln\frac{x}{(WH)} - x + (WH)`, which is that of probabilistic latent
        semantic analysis; ``weight = "counts"`` suits it.
    weight
        What a count weighs before rows are scaled. ``"counts"``: itself. ``"tfidf"``: times
        :math:`\ln\frac{1 + n}{1 + n_t} + 1`, with n segments of which :math:`n_t` hold the term
        (scikit-learn's formula). ``"bm25"``: more slowly for each further token, and less in a
        segment longer than the mean, times :math:`\ln(1 + \frac{n - n_t + 0.5}{n_t + 0.5})`;
        k = 1.2, b = 0.75. ``"log_entropy"``: :math:`\ln(1 + c)` of a count c, times one less the
        term's entropy over segments as a share of its largest: 1 for a term of one segment, 0 for
        one spread evenly over all. New segments are weighed as these were.
    start
        Starting values: by singular vectors (zeros filled with the mean), or at random.
    seed_words
        Words by the name of a topic, as in `fit_lda`: that topic begins as its words, weighs in
        each segment what they do there, and carries the name. A start is no prior: the fit may
        leave it, and `seeds_followed` says whether it did. A small theme that costs the squared
        error little is left so, and kept by the divergence.
    max_iter, tolerance
        The fit ends when it changes by less than `tolerance`, or after `max_iter` iterations
        (500; gensim 50), with a warning. What changes, and the defaults: compiled, the squared
        error or the divergence in one iteration, relatively (1e-6 and 1e-5); scikit-learn, the
        step of an iteration beside that of the first, and for multiplicative updates the
        objective in ten iterations beside that at the start (1e-4); gensim, the topics in one pass
        over the segments, relatively (0.02).
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
        If there are more topics than segments or terms, a count is no number or below zero, a
        seed word is no term (all of them are named, with where they went), a topic comes out
        empty, or an engine cannot minimise the loss.

    Notes
    -----
    The compiled engine solves the squared error by hierarchical alternating least squares, one
    sweep over each factor in turn, and the divergence by multiplicative steps on both factors
    in one pass over the counts; from a random start the topics of its first two passes are
    renewed every few hundred segments. Numbers are single precision, added up in one fixed
    order. At the end each segment's weights are solved anew on the topics as they are.

    By BM25 and log-entropy a word said ten times weighs less than ten said once. That suits short
    segments: of five planted topics over 100 terms, drawn 150 times, BM25 found five in segments
    of 30 words and four in segments of 400, in most of which every term occurs. Comparisons
    bring pooled words to the mean length of the segments fitted before they weigh them. Where the
    segments of one group are much longer than the other's, ``"tfidf"`` and ``"bm25"`` are safer
    than ``"log_entropy"``: with 25 words against 250 and no difference any topic was found at 5 %
    in 11, 9 and 17 % of 150 simulated corpora (73 % by log-entropy of pooled words as they are),
    with 100 words each in 5 % by all three.

    References
    ----------
    Lee and Seung (1999), Nature 401. Cichocki and Phan (2009), IEICE E92-A, for alternating least
    squares. Boutsidis and Gallopoulos (2008), Pattern Recognition 41, for the starting values.
    Neal and Hinton (1998), in Learning in Graphical Models, and Cappe and Moulines (2009), JRSS B
    71, for topics that are renewed within a pass. Robertson and Zaragoza (2009), Foundations and
    Trends in Information Retrieval 3, for BM25; Dumais (1991), Behavior Research Methods 23, for
    log-entropy. Zhao, Tan and Xu (2017), ICLR, for gensim's.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> fit_nmf(counts, n_topics=4).doc_topic.shape[1]
    4
    """
    counts = check_counts(counts, n_topics)
    if engine in _LEAST_SQUARES and loss != "frobenius":
        raise ToolkitError(
            f"loss = '{loss}' is not for engine = '{engine}', which descends the squared error; "
            "choose 'compiled' or 'scikit-learn mu'"
        )
    if engine == "gensim" and seed_words is not None:
        raise ToolkitError(
            "seed_words are not for engine = 'gensim', whose first values nobody can give; choose "
            "'compiled', 'scikit-learn' or 'scikit-learn mu'"
        )
    seeds = find_seeds(counts, seed_words, n_topics) if seed_words is not None else None
    settings = NmfSettings(
        n_topics=n_topics,
        loss=loss,
        start="random" if engine == "gensim" else start,
        max_iter=_MAX_ITER.get(engine, 500) if max_iter is None else max_iter,
        tolerance=_TOLERANCES.get((engine, loss), _TOLERANCE) if tolerance is None else tolerance,
        seed=seed,
        seeded=seeds.columns if seeds else (),
    )
    rows = np.array(counts.segments.canonical_order, dtype=np.intp)
    matrix, weights = weigh_and_scale(csr_matrix(counts.matrix[rows]), weight)
    with one_thread():
        fitted = _fit(engine, matrix, settings)
    return finish(
        "nmf",
        counts,
        fitted.weights,
        fitted.components,
        rows=rows,
        settings={
            "n_topics": n_topics,
            "engine": engine,
            "loss": loss,
            "weight": weight,
            "start": settings.start,
            "max_iter": settings.max_iter,
            "tolerance": settings.tolerance,
            **({"seed_words": plain_words(seed_words)} if seed_words is not None else {}),
        },
        seeded=seeds.names if seeds else (),
        seed=seed,
        convergence=Convergence(
            converged=fitted.converged,
            n_iter=fitted.n_iter,
            objective=fitted.objective,
            measure=fitted.measure,
        ),
        weighed_by=weights,
    )


def _fit(engine: Engine, matrix: csr_matrix, settings: NmfSettings) -> Factors:
    if engine == "compiled":
        return factorise_compiled(matrix, settings)
    if engine == "gensim":
        return factorise_gensim(matrix, settings)
    return factorise_sklearn(matrix, settings, solver="cd" if engine == "scikit-learn" else "mu")


def weigh_and_scale(matrix: csr_matrix, weight: Weight) -> tuple[csr_matrix, TermWeights | None]:
    """Weigh counts and scale each row to length one.

    Returns
    -------
    tuple
        The weighted matrix, and the weights; None for counts as they are. A row all of whose
        terms weigh nothing is empty.
    """
    weights, weighted = None, csr_matrix(matrix, dtype=np.float64)
    if weight != "counts":
        weights = term_weights(matrix, weight)
        weighted = weigh(matrix, weights)
        weighted.eliminate_zeros()
    if not weighted.data.any():
        raise ToolkitError(
            f"weight = '{weight}' gives every term no weight, since each is spread evenly over the "
            f"{plural(weighted.shape[0], 'segment')}; choose 'tfidf' or 'counts'"
        )
    return rows_of_length_one(weighted), weights


def rows_of_length_one(matrix: csr_matrix) -> csr_matrix:
    """Scale each row to length one; a row that holds nothing stays so.

    Examples
    --------
    >>> rows_of_length_one(csr_matrix([[3.0, 4.0], [0.0, 0.0]])).toarray()
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    length[length == 0] = 1
    return csr_matrix(matrix.multiply(1 / length[:, None]))

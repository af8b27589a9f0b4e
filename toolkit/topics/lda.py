"""Latent Dirichlet allocation, by any of several engines."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.errors import ToolkitError
from toolkit.stages import stage
from toolkit.threads import one_thread
from toolkit.topics.convergence import Convergence
from toolkit.topics.engine import Fitted, LdaSettings
from toolkit.topics.fit import check_counts, finish
from toolkit.topics.lda_cvb0 import fit_cvb0
from toolkit.topics.lda_gensim import fit_gensim
from toolkit.topics.lda_sklearn import fit_sklearn
from toolkit.topics.lda_tomotopy import fit_tomotopy
from toolkit.topics.seed_words import SeedWords, find_seeds, plain_words
from toolkit.topics.topics import Topics

Positive = Annotated[float, Field(gt=0)]
Prior = Annotated[float, Field(gt=0, le=1)]  # scikit-learn refuses larger ones
Engine = Literal["cvb0", "scikit-learn", "scikit-learn online", "gensim", "tomotopy"]


class _Defaults(NamedTuple):
    """What an engine does where the user says nothing; a prior of None is 1 / n_topics."""

    alpha: float | None
    eta: float | None
    max_iter: int
    tolerance: float


_DEFAULTS: dict[Engine, _Defaults] = {
    "cvb0": _Defaults(0.1, 0.01, 1000, 0.003),
    "scikit-learn": _Defaults(None, None, 200, 0.1),
    "scikit-learn online": _Defaults(None, None, 200, 0.1),
    "gensim": _Defaults(None, None, 50, 0.02),
    "tomotopy": _Defaults(0.1, 0.01, 1000, 0.002),
}
_LEARNS = ("cvb0", "gensim", "tomotopy")
_SEEDED = ("cvb0", "gensim", "tomotopy")
_STRENGTH = 1.0


@stage
def fit_lda(
    counts: Counts,
    *,
    n_topics: Annotated[int, Field(ge=2, le=1000)] = 12,
    engine: Engine = "cvb0",
    alpha: Prior | Literal["asymmetric"] | None = None,
    eta: Prior | None = None,
    seed_words: SeedWords | None = None,
    seed_strength: Annotated[float, Field(gt=0, le=100)] | None = None,
    max_iter: Annotated[int, Field(ge=1)] | None = None,
    tolerance: Positive | None = None,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
) -> Topics:
    r"""Fit latent Dirichlet allocation.

    Each segment is a mixture of topics, each topic a distribution over terms; `doc_topic` and
    `topic_term` are the means of their posteriors. Short segments are pulled towards the prior:
    compare groups by `contrast`, which folds pooled words in without it, and not by means of
    `doc_topic`.

    Parameters
    ----------
    counts
        What `count_terms` returned.
    n_topics
        Number of topics.
    engine
        How the posterior is approached. ``"cvb0"``: stochastic collapsed variational inference of
        order zero, compiled, the default: a tenth of the time of Gibbs sampling to equally good
        topics, see the notes. ``"scikit-learn"``, ``"scikit-learn online"``: variational Bayes by
        whole passes or by parts. ``"gensim"``: online variational Bayes in double precision.
        ``"tomotopy"``: collapsed Gibbs sampling, where that package is installed.
    alpha, eta
        Symmetric Dirichlet priors on theta and phi, at most 1; by default 0.1 and 0.01 for cvb0
        and tomotopy, 1 / n_topics for the others. ``alpha = "asymmetric"``: a prior for each
        topic, learnt from the data by Minka's fixed point (cvb0), or as gensim and tomotopy do.
    seed_words
        Words by the name of a topic, such as ``{"arms": ["missile*", "treaty"]}``: that topic is
        drawn to them and carries the name. A word is read as the text is; an asterisk stands for
        any letters; a word may be named for several topics. The other topics are free. With cvb0,
        gensim and tomotopy. `seeds_followed` says how far the texts followed.
    seed_strength
        How much of a seed word its topic is given beforehand, in shares of the word's own tokens:
        at 1, the default, as if it had been said there as often as it is said at all. With less
        the words may be drawn elsewhere, with more the topic loses its other words; see the notes.
    max_iter, tolerance
        The fit ends when it changes by less than `tolerance`, or after `max_iter` iterations,
        with a warning. What changes, and the defaults: cvb0, the training perplexity in one pass
        over the segments, or in as many as make half a million tokens, twenty at most,
        relatively (1000, 0.003);
        scikit-learn, the training perplexity in five passes, absolutely (200, 0.1); gensim, the
        topics in one pass, summed over terms and averaged over topics (50, 0.02); tomotopy, the
        training perplexity in fifty sweeps, relatively (1000, 0.002).
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
        If there are more topics than segments or terms, a count is no number or below zero, a
        seed word is no term (all of them are named, with where they went), or an engine is not
        installed, cannot learn priors or takes no seed words.

    Notes
    -----
    In cvb0 the expected tokens of a term in a topic are a decaying average over the segments
    seen; after b batches of 4,000 tokens a batch counts for (b + 5)^-0.6 of it. Each visit takes
    three steps on a segment's own proportions, and a token's own share is taken out of both
    counts before it is assigned (which plain expectation maximisation leaves out, and overfits).
    Numbers are single precision, added up in one fixed order. The training perplexity is that of
    each segment by the topics at its visit. On few texts a start may be led astray, two themes in
    one topic and one in two: up to half a million tokens there are two to five starts, and the one
    with the lowest perplexity after ten passes goes on.

    Seed words guide by priors: eta of a seed word in its topic is raised by `seed_strength` times
    its tokens, so that rare and frequent ones are held alike. `topic_term` is of the tokens that
    topics were given, as if eta had been the same for all, and `doc_topic` is inferred from it: no
    seed word passes for said more often than it was. In cvb0 a seeded topic begins as its words
    alone. In 20 simulated texts of ten themes, one of them 2 % of the words, five words of it were
    seeded: with eight topics 20 fits found the theme (1 without seeds), with ten 20 (13). By half
    the strength some are missed; by twice as much the topic loses its other words.

    References
    ----------
    Blei, Ng and Jordan (2003), JMLR 3. Asuncion, Welling, Smyth and Teh (2009), UAI, for CVB0;
    Foulds, Boyles, DuBois, Smyth and Welling (2013), KDD, for its stochastic form. Hoffman, Blei
    and Bach (2010), NIPS. Griffiths and Steyvers (2004), PNAS 101, for Gibbs sampling. Wallach,
    Mimno and McCallum (2009), NIPS, for asymmetric priors. Lu, Ott, Cardie and Tsou (2011), ICDM
    Workshops, for seed words as priors.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> fit_lda(counts, n_topics=4).doc_topic.shape[1]
    4
    """
    counts = check_counts(counts, n_topics)
    default, asymmetric = _DEFAULTS[engine], alpha == "asymmetric"
    if asymmetric and engine not in _LEARNS:
        raise ToolkitError(
            f"alpha = 'asymmetric' is not for engine = '{engine}', which learns no priors; "
            f"choose {' or '.join(map(repr, _LEARNS))}, or a number"
        )
    seeds = None
    if seed_words is not None:
        if engine not in _SEEDED:
            raise ToolkitError(
                f"seed_words are not for engine = '{engine}', which takes one prior for all terms; "
                f"choose {' or '.join(map(repr, _SEEDED))}"
            )
        seeds = find_seeds(counts, seed_words, n_topics)
    elif seed_strength is not None:
        raise ToolkitError(
            f"seed_strength = {seed_strength:g} speaks of seed_words, and there are none; name "
            "them, or leave it out"
        )
    strength = _STRENGTH if seed_strength is None else seed_strength
    tokens = np.asarray(counts.matrix.sum(axis=0), dtype=np.float64).ravel()
    settings = LdaSettings(
        n_topics=n_topics,
        alpha=alpha if isinstance(alpha, float) else default.alpha or 1 / n_topics,
        eta=(default.eta or 1 / n_topics) if eta is None else eta,
        asymmetric=asymmetric,
        max_iter=default.max_iter if max_iter is None else max_iter,
        tolerance=default.tolerance if tolerance is None else tolerance,
        seed=seed,
        seeded=seeds.priors(tokens, n_topics, strength) if seeds else None,
    )
    rows = np.array(counts.segments.canonical_order, dtype=np.intp)
    with one_thread():
        fitted = _fit(engine, csr_matrix(counts.matrix[rows]), settings)
    return finish(
        "lda",
        counts,
        fitted.doc_topic,
        fitted.topic_term,
        rows=rows,
        settings={
            "n_topics": n_topics,
            "engine": engine,
            "alpha": "asymmetric" if asymmetric else settings.alpha,
            "eta": settings.eta,
            "max_iter": settings.max_iter,
            "tolerance": settings.tolerance,
            **_seeded(seed_words, strength),
        },
        seeded=seeds.names if seeds else (),
        seed=seed,
        convergence=Convergence(
            converged=fitted.converged,
            n_iter=fitted.n_iter,
            objective=fitted.objective,
            measure=fitted.measure,
        ),
        alpha=fitted.alpha,
    )


def _seeded(seed_words: SeedWords | None, strength: float) -> dict[str, object]:
    """Write out the settings that only fits with seed words have."""
    if seed_words is None:
        return {}
    return {"seed_words": plain_words(seed_words), "seed_strength": strength}


def _fit(engine: Engine, matrix: csr_matrix, settings: LdaSettings) -> Fitted:
    if engine == "cvb0":
        return fit_cvb0(matrix, settings)
    if engine == "gensim":
        return fit_gensim(matrix, settings)
    if engine == "tomotopy":
        return fit_tomotopy(matrix, settings)
    return fit_sklearn(matrix, settings, online=engine == "scikit-learn online")

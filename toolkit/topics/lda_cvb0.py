"""LDA by collapsed variational inference: from counts to priors, passes and posteriors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.topics.dirichlet import update_alpha
from toolkit.topics.engine import Fitted, LdaSettings

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

_NOISE = 100.0  # shape of the gamma distribution of starting counts: a tenth above or below
_FIRST_ALPHA = 5  # passes before the priors of topics are learnt: topics must have parted first
_LOOK = 500_000  # tokens between two looks at the perplexity: a pass at least,
_LOOK_PASSES = 20  # and at most so many
_START_PASSES = 10  # by which starts are told apart: one astray is 3 to 7 % above the others
_START_TOKENS = 10_000_000  # visited at most to tell them apart, where there is more than one
_MOST_STARTS = 5
_STILL = 1e-3  # of a segment's tokens; steps smaller than that end its inference
_MOST_STEPS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """Topics and priors, and how the passes ended."""

    topic_term: Floats
    alpha: Floats
    n_iter: int
    converged: bool
    perplexity: float


def fit_cvb0(matrix: csr_matrix, settings: LdaSettings) -> Fitted:
    """Learn the topics, then infer each segment's posterior from them as they are.

    Parameters
    ----------
    matrix
        Counts, (n_segments, n_terms), every row with a token.
    settings
        As `fit_lda` resolved them.

    Returns
    -------
    Fitted
    """
    learnt = learn_topics(matrix, settings)
    return Fitted(
        doc_topic=infer_cvb0(matrix, learnt.topic_term, learnt.alpha),
        topic_term=learnt.topic_term,
        alpha=learnt.alpha,
        n_iter=learnt.n_iter,
        converged=learnt.converged,
        objective=learnt.perplexity,
        measure="training perplexity",
    )


def learn_topics(matrix: csr_matrix, settings: LdaSettings) -> Learnt:
    """Pass over the rows in an order drawn from the seed, until the perplexity is still.

    Few texts often lead a start astray, two themes in one topic and one in two: of several
    starts the one goes on that has the lowest perplexity after some passes.
    """
    rows, n_tokens = _compressed(matrix), float(matrix.sum())
    n_starts = int(np.clip(_START_TOKENS / n_tokens / _START_PASSES, 1, _MOST_STARTS))
    starts = [_Start(rows, matrix.shape, settings, place) for place in range(n_starts)]
    for start in starts if n_starts > 1 else ():
        while start.n_iter < min(_START_PASSES, settings.max_iter):
            start.one_pass()
    best = min(starts, key=lambda start: start.perplexity)  # the first of equals
    perplexity, converged = best.perplexity, False
    between = min(math.ceil(_LOOK / n_tokens), _LOOK_PASSES)
    while best.n_iter < settings.max_iter and not converged:
        best.one_pass()
        if best.n_iter % between == 0 or best.n_iter == settings.max_iter:
            before, perplexity = perplexity, best.perplexity
            converged = abs(before - perplexity) <= settings.tolerance * perplexity
    return Learnt(best.shares(), best.alpha_learnt(), best.n_iter, converged, perplexity)


class _Start:
    """Counts of topics that begin at random, and what passes over the rows have made of them."""

    def __init__(
        self, rows: _Rows, shape: tuple[int, int], settings: LdaSettings, place: int
    ) -> None:
        # Compiled when first used, and imported here for the seconds that its compiler takes.
        from toolkit.topics.cvb0 import LANES

        (n_segments, n_terms), n_topics = shape, settings.n_topics
        lanes = -(-n_topics // LANES) * LANES
        self.rows, self.settings, self.n_tokens = rows, settings, float(rows.counts.sum())
        self.draw = np.random.default_rng([settings.seed, place] if place else settings.seed)
        term_topic = np.zeros((n_terms, lanes), dtype=np.float32)
        term_topic[:, :n_topics] = self.draw.gamma(_NOISE, 1 / _NOISE, (n_terms, n_topics))
        term_topic *= np.float32(self.n_tokens / n_terms / n_topics)
        if settings.seeded is not None:
            # A seeded topic begins as its words alone, or it is at once a topic of all the other
            # themes of their segments, and the one that is meant is lost in it.
            term_topic[:, np.flatnonzero(settings.seeded.extra.sum(axis=0))] = 0
        self.term_topic = term_topic
        self.topic = term_topic.sum(axis=0, dtype=np.float64).astype(np.float32)
        self.doc_topic = np.zeros((n_segments, lanes), dtype=np.float32)
        self.doc_topic[:, :n_topics] = self.n_tokens / n_segments / n_topics
        self.alpha = np.zeros(lanes, dtype=np.float32)
        self.alpha[:n_topics] = settings.alpha
        self.priors, self.scale = _term_priors(settings, n_terms, lanes), np.ones(1)
        self.n_iter, self.perplexity = 0, np.inf

    def one_pass(self) -> None:
        """Visit every row once; the perplexity is that of each row by the topics at its visit."""
        from toolkit.topics.cvb0 import train

        n_topics = self.settings.n_topics
        likelihood = train(
            *self.rows, self.draw.permutation(len(self.doc_topic)), self.term_topic, self.scale,
            self.topic, self.doc_topic, self.alpha, *self.priors, self.n_iter * self.n_tokens,
        )  # fmt: skip
        self.n_iter += 1
        self.perplexity = float(np.exp(-likelihood / self.n_tokens))
        if self.settings.asymmetric and self.n_iter >= _FIRST_ALPHA:
            self.alpha[:n_topics] = update_alpha(
                self.alpha[:n_topics], self.doc_topic[:, :n_topics]
            )

    def shares(self) -> Floats:
        """Return topics of the tokens that were given, without what seeds had beforehand."""
        n_topics = self.settings.n_topics
        shares = self.term_topic[:, :n_topics].T.astype(np.float64) * self.scale[0]
        shares += self.settings.eta
        topics: Floats = shares / shares.sum(axis=1, keepdims=True)
        return topics

    def alpha_learnt(self) -> Floats:
        """Return the prior of each topic."""
        return self.alpha[: self.settings.n_topics].astype(np.float64)


def infer_cvb0(matrix: csr_matrix, topic_term: Floats, alpha: Floats) -> Singles:
    """Infer the Dirichlet posterior of each row's proportions under fixed topics.

    Rows do not know of each other: the numbers are the same one by one or together.

    Parameters
    ----------
    matrix
        Counts, (n_segments, n_terms).
    topic_term
        Share of each term in each topic, (n_topics, n_terms).
    alpha
        Prior of each topic, (n_topics,).

    Returns
    -------
    ndarray
        Parameters of the posteriors, (n_segments, n_topics): the prior and the expected tokens.
        A row without a token keeps the prior.
    """
    from toolkit.topics.cvb0 import LANES, infer

    n_topics, n_terms = topic_term.shape
    lanes = -(-n_topics // LANES) * LANES
    shares = np.zeros((n_terms, lanes), dtype=np.float32)
    shares[:, :n_topics] = topic_term.T
    prior = np.zeros(lanes, dtype=np.float32)
    prior[:n_topics] = alpha
    posterior = np.empty((matrix.shape[0], lanes), dtype=np.float32)
    infer(*_compressed(matrix), shares, prior, _STILL, _MOST_STEPS, posterior)
    return posterior[:, :n_topics]


class _Rows(NamedTuple):
    """A matrix in compressed rows, as the loop takes it."""

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    counts: Singles


class _TermPriors(NamedTuple):
    """Priors of terms as the loop takes them: one row for all terms that have the same."""

    eta: Singles
    prior_of: NDArray[np.int32]
    mass: Singles


def _term_priors(settings: LdaSettings, n_terms: int, lanes: int) -> _TermPriors:
    """Lay out the priors of terms: the first row is that of all terms that are no seed words."""
    seeded, n_topics = settings.seeded, settings.n_topics
    n_rows = 1 if seeded is None else 1 + len(seeded.columns)
    eta = np.full((n_rows, lanes), settings.eta, dtype=np.float32)
    prior_of = np.zeros(n_terms, dtype=np.int32)
    mass = np.full(lanes, np.float32(settings.eta) * np.float32(n_terms), dtype=np.float32)
    if seeded is not None:
        eta[1:, :n_topics] += seeded.extra.astype(np.float32)
        prior_of[seeded.columns] = np.arange(1, n_rows)
        mass[:n_topics] += seeded.extra.sum(axis=0).astype(np.float32)
    return _TermPriors(eta, prior_of, mass)


def _compressed(matrix: csr_matrix) -> _Rows:
    return _Rows(
        matrix.indptr.astype(np.int64, copy=False),
        matrix.indices.astype(np.int32, copy=False),
        matrix.data.astype(np.float32),
    )

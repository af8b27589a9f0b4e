"""What every engine of LDA is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.topics.seed_words import TermPriors

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LdaSettings:
    """The settings of one fit, every default written out.

    Attributes
    ----------
    n_topics, max_iter, tolerance, seed
        As `fit_lda` describes them.
    alpha, eta
        Symmetric priors; where `asymmetric`, `alpha` is where learning begins.
    asymmetric
        Whether the prior of each topic is learnt.
    seeded
        What seed words add to the priors of terms; None where there are none.
    """

    n_topics: int
    alpha: float
    eta: float
    asymmetric: bool
    max_iter: int
    tolerance: float
    seed: int
    seeded: TermPriors | None = None

    def term_priors(self, n_terms: int) -> Floats:
        """Return the prior of every term in every topic, (n_topics, n_terms).

        It guides the fit. The topics that a fit returns are of the tokens they were given, as if
        `eta` had been the prior of every term: else a seed word would pass for said more often
        than it was.
        """
        eta = np.full((self.n_topics, n_terms), self.eta)
        if self.seeded is not None:
            eta[:, self.seeded.columns] += self.seeded.extra.T
        return eta


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What an engine found.

    Attributes
    ----------
    doc_topic
        Parameters of each segment's Dirichlet posterior, (n_segments, n_topics): the prior and
        the expected tokens.
    topic_term
        Share of each term in each topic, (n_topics, n_terms), rows summing to one.
    alpha
        Prior of each topic, (n_topics,).
    n_iter, converged, objective, measure
        How the fit ended, as `Convergence` has it.
    """

    doc_topic: Floats | NDArray[np.float32]
    topic_term: Floats
    alpha: Floats
    n_iter: int
    converged: bool
    objective: float
    measure: str


@dataclass(frozen=True, slots=True)
class NmfSettings:
    """The settings of one factorisation, every default written out, as `fit_nmf` has them.

    `seeded` holds the terms of each topic that seed words begin.
    """

    n_topics: int
    loss: str
    start: str
    max_iter: int
    tolerance: float
    seed: int
    seeded: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """What an engine of NMF found: the factors of X = W H, not yet rescaled.

    Attributes
    ----------
    weights, components
        W, (n_segments, n_topics), and H, (n_topics, n_terms).
    n_iter, converged, objective, measure
        How the fit ended, as `Convergence` has it.
    """

    weights: Floats
    components: Floats
    n_iter: int
    converged: bool
    objective: float
    measure: str


MEASURES = {
    "frobenius": "root of the summed squared error",
    "kullback-leibler": "root of twice the Kullback-Leibler divergence",
}
"""What the objective of a factorisation is, by its loss; scikit-learn reports the same."""

"""What every engine of LDA is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    """

    n_topics: int
    alpha: float
    eta: float
    asymmetric: bool
    max_iter: int
    tolerance: float
    seed: int


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

    doc_topic: Floats
    topic_term: Floats
    alpha: Floats
    n_iter: int
    converged: bool
    objective: float
    measure: str

"""Models drawn from their own prior, and how near an engine comes to what was planted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from common.themes import counts_of
from toolkit.counts import Counts
from toolkit.topics import Topics

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Planted:
    """Counts, and the proportions and topics they were drawn from."""

    counts: Counts
    doc_topic: Floats
    topic_term: Floats

    def distances(self, topics: Topics) -> tuple[float, float]:
        """Mean Hellinger distance of matched topics, and of segments' proportions by them."""
        overlap = np.sqrt(self.topic_term) @ np.sqrt(topics.topic_term).T
        true, found = linear_sum_assignment(-overlap)
        of_topics = np.sqrt(np.maximum(1 - overlap[true, found], 0))
        shared = np.sqrt(self.doc_topic[:, true] * topics.doc_topic[:, found]).sum(axis=1)
        return float(of_topics.mean()), float(np.sqrt(np.maximum(1 - shared, 0)).mean())


def plant(
    seed: int,
    *,
    n_topics: int,
    n_terms: int,
    n_segments: int,
    length: int,
    alpha: float,
    eta: float,
) -> Planted:
    """Draw topics, proportions and segments; terms are unequally frequent, as words are."""
    random = np.random.default_rng(seed)
    frequency = 1 / (np.arange(n_terms) + 10.0)
    topic_term = random.dirichlet(eta * n_terms * frequency / frequency.sum() + 1e-3, n_topics)
    doc_topic = random.dirichlet(np.full(n_topics, alpha), n_segments)
    matrix = np.array([random.multinomial(length, theta @ topic_term) for theta in doc_topic])
    terms = np.flatnonzero(matrix.sum(axis=0) > 0)
    rest = topic_term[:, terms]
    names = tuple(f"t{v:04d}" for v in terms)
    return Planted(
        counts_of(matrix[:, terms], names), doc_topic, rest / rest.sum(axis=1, keepdims=True)
    )

"""Texts drawn from themes that share words, one of them rare, and seed words for it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.segments import Segments
from toolkit.topics import Topics

Floats = NDArray[np.float64]

N_TERMS, N_THEMES, N_SEGMENTS, LENGTH = 600, 10, 600, 60
RARE = 0.02


@dataclass(frozen=True)
class Themes:
    """What was drawn, and from what; the first theme is the rare one.

    Attributes
    ----------
    words
        Five words of the rare theme, at least four times as frequent there as elsewhere.
    apart
        A word of each of five other themes.
    """

    counts: Counts
    doc_topic: Floats
    topic_term: Floats
    words: tuple[str, ...]
    apart: tuple[str, ...]

    def distance(self, topics: Topics, k: int) -> float:
        """Hellinger distance of a topic to the rare theme."""
        overlap = float(np.sqrt(self.topic_term[0] * topics.topic_term[k]).sum())
        return float(np.sqrt(max(1 - overlap, 0)))


def themes(seed: int, together: float) -> Themes:
    """Draw themes and segments; the smaller `together`, the fewer themes in a segment."""
    random = np.random.default_rng(seed)
    common = random.dirichlet(np.full(N_TERMS, 0.3))
    topic_term = random.dirichlet(0.05 + 4 * common, N_THEMES)
    sizes = np.full(N_THEMES, (1 - RARE) / (N_THEMES - 1))
    sizes[0] = RARE
    doc_topic = random.dirichlet(sizes * together, N_SEGMENTS)
    matrix = np.array([random.multinomial(LENGTH, theta @ topic_term) for theta in doc_topic])
    terms = tuple(f"t{v:03d}" for v in range(N_TERMS))
    own = topic_term / topic_term.mean(axis=0) > 4
    words = np.argsort(-topic_term[0] * own[0])[:5]
    apart = [np.argsort(-topic_term[k] * own[k])[1] for k in range(1, 6)]
    return Themes(
        counts_of(matrix, terms),
        doc_topic,
        topic_term,
        tuple(terms[v] for v in words),
        tuple(terms[v] for v in apart),
    )


def counts_of(matrix: NDArray[np.int64] | csr_matrix, terms: tuple[str, ...]) -> Counts:
    """Build counts whose segments are numbered."""
    names = tuple(f"m{i:05d}" for i in range(matrix.shape[0]))
    columns = MappingProxyType({"segment": names, "meeting": names})
    segments = Segments("paragraph", names, columns, MappingProxyType({}))
    return Counts(segments, csr_matrix(matrix), terms, (), MappingProxyType({}))

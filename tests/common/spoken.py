"""Short questions and long answers about the same topics, as counts that a model can be fitted to.

Questions hold 25 words, answers 250; both are drawn from the proportions of their meeting, so that
nothing differs between them but their length.
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from common.nulls import Floats, Random, dirichlet
from toolkit.counts import Counts
from toolkit.segments import Segments

KINDS = ("question", "answer")
WORDS = (25, 250)
N_MEETINGS, N_EACH = 12, 10


def spoken_topics(random: Random, n_topics: int = 8, n_terms: int = 150) -> Floats:
    """Draw topics over a small vocabulary, each with a dozen words of its own or so."""
    return dirichlet(random, np.full((n_topics, n_terms), 0.1))


def spoken(random: Random, topics: Floats) -> NDArray[np.int64]:
    """Draw the words of every segment, (2, n_meetings, n_each, n_terms), questions first."""
    mean = dirichlet(random, np.full(len(topics), 1.0))
    centres = dirichlet(random, np.tile(10 * mean + 0.1, (N_MEETINGS, 1)))
    sides = []
    for length in WORDS:
        theta = dirichlet(random, np.repeat(6 * centres[:, None], N_EACH, axis=1))
        sides.append(random.multinomial(length, theta @ topics))
    return np.array(sides)


def as_counts(words: NDArray[np.int64]) -> Counts:
    """Put the words into segments that know their meeting and kind; terms that never occur go."""
    matrix = words.reshape(-1, words.shape[-1])
    matrix = matrix[:, matrix.any(axis=0)]
    kinds = np.repeat(KINDS, N_MEETINGS * N_EACH).tolist()
    meetings = np.tile(np.repeat(np.arange(N_MEETINGS), N_EACH), 2)
    named = [f"m{meeting:02d}" for meeting in meetings]
    segments = Segments(
        by="turn",
        texts=tuple(" ".join(map(str, row)) for row in matrix),  # digests order the segments
        columns=MappingProxyType(
            {
                "segment": tuple(f"{name}#{i}" for i, name in enumerate(named)),
                "meeting": tuple(named),
                "kind": tuple(kinds),
            }
        ),
        dropped=MappingProxyType({}),
    )
    terms = tuple(f"t{i:03d}" for i in range(matrix.shape[1]))
    return Counts(segments, csr_matrix(matrix), terms, (), MappingProxyType({}))

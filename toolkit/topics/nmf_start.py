"""Where a factorisation begins: at random, or at the singular vectors of the matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]


def start_factors(
    matrix: csr_matrix,
    n_topics: int,
    start: str,
    seed: int,
    seeded: Sequence[Sequence[int]] = (),
) -> tuple[Floats, Floats]:
    """Draw or compute the first W and H.

    Parameters
    ----------
    matrix
        Weighted counts, (n_segments, n_terms).
    n_topics
        Number of topics.
    start
        ``"random"``: numbers between 0 and twice the root of the matrix's mean over n_topics.
        ``"nndsvda"``: the larger of the positive and the negative part of each pair of singular
        vectors, zeros filled with the matrix's mean.
    seed
        Of the numbers, or of the random projections by which singular vectors are found.
    seeded
        Terms of each seeded topic. These topics come first: such a topic begins as its seed
        words, and weighs in each segment what they do there.

    Returns
    -------
    tuple
        W, (n_segments, n_topics), and H, (n_topics, n_terms).

    References
    ----------
    Boutsidis and Gallopoulos (2008), Pattern Recognition 41.
    """
    if seeded:
        own = _seed_words(matrix, seeded)
        others = _other_topics(matrix, n_topics - len(seeded), start, seed, seeded)
        return np.hstack([own[0], others[0]]), np.vstack([own[1], others[1]])
    n_segments, n_terms = matrix.shape
    if not n_topics:
        return np.empty((n_segments, 0)), np.empty((0, n_terms))
    mean = float(matrix.mean())
    if start == "random":
        draw = np.random.default_rng(seed)
        most = 2 * np.sqrt(mean / n_topics)
        # The terms first: their numbers do not change when segments are added.
        h = draw.random((n_terms, n_topics)) * most
        return draw.random((n_segments, n_topics)) * most, np.ascontiguousarray(h.T)
    from sklearn.utils.extmath import randomized_svd

    u, s, v = randomized_svd(matrix, n_topics, random_state=seed)
    w, h = np.zeros((n_segments, n_topics)), np.zeros((n_topics, n_terms))
    for k in range(n_topics):
        left, right = _larger_part(u[:, k], v[k])
        length = np.linalg.norm(left) * np.linalg.norm(right)
        if length > 0:
            w[:, k] = np.sqrt(s[k] * length) * left / np.linalg.norm(left)
            h[k] = np.sqrt(s[k] * length) * right / np.linalg.norm(right)
    tiny = 1e-6  # of singular vectors; the rest is rounding
    return np.where(w < tiny, mean, w), np.where(h < tiny, mean, h)


def _seed_words(matrix: csr_matrix, seeded: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
    """Begin topics as their seed words; what would be zero is the mean, so that it can grow."""
    mean = float(matrix.mean())
    h = np.zeros((len(seeded), matrix.shape[1]))
    for k, columns in enumerate(seeded):
        h[k, list(columns)] = 1 / np.sqrt(len(columns))
    w = np.asarray(matrix @ h.T)
    scale = np.sqrt(np.maximum(np.linalg.norm(w, axis=0), 1e-12))
    return np.maximum(w / scale, mean), np.maximum(h * scale[:, None], mean)


def _other_topics(
    matrix: csr_matrix, n_topics: int, start: str, seed: int, seeded: Sequence[Sequence[int]]
) -> tuple[Floats, Floats]:
    """Begin the topics that no words are seeded in.

    By singular vectors, they begin as those of the segments without any seed word: one of them
    would else begin as the very topic that the words are meant for.
    """
    words = np.unique([v for columns in seeded for v in columns])
    apart = matrix[:, words].getnnz(axis=1) == 0
    if start == "random" or apart.sum() <= n_topics:
        return start_factors(matrix, n_topics, start, seed)
    w, h = start_factors(matrix[apart], n_topics, start, seed)
    everywhere = np.asarray(matrix @ h.T)
    scale = np.linalg.norm(w, axis=0) / np.linalg.norm(everywhere[apart], axis=0)
    return everywhere * scale, h


def _larger_part(left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Keep the positive or the negative parts of both vectors, whichever pair is longer."""
    parts = [(np.maximum(sign * left, 0), np.maximum(sign * right, 0)) for sign in (1, -1)]
    lengths = [np.linalg.norm(a) * np.linalg.norm(b) for a, b in parts]
    return parts[0] if lengths[0] >= lengths[1] else parts[1]

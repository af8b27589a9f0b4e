"""How soon two ways of learning topics foretell the held halves of texts equally well.

CPU time of the learning alone, one thread each; topics are judged by the same document completion.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from common.completion import perplexity
from toolkit.topics.engine import LdaSettings
from toolkit.topics.lda_cvb0 import learn_topics

ALPHA, ETA = 0.1, 0.01


@dataclass(frozen=True)
class Case:
    train: csr_matrix
    observed: csr_matrix
    held: csr_matrix

    def perplexity(self, topic_term: np.ndarray) -> float:
        return perplexity(topic_term, self.observed, self.held, alpha=ALPHA)


def settings(n_topics: int, max_iter: int, seed: int) -> LdaSettings:
    return LdaSettings(
        n_topics=n_topics, alpha=ALPHA, eta=ETA, asymmetric=False, max_iter=max_iter,
        tolerance=1e-9, seed=seed,
    )  # fmt: skip


def sweeps(
    case: Case, n_topics: int, seed: int, looks: list[int]
) -> dict[int, tuple[float, float]]:
    """CPU seconds and held-out perplexity of tomotopy after some numbers of sweeps."""
    tomotopy = pytest.importorskip("tomotopy")
    engine = tomotopy.LDAModel(k=n_topics, alpha=ALPHA, eta=ETA, seed=seed)
    names = [str(term) for term in range(case.train.shape[1])]
    for row in case.train:
        pairs = zip(row.indices, row.data, strict=True)
        engine.add_doc([names[term] for term, count in pairs for _ in range(count)])
    engine.train(0)
    found, took, done = {}, 0.0, 0
    for look in looks:
        start = time.process_time()
        engine.train(look - done, workers=1, show_progress=False)
        took, done = took + time.process_time() - start, look
        shares = np.full((n_topics, len(names)), 1e-12)
        shares[:, [int(name) for name in engine.used_vocabs]] = [
            engine.get_topic_word_dist(k) for k in range(n_topics)
        ]
        found[look] = took, case.perplexity(shares)
    return found


def passes(
    case: Case, n_topics: int, seed: int, target: float, most: int
) -> tuple[float, int, float]:
    """CPU seconds and passes of ours to a perplexity; each number of passes is a fit of its own."""
    low, high = 1, most
    tried: dict[int, tuple[float, float]] = {}
    while low not in tried or low < high:
        n = (low + high) // 2
        start = time.process_time()
        learnt = learn_topics(case.train, settings(n_topics, n, seed))
        tried[n] = time.process_time() - start, case.perplexity(learnt.topic_term)
        low, high = (low, n) if tried[n][1] <= target else (min(n + 1, high), high)
    took, reached = tried[low]
    return took if reached <= target else np.inf, low, reached

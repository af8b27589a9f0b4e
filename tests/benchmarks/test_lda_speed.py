"""Our LDA against Gibbs sampling: CPU time to topics that foretell unseen meetings equally well.

The speeches of the general debate line by line, lines of twenty words or more, 18,000 of them drawn
from nine tenths of the speeches; lines of the others are held out, and one half of each has to
foretell the other. Splits and seeds are not those by which any setting was chosen.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from common.completion import halves, perplexity
from common.real import read_real
from common.timing import full_size, tell
from scipy.sparse import csr_matrix

from toolkit.counts import count_terms
from toolkit.segments import split
from toolkit.topics.engine import LdaSettings
from toolkit.topics.lda_cvb0 import learn_topics

ALPHA, ETA = 0.1, 0.01
LINES, HELD = 18_000, 1_500


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
    for n in range(1, most + 1):
        start = time.process_time()
        learnt = learn_topics(case.train, settings(n_topics, n, seed))
        took = time.process_time() - start
        reached = case.perplexity(learnt.topic_term)
        if reached <= target:
            return took, n, reached
    return np.inf, most, reached


@pytest.fixture(scope="module")
def lines(corpora: Path) -> tuple[csr_matrix, np.ndarray]:
    corpus = read_real(corpora / "un_general_debate")
    counts = count_terms(split(corpus, by="paragraph", min_words=20), min_segments=10)
    speech = np.unique(counts.segments.column("meeting"), return_inverse=True)[1]
    return counts.matrix, speech


def case_of(lines: tuple[csr_matrix, np.ndarray], seed: int) -> Case:
    matrix, speech = lines
    random = np.random.default_rng(seed)
    others = random.permutation(speech.max() + 1)[: (speech.max() + 1) // 10]
    out = np.isin(speech, others)
    train = np.sort(random.choice(np.flatnonzero(~out), LINES, replace=False))
    test = np.sort(random.choice(np.flatnonzero(out), HELD, replace=False))
    return Case(csr_matrix(matrix[train]), *halves(csr_matrix(matrix[test]), seed))


@full_size
@pytest.mark.filterwarnings("ignore:The training result may differ:RuntimeWarning")
@pytest.mark.parametrize("n_topics", [20, 50, 100])
@pytest.mark.parametrize("seed", [71, 72, 73])
def test_a_tenth_of_the_time_to_equally_good_topics(lines, n_topics, seed):
    case = case_of(lines, seed)
    learn_topics(case.train[:50], settings(2, 1, 1))  # compiled
    theirs = sweeps(case, n_topics, seed, [100, 300])
    took, n, reached = passes(case, n_topics, seed, theirs[100][1], most=30)
    end = case.perplexity(learn_topics(case.train, settings(n_topics, 25, seed)).topic_term)
    tell(
        f"LDA with {n_topics} topics, split {seed}: to perplexity {theirs[100][1]:,.0f}; at the "
        f"end {end:,.0f} against {theirs[300][1]:,.0f}",
        {f"ours, {n} passes ({reached:,.0f})": took, "tomotopy, 100 sweeps": theirs[100][0]},
        of=f"ours, {n} passes ({reached:,.0f})",
    )
    assert took <= 0.15 * theirs[100][0]
    assert end <= 1.01 * theirs[300][1]


def test_small_topics_foretell_held_halves_better_than_chance():
    random = np.random.default_rng(1)
    topics = random.dirichlet(np.full(60, 0.1), 4)
    theta = random.dirichlet(np.full(4, 0.2), 200)
    matrix = csr_matrix(np.array([random.multinomial(40, t @ topics) for t in theta]))
    case = Case(csr_matrix(matrix[:150]), *halves(csr_matrix(matrix[150:]), 2))
    learnt = learn_topics(case.train, settings(4, 60, 3))
    ours, planted = case.perplexity(learnt.topic_term), case.perplexity(topics)
    flat = case.perplexity(np.full((4, 60), 1 / 60))
    assert flat == pytest.approx(60)
    assert ours < 1.1 * planted < 0.6 * flat

"""Our LDA against Gibbs sampling: CPU time to topics that foretell unseen meetings equally well.

The speeches of the general debate line by line, lines of twenty words or more, 18,000 of them drawn
from nine tenths of the speeches; lines of the others are held out, and one half of each has to
foretell the other. Splits and seeds are not those by which any setting was chosen.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from common.completion import halves
from common.race import Case, passes, settings, sweeps
from common.real import read_real
from common.timing import full_size, tell
from scipy.sparse import csr_matrix

from toolkit.counts import count_terms
from toolkit.segments import split
from toolkit.topics.lda_cvb0 import learn_topics

LINES, HELD = 18_000, 1_500


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

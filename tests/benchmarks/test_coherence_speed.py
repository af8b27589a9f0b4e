"""Coherence of 50 topics by 10 words beside gensim's, at equal values; CPU time, in one run.

The speeches of the general debate by line: 1.8 million tokens in the full size.
"""

import time
from pathlib import Path

import numpy as np
import pytest
from common.real import read_real
from common.timing import FULL, full_size, tell

from toolkit.counts import number_tokens
from toolkit.segments import split
from toolkit.topics.coherence import window_coherence

TOPICS, WORDS = 50, 10


@pytest.fixture(scope="module")
def tokens(corpora: Path):
    segments = split(read_real(corpora / "un_general_debate"), min_words=20)
    return number_tokens(segments.keep(range(24_000 if FULL else 1_000), "not in the benchmark"))


def cpu(way):
    began = time.process_time()
    value = way()
    return time.process_time() - began, value


def compare(tokens, measure, repeats):
    corpora = pytest.importorskip("gensim.corpora")
    models = pytest.importorskip("gensim.models")
    words = [tokens.of(row) for row in range(len(tokens.segments))]
    dictionary = corpora.Dictionary(words)
    # Words like those of topics: neither the most frequent nor rare, some in several topics.
    count = np.bincount(tokens.ids, minlength=len(tokens.types))
    pool = np.argsort(-count, kind="stable")[150:850]
    rng = np.random.default_rng(1)
    topics = [rng.choice(pool, WORDS, replace=False) for _ in range(TOPICS)]
    named = [[tokens.types[i] for i in topic] for topic in topics]

    def ours():
        found = window_coherence(tokens.ids, tokens.ends, topics, measures=[measure])
        return found[measure]

    def theirs():
        return models.CoherenceModel(
            topics=named, dictionary=dictionary, coherence=measure, topn=WORDS,
            processes=1, texts=words,
        ).get_coherence_per_topic()  # fmt: skip

    ours()  # compiled
    mine = min((cpu(ours) for _ in range(repeats)), key=lambda run: run[0])
    other = min((cpu(theirs) for _ in range(min(repeats, 2))), key=lambda run: run[0])
    np.testing.assert_allclose(mine[1], other[1], atol=1e-9)
    tell(
        f"{measure}, {TOPICS} topics x {WORDS} words, {len(tokens):,} tokens",
        {"ours": mine[0], "gensim": other[0]},
        of="ours",
    )
    return mine[0] / other[0]


@full_size
@pytest.mark.parametrize("measure", ["c_npmi", "c_uci", "c_v"])
def test_a_fiftieth_of_the_time_of_gensim(tokens, measure):
    assert compare(tokens, measure, repeats=5) <= 0.02


@pytest.mark.parametrize("measure", ["c_npmi", "c_v"])
def test_the_numbers_are_equal_on_real_text(tokens, measure):
    compare(tokens, measure, repeats=1)

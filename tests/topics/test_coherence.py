"""Coherence against gensim's own numbers, and the exact count against windows one by one."""

import itertools
import math

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from toolkit.errors import ToolkitError
from toolkit.topics import coherence
from toolkit.topics.coherence import document_coherence, window_coherence

MEASURES = ("c_v", "c_npmi", "c_uci")


@pytest.fixture(scope="module")
def texts():
    """Words that repeat within windows, texts shorter than them, without topic words, empty."""
    rng = np.random.default_rng(3)
    shares = rng.dirichlet(np.full(40, 0.4))
    drawn = [rng.choice(40, size=n, p=shares).tolist() for n in rng.integers(1, 300, 60)]
    return [*drawn[:30], [], [40] * 15, *drawn[30:], [41]]


@pytest.fixture(scope="module")
def topics(texts):
    rng = np.random.default_rng(4)
    frequent = np.argsort(-np.bincount(list(itertools.chain(*texts))), kind="stable")[:20]
    return [frequent[rng.permutation(20)[:6]] for _ in range(7)]


def numbered(texts):
    ids = np.array(list(itertools.chain(*texts)), np.int32)
    return ids, np.cumsum([len(text) for text in texts])


def table(texts, n_terms=42):
    return csr_matrix([np.bincount(text, minlength=n_terms) for text in map(list, texts)])


def by_gensim(texts, topics, measure):
    corpora = pytest.importorskip("gensim.corpora")
    models = pytest.importorskip("gensim.models")
    words = [[f"w{i:02d}" for i in text] for text in texts]
    dictionary = corpora.Dictionary(words)
    given = (
        {"corpus": [dictionary.doc2bow(text) for text in words]}
        if measure == "u_mass"
        else {"texts": words}
    )
    model = models.CoherenceModel(
        topics=[[f"w{i:02d}" for i in topic] for topic in topics],
        dictionary=dictionary, coherence=measure, topn=len(topics[0]), processes=1, **given,
    )  # fmt: skip
    return model.get_coherence_per_topic()


@pytest.mark.parametrize("measure", MEASURES)
def test_windows_give_the_numbers_of_gensim(texts, topics, measure):
    found = window_coherence(*numbered(texts), topics, measures=[measure])
    np.testing.assert_allclose(found[measure], by_gensim(texts, topics, measure), atol=1e-9)


def test_documents_give_the_numbers_of_gensim(texts, topics):
    found = document_coherence(table(texts), topics)
    np.testing.assert_allclose(found, by_gensim(texts, topics, "u_mass"), atol=1e-9)


def slowly(texts, topic, size):
    """Lay every window out and look what is in it."""
    windows = [
        set(text[i : i + size]) for text in texts for i in range(max(len(text) - size, 0) + 1)
    ]
    return {
        (a, b): sum(a in window and b in window for window in windows) / len(windows)
        for a in topic
        for b in topic
    }


def test_the_exact_count_is_that_of_all_windows_laid_out(texts, topics):
    found = window_coherence(*numbered(texts), topics, counting="exact")
    for k, topic in enumerate(topics):
        for name, size in (("c_npmi", 10), ("c_uci", 10), ("c_v", 110)):
            p = slowly(texts, topic.tolist(), size)
            pmi = {(a, b): math.log((p[a, b] + 1e-12) / (p[a, a] * p[b, b])) for a, b in p}
            npmi = {pair: pmi[pair] / -math.log(p[pair] + 1e-12) for pair in p}
            pairs = list(itertools.combinations(topic.tolist(), 2))
            if name == "c_v":
                vectors = np.array([[npmi[a, b] for b in topic] for a in topic])
                whole = vectors.sum(axis=0)
                lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(whole)
                expected = (vectors @ whole / lengths).mean()
            else:
                expected = np.mean([(npmi if name == "c_npmi" else pmi)[pair] for pair in pairs])
            assert found[name][k] == pytest.approx(expected, abs=1e-12)


def test_what_gensim_forgets_makes_a_difference(texts, topics):
    exact = window_coherence(*numbered(texts), topics, counting="exact")
    theirs = window_coherence(*numbered(texts), topics)
    assert np.abs(exact["c_npmi"] - theirs["c_npmi"]).max() > 1e-4


def test_topics_taken_in_parts_give_the_same_numbers(texts, topics, monkeypatch):
    whole = window_coherence(*numbered(texts), topics)
    monkeypatch.setattr(coherence, "_WORDS_AT_A_TIME", 6)
    parts = window_coherence(*numbered(texts), topics)
    for name in MEASURES:
        assert parts[name].tolist() == whole[name].tolist()


def test_the_order_of_texts_does_not_matter(texts, topics):
    forth, back = (window_coherence(*numbered(some), topics) for some in (texts, texts[::-1]))
    assert all(forth[name].tolist() == back[name].tolist() for name in MEASURES)


def test_there_is_no_number_for_a_word_that_does_not_occur_or_stands_alone(texts):
    topics = [np.array([0, 99]), np.array([1]), np.array([], dtype=int)]
    for values in window_coherence(*numbered(texts), topics).values():
        assert np.isnan(values).all()
    assert np.isnan(document_coherence(table(texts, 100), topics)).all()
    assert window_coherence(*numbered(texts), [])["c_v"].shape == (0,)


def test_tokens_are_numbered_from_zero():
    with pytest.raises(ToolkitError, match="below 0"):
        window_coherence(np.array([0, -1], np.int32), np.array([2]), [np.array([0, 1])])

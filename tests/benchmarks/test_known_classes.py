"""Five topics against the five classes of news articles: what models find that nobody told them.

The articles of Greene and Cunningham (2006), stemmed and cleaned as they are handed round; each
article is given its largest topic. Two measures: normalised mutual information, and purity, the
share of articles that belong to the class most frequent in their topic. No setting was chosen by
them.
"""

from __future__ import annotations

import csv
import warnings
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from common.themes import counts_of
from common.timing import full_size
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from toolkit.counts import Counts
from toolkit.topics import Topics, fit_lda, fit_nmf

LDA = ("cvb0", "scikit-learn", "scikit-learn online", "gensim", "tomotopy")
NMF = ("compiled", "scikit-learn", "scikit-learn mu", "gensim")


def agreement(classes: list[str], topics: np.ndarray) -> tuple[float, float]:
    """Normalised mutual information, by the mean of both entropies, and purity."""
    names = sorted(set(classes))
    table = np.zeros((len(names), int(topics.max()) + 1))
    for name, topic in zip(classes, topics, strict=True):
        table[names.index(name), topic] += 1
    joint = table / table.sum()
    rows, columns = joint.sum(axis=1, keepdims=True), joint.sum(axis=0, keepdims=True)
    held = joint > 0
    shared = (joint[held] * np.log((joint / (rows * columns + 1e-300))[held])).sum()
    entropies = [-(p[p > 0] * np.log(p[p > 0])).sum() for p in (rows, columns)]
    return float(shared / np.mean(entropies)), float(table.max(axis=0).sum() / table.sum())


@pytest.fixture(scope="module")
def articles(corpora: Path) -> tuple[Counts, list[str]]:
    with (corpora / "bbc_news" / "corpus.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row]
    vectorizer = CountVectorizer(analyzer=str.split, min_df=5)
    matrix = vectorizer.fit_transform([row[0] for row in rows])
    kept = np.flatnonzero(np.asarray(matrix.sum(axis=1)).ravel() > 0)
    terms = tuple(vectorizer.get_feature_names_out())
    matrix = csr_matrix(matrix[kept]).astype(np.int64)
    matrix.sum_duplicates()  # and sort: counts are read-only
    return counts_of(matrix, terms), [rows[i][2] for i in kept]


def installed(engine: str) -> bool:
    return engine != "tomotopy" or find_spec("tomotopy") is not None


def scores(
    counts: Counts, classes: list[str], engine: str, model: str, seed: int
) -> tuple[float, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if model == "lda":
            fitted: Topics = fit_lda(counts, n_topics=5, engine=engine, seed=seed)
        else:
            fitted = fit_nmf(counts, n_topics=5, engine=engine, start=model, seed=seed)
    of = dict(zip(counts.segments.ids, classes, strict=True))
    left = [of[segment] for segment in fitted.counts.segments.ids]
    return agreement(left, fitted.doc_topic.argmax(axis=1))


@full_size
@pytest.mark.parametrize("model", ["lda", "nndsvda", "random"])
def test_classes_are_found_at_least_as_well_as_by_the_best_peer(articles, model):
    counts, classes = articles
    print(f"\n{model}: {len(classes):,} articles, {Counter(classes)}, {counts.n_tokens:,} tokens")
    found = {}
    for engine in filter(installed, LDA if model == "lda" else NMF):
        rows = [scores(counts, classes, engine, model, seed) for seed in range(11, 21)]
        found[engine] = np.array(rows)
        means = found[engine].mean(axis=0)
        errors = found[engine].std(axis=0, ddof=1) / np.sqrt(10)
        print(f"{engine:24}NMI {means[0]:.3f} +- {errors[0]:.3f}   "
              f"purity {means[1]:.3f} +- {errors[1]:.3f}")  # fmt: skip
    ours, *peers = found.values()
    for column in (0, 1):
        best = max(peers, key=lambda rows: rows[:, column].mean())
        apart = best[:, column] - ours[:, column]
        assert apart.mean() <= 2 * apart.std(ddof=1) / np.sqrt(len(apart)) + 1e-3


def test_agreement_is_that_of_scikit_learn_and_purity_by_hand():
    from sklearn.metrics import normalized_mutual_info_score

    random = np.random.default_rng(1)
    classes = [str(c) for c in random.integers(0, 4, 200)]
    topics = np.where(random.random(200) < 0.6, [int(c) for c in classes], 2)
    found = agreement(classes, topics)
    assert found[0] == pytest.approx(normalized_mutual_info_score(classes, topics))
    assert agreement(list("aabbc"), np.array([0, 0, 0, 1, 1]))[1] == pytest.approx(0.6)

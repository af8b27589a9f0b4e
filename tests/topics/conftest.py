"""Counts with a known matrix, and a corpus drawn from known topics."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.segments import Segments
from toolkit.topics.nmf import weigh_and_scale

MakeCounts = Callable[..., Counts]


def make_counts(matrix, terms=None, texts=None, **columns) -> Counts:
    """Build counts from a matrix; texts and terms are numbered where none are given."""
    matrix = csr_matrix(np.asarray(matrix, dtype=np.int64))
    n_segments, n_terms = matrix.shape
    texts = tuple(texts or (f"text number {i}" for i in range(n_segments)))
    known = {
        "segment": tuple(f"m{i:03d}#1.1" for i in range(n_segments)),
        "meeting": tuple(f"m{i:03d}" for i in range(n_segments)),
        "kind": ("answer",) * n_segments,
        "speaker": ("Ann",) * n_segments,
        **columns,
    }
    segments = Segments("paragraph", texts, MappingProxyType(known), MappingProxyType({}))
    terms = tuple(terms or (f"t{i:03d}" for i in range(n_terms)))
    return Counts(segments, matrix, terms, (), MappingProxyType({}))


@dataclass(frozen=True)
class Planted:
    """A corpus with the topics and proportions it was drawn from."""

    counts: Counts
    doc_topic: np.ndarray
    topic_term: np.ndarray


@pytest.fixture(scope="session", name="make_counts")
def _make_counts() -> MakeCounts:
    return make_counts


@pytest.fixture(scope="session")
def planted() -> Planted:
    """Five topics, each with 95 % of its words on 20 terms of its own; 150 long segments."""
    rng = np.random.default_rng(11)
    n_topics, own = 5, 20
    topic_term = np.full((n_topics, n_topics * own), 0.05 / (n_topics * own))
    for k in range(n_topics):
        topic_term[k, k * own : (k + 1) * own] += 0.95 * rng.dirichlet(np.full(own, 2.0))
    # Unequal sizes, so that the numbering by size can be checked.
    doc_topic = rng.dirichlet(0.15 * np.array([5, 4, 3, 2, 1.0]), 150)
    matrix = np.array([rng.multinomial(400, theta @ topic_term) for theta in doc_topic])
    return Planted(make_counts(matrix), doc_topic, topic_term)


@pytest.fixture(scope="session")
def counts(planted: Planted) -> Counts:
    """The planted corpus in thirty meetings of five segments."""
    names = tuple(f"meeting {i // 5:02d}" for i in range(150))
    return make_counts(planted.counts.matrix.toarray(), meeting=names)


@pytest.fixture(scope="session")
def matrix(planted: Planted) -> csr_matrix:
    """The planted counts as a factorisation takes them."""
    return weigh_and_scale(planted.counts.matrix, "tfidf")[0]

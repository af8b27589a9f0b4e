"""Topics with known proportions, without fitting anything."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.segments import Segments
from toolkit.topics import Convergence, Topics

MakeTopics = Callable[..., Topics]


def make_topics(
    columns: Mapping[str, Sequence[str | None]],
    matrix: NDArray[np.int64],
    topic_term: NDArray[np.float64] | None = None,
    *,
    doc_topic: NDArray[np.float64] | None = None,
    model: str = "lda",
    term_weights: NDArray[np.float64] | None = None,
) -> Topics:
    """Build topics from columns and counts; by default every term is a topic of its own."""
    n_segments, n_terms = matrix.shape
    named = {"segment": [str(i) for i in range(n_segments)], **columns}
    segments = Segments(
        by="turn",
        texts=("",) * n_segments,
        columns=MappingProxyType({name: tuple(values) for name, values in named.items()}),
        dropped=MappingProxyType({}),
    )
    terms = tuple(f"t{i:02d}" for i in range(n_terms))
    counts = Counts(segments, csr_matrix(matrix), terms, (), MappingProxyType({}))
    topic_term = np.eye(n_terms) if topic_term is None else topic_term
    if doc_topic is None:
        doc_topic = np.full((n_segments, len(topic_term)), 1 / len(topic_term))
    labels = tuple(f"{k + 1} topic" for k in range(len(topic_term)))
    ended = Convergence(True, 1, 0.0, "nothing")
    settings: MappingProxyType[str, object] = MappingProxyType({})
    return Topics(
        model,  # type: ignore[arg-type]
        counts,
        doc_topic,
        topic_term,
        labels,
        settings,
        1,
        ended,
        term_weights,
    )


@pytest.fixture(name="make_topics")
def _make_topics() -> MakeTopics:
    return make_topics


@pytest.fixture
def between_topics() -> Topics:
    """Eleven meetings, four with France, seven with Spain, two segments each, three topics."""
    rng = np.random.default_rng(3)
    country = ["France"] * 4 + ["Spain"] * 7
    shares = {"France": [0.5, 0.3, 0.2], "Spain": [0.2, 0.4, 0.4]}
    matrix = np.array([rng.multinomial(60, shares[c]) for c in country for _ in range(2)])
    columns = {
        "meeting": [f"m{i:02d}" for i in range(11) for _ in range(2)],
        "country": [c for c in country for _ in range(2)],
        "year": [str(2019 + i % 2) for i in range(11) for _ in range(2)],
        "date": [f"2020-01-{1 + (5 * i) % 11:02d}" for i in range(11) for _ in range(2)],
    }
    return make_topics(columns, matrix)


@pytest.fixture
def within_topics() -> Topics:
    """Eight meetings with questions and answers, one with answers only, three topics."""
    rng = np.random.default_rng(4)
    rows, kinds, meetings = [], [], []
    shares = {"question": [0.5, 0.3, 0.2], "answer": [0.3, 0.3, 0.4], "remark": [0.1, 0.1, 0.8]}
    for i in range(9):
        for kind in ("answer",) if i == 8 else ("question", "answer", "answer", "remark"):
            tokens = 20 + 10 * i if kind == "question" else 40
            rows.append(rng.multinomial(tokens, shares[kind]))
            kinds.append(kind)
            meetings.append(f"m{i}")
    return make_topics({"meeting": meetings, "kind": kinds}, np.array(rows))

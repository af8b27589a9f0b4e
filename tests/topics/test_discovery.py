"""Topics found in some meetings and measured in others."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.segments import divide, split
from toolkit.topics import fit_lda
from toolkit.topics.discovery import discover_terms, estimate_terms, estimate_topics

SEGMENTS = split(read_corpus("package:sample"), min_words=20)


@pytest.fixture(scope="module")
def parts():
    found = discover_terms(SEGMENTS, counts={"min_segments": 5}, share=0.4, draw=3)
    return found, estimate_terms(SEGMENTS, found, share=0.4, draw=3)


def test_the_vocabulary_is_learnt_from_the_meetings_for_discovery(parts) -> None:
    found, estimation = parts
    discovery, others = divide(SEGMENTS, share=0.4, draw=3)
    alone = count_terms(discovery, min_segments=5)
    assert found.terms == alone.terms == estimation.terms
    assert (found.matrix != alone.matrix).nnz == 0
    assert set(estimation.segments.ids) <= set(others.ids)
    assert not set(estimation.segments.ids) & set(found.segments.ids)


def test_what_the_meetings_for_estimation_say_changes_no_topic(parts) -> None:
    found, estimation = parts
    fitted = fit_lda(found, n_topics=8)
    measured = estimate_topics(fitted, estimation)
    assert np.array_equal(measured.topic_term, fitted.topic_term)
    assert measured.labels == fitted.labels
    assert measured.counts.segments.ids == estimation.segments.ids
    # The themes of the sample are there in either part.
    assert measured.doc_topic.max(axis=1).mean() > 0.5

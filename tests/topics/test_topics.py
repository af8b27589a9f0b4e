"""The record of a fitted model: what it refuses, what it shows, which fold-in it chooses."""

import pickle
from dataclasses import FrozenInstanceError, replace
from types import MappingProxyType

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from toolkit.errors import ToolkitError
from toolkit.topics import Convergence, Topics, fit_lda, fit_nmf, fold_in_lda, fold_in_nmf
from toolkit.topics.numbers import make_labels

THETA = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]])
PHI = np.array([[0.7, 0.2, 0.1, 0.0], [0.0, 0.1, 0.3, 0.6]])


@pytest.fixture
def topics(make_counts):
    """Two topics on three segments of 10, 20 and 70 tokens."""
    matrix = [[6, 2, 1, 1], [2, 2, 6, 10], [25, 10, 15, 20]]
    counts = make_counts(
        matrix,
        terms=("gas", "oil", "ship", "tide"),
        texts=("about gas", "about tides and ships", "about both"),
        kind=("answer", "question", None),
        speaker=("Ann", "Bob", "<script>alert(1)</script>"),
    )
    return Topics(
        model="lda",
        counts=counts,
        doc_topic=THETA.copy(),
        topic_term=PHI.copy(),
        labels=make_labels(PHI, counts.terms),
        settings=MappingProxyType({"n_topics": 2}),
        seed=5,
        convergence=Convergence(True, 30, 123.456, "training perplexity"),
    )


@pytest.mark.parametrize(
    "change, complaint",
    [
        ({"doc_topic": THETA[:2]}, r"doc_topic has shape \(2, 2\), not \(3, 2\)"),
        ({"doc_topic": THETA[:, :1]}, r"doc_topic has shape \(3, 1\), not \(3, 2\)"),
        ({"topic_term": PHI[:, :3]}, r"topic_term has shape \(2, 3\), not \(2, 4\)"),
        ({"doc_topic": THETA * 2}, "rows of doc_topic are not shares that sum to one"),
        ({"doc_topic": THETA + np.array([0.1, -0.1 - 1e-8])}, "rows of doc_topic"),
        ({"doc_topic": [1.5, -0.5] + 0 * THETA}, "rows of doc_topic"),
        ({"doc_topic": THETA * np.nan}, "rows of doc_topic"),
        ({"topic_term": PHI * 0}, "rows of topic_term"),
        ({"term_weights": np.ones(3)}, r"term_weights has shape \(3,\), not \(4,\)"),
    ],
)
def test_what_is_no_set_of_shares_is_refused(topics, change, complaint):
    with pytest.raises(ValueError, match=complaint):
        replace(topics, **change)


@pytest.mark.parametrize("name", ["doc_topic", "topic_term", "term_weights"])
def test_arrays_cannot_be_written_to(topics, name):
    topics = replace(topics, term_weights=np.ones(4))
    with pytest.raises(ValueError, match="read-only"):
        getattr(topics, name)[0] = 1
    with pytest.raises(FrozenInstanceError):
        setattr(topics, name, None)


def test_labels_are_numbers_and_first_terms(topics):
    assert topics.labels == ("1 gas, oil, ship", "2 tide, ship, oil")
    assert (topics.n_topics, topics.terms) == (2, ("gas", "oil", "ship", "tide"))


def test_equal_shares_are_labelled_in_the_order_of_the_vocabulary():
    assert make_labels(np.full((1, 4), 0.25), ("a", "b", "c", "d")) == ("1 a, b, c",)


def test_top_terms_by_hand(topics):
    top = topics.top_terms(2)
    assert list(top.columns) == ["topic", "rank", "term", "share", "count"]
    assert top.to_numpy().tolist() == [
        [1, 1, "gas", 0.7, 33],
        [1, 2, "oil", 0.2, 14],
        [2, 1, "tide", 0.6, 31],
        [2, 2, "ship", 0.3, 22],
    ]


def test_top_terms_end_with_the_last_term_that_has_a_share(topics):
    assert topics.top_terms(99).groupby("topic").size().tolist() == [3, 3]


def test_segments_of_a_topic_come_with_their_share_and_text(topics):
    frame = topics.segments_of(2, n=2)
    columns = ["segment", "meeting", "kind", "speaker", "words", "text", "share"]
    assert list(frame.columns) == columns
    assert frame["text"].tolist() == ["about tides and ships", "about both"]
    assert frame["share"].tolist() == [0.8, 0.5]
    assert frame["words"].tolist() == [4, 2]
    assert frame.index.tolist() == [0, 1]
    assert len(topics.segments_of(1)) == 3


def test_a_segment_without_a_topic_is_none_of_its_segments(topics):
    without = replace(topics, doc_topic=np.array([[1.0, 0], [0.2, 0.8], [0.5, 0.5]]))
    assert without.segments_of(2)["share"].tolist() == [0.8, 0.5]


@pytest.mark.parametrize("topic", [0, 3, -1])
def test_there_is_no_such_topic(topics, topic):
    with pytest.raises(ToolkitError, match=f"^there is no topic {topic}; topics are 1 to 2$"):
        topics.segments_of(topic)


@pytest.mark.parametrize("n", [0, -1])
def test_nothing_cannot_be_asked_for(topics, n):
    for view in (topics.top_terms, lambda n: topics.segments_of(1, n)):
        with pytest.raises(ToolkitError, match=f"^n = {n} asks for nothing"):
            view(n)


def test_the_table_by_hand(topics):
    table = topics.table()
    assert table["topic"].tolist() == [1, 2]
    np.testing.assert_allclose(table["share_of_segments"], [1.6 / 3, 1.4 / 3])
    np.testing.assert_allclose(table["share_of_tokens"], [0.48, 0.52])  # (9 + 4 + 35) / 100
    assert table["terms"].tolist() == ["gas, oil, ship", "tide, ship, oil"]
    table["share_of_segments"] = 0
    assert topics.table()["share_of_segments"].sum() == pytest.approx(1)


def test_the_summary_says_what_was_fitted_and_how_it_ended(topics):
    assert topics.summary() == (
        "LDA with 2 topics on 3 segments and 4 terms; converged after 30 iterations "
        "(training perplexity 123.5), seed 5"
    )
    one = replace(topics, model="nmf", convergence=Convergence(False, 1, 0.5, "loss"))
    assert "NMF with 2 topics" in one.summary()
    assert "did not converge after 1 iteration (loss 0.5)" in one.summary()


def test_it_shows_itself_and_escapes_what_the_pages_hold(topics, make_counts):
    assert repr(topics).startswith(topics.summary())
    hostile = ("<b>", "<script>x", "oil", "&amp;")
    counts = make_counts(topics.counts.matrix.toarray(), terms=hostile, texts=["<script>"] * 3)
    shown = replace(topics, counts=counts, labels=make_labels(PHI, hostile))
    pages = [record._repr_html_() for record in (shown, counts, counts.segments)]
    for page in pages:
        assert "<script" not in page
        assert "<b>" not in page
    assert "&lt;script&gt;x" in pages[0]
    assert "&lt;script&gt;" in pages[2]


def test_speakers_are_escaped(topics):
    page = topics.counts.segments._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_lda_folds_in_by_likelihood_and_nmf_by_least_squares(topics):
    rows = csr_matrix([[3, 1, 1, 2], [0, 0, 1, 1]])
    assert np.array_equal(topics.fold_in(rows), fold_in_lda(rows, PHI))
    weights = np.array([1.0, 2.0, 3.0, 1.5])
    for w in (None, weights):
        nmf = replace(topics, model="nmf", term_weights=w)
        assert np.array_equal(nmf.fold_in(rows), fold_in_nmf(rows, PHI, w))
    assert not np.allclose(topics.fold_in(rows), nmf.fold_in(rows))


def test_segments_folded_in_again_come_out_where_the_fit_put_them(planted):
    nmf = fit_nmf(planted.counts, n_topics=5, tolerance=1e-9, max_iter=2000)
    np.testing.assert_allclose(nmf.fold_in(nmf.counts.matrix), nmf.doc_topic, atol=1e-4)
    lda = fit_lda(planted.counts, n_topics=5, alpha=0.01, tolerance=1e-4)
    np.testing.assert_allclose(lda.fold_in(lda.counts.matrix), lda.doc_topic, atol=0.02)


def test_topics_travel_between_processes_and_stay_read_only(topics):
    again = pickle.loads(pickle.dumps(topics))
    assert np.array_equal(again.doc_topic, topics.doc_topic)
    assert np.array_equal(again.topic_term, topics.topic_term)
    assert again.counts.segments.texts == topics.counts.segments.texts
    assert repr(again) == repr(topics)
    assert not again.doc_topic.flags.writeable
    assert not again.counts.matrix.data.flags.writeable

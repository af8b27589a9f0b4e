"""NMF: planted topics come back, and W H stays scikit-learn's up to the scale of its rows."""

import hashlib

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfTransformer

from toolkit.errors import SettingsError, ToolkitError, ToolkitWarning
from toolkit.topics import fit_nmf, fold_in_nmf
from toolkit.topics.nmf import weigh_and_scale


def cosines(a, b):
    lengths = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)
    return a @ b.T / lengths


@pytest.mark.parametrize(
    "engine, loss",
    [("compiled", "frobenius"), ("compiled", "kullback-leibler"), ("scikit-learn", "frobenius"),
     ("scikit-learn mu", "frobenius"), ("scikit-learn mu", "kullback-leibler"),
     ("gensim", "frobenius")],
)  # fmt: skip
@pytest.mark.parametrize("weight", ["tfidf", "counts"])
@pytest.mark.parametrize("start", ["nndsvda", "random"])
def test_planted_topics_are_found(planted, engine, loss, weight, start):
    fitted = fit_nmf(
        planted.counts, n_topics=5, engine=engine, loss=loss, weight=weight, start=start
    )
    likeness = cosines(planted.topic_term, fitted.topic_term)
    true, found = linear_sum_assignment(-likeness)
    assert likeness[true, found].min() > 0.9
    # Weights are no probabilities, yet they must rise and fall with the true proportions.
    for k, j in zip(true, found, strict=True):
        assert np.corrcoef(planted.doc_topic[:, k], fitted.doc_topic[:, j])[0, 1] > 0.9


@pytest.mark.parametrize("loss", ["frobenius", "kullback-leibler"])
@pytest.mark.parametrize("weight", ["bm25", "log_entropy"])
def test_planted_topics_are_found_in_short_segments_by_other_weights(
    planted, make_counts, weight, loss
):
    rng = np.random.default_rng(12)
    short = [rng.multinomial(30, theta @ planted.topic_term) for theta in planted.doc_topic]
    fitted = fit_nmf(make_counts(short), n_topics=5, loss=loss, weight=weight)
    likeness = cosines(planted.topic_term, fitted.topic_term)
    true, found = linear_sum_assignment(-likeness)
    assert likeness[true, found].min() > 0.85
    for k, j in zip(true, found, strict=True):
        assert np.corrcoef(planted.doc_topic[:, k], fitted.doc_topic[:, j])[0, 1] > 0.9


@pytest.mark.parametrize("start", ["nndsvda", "random"])
def test_it_is_scikit_learn_s_up_to_the_scale_of_rows(planted, start):
    counts = planted.counts
    digest = [hashlib.sha256(text.encode()).hexdigest() for text in counts.segments.texts]
    rows = np.argsort(digest)
    weighted = TfidfTransformer().fit_transform(counts.matrix[rows])
    engine = NMF(5, init=start, solver="cd", max_iter=300, tol=1e-5, random_state=7)
    w = engine.fit_transform(weighted)
    h = engine.components_

    topics = fit_nmf(
        counts, n_topics=5, engine="scikit-learn", start=start, max_iter=300, tolerance=1e-5, seed=7
    )
    order = cosines(topics.topic_term, h).argmax(axis=1)
    assert sorted(order) == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(
        topics.topic_term, (h / h.sum(axis=1, keepdims=True))[order], rtol=1e-9, atol=1e-15
    )
    scaled = w * h.sum(axis=1)
    np.testing.assert_allclose(
        topics.doc_topic[rows],
        (scaled / scaled.sum(axis=1, keepdims=True))[:, order],
        rtol=1e-9,
        atol=1e-15,
    )
    # The product is the same but for one factor a segment.
    product = w @ h
    np.testing.assert_allclose(
        topics.doc_topic[rows] @ topics.topic_term,
        product / product.sum(axis=1, keepdims=True),
        rtol=1e-9,
        atol=1e-15,
    )
    assert topics.convergence.n_iter == engine.n_iter_
    assert topics.convergence.objective == pytest.approx(
        np.linalg.norm(weighted.toarray() - product), rel=1e-6
    )


def test_weights_and_lengths_are_those_of_scikit_learn_s_tfidf(planted):
    weighted, weights = weigh_and_scale(planted.counts.matrix, "tfidf")
    transformer = TfidfTransformer().fit(planted.counts.matrix)
    np.testing.assert_allclose(weights.term, transformer.idf_, rtol=1e-12)
    expected = transformer.transform(planted.counts.matrix).toarray()
    np.testing.assert_allclose(weighted.toarray(), expected, rtol=1e-12)


def test_weights_by_hand():
    weighted, weights = weigh_and_scale(csr_matrix([[3, 4, 0], [1, 0, 0]]), "tfidf")
    rare = np.log(3 / 2) + 1
    np.testing.assert_allclose(weights.term, [1, rare, np.log(3) + 1])
    length = np.sqrt(9 + 16 * rare**2)
    np.testing.assert_allclose(weighted.toarray()[0], [3 / length, 4 * rare / length, 0])
    plain, none = weigh_and_scale(csr_matrix([[3, 4, 0], [1, 0, 0]]), "counts")
    assert none is None
    np.testing.assert_allclose(plain.toarray(), [[0.6, 0.8, 0], [1, 0, 0]])


def test_weighing_leaves_the_counts_alone(planted):
    before = planted.counts.matrix.toarray()
    weigh_and_scale(planted.counts.matrix, "counts")
    weigh_and_scale(planted.counts.matrix, "tfidf")
    assert planted.counts.matrix.dtype == np.int64
    assert np.array_equal(planted.counts.matrix.toarray(), before)


def test_the_weights_of_terms_are_kept_with_the_topics(planted):
    fitted = fit_nmf(planted.counts, n_topics=5)
    assert fitted.term_weights is not None
    weights = weigh_and_scale(planted.counts.matrix, "tfidf")[1]
    np.testing.assert_array_equal(fitted.term_weights, weights.term)
    assert fitted.mean_length == 400
    assert "100 terms weighed by tf-idf; converged" in fitted.summary()
    plain = fit_nmf(planted.counts, n_topics=5, weight="counts")
    assert plain.term_weights is plain.mean_length is plain.weights is None
    assert "100 terms; converged" in plain.summary()


def test_new_rows_weigh_what_they_would_have_weighed_in_the_fit(planted):
    """BM25 written out: what a row weighs depends on the mean length of the segments fitted."""
    matrix = planted.counts.matrix.toarray()
    fitted = fit_nmf(planted.counts, n_topics=5, weight="bm25")
    held = (matrix > 0).sum(axis=0)
    idf = np.log(1 + (150 - held + 0.5) / (held + 0.5))
    row = np.zeros(100)
    row[[3, 30, 41]] = [7, 1, 2]
    slow = 1.2 * (1 - 0.75 + 0.75 * 10 / 400)
    by_hand = idf * row * 2.2 / (row + slow)
    found = fitted.fold_in(csr_matrix(row))[0]
    np.testing.assert_allclose(found, fold_in_nmf(csr_matrix(by_hand), fitted.topic_term)[0])
    plain = fold_in_nmf(csr_matrix(row * idf), fitted.topic_term)[0]
    assert abs(found - plain).max() > 0.05


@pytest.mark.parametrize("weight", ["bm25", "log_entropy"])
def test_pooled_words_weigh_the_same_however_many_they_are(planted, weight):
    fitted = fit_nmf(planted.counts, n_topics=5, weight=weight)
    row = csr_matrix(planted.counts.matrix[:1])  # as long as the mean
    once = fitted.fold_in(row)
    np.testing.assert_allclose(fitted.fold_in(10 * row, pooled=True), once, rtol=1e-9)
    np.testing.assert_allclose(fitted.fold_in(row, pooled=True), once, rtol=1e-9)
    assert abs(fitted.fold_in(10 * row) - once).max() > 0.01


def test_a_segment_whose_terms_weigh_nothing_is_left_out(make_counts):
    # By log-entropy the last term, once in every segment, weighs nothing.
    matrix = np.zeros((21, 5), dtype=int)
    matrix[:10, :2], matrix[10:20, 2:4], matrix[:, 4] = [3, 2], [2, 3], 1
    counts = make_counts(matrix, texts=[f"{'other' if i == 20 else i}" for i in range(21)])
    fitted = fit_nmf(counts, n_topics=2, weight="log_entropy")
    assert dict(fitted.counts.segments.dropped) == {"without any topic": 1}
    assert "other" not in fitted.counts.segments.texts
    assert fitted.topic_term[:, 4].max() < 1e-4
    with pytest.raises(ToolkitError, match="weight = 'log_entropy' gives every term no weight"):
        fit_nmf(make_counts(np.ones((6, 3))), n_topics=2, weight="log_entropy")


def test_topics_are_numbered_by_falling_size_in_tokens(planted):
    fitted = fit_nmf(planted.counts, n_topics=5)
    tokens = planted.counts.matrix.toarray().sum(axis=1)
    assert (np.diff(tokens @ fitted.doc_topic) < 0).all()


@pytest.mark.parametrize("tolerance", [1e-4, 1e-8])
def test_a_segment_without_any_topic_is_left_out_and_counted(make_counts, tolerance):
    # Two large blocks of terms, and one segment that shares no term with them.
    matrix = np.zeros((21, 6), dtype=int)
    matrix[:10, :2], matrix[10:20, 2:4], matrix[20, 4:] = [3, 2], [2, 3], [1, 1]
    counts = make_counts(matrix, texts=[f"{'other' if i == 20 else i}" for i in range(21)])
    fitted = fit_nmf(counts, n_topics=2, weight="counts", tolerance=tolerance)
    assert "other" not in fitted.counts.segments.texts
    assert dict(fitted.counts.segments.dropped) == {"without any topic": 1}
    assert fitted.doc_topic.shape == (20, 2)
    assert fitted.counts.terms == counts.terms
    assert fitted.counts.matrix.toarray().tolist() == matrix[:20].tolist()
    assert len(counts.segments) == 21  # what was given is as it was
    assert "20 segments" in fitted.summary()


def test_a_term_without_any_share_labels_no_topic(make_counts):
    matrix = np.zeros((20, 5), dtype=int)
    matrix[:10, :2], matrix[10:, 2:] = [5, 4], [4, 2, 1]
    terms = ["gas", "oil", "ship", "tide", "zone"]
    fitted = fit_nmf(make_counts(matrix, terms=terms), n_topics=2, weight="counts", tolerance=1e-9)
    assert sorted(label[2:] for label in fitted.labels) == ["gas, oil", "ship, tide, zone"]
    assert sorted(fitted.table()["terms"]) == ["gas, oil", "ship, tide, zone"]
    top = fitted.top_terms(3)
    assert (top["share"] > 0).all()
    assert sorted(top.groupby("topic").size()) == [2, 3]


def test_a_fit_that_does_not_converge_warns_where_it_was_called(planted):
    with pytest.warns(ToolkitWarning, match="NMF fit did not meet its tolerance in 2 iter") as seen:
        fitted = fit_nmf(planted.counts, n_topics=5, max_iter=2)
    assert [w.filename for w in seen] == [__file__]  # and scikit-learn's own warning is not shown
    assert not fitted.convergence.converged


def test_more_topics_than_segments_or_terms_are_refused(make_counts):
    with pytest.raises(ToolkitError, match=r"n_topics = 4 is more than .* segments \(3\)"):
        fit_nmf(make_counts(np.ones((3, 9))), n_topics=4)


def test_settings_are_written_out_and_checked(planted):
    fitted = fit_nmf(planted.counts, n_topics=3, seed=5)
    assert dict(fitted.settings) == {
        "n_topics": 3, "engine": "compiled", "loss": "frobenius", "weight": "tfidf",
        "start": "nndsvda", "max_iter": 500, "tolerance": 1e-6,
    }  # fmt: skip
    assert fitted.seed == 5
    with pytest.raises(SettingsError, match="did you mean 'tfidf'"):
        fit_nmf(planted.counts, weight="tf-idf")


def test_coordinate_descent_refuses_the_divergence(planted):
    sentence = "^loss = 'kullback-leibler' is not for engine = 'scikit-learn', which descends "
    with pytest.raises(ToolkitError, match=sentence):
        fit_nmf(planted.counts, engine="scikit-learn", loss="kullback-leibler")

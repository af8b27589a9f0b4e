"""New segments on fixed topics: alone or together the same, and nothing unknown goes unsaid."""

import numpy as np
import pytest

from toolkit.contrasts import proportions
from toolkit.errors import ToolkitError
from toolkit.topics import fit_lda, fit_nmf

FITS = {
    "lda": lambda counts: fit_lda(counts, n_topics=5),
    "lda scikit-learn": lambda counts: fit_lda(
        counts, n_topics=5, engine="scikit-learn", tolerance=100.0
    ),
    "nmf": lambda counts: fit_nmf(counts, n_topics=5),
    "nmf plain": lambda counts: fit_nmf(counts, n_topics=5, weight="counts"),
    "nmf bm25": lambda counts: fit_nmf(counts, n_topics=5, weight="bm25"),
    "nmf log-entropy": lambda counts: fit_nmf(counts, n_topics=5, weight="log_entropy"),
    "nmf bm25 divergence": lambda counts: fit_nmf(
        counts, n_topics=5, weight="bm25", loss="kullback-leibler", tolerance=1e-6
    ),
    "nmf divergence": lambda counts: fit_nmf(
        counts, n_topics=5, loss="kullback-leibler", tolerance=1e-8
    ),
}


@pytest.fixture(scope="module")
def fitted(planted):
    return {name: fit(planted.counts) for name, fit in FITS.items()}


@pytest.mark.parametrize("name", FITS)
def test_the_segments_of_the_fit_come_back_as_they_were(planted, fitted, name):
    again = fitted[name].transform(planted.counts)
    loose = {"lda scikit-learn": 0.02, "nmf divergence": 0.02, "nmf bm25 divergence": 0.05}
    near = loose.get(name, 1e-3)
    np.testing.assert_allclose(again.doc_topic, fitted[name].doc_topic, atol=near)
    assert again.labels == fitted[name].labels
    assert np.array_equal(again.topic_term, fitted[name].topic_term)


@pytest.mark.parametrize("name", FITS)
def test_one_by_one_or_together_gives_the_same_bits(planted, fitted, name):
    together = fitted[name].transform(planted.counts).doc_topic
    for row in (0, 7, 149):
        alone = fitted[name].transform(planted.counts.keep([row], "left"))
        assert alone.doc_topic.tobytes() == together[row].tobytes()
    backwards = planted.counts.keep(range(149, -1, -1), "left")
    assert np.array_equal(fitted[name].transform(backwards).doc_topic, together[::-1])


@pytest.mark.parametrize("name", FITS)
def test_terms_are_found_by_name_and_unknown_ones_are_told(planted, fitted, make_counts, name):
    # The new segments have terms in another place, some of them new, some of the old ones missing.
    old = planted.counts.matrix.toarray()[:4]
    known = list(planted.counts.terms[:90])
    matrix = np.column_stack([[1, 0, 2, 0], old[:, :90][:, ::-1], [0, 5, 0, 0]])
    new = make_counts(matrix, terms=["aaa", *known[::-1], "zzz"])
    told = fitted[name].transform(new)
    cut = old.copy()
    cut[:, 90:] = 0
    np.testing.assert_array_equal(told.counts.matrix.toarray(), cut)
    assert told.terms == planted.counts.terms
    summary = told.counts.summary()
    assert "left out by the vocabulary of the topics: 2 terms, 8 tokens" in summary
    assert told.counts.trace("zzz").iloc[0]["why"] == "left out by the vocabulary of the topics"
    assert told.counts.dropped[["term", "count", "segments"]].values.tolist() == [
        ["zzz", 5, 1], ["aaa", 3, 2],
    ]  # fmt: skip
    plain = fitted[name].transform(make_counts(cut, terms=planted.counts.terms))
    np.testing.assert_array_equal(told.doc_topic, plain.doc_topic)


def test_a_segment_without_a_known_term_is_left_out_and_counted(fitted, planted, make_counts):
    new = make_counts([[3, 0], [0, 2], [1, 1]], terms=[planted.counts.terms[0], "zzz"])
    for topics in fitted.values():
        told = topics.transform(new)
        assert len(told.counts.segments) == 2
        assert dict(told.counts.segments.dropped) == {"without any term": 1}
    with pytest.raises(ToolkitError, match="none of the 1 terms of the new segments is among the"):
        topics.transform(make_counts([[3]], terms=["zzz"]))


def test_new_segments_can_be_compared(planted, fitted):
    shares = proportions(fitted["nmf"].transform(planted.counts), by="kind")
    assert len(shares.table())


@pytest.mark.parametrize("name", ["lda", "lda scikit-learn"])
def test_the_posterior_holds_prior_and_tokens(planted, fitted, name):
    topics = fitted[name]
    posterior = topics.posterior()
    tokens = planted.counts.matrix.toarray().sum(axis=1)
    np.testing.assert_allclose(posterior.sum(axis=1), tokens + topics.alpha.sum())
    np.testing.assert_allclose(
        posterior / posterior.sum(axis=1, keepdims=True), topics.doc_topic, rtol=1e-12
    )
    # A topic that is not in a segment keeps its prior.
    assert posterior.min() > 0.5 * topics.alpha.min()
    assert posterior.min() < 2 * topics.alpha.max()


def test_nmf_has_no_posterior(fitted):
    with pytest.raises(ToolkitError, match="a model of kind 'nmf' has no posterior"):
        fitted["nmf"].posterior()

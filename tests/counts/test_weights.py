"""Weights against scikit-learn and against formulas worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer

from toolkit.counts.weights import Weight, term_weights, weigh
from toolkit.errors import ToolkitError

FISH = csr_matrix(np.array([[2, 0, 1], [2, 1, 0], [4, 0, 3]]))


def weighed(weight: Weight) -> np.ndarray:
    return weigh(FISH, term_weights(FISH, weight)).toarray()


def test_tfidf_equals_that_of_scikit_learn() -> None:
    drawn = csr_matrix(np.random.default_rng(1).poisson(0.7, (40, 25)))
    theirs = TfidfTransformer(norm=None).fit_transform(drawn).toarray()
    ours = weigh(drawn, term_weights(drawn, "tfidf")).toarray()
    np.testing.assert_allclose(ours, theirs, rtol=1e-14)


def test_bm25_by_hand() -> None:
    # Lengths 3, 3 and 7, 13 / 3 in the mean; the last term stands in two of three segments.
    idf = math.log(1 + 1.5 / 2.5)
    slow = 1.2 * (0.25 + 0.75 * 7 / (13 / 3))
    assert weighed("bm25")[2, 2] == pytest.approx(idf * 3 * 2.2 / (3 + slow), rel=1e-14)
    assert weighed("bm25")[0, 0] == pytest.approx(
        math.log(1 + 0.5 / 3.5) * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 9 / 13)), rel=1e-14
    )


def test_log_entropy_by_hand() -> None:
    # The first term is spread 1/4, 1/4, 1/2; the second stands in one segment alone.
    entropy = -(0.25 * math.log(0.25) * 2 + 0.5 * math.log(0.5)) / math.log(3)
    assert weighed("log_entropy")[2, 0] == pytest.approx(math.log(5) * (1 - entropy), rel=1e-13)
    assert weighed("log_entropy")[1, 1] == pytest.approx(math.log(2), rel=1e-14)


def test_log_entropy_is_that_of_gensim_but_for_its_base() -> None:
    """gensim divides the entropy by the logarithm of one segment more than there are."""
    models = pytest.importorskip("gensim.models")
    drawn = csr_matrix(np.random.default_rng(3).poisson(0.7, (40, 25)))
    rows = [[(int(v), int(row[v])) for v in np.flatnonzero(row)] for row in drawn.toarray()]
    theirs = models.LogEntropyModel(rows, normalize=False)
    base = math.log(40) / math.log(41)
    ours = term_weights(drawn, "log_entropy").term
    for term, weight in theirs.entr.items():
        assert 1 - (1 - ours[term]) * base == pytest.approx(weight, rel=1e-9)


def test_pooled_words_are_brought_to_the_mean_length() -> None:
    # 26 tokens in place of 13 / 3 in the mean: six times too many.
    row = csr_matrix([[14, 0, 12]])
    entropy = term_weights(FISH, "log_entropy")
    found = weigh(row, entropy, pooled=True).toarray()[0]
    assert found[0] == pytest.approx(entropy.term[0] * math.log(1 + 14 / 6), rel=1e-13)
    bm25 = term_weights(FISH, "bm25")
    found = weigh(row, bm25, pooled=True).toarray()[0]
    assert found[2] == pytest.approx(bm25.term[2] * 2 * 2.2 / (2 + 1.2), rel=1e-13)
    tfidf = term_weights(FISH, "tfidf")
    assert (weigh(row, tfidf, pooled=True) != weigh(row, tfidf)).nnz == 0
    assert weigh(csr_matrix((1, 3)), bm25, pooled=True).nnz == 0


def test_a_term_spread_evenly_weighs_nothing_by_log_entropy() -> None:
    even = csr_matrix(np.ones((7, 2), dtype=np.int64))
    assert term_weights(even, "log_entropy").term.tolist() == [0, 0]


def test_counts_stay_and_what_came_is_not_touched() -> None:
    before = FISH.toarray()
    assert weighed("counts").tolist() == before.tolist()
    weighed("bm25")
    assert FISH.toarray().tolist() == before.tolist()


@pytest.mark.parametrize("weight", ["tfidf", "bm25", "log_entropy"])
def test_order_of_segments_changes_no_bit_of_a_term(weight: Weight) -> None:
    drawn = csr_matrix(np.random.default_rng(2).poisson(0.7, (40, 25)))
    turned = drawn[::-1]
    one, two = term_weights(drawn, weight).term, term_weights(turned, weight).term
    assert one.tobytes() == two.tobytes()


def test_new_segments_are_weighed_as_the_old() -> None:
    weights = term_weights(FISH, "bm25")
    assert weigh(FISH[1:2], weights).toarray()[0].tolist() == weighed("bm25")[1].tolist()


def test_what_has_no_weights_is_refused() -> None:
    with pytest.raises(ToolkitError, match="'tfid' is unknown; did you mean 'tfidf'"):
        term_weights(FISH, "tfid")  # type: ignore[arg-type]
    with pytest.raises(ToolkitError, match="two segments or more, and there is 1"):
        term_weights(FISH[:1], "log_entropy")
    with pytest.raises(ToolkitError, match="without any token"):
        term_weights(csr_matrix((3, 2)), "tfidf")
    with pytest.raises(ToolkitError, match="2 terms came with the weights of 3"):
        weigh(FISH[:, :2], term_weights(FISH, "tfidf"))

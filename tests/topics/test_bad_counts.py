"""Counts that no model can be fitted to, or that try it: one sentence each, or a fit."""

from types import MappingProxyType

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.topics import fit_lda, fit_nmf

BLOCKS = np.kron(np.eye(3, dtype=int), np.array([[3, 2], [2, 4]]))  # three topics, six segments
FITS = {
    "cvb0": lambda c, k: fit_lda(c, n_topics=k),
    "lda scikit-learn": lambda c, k: fit_lda(c, n_topics=k, engine="scikit-learn"),
    "hals": lambda c, k: fit_nmf(c, n_topics=k),
    "kl": lambda c, k: fit_nmf(c, n_topics=k, loss="kullback-leibler", start="random"),
    "cd": lambda c, k: fit_nmf(c, n_topics=k, engine="scikit-learn"),
}


@pytest.fixture
def with_value(make_counts):
    def make(value: float) -> Counts:
        counts = make_counts(BLOCKS)
        matrix = csr_matrix(BLOCKS, dtype=float)
        matrix.data[1] = value
        return Counts(counts.segments, matrix, counts.terms, (), MappingProxyType({}))

    return make


@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
@pytest.mark.parametrize(
    "value, said", [(np.nan, "nan"), (np.inf, "inf"), (-1.0, "-1")], ids=["NaN", "inf", "negative"]
)
def test_numbers_that_are_no_counts_are_named(with_value, fit, value, said):
    sentence = (
        rf"^the term 't001' is counted {said} times in the segment 'm000#1\.1'; counts must be "
        "numbers at or above zero$"
    )
    with pytest.raises(ToolkitError, match=sentence):
        fit(with_value(value), 2)


@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
@pytest.mark.parametrize(
    "matrix, n_topics, said",
    [
        (BLOCKS, 7, r"n_topics = 7 is more than there are segments \(6\) or terms \(6\)"),
        (np.ones((9, 1), int), 2, r"n_topics = 2 is more than .* segments \(9\) or terms \(1\)"),
        (np.ones((1, 9), int), 2, r"n_topics = 2 is more than .* segments \(1\) or terms \(9\)"),
    ],
    ids=["too many topics", "one term", "one segment"],
)
def test_more_topics_than_the_data_hold(make_counts, fit, matrix, n_topics, said):
    with pytest.raises(ToolkitError, match=f"^{said}"):
        fit(make_counts(matrix), n_topics)


@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
def test_empty_segments_are_told_counted_and_change_nothing(make_counts, fit):
    texts = [f"text {i}" for i in range(8)]
    holes = np.zeros((8, 6), dtype=int)
    holes[[0, 1, 3, 4, 5, 7]] = BLOCKS
    with pytest.warns(ToolkitWarning, match="^2 segments of 8 without any term left out of the"):
        fitted = fit(make_counts(holes, texts=texts), 3)
    assert dict(fitted.counts.segments.dropped) == {"without any term": 2}
    full = fit(make_counts(BLOCKS, texts=[texts[i] for i in (0, 1, 3, 4, 5, 7)]), 3)
    np.testing.assert_array_equal(fitted.doc_topic, full.doc_topic)


@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
@pytest.mark.filterwarnings("ignore:4 segments of 4 without any term")
def test_nothing_but_empty_segments_is_refused(make_counts, fit):
    with pytest.raises(ToolkitError, match=r"^n_topics = 2 is more than .* segments \(0\)"):
        fit(make_counts(np.zeros((4, 6), dtype=int)), 2)


@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
@pytest.mark.filterwarnings("ignore:the LDA fit did not meet:toolkit.errors.ToolkitWarning")
def test_a_term_in_every_segment_is_no_trouble(make_counts, fit):
    matrix = np.column_stack([BLOCKS, np.full(6, 2)])
    fitted = fit(make_counts(matrix), 3)
    assert np.isfinite(fitted.doc_topic).all()
    main = fitted.doc_topic.argmax(axis=1)
    assert main[::2].tolist() == main[1::2].tolist()

"""Cells of unseen meetings: by brute force, with planted factors, by meeting."""

import json

import numpy as np
import pytest
from scipy.optimize import nnls
from scipy.sparse import csr_matrix

from toolkit.errors import SettingsError, ToolkitError
from toolkit.topics import fit_nmf
from toolkit.topics.held_out_cells import HeldOutCells, cell_error, held_out_cells


@pytest.fixture(scope="module")
def found(counts):
    return held_out_cells(counts, model={"n_topics": 5}, share=0.2)


def test_the_error_is_that_of_each_cell_on_its_own():
    random = np.random.default_rng(1)
    rows = random.gamma(1, 1, (6, 12)) * (random.random((6, 12)) < 0.5)
    topics, fold = random.gamma(1, 1, (3, 12)), np.arange(12) % 4
    expected = np.zeros(6)
    for i in range(6):
        for v in range(12):
            seen = fold != fold[v]
            weights = nnls(topics[:, seen].T, rows[i, seen])[0]
            expected[i] += (rows[i, v] - weights @ topics[:, v]) ** 2
    np.testing.assert_allclose(cell_error(csr_matrix(rows), topics, fold), expected, rtol=1e-9)
    # The scale of a topic is taken up by the weights.
    scaled = cell_error(csr_matrix(rows), topics * [[2.0], [5.0], [0.1]], fold)
    np.testing.assert_allclose(scaled, expected, rtol=1e-9)


def test_planted_factors_foretell_best_at_their_number(counts, found):
    by_size = {
        n: held_out_cells(counts, model={"n_topics": n, "tolerance": 1e-4}, share=0.2)
        for n in (2, 3, 5, 10, 25)
    }
    errors = {n: one.error for n, one in by_size.items()}
    assert errors[2] > 1.5 * errors[5]
    assert errors[3] > 1.2 * errors[5]
    assert errors[25] > errors[5]
    assert found.error < 0.5 * found.without_topics < 0.5
    for other in by_size.values():
        assert other.meetings == found.meetings
        assert other.baseline.tolist() == found.baseline.tolist()
        assert other.squares.tolist() == found.squares.tolist()


def test_squares_are_those_of_rows_of_length_one(found):
    np.testing.assert_allclose(found.squares, 5)  # five segments a meeting, every term known
    np.testing.assert_allclose(found.table()["error"], found.loss / 5)


def test_a_refit_on_all_meetings_would_look_better(counts, found):
    # What was fitted to the meetings themselves foretells their cells better.
    everything = fit_nmf(counts, n_topics=25, tolerance=1e-4)
    random = np.random.default_rng(0)
    matrix = counts.matrix.multiply(everything.term_weights).tocsr()
    rows = np.flatnonzero([name in found.meetings for name in counts.segments.column("meeting")])
    x = csr_matrix(matrix[rows])
    x = csr_matrix(x.multiply(1 / np.sqrt(x.multiply(x).sum(axis=1))))
    inside = cell_error(x, everything.topic_term, random.permutation(100) % 5).sum()
    model = {"n_topics": 25, "tolerance": 1e-4}
    outside = held_out_cells(counts, model=model, share=0.2).loss.sum()
    assert inside < outside


@pytest.mark.parametrize("model", [{"loss": "kullback-leibler", "weight": "counts"}, {"seed": 2}])
def test_other_losses_and_weights_are_scored_too(counts, model):
    other = held_out_cells(counts, model={"n_topics": 5, **model}, share=0.2)
    assert other.error < 0.6 * other.without_topics


def test_neither_names_nor_order_of_meetings_matter(make_counts, counts, found):
    order = np.random.default_rng(3).permutation(150)
    again = make_counts(
        counts.matrix.toarray()[order],
        texts=[counts.segments.texts[i] for i in order],
        meeting=tuple(f"z{99 - i // 5}" for i in order),
    )
    other = held_out_cells(again, model={"n_topics": 5}, share=0.2)
    assert (other.error, other.without_topics) == (found.error, found.without_topics)
    assert other.standard_error == pytest.approx(found.standard_error, rel=1e-12)


def test_it_comes_back_from_its_parts_and_says_what_it_found(found):
    again = HeldOutCells.from_parts(found.arrays(), json.loads(json.dumps(found.meta())))
    assert again.summary() == found.summary()
    assert again.table().equals(found.table())
    assert "NMF with 5 topics fitted to 24 meetings" in found.summary()


def test_mistakes_are_one_sentence(make_counts, counts):
    with pytest.raises(SettingsError, match=r"held_out_cells\.model\.alpha"):
        held_out_cells(counts, model={"alpha": 0.1})
    one = make_counts(np.ones((4, 4)), meeting=("m",) * 4)
    with pytest.raises(ToolkitError, match="there is 1 meeting"):
        held_out_cells(one)
    apart = make_counts(np.kron(np.eye(2), np.ones((2, 3))), meeting=("m", "m", "n", "n"))
    with pytest.raises(ToolkitError, match="1 meeting with 0 tokens of terms that the others hold"):
        held_out_cells(apart, model={"n_topics": 2})

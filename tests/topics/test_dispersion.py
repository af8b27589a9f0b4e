"""Residual dispersion: by hand, near one under the true model, above it with too few topics."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from toolkit.topics import dispersion as module
from toolkit.topics import fit_lda, fit_nmf, quality, relabel
from toolkit.topics.dispersion import residual_dispersion
from toolkit.topics.labels import TopicLabels


def drawn(seed, tokens, n_topics=4, n_segments=300, n_terms=150):
    random = np.random.default_rng(seed)
    phi = random.dirichlet(np.full(n_terms, 0.1), n_topics)
    theta = random.dirichlet(np.full(n_topics, 0.3), n_segments)
    rows = [random.multinomial(tokens, of @ phi) for of in theta]
    return csr_matrix(np.array(rows)), theta, phi


def by_hand(matrix, theta, phi, n_parameters):
    """Every cell on its own."""
    total, cells = 0.0, 0
    dense = matrix.toarray()
    for i, row in enumerate(dense):
        for v, count in enumerate(row):
            q = sum(theta[i, k] * phi[k, v] for k in range(len(phi)))
            mean = row.sum() * q
            if mean > 0.01:
                total += (count - mean) ** 2 / (mean * (1 - q))
                cells += 1
    return total / (cells - n_parameters)


def test_it_is_the_formula(monkeypatch):
    matrix, theta, phi = drawn(1, 20, n_segments=12, n_terms=15)
    monkeypatch.setattr(module, "_CELLS", 40)  # rows are looked at in parts
    found = residual_dispersion(matrix, theta, phi, n_parameters=7)
    assert found.value == pytest.approx(by_hand(matrix, theta, phi, 7), rel=1e-12)
    full = residual_dispersion(matrix, theta, phi)
    assert found.freedom - full.freedom == 12 * 3 + 4 * 14 - 7


@pytest.mark.parametrize("tokens", [30, 100, 400])
def test_a_true_model_has_one(tokens):
    found = [residual_dispersion(*drawn(seed, tokens), n_parameters=0).value for seed in range(4)]
    assert np.mean(found) == pytest.approx(1, abs=0.03)


def test_more_parameters_than_observations_have_no_answer():
    matrix, theta, phi = drawn(1, 5, n_segments=6, n_terms=6)
    assert np.isnan(residual_dispersion(matrix, theta, phi).value)


def test_too_few_topics_are_seen(planted):
    found = {n: quality(fit_lda(planted.counts, n_topics=n)).dispersion for n in (2, 4, 5)}
    assert found[2] > found[4] > 1.1
    assert found[5] == pytest.approx(1, abs=0.05)


def test_combined_topics_are_those_fitted_and_nmf_has_none(planted):
    topics = fit_lda(planted.counts, n_topics=5)
    both = relabel(topics, TopicLabels(combine={"x": (1, 2)}))
    assert quality(both).dispersion == quality(topics).dispersion
    assert "Residual dispersion" in quality(topics).summary()
    nmf = quality(fit_nmf(planted.counts, n_topics=5))
    assert np.isnan(nmf.dispersion)
    assert "Residual" not in nmf.summary()


def test_the_order_of_rows_does_not_matter(planted):
    topics = fit_lda(planted.counts, n_topics=5)
    rows = np.random.default_rng(3).permutation(150).tolist()
    other = replace(topics, counts=topics.counts.keep(rows, "x"), doc_topic=topics.doc_topic[rows])
    assert quality(other).dispersion == quality(topics).dispersion

"""Log-ratio correlations: nothing where nothing is, planted ones found, sharing taken out."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import lsq_linear

from toolkit.errors import ToolkitError
from toolkit.topics import Correlations, TopicLabels, correlations, fit_lda, relabel
from toolkit.topics.correlations import basis_correlation, jackknife_intervals, related_pairs


def measured(logs):
    covariance = np.cov(logs, rowvar=False)
    apart = related_pairs(covariance)
    found = basis_correlation(covariance, apart)
    return found, *jackknife_intervals(logs, found, apart, 0.95)


def shared(random, covariance, n=60):
    """Logarithms of the shares of amounts whose logarithms have a covariance."""
    amounts = np.exp(random.multivariate_normal(np.zeros(len(covariance)), covariance, n))
    return np.log(amounts / amounts.sum(axis=1, keepdims=True))


def test_unrelated_amounts_have_none_though_their_shares_do():
    random, above = np.random.default_rng(1), np.triu_indices(10, 1)
    ours, plain, inside = [], [], []
    for _ in range(60):
        logs = shared(random, np.diag(np.linspace(0.3, 1.2, 10)))
        found, low, high = measured(logs)
        ours.append(found[above].mean())
        plain.append(np.corrcoef(np.exp(logs), rowvar=False)[above].mean())
        inside.append(((low <= 0) & (high >= 0))[above].mean())
    assert np.mean(ours) == pytest.approx(0, abs=0.01)
    assert np.mean(plain) < -0.07
    assert 0.91 < np.mean(inside) < 0.97


def test_planted_correlations_are_found_in_their_intervals():
    random, covariance = np.random.default_rng(2), np.eye(12)
    covariance[0, 1] = covariance[1, 0] = 0.7
    covariance[2, 3] = covariance[3, 2] = -0.6
    runs = [measured(shared(random, covariance)) for _ in range(60)]
    for (i, j), planted in (((0, 1), 0.7), ((2, 3), -0.6)):
        assert np.mean([found[i, j] for found, _, _ in runs]) == pytest.approx(planted, abs=0.05)
        inside = [low[i, j] <= planted <= high[i, j] for _, low, high in runs]
        assert np.mean(inside) > 0.88


def test_what_all_shares_lose_has_no_part():
    random = np.random.default_rng(3)
    logs = random.normal(0, 1, (40, 6))
    moved = logs + random.normal(0, 3, (40, 1))
    np.testing.assert_allclose(
        basis_correlation(np.cov(moved, rowvar=False)),
        basis_correlation(np.cov(logs, rowvar=False)),
        atol=1e-9,
    )


def test_variances_solve_their_equations():
    random = np.random.default_rng(4)
    logs = random.normal(0, [1, 2, 3, 2, 1, 1.5], (50, 6))
    apart = np.zeros((6, 6), dtype=bool)
    apart[0, 4] = apart[4, 0] = True
    ratios = np.array(
        [[np.var(logs[:, i] - logs[:, j], ddof=1) for j in range(6)] for i in range(6)]
    )
    rows, sums = np.zeros((6, 6)), np.zeros(6)
    for i in range(6):
        for j in range(6):
            if i != j and not apart[i, j]:
                rows[i, i] += 1
                rows[i, j] += 1
                sums[i] += ratios[i, j]
    variance = lsq_linear(rows, sums).x
    expected = (variance[:, None] + variance - ratios) / 2 / np.sqrt(np.outer(variance, variance))
    found = basis_correlation(np.cov(logs, rowvar=False), apart)
    np.testing.assert_allclose(found, np.clip(expected, -1, 1), atol=1e-6)


def test_an_impossible_variance_has_no_answer():
    covariance = np.full((5, 5), 0.0)
    covariance[0, 0] = 1.0  # the others do not vary against each other
    found = basis_correlation(covariance)
    assert np.isnan(found[1:, 1:]).any()


@pytest.fixture(scope="module")
def topics(counts):
    return fit_lda(counts, n_topics=5)


@pytest.fixture(scope="module")
def found(topics):
    return correlations(topics)


def test_the_record_holds_every_pair_once(found, topics):
    table = found.table()
    assert len(table) == 10
    assert table["correlation"].abs().is_monotonic_decreasing
    assert (table["low"] <= table["correlation"]).all()
    assert (table["high"] >= table["correlation"]).all()
    assert np.diag(found.correlation) == pytest.approx(1)
    assert (found.n_units, found.n_missing) == (30, 0)
    assert "correlations of log shares over 30 units (by meeting)" in found.summary()
    assert "0.5 would be by chance" in found.summary()
    again = Correlations.from_parts(found.arrays(), json.loads(json.dumps(found.meta())))
    assert again.table().equals(table)
    assert again.summary() == found.summary()


def test_shares_are_pooled_by_tokens(topics, found):
    tokens = np.asarray(topics.counts.matrix.sum(axis=1)).ravel()
    meeting = np.arange(150) // 5
    amounts = np.array([(topics.doc_topic * tokens[:, None])[meeting == m].sum(axis=0) + 0.5
                        for m in range(30)])  # fmt: skip
    logs = np.log(amounts / amounts.sum(axis=1, keepdims=True))
    np.testing.assert_allclose(measured(logs)[0], found.correlation, atol=1e-9)


def test_neither_names_nor_order_matter(topics, found, make_counts):
    order = np.random.default_rng(3).permutation(150).tolist()
    other = replace(
        topics, counts=topics.counts.keep(order, "x"), doc_topic=topics.doc_topic[order]
    )
    assert correlations(other).correlation.tolist() == found.correlation.tolist()


def test_numbers_are_kept_and_gaps_too(topics):
    named = relabel(topics, TopicLabels(combine={"x": (2, 3)}))
    assert set(correlations(named).table()["first"]) <= {1, 2, 4, 5}


def test_what_cannot_be_answered_is_said(topics, planted):
    with pytest.raises(ToolkitError, match="there are 3 topics; of fewer than 4"):
        correlations(fit_lda(topics.counts, n_topics=3))
    with pytest.raises(ToolkitError, match="by = 'kind' has 1 unit; correlations take 10 or more"):
        correlations(topics, by="kind")
    with pytest.raises(ToolkitError, match="'city' is no column"):
        correlations(topics, by="city")
    holed = replace(
        topics.counts,
        segments=replace(
            topics.counts.segments,
            columns={**topics.counts.segments.columns,
                     "place": tuple(f"p{i % 12}" if i > 9 else None for i in range(150))},
        ),
    )  # fmt: skip
    some = correlations(replace(topics, counts=holed), by="place")
    assert (some.n_units, some.n_missing) == (12, 10)
    assert "10 segments without a place left out" in some.summary()

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mutual_info_score

from toolkit.contrasts.information import (
    group_information,
    judge,
    shuffled_information,
    word_information,
)

COUNTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=8)


@given(COUNTS.filter(lambda pairs: sum(map(sum, pairs)) > 0))
def test_mutual_information_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    table = np.array(pairs, dtype=np.float64).T
    found = float(group_information(table[0], table.sum(axis=0)))
    expected = mutual_info_score(None, None, contingency=table.astype(np.int64)) / np.log(2)
    assert found == pytest.approx(expected, abs=1e-12)
    weights = table.sum(axis=0) / table.sum()
    assert float(weights @ word_information(table)) == pytest.approx(found, abs=1e-12)


def test_information_by_hand() -> None:
    # Groups of 8 tokens each: 1 bit. The first word tells it all; the third leaves
    # H(1/4) = 0.8113 bits of it; the second leaves all of it.
    counts = np.array([[4.0, 2.0, 2.0], [0.0, 2.0, 6.0]])
    np.testing.assert_allclose(word_information(counts), [1, 0, 1 - 0.8112781], atol=1e-7)
    expected = (4 * 1 + 8 * (1 - 0.8112781)) / 16
    assert float(group_information(counts[0], counts.sum(axis=0))) == pytest.approx(expected)
    assert word_information(np.array([[3.0, 0.0], [1.0, 0.0]])).tolist() == [0.0, 0.0]
    assert group_information(np.zeros(3), np.zeros(3)) == 0


def test_every_arrangement_by_a_plain_loop() -> None:
    random = np.random.default_rng(2)
    weights = random.gamma(1.0, 3.0, (2, 5, 4))
    rows = random.random((7, 5)) < 0.5
    observed = np.array([True, True, False, False, True])
    counts = np.stack([weights[:, side].sum(axis=1) for side in (observed, ~observed)])
    null, z = shuffled_information(weights, counts, rows)
    for topic in range(2):
        more = []
        for number, row in enumerate([*rows, observed]):
            a = [sum(weights[topic, c, v] for c in range(5) if row[c]) for v in range(4)]
            total = [sum(weights[topic, :, v]) for v in range(4)]
            share = sum(a) / sum(total)
            more.append([x - t * share for x, t in zip(a, total, strict=True)])
            if number < 7:
                expected = group_information(np.array(a), np.array(total))
                assert null[number, topic] == pytest.approx(float(expected), abs=1e-12)
        spread = np.std(more[:7], axis=0)
        np.testing.assert_allclose(
            z[topic], (np.array(more[7]) - np.mean(more[:7], axis=0)) / spread, rtol=1e-6
        )


def test_p_counts_shuffles_and_maxt_serves_all_topics() -> None:
    null = np.array([[0.1, 1.0], [0.2, 2.0], [0.3, 3.0], [0.4, 6.0]])
    p, adjusted = judge(np.array([0.35, 9.0]), null, exhaustive=False)
    assert p.tolist() == [2 / 5, 1 / 5]
    among = np.vstack([null, [0.35, 9.0]])
    scores = (among - among.mean(axis=0)) / among.std(axis=0)
    largest = scores[:4].max(axis=1)
    expected = [(1 + (largest >= score).sum()) / 5 for score in scores[4]]
    assert adjusted.tolist() == expected
    p, adjusted = judge(null[3], null, exhaustive=True)
    assert p.tolist() == [1 / 4, 1 / 4]
    assert (adjusted >= p).all()


def test_a_topic_without_spread_is_no_finding() -> None:
    p, adjusted = judge(np.array([0.0, 0.5]), np.array([[0.0, 0.1], [0.0, 0.2]]), exhaustive=False)
    assert p.tolist() == [1, 1 / 3]
    assert adjusted[0] == 1

"""Few meetings: turns and exchanges are shuffled inside them."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from scipy import stats

from toolkit.contrasts import contrast
from toolkit.contrasts.studentise import between_statistics
from toolkit.errors import ToolkitError
from toolkit.topics import Topics


def _talk(make_topics, n_meetings: int, exchanges: int, long: int = 40) -> Topics:  # type: ignore[no-untyped-def]
    """Each exchange a question of 40 words and an answer in two paragraphs; X and Y answer."""
    random = np.random.default_rng(5)
    rows, columns = [], {n: [] for n in ("segment", "meeting", "kind", "exchange", "speaker")}  # type: ignore[var-annotated]
    for m, e, part in product(range(n_meetings), range(exchanges), range(3)):
        kind = "question" if part == 0 else "answer"
        turn = 2 * e + (part > 0)
        cells = (
            f"m{m}.txt#{turn}.{max(part, 1)}",
            f"m{m}.txt",
            kind,
            f"m{m}.txt#exchange {e}",
            "Q" if kind == "question" else "XY"[e % 2],
        )
        for name, cell in zip(columns, cells, strict=True):
            columns[name].append(cell)
        shares = [0.5, 0.3, 0.2] if kind == "question" else [0.2, 0.4, 0.4]
        rows.append(random.multinomial(40 if part == 0 else long, shares))
    return make_topics(columns, np.array(rows))  # type: ignore[no-any-return]


def test_turns_by_brute_force(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = _talk(make_topics, 2, 5)
    result = contrast(topics, between="speaker", groups=["X", "Y"])
    pair = result.pairs[0]
    # X answers 3 and Y 2 of the 5 questions of each meeting; paragraphs are never told apart.
    assert (pair.unit, pair.units_a, pair.units_b) == ("turn", 6, 4)
    assert (pair.clusters_a, pair.n_arrangements, pair.exhaustive) == (2, 10 * 10, True)
    counts = topics.counts.matrix.toarray().reshape(2, 5, 3, 3)[:, :, 1:].sum(axis=2)
    values = (counts / counts.sum(axis=2, keepdims=True)).reshape(10, 3)
    deals = [[i in of_x for i in range(5)] for of_x in combinations(range(5), 3)]
    rows = np.array([[*one, *two] for one, two in product(deals, deals)])
    made = between_statistics(values, rows, np.ones(10), np.repeat([0, 1], 5))
    observed = made.t[(rows == np.tile(np.arange(5) % 2 == 0, 2)).all(axis=1)][0]
    np.testing.assert_allclose(np.abs(pair.t), np.abs(observed), rtol=1e-9)
    largest = np.abs(made.t).max(axis=1)
    expected = (largest[:, None] >= np.abs(observed) * (1 - 1e-9)).mean(axis=0)
    np.testing.assert_allclose(pair.p_adjusted, expected, rtol=1e-12)
    assert result.design == "within"
    assert result.generalises_to == "these 2 meetings only, and of no others"
    assert "6 and 4 turns of the same 2 meetings" in result.summary()


def test_exchanges_by_brute_force(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = _talk(make_topics, 2, 4, long=20)  # as long as its question: nothing is thinned
    pair = contrast(topics, between="kind").pairs[0]
    counts = topics.counts.matrix.toarray().reshape(8, 3, 3)
    answer, question = counts[:, 1:].sum(axis=1) / 40, counts[:, 0] / 40
    assert (pair.a, pair.unit, pair.units_a, pair.n_arrangements) == ("answer", "exchange", 8, 256)
    observed = stats.ttest_1samp(answer - question, 0).statistic
    np.testing.assert_allclose(pair.t, observed, rtol=1e-9)
    signs = np.array(list(product([1, -1], repeat=8)))[:, :, None]
    null = np.abs(stats.ttest_1samp(signs * (answer - question), 0, axis=1).statistic)
    expected = (null.max(axis=1)[:, None] >= np.abs(observed) * (1 - 1e-9)).mean(axis=0)
    np.testing.assert_allclose(pair.p_adjusted, expected, rtol=1e-12)


def test_the_longer_side_is_thinned(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = _talk(make_topics, 3, 6, long=150)
    result = contrast(topics, between="kind")
    assert result.pairs[0].tokens.tolist() == [3 * 6 * 40] * 2
    assert "thinned" in result.design_words
    again = contrast(topics, between="kind")
    np.testing.assert_array_equal(result.pairs[0].null_t, again.pairs[0].null_t)
    other = contrast(topics, between="kind", seed=2)
    assert (other.pairs[0].proportions != result.pairs[0].proportions).any()
    # The words of questions are all kept.
    np.testing.assert_allclose(other.pairs[0].proportions[1], result.pairs[0].proportions[1])


def test_six_meetings_are_enough_for_clusters(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = _talk(make_topics, 6, 4)
    assert contrast(topics, between="kind").pairs[0].unit == "cluster"
    asked = contrast(topics, between="kind", within="turns")
    assert asked.pairs[0].unit == "exchange"
    assert asked.generalises_to.startswith("these 6 meetings only")
    five = _talk(make_topics, 5, 4)
    assert contrast(five, between="kind").pairs[0].unit == "exchange"
    with pytest.raises(ToolkitError, match="takes 6 meetings; within = 'turns' speaks of these"):
        contrast(five, between="kind", within="clusters")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"cluster": "exchange", "between": "kind"}, "cluster = 'exchange'; leave cluster out"),
        (
            {"where": {"exchange": "m0.txt#exchange 1"}, "between": "kind"},
            "'answer' has 1 turn and",
        ),
    ],
)
def test_refusals(make_topics, settings: dict[str, Any], said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ToolkitError, match=said):
        contrast(_talk(make_topics, 2, 8), within="turns", **settings)

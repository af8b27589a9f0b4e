"""Questions beside statements, against plain loops and planted truth."""

from dataclasses import replace
from itertools import permutations
from types import MappingProxyType

import numpy as np
import pytest
from common.exchanges import topics_of

from toolkit.contrasts import follows
from toolkit.contrasts.answers.follows import autocorrelation
from toolkit.errors import ToolkitError

S, Q = "statement", "question"
SAID = [[5, 1, 0], [0, 4, 4], [3, 3, 3], [0, 0, 8]]
ASKED = [[4, 0, 0], [1, 3, 4], [0, 6, 0], [2, 0, 6]]
ROWS = [
    row
    for m, (said, asked) in enumerate(zip(SAID, ASKED, strict=True))
    for row in [(f"m{m}", 0, S, "Ann", said), (f"m{m}", 1, Q, "X", asked)]
]
# A guest who speaks beside Ann, a meeting with a principal of its own, one without questions.
MORE = [
    ("m1", 0, S, "Guest", [2, 2, 2]),
    ("n", 0, S, "Bob", [1, 1, 1]), ("n", 1, Q, "X", [3, 3, 3]),
    ("o", 0, S, "Ann", [1, 1, 1]), ("p", 1, Q, "X", [3, 3, 3]),
]  # fmt: skip
SMALL = {"min_tokens": 1}


def shares(rows: list[list[int]]) -> np.ndarray:
    return np.array([np.array(row) / sum(row) for row in rows])


def test_all_arrangements_are_those_of_plain_loops():
    found = follows(topics_of(ROWS), **SMALL, alpha=0.1)
    said, asked = shares(SAID), shares(ASKED)
    every = []
    for order in permutations(range(4)):
        gaps = []
        for i, j in enumerate(order):
            one = [float(asked[i] @ said[k]) for k in range(4)]
            gaps.append(one[j] - np.mean(np.delete(one, j)))
        every.append(np.mean(gaps))
    assert found.exhaustive
    np.testing.assert_allclose(np.sort(found.null_excess[0]), np.sort(every), atol=1e-8)
    assert found.excess[0] == pytest.approx(every[0])
    assert found.p[0] == pytest.approx((np.array(every) >= every[0] - 1e-9).mean())
    # By topic: the sum of said times asked, over its spread among all permutations.
    sums = np.array([(said[list(o)] * asked).sum(axis=0) for o in permutations(range(4))])
    np.testing.assert_allclose(found.topic_z, (sums[0] - sums.mean(axis=0)) / sums.std(axis=0))


def test_table_by_hand():
    found = follows(topics_of([*ROWS, *MORE]), **SMALL, alpha=0.1)
    table = found.table().set_index("meeting")
    assert sorted(table.index) == ["m0", "m1", "m2", "m3"]
    assert set(table["principal"]) == {"Ann"}
    assert table.loc["m0", "likeness"] == pytest.approx(5 / 6)
    assert table.loc["m0", "unsaid_percent"] == pytest.approx(100 / 6)
    # Both statements of m1 are pooled.
    row = found.meetings.index("m1")
    np.testing.assert_allclose(found.said[row], [2 / 14, 6 / 14, 6 / 14])
    assert found.counted == {
        "meetings without a statement": 1, "meetings without a question": 1,
        "meetings that are the only one of their principal": 1,
    }  # fmt: skip
    every = follows(topics_of([*ROWS, *MORE]), **SMALL, alpha=0.1, within="corpus")
    assert len(every.meetings) == 5


def test_neighbours_are_those_before_and_after():
    found = follows(topics_of(ROWS), **SMALL, alpha=0.1)
    said, asked = found.said, found.asked
    assert found.neighbours[0, 0] == pytest.approx(asked[0] @ said[1])
    assert found.neighbours[0, 1] == pytest.approx((asked[1] @ said[0] + asked[1] @ said[2]) / 2)


def test_what_is_planted_is_found_and_what_is_not_is_not():
    random = np.random.default_rng(1)
    p_values = []
    for follow in (0.6, 0.0):
        rows = []
        for m in range(15):
            said = random.dirichlet(np.ones(6))
            asked = follow * said + (1 - follow) * random.dirichlet(np.ones(6))
            rows.append((f"m{m:02d}", 0, S, "Ann", random.multinomial(80, said)))
            rows.append((f"m{m:02d}", 1, Q, "X", random.multinomial(40, asked)))
        found = follows(topics_of(rows), n_shuffles=999)
        p_values.append(found.p[0])
        assert (found.topics_asked()["p_adjusted"].min() <= 0.05) == (follow > 0)
    assert p_values[0] == 0.001
    assert p_values[1] > 0.05


def test_order_of_rows_changes_nothing():
    first = follows(topics_of(ROWS), **SMALL, alpha=0.1)
    second = follows(topics_of(ROWS, order=[5, 2, 0, 7, 1, 3, 6, 4]), **SMALL, alpha=0.1)
    for name, array in first.arrays().items():
        assert second.arrays()[name].tobytes() == array.tobytes(), name


def test_meetings_that_go_on_from_each_other_are_warned_about():
    slow = [[20 - m, m + 1, 5] for m in range(20)]
    rows = [
        row
        for m, counts in enumerate(slow)
        for row in [(f"m{m:02d}", 0, S, "Ann", counts), (f"m{m:02d}", 1, Q, "X", counts[::-1])]
    ]
    topics = topics_of(rows)
    dated = MappingProxyType(
        {**topics.counts.segments.columns, "date": topics.counts.segments.column("meeting")}
    )
    segments = replace(topics.counts.segments, columns=dated)
    topics = replace(topics, counts=replace(topics.counts, segments=segments))
    said = follows(topics, n_shuffles=99, min_tokens=1)
    assert "autocorrelation 0.85 of statements, 0.85 of questions" in said.cautions[0]
    assert f"Caution: {said.cautions[0]}" in said.summary()
    shifted = follows(topics, n_shuffles=99, min_tokens=1, shuffle="shift")
    assert shifted.cautions == ()
    assert shifted.exhaustive
    assert shifted.null_rank.shape == (2, 20)


def test_autocorrelation_by_hand():
    rows = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    assert autocorrelation(rows, [np.arange(4)]) == pytest.approx(-3 / 4)
    assert autocorrelation(rows[:1], [np.arange(1)]) == 0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"alpha": 0.01}, "p cannot fall below 0.042, and alpha = 0.01; it takes more meetings"),
        ({"min_tokens": 9}, r"no two meetings of one principal .* \(0 meetings have both\)"),
        ({"n_shuffles": 3}, "n_shuffles = 3 cannot be used"),
        ({"within": "speaker"}, "within = 'speaker' cannot be used"),
    ],
)
def test_bad_input_is_one_sentence(settings, said):
    with pytest.raises(ToolkitError, match=said):
        follows(topics_of(ROWS), **{"min_tokens": 1, "alpha": 0.1, **settings})
    with pytest.raises(ToolkitError, match="were cut by 'exchange'"):
        follows(topics_of(ROWS, by="exchange"))

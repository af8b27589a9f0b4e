"""Uptake against plain loops, planted truth, and what a result says of itself."""

import json
from itertools import permutations, product

import numpy as np
import pytest
from common.exchanges import conference, topics_of
from scipy import stats

from toolkit.contrasts import Uptake, uptake
from toolkit.errors import ToolkitError

Q, A = "question", "answer"
# Ann answers three questions in meeting a and two in b, Bob two in a.
ROWS = [
    ("a", 1, Q, "X", [4, 0, 0]), ("a", 1, A, "Ann", [6, 2, 0]),
    ("a", 2, Q, "Y", [0, 5, 0]), ("a", 2, A, "Ann", [1, 6, 1]), ("a", 2, A, "Bob", [0, 3, 3]),
    ("a", 3, Q, "Z", [1, 0, 3]), ("a", 3, A, "Ann", [4, 0, 4]), ("a", 3, A, "Bob", [1, 1, 8]),
    ("b", 1, Q, "X", [2, 2, 0]), ("b", 1, A, "Ann", [0, 0, 7]),
    ("b", 2, Q, "Y", [0, 0, 6]), ("b", 2, A, "Ann", [3, 3, 3]),
    ("b", 3, Q, "Z", [0, 9, 0]), ("b", 3, A, "Cy", [9, 9, 9]),
]  # fmt: skip
SMALL = {"min_tokens": 1, "alpha": 0.2}


def shares(counts: list[int]) -> np.ndarray:
    return np.array(counts) / sum(counts)


BLOCKS = [  # meeting, questions and answers of one speaker
    ("a", [[4, 0, 0], [0, 5, 0], [1, 0, 3]], [[6, 2, 0], [1, 6, 1], [4, 0, 4]]),
    ("a", [[0, 5, 0], [1, 0, 3]], [[0, 3, 3], [1, 1, 8]]),
    ("b", [[2, 2, 0], [0, 0, 6]], [[0, 0, 7], [3, 3, 3]]),
]  # fmt: skip


def by_loops(order: tuple[tuple[int, ...], ...]) -> float:
    """Mean over meetings of the mean over rounds of likeness less that to the others."""
    found: dict[str, list[float]] = {}
    for (meeting, asked, answered), dealt in zip(BLOCKS, order, strict=True):
        for i, j in enumerate(dealt):
            one = [float(shares(asked[i]) @ shares(answer)) for answer in answered]
            others = [like for k, like in enumerate(one) if k != j]
            found.setdefault(meeting, []).append(one[j] - sum(others) / len(others))
    return float(np.mean([np.mean(values) for values in found.values()]))


def test_all_arrangements_are_those_of_plain_loops():
    found = uptake(topics_of(ROWS), **SMALL)
    assert found.exhaustive
    assert found.n_arrangements == 6 * 2 * 2
    every = [
        by_loops(order) for order in product(*(permutations(range(len(b[1]))) for b in BLOCKS))
    ]
    observed = by_loops(tuple(tuple(range(len(b[1]))) for b in BLOCKS))
    assert found.excess[0] == pytest.approx(observed, abs=1e-8)
    np.testing.assert_allclose(np.sort(found.null_excess[0]), np.sort(every), atol=1e-8)
    as_large = sum(value >= observed - 1e-9 for value in every)
    assert found.p[0] == pytest.approx(as_large / 24)
    # Two meetings say nothing of others.
    assert found.generalises_to == "these 2 meetings alone"


def test_by_hand():
    found = uptake(topics_of(ROWS), **SMALL)
    rounds = found.rounds().set_index(["exchange", "speaker"])
    one = rounds.loc[("a#exchange 1", "Ann")]
    assert one["uptake"] == pytest.approx(0.75)  # all asked is on the first topic, 6 of 8 answered
    assert one["excess"] == pytest.approx(0.75 - (1 / 8 + 4 / 8) / 2)
    assert (one["rank"], one["p"]) == (1.0, pytest.approx(1 / 3))
    two = rounds.loc[("b#exchange 1", "Ann")]
    assert two["excess"] == pytest.approx(0 - (0.5 / 3 + 0.5 / 3))
    assert (two["rank"], two["p"]) == (0.0, 1.0)
    table = found.table().set_index("speaker")
    assert table.loc["Ann", ["meetings", "rounds"]].tolist() == [2, 5]
    assert table.loc["Ann", "rank"] == pytest.approx((1 + 0) / 2)
    assert table.loc["(all)", "rank"] == pytest.approx((5 / 5 + 0) / 2)
    assert found.counted["rounds that are the only one of their speaker in the meeting"] == 1


def test_t_is_that_of_one_sample_over_meetings():
    rows = conference(np.random.default_rng(2), n_meetings=8, n_rounds=4, uptake=0.3)
    found = uptake(topics_of(rows), n_shuffles=199)
    excess = found.alike[0] - found.others[0]
    means = [excess[found.meeting == m].mean() for m in range(8)]
    assert found.t[0] == pytest.approx(stats.ttest_1samp(means, 0).statistic)
    assert found.excess[0] == pytest.approx(np.mean(means))
    every = uptake(topics_of(rows), n_shuffles=199, average="exchanges")
    assert every.excess[0] == pytest.approx(excess.mean())


def test_planted_uptake_is_found_and_who_takes_nothing_up_is_not():
    random = np.random.default_rng(4)
    rows = conference(random, n_meetings=8, n_rounds=5, uptake=0.6)
    deaf = conference(random, n_meetings=8, n_rounds=5, speakers=["Bob"])
    rows += [(m, f"9{e}", kind, who, n) for m, e, kind, who, n in deaf]
    table = uptake(topics_of(rows), n_shuffles=999).table().set_index("speaker")
    assert table.loc["Ann", "p_adjusted"] <= 0.005
    assert table.loc["Ann", "rank"] > 0.7
    assert table.loc["Bob", "p_adjusted"] > 0.05
    low, high = table.loc["Bob", ["rank_low", "rank_high"]]
    assert low < table.loc["Bob", "rank"] < high


def test_order_of_rows_and_names_of_meetings_change_nothing():
    rows = conference(np.random.default_rng(5), n_meetings=7, n_rounds=3, speakers=["Ann", "Bob"])
    first = uptake(topics_of(rows), n_shuffles=99)
    renamed = [(f"z{9 - int(m[1:])}", *rest) for m, *rest in rows]
    order = np.random.default_rng(6).permutation(len(rows)).tolist()
    for other in (topics_of(rows, order=order), topics_of(renamed)):
        second = uptake(other, n_shuffles=99)
        for name, array in first.arrays().items():
            assert second.arrays()[name].tobytes() == array.tobytes(), name


def test_a_seed_is_a_seed():
    topics = topics_of(conference(np.random.default_rng(5), n_meetings=7, n_rounds=4))
    first, again, other = (uptake(topics, n_shuffles=99, seed=s) for s in (1, 1, 2))
    assert first.null_t.tobytes() == again.null_t.tobytes() != other.null_t.tobytes()
    assert first.t.tobytes() == other.t.tobytes()


def test_round_trip_and_summary():
    rows = conference(np.random.default_rng(5), n_meetings=7, n_rounds=4, speakers=["Ann", "Bob"])
    first = uptake(topics_of(rows), n_shuffles=99)
    meta = json.loads(json.dumps(first.meta(), allow_nan=False))
    second = Uptake.from_parts({k: v.copy() for k, v in first.arrays().items()}, meta)
    assert second.summary() == first.summary()
    for name in ("table", "by_meeting", "gains", "shifts", "rounds"):
        assert getattr(second, name)().equals(getattr(first, name)())
    assert not second.asked.flags.writeable
    said = first.summary()
    assert "Uptake in 56 rounds of question and answer, 2 speakers in 7 meetings" in said
    assert "99 shuffles" in said
    assert "Counted: 56 questions." in said
    assert len(first.by_meeting()) == 7


@pytest.mark.parametrize("measure", ["cosine", "affinity", "jsd"])
def test_every_measure_finds_the_planted(measure):
    rows = conference(np.random.default_rng(4), n_meetings=8, n_rounds=5, uptake=0.6)
    found = uptake(topics_of(rows), measure=measure, n_shuffles=199)
    assert found.p[0] == pytest.approx(1 / 200)


@pytest.mark.parametrize("by", ["exchange", "meeting", "speaker"])
def test_segments_that_mix_sides_are_refused(by):
    with pytest.raises(ToolkitError, match=rf"cut by '{by}'.*cut by 'turn', 'paragraph' or 'w"):
        uptake(topics_of(ROWS, by=by))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "the answers can be dealt out in 24 ways only, .* alpha = 0.01"),
        (
            {"n_shuffles": 10},
            "n_shuffles = 10 cannot give a p below 0.091.*n_shuffles = 99 or more",
        ),
        ({"min_exchanges": 4}, "no speaker answers two questions in a meeting of 4 or more"),
        ({"min_exchanges": 1}, "min_exchanges = 1 cannot be used"),
        ({"min_tokens": 50}, "8 answers to questions were found, 0 of them of 50 counted tokens"),
        ({"speakers": "Anne"}, "names 'Anne', who answers no question here; did you mean 'Ann'"),
        ({"where": {"kind": "answers"}}, "no segment has that value"),
        ({"measure": "overlaps"}, "did you mean 'overlap'"),
    ],
)
def test_bad_input_is_one_sentence(settings, said):
    with pytest.raises(ToolkitError, match=said):
        uptake(topics_of(ROWS), **{"min_tokens": 1, "alpha": 0.01, **settings})

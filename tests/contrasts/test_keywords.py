import json
from collections import Counter

import numpy as np
import pytest

from toolkit.contrasts.keywords import Keywords, keywords
from toolkit.contrasts.log_odds import log_odds_ratio
from toolkit.counts import Counts
from toolkit.errors import ToolkitError

COLUMNS = {
    "meeting": ["m1", "m1", "m2", "m3", "m4", "m5", "m5", "m6", "m6"],
    "country": ["x", "x", "x", "x", "y", "y", "y", None, "z"],
    "year": ["1", "1", "1", "2", "1", "1", "2", "1", "1"],
}
MATRIX = np.array(
    [
        [5, 0, 0, 1],
        [3, 2, 0, 0],
        [4, 0, 0, 0],
        [2, 9, 1, 0],
        [1, 0, 3, 0],
        [0, 1, 4, 0],
        [0, 0, 5, 1],
        [7, 7, 7, 7],
        [1, 2, 3, 4],
    ]
)


@pytest.fixture
def counts(make_topics) -> Counts:  # type: ignore[no-untyped-def]
    return make_topics(COLUMNS, MATRIX).counts  # type: ignore[no-any-return]


def test_each_group_against_all_the_others(counts: Counts) -> None:
    found = keywords(counts, between="country", prior_mass=7)
    assert found.groups == ("x", "y", "z")
    assert found.counts.tolist() == [[14, 11, 1, 1], [1, 1, 12, 1], [1, 2, 3, 4]]
    assert found.tokens.tolist() == [27, 15, 10]
    assert found.clusters.tolist() == [3, 2, 1]
    assert found.n_missing == 1
    # Meetings that hold each word: of x two hold the second, one the third.
    assert found.spread.tolist() == [[3, 2, 1, 1], [1, 1, 2, 1], [1, 1, 1, 1]]
    assert found.spread_others.tolist() == [[2, 2, 3, 2], [4, 3, 2, 2], [4, 3, 3, 2]]
    # The prior is the whole corpus, with the segment that has no country.
    corpus = MATRIX.sum(axis=0).astype(float)
    ratio, error = log_odds_ratio(np.array([1, 1, 12, 1]), np.array([15, 13, 4, 5]), corpus, 7.0)
    np.testing.assert_array_equal(found.log_odds[1], ratio)
    np.testing.assert_array_equal(found.z[1], ratio / error)


def test_two_groups_are_each_others_mirror(counts: Counts) -> None:
    found = keywords(counts, between="country", groups=["y", "x"])
    assert (found.z[0] == -found.z[1]).all()
    assert found.counts.tolist() == [[14, 11, 1, 1], [1, 1, 12, 1]]
    # By default the prior weighs as much as a mean cluster: 42 tokens in 5 meetings.
    assert found.settings["prior_mass"] == pytest.approx(42 / 5)


def test_one_meetings_word_is_not_the_groups(counts: Counts) -> None:
    every = keywords(counts, between="country", groups=["x", "y"], min_clusters=1)
    assert [counts.terms[i] for i in every.listed("x")] == ["t00", "t01"]
    two = keywords(counts, between="country", groups=["x", "y"], min_clusters=2)
    assert [counts.terms[i] for i in two.listed("x")] == ["t00", "t01"]
    three = keywords(counts, between="country", groups=["x", "y"])
    assert [counts.terms[i] for i in three.listed("x")] == ["t00"]
    assert three.n_withheld("x") == 1
    # y has two meetings: both of them are enough.
    assert three.needed.tolist() == [3, 2]
    assert [counts.terms[i] for i in three.listed("y")] == ["t02"]
    assert "1 more occur in fewer than 3 of its 3 clusters" in three.summary()


def test_table_counts_what_is_there(counts: Counts) -> None:
    table = keywords(counts, between="country", groups=["x", "y"], where={"year": "1"}).table(n=1)
    assert table["group"].tolist() == ["x", "y"]
    first = table.iloc[0]
    assert (first["term"], first["count"], first["clusters"]) == ("t00", 12, 2)
    assert first["per_thousand"] == pytest.approx(1000 * 12 / 15)
    assert first["count_others"] == 1
    assert first["per_thousand_others"] == pytest.approx(1000 / 9)
    with pytest.raises(ToolkitError, match="n = 0 asks for nothing"):
        keywords(counts, between="country").table(n=0)


def test_clusters_of_words_are_those_of_plain_loops(within_topics) -> None:  # type: ignore[no-untyped-def]
    counts = within_topics.counts
    found = keywords(counts, between="kind")
    kinds, meetings = (counts.segments.column(name) for name in ("kind", "meeting"))
    for row, name in enumerate(found.groups):
        own, others = Counter[int](), Counter[int]()
        for term in range(len(counts.terms)):
            held = counts.matrix[:, [term]].toarray().ravel() > 0
            own[term] = len({m for m, k, h in zip(meetings, kinds, held) if h and k == name})  # noqa: B905
            others[term] = len({m for m, k, h in zip(meetings, kinds, held) if h and k != name})  # noqa: B905
        assert found.spread[row].tolist() == [own[term] for term in range(len(counts.terms))]
        assert found.spread_others[row].tolist() == [others[t] for t in range(len(counts.terms))]


def test_the_order_of_segments_changes_nothing(make_topics) -> None:  # type: ignore[no-untyped-def]
    first = keywords(make_topics(COLUMNS, MATRIX).counts, between="country")
    turned = {name: values[::-1] for name, values in COLUMNS.items()}
    second = keywords(make_topics(turned, MATRIX[::-1]).counts, between="country")
    for name, array in first.arrays().items():
        assert second.arrays()[name].tobytes() == array.tobytes()


def test_summary_says_that_z_is_no_test(counts: Counts) -> None:
    said = keywords(counts, between="country").summary()
    assert "no test of a difference" in said
    assert "Set aside: 1 segment without a value." in said


def test_round_trip(counts: Counts) -> None:
    first = keywords(counts, between="country", where={"year": ["1", "2"]})
    meta = json.loads(json.dumps(first.meta(), allow_nan=False))
    second = Keywords.from_parts({k: v.copy() for k, v in first.arrays().items()}, meta)
    assert second.table().equals(first.table())
    assert second.summary() == first.summary()
    assert not second.counts.flags.writeable


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"between": "land"}, "'land' is no column"),
        ({"groups": ["x"]}, "country has one group only among the segments used, 'x'"),
        ({"groups": ["x", "w"]}, "groups names 'w'.*'x', 'y' and 'z' occur"),
        ({"where": {"year": "3"}}, "no segment has that value"),
        ({"where": {"country": "z"}}, "one group only"),
        ({"min_clusters": 0}, "min_clusters = 0 cannot be used"),
        ({"prior_mass": 0}, "prior_mass = 0 cannot be used"),
    ],
)
def test_bad_input_is_one_sentence(counts: Counts, settings: dict, said: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(ToolkitError, match=said):
        keywords(counts, **{"between": "country", **settings})


def test_one_term_has_no_odds(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": ["a", "b"], "kind": ["x", "y"]}
    with pytest.raises(ToolkitError, match="the odds of 't00' need other terms"):
        keywords(make_topics(columns, np.array([[1], [2]])).counts, between="kind")

import json

import numpy as np
import pytest
from common.corpora import assert_same

from toolkit.contrasts.meaning import meaning
from toolkit.contrasts.meaning_result import Meaning
from toolkit.errors import ToolkitError
from toolkit.topics import Topics

N_TOPICS, N_TERMS = 3, 30


def drawn(make_topics, *, within: bool, differs: bool, seed: int = 1) -> Topics:  # type: ignore[no-untyped-def]
    """Draw meetings of which group b fills the second topic with other words, or does not."""
    random = np.random.default_rng(seed)
    phi = np.zeros((N_TOPICS, N_TERMS))
    for k in range(N_TOPICS):
        phi[k, 10 * k : 10 * k + 10] = random.dirichlet(np.full(10, 5.0))
    other = phi.copy()
    if differs:
        other[1, 10:20] = phi[1, 10:20] * np.array([4, 1] * 5)
        other[1] /= other[1].sum()
    rows, meetings, kinds = [], [], []
    for meeting in range(16):
        for kind in ("a", "b") if within else ("a" if meeting < 7 else "b",):
            # Group b speaks more of the third topic, which is no difference of meaning.
            theta = random.dirichlet([3, 3, 1] if kind == "a" else [1, 3, 3])
            rows.append(random.multinomial(400, theta @ (other if kind == "b" else phi)))
            meetings.append(f"m{meeting:02d}")
            kinds.append(kind)
    return make_topics({"meeting": meetings, "kind": kinds}, np.array(rows), phi)  # type: ignore[no-any-return]


@pytest.mark.parametrize("within", [False, True])
def test_the_topic_that_means_something_else_is_found(make_topics, within: bool) -> None:  # type: ignore[no-untyped-def]
    found = meaning(
        drawn(make_topics, within=within, differs=True, seed=2), between="kind", n_shuffles=999
    )
    assert found.design == ("within" if within else "between")
    assert found.clusters == ((16, 16) if within else (7, 9))
    assert found.p_adjusted[1] <= 0.01
    assert found.p_adjusted[[0, 2]].min() > 0.01
    words = found.of_topic(2)
    # Words in even places are those of group b.
    assert {int(term[1:]) % 2 for term in words["term"][words["z"] < -3]} == {0}
    assert {int(term[1:]) % 2 for term in words["term"][words["z"] > 3]} == {1}
    assert "They differ in 1 of 3 topics" in found.summary()
    assert "Caution" not in found.summary()


@pytest.mark.parametrize("within", [False, True])
def test_without_a_difference_it_is_rarely_found(make_topics, within: bool) -> None:  # type: ignore[no-untyped-def]
    """60 data sets at 5 %: more than 8 findings would come in 0.4 % of such series."""
    smallest = [
        meaning(
            drawn(make_topics, within=within, differs=False, seed=seed),
            between="kind",
            n_shuffles=199,
            seed=seed,
        ).p_adjusted.min()
        for seed in range(60)
    ]
    assert sum(p <= 0.05 for p in smallest) <= 8


def test_table_adds_up(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = drawn(make_topics, within=False, differs=True)
    found = meaning(topics, between="kind", n_shuffles=99, n_terms=30)
    table = found.table()
    assert table["tokens_a"].sum() == pytest.approx(7 * 400)
    assert table["tokens_b"].sum() == pytest.approx(9 * 400)
    np.testing.assert_allclose(table["excess"], table["information_bits"] - table["null_mean"])
    words = found.of_topic(1)
    assert words["per_thousand_a"].sum() == pytest.approx(1000)
    weight = (words["per_thousand_a"] * table["tokens_a"][0]) + (
        words["per_thousand_b"] * table["tokens_b"][0]
    )
    mean = (weight * words["information_bits"]).sum() / weight.sum()
    assert mean == pytest.approx(found.information[0], abs=1e-12)


def test_few_arrangements_are_all_taken(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = drawn(make_topics, within=False, differs=True)
    few = {"meeting": ["m00", "m01", "m02", "m13", "m14", "m15"]}
    found = meaning(topics, between="kind", where=few)
    assert found.exhaustive
    assert found.null_information.shape == (20, 3)
    assert found.p.min() >= 2 / 20  # an arrangement and its mirror image tell the same
    assert "all 20 arrangements" in found.summary()


def test_the_order_of_segments_changes_nothing(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = drawn(make_topics, within=True, differs=True)
    segments = topics.counts.segments
    turned = {name: segments.column(name)[::-1] for name in ("meeting", "kind")}
    matrix = topics.counts.matrix.toarray()[::-1]
    other = make_topics(turned, matrix, topics.topic_term)
    first, second = (meaning(t, between="kind", n_shuffles=99) for t in (topics, other))
    np.testing.assert_allclose(first.information, second.information, rtol=1e-9)


def test_unequal_cells_are_thinned_or_warned_about(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": ["m1", "m1", "m2", "m2", "m3", "m3"], "kind": ["a", "b"] * 3}
    matrix = np.array([[4, 4], [9, 8], [3, 5], [9, 9], [4, 4], [20, 4]])
    topics = make_topics(columns, matrix, np.array([[0.5, 0.5]]))
    found = meaning(topics, between="kind", thin=False)
    assert found.cell_tokens == (8, 18)
    assert "Caution: The groups' cells are of unequal length (median 8 and 18" in found.summary()
    thinned = meaning(topics, between="kind")
    assert thinned.cell_tokens == (8, 8)
    assert "longer cells thinned to the length of the shorter" in thinned.summary()
    assert "Caution" not in thinned.summary()
    assert thinned.counts.sum() == pytest.approx(48)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"groups": ["answer", "remark", "question"]},
            "kind has 3 among the segments used: 'answer', 'question'",
        ),
        ({"groups": "answer"}, "kind has 1 among the segments used: 'answer'; it takes another"),
        ({"groups": ["answer", "x"]}, "groups names 'x'"),
        (
            {"groups": ["answer", "remark"], "where": {"meeting": ["m1", "m8"]}},
            "shuffling takes two in which both groups speak",
        ),
        ({"between": "knd"}, "did you mean 'kind'"),
    ],
)
def test_bad_input_is_one_sentence(within_topics: Topics, settings: dict, said: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(ToolkitError, match=said):
        meaning(within_topics, **{"between": "kind", **settings})


def test_nmf_is_refused_and_topics_are_numbered(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": ["a", "b", "c", "d"], "kind": ["x", "x", "y", "y"]}
    matrix = np.array([[4, 2], [1, 5], [2, 2], [3, 1]])
    with pytest.raises(ToolkitError, match="NMF topics are no probabilities"):
        meaning(make_topics(columns, matrix, model="nmf"), between="kind")
    with pytest.raises(ToolkitError, match="there is no topic 3; topics are 1 to 2"):
        meaning(make_topics(columns, matrix), between="kind").of_topic(3)


@pytest.mark.parametrize("within", [False, True])
def test_it_is_stored_without_loss(make_topics, within: bool) -> None:  # type: ignore[no-untyped-def]
    topics = drawn(make_topics, within=within, differs=True)
    found = meaning(topics, between="kind", n_shuffles=50, n_terms=7)
    meta = json.loads(json.dumps(found.meta(), allow_nan=False))
    assert_same(Meaning.from_parts(found.arrays(), meta), found)
    del meta["in_time"]  # as in runs of an older version
    assert Meaning.from_parts(found.arrays(), meta).in_time == ""


def test_the_words_of_all_topics_stand_in_one_table(make_topics) -> None:  # type: ignore[no-untyped-def]
    found = meaning(
        drawn(make_topics, within=False, differs=True), between="kind", n_shuffles=50, n_terms=10
    )
    table = found.by_term()
    assert table.groupby("topic").size().tolist() == [len(words) for words in found.words]
    own = table[table["topic"] == 2].drop(columns=["topic", "label"]).reset_index(drop=True)
    assert own.equals(found.of_topic(2))
    assert set(table["label"]) == set(found.labels)


@pytest.mark.parametrize("apart", [True, False])
def test_stretches_of_time_are_cautioned_about(make_topics, apart: bool) -> None:  # type: ignore[no-untyped-def]
    columns = {
        "meeting": [f"m{i}" for i in range(12)],
        "era": ["a"] * 6 + ["b"] * 6 if apart else ["a", "b"] * 6,
        "date": [f"2020-{i + 1:02d}-01" for i in range(12)],
    }
    matrix = np.random.default_rng(2).multinomial(80, [0.5, 0.3, 0.2], size=12)
    found = meaning(make_topics(columns, matrix, np.full((1, 3), 1 / 3)), between="era")
    assert ("separate stretches of time: a and b (auto" in found.summary()) is apart
    assert ("a nominal 5 % became 73 and 96 %" in found.summary()) is apart
    again = type(found).from_parts(found.arrays(), found.meta())
    assert again.cautions == found.cautions

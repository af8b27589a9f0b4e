import numpy as np
import pytest

from toolkit.contrasts.cells import make_cells
from toolkit.errors import ToolkitError
from toolkit.topics import Topics

COLUMNS = {
    "meeting": ["m2", "m1", "m1", "m1", "m2", "m2", "m3"],
    "kind": ["answer", "answer", "question", "answer", "question", None, ""],
    "year": ["2020", "2019", "2019", "2019", "2020", "2020", "2020"],
    "date": ["2020-05-01", "2019-02-01", None, "2019-02-02", None, "2020-04-01", None],
}
MATRIX = np.array([[1, 3], [2, 2], [9, 1], [4, 0], [0, 8], [5, 5], [7, 7]])


@pytest.fixture
def topics(make_topics) -> Topics:  # type: ignore[no-untyped-def]
    doc_topic = np.linspace(0.1, 0.9, 7)[:, None] * [1, -1] + [0, 1]
    return make_topics(COLUMNS, MATRIX, doc_topic=doc_topic)  # type: ignore[no-any-return]


def test_words_of_a_group_in_a_cluster_are_pooled(topics: Topics) -> None:
    cells = make_cells(topics, group="kind", cluster="meeting", average="meetings")
    assert cells.groups == ("answer", "question")
    assert cells.clusters == ("m1", "m2")
    assert cells.group.tolist() == [0, 0, 1, 1]
    assert cells.cluster.tolist() == [0, 1, 0, 1]
    # Answers of m1: rows 1 and 3 pooled, 6 and 2 tokens.
    np.testing.assert_allclose(
        cells.proportions, [[0.75, 0.25], [0.25, 0.75], [0.9, 0.1], [0, 1]], atol=1e-8
    )
    assert cells.segments.tolist() == [2, 1, 1, 1]
    assert cells.tokens.tolist() == [8, 4, 10, 8]
    assert cells.weights.tolist() == [1, 1, 1, 1]
    assert cells.n_missing == 2  # a missing kind and an empty one
    assert cells.dates == ("2019-02-01", "2020-05-01")
    assert cells.lengths.tolist() == [4, 9]
    with pytest.raises(ValueError, match="read-only"):
        cells.proportions[0, 0] = 1


def test_weights_by_tokens_and_by_segments(topics: Topics) -> None:
    tokens = make_cells(topics, group="kind", cluster="meeting", average="tokens")
    assert tokens.weights.tolist() == [8, 4, 10, 8]
    segments = make_cells(topics, group="kind", cluster="meeting", average="segments")
    assert segments.weights.tolist() == [2, 1, 1, 1]
    expected = topics.doc_topic[[1, 3]].mean(axis=0)
    np.testing.assert_allclose(segments.proportions[0], expected, rtol=1e-12)


def test_where_groups_and_strata(topics: Topics) -> None:
    cells = make_cells(
        topics,
        group="kind",
        cluster="meeting",
        average="meetings",
        where={"year": ("2020", "2019"), "meeting": ("m1",)},
        groups=("question",),
        strata="year",
    )
    assert cells.groups == ("question",)
    assert cells.segments.tolist() == [1]
    assert cells.strata.tolist() == [0]


def test_a_cell_without_a_word_of_any_topic_is_set_aside(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": ["a", "b", "b"], "kind": ["x", "x", "y"]}
    topics = make_topics(
        columns, np.array([[0, 0, 9], [3, 1, 0], [1, 1, 1]]), np.array([[1.0, 0, 0], [0, 1, 0]])
    )
    cells = make_cells(topics, group="kind", cluster="meeting", average="meetings")
    assert cells.n_empty == 1
    np.testing.assert_allclose(cells.proportions, [[0.75, 0.25], [0.5, 0.5]], atol=1e-8)
    assert cells.of(0).tolist() == [0]
    assert [cells.clusters[number] for number in cells.cluster] == ["b", "b"]


def test_nmf_cells_are_projected(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": ["a", "a"], "kind": ["x", "y"]}
    topics = make_topics(
        columns, np.array([[4, 2], [1, 0]]), model="nmf", term_weights=np.array([1.0, 2.0])
    )
    cells = make_cells(topics, group="kind", cluster="meeting", average="meetings")
    np.testing.assert_allclose(cells.proportions, [[0.5, 0.5], [1, 0]], atol=1e-12)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"group": "kinds"}, "'kinds' is no column of the segments; did you mean 'kind'"),
        ({"cluster": "meetin"}, "did you mean 'meeting'"),
        ({"strata": "kind"}, "strata = 'kind' changes within meeting 'm1'"),
        ({"where": {"kind": ("anwser",)}}, "where kind = 'anwser'.*did you mean 'answer'"),
        ({"where": {"kind": ("answer",), "meeting": ("m3",)}}, "no segment is left where kind"),
        ({"groups": ("answer", "remark")}, "'remark'.*'answer' and 'question' occur"),
        ({"where": {"meeting": ("m3",)}}, "none of 1 segment has a value in 'kind': join"),
    ],
)
def test_bad_input_is_one_sentence(topics: Topics, settings: dict, said: str) -> None:  # type: ignore[type-arg]
    asked = {"group": "kind", "cluster": "meeting", "average": "meetings", **settings}
    with pytest.raises(ToolkitError, match=said):
        make_cells(topics, **asked)

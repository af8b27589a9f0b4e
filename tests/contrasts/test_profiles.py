import json
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from common.corpora import assert_same

from toolkit.contrasts import contrast
from toolkit.contrasts.profiles import Profile, profile
from toolkit.errors import ToolkitError
from toolkit.topics import Topics


def recoded(topics: Topics, column: str, group: str) -> Topics:
    """Give the segments a column that names one group and the rest."""
    segments = topics.counts.segments
    sides = tuple(
        None if value is None else "group" if value == group else "others"
        for value in segments.column(column)
    )
    columns = MappingProxyType({**segments.columns, "sides": sides})
    counts = replace(topics.counts, segments=replace(segments, columns=columns))
    return replace(topics, counts=counts)


@pytest.mark.parametrize(
    ("fixture", "column", "group"),
    [("between_topics", "country", "France"), ("within_topics", "kind", "answer")],
)
def test_topics_are_those_of_the_contrast(
    request: pytest.FixtureRequest, fixture: str, column: str, group: str
) -> None:
    topics = request.getfixturevalue(fixture)
    found = profile(topics, between=column, group=group)
    result = contrast(recoded(topics, column, group), between="sides")
    pair = result.pair("group", "others")
    assert found.design == result.design
    np.testing.assert_allclose(found.proportions, pair.proportions, atol=1e-12)
    np.testing.assert_allclose(found.standard_error, pair.standard_error, rtol=1e-9)
    assert found.clusters == (pair.clusters_a, pair.clusters_b)
    table = found.table()
    assert table["difference_pp"].is_monotonic_decreasing
    np.testing.assert_allclose(
        table.sort_values("topic")["difference_pp"], 100 * pair.difference, atol=1e-10
    )


def test_the_rest_of_a_meeting_is_one_cell(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": ["a", "a", "a", "b"], "speaker": ["x", "y", "z", "y"]}
    matrix = np.array([[6, 2], [1, 3], [5, 1], [0, 9]])
    found = profile(make_topics(columns, matrix), between="speaker", group="x")
    # Meeting a: 6 of 8 against (1 + 5) of (4 + 6); meeting b does not hold x.
    np.testing.assert_allclose(found.proportions[:, 0], [0.75, 0.6], atol=1e-8)
    assert found.clusters == (1, 1)
    assert np.isnan(found.standard_error).all()
    assert found.meetings()["cluster"].tolist() == ["b"]
    assert "means inside the 1 meeting that hold both" in found.summary()


def test_short_segments_are_not_typical(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": ["a", "a", "b", "c"], "country": ["x", "x", "x", "y"]}
    matrix = np.array([[1, 1], [10, 8], [20, 24], [9, 9]])
    doc_topic = np.array([[0.5, 0.5], [0.6, 0.4], [0.4, 0.6], [0.5, 0.5]])
    topics = make_topics(columns, matrix, doc_topic=doc_topic)
    found = profile(topics, between="country", group="x")
    assert found.settings["min_tokens"] == 18
    assert set(found.segments()["segment"]) == {"1", "2"}
    every = profile(topics, between="country", group="x", min_tokens=1, n_segments=1)
    assert every.segments()["segment"].tolist() == ["0"]
    assert found.segments().columns.tolist() == [
        "segment", "cluster", "affinity", "affinity_rest", "tokens", "text",
    ]  # fmt: skip


def test_first_words_are_shown(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = make_topics({"meeting": ["a", "b"], "kind": ["x", "y"]}, np.array([[3, 1], [1, 1]]))
    long = " ".join(f"w{i}" for i in range(30))
    segments = replace(topics.counts.segments, texts=(long, "short"))
    topics = replace(topics, counts=replace(topics.counts, segments=segments))
    (typical,) = profile(topics, between="kind", group="x").typical
    assert typical.text == " ".join(f"w{i}" for i in range(25)) + " …"
    (other,) = profile(topics, between="kind", group="y").typical
    assert other.text == "short"


def test_missing_is_counted_and_where_is_kept(between_topics: Topics) -> None:
    segments = between_topics.counts.segments
    country = (None, *segments.column("country")[1:])
    columns = MappingProxyType({**segments.columns, "country": country})
    counts = replace(between_topics.counts, segments=replace(segments, columns=columns))
    found = profile(
        replace(between_topics, counts=counts),
        between="country", group="Spain", where={"year": "2019"}, n_meetings=1,
    )  # fmt: skip
    assert found.n_missing == 1
    assert "Set aside: 1 segment without a value." in found.summary()
    assert len(found.nearest) == 1
    assert found.clusters == (4, 2)


def test_groups_in_every_meeting_have_no_nearest(within_topics: Topics) -> None:
    found = profile(within_topics, between="kind", group="answer")
    assert found.nearest == ()
    assert len(found.meetings()) == 0
    assert "Every one of the meetings used holds the group." in found.summary()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"group": "Frence"}, "no segment used has country = 'Frence'; did you mean 'France'"),
        ({"between": "land"}, "'land' is no column"),
        ({"where": {"country": "France"}}, "every segment used has country = 'France'"),
        ({"cluster": "meetings"}, "'meetings' is no column"),
        ({"n_segments": 0}, "n_segments = 0 cannot be used"),
    ],
)
def test_bad_input_is_one_sentence(between_topics: Topics, settings: dict, said: str) -> None:  # type: ignore[type-arg]
    asked = {"between": "country", "group": "France", **settings}
    with pytest.raises(ToolkitError, match=said):
        profile(between_topics, **asked)


def test_a_group_without_words_of_any_topic(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = make_topics(
        {"meeting": ["a", "b"], "kind": ["x", "y"]},
        np.array([[0, 0, 4], [1, 1, 0]]),
        np.array([[1.0, 0, 0], [0, 1.0, 0]]),
    )
    with pytest.raises(ToolkitError, match="kind = 'x' and the rest do not both hold"):
        profile(topics, between="kind", group="x")


@pytest.mark.parametrize(
    "fixture, column, group",
    [("between_topics", "country", "France"), ("between_topics", "meeting", "m03"),
     ("within_topics", "kind", "answer")],
)  # fmt: skip
def test_it_is_stored_without_loss(
    request: pytest.FixtureRequest, fixture: str, column: str, group: str
) -> None:
    found = profile(request.getfixturevalue(fixture), between=column, group=group)
    meta = json.loads(json.dumps(found.meta(), allow_nan=False))
    assert_same(Profile.from_parts(found.arrays(), meta), found)

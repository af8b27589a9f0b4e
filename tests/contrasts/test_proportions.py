import json

import numpy as np
import pytest
from scipy import stats

from toolkit.contrasts import Proportions, proportions
from toolkit.contrasts.cells import make_cells
from toolkit.errors import ToolkitError
from toolkit.topics import Topics


def test_mean_and_standard_error_over_clusters(between_topics: Topics) -> None:
    found = proportions(between_topics, by="country")
    cells = make_cells(between_topics, group="country", cluster="meeting", average="meetings")
    for row in range(2):
        own = cells.proportions[cells.of(row)]
        np.testing.assert_allclose(found.proportions[row], own.mean(axis=0), rtol=1e-12)
        np.testing.assert_allclose(found.standard_error[row], stats.sem(own), rtol=1e-9)
    assert found.groups == ("France", "Spain")
    assert found.clusters.tolist() == [4, 7]
    assert found.segments.tolist() == [8, 14]
    assert found.tokens.tolist() == [480, 840]
    np.testing.assert_allclose(found.proportions.sum(axis=1), 1)


def test_by_tokens_is_the_share_of_all_tokens(within_topics: Topics) -> None:
    # Every term is a topic of its own here, so that proportions are shares of counts.
    found = proportions(within_topics, by="kind", average="tokens")
    kinds = np.array(within_topics.counts.segments.column("kind"))
    for row, kind in enumerate(found.groups):
        counts = within_topics.counts.matrix.toarray()[kinds == kind].sum(axis=0)
        np.testing.assert_allclose(found.proportions[row], counts / counts.sum(), atol=1e-9)


def test_every_meeting_is_a_cell_and_has_no_standard_error(between_topics: Topics) -> None:
    found = proportions(between_topics, by="meeting")
    assert found.proportions.shape == (11, 3)
    assert np.isnan(found.standard_error).all()
    assert "11 groups of one cluster: no standard error" in found.summary()


def test_table_filter_and_missing(between_topics: Topics) -> None:
    found = proportions(between_topics, by="country", where={"year": "2019", "country": "Spain"})
    table = found.table()
    assert table["group"].tolist() == ["Spain"] * 3
    assert table["percent"].sum() == pytest.approx(100)
    assert table["clusters"].tolist() == [4] * 3
    assert "segments" in table
    with pytest.raises(ToolkitError, match="did you mean 'country'"):
        proportions(between_topics, by="contry")


def test_set_aside_is_said(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": ["a", "b", "c"], "kind": ["x", None, "x"]}
    found = proportions(make_topics(columns, np.array([[1, 2], [1, 1], [3, 1]])), by="kind")
    assert found.n_missing == 1
    assert "1 segment without a value" in found.summary()


def test_round_trip(between_topics: Topics) -> None:
    first = proportions(between_topics, by="meeting", where={"year": "2019"})
    meta = json.loads(json.dumps(first.meta(), allow_nan=False))
    second = Proportions.from_parts({k: v.copy() for k, v in first.arrays().items()}, meta)
    assert second.meta() == first.meta()
    assert second.settings["where"] == {"year": ["2019"]}
    for name, array in first.arrays().items():
        assert second.arrays()[name].tobytes() == array.tobytes()
        assert not second.arrays()[name].flags.writeable
    assert second.table().equals(first.table())

"""New dealings of two groups' cells, in either design."""

from __future__ import annotations

import pytest

from toolkit.contrasts.cells import make_cells
from toolkit.contrasts.dealt import arrange
from toolkit.errors import ToolkitError
from toolkit.topics import Topics

UNIT = ("meeting", "meetings")


def test_whole_clusters_are_dealt_between_the_groups(between_topics: Topics) -> None:
    cells = make_cells(between_topics, group="country", cluster="meeting", average="meetings")
    used, in_a, design, dealt = arrange(cells, 999, 1, UNIT)
    assert (design, len(used), int(in_a.sum())) == ("between", 11, 4)
    assert dealt.rows.shape == (330, 11)
    assert set(dealt.rows.sum(axis=1)) == {4}
    assert dealt.observed is not None
    assert (dealt.rows[dealt.observed] == in_a).all()


def test_groups_are_exchanged_inside_clusters(within_topics: Topics) -> None:
    cells = make_cells(
        within_topics,
        group="kind",
        cluster="meeting",
        average="meetings",
        groups=("answer", "question"),
    )
    used, _, design, dealt = arrange(cells, 999, 1, UNIT)
    assert design == "within"
    assert dealt.rows.shape == (256, 16)  # the ninth meeting has answers only
    assert (dealt.rows[:, :8] != dealt.rows[:, 8:]).all()
    clusters = cells.cluster[used]
    assert (clusters[:8] == clusters[8:]).all()
    one = make_cells(
        within_topics,
        group="kind",
        cluster="meeting",
        average="meetings",
        groups=("answer", "question"),
        where={"meeting": ("m1", "m8")},
    )
    with pytest.raises(ToolkitError, match="have 1 meeting with both; shuffling takes two"):
        arrange(one, 99, 1, UNIT)

"""The record of a trend: what it shows, keeps and sets side by side."""

import json

import numpy as np
import pytest

from toolkit.contrasts import Trend, trend
from toolkit.contrasts.trends.band import difference
from toolkit.contrasts.trends.result import listed_gaps
from toolkit.errors import ToolkitError


@pytest.fixture
def record(make_topics) -> Trend:
    """Two speakers over five years; both in 2019 and 2020, none in 2021, Orr alone from 2022."""
    rng = np.random.default_rng(3)
    rows = []
    for i in range(14):
        year = (2019, 2020, 2022, 2023)[i % 4]
        rows += [(f"m{i}", f"{year}-05-0{1 + i % 9}", who) for who in ("Orr", "Penn")]
    rows = [row for row in rows if row[2] == "Orr" or row[1] < "2021"]
    columns = dict(zip(("meeting", "date", "speaker"), zip(*rows, strict=True), strict=True))
    return trend(make_topics(columns, rng.integers(1, 30, size=(len(rows), 3))), by="speaker")


def test_the_table_has_a_row_for_every_period_also_without_data(record):
    table = record.table()
    assert len(table) == 2 * 5 * 3
    gap = table[(table["period"] == "2021") & (table["group"] == "Orr")]
    assert gap["percent"].isna().all()
    assert gap["clusters"].tolist() == [0, 0, 0]
    row = table[(table["period"] == "2020") & (table["group"] == "Penn") & (table["topic"] == 2)]
    assert row["percent"].item() == pytest.approx(100 * record.proportions[1, 1, 1])
    assert row["high"].item() == pytest.approx(100 * record.high[1, 1, 1])
    full = table.dropna(subset=["percent"])
    assert full.groupby(["group", "period"])["percent"].sum().to_numpy() == pytest.approx(100)


def test_gaps_lie_between_a_groups_first_and_last_period(record):
    assert [record.gaps(group).tolist() for group in (0, 1)] == [[2], []]
    summary = record.summary()
    assert "Orr: 3 to 4 meetings in each of 4 periods, 2019 to 2023; nothing in 2021." in summary
    assert "Penn: 4 meetings in each of 2 periods, 2019 to 2020." in summary
    assert "average = meetings, cluster = meeting." in summary
    assert "pointwise 95 % intervals" in summary
    assert listed_gaps(["a"], 1) == "a"


def test_the_difference_of_two_lines_where_both_speak(record):
    found = record.difference("Penn", "Orr")
    assert found["period"].unique().tolist() == ["2019", "2020"]
    row = found[(found["period"] == "2020") & (found["topic"] == 1)].iloc[0]
    assert row["difference_pp"] == pytest.approx(row["percent_a"] - row["percent_b"])
    assert (row["clusters_a"], row["clusters_b"], row["clusters_both"]) == (4, 4, 4)
    parts = []
    for group in (1, 0):
        own = (record.cell_group == group) & (record.cell_period == 1)
        parts.append((record.cell_cluster[own], record.cell_proportions[own], np.ones(4)))
    assert row["low_pp"] == pytest.approx(100 * difference(*parts, 0.95).low[0])


def test_no_difference_of_what_never_meets(record, make_topics):
    with pytest.raises(ToolkitError, match="there is no group 'Or'; did you mean 'Orr'"):
        record.difference("Or", "Penn")
    with pytest.raises(ToolkitError, match="'Orr' and 'Orr' are one group"):
        record.difference("Orr", "Orr")
    columns = {"meeting": ["a", "b"], "date": ["2001", "2002"], "speaker": ["x", "y"]}
    apart = trend(make_topics(columns, np.ones((2, 2), int)), by="speaker")
    with pytest.raises(ToolkitError, match="'x' and 'y' speak in no period together"):
        apart.difference("x", "y")


def test_round_trip(record):
    meta = json.loads(json.dumps(record.meta(), allow_nan=False))
    second = Trend.from_parts({k: v.copy() for k, v in record.arrays().items()}, meta)
    assert second.meta() == record.meta()
    for name, array in record.arrays().items():
        assert second.arrays()[name].tobytes() == array.tobytes()
        assert not second.arrays()[name].flags.writeable
        assert not array.flags.writeable
    assert second.table().equals(record.table())
    assert "2019" in repr(second)

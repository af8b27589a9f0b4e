"""Slopes of a trend: planted ones are found, and what is no sequence is refused."""

import json

import numpy as np
import pytest

from toolkit.contrasts import Slopes, slopes, trend
from toolkit.errors import SettingsError, ToolkitError


def make_trend(make_topics, n=40, rise=0.3, **columns):
    """Meetings twelve days apart, the first topic's share rising, two speakers at each."""
    rng = np.random.default_rng(6)
    day = np.datetime64("2020-01-01") + 12 * np.arange(n)
    first = 0.2 + rise * np.linspace(0, 1, n)
    shares = np.column_stack([first, (1 - first) / 2, (1 - first) / 2])
    rows = np.array([rng.multinomial(60, shares[i]) for i in range(n) for _ in "ab"])
    made = {
        "meeting": [f"m{i}" for i in range(n) for _ in "ab"],
        "date": [str(day[i]) for i in range(n) for _ in "ab"],
        "speaker": ["Orr", "Penn"] * n,
    }
    return trend(make_topics(made | columns, rows), **{"by": "speaker"} if columns else {})


def test_a_planted_rise_is_found_and_measured(make_topics):
    found = slopes(make_trend(make_topics), n_shuffles=199)
    table = found.table()
    assert table["p_adjusted"].tolist()[0] == 0.005
    years = 39 * 12 / 365.2425
    assert found.years.item() == pytest.approx(years)
    row = table.iloc[0]
    assert row["low_pp"] < 100 * 0.3 / years < row["high_pp"]
    assert row["change_pp"] == pytest.approx(row["pp_a_year"] * years)
    assert "all: 40 meetings over 1.3 years" in found.summary()
    assert found.null_t.shape == (1, 199, 3)


def test_without_a_rise_there_is_none(make_topics):
    found = slopes(make_trend(make_topics, rise=0.0), n_shuffles=199)
    assert (found.p_adjusted > 0.05).all()


def test_clusters_of_one_day_are_one(make_topics):
    dates = [f"{2000 + i // 3}" for i in range(40) for _ in "ab"]
    found = slopes(make_trend(make_topics, date=dates), n_shuffles=99)
    assert found.groups == ("Orr", "Penn")
    assert (found.days.tolist(), found.clusters.tolist()) == ([14, 14], [40, 40])
    assert "Orr: 40 meetings on 14 days" in found.summary()


def test_groups_pay_for_being_several(make_topics):
    record = make_trend(make_topics, speaker=["Orr", "Penn"] * 40)
    found = slopes(record, n_shuffles=199)
    size = np.abs(found.null_t).max(axis=2)
    for g in (0, 1):
        more = (size[g][:, None] >= np.abs(found.t[g])).sum(axis=0)
        np.testing.assert_allclose(found.p_adjusted[g], np.minimum(1, 2 * (more + 1) / 200))


def test_a_group_that_spoke_too_seldom_is_left_open(make_topics):
    speakers = ["Orr", "Penn"] * 10 + ["Orr", "Orr"] * 30
    found = slopes(make_trend(make_topics, speaker=speakers), n_shuffles=99)
    assert np.isnan(found.p_adjusted[1]).all()
    assert not np.isnan(found.p_adjusted[0]).any()
    assert "Penn: 10 meetings, not tested: it takes 12 days." in found.summary()


def test_the_seed_is_of_the_group_and_not_of_its_place(make_topics):
    record = make_trend(make_topics, speaker=["Orr", "Penn"] * 40)
    alone = make_trend(make_topics, speaker=["Abel", "Penn"] * 40)
    both, other = (slopes(r, n_shuffles=99).null_t for r in (record, alone))
    assert both[1].tobytes() == other[1].tobytes()


def test_what_cannot_be_tested_is_refused(make_topics):
    short = make_trend(make_topics, n=11)
    with pytest.raises(ToolkitError, match="12 different days, and there are 11 at most"):
        slopes(short)
    groups = make_trend(make_topics, speaker=["Orr", "Penn"] * 40)
    with pytest.raises(
        ToolkitError, match="n_shuffles = 19 cannot reach alpha = 0.05 in 2 groups; give 39"
    ):
        slopes(groups, n_shuffles=19)
    with pytest.raises(SettingsError, match="must be at least 19"):
        slopes(groups, n_shuffles=18)


def test_clusters_that_come_again_are_no_sequence(make_topics):
    columns = {
        "meeting": [f"m{i}" for i in range(30)],
        "country": [f"c{i % 5}" for i in range(30)],
        "date": [f"{2000 + i}" for i in range(30)],
    }
    again = trend(make_topics(columns, np.ones((30, 2), int)), cluster="country")
    with pytest.raises(ToolkitError, match="cluster = 'country': some speak in several periods"):
        slopes(again)


def test_round_trip(make_topics):
    first = slopes(make_trend(make_topics), n_shuffles=19)
    meta = json.loads(json.dumps(first.meta(), allow_nan=False))
    second = Slopes.from_parts({k: v.copy() for k, v in first.arrays().items()}, meta)
    assert second.meta() == first.meta()
    assert second.table().equals(first.table())
    for name, array in first.arrays().items():
        assert second.arrays()[name].tobytes() == array.tobytes()
        assert not second.arrays()[name].flags.writeable

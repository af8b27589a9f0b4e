"""Trends: lines, bands, gaps and words against the record."""

from dataclasses import replace
from types import MappingProxyType

import matplotlib.pyplot as plt
import numpy as np
import pytest

from toolkit.contrasts import Trend
from toolkit.errors import ToolkitError
from toolkit.figures import plot_trend
from toolkit.figures.style import COLOURS
from toolkit.figures.trend import ticks


def make_trend(
    per="year", names=("2019", "2020", "2021", "2022", "2023"), groups=("all",), **settings
):
    """Six topics; the first group misses the third period and has one cluster in the fourth."""
    rng = np.random.default_rng(2)
    shape = (len(groups), len(names), 6)
    middle = rng.dirichlet(np.ones(6), size=shape[:2])
    clusters = rng.integers(6, 9, size=shape[:2])
    clusters[0, 2:4] = 0, 1
    low, high = 0.8 * middle, 1.2 * middle
    middle[0, 2] = np.nan
    low[0, 2:4] = high[0, 2:4] = np.nan
    given = {
        "per": per, "by": None if groups == ("all",) else "speaker", "average": "meetings",
        "cluster": "meeting", "where": None, "groups": None, "level": 0.95, "spread": "pooled",
    }  # fmt: skip
    cells = [(g, p, c) for (g, p), n in np.ndenumerate(clusters) for c in range(20 * p, 20 * p + n)]
    group, period, cluster = np.array(cells).T
    start = {"month": "2019-01", "quarter": "2019-01"}.get(per, "2019")
    step = {"month": "M", "quarter": "M"}.get(per, "Y")
    length = {"quarter": 3, "decade": 10}.get(per, 1)
    edges = np.datetime64(start, step) + length * np.arange(len(names) + 1)
    days = edges.astype("datetime64[D]").astype(float) + 719163
    return Trend(
        settings=MappingProxyType(given | settings),
        labels=tuple(f"{k} port, fleet, gas" for k in range(1, 7)),
        periods=tuple(names),
        groups=tuple(groups),
        starts=days[:-1],
        ends=days[1:],
        proportions=middle,
        standard_error=low,
        low=low,
        high=high,
        clusters=clusters,
        segments=10 * clusters,
        tokens=1000 * clusters,
        cell_group=group,
        cell_period=period,
        cell_cluster=cluster,
        cell_day=np.ones(len(cells)),
        cell_weight=np.ones(len(cells)),
        cell_proportions=np.full((len(cells), 6), 1 / 6),
        n_undated=0,
        n_coarse=0,
        n_missing=0,
        n_empty=0,
    )


def strokes(panel):
    return [line for line in panel.lines if line.get_linestyle() != "None"]


def markers(panel):
    return [line for line in panel.lines if line.get_linestyle() == "None"]


def caption(panels):
    return panels.figure.get_supxlabel().replace("\n", " ")


def test_a_line_is_the_proportions_in_per_cent_and_stops_at_a_gap():
    record = make_trend()
    panels = plot_trend(record)
    assert len(panels) == 6
    for topic, panel in enumerate(panels):
        (line,) = strokes(panel)
        np.testing.assert_allclose(line.get_ydata(), 100 * record.proportions[0, :, topic])
        assert np.isnan(line.get_ydata()[2]), "nothing is drawn across the gap"
        assert line.get_xdata().tolist() == [0, 1, 2, 3, 4]
        assert panel.get_ylim()[0] == 0
        assert panel.get_xlim() == (-0.5, 4.5)


def test_one_cluster_is_an_open_marker_without_a_band():
    panels = plot_trend(make_trend())
    full, hollow = markers(panels[0])
    assert full.get_xdata().tolist() == [0, 1, 4]
    assert hollow.get_xdata().tolist() == [3]
    assert hollow.get_markerfacecolor() == "white"
    assert full.get_markerfacecolor() == COLOURS[0]
    assert "one meeting alone has none and an open marker" in caption(panels)


def test_the_band_is_the_interval_and_a_lonely_one_is_a_stroke():
    record = make_trend()
    panel = plot_trend(record, topics_shown=[2])[0]
    band, lonely = panel.collections
    reached = np.concatenate([path.vertices for path in band.get_paths()])
    at_one = sorted(set(reached[reached[:, 0] == 1][:, 1].round(9)))
    expected = 100 * record.low[0, 1, 1], 100 * record.high[0, 1, 1]
    assert (at_one[0], at_one[-1]) == pytest.approx(expected)
    (path,) = lonely.get_paths()
    assert path.vertices[:, 0].tolist() == [4, 4], "the last period stands behind the gap"
    assert path.vertices[:, 1] == pytest.approx(
        100 * np.array([record.low[0, 4, 1], record.high[0, 4, 1]])
    )


def test_groups_differ_in_colour_stroke_and_marker():
    record = make_trend(groups=("Orr", "Penn"))
    panels = plot_trend(record, groups=["Penn", "Orr"])
    penn, orr = strokes(panels[0])
    np.testing.assert_allclose(penn.get_ydata(), 100 * record.proportions[1, :, 0])
    assert (penn.get_color(), orr.get_color()) == COLOURS[:2]
    assert penn.get_linestyle() != orr.get_linestyle()
    assert len({line.get_marker() for line in markers(panels[0])}) == 2
    names = [text.get_text() for text in panels.figure.legends[0].get_texts()]
    assert names[0].startswith("Penn (")
    assert names[1].startswith("Orr (")
    assert "Orr: 1 gap." in caption(panels)


def test_a_band_of_very_few_clusters_is_cut_and_the_caption_says_so():
    record = make_trend()
    high, clusters = record.high.copy(), record.clusters.copy()
    high[0, 1, 0], clusters[0, 1] = 0.99, 2
    wide = replace(record, high=high, clusters=clusters)
    panels = plot_trend(wide)
    highest = 100 * np.nanmax(record.proportions[0, :, 0])
    assert highest < panels[0].get_ylim()[1] < 2 * highest
    assert "very wide ones are cut at the top" in caption(panels)
    assert "cut at the top" not in caption(plot_trend(record))
    clusters[0, 1] = 9
    assert plot_trend(wide)[0].get_ylim()[1] > 99, "of many clusters it is shown whole"


def test_the_caption_states_what_was_averaged_and_what_the_bands_are():
    record = make_trend(where={"kind": ["answer"]}, spread="own", level=0.9)
    words = caption(plot_trend(record))
    n = len(np.unique(record.cell_cluster))
    for part in (
        "Mean share of each topic in the words, by year, in %", "only kind = answer",
        "average = meetings (each meeting counts once)", f"n = {n} meetings",
        f"{10 * record.clusters.sum():,} segments", "1 to 8 meetings a point",
        "pointwise 90 % intervals by the spread over meetings of the period", "No data: 2021.",
        "Not smoothed",
    ):  # fmt: skip
        assert part in words
    assert "meetings of all periods" in caption(plot_trend(make_trend()))
    bare = replace(record, low=record.low * np.nan, high=record.high * np.nan)
    assert "No bands: a point of one meeting shows no spread" in caption(plot_trend(bare))


def test_long_lines_have_no_markers_but_where_no_line_leads():
    names = [f"{year}" for year in range(2019, 2079)]
    record = make_trend(names=names)
    clusters = record.clusters.copy()
    clusters[0, 1] = 0
    middle = record.proportions.copy()
    middle[0, 1] = np.nan  # the first stands alone now
    (only,) = markers(plot_trend(replace(record, clusters=clusters, proportions=middle))[0])
    assert only.get_xdata().tolist() == [0]


@pytest.mark.parametrize(
    ("per", "n", "width", "expected"),
    [
        ("year", 10, 2.1, ["2020", "2022", "2024", "2026", "2028"]),
        ("year", 230, 2.0, ["2050", "2100", "2150", "2200"]),
        ("month", 6, 6.0, ["2019-01", "2019-02", "2019-03", "2019-04", "2019-05", "2019-06"]),
        ("month", 24, 1.5, ["2019", "2020"]),
        ("month", 24, 2.6, ["2019-01", "2019-07", "2020-01", "2020-07"]),
        ("quarter", 8, 3.0, ["2019-Q1", "2019-Q3", "2020-Q1", "2020-Q3"]),
        ("decade", 24, 2.0, ["2050s", "2100s", "2150s", "2200s"]),
    ],
)
def test_ticks_stand_at_round_periods_that_fit(per, n, width, expected):
    made = {
        "year": [f"{2019 + i}" for i in range(n)],
        "month": [f"{2019 + i // 12}-{1 + i % 12:02d}" for i in range(n)],
        "quarter": [f"{2019 + i // 4}-Q{1 + i % 4}" for i in range(n)],
        "decade": [f"{201 + i}0s" for i in range(n)],
    }[per]
    record = make_trend(per, made)
    places, names = ticks(record, 0, n - 1, width)
    assert names == expected
    assert all(made[place].startswith(name) for place, name in zip(places, names, strict=True))


def test_periods_of_ones_own_are_named():
    record = make_trend("era", ("before", "between", "after", "late", "now"))
    labels = [text.get_text() for text in plot_trend(record)[3].get_xticklabels()]
    assert labels == ["before", "between", "after", "late", "now"]


def test_topics_can_be_chosen_and_axes_brought():
    record = make_trend()
    titles = [panel.get_title("left") for panel in plot_trend(record, topics_shown=[5, 2])]
    assert titles == ["5 port, fleet, gas", "2 port, fleet, gas"]
    figure, axes = plt.subplots(1, 2)
    panels = plot_trend(record, topics_shown=[5, 2], ax=list(axes))
    assert panels[0] is axes[0]
    plt.close(figure)


def test_mistakes_are_one_sentence():
    with pytest.raises(ToolkitError, match="there is no topic 7; topics are 1 to 6"):
        plot_trend(make_trend(), topics_shown=[7])
    with pytest.raises(ToolkitError, match="0 topics cannot be drawn"):
        plot_trend(make_trend(), topics_shown=[])
    with pytest.raises(ToolkitError, match="there is no group 'Or'; did you mean 'Orr'"):
        plot_trend(make_trend(groups=("Orr", "Penn")), groups=["Or"])
    with pytest.raises(ToolkitError, match="5 groups cannot be drawn as lines, of which a panel"):
        plot_trend(make_trend(groups=tuple("abcde")))

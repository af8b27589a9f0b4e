"""A trend against pandas, and what it makes of gaps, missing dates and groups."""

import numpy as np
import pandas as pd
import pytest

from toolkit.contrasts import trend
from toolkit.contrasts.trends.band import band
from toolkit.errors import SettingsError, ToolkitError
from toolkit.topics import Topics


@pytest.fixture
def talks(make_topics) -> Topics:
    """Thirty meetings of 2019 to 2022, none in 2021, with two speakers at most of them."""
    rng = np.random.default_rng(7)
    rows = []
    for i in range(30):
        year = (2019, 2020, 2022)[i % 3]
        date = None if i == 4 else f"{year}-{1 + i % 12:02d}-{1 + i % 28:02d}"
        kind = ("statement", "answer")[i % 2]
        speakers = ("Orr", "Penn", "Orr", None)[: 2 + i % 3]
        rows += [(f"m{i:02d}", date, speaker, kind) for speaker in speakers]
    columns = dict(
        zip(("meeting", "date", "speaker", "kind"), zip(*rows, strict=True), strict=True)
    )
    return make_topics(columns, rng.integers(0, 30, size=(len(rows), 4)))


def frame(topics: Topics) -> pd.DataFrame:
    counts = pd.DataFrame(topics.counts.matrix.toarray())
    columns = topics.counts.segments.columns
    made = counts.assign(**{name: list(values) for name, values in columns.items()})
    return made.assign(year=made["date"].str[:4])


def pooled(made: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Shares of each cell; every term is a topic of its own here."""
    summed = made.groupby(keys)[[0, 1, 2, 3]].sum()
    return summed.div(summed.sum(axis=1), axis=0)


@pytest.mark.parametrize("average", ["meetings", "tokens"])
def test_means_are_those_of_a_plain_loop_over_groups(talks, average):
    found = trend(talks, by="speaker", average=average)
    made = frame(talks)
    assert found.groups == ("Orr", "Penn")
    assert found.periods == ("2019", "2020", "2021", "2022")
    if average == "meetings":
        cells = pooled(made, ["speaker", "year", "meeting"])
        means = cells.groupby(["speaker", "year"]).mean()
    else:
        means = pooled(made, ["speaker", "year"])
    sizes = made.groupby(["speaker", "year"])
    for g, group in enumerate(found.groups):
        for p, period in enumerate(found.periods):
            if period == "2021":
                assert np.isnan(found.proportions[g, p]).all()
                assert found.clusters[g, p] == found.segments[g, p] == found.tokens[g, p] == 0
                continue
            np.testing.assert_allclose(
                found.proportions[g, p], means.loc[(group, period)], atol=1e-7
            )
            own = sizes.get_group((group, period))
            assert found.clusters[g, p] == own["meeting"].nunique()
            assert found.segments[g, p] == len(own)
            assert found.tokens[g, p] == own[[0, 1, 2, 3]].to_numpy().sum()


def test_by_segments_it_is_the_mean_of_their_own_proportions(make_topics):
    shares = np.array([[0.1, 0.9], [0.3, 0.7], [0.8, 0.2]])
    columns = {"meeting": ["a", "a", "b"], "date": ["2020"] * 3}
    topics = make_topics(columns, np.ones((3, 2), int), doc_topic=shares)
    found = trend(topics, average="segments")
    np.testing.assert_allclose(found.proportions[0, 0], shares.mean(axis=0))


def test_own_bands_are_those_of_the_cells_of_the_period(talks):
    found = trend(talks, spread="own", level=0.9)
    cells = pooled(frame(talks), ["year", "meeting"])
    for p, period in enumerate(found.periods):
        if period == "2021":
            assert np.isnan(found.low[0, p]).all()
            continue
        own = cells.loc[period].to_numpy()
        expected = band(own, np.ones(len(own)), 0.9)
        for name in ("low", "high"):
            np.testing.assert_allclose(
                getattr(found, name)[0, p], getattr(expected, name), atol=1e-7
            )
        np.testing.assert_allclose(found.standard_error[0, p], expected.error, atol=1e-7)


def test_pooled_bands_rest_on_all_periods_of_the_group_alone(talks):
    both = trend(talks, by="speaker")
    alone = trend(talks, by="speaker", groups="Penn")
    assert alone.groups == ("Penn",)
    np.testing.assert_allclose(both.low[1], alone.low[0], rtol=1e-12)
    # Per decade there are other periods, so that the spread about their means is another.
    assert not np.allclose(both.low[1, 0], trend(talks, by="speaker", per="decade").low[1, 0])
    assert (both.low <= both.proportions)[~np.isnan(both.low)].all()
    assert (both.high >= both.proportions)[~np.isnan(both.high)].all()


def test_one_cluster_is_a_bare_point(make_topics):
    columns = {"meeting": ["a", "b", "c"], "date": ["2019", "2019", "2021"]}
    topics = make_topics(columns, np.array([[3, 7], [5, 5], [9, 1]]))
    for spread in ("pooled", "own"):
        found = trend(topics, spread=spread)
        assert not np.isnan(found.low[0, 0]).any()
        assert found.proportions[0, 2] == pytest.approx([0.9, 0.1])
        assert np.isnan([found.low[0, 2], found.high[0, 2], found.standard_error[0, 2]]).all()


def test_what_is_set_aside_is_counted(talks):
    found = trend(talks, by="speaker")
    made = frame(talks)
    assert found.n_undated == made["date"].isna().sum() > 0
    assert found.n_missing == (made["speaker"].isna() & made["date"].notna()).sum() > 0
    assert f"Set aside: {found.n_undated} segments without a date." in found.summary()
    used = made.dropna(subset=["date", "speaker"])
    assert found.segments.sum() == len(used)


def test_where_keeps_some_segments(talks):
    found = trend(talks, where={"kind": "answer"})
    made = frame(talks)
    means = pooled(made[made["kind"] == "answer"], ["year", "meeting"]).groupby("year").mean()
    np.testing.assert_allclose(found.proportions[0, 0], means.loc["2019"], atol=1e-7)


def test_periods_of_ones_own(make_topics):
    columns = {"meeting": list("abcd"), "date": ["2001", "1999", "2003", "2004"]}
    columns["era"] = ["new", "old", "new", None]
    found = trend(make_topics(columns, np.array([[1, 9], [5, 5], [3, 7], [2, 2]])), per="era")
    assert found.periods == ("old", "new")
    np.testing.assert_allclose(found.proportions[0, :, 0], [0.5, 0.2])
    assert "Set aside: 1 segment without a value in era." in found.summary()


def test_a_cluster_may_speak_in_several_periods(make_topics):
    columns = {"meeting": list("abcd"), "date": ["2001", "2002"] * 2, "country": list("xxyy")}
    topics = make_topics(columns, np.array([[1, 9], [5, 5], [3, 7], [2, 2]]))
    found = trend(topics, cluster="country")
    assert found.clusters.tolist() == [[2, 2]]


def test_nothing_depends_on_the_order_of_rows_or_on_the_names_of_files(talks, make_topics):
    first = trend(talks, by="speaker")
    rows = np.random.default_rng(1).permutation(len(talks.counts.segments))
    columns = {
        name: [values[row] for row in rows]
        for name, values in talks.counts.segments.columns.items()
    }
    moved = make_topics(columns, talks.counts.matrix.toarray()[rows])
    again = trend(moved, by="speaker")
    for name in ("proportions", "low", "high"):
        np.testing.assert_allclose(getattr(again, name), getattr(first, name), atol=1e-12)


def test_a_column_of_that_name_is_no_hindrance(make_topics):
    columns = {"meeting": ["a", "b"], "date": ["2001"] * 2, "period and group": ["x", "y"]}
    topics = make_topics(columns, np.ones((2, 2), int))
    assert trend(topics, by="period and group").groups == ("x", "y")


def test_mistakes_are_one_sentence(talks):
    with pytest.raises(ToolkitError, match="did you mean 'speaker'"):
        trend(talks, by="speeker")
    with pytest.raises(ToolkitError, match="name it in by"):
        trend(talks, groups=["Orr"])
    with pytest.raises(ToolkitError, match="groups names 'Or'.* did you mean 'Orr'"):
        trend(talks, by="speaker", groups=["Or"])
    with pytest.raises(ToolkitError, match="no segment has that value"):
        trend(talks, where={"kind": "remark"})
    with pytest.raises(SettingsError, match="must be at least 0.5"):
        trend(talks, level=0.1)

"""Differences inside meetings, compared between groups of meetings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from scipy import stats

from toolkit.contrasts import Contrast, check_contrast, contrast
from toolkit.contrasts.cells import Cells
from toolkit.contrasts.crossed import make_crossed_cells
from toolkit.contrasts.plan import make_plan
from toolkit.errors import SettingsError, ToolkitError
from toolkit.figures import plot_contrast, plot_null
from toolkit.topics import Topics

KINDS = {"kind": ["answer", "question"]}
ALONE = {13: "question", 12: "answer"}  # meetings that hold one kind only
UNIT = ("meeting", "meetings")
ASKED: dict[str, Any] = {
    "between": "country",
    "difference": KINDS,
    "cluster": "meeting",
    "average": "meetings",
    "where": None,
    "groups": None,
    "strata": None,
}


def crossed_topics(make_topics, *, order: Sequence[int] | None = None, prefix: str = "m") -> Topics:  # type: ignore[no-untyped-def]
    """Fourteen meetings of two countries with questions, answers and remarks, three topics.

    Questions differ from answers, and more so in France.
    """
    rng = np.random.default_rng(5)
    shares = {
        ("France", "question"): [0.6, 0.2, 0.2],
        ("France", "answer"): [0.2, 0.4, 0.4],
        ("Spain", "question"): [0.5, 0.2, 0.3],
        ("Spain", "answer"): [0.4, 0.2, 0.4],
    }
    rows: list[tuple[str, str, str]] = []
    drawn = []
    for i in range(14):
        country = "France" if i % 2 else "Spain"
        for kind in ("question", "answer", "answer", "remark"):
            if ALONE.get(i, kind) == kind or kind == "remark":
                rows.append((f"{prefix}{i:02d}", country, kind))
                size = 20 + 5 * i if kind == "question" else 90
                drawn.append(rng.multinomial(size, shares.get((country, kind), [0.1, 0.1, 0.8])))
    kept = list(range(len(rows))) if order is None else list(order)
    columns = {
        name: [rows[row][place] for row in kept]
        for place, name in enumerate(("meeting", "country", "kind"))
    }
    years = {"year": [str(2019 + int(name[-2:]) // 7) for name in columns["meeting"]]}
    return make_topics(columns | years, np.array(drawn)[kept])  # type: ignore[no-any-return]


def by_hand(topics: Topics, *, tokens: bool = False) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Each country's differences by meeting, and their weights, counted without the cells."""
    segments, counts = topics.counts.segments, topics.counts.matrix.toarray()
    frame = list(
        zip(*(segments.column(name) for name in ("meeting", "country", "kind")), strict=True)
    )
    found: dict[str, list[tuple[np.ndarray, float]]] = {}
    for meeting, country in sorted({(m, c) for m, c, _ in frame}):
        pooled = [
            counts[[row == (meeting, country, kind) for row in frame]].sum(axis=0)
            for kind in ("answer", "question")
        ]
        sizes = [int(part.sum()) for part in pooled]
        if all(sizes):
            weight = stats.hmean(sizes) if tokens else 1.0
            d = pooled[0] / sizes[0] - pooled[1] / sizes[1]
            found.setdefault(str(country), []).append((d, weight))
    return {
        name: (np.array([d for d, _ in parts]), np.array([w for _, w in parts]))
        for name, parts in found.items()
    }


def test_it_is_welchs_t_of_differences_made_by_hand(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = crossed_topics(make_topics)
    hand = by_hand(topics)
    pair = contrast(topics, between="country", difference=KINDS).pairs[0]
    france, spain = hand["France"][0], hand["Spain"][0]
    welch = stats.ttest_ind(france, spain, equal_var=False)
    np.testing.assert_allclose(pair.t, welch.statistic, rtol=1e-9)
    np.testing.assert_allclose(pair.proportions, [france.mean(axis=0), spain.mean(axis=0)])
    np.testing.assert_allclose(pair.difference, france.mean(axis=0) - spain.mean(axis=0))
    assert pair.proportions.min() < -0.05  # a mean difference below zero is not cut off
    np.testing.assert_allclose(pair.proportions.sum(axis=1), 0, atol=1e-12)
    assert (pair.clusters_a, pair.clusters_b, pair.clusters_set_aside) == (6, 6, 2)
    assert pair.p_adjusted.min() <= 0.05


def test_p_by_brute_force(make_topics) -> None:  # type: ignore[no-untyped-def]
    from itertools import combinations

    topics = crossed_topics(make_topics)
    hand = by_hand(topics)
    pair = contrast(topics, between="country", difference=KINDS).pairs[0]
    values = np.vstack([hand["France"][0], hand["Spain"][0]])
    null = []
    for of_a in combinations(range(12), 6):
        of_b = [i for i in range(12) if i not in of_a]
        t = stats.ttest_ind(values[list(of_a)], values[of_b], equal_var=False).statistic
        null.append(np.abs(t).max())
    expected = (np.array(null)[:, None] >= np.abs(pair.t) * (1 - 1e-9)).mean(axis=0)
    assert pair.exhaustive
    np.testing.assert_allclose(pair.p_adjusted, expected)


def test_a_meeting_weighs_the_harmonic_mean_of_its_sides(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = crossed_topics(make_topics)
    hand = by_hand(topics, tokens=True)
    pair = contrast(topics, between="country", difference=KINDS, average="tokens").pairs[0]
    means = [np.average(d, axis=0, weights=w) for d, w in (hand["France"], hand["Spain"])]
    np.testing.assert_allclose(pair.proportions, means)


def test_intervals_hold_the_difference_in_differences(make_topics) -> None:  # type: ignore[no-untyped-def]
    pair = contrast(crossed_topics(make_topics), between="country", difference=KINDS).pairs[0]
    assert pair.low is not None
    assert pair.high is not None
    assert (pair.low < pair.difference).all()
    assert (pair.difference < pair.high).all()
    assert pair.low.min() < 0


def test_the_order_of_the_two_turns_the_sign(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = crossed_topics(make_topics)
    first = contrast(topics, between="country", difference=KINDS).pairs[0]
    turned = {"kind": ["question", "answer"]}
    second = contrast(topics, between="country", difference=turned).pairs[0]
    np.testing.assert_array_equal(first.difference, -second.difference)
    np.testing.assert_array_equal(first.p_adjusted, second.p_adjusted)


def test_the_order_of_rows_and_the_names_of_files_change_nothing(make_topics) -> None:  # type: ignore[no-untyped-def]
    plain = crossed_topics(make_topics)
    order = np.random.default_rng(1).permutation(len(plain.counts.segments))
    other = crossed_topics(make_topics, order=order.tolist(), prefix="another")
    first, second = (
        contrast(topics, between="country", difference=KINDS, n_shuffles=99).pairs[0]
        for topics in (plain, other)
    )
    np.testing.assert_allclose(first.t, second.t, rtol=1e-9)


def test_strata_and_where_and_groups_work(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = crossed_topics(make_topics)
    result = contrast(topics, between="country", difference=KINDS, strata="year", n_shuffles=999)
    assert "within year" in result.design_words
    named = contrast(topics, between="country", difference=KINDS, groups=["France", "Spain"])
    assert named.pairs[0].p.tolist() == (
        contrast(topics, between="country", difference=KINDS).pairs[0].p.tolist()
    )
    with pytest.raises(ToolkitError, match="'France' has 3 meetings with both 'answer' and"):
        contrast(topics, between="country", difference=KINDS, where={"year": "2019"}, alpha=0.02)


def test_stretches_of_time_are_shuffled_in_blocks(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = crossed_topics(make_topics)
    segments = topics.counts.segments
    columns = dict(segments.columns)
    columns["date"] = tuple(f"2020-01-{1 + int(str(m)[-2:]):02d}" for m in columns["meeting"])
    dated = make_topics(
        {name: columns[name] for name in ("meeting", "kind", "date", "year")},
        topics.counts.matrix.toarray(),
    )
    result = contrast(dated, between="year", difference=KINDS, n_shuffles=199)
    assert result.pairs[0].time == "blocks"
    assert "neighbouring meetings" in result.design_words
    shifted = contrast(dated, between="year", difference=KINDS, time="shift", alpha=0.2)
    assert shifted.pairs[0].time == "shift"


def test_the_result_says_what_was_compared(make_topics) -> None:  # type: ignore[no-untyped-def]
    result = contrast(crossed_topics(make_topics), between="country", difference=KINDS)
    said = result.summary()
    assert (
        "compared by the difference answer minus question inside each meeting (difference in"
        in said
    )
    assert "every meeting that holds both is the value compared" in result.design_words
    assert "in which both answer and question have a share" in result.generalises_to
    assert (
        "Meetings set aside because they hold only one of 'answer' and 'question': 1 of France, "
        "1 of Spain." in result.cautions
    )
    assert "jsd" not in said
    assert "No divergence is given: differences of proportions are no distributions." in said
    table = result.table()
    assert {"percent_a", "percent_b"}.isdisjoint(table.columns)
    np.testing.assert_allclose(table["inside_a_pp"] - table["inside_b_pp"], table["difference_pp"])
    columns = ["observed", "null_mean", "null_95", "excess", "corrected", "p", "p_adjusted"]
    assert result.distances()[columns].isna().all(axis=None)
    assert "inside_a_pp" in repr(result)


def test_figures_say_so_too(make_topics) -> None:  # type: ignore[no-untyped-def]
    result = contrast(crossed_topics(make_topics), between="country", difference=KINDS)
    for panels, said in (
        (plot_contrast(result), "Difference by country in the mean difference of proportions"),
        (plot_null(result), "difference in differences (answer minus question inside each"),
    ):
        assert len(panels) == 1
        texts = " ".join(text.get_text() for text in panels.figure.texts).replace("\n", " ")
        assert said in texts


def test_it_is_stored_without_loss(make_topics) -> None:  # type: ignore[no-untyped-def]
    first = contrast(crossed_topics(make_topics), between="country", difference=KINDS)
    file = BytesIO()
    np.savez(file, allow_pickle=False, **first.arrays())
    file.seek(0)
    meta = json.loads(json.dumps(first.meta(), allow_nan=False))
    second = Contrast.from_parts(dict(np.load(file, allow_pickle=False)), meta)
    assert second.summary() == first.summary()
    assert second.table().equals(first.table())
    assert second.distances().equals(first.distances())


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"difference": {"kind": ["answer", "qestion"]}}, "difference names 'qestion', which no s"),
        ({"difference": {"knd": ["answer", "question"]}}, "did you mean 'kind'"),
        ({"difference": {"kind": ["answer"]}}, r"the two values to subtract .* {kind = \['answer'"),
        ({"difference": {"kind": ["answer", "answer"]}}, "the two values to subtract"),
        ({"difference": {"kind": ["answer", "question"], "year": [1, 2]}}, "must be one column"),
        ({"difference": "kind"}, "must be a table of keys and values"),
        ({"difference": {"country": ["France", "Spain"]}}, "and between are both 'country'"),
        ({"difference": {"meeting": ["m01", "m02"]}}, "difference and cluster are both 'meeting'"),
        ({"difference": {"year": ["2019", "2020"]}}, "no meeting holds both '2019' and '2020'"),
        ({"groups": ["France", "Peru"]}, "groups names 'Peru'"),
        ({"groups": ["France"]}, "one group only among the segments used, 'France'"),
        ({"within": "turns"}, "leave within out"),
        ({"between": "kind", "difference": {"country": ["France", "Spain"]}}, "no meeting holds"),
    ],
)
def test_refusals(make_topics, settings: dict[str, Any], said: str) -> None:  # type: ignore[no-untyped-def]
    topics = crossed_topics(make_topics)
    asked = {"between": "country", "difference": KINDS, **settings}
    with pytest.raises((ToolkitError, SettingsError), match=said):
        contrast(topics, **asked)
    with pytest.raises((ToolkitError, SettingsError), match=said):
        check_contrast(topics.counts, n_topics=3, **asked)


def test_two_columns_that_both_vary_within_meetings_are_refused(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {
        "meeting": ["m0"] * 4 + ["m1"] * 4,
        "kind": ["answer", "question"] * 4,
        "side": ["left", "left", "right", "right"] * 2,
    }
    topics = make_topics(columns, np.arange(24).reshape(8, 3) + 1)
    with pytest.raises(ToolkitError, match=r"side varies within meetings .* only by regression"):
        contrast(topics, between="side", difference=KINDS)


def test_a_side_that_never_has_a_group_is_named(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {
        "meeting": [f"m{i}" for i in range(4) for _ in "aq"],
        "kind": ["answer", "question"] * 4,
        "speaker": ["Ann", None, "Ann", None, "Bob", None, "Bob", None],
    }
    topics = make_topics(columns, np.ones((8, 3), dtype=np.int64))
    with pytest.raises(ToolkitError, match="no segment whose kind is 'question' has a value in 's"):
        contrast(topics, between="speaker", difference=KINDS)


def test_segments_without_a_value_are_counted(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = crossed_topics(make_topics)
    columns = dict(topics.counts.segments.columns)
    holed = {
        "meeting": columns["meeting"],
        "kind": columns["kind"],
        "country": (None, *columns["country"][1:]),
    }
    other = make_topics(holed, topics.counts.matrix.toarray())
    cells = make_crossed_cells(other, ASKED, UNIT)
    assert cells.n_missing == 1
    assert isinstance(cells, Cells)
    # The first meeting has lost its one question, and stands aside.
    assert cells.inside is not None
    assert cells.inside.alone == (1, 2)
    result = contrast(other, between="country", difference=KINDS)
    assert "Set aside: 1 segment without a value in the columns used." in result.cautions


def test_segments_of_groups_of_unequal_length_are_named(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = crossed_topics(make_topics)
    longer = topics.counts.matrix.toarray()
    spain = np.array([c == "Spain" for c in topics.counts.segments.column("country")])
    longer[spain] *= 3
    columns = {name: topics.counts.segments.column(name) for name in ("meeting", "kind", "country")}
    cells = make_crossed_cells(make_topics(columns, longer), ASKED, UNIT)
    assert cells.lengths[1] > 2 * cells.lengths[0]
    # Questions are much shorter than answers, in both countries: no reason for a caution.
    same = make_crossed_cells(topics, ASKED, UNIT)
    assert same.lengths[1] < 2 * same.lengths[0]


def test_the_plan_is_a_between_design(make_topics) -> None:  # type: ignore[no-untyped-def]
    full = {
        **ASKED, "time": "blocks", "block_length": None, "within": None, "n_shuffles": 99,
        "alpha": 0.05, "adjust": "maxT",
    }  # fmt: skip
    plan = make_plan(crossed_topics(make_topics), full)
    assert [design.design for design in plan.designs] == ["between"]


@pytest.mark.parametrize("interval", ["studentised", "percentile", "bca"])
def test_intervals_reach_beyond_100_points(make_topics, interval: Any) -> None:  # type: ignore[no-untyped-def]
    """Two differences of nearly 100 points each, in opposite directions, are 180 apart."""
    random, shares = np.random.default_rng(1), ([0.93, 0.07], [0.07, 0.93])
    columns = {
        "meeting": [f"m{i // 2:02d}" for i in range(48)],
        "kind": ["question", "answer"] * 24,
        "year": ["2021" if i < 24 else "2022" for i in range(48)],
    }
    matrix = np.array([random.multinomial(40, shares[(i + (i >= 24)) % 2]) for i in range(48)])
    made = contrast(
        make_topics(columns, matrix), between="year", difference={"kind": ["answer", "question"]},
        n_shuffles=199, interval=interval,
    )  # fmt: skip
    rows = made.table()
    assert (rows.difference_pp.abs() > 160).all()
    for low, high in (("low_pp", "high_pp"), ("low_all_pp", "high_all_pp")):
        assert (rows[low] < rows.difference_pp).all()
        assert (rows.difference_pp < rows[high]).all()

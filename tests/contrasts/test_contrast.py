import json
from dataclasses import replace
from io import BytesIO
from itertools import combinations, product
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from toolkit.contrasts import Contrast, check_contrast, contrast
from toolkit.contrasts.cells import Cells, make_cells
from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.errors import SettingsError, ToolkitError
from toolkit.segments import split
from toolkit.topics import Topics, fit_nmf

Floats = NDArray[np.float64]


def _by_group(topics: Topics, group: str) -> dict[str, Floats]:
    cells = make_cells(topics, group=group, cluster="meeting", average="meetings")
    return {name: cells.proportions[_named(cells, i)] for i, name in enumerate(cells.groups)}


def _named(cells: Cells, group: int) -> list[int]:
    """Cells of a group in the order of their clusters' names."""
    return sorted(cells.of(group).tolist(), key=lambda cell: cells.clusters[cells.cluster[cell]])


def _share(null: list[Floats], observed: Floats) -> Floats:
    return (np.array(null) >= observed * (1 - 1e-9)).mean(axis=0)  # type: ignore[no-any-return]


def test_between_by_brute_force(between_topics: Topics) -> None:
    values = np.vstack(list(_by_group(between_topics, "country").values()))
    pair = contrast(between_topics, between="country").pairs[0]

    def welch(of_a: list[int]) -> Floats:
        of_b = [i for i in range(11) if i not in of_a]
        found = stats.ttest_ind(values[of_a], values[of_b], equal_var=False)
        return np.asarray(found.statistic)

    observed = welch([0, 1, 2, 3])
    null = [np.abs(welch(list(of_a))) for of_a in combinations(range(11), 4)]
    np.testing.assert_allclose(pair.t, observed, rtol=1e-9)
    np.testing.assert_allclose(pair.p, _share(null, np.abs(observed)), rtol=1e-12)
    largest = [np.full(3, row.max()) for row in null]
    np.testing.assert_allclose(pair.p_adjusted, _share(largest, np.abs(observed)), rtol=1e-12)
    assert pair.exhaustive
    assert pair.n_arrangements == len(null) == 330
    assert pair.smallest_p == 1 / 330
    assert pair.jsd_p == (pair.null_jsd >= pair.jsd * (1 - 1e-9)).mean()


def test_within_by_brute_force_over_three_pairs(within_topics: Topics) -> None:
    by_kind = _by_group(within_topics, "kind")
    result = contrast(within_topics, between="kind")
    assert [(pair.a, pair.b) for pair in result.pairs] == [
        ("answer", "question"),
        ("answer", "remark"),
        ("question", "remark"),
    ]
    for pair in result.pairs:
        d = by_kind[pair.a][:8] - by_kind[pair.b][:8]  # the ninth meeting has answers only
        observed = np.abs(stats.ttest_1samp(d, 0).statistic)
        null = [
            np.abs(stats.ttest_1samp(d * np.array(signs)[:, None], 0).statistic)
            for signs in product([1, -1], repeat=8)
        ]
        np.testing.assert_allclose(np.abs(pair.t), observed, rtol=1e-9)
        np.testing.assert_allclose(pair.p, _share(null, observed), rtol=1e-12)
        largest = [np.full(3, row.max()) for row in null]
        expected = np.minimum(3 * _share(largest, observed), 1)
        np.testing.assert_allclose(pair.p_adjusted, expected, rtol=1e-12)
        assert pair.smallest_p == 3 * 2 / 256
    assert [pair.clusters_set_aside for pair in result.pairs] == [1, 1, 0]


def test_sampled_p_agrees_with_scipy(between_topics: Topics) -> None:
    france, spain = _by_group(between_topics, "country").values()
    where = {"year": ["2019", "2020"]}
    pair = contrast(between_topics, between="country", n_shuffles=300, where=where).pairs[0]
    assert not pair.exhaustive
    assert len(pair.null_max_t) == 300
    found = stats.permutation_test(
        (france, spain),
        lambda x, y, axis: stats.ttest_ind(x, y, axis=axis, equal_var=False).statistic,
        vectorized=True,
        n_resamples=np.inf,
        axis=0,
    )
    # SciPy doubles the smaller tail; the groups' sizes differ, so that the tails do too.
    exact = np.array(
        [
            (np.abs(found.null_distribution[:, k]) >= abs(t) * (1 - 1e-9)).mean()
            for k, t in enumerate(found.statistic)
        ]
    )
    np.testing.assert_allclose(pair.t, found.statistic, rtol=1e-9)
    np.testing.assert_allclose(pair.p, exact, atol=4 * np.sqrt(0.25 / 300))
    b = (np.abs(pair.null_t) >= np.abs(pair.t) * (1 - 1e-9)).sum(axis=0)
    np.testing.assert_array_equal(pair.p, (b + 1) / 301)


def test_strata_restrict_the_shuffles(between_topics: Topics) -> None:
    result = contrast(between_topics, between="country", strata="year")
    # Meetings alternate between the years: 2 + 4 in 2019, 2 + 3 in 2020.
    assert result.pairs[0].n_arrangements == 15 * 10
    assert "within year" in result.design_words


def test_strata_without_one_of_the_groups_are_set_aside(make_topics) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(6)
    country = ["A"] * 10 + ["B"] * 8
    region = ["north"] * 4 + ["south"] * 6 + ["south"] * 5 + ["west"] * 3
    matrix = rng.multinomial(50, [0.5, 0.3, 0.2], 18)
    columns = {"meeting": [f"m{i:02d}" for i in range(18)], "country": country, "region": region}
    result = contrast(make_topics(columns, matrix), between="country", strata="region")
    alone = contrast(make_topics(columns, matrix), between="country", where={"region": "south"})
    pair = result.pairs[0]
    assert (pair.clusters_a, pair.clusters_b, pair.clusters_set_aside) == (6, 5, 7)
    assert any("strata without the other group: 7" in sentence for sentence in result.cautions)
    np.testing.assert_array_equal(pair.t, alone.pairs[0].t)
    np.testing.assert_array_equal(pair.p_adjusted, alone.pairs[0].p_adjusted)


def test_averages_change_the_means(within_topics: Topics) -> None:
    cells = make_cells(within_topics, group="kind", cluster="meeting", average="tokens")
    a, b = (_named(cells, i)[:8] for i in (0, 1))
    weights = stats.hmean([cells.tokens[a], cells.tokens[b]])
    pair = contrast(within_topics, between="kind", average="tokens").pair("question", "answer")
    expected = np.average(cells.proportions[a], axis=0, weights=weights)
    np.testing.assert_allclose(pair.proportions[0], expected, rtol=1e-12)
    equal = contrast(within_topics, between="kind").pair("answer", "question")
    assert np.abs(equal.proportions[0] - expected).max() > 1e-3
    by_segment = contrast(within_topics, between="kind", average="segments").pairs[0]
    np.testing.assert_allclose(by_segment.proportions, 1 / 3)  # doc_topic is flat
    assert by_segment.t.tolist() == [0, 0, 0]
    assert by_segment.p_adjusted.tolist() == [1, 1, 1]


def _with_texts(topics: Topics, texts: list[str]) -> Topics:
    segments = replace(topics.counts.segments, texts=tuple(texts))
    return replace(topics, counts=replace(topics.counts, segments=segments))


def test_a_pair_keeps_its_shuffles_when_groups_come_and_go(within_topics: Topics) -> None:
    n = len(within_topics.counts.segments)
    within_topics = _with_texts(within_topics, [f"text {i}" for i in range(n)])
    few: dict[str, Any] = {"between": "kind", "n_shuffles": 150}
    three = contrast(within_topics, **few).pair("answer", "remark")
    two = contrast(within_topics, **few, groups=["remark", "answer"]).pairs[0]
    np.testing.assert_array_equal(three.null_t, two.null_t)
    np.testing.assert_allclose(three.p_adjusted, np.minimum(3 * two.p_adjusted, 1))
    other = contrast(within_topics, **few, groups=["remark", "answer"], seed=2).pairs[0]
    assert (other.null_t != two.null_t).any()


def test_strata_are_refused_where_groups_meet(within_topics: Topics) -> None:
    columns = {**within_topics.counts.segments.columns}
    columns["season"] = ("dry",) * len(within_topics.counts.segments)
    segments = replace(within_topics.counts.segments, columns=MappingProxyType(columns))
    counts = replace(within_topics.counts, segments=segments)
    for make, over in ((contrast, replace(within_topics, counts=counts)), (check_contrast, counts)):
        with pytest.raises(
            ToolkitError, match="'season' cannot .* meeting is a .*leave strata out"
        ):
            make(over, between="kind", strata="season")  # type: ignore[operator]


def test_groups_may_be_numbers(between_topics: Topics) -> None:
    asked: dict[str, Any] = {"between": "year", "n_shuffles": 99}
    result = contrast(between_topics, **asked, groups=[2019, 2020])  # type: ignore[list-item]
    assert result.settings["groups"] == ["2019", "2020"]
    assert result.table().equals(contrast(between_topics, **asked).table())


def test_same_bits_twice(between_topics: Topics) -> None:
    first, second = (contrast(between_topics, between="country", n_shuffles=200) for _ in "ab")
    for name, array in first.arrays().items():
        assert array.tobytes() == second.arrays()[name].tobytes(), name
    assert first.meta() == second.meta()


@pytest.mark.parametrize("n_shuffles", [100, 9999])
def test_round_trip_through_json_and_npz(within_topics: Topics, n_shuffles: int) -> None:
    where = {"kind": ["question", "answer"]}
    first = contrast(within_topics, between="kind", n_shuffles=n_shuffles, where=where)
    file = BytesIO()
    np.savez(file, allow_pickle=False, **first.arrays())
    file.seek(0)
    meta = json.loads(json.dumps(first.meta(), allow_nan=False))
    second = Contrast.from_parts(dict(np.load(file, allow_pickle=False)), meta)
    assert second.meta() == first.meta()
    assert second.settings == first.settings
    assert second.arrays().keys() == first.arrays().keys()
    for name, array in first.arrays().items():
        kept = second.arrays()[name]
        assert kept.dtype == array.dtype
        assert kept.tobytes() == array.tobytes()
    assert second.summary() == first.summary()
    assert second.table().equals(first.table())
    assert second.distances().equals(first.distances())


def test_arrays_are_read_only_and_rows_sum_to_one(between_topics: Topics) -> None:
    result = contrast(between_topics, between="country")
    for name, array in result.arrays().items():
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
        assert not np.isnan(array).any(), name
    pair = result.pairs[0]
    np.testing.assert_allclose(pair.proportions.sum(axis=1), 1)
    np.testing.assert_allclose(pair.proportions[0] - pair.proportions[1], pair.difference)
    assert pair.null_t.shape == (330, 3)
    np.testing.assert_array_equal(pair.null_max_t, np.abs(pair.null_t).max(axis=1))


def test_table_is_in_percentage_points(between_topics: Topics) -> None:
    result = contrast(between_topics, between="country")
    table, pair = result.table(), result.pairs[0]
    assert table["topic"].tolist() == [1, 2, 3]
    assert set(table["group_a"]) == {"France"}
    np.testing.assert_allclose(table["difference_pp"], 100 * pair.difference)
    np.testing.assert_allclose(table["percent_a"] - table["percent_b"], table["difference_pp"])
    assert table["clusters_a"].tolist() == [4] * 3
    assert pair.low is not None
    np.testing.assert_array_equal(table["low_pp"], 100 * pair.low)
    rows = result.distances()
    assert rows["measure"].tolist() == ["jsd", "hellinger", "total_variation", "aitchison"]
    nulls = pair.null_distances
    np.testing.assert_allclose(rows["excess"], rows["observed"] - nulls.mean(axis=1))
    np.testing.assert_array_equal(rows["null_95"], np.quantile(nulls, 0.95, axis=1))


def test_summary_says_what_was_done(between_topics: Topics, within_topics: Topics) -> None:
    said = contrast(between_topics, between="country").summary()
    assert "whole meetings were shuffled" in said
    assert "4 and 7 meetings, all 330 arrangements" in said
    assert "3 of 3 topics" in said
    said = contrast(within_topics, between="kind").summary()
    assert "signs of whole meetings flipped" in said
    assert "Bonferroni over 3 pairs" in said
    assert "the same 8 meetings" in said
    assert "answer" in repr(contrast(within_topics, between="kind"))


def test_pair_is_found_in_either_order(within_topics: Topics) -> None:
    result = contrast(within_topics, between="kind")
    assert result.pair("remark", "answer") is result.pair("answer", "remark")
    with pytest.raises(ToolkitError, match="no pair of 'answer' and 'host'; compared were answer"):
        result.pair("answer", "host")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"groups": "Spain"}, "one group only among the segments used, 'Spain'"),
        ({"between": "meeting"}, "both 'meeting'"),
        ({"between": "countri"}, "did you mean 'country'"),
        ({"n_shuffles": 10}, "n_shuffles = 19 or more"),
        ({"where": {"year": "2019"}}, "'France' has 2 meetings and 'Spain' 4.*it takes 3 and 5"),
        ({"alpha": 0.002}, "cannot fall below 0.003, above alpha = 0.002: it takes 5 and 8"),
    ],
)
def test_refusals(between_topics: Topics, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ToolkitError, match=said):
        contrast(between_topics, **{"between": "country", **settings})


def test_what_will_be_refused_is_known_before_topics_are_fitted(between_topics: Topics) -> None:
    counts = between_topics.counts
    check_contrast(counts, between="country", average="segments")
    with pytest.raises(ToolkitError, match="it takes 3 and 5"):
        check_contrast(counts, between="country", where={"year": "2019"})
    with pytest.raises(SettingsError, match="did you mean 'strata'"):
        check_contrast(counts, between="country", strat="year")


def test_settings_are_checked_together(between_topics: Topics) -> None:
    with pytest.raises(SettingsError) as caught:
        contrast(between_topics, between="country", average="mean", alpha=2.0, strat="year")  # type: ignore[call-arg, arg-type]
    assert len(caught.value.mistakes) == 3
    assert "did you mean 'strata'" in str(caught.value)


def test_exchanges_of_two_meetings_are_two_clusters() -> None:
    corpus = read_corpus("package:sample")
    topics = fit_nmf(count_terms(split(corpus, by="turn")), n_topics=3)
    asked: dict[str, Any] = {"between": "kind", "groups": ["question", "answer"], "n_shuffles": 99}
    pair = contrast(topics, **asked, cluster="exchange").pairs[0]
    held: dict[tuple[str, int], set[str]] = {}
    for meeting, turn in corpus.turns():
        held.setdefault((meeting.meeting, turn.exchange), set()).add(turn.kind)
    both = [key for key, kinds in held.items() if key[1] and {"question", "answer"} <= kinds]
    assert len({number for _, number in both}) < 20 < pair.clusters_a
    assert pair.clusters_a <= len(both)
    assert pair.clusters_a + pair.clusters_set_aside <= len({key for key in held if key[1]})

from typing import Any

import numpy as np
import pytest

from toolkit.contrasts import contrast
from toolkit.topics import Topics


def _meetings(make_topics, matrix, countries, dates=None) -> Topics:  # type: ignore[no-untyped-def]
    n = len(matrix)
    columns = {"meeting": [f"m{i:02d}" for i in range(n)], "country": countries}
    if dates is not None:
        columns["date"] = dates
    return make_topics(columns, np.array(matrix))  # type: ignore[no-any-return]


def _drawn(n: int, tokens: int = 100, seed: int = 0) -> list[list[int]]:
    return np.random.default_rng(seed).multinomial(tokens, [0.5, 0.3, 0.2], n).tolist()  # type: ignore[no-any-return]


def _dates(order: list[int]) -> list[str]:
    return [f"2020-{1 + day // 28:02d}-{1 + day % 28:02d}" for day in order]


def test_nothing_to_say_about_good_data(make_topics) -> None:  # type: ignore[no-untyped-def]
    order = [day for start in (0, 1) for day in range(start, 40, 2)]
    topics = _meetings(make_topics, _drawn(40), ["A"] * 20 + ["B"] * 20, _dates(order))
    result = contrast(topics, between="country", n_shuffles=99)
    assert result.cautions == ()
    assert result.pairs[0].autocorrelation is None


def test_groups_that_are_stretches_of_time(make_topics) -> None:  # type: ignore[no-untyped-def]
    steps = [[60, 20, 20], [50, 25, 25], [40, 30, 30], [30, 35, 35], [20, 40, 40], [10, 45, 45]]
    topics = _meetings(make_topics, steps * 2, ["A"] * 6 + ["B"] * 6, _dates(list(range(12))))
    result = contrast(topics, between="country", n_shuffles=99, time="free")
    # Residuals of the first topic are 25, 15, 5, -5, -15, -25: products 875 over 5 neighbours,
    # squares 1750 over 6; the other topics are in step.
    assert result.pairs[0].autocorrelation == pytest.approx((875 / 5) / (1750 / 6))
    assert "autocorrelation of neighbours 0.60" in result.cautions[0]
    assert "separate stretches of time: A and B" in result.cautions[0]
    assert "time = 'blocks' shuffles blocks" in result.cautions[0]
    blocks = contrast(topics, between="country", n_shuffles=99)
    assert not any("separate stretches" in sentence for sentence in blocks.cautions)
    # An autocorrelation of 0.6 asks for blocks of 4 or more; 3 of 2 and 3 of 2 reach no 5 %.
    assert blocks.pairs[0].block_length == 1


def test_order_of_time_and_gaps_in_dates(make_topics) -> None:  # type: ignore[no-untyped-def]
    dates = [*_dates(list(range(20, 32))), None, *_dates(list(range(11)))]
    topics = _meetings(make_topics, _drawn(24), ["A"] * 12 + ["B"] * 12, dates)
    assert contrast(topics, between="country", n_shuffles=99).pairs[0].autocorrelation is not None
    undated = _meetings(make_topics, _drawn(24), ["A"] * 12 + ["B"] * 12)
    assert contrast(undated, between="country", n_shuffles=99).pairs[0].autocorrelation is None


def test_unequal_segments(make_topics) -> None:  # type: ignore[no-untyped-def]
    matrix = [*_drawn(12, tokens=25), *_drawn(12, tokens=250)]
    topics = _meetings(make_topics, matrix, ["A"] * 12 + ["B"] * 12)
    pooled = contrast(topics, between="country", n_shuffles=99).cautions
    assert any("B are 10.0 times as long as those of A (median 250 and 25" in s for s in pooled)
    described = contrast(topics, between="country", n_shuffles=99, average="segments").cautions
    assert any("pulled to the topics' prior" in sentence for sentence in described)
    equal = _meetings(make_topics, _drawn(24), ["A"] * 12 + ["B"] * 12)
    assert not any("as long as" in s for s in contrast(equal, between="country").cautions)


def test_few_clusters_and_missing_values(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = _meetings(make_topics, _drawn(24), ["A"] * 9 + ["B"] * 12 + [None] * 3)
    cautions = contrast(topics, between="country", n_shuffles=99).cautions
    assert any(s.startswith("Fewer than 10 meetings: A (9).") for s in cautions)
    assert "Set aside: 3 segments without a value in the columns used." in cautions


def test_clusters_set_aside(within_topics: Topics) -> None:
    cautions = contrast(within_topics, between="kind").cautions
    assert any("hold only one of the two groups: 1 for answer and question" in s for s in cautions)


def test_a_small_group_that_varies_more(make_topics) -> None:  # type: ignore[no-untyped-def]
    wide = [[90, 5, 5], [10, 85, 5], [50, 10, 40], [5, 45, 50], [80, 10, 10], [10, 10, 80]] * 2
    narrow = _drawn(16)
    topics = _meetings(make_topics, [*wide, *narrow], ["A"] * 12 + ["B"] * 16)
    cautions = contrast(topics, between="country", n_shuffles=99).cautions
    assert any("Meetings vary unequally" in s and "those of A" in s for s in cautions)
    # The larger group may vary more: that makes the test cautious, not rash.
    topics = _meetings(make_topics, [*wide, *narrow[:10]], ["A"] * 12 + ["B"] * 10)
    cautions = contrast(topics, between="country", n_shuffles=99).cautions
    assert not any("vary unequally" in s for s in cautions)


def test_groups_that_are_lists(make_topics) -> None:  # type: ignore[no-untyped-def]
    countries = ["France"] * 12 + ["France; Spain"] * 12
    cautions = contrast(_meetings(make_topics, _drawn(24), countries), between="country").cautions
    assert any("combinations of values: 'France; Spain'. Each is a group" in s for s in cautions)


def test_intervals_of_few_clusters(make_topics, within_topics: Topics) -> None:  # type: ignore[no-untyped-def]
    topics = _meetings(make_topics, _drawn(44), ["A"] * 19 + ["B"] * 25)
    (said,) = contrast(topics, between="country", n_shuffles=99).cautions
    assert said.startswith("Intervals rest on fewer than 20 in the smaller group: A and B (19 meet")
    within = contrast(within_topics, between="kind").cautions
    assert any(
        "answer and question (8 meetings), answer and remark (8 meetings)" in s for s in within
    )


def test_a_topic_that_nobody_has_is_counted(make_topics) -> None:  # type: ignore[no-untyped-def]
    matrix = [[*row, 0] for row in _drawn(40)]
    result = contrast(
        _meetings(make_topics, matrix, ["A"] * 20 + ["B"] * 20), between="country", n_shuffles=99
    )
    assert np.isnan(result.table()["low_pp"]).tolist() == [False, False, False, True]
    assert result.cautions == ("No interval for 1 difference: too many resamples have no spread.",)


def test_groups_that_do_not_vary_are_not_said_to_vary_unequally(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": [f"m{i}" for i in range(24)], "g": ["a", "b"] * 12}
    same = contrast(make_topics(columns, np.tile([10, 20, 30], (24, 1))), between="g")
    assert "unequally" not in same.summary()
    assert "inf times" not in same.summary()


def test_exchanges_are_measured_before_they_are_thinned(make_topics) -> None:  # type: ignore[no-untyped-def]
    n = 24
    columns = {
        "segment": [f"m{i // 8}#{i % 8}.{j}" for i in range(n) for j in range(3)],
        "meeting": [f"m{i // 8}" for i in range(n) for _ in range(3)],
        "exchange": [f"m{i // 8}#exchange {i}" for i in range(n) for _ in range(3)],
        "kind": ["question", "answer", "answer"] * n,
    }
    even = np.random.default_rng(1).multinomial(60, [0.5, 0.3, 0.2], size=3 * n)
    asked: dict[str, Any] = {"between": "kind", "within": "turns", "n_shuffles": 199}
    alike = contrast(make_topics(columns, even), **asked)
    assert alike.pairs[0].unit == "exchange"
    assert alike.pairs[0].tokens[0] == alike.pairs[0].tokens[1]
    assert "times as long" not in alike.summary()
    longer = even * np.tile([1, 4, 4], n)[:, None]
    said = contrast(make_topics(columns, longer), **asked).summary()
    assert "Segments of answer are 4.0 times as long" in said
    assert "longer side of every exchange was thinned" in said
    plain = contrast(make_topics(columns, longer), average="segments", **asked)
    assert "thinned" not in plain.design_words
    assert plain.pairs[0].tokens.tolist() == [4 * 60 * 2 * n, 60 * n]
    assert "average = 'segments' this alone can make a difference" in plain.summary()

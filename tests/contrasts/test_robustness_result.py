"""A hand-worked example: every number of the tables and sentences counted by eye."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import numpy as np
import pytest
from common.corpora import assert_same
from common.specifications import make_specification as spec

from toolkit.contrasts import FailedSpecification, Robustness, robustness
from toolkit.errors import ToolkitError

FOUR = ["war", "gas", "law", "art"]


@pytest.fixture(scope="module")
def worked() -> Robustness:
    """Four fits, of 4 and 3 topics with two seeds each.

    ========  ============  ============  ============  ==========
    fit       war           gas           law           art
    ========  ============  ============  ============  ==========
    base      +5 (p .01)    -2 (p .04)    +1 (p .50)    0
    4, 2      +4 (p .03)    -3 (p .20)    -2 (p .01)    0
    3, 1      +6 (p .02)    none          +2 (p .01)    +1 (p .04)
    3, 2      -1 (p .03)    +3 (p .04)    +4 (p .01)    none
    ========  ============  ============  ============  ==========
    """
    base = spec("base", {"k": 4, "seed": 1}, FOUR, [0.05, -0.02, 0.01, 0], [0.01, 0.04, 0.5, 1])
    moved = spec("4, 2", {"k": 4, "seed": 2}, ["gas", "war", "art", "law"],
                 [-0.03, 0.04, 0, -0.02], [0.2, 0.03, 0.9, 0.01])  # fmt: skip
    fewer = spec("3, 1", {"k": 3, "seed": 1}, ["law", "war", "art"], [0.02, 0.06, 0.01],
                 [0.01, 0.02, 0.04])  # fmt: skip
    turned = spec("3, 2", {"k": 3, "seed": 2}, ["war", "gas", "law"], [0.01, -0.03, -0.04],
                  [0.03, 0.04, 0.01], groups=("b", "a"))  # fmt: skip
    return robustness(base, [moved, fewer, turned])


def test_the_table_counts(worked):
    table = worked.table()
    war, gas, law, art = (dict(row._asdict()) for row in table.itertuples(index=False))
    counted = ["fits", "same_topic", "same_direction", "holds", "opposite"]
    assert [war[name] for name in counted] == [4, 4, 3, 3, 1]
    assert [gas[name] for name in counted] == [4, 3, 2, 1, 1]
    assert [law[name] for name in counted] == [4, 4, 3, 2, 1]
    assert [art[name] for name in counted if name != "same_direction"] == [4, 3, 0, 0]
    assert table["same_direction"].isna().tolist() == [False, False, False, True], (
        "a difference of zero has no direction"
    )
    assert table["similarity"].tolist() == pytest.approx([1, 1, 1, 1])
    over = ["median_pp", "fits_low_pp", "fits_high_pp"]
    assert [war[name] for name in over] == pytest.approx([4.5, -1, 6])
    assert [gas[name] for name in over] == pytest.approx([-2, -3, 3])
    assert [law[name] for name in over] == pytest.approx([1.5, -2, 4])
    own = ["difference_pp", "low_pp", "high_pp", "p_adjusted"]
    assert [war[name] for name in own] == pytest.approx([5, 4, 7, 0.01])
    assert war["hangs_on"] == "k = 3 (1 of 2; 2 of 2 with 4)"
    assert gas["hangs_on"] == "seed (0 of 1 other seeds), k = 3 (0 of 2; 1 of 2 with 4)"
    assert law["hangs_on"] == art["hangs_on"] == "", "the base did not find them"


def test_what_each_fit_finds(worked):
    assert worked.found[:, 0].tolist() == [[1, -1, 0, 0], [1, 0, -1, 0], [1, 0, 1, 1],
                                           [-1, 1, 1, 0]]  # fmt: skip
    assert worked.holds[:, 0].tolist() == [
        [True, True, False, False], [True, False, False, False], [True, False, True, False],
        [False, False, True, False],
    ]  # fmt: skip
    assert worked.findings() == [(0, 0), (0, 1)]
    assert all(type(i) is int for finding in worked.findings() for i in finding)


def test_by_choice_counts_every_value(worked):
    rows = worked.by_choice()
    assert rows["label"].tolist() == ["1 war"] * 4 + ["2 gas"] * 4
    columns = ["choice", "value", "fits", "same_topic", "holds"]
    assert rows.query("topic == 1")[columns].values.tolist() == [
        ["k", "3", 2, 2, 1], ["k", "4", 2, 2, 2], ["seed", "1", 2, 2, 2], ["seed", "2", 2, 2, 1],
    ]  # fmt: skip
    assert rows.query("topic == 2")[columns].values.tolist() == [
        ["k", "3", 2, 1, 0], ["k", "4", 2, 2, 1], ["seed", "1", 2, 1, 1], ["seed", "2", 2, 2, 0],
    ]  # fmt: skip


def test_the_table_of_fits_has_a_row_each(worked):
    fits = worked.fits()
    assert len(fits) == 16
    assert list(fits.columns[:3]) == ["fit", "k", "seed"]
    row = fits.query("fit == '3, 2' and topic == 2").iloc[0]
    assert (row["counterpart"], row["similarity"], row["holds"]) == (2, 1, False)
    assert [row["difference_pp"], row["low_pp"], row["high_pp"]] == pytest.approx([3, 1, 4])
    assert fits.query("fit == '3, 1' and topic == 2")["counterpart"].isna().all()


def test_the_sentences_say_it(worked):
    head, war, gas = worked.summary().splitlines()
    assert head.startswith("4 fits, the base among them; varied: k (3, 4), seed (2 values).")
    assert "The range over fits is no confidence interval." in head
    assert war == (
        "  1 war: higher in a than in b in 3 of 4 fits (the opposite in 1); base +5.0 points "
        "[+4.0, +7.0], fits +4.5 in the median, -1.0 to +6.0; hangs on k = 3 (1 of 2; 2 of 2 "
        "with 4)."
    )
    assert gas.startswith(
        "  2 gas: higher in b than in a in 1 of 4 fits (no such topic in 1; the opposite in 1); "
    )
    assert worked.varied() == {"k": ["3", "4"], "seed": ["1", "2"]}


def test_a_difference_in_differences_is_said_as_one(worked):
    settings = dict(worked.settings) | {"difference": {"kind": ["answer", "question"]}}
    crossed = replace(worked, settings=type(worked.settings)(settings))
    assert "1 war: answer minus question larger in a than in b in 3 of 4" in crossed.summary()


def test_what_the_base_misses_is_named_with_its_direction():
    base = spec("base", {}, ["war", "gas", "law"], [-0.001, 0.0, 0.02], [0.9, 1, 0.3])
    others = [
        spec(name, {}, ["war", "gas", "law"], [0.04, -0.03, 0.02], [0.01, 0.01, p])
        for name, p in (("x", 0.01), ("y", 0.06), ("z", 0.06))
    ]
    said = robustness(base, others).summary().splitlines()
    assert said[1] == "  The base finds no difference, so that there is nothing to hold."
    assert said[2] == (
        "Not found by the base but by most fits: 1 war, higher in a than in b (3 of 4); "
        "2 gas, higher in b than in a (3 of 4)."
    )


def test_where_only_seeds_differ_it_says_so():
    fits = [spec(str(s), {"k": 4, "topics.main.seed": s}, ["war"], [0.1], [0.01]) for s in (1, 2)]
    said = robustness(fits[0], fits[1:]).summary()
    assert "varied: topics.main.seed (2 values)" in said
    assert "Only seeds differ: what other choices would find is not known." in said
    assert "hangs on" not in said
    assert "varied: nothing that was named." in robustness(fits[0], []).summary()


def test_groups_that_were_not_compared_are_counted():
    base = spec("base", {}, ["war", "gas"], [0.1, 0.1], [0.01, 0.01], groups=("a", "b", "c"))
    found = robustness(base, [spec("x", {}, ["war", "gas"], [0.1, 0.1], [0.01, 0.01])])
    said = found.summary()
    assert "1 war: higher in a than in b in 2 of 2 fits;" in said
    assert "1 war: higher in a than in c in 1 of 2 fits (not compared in 1);" in said
    assert "a and c were not compared in 1 fit." in said
    assert "a and b were not compared" not in said


def test_many_findings_are_cut_short():
    words = [f"w{i}" for i in range(30)]
    base = spec("base", {}, words, [0.1] * 30, [0.01] * 30, words=words)
    said = robustness(base, []).summary()
    assert "  And 10 more: see the table." in said
    assert len(said.splitlines()) == 22


@pytest.mark.parametrize(("n", "low", "high"), [(3, 0, 2), (40, 0, 39), (41, 1, 39),
                                                (100, 2, 97), (200, 4, 195)])  # fmt: skip
def test_the_range_holds_at_least_what_it_promises(n, low, high):
    """Of the numbers 0 to n - 1: counted by hand, and never fewer than 95 % between the ends."""
    fits = [spec(str(i), {}, ["war"], [i / 1000], [0.5]) for i in range(n)]
    shuffled = np.random.default_rng(n).permutation(n)
    found = robustness(fits[shuffled[0]], [fits[i] for i in shuffled[1:]])
    median, least, most = found.range_over_fits(0, 0)
    assert 1000 * median == pytest.approx((n - 1) / 2)
    assert [1000 * least, 1000 * most] == pytest.approx([low, high])
    assert (high - low + 1) / n >= 0.95


def test_a_topic_that_no_fit_compares_has_no_range(worked):
    nothing = np.full_like(worked.difference, np.nan)
    empty = replace(worked, difference=nothing, p_adjusted=nothing)
    assert np.isnan(empty.range_over_fits(0, 0)).all()
    table = empty.table()
    assert table["median_pp"].isna().all()
    assert table["same_direction"].isna().all()
    assert table[["holds", "opposite"]].to_numpy().sum() == 0


def test_it_comes_back_from_its_parts(worked):
    meta = json.loads(json.dumps(worked.meta()))
    again = Robustness.from_parts(worked.arrays(), meta)
    assert_same(again, worked)
    assert list(again.choices[0]) == list(worked.choices[0])
    assert_same(pickle.loads(pickle.dumps(worked)), worked)


def test_its_arrays_are_frozen_and_fit_its_names(worked):
    for array in worked.arrays().values():
        assert not array.flags.writeable
    with pytest.raises(ValueError, match=r"low has shape \(4, 4\), not \(4, 1, 4\)"):
        replace(worked, low=worked.low[:, 0])


def test_a_pair_is_found_in_either_order(worked):
    assert worked.place("b", "a") == 0
    with pytest.raises(ToolkitError, match="no pair of 'a' and 'z'; compared were a | b"):
        worked.place("a", "z")


def test_it_shows_itself(worked):
    assert "4 fits, the base among them" in repr(worked)
    assert "hangs_on" in worked._repr_html_()


def test_likeness_is_the_median_over_the_fits_that_have_the_topic(worked):
    similarity = np.array([[1, 1, 1, 1], [0.8, 0.6, np.nan, np.nan], [0.7, np.nan, np.nan, np.nan],
                           [0.2, 0.4, 0.9, np.nan]])  # fmt: skip
    found = replace(worked, similarity=similarity).table()["similarity"]
    assert found[:3].tolist() == pytest.approx([0.7, 0.5, 0.9])
    assert np.isnan(found[3])


@pytest.fixture(scope="module")
def with_failures() -> Robustness:
    """Two fits of two topics, and two that failed: one of 4 topics, one of 900."""
    base = spec("base", {"k": 4, "seed": 1}, FOUR, [0.05, -0.02, 0.01, 0], [0.01, 0.04, 0.5, 1])
    other = spec("4, 2", {"k": 4, "seed": 2}, FOUR, [0.04, -0.03, 0, 0], [0.03, 0.2, 1, 1])
    failed = [
        FailedSpecification("4, 3", {"k": 4, "seed": 3}, "no term is left"),
        FailedSpecification("900, 1", {"k": 900, "seed": 1}, "there are 9 segments"),
    ]
    return robustness(base, [other], failed)


def test_fits_that_failed_are_counted_apart_and_named(with_failures):
    table = with_failures.table()
    assert set(table["fits"]) == {2}
    assert set(table["failed"]) == {2}
    assert table.loc[0, "holds"] == 2, "what was not made holds nothing, and spoils no share"
    head, war, *_ = with_failures.summary().splitlines()
    assert head.startswith("2 fits, the base among them; 2 of 4 failed; varied: k (4, 900), seed")
    assert "Failed: 4, 3: no term is left; 900, 1: there are 9 segments." in head
    assert "in 2 of 2 fits (2 of 4 failed)" in war


def test_a_choice_all_of_whose_fits_failed_has_its_row(with_failures):
    rows = with_failures.by_choice().query("topic == 1 and choice == 'k'")
    counted = rows[["value", "fits", "failed", "holds"]].to_numpy().tolist()
    assert counted == [["4", 2, 1, 2], ["900", 0, 1, 0]]


def test_failures_are_kept_and_a_run_of_before_has_none(with_failures, worked):
    meta = json.loads(json.dumps(with_failures.meta()))
    assert_same(Robustness.from_parts(with_failures.arrays(), meta), with_failures)
    assert_same(pickle.loads(pickle.dumps(with_failures)), with_failures)
    of_before = {k: v for k, v in worked.meta().items() if k != "failed"}
    assert_same(Robustness.from_parts(worked.arrays(), of_before), worked)
    assert "failed" not in worked.summary()


def test_a_failure_names_the_choices_of_the_base_and_has_its_own_name():
    base = spec("base", {"k": 4}, FOUR, [0.05, 0, 0, 0], [0.01, 1, 1, 1])
    with pytest.raises(ToolkitError, match="'9' names the choices n, and the base k"):
        robustness(base, [], [FailedSpecification("9", {"n": 9}, "it failed")])
    twice = [FailedSpecification("9", {"k": 9}, "it failed")] * 2
    with pytest.raises(ToolkitError, match="two specifications are called '9'"):
        robustness(base, [], twice)

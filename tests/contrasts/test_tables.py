import numpy as np

from toolkit.contrasts import contrast
from toolkit.contrasts.tables import difference_rows
from toolkit.topics import Topics


def test_simultaneous_intervals_hold_those_of_each_topic(
    between_topics: Topics, within_topics: Topics
) -> None:
    for topics, between in ((between_topics, "country"), (within_topics, "kind")):
        table = contrast(topics, between=between).table()
        assert (table["low_all_pp"] <= table["low_pp"]).all()
        assert (table["high_all_pp"] >= table["high_pp"]).all()


def test_simultaneous_intervals_want_resamples_for_every_pair(within_topics: Topics) -> None:
    for n, any_left in ((58, False), (59, True)):  # three pairs at 5 %: one resample in 60
        table = contrast(within_topics, between="kind", n_resamples=n).table()
        assert table["low_pp"].notna().all()
        assert table["low_all_pp"].notna().any() == any_left


def test_a_pair_without_intervals_has_none_in_its_rows(between_topics: Topics) -> None:
    from dataclasses import replace

    result = contrast(between_topics, between="country")
    bare = replace(result.pairs[0], low=None, high=None, critical_all=None)
    rows = difference_rows(bare, result.labels, np.zeros(3))
    assert rows["low_pp"].isna().all()
    assert rows["low_all_pp"].isna().all()

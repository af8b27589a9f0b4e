import numpy as np

from toolkit.contrasts import contrast
from toolkit.contrasts.tables import difference_rows
from toolkit.topics import Topics


def test_simultaneous_intervals_leave_zero_out_where_max_t_finds(
    between_topics: Topics, within_topics: Topics
) -> None:
    for topics, between in ((between_topics, "country"), (within_topics, "kind")):
        table = contrast(topics, between=between).table()
        beyond = (table["low_all_pp"] > 0) | (table["high_all_pp"] < 0)
        assert beyond.any()
        assert (beyond == (table["p_adjusted"] <= 0.05)).all()
        middle = (table["low_all_pp"] + table["high_all_pp"]) / 2
        inside = (table["low_all_pp"] > -100) & (table["high_all_pp"] < 100)
        np.testing.assert_allclose(middle[inside], table["difference_pp"][inside])


def test_a_pair_without_intervals_has_none_in_its_rows(between_topics: Topics) -> None:
    from dataclasses import replace

    result = contrast(between_topics, between="country")
    bare = replace(result.pairs[0], low=None, high=None)
    rows = difference_rows(bare, result.labels, np.zeros(3), alpha=0.05, n_pairs=1)
    assert rows["low_pp"].isna().all()
    assert not rows["low_all_pp"].isna().any()

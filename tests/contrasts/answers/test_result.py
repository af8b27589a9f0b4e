import numpy as np
import pytest
from common.exchanges import conference, topics_of

from toolkit.contrasts import uptake

ROWS = conference(np.random.default_rng(8), n_meetings=6, n_rounds=4, speakers=["Ann", "Bob"])
FOUND = uptake(topics_of(ROWS[:-4]), n_shuffles=99)


def test_the_first_row_is_of_all_and_the_others_by_rounds():
    table = FOUND.table()
    assert table["speaker"].tolist() == ["(all)", "Ann", "Bob"]
    assert table["rounds"].tolist() == [46, 24, 22]
    first = table.iloc[0]
    assert first["uptake"] - first["others"] == pytest.approx(first["excess"])
    assert first["p_adjusted"] == FOUND.p[0]
    low, high = np.quantile(FOUND.null_rank[1], [0.025, 0.975])
    assert (first["words_rank_low"], first["words_rank_high"]) == (low, high)


def test_one_speaker_is_one_row():
    alone = uptake(topics_of(ROWS), speakers="Bob", n_shuffles=99)
    assert alone.table()["speaker"].tolist() == ["Bob"]
    assert alone.speaker_p[0, 0] == alone.p[0]


def test_means_are_over_meetings():
    by_meeting = FOUND.by_meeting()
    assert by_meeting["uptake"].mean() == pytest.approx(FOUND.table()["uptake"][0])
    assert by_meeting["rank"].mean() == pytest.approx(FOUND.mean_rank[0])
    assert by_meeting["rounds"].sum() == 46


def test_a_speaker_of_too_few_rounds_has_no_p():
    rows = [
        *ROWS,
        *[(m, f"8{e}", k, "Cy" if k == "answer" else who, n) for m, e, k, who, n in ROWS[:4]],
    ]
    table = uptake(topics_of(rows), n_shuffles=99).table().set_index("speaker")
    assert np.isnan(table.loc["Cy", "p_adjusted"])
    assert np.isfinite(table.loc["Cy", "rank"])

import numpy as np
import pytest
from common.exchanges import conference, topics_of

from toolkit.contrasts import uptake
from toolkit.contrasts.answers.tables import gain_table, round_table, shift_table
from toolkit.errors import ToolkitError

ROWS = conference(np.random.default_rng(8), n_meetings=6, n_rounds=4, speakers=["Ann", "Bob"])
FOUND = uptake(topics_of(ROWS), n_shuffles=99)


def test_the_highest_and_the_lowest_rounds():
    every, some = round_table(FOUND, None), round_table(FOUND, 3)
    assert every["excess"].is_monotonic_decreasing
    assert len(every) == len(FOUND.meeting)
    assert some["exchange"].tolist() == [*every["exchange"][:3], *every["exchange"][-3:]]
    assert round_table(FOUND, 1000).equals(every)
    assert every["question"].str.startswith("question J").all()
    with pytest.raises(ToolkitError, match="n = 0 asks for nothing"):
        round_table(FOUND, 0)


@pytest.mark.parametrize("average", ["meetings", "exchanges"])
def test_gains_are_those_of_pandas(average):
    found = uptake(topics_of(ROWS[:-2]), n_shuffles=99, average=average)
    gains = gain_table(found).set_index(["speaker", "topic"])
    of = found.speaker == 1
    gained = (found.answered - found.asked)[of, 0]
    means = [gained[found.meeting[of] == m].mean() for m in range(6)]
    if average == "meetings":
        assert gains.loc[("Bob", 1), "gained_pp"] == pytest.approx(100 * np.mean(means))
        error = np.std(means, ddof=1) / np.sqrt(6)
        assert gains.loc[("Bob", 1), "standard_error_pp"] == pytest.approx(100 * error)
    else:
        assert gains.loc[("Bob", 1), "gained_pp"] == pytest.approx(100 * gained.mean())


def test_shifts_are_sorted_and_on_enough():
    table = shift_table(FOUND)
    assert table["t"].is_monotonic_decreasing
    assert (table["rounds_asked"] >= 3).all()
    assert (table["same"] == (table["asked"] == table["answered"])).all()
    gap = table["percent_answered"] - table["percent_expected"]
    np.testing.assert_allclose(gap, table["difference_pp"])

from dataclasses import replace

import numpy as np

from toolkit.contrasts.describe import describe_designs, describe_reach
from toolkit.contrasts.design import PairDesign

MEETINGS = ("meeting", "meetings")
FREE = PairDesign("between", "a", "b", np.arange(3), np.arange(3, 6), np.zeros(6, dtype=np.intp), 0)


def test_one_way_and_several() -> None:
    said = describe_designs([FREE], MEETINGS, "year")
    assert said == (
        "every meeting holds one group: whole meetings were shuffled between the groups within year"
    )
    blocks = replace(FREE, b="c", time="blocks", unit="block", length=4)
    said = describe_designs([FREE, blocks, replace(blocks, length=2)], MEETINGS, None)
    assert "(a and b) whole meetings were shuffled" in said
    assert "(a and c, a and c) groups are stretches of time: blocks of 2 to 4 neighbour" in said
    assert "divided by the standard error" in said


def test_reach() -> None:
    turns = replace(FREE, unit="turn")
    assert describe_reach([turns], MEETINGS, 1) == "this one meeting only, and of no others"
    assert describe_reach([turns], MEETINGS, 3) == "these 3 meetings only, and of no others"
    assert describe_reach([FREE], MEETINGS, 3).startswith("other meetings of the same groups")
    within = replace(FREE, design="within")
    assert "both groups have a share" in describe_reach([within], MEETINGS, 3)

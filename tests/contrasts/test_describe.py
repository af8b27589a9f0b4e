from dataclasses import replace
from typing import Any

import numpy as np

from toolkit.contrasts import contrast
from toolkit.contrasts.describe import describe_designs, describe_reach, describe_resamples
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
    assert "(a and c, a and c) groups are stretches of time, and blocks of 2 to 4 neigh" in said
    assert "divided by the standard error" in said


def test_reach() -> None:
    turns = replace(FREE, unit="turn")
    assert describe_reach([turns], MEETINGS, 1) == "this one meeting only, and of no others"
    assert describe_reach([turns], MEETINGS, 3) == "these 3 meetings only, and of no others"
    assert describe_reach([FREE], MEETINGS, 3).startswith("other meetings of the same groups")
    within = replace(FREE, design="within")
    assert "both groups have a share" in describe_reach([within], MEETINGS, 3)


def test_what_was_resampled_is_said(make_topics) -> None:  # type: ignore[no-untyped-def]
    random = np.random.default_rng(1)

    def words(n_a: int, n_strata: int, **settings: Any) -> str:
        n = 2 * n_a
        columns = {
            "meeting": [f"m{i:02d}" for i in range(n)],
            "country": ["A"] * n_a + ["B"] * n_a,
            "place": [f"p{i % n_strata}" for i in range(n)],
        }
        topics = make_topics(columns, random.multinomial(50, [0.5, 0.3, 0.2], n))
        made = contrast(topics, between="country", n_shuffles=99, n_resamples=99, **settings)
        return str(made.interval_words)

    assert words(10, 1) == "whole meetings inside each group"
    assert words(10, 2, strata="place") == "whole meetings inside each group of a place"
    assert "each group's meetings over all of place" in words(12, 4, strata="place")


def test_what_was_resampled_of_exchanges_turns_and_blocks() -> None:
    unit = ("meeting", "meetings")
    nothing = np.zeros(0, dtype=np.intp)

    def design(**parts: Any) -> PairDesign:
        of = {"cells_a": np.arange(12), "cells_b": np.arange(12, 24), "n_set_aside": 0}
        strata = {"strata": np.zeros(24, dtype=np.intp)}
        return PairDesign(**({"design": "between", "a": "x", "b": "y"} | of | strata | parts))  # type: ignore[arg-type]

    few = np.tile([0, 1, 2], 8)
    said = {
        "turns inside each group of a meeting": design(unit="turn"),
        "each group's turns over all meetings": design(unit="turn", strata=few),
        "whole exchanges that hold both kinds": design(design="within", unit="exchange"),
        "whole meetings that hold both groups": design(design="within"),
        "blocks of 3 neighbouring meetings": design(time="blocks", length=3, places=nothing),
        "whole meetings inside each group, standard errors grown": design(time="blocks", length=1),
    }
    for sentence, one in said.items():
        assert describe_resamples([one], unit, None).startswith(sentence)
    both = describe_resamples([design(), design(time="blocks", length=3)], unit, None)
    assert both.startswith("whole meetings inside each group; or blocks of 3")

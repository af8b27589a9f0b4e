from typing import Any

import numpy as np
import pytest
from common.nulls import make_cells

from toolkit.contrasts.cells import Cells
from toolkit.contrasts.global_rows import choose_rows, refuse_unreachable
from toolkit.errors import ToolkitError

UNIT = ("meeting", "meetings")


def _cells(group: list[int], cluster: list[int], strata: list[int] | None = None) -> Cells:
    return make_cells(np.full((len(group), 2), 0.5), group, cluster, strata)


def test_between() -> None:
    rows = choose_rows(_cells([0, 0, 1, 1, 1], [0, 1, 2, 3, 4]), None, "country", UNIT)
    assert (rows.design, rows.groups, rows.n_set_aside) == ("between", ("a", "b"), 0)
    assert rows.block.tolist() == [0] * 5
    assert list(rows.numbers) == [0, 1]


def test_within_sets_aside_clusters_with_one_group() -> None:
    # Cluster 2 holds a only; d is nowhere beside another group.
    cells = _cells([0, 0, 0, 1, 1, 2, 2, 3], [0, 1, 2, 0, 3, 1, 3, 4])
    rows = choose_rows(cells, None, "speaker", UNIT)
    assert rows.design == "within"
    assert rows.groups == ("a", "b", "c")
    assert rows.cells.tolist() == [0, 1, 3, 4, 5, 6]
    assert rows.block.tolist() == [0, 1, 0, 2, 1, 2]
    assert rows.n_set_aside == 2


def test_strata_with_one_group_are_set_aside() -> None:
    cells = _cells([0, 0, 0, 1, 1, 1], list(range(6)), strata=[0, 0, 1, 0, 0, 2])
    rows = choose_rows(cells, "year", "country", UNIT)
    assert rows.cells.tolist() == [0, 1, 3, 4]
    assert (rows.block.tolist(), rows.n_set_aside) == ([0] * 4, 2)


@pytest.mark.parametrize(
    ("cells", "strata", "said"),
    [
        (_cells([0, 0], [0, 1]), None, "country has one group only among the segments used, 'a'"),
        (
            _cells([0, 0, 1, 1, 2], [0, 1, 2, 3, 4]),
            None,
            r"'c' has one meeting that can be compared.*groups = \['a', 'b'\] can be tested",
        ),
        (_cells([0, 0, 1, 2], [0, 1, 2, 3]), None, "'b' and 'c' have one meeting .* differ$"),
        (_cells([0, 0, 1, 1], [0, 1, 0, 1]), "year", "every meeting is a stratum already"),
        (
            _cells([0, 0, 1, 1], [0, 1, 2, 3], [0, 0, 1, 1]),
            "year",
            "no stratum holds two groups of country",
        ),
    ],
)
def test_refusals(cells: Cells, strata: str | None, said: str) -> None:
    with pytest.raises(ToolkitError, match=said):
        choose_rows(cells, strata, "country", UNIT)


@pytest.mark.parametrize(
    ("cells", "settings", "said"),
    [
        # 20 ways, two of them alike: 0.1. With one more each 70: 2 / 70 = 0.029.
        (
            _cells([0] * 3 + [1] * 3, list(range(6))),
            {},
            "^meetings to compare: 'a' 3, 'b' 3; p cannot .* 1 meeting more of each group$",
        ),
        # 2 / 2 ** 4 = 0.125; 2 / 2 ** 6 = 0.031.
        (
            _cells([0, 1] * 4, [0, 0, 1, 1, 2, 2, 3, 3]),
            {},
            "below 0.12, .*it takes 2 meetings more that hold every group",
        ),
        (
            _cells([0, 1] * 9, sorted([*range(9)] * 2)),
            {"n_shuffles": 10},
            "n_shuffles = 19 or more",
        ),
    ],
)
def test_levels_out_of_reach(cells: Cells, settings: dict[str, Any], said: str) -> None:
    rows = choose_rows(cells, None, "country", UNIT)
    with pytest.raises(ToolkitError, match=said):
        refuse_unreachable(rows, settings.get("n_shuffles", 9999), 0.05, UNIT)


def test_levels_within_reach() -> None:
    rows = choose_rows(_cells([0] * 4 + [1] * 4, list(range(8))), None, "country", UNIT)
    refuse_unreachable(rows, 9999, 0.05, UNIT)
    six = choose_rows(_cells([0, 1] * 6, sorted([*range(6)] * 2)), None, "kind", UNIT)
    refuse_unreachable(six, 9999, 2 / 64, UNIT)

"""Which cells a test of all groups can use, in which blocks, and whether it can reach its level."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Cells
from toolkit.contrasts.design import Design, find_design
from toolkit.contrasts.relabel import count_table, smallest_p
from toolkit.contrasts.rows import listed
from toolkit.errors import ToolkitError
from toolkit.records import plural

Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

_MOST_ADDED = 1000  # clusters beyond which nobody will go to look for more
_MOST_NAMED = 6


@dataclass(frozen=True, eq=False)
class Rows:
    """The cells of a global test, as rows of its matrix.

    Attributes
    ----------
    design
        "between" or "within".
    groups
        Names of the groups that are compared.
    cells
        Number of each row's cell, (n_rows,).
    group, block
        Of each row, counted from 0 without gaps, (n_rows,).
    n_set_aside
        Clusters that were not used because their block holds one group only.
    """

    design: Design
    groups: tuple[str, ...]
    cells: Ints
    group: Ints
    block: Ints
    n_set_aside: int

    @property
    def numbers(self) -> range:
        """The groups' numbers."""
        return range(len(self.groups))


def choose_rows(cells: Cells, strata: str | None, between: str, unit: tuple[str, str]) -> Rows:
    """Choose the cells that can be compared, and the blocks in which groups are shuffled.

    Raises
    ------
    ToolkitError
        If a group has fewer than two cells left, naming the groups that can be compared, or
        strata are given where groups meet inside clusters.
    """
    design = find_design(cells)
    if strata and design == "within":
        raise ToolkitError(
            f"strata = {strata!r} cannot be used where groups meet inside {unit[1]}, since every "
            f"{unit[0]} is a stratum already; leave strata out"
        )
    block = cells.cluster if design == "within" else cells.strata[cells.cluster]
    kept = _in_shared_blocks(cells.group, block, np.ones(len(block), dtype=bool))
    left = kept
    while (few := _groups_of_one(cells, left)).any():
        left = _in_shared_blocks(cells.group, block, left & ~few[cells.group])
    if left.sum() < kept.sum() or not kept.any() or len(np.unique(cells.group[kept])) < 2:
        raise ToolkitError(_too_few(cells, kept, left, between, unit))
    chosen = np.flatnonzero(kept)
    present, group = np.unique(cells.group[chosen], return_inverse=True)
    return Rows(
        design=design,
        groups=tuple(cells.groups[number] for number in present),
        cells=chosen,
        group=group,
        block=np.unique(block[chosen], return_inverse=True)[1],
        n_set_aside=len(np.unique(cells.cluster)) - len(np.unique(cells.cluster[chosen])),
    )


def _in_shared_blocks(group: Ints, block: Ints, kept: Bools) -> Bools:
    """Keep the rows of blocks that hold two groups or more."""
    if not kept.any():
        return kept
    table = np.zeros((block.max() + 1, group.max() + 1), dtype=bool)
    table[block[kept], group[kept]] = True
    return np.asarray(kept & (table.sum(axis=1) > 1)[block])


def _groups_of_one(cells: Cells, kept: Bools) -> Bools:
    return np.asarray(np.bincount(cells.group[kept], minlength=len(cells.groups)) == 1)


def _too_few(cells: Cells, kept: Bools, left: Bools, between: str, unit: tuple[str, str]) -> str:
    if len(cells.groups) < 2:
        return (
            f"{between} has one group only among the segments used, {cells.groups[0]!r}; a test "
            "needs two"
        )
    if not kept.any():
        return (
            f"no stratum holds two groups of {between}, so that nothing can be shuffled inside "
            "strata; choose a coarser column or leave strata out"
        )
    alone = [cells.groups[g] for g in np.flatnonzero(_groups_of_one(cells, kept))]
    named = listed(alone[:_MOST_NAMED]) + (" and others" if len(alone) > _MOST_NAMED else "")
    can = [cells.groups[g] for g in np.unique(cells.group[left])]
    way_out = f"; groups = {can} can be tested" if len(can) > 1 else ""
    return (
        f"{named} {'has' if len(alone) == 1 else 'have'} one {unit[0]} that can be compared, and "
        f"one {unit[0]} does not show how {unit[1]} differ{way_out}"
    )


def refuse_unreachable(rows: Rows, n_shuffles: int, alpha: float, unit: tuple[str, str]) -> None:
    """Raise if the test cannot reach alpha, saying what it would take."""
    if 1 / (n_shuffles + 1) > alpha * (1 + 1e-12):
        raise ToolkitError(
            f"n_shuffles = {n_shuffles} cannot give a p below {1 / (n_shuffles + 1):.2g}, above "
            f"alpha = {alpha:g}; it takes n_shuffles = {math.ceil(1 / alpha - 1e-9) - 1} or more"
        )
    table = count_table(rows.group, rows.block)
    lowest = smallest_p(table, n_shuffles)
    if lowest <= alpha * (1 + 1e-12):
        return
    sizes = dict(zip(rows.groups, np.bincount(rows.group).tolist(), strict=True))
    held = ", ".join(f"{name!r} {n:,}" for name, n in list(sizes.items())[:_MOST_NAMED])
    raise ToolkitError(
        f"{unit[1]} to compare: {held}; p cannot fall below {lowest:.2g}, above alpha = "
        f"{alpha:g}: it takes {_needed(table, rows.design, n_shuffles, alpha, unit)}"
    )


def _needed(
    table: Ints, design: Design, n_shuffles: int, alpha: float, unit: tuple[str, str]
) -> str:
    for added in range(1, _MOST_ADDED):
        if design == "within":
            more = np.vstack([table, np.ones((added, table.shape[1]), dtype=np.intp)])
            words = f"{plural(added, *unit)} more that hold{'s' if added == 1 else ''} every group"
        else:
            more = np.where(table > 0, table + added, 0)
            where = " in every stratum" if len(table) > 1 else ""
            words = f"{plural(added, *unit)} more of each group{where}"
        if smallest_p(more, n_shuffles) <= alpha * (1 + 1e-12):
            return words
    return f"more than {_MOST_ADDED:,} {unit[1]} more"

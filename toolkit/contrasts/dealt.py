"""The cells of two groups, and every way in which they are dealt out anew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Cells
from toolkit.contrasts.shuffle import Arrangements, deal_clusters, flip_signs
from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.seeds import derive_seed

Bools = NDArray[np.bool_]


def arrange(
    cells: Cells, n_shuffles: int, seed: int, unit: tuple[str, str]
) -> tuple[NDArray[np.intp], Bools, str, Arrangements]:
    """Deal the cells of two groups out anew, in the design that the clusters make.

    Parameters
    ----------
    cells
        Cells of two groups.
    n_shuffles, seed
        As in `contrast`.
    unit
        What a cluster is called, and several.

    Returns
    -------
    tuple
        The cells used, which of them are of the first group, the design, and the arrangements,
        which say of each cell used whether it counts to the first group.

    Raises
    ------
    ToolkitError
        If there are fewer than two clusters to shuffle.
    """
    of_a, of_b = cells.of(0), cells.of(1)
    both, at_a, at_b = np.intersect1d(
        cells.cluster[of_a], cells.cluster[of_b], assume_unique=True, return_indices=True
    )
    within = len(both) > 0
    if within:
        of_a, of_b = of_a[at_a], of_b[at_b]
    if min(len(of_a), len(of_b)) < 2:
        where = "in which both groups speak" if within else "of each group"
        a, b = cells.groups
        there = (
            f"{a!r} and {b!r} have {plural(len(of_a), *unit)} with both"
            if within
            else f"{a!r} has {plural(len(of_a), *unit)} and {b!r} {len(of_b):,}"
        )
        raise ToolkitError(f"{there}; shuffling takes two {where}")
    in_a = np.arange(len(of_a) + len(of_b)) < len(of_a)
    own_seed = derive_seed(seed, " | ".join(cells.groups))
    if within:
        dealt = flip_signs(len(both), n_shuffles=n_shuffles, seed=own_seed)
        rows = np.concatenate([~dealt.rows, dealt.rows], axis=1)
        dealt = Arrangements(rows, dealt.exhaustive, dealt.n_arrangements, dealt.observed)
    else:
        strata = np.zeros(len(in_a), dtype=np.intp)
        dealt = deal_clusters(in_a, strata, n_shuffles=n_shuffles, seed=own_seed)
    return np.concatenate([of_a, of_b]), in_a, "within" if within else "between", dealt

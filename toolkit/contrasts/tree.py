"""Groups by likeness: which are nearest, and which branches they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.jackknife import Measure
from toolkit.contrasts.leaf_order import best_order
from toolkit.errors import ToolkitError
from toolkit.records import Record, plural, read_only

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class GroupTree(Record):
    """Groups joined step by step, the nearest first.

    Attributes
    ----------
    measure, corrected
        Which distance the tree was made of.
    groups
        Names of the groups in it, sorted, (n_groups,).
    left_out
        Groups whose distances are not known: those of one cluster have no corrected one.
    merges
        One row a step, (n_groups - 1, 4), in SciPy's form: the two that are joined (groups
        counted from 0, then the branches in the order in which they were made), the mean
        distance between their members, how many groups the branch holds. A mean of corrected
        distances may be below zero: its groups are no farther apart than chance.
    order
        Numbers of the groups from one end of the drawn tree to the other, (n_groups,).
    cophenetic
        Correlation of the heights at which pairs of groups meet with their distances: 1 where
        the tree shows all there is to see, near 0 where there are no branches. NaN for fewer
        than three groups, or where all distances are equal.
    """

    measure: Measure
    corrected: bool
    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    merges: Floats
    order: tuple[int, ...]
    cophenetic: float

    def table(self) -> pd.DataFrame:
        """Return one row a step: the members of the two branches joined, and how far apart."""
        import pandas as pd

        members: list[tuple[str, ...]] = [(name,) for name in self.groups]
        rows = []
        for first, second, height, _ in self.merges.tolist():
            a, b = members[int(first)], members[int(second)]
            rows.append(("; ".join(a), "; ".join(b), height, len(a) + len(b)))
            members.append((*a, *b))
        return pd.DataFrame(rows, columns=["branch_a", "branch_b", "mean_distance", "groups"])

    def summary(self) -> str:
        """Say what the tree is made of and how well it shows the distances."""
        how = "corrected" if self.corrected else "as observed"
        lines = [
            (
                f"Tree of {plural(len(self.groups), 'group')} by average linkage of "
                f"{self.measure}, {how}; cophenetic correlation {self.cophenetic:.2f}."
            )
        ]
        below = int((self.merges[:, 2] <= 0).sum())
        if below:
            lines.append(
                f"{plural(below, 'branch', 'branches')} whose groups are no farther apart than "
                "chance."
            )
        if self.left_out:
            lines.append(f"Left out: {plural(len(self.left_out), 'group')} of one cluster.")
        return "\n".join(lines)


def known_groups(
    matrix: Floats, groups: tuple[str, ...], *, least: int, what: str
) -> tuple[list[int], tuple[str, ...]]:
    """Find the groups whose distances are known; refuse where too few are.

    Examples
    --------
    >>> matrix = np.array([[0, 1, np.nan], [1, 0, np.nan], [np.nan, np.nan, 0]])
    >>> known_groups(matrix, ("a", "b", "c"), least=2, what="a tree")
    ([0, 1], ('c',))
    """
    beside = ~np.eye(len(matrix), dtype=bool)
    unknown = (np.isnan(matrix) & beside).sum(axis=1) >= max(1, len(matrix) - 1)
    kept = np.flatnonzero(~unknown).tolist()
    if len(kept) >= least:
        return kept, tuple(groups[i] for i in np.flatnonzero(unknown))
    why = (
        f" ({plural(int(unknown.sum()), 'group')} of one cluster, whose distances cannot be "
        "corrected: choose a smaller unit as cluster, or corrected = False)"
        if unknown.any()
        else ""
    )
    raise ToolkitError(f"{what} takes {least} groups, and {len(kept)} can be used{why}")


def make_tree(
    matrix: Floats, groups: tuple[str, ...], *, measure: Measure, corrected: bool
) -> GroupTree:
    """Join groups by average linkage.

    Parameters
    ----------
    matrix
        Distances of all groups, (n_groups, n_groups), symmetric; NaN beside groups of one
        cluster. Values below zero are taken as they are: a mean of them is as unbiased as they.
    groups
        Names, sorted.
    measure, corrected
        What the distances are.

    Returns
    -------
    GroupTree

    Raises
    ------
    ToolkitError
        If the distances of fewer than two groups are known.

    Notes
    -----
    Of all orders in which a tree can be drawn the one is taken that keeps neighbours nearest to
    each other (see `best_order`), and of its two directions the one that begins with the name
    that comes first.

    References
    ----------
    Sokal and Michener (1958), University of Kansas Science Bulletin 38, for average linkage;
    Sokal and Rohlf (1962), Taxon 11, for the cophenetic correlation.

    Examples
    --------
    >>> apart = np.array([[0, 0.1, 0.4], [0.1, 0, 0.6], [0.4, 0.6, 0]])
    >>> tree = make_tree(apart, ("a", "b", "c"), measure="jsd", corrected=True)
    >>> tree.merges[:, 2].round(12).tolist(), tree.order
    ([0.1, 0.5], (1, 0, 2))
    """
    # Their import takes half a second, and few comparisons need them.
    from scipy.cluster.hierarchy import cophenet, linkage
    from scipy.spatial.distance import squareform

    kept, left_out = known_groups(matrix, groups, least=2, what="a tree")
    square = matrix[np.ix_(kept, kept)]
    apart = squareform((square + square.T) / 2, checks=False)
    # Means move with a constant that is added to all; SciPy wants nothing below zero.
    lowest = min(float(apart.min()), 0.0)
    merges = linkage(apart - lowest, method="average")
    order = best_order(merges, squareform(apart - lowest))
    at = cophenet(merges)
    spread = float(np.ptp(apart)) * float(np.ptp(at))
    likeness = float(np.corrcoef(at, apart)[0, 1]) if spread > 0 else float("nan")
    merges = merges.copy()
    merges[:, 2] += lowest
    return GroupTree(
        measure=measure,
        corrected=corrected,
        groups=tuple(groups[i] for i in kept),
        left_out=left_out,
        merges=read_only(merges),
        order=tuple(order),
        cophenetic=likeness,
    )

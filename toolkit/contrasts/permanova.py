"""PERMANOVA: do the groups' centres differ, all topics and all groups taken together?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.relabel import Relabellings, count_table, deal_labels, smallest_p
from toolkit.contrasts.shuffle import p_values
from toolkit.errors import ToolkitError
from toolkit.records import read_only
from toolkit.threads import one_thread

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

# A sum of squares this small beside the one it is left over from is rounding.
_NOTHING = 1e-12
# Numbers in the largest intermediate array: some 8 MB each.
_CHUNK = 2**20


@dataclass(frozen=True, eq=False)
class Permanova:
    """A partition of the squared distances between rows, and the shuffles it is judged by.

    Attributes
    ----------
    f
        Pseudo-F: between groups, over what is left, each by its degrees of freedom; 0 and above.
    r2
        Share of all squared distances to the overall centre that lies between groups, 0 to 1.
    r2_in_blocks
        The same share of what the blocks leave; without blocks equal to `r2`.
    df, df_residual
        Degrees of freedom of the groups (beside the blocks) and of what is left.
    p
        Share of relabellings whose F is at least as large.
    null_f
        F of every relabelling, (n_shuffles,).
    exhaustive
        Whether these are all the relabellings there are, the observed one among them.
    n_arrangements
        How many distinct relabellings there are.
    """

    f: float
    r2: float
    r2_in_blocks: float
    df: int
    df_residual: int
    p: float
    null_f: Floats
    exhaustive: bool
    n_arrangements: int


def permanova(
    values: Floats, group: Ints, block: Ints, *, n_shuffles: int = 9999, seed: int = 1
) -> Permanova:
    r"""Test whether the centres of groups differ, by shuffling the groups inside blocks.

    The sums of squares are those of the multivariate linear model of the coordinates with an
    intercept for each block, entered first, and the groups beside them:

    .. math:: F = \frac{SS_{groups | blocks} / r}{SS_{left} / (n - b - r)}

    with :math:`n` rows, :math:`b` blocks and :math:`r` the rank that the groups add, one less than
    their number where blocks connect them. For the Euclidean distance of one column and a single
    block it is the F of the analysis of variance; for any set of coordinates it is Anderson's
    pseudo-F of their Euclidean distances, which is how Hellinger and Aitchison distances come in.

    F reacts to groups that differ in spread as well as to groups that differ in centre, most of
    all where the smaller group varies more: read it beside `dispersion`.

    Parameters
    ----------
    values
        Coordinates, one row a cell, (n_rows, n_columns).
    group, block
        Number of each row's group and block, both counted from 0 without gaps, (n_rows,). All 0
        for a single block.
    n_shuffles
        If there are at most this many other relabellings, all are taken and p = b / N; else so
        many are drawn and p = (b + 1) / (B + 1).
    seed
        Seed of the draws.

    Returns
    -------
    Permanova
        With its null. Rows that are all equal give F = 0 and p = 1; groups without any spread
        that differ give an infinite F.

    Raises
    ------
    ToolkitError
        If no block holds two groups, or no degree of freedom is left.

    References
    ----------
    Anderson (2001), Austral Ecology 26; McArdle and Anderson (2001), Ecology 82, for the linear
    model. ``adonis2(D ~ block + group, strata = block, by = "terms")`` of R's vegan is the same.

    Examples
    --------
    >>> values = np.array([[1.0], [2.0], [3.0], [6.0], [7.0], [8.0]])
    >>> made = permanova(values, np.array([0, 0, 0, 1, 1, 1]), np.zeros(6, int))
    >>> round(made.f, 6), made.df, made.df_residual, made.p
    (37.5, 1, 4, 0.1)
    """
    dealt = deal_labels(group, block, n_shuffles=n_shuffles, seed=seed)
    null, parts = between_squares(values, dealt.rows, group, block)
    squares = between_squares(values, group[None], group, block)[0]
    if dealt.observed is not None:
        squares = null[[dealt.observed]]
    f, null_f = parts.f(squares)[0], parts.f(null)
    total = float(((values - values.mean(axis=0)) ** 2).sum())
    return Permanova(
        f=float(f),
        r2=float(squares[0] / total) if parts.left > 0 else 0.0,
        r2_in_blocks=float(squares[0] / parts.left) if parts.left > 0 else 0.0,
        df=parts.df,
        df_residual=parts.df_residual,
        p=judge(float(f), null_f, dealt, count_table(group, block)),
        null_f=read_only(null_f),
        exhaustive=dealt.exhaustive,
        n_arrangements=dealt.n_arrangements,
    )


@dataclass(frozen=True)
class Partition:
    """What does not change when groups are dealt out anew inside blocks.

    Attributes
    ----------
    left
        Sum of squares that the blocks leave.
    df, df_residual
        Degrees of freedom of the groups and of what is left.
    """

    left: float
    df: int
    df_residual: int

    def f(self, squares: Floats) -> Floats:
        """Turn sums of squares between groups into F."""
        residual = self.left - squares
        residual[residual <= _NOTHING * self.left] = 0.0
        squares = np.where(squares <= _NOTHING * self.left, 0.0, squares) / self.df
        f = np.where(squares > 0, np.inf, 0.0)
        np.divide(squares, residual / self.df_residual, out=f, where=residual > 0)
        return f


def between_squares(
    values: Floats, labels: Ints, group: Ints, block: Ints
) -> tuple[Floats, Partition]:
    """Sum the squares between groups beside the blocks, for each relabelling.

    Parameters
    ----------
    values
        Coordinates, (n_rows, n_columns).
    labels
        Relabellings inside blocks, (n, n_rows).
    group, block
        As observed, (n_rows,).

    Returns
    -------
    tuple
        Sums of squares, (n,), and what is the same for all of them.

    Examples
    --------
    >>> group, block = np.array([0, 0, 1, 1]), np.zeros(4, int)
    >>> squares, parts = between_squares(
    ...     np.array([[0.0], [2], [4], [6]]), group[None], group, block
    ... )
    >>> squares.tolist(), parts
    ([16.0], Partition(left=20.0, df=1, df_residual=2))
    """
    table = count_table(group, block)
    sizes = table.sum(axis=1)
    # Cross products of the groups' indicators less their means in the blocks: dealing groups out
    # inside blocks does not change them.
    crossed = np.diag(table.sum(axis=0)) - (table / sizes[:, None]).T @ table
    df = int(np.linalg.matrix_rank(crossed, hermitian=True))
    df_residual = len(values) - len(sizes) - df
    if df < 1 or df_residual < 1:
        raise ToolkitError(
            f"{len(values)} rows in {len(sizes)} blocks leave {df} degrees of freedom between "
            f"groups and {max(df_residual, 0)} for what is left; a test needs one of each: more "
            "clusters, or groups that share them"
        )
    inverse = np.linalg.pinv(crossed, hermitian=True)
    spread = np.abs(values - values.mean(axis=0)).max(initial=0.0)
    residual = values - _block_means(values, block, sizes)[block]
    residual[np.abs(residual) <= _NOTHING * max(spread, 1.0)] = 0.0
    n_groups, n_rows = table.shape[1], max(1, _CHUNK // values.size)
    squares = np.empty(len(labels))
    with one_thread():
        for start in range(0, len(labels), n_rows):
            some = labels[start : start + n_rows]
            sums = np.stack([(some == g).astype(float) @ residual for g in range(n_groups)])
            fitted = np.tensordot(inverse, sums, axes=1)
            squares[start : start + n_rows] = (sums * fitted).sum(axis=(0, 2))
    return np.maximum(squares, 0.0), Partition(float((residual**2).sum()), df, df_residual)


def judge(f: float, null_f: Floats, dealt: Relabellings, table: Ints) -> float:
    """Turn F and its null into p, no smaller than there is."""
    lowest = smallest_p(table, len(dealt.rows))
    p = p_values(np.array([f]), null_f[:, None], exhaustive=dealt.exhaustive, smallest=lowest)
    return float(p[0])


def _block_means(values: Floats, block: Ints, sizes: Ints) -> Floats:
    sums = np.zeros((len(sizes), values.shape[1]))
    np.add.at(sums, block, values)
    return np.asarray(sums / sizes[:, None])

"""PERMANOVA: do the groups' centres differ, all topics and all groups taken together?"""  # noqa: D400

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.relabel import Relabellings, count_table, deal_labels, smallest_p
from toolkit.contrasts.shuffle import p_values
from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.threads import one_thread

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

# A sum of squares this small beside the one it is left over from is rounding.
_NOTHING = 1e-12
# Numbers in the largest intermediate array: some 8 MB each.
_CHUNK = 2**20


@dataclass(frozen=True, eq=False)
class Permanova(Parts):
    """A partition of the squared distances between rows, and the shuffles it is judged by.

    Attributes
    ----------
    f
        Sum of squares between groups over what chance would make it; 0 and above, about 1 where
        nothing differs.
    equal_spread
        Which kind of F; see `permanova`.
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

    kept_as_arrays = ("f",)  # infinite where groups do not scatter

    f: float
    equal_spread: bool
    r2: float
    r2_in_blocks: float
    df: int
    df_residual: int
    p: float
    null_f: Floats
    exhaustive: bool
    n_arrangements: int


def permanova(
    values: Floats,
    group: Ints,
    block: Ints,
    *,
    equal_spread: bool = False,
    n_shuffles: int = 9999,
    seed: int = 1,
) -> Permanova:
    r"""Test whether the centres of groups differ, by shuffling the groups inside blocks.

    The sums of squares are those of the multivariate linear model of the coordinates with an
    intercept for each block, entered first, and the groups beside them. With `equal_spread`

    .. math:: F = \frac{SS_{groups | blocks} / r}{SS_{left} / (n - b - r)}

    with :math:`n` rows, :math:`b` blocks and :math:`r` the rank that the groups add, one less than
    their number where blocks connect them. For one column and a single block it is the F of the
    analysis of variance; for any coordinates it is Anderson's pseudo-F of their Euclidean
    distances, which is how Hellinger and Aitchison distances come in. It takes the groups to be
    equally spread, and where a small group varies more it finds differences that are not there.

    Without, the sum of squares between groups is set against what the groups' own spreads lead
    one to expect of it:

    .. math:: F = SS_{groups | blocks} \Big/ \sum_i \frac{h_i}{1 - H_i} |e_i|^2

    with :math:`e_i` the residual of a row, :math:`h_i` its leverage in the groups' part of the
    model and :math:`H_i` in the whole. With a single block the denominator is the sum over groups
    of :math:`(1 - n_g / n) V_g`, :math:`V_g` being the group's own variance. For groups of equal
    size, and for two groups inside blocks of two, both kinds are the same number.

    Parameters
    ----------
    values
        Coordinates, one row a cell, (n_rows, n_columns).
    group, block
        Number of each row's group and block, both counted from 0 without gaps, (n_rows,). All 0
        for a single block.
    equal_spread
        Whether groups may be taken to be equally spread.
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
    model; ``adonis2(D ~ block + group, strata = block, by = "terms")`` of R's vegan is the same
    with `equal_spread`. Brown and Forsythe (1974), Technometrics 16, and Anderson, Walsh, Clarke,
    Gorley and Guerra-Castro (2017), Australian and New Zealand Journal of Statistics 59, for
    groups of unequal spread; MacKinnon and White (1985), Journal of Econometrics 29, for the
    weights of residuals beside blocks.

    Examples
    --------
    >>> values = np.array([[1.0], [2.0], [3.0], [6.0], [7.0], [8.0]])
    >>> made = permanova(values, np.array([0, 0, 0, 1, 1, 1]), np.zeros(6, int))
    >>> round(made.f, 6), made.df, made.df_residual, made.p
    (37.5, 1, 4, 0.1)
    """
    model = make_model(values, group, block)
    dealt = deal_labels(group, block, n_shuffles=n_shuffles, seed=seed)
    null_f = model.f(dealt.rows, equal_spread=equal_spread)
    observed = model.f(group[None], equal_spread=equal_spread)
    f = float(observed[0] if dealt.observed is None else null_f[dealt.observed])
    squares = float(model.squares(group[None])[0])
    total = float(((values - values.mean(axis=0)) ** 2).sum())
    return Permanova(
        f=f,
        equal_spread=equal_spread,
        r2=squares / total if model.left > 0 else 0.0,
        r2_in_blocks=squares / model.left if model.left > 0 else 0.0,
        df=model.df,
        df_residual=model.df_residual,
        p=judge(f, null_f, dealt, count_table(group, block)),
        null_f=null_f,
        exhaustive=dealt.exhaustive,
        n_arrangements=dealt.n_arrangements,
    )


@dataclass(frozen=True, eq=False)
class Model:
    """The linear model of coordinates by blocks and groups, whatever group each row is dealt.

    Attributes
    ----------
    residual
        Coordinates less the means of their blocks, (n_rows, n_columns).
    block
        Of each row, (n_rows,).
    shares
        Share of each group in each block's rows, (n_blocks, n_groups).
    inverse
        Of the groups' cross products beside the blocks, (n_groups, n_groups).
    yardstick
        Weight of a squared residual in the groups' expected sum of squares, by block and group.
    left
        Sum of squares that the blocks leave.
    df, df_residual
        Degrees of freedom of the groups and of what is left.
    """

    residual: Floats
    block: Ints
    shares: Floats
    inverse: Floats
    yardstick: Floats
    left: float
    df: int
    df_residual: int

    def squares(self, labels: Ints) -> Floats:
        """Sum the squares between groups for each relabelling, (n,)."""
        return self._over(labels, lambda some: self._fit(some)[0])

    def f(self, labels: Ints, *, equal_spread: bool) -> Floats:
        """Return F of each relabelling inside blocks, (n,); see `permanova` for the two kinds."""
        squares = self.squares(labels)
        if equal_spread:
            residual = (self.left - squares) / self.df_residual * self.df
        else:
            residual = self._over(labels, self._expected)
        residual[residual <= _NOTHING * self.left] = 0.0
        squares[squares <= _NOTHING * self.left] = 0.0
        f = np.where(squares > 0, np.inf, 0.0)
        np.divide(squares, residual, out=f, where=residual > 0)
        return f

    def _over(self, labels: Ints, some: Callable[[Ints], Floats]) -> Floats:
        """Work on some relabellings at a time, which bounds the memory."""
        rows = max(1, _CHUNK // self.residual.size)
        with one_thread():
            return np.concatenate([some(labels[i : i + rows]) for i in range(0, len(labels), rows)])

    def _fit(self, labels: Ints) -> tuple[Floats, Floats]:
        """Return sums of squares, (n,), and the groups' coefficients, (n_groups, n, n_columns)."""
        groups = range(self.shares.shape[1])
        sums = np.stack([(labels == g).astype(np.float64) @ self.residual for g in groups])
        fitted = np.tensordot(self.inverse, sums, axes=1)
        return np.maximum((sums * fitted).sum(axis=(0, 2)), 0.0), fitted

    def _expected(self, labels: Ints) -> Floats:
        """Sum of squares that the groups' own spreads lead one to expect, (n,)."""
        fitted = self._fit(labels)[1]
        centre = np.tensordot(self.shares, fitted, axes=1)
        each = np.arange(len(labels))[:, None]
        left = self.residual - fitted[labels, each] + centre[self.block, each]
        squared = (left**2).sum(axis=2)
        return np.asarray((self.yardstick[self.block, labels] * squared).sum(axis=1))


def make_model(values: Floats, group: Ints, block: Ints) -> Model:
    """Find what stays the same when groups are dealt out anew inside blocks.

    Parameters
    ----------
    values, group, block
        As in `permanova`.

    Raises
    ------
    ToolkitError
        If no block holds two groups, or no degree of freedom is left.

    Examples
    --------
    >>> group, block = np.array([0, 0, 1, 1]), np.zeros(4, int)
    >>> model = make_model(np.array([[0.0], [2.0], [4.0], [6.0]]), group, block)
    >>> model.squares(group[None]).round(9).tolist(), model.left, model.df, model.df_residual
    ([16.0], 20.0, 1, 2)
    """
    table = count_table(group, block)
    sizes = table.sum(axis=1)
    shares = table / sizes[:, None]
    crossed = np.diag(table.sum(axis=0)) - shares.T @ table
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
    means = np.array([values[block == number].mean(axis=0) for number in range(len(sizes))])
    residual = values - means[block]
    residual[np.abs(residual) <= _NOTHING * max(spread, 1.0)] = 0.0
    return Model(
        residual=residual,
        block=block,
        shares=shares,
        inverse=inverse,
        yardstick=_yardstick(shares, inverse, sizes),
        left=float((residual**2).sum()),
        df=df,
        df_residual=df_residual,
    )


def _yardstick(shares: Floats, inverse: Floats, sizes: Ints) -> Floats:
    """Leverage of the groups over one less the leverage of the whole model."""
    indicator = np.eye(shares.shape[1]) - shares[:, None]  # of each group, less its block's share
    own = np.einsum("bgi,ij,bgj->bg", indicator, inverse, indicator)
    free = 1 - 1 / sizes[:, None] - own
    # A row that its own coefficient fits without rest has no residual to weigh.
    return np.asarray(np.divide(own, free, out=np.zeros_like(own), where=free > _NOTHING))


def judge(f: float, null_f: Floats, dealt: Relabellings, table: Ints) -> float:
    """Turn F and its null into p, no smaller than there is."""
    lowest = smallest_p(table, len(dealt.rows))
    p = p_values(np.array([f]), null_f[:, None], exhaustive=dealt.exhaustive, smallest=lowest)
    return float(p[0])

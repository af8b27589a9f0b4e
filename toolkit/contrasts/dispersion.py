"""PERMDISP: do the groups differ in spread, whatever their centres?"""  # noqa: D400

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.permanova import judge, make_model
from toolkit.contrasts.relabel import count_table, deal_labels
from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.threads import one_thread

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Centre = Literal["median", "centroid"]

_MOST_STEPS = 10_000
_CLOSE = 1e-12  # a step of the spatial median, beside the spread of its points


@dataclass(frozen=True, eq=False)
class Dispersion(Parts):
    """How far the rows of each group lie from its centre, and the shuffles this is judged by.

    Attributes
    ----------
    distances
        Of each row to the centre of its group, (n_rows,), in the unit of the coordinates.
    means
        Their mean in each group, (n_groups,).
    f
        F of the analysis of variance of the distances, beside blocks if there are any.
    df, df_residual
        Its degrees of freedom.
    p
        Share of the shuffles whose F is at least as large.
    null_f
        F of every shuffle, (n_shuffles,).
    exhaustive
        Whether the shuffles are all there are.
    """

    kept_as_arrays = ("f",)  # infinite where groups do not scatter

    distances: Floats
    means: Floats
    f: float
    df: int
    df_residual: int
    p: float
    null_f: Floats
    exhaustive: bool


def dispersion(
    values: Floats,
    group: Ints,
    block: Ints,
    *,
    centre: Centre = "median",
    adjust_size: bool = True,
    n_shuffles: int = 9999,
    seed: int = 1,
) -> Dispersion:
    r"""Test whether groups differ in spread: the companion of `permanova`.

    Each row's distance to the centre of its group, :math:`z`, is compared between groups by the F
    of the analysis of variance, with an intercept for each block. What the groups and blocks
    leave of :math:`z` is shuffled inside blocks, so that the null has no difference of spread
    whatever the observed one is.

    Parameters
    ----------
    values
        Coordinates, one row a cell, (n_rows, n_columns).
    group, block
        Number of each row's group and block, both counted from 0 without gaps, (n_rows,); two
        rows or more in each group.
    centre
        "median": the spatial median, which one odd row does not move; "centroid": the mean.
    adjust_size
        Multiply the distances of a group of n rows by :math:`\sqrt{n / (n - 1)}`: a centre found
        from few rows lies too close to them, and small groups would seem to vary less.
    n_shuffles
        If there are at most this many other relabellings, all are taken; else so many are drawn
        and p = (b + 1) / (B + 1). Taking all, the observed F stands for the observed labels, whose
        shuffled F would be 0 by construction, and p = b / N.
    seed
        Seed of the draws.

    Returns
    -------
    Dispersion
        With its null.

    Raises
    ------
    ToolkitError
        If a group has a single row, or no degree of freedom is left.

    References
    ----------
    Anderson (2006), Biometrics 62; Stier, Geange, Hanson and Bolker (2013), Ecology 94, for the
    sizes. ``betadisper`` of R's vegan is the same for a single block; it adjusts on request.

    Examples
    --------
    >>> values = np.array([[0.0], [2.0], [4.0], [1.0], [2.0], [3.0]])
    >>> group, block = np.array([0, 0, 0, 1, 1, 1]), np.zeros(6, int)
    >>> made = dispersion(values, group, block, adjust_size=False)
    >>> made.distances.round(6).tolist(), round(made.f, 6)
    ([2.0, 0.0, 2.0, 1.0, 0.0, 1.0], 0.8)
    """
    table = count_table(group, block)
    sizes = table.sum(axis=0)
    if sizes.min() < 2:
        raise ToolkitError(
            f"group {int(sizes.argmin())} has {int(sizes.min())} row, and one row has no spread; "
            "leave the group out"
        )
    distances = _distances(values, group, centre)
    if adjust_size:
        distances *= np.sqrt(sizes / (sizes - 1))[group]
    dealt = deal_labels(group, block, n_shuffles=n_shuffles, seed=seed)
    model = make_model(distances[:, None], group, block)
    null_model = make_model(_unexplained(distances, group, block)[:, None], group, block)
    f = float(model.f(group[None], equal_spread=True)[0])
    null_f = null_model.f(dealt.rows, equal_spread=True)
    if dealt.observed is not None:
        null_f[dealt.observed] = f
    return Dispersion(
        distances=distances,
        means=np.array([distances[group == g].mean() for g in range(len(sizes))]),
        f=f,
        df=model.df,
        df_residual=model.df_residual,
        p=judge(f, null_f, dealt, table),
        null_f=null_f,
        exhaustive=dealt.exhaustive,
    )


def spatial_median(points: Floats) -> Floats:
    r"""Find the point whose distances to all points have the smallest sum.

    Weiszfeld's iteration with the step of Vardi and Zhang, which does not stop at a point of the
    data unless that is the answer. Where the points lie on one line and their number is even,
    any point between the middle two has the smallest sum; one of these is returned.

    Parameters
    ----------
    points
        (n_points, n_columns), one point or more.

    Returns
    -------
    ndarray
        (n_columns,).

    References
    ----------
    Vardi and Zhang (2000), Proceedings of the National Academy of Sciences 97(4).

    Examples
    --------
    >>> spatial_median(np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0], [4.0, 4.0]])).tolist()
    [2.0, 2.0]
    """
    here = points.mean(axis=0)
    scale = float(np.abs(points - here).max(initial=0.0))
    if scale == 0.0:
        return np.asarray(here)
    for _ in range(_MOST_STEPS):
        step = _step(points, here, scale)
        here = here + step
        if float(np.abs(step).max()) <= _CLOSE * scale:
            break
    return np.asarray(here)


def _step(points: Floats, here: Floats, scale: float) -> Floats:
    away = points - here
    length = np.sqrt((away**2).sum(axis=1))
    apart = length > _CLOSE * scale
    pull = away[apart] / length[apart, None]
    force = pull.sum(axis=0)
    strength = float(np.sqrt((force**2).sum()))
    n_here = int((~apart).sum())  # points that lie where we are hold us with a force of one each
    if strength <= n_here or strength == 0.0:
        return np.zeros_like(here)
    return np.asarray((1 - n_here / strength) * force / (1 / length[apart]).sum())


def _distances(values: Floats, group: Ints, centre: Centre) -> Floats:
    distances = np.empty(len(values))
    for number in range(group.max() + 1):
        part = np.flatnonzero(group == number)
        own = values[part]
        middle = spatial_median(own) if centre == "median" else own.mean(axis=0)
        distances[part] = np.sqrt(((own - middle) ** 2).sum(axis=1))
    return distances


def _unexplained(distances: Floats, group: Ints, block: Ints) -> Floats:
    """Take from the distances what blocks and groups explain of them."""
    explains = np.hstack(
        [numbers[:, None] == np.arange(numbers.max() + 1) for numbers in (block, group)]
    ).astype(np.float64)
    with one_thread():
        fitted = explains @ np.linalg.lstsq(explains, distances, rcond=None)[0]
    return np.asarray(distances - fitted)

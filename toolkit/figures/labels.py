"""Names beside points, placed so that they do not lie on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.figures.style import MIDDLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

_GAP = 4.0  # points between a dot and its name
_DOT = 3.0  # half a dot's width, in points
_FARTHER = (14, 22, 30, 40)  # points from a dot to a name that a line joins to it
_DIRECTIONS = 16
# Where a name may stand: right, left, above, below, then the corners; as shares of its own size
# from its lower left corner to the dot, with the gap that is left beside it.
_PLACES = (
    (0.0, 0.5, 1, 0), (1.0, 0.5, -1, 0), (0.5, 0.0, 0, 1), (0.5, 1.0, 0, -1),
    (0.0, 0.0, 0.7, 0.5), (1.0, 0.0, -0.7, 0.5), (0.0, 1.0, 0.7, -0.5), (1.0, 1.0, -0.7, -0.5),
)  # fmt: skip


def name_points(panel: Axes, points: Floats, names: Sequence[str], *, size: float = 8) -> int:
    """Write the names of points on a panel, as many as find a free place beside their point.

    Points farther out are named first: there is most room, and there the reader looks. A name
    lies on no other name and on no point, nor beyond the panel. One that finds no room right
    beside its point stands a little way off, and a thin line joins the two.

    Parameters
    ----------
    panel
        Axes that are laid out already.
    points
        In the panel's own units, (n, 2).
    names
        One each.
    size
        Of the letters, in points.

    Returns
    -------
    int
        How many names were written.
    """
    from toolkit.figures.sheet import root_of, text_width

    dots_a_point = root_of(panel).dpi / 72
    at = np.asarray(panel.transData.transform(points), dtype=float) / dots_a_point
    corners = panel.get_window_extent().get_points() / dots_a_point
    dots = np.column_stack([at - _DOT, at + _DOT])
    taken: list[Floats] = []
    written = 0
    for number in np.argsort(-np.linalg.norm(points - points.mean(axis=0), axis=1), kind="stable"):
        width, height = 72 * text_width(names[number], size), 1.15 * size
        others = np.delete(dots, number, axis=0)
        extent = np.array([width, height])
        for corner, how in _corners(at[number], extent):
            box = np.concatenate([corner, corner + extent])
            inside = (box[:2] >= corners[0]).all() and (box[2:] <= corners[1]).all()
            if inside and not _lies_on(box, np.array([*taken, *others])):
                taken.append(box)
                panel.annotate(
                    names[number], xy=(points[number, 0], points[number, 1]),
                    xytext=tuple(corner - at[number]), textcoords="offset points",
                    fontsize=size, va="bottom", ha="left", **how,
                )  # fmt: skip
                written += 1
                break
    return written


def _corners(dot: Floats, extent: Floats) -> Iterator[tuple[Floats, dict[str, Any]]]:
    """Iterate over the lower left corners a name may have, the best first, and how it is joined."""
    for left, low, right, up in _PLACES:
        yield dot + _GAP * np.array([right, up]) - extent * [left, low], {}
    for away in _FARTHER:
        for step in range(_DIRECTIONS):
            angle = 2 * np.pi * step / _DIRECTIONS
            toward = np.array([np.cos(angle), np.sin(angle)])
            share = (1 - toward) / 2  # the side of the name that faces the dot
            line = {"arrowstyle": "-", "color": MIDDLE, "linewidth": 0.5, "shrinkA": 0,
                    "shrinkB": 2, "relpos": tuple(share)}  # fmt: skip
            yield dot + away * toward - extent * share, {"arrowprops": line}


def _lies_on(box: Floats, others: Floats) -> bool:
    """Say whether a box, as left, low, right and high ends, shares any room with others.

    Examples
    --------
    >>> _lies_on(np.array([0, 0, 2, 1.0]), np.array([[1, 0.5, 3, 3.0]]))
    True
    """
    if not len(others):
        return False
    across = (others[:, 0] < box[2]) & (others[:, 2] > box[0])
    upright = (others[:, 1] < box[3]) & (others[:, 3] > box[1])
    return bool((across & upright).any())

"""Groups as points: near each other where they speak of the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.figures.distances import MEASURE_WORDS, chance_words, size_words
from toolkit.figures.labels import name_points
from toolkit.figures.style import BLUE, GREY, MIDDLE, PALE, WIDTH, house_style, shorten
from toolkit.records import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import Divergences
    from toolkit.contrasts.jackknife import Measure
    from toolkit.contrasts.map import GroupMap

_HEIGHT = 5.4  # inches
_LOW, _FEW = 3.2, 5  # inches, for so many groups
_MANY = 60  # groups beyond which letters and dots are small
_LINKED = 15  # groups up to which pairs that chance may part are linked
_IS_DISTANCE = ("hellinger", "aitchison")


def plot_map(
    divergences: Divergences,
    *,
    measure: Measure = "jsd",
    corrected: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw groups as points of a plane, whose distances are as near as can be to those measured.

    Only distances between points have a meaning, and both axes have one scale; the map may be
    turned or mirrored. Read it beside its stress, which says how far the drawn distances are
    from those they should show, and with `plot_distances`, which shows each of them. With up to
    fifteen groups a dotted line joins two that are no farther apart than chance. Groups that
    lie along one line of change, such as years, often form an arch: far ends share no topic, and
    a distance has an upper end.

    Parameters
    ----------
    divergences
        What `divergences` returned.
    measure
        "jsd", "hellinger", "total_variation" or "aitchison". Of jsd and total_variation the
        root is drawn, which is a distance.
    corrected
        False maps distances as observed: groups of few clusters and words then lie at the rim
        for having few.
    ax
        Axes to draw on; a new figure if None.

    Returns
    -------
    Axes
        With one point a group; names that find no free place are left out and counted below.

    Raises
    ------
    ToolkitError
        If there is no such measure, the distances of fewer than three groups are known, or no
        pair is farther apart than chance.

    Examples
    --------
    >>> ax = plot_map(divergences(topics, by="speaker"))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import is_ours, lay_out, root_of, write_caption

    found = divergences.map(measure, corrected=corrected)
    names = [shorten(name, 28) for name in found.groups]
    with house_style():
        panels = lay_out(1, size=(WIDTH, (_LOW if len(names) <= _FEW else _HEIGHT) + 1.3), ax=ax)
        axes = panels[0]
        links = _link(axes, found) if len(found.groups) <= _LINKED else False
        few = len(names) <= _MANY
        axes.plot(
            *found.coordinates.T, "o", color=BLUE, markersize=4.6 if few else 3.2,
            markeredgewidth=0.5, markeredgecolor="white", zorder=3,
        )  # fmt: skip
        _dress(axes, found)
        if is_ours(panels):
            write_caption(panels, _caption(divergences, found, len(names), links=links))
        root_of(axes).draw_without_rendering()  # only then it is known where the points lie
        named = name_points(axes, found.coordinates, names, size=8 if few else 6.5)
        write_caption(panels, _caption(divergences, found, named, links=links))
    return axes


def _link(axes: Axes, found: GroupMap) -> bool:
    """Join pairs that are no farther apart than chance; say whether there are any."""
    for a, b in np.argwhere(np.triu(found.distances <= 0, k=1)):
        x, y = found.coordinates[[a, b]].T
        axes.plot(x, y, color=MIDDLE, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)
    return found.n_chance > 0


def _dress(axes: Axes, found: GroupMap) -> None:
    from toolkit.figures.sheet import tidy

    first, second = (f"{100 * share:.0f} %" for share in found.shares)
    tidy(axes, x=f"first axis ({first} of what there is)", grid="both")
    axes.set_ylabel(f"second axis ({second})", fontsize=8.5, color=GREY)
    axes.xaxis.label.set_color(GREY)
    axes.grid(color=PALE, linewidth=0.5)
    axes.margins(0.16, 0.1)
    axes.set_aspect("equal", adjustable="datalim")


def _caption(divergences: Divergences, found: GroupMap, named: int, *, links: bool) -> str:
    settings = divergences.settings
    name, unit = MEASURE_WORDS[found.measure]
    root = "" if found.measure in _IS_DISTANCE else "root of the "
    how = "corrected for chance" if found.corrected else "as observed, chance included"
    n = len(found.groups)
    said = [
        (
            f"Groups by {settings['by']}, placed by classical scaling of the {root}{name} ({unit}) "
            f"of mean topic proportions, {how}; both axes in its unit, and only distances have a "
            f"meaning. Stress {found.stress:.2f} (0: every distance as it should be)"
        )
    ]
    if found.corrected:
        joined = ", joined by dotted lines" if links else ""
        said.append(chance_words(found.n_chance, n * (n - 1) // 2) + joined)
    if found.left_out:
        left = plural(len(found.left_out), "group")
        said.append(f"{left} of one cluster left out, for want of a correction")
    if found.measure == "aitchison":
        said.append(f"Shares below {settings['floor']:g} were replaced by it")
    if named < n:
        said.append(f"{n - named:,} of {plural(n, 'group')} not named for want of room")
    said.append(f"{size_words(divergences)}. Uncertainty is not shown")
    return ". ".join(said) + "."

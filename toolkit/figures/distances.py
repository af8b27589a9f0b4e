"""How far apart groups are: the distances of all pairs, and the tree they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.figures.caption import average_words, units
from toolkit.figures.style import GREY, INK, MIDDLE, WIDTH, house_style, shorten
from toolkit.records import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import Divergences
    from toolkit.contrasts.jackknife import Measure
    from toolkit.contrasts.tree import GroupTree
    from toolkit.figures.sheet import Panels

Floats = NDArray[np.float64]

_WITH_NUMBERS = 12  # groups whose distances can be written into the cells
_FLAT = 4  # groups whose names stand side by side above their columns
_PITCH = 0.125  # inches that a line of text needs
_BODY = 7.6  # inches, the most for the rows on a page
_TREE = 1.3  # inches
_NAMES = 2.0

MEASURE_WORDS = {
    "jsd": ("Jensen–Shannon divergence", "bits"),
    "hellinger": ("Hellinger distance", "0 to 1"),
    "total_variation": ("total variation distance", "0 to 1"),
    "aitchison": ("Aitchison distance", "natural logarithms"),
}
"""What each measure is called, and its unit or range."""


def plot_distances(
    divergences: Divergences,
    *,
    measure: Measure = "jsd",
    corrected: bool = True,
    ax: Sequence[Axes] | None = None,
) -> Panels:
    """Draw the distances of all pairs of groups as shades, in the order of the tree beside them.

    The tree joins the nearest groups first, two branches at the mean distance between their
    members. Distances are corrected for chance: a pair whose corrected distance is not above
    zero is white and marked with a point, being no farther apart than chance. With up to twelve
    groups each pair is written twice: below the diagonal corrected and shaded, above it as
    observed. With more the shades alone are drawn, on both sides.

    Parameters
    ----------
    divergences
        What `divergences` returned.
    measure
        "jsd", "hellinger", "total_variation" or "aitchison".
    corrected
        False shades distances as observed, which are the larger the fewer clusters and words
        groups have. Groups of one cluster have no others.
    ax
        Two Axes to draw on, for tree and matrix; a new figure if None.

    Returns
    -------
    Panels
        Two Axes in a tuple with ``.figure``: of the tree, and of the matrix, whose first image
        holds the distances, (n_groups, n_groups), in the order drawn; groups without corrected
        distances come last.

    Raises
    ------
    ToolkitError
        If there is no such measure, or the distances of fewer than two groups are known.

    Examples
    --------
    >>> axes = plot_distances(divergences(topics, by="speaker"))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, write_caption

    tree = divergences.tree(measure, corrected=corrected)
    shown = divergences.distances(measure, corrected=corrected)
    observed = divergences.distances(measure, corrected=False)
    names = [*(tree.groups[leaf] for leaf in tree.order), *tree.left_out]
    order = [divergences.groups.index(name) for name in names]
    n = len(order)
    numbers = n <= _WITH_NUMBERS
    side = WIDTH - _TREE - _NAMES
    height = max(0.5 * n, 1.2) if numbers else min(max(side, _PITCH * n), _BODY)
    with house_style():
        panels = lay_out(
            2, n_columns=2, size=(WIDTH, height + 1.9), ax=ax, width_ratios=(_TREE, side)
        )
        _draw_tree(panels[0], tree, n)
        apart, seen = shown[np.ix_(order, order)], observed[np.ix_(order, order)]
        words = (
            f"{' ('.join(MEASURE_WORDS[measure])}), {'corrected' if corrected else 'as observed'}"
        )
        _draw_matrix(
            panels[1], words, apart, seen if numbers and corrected else None, numbers=numbers
        )
        clusters = dict(zip(divergences.groups, divergences.clusters.tolist(), strict=True))
        every = 1 if numbers else int(-(-_PITCH // (height / n + 1e-9)))
        _name(panels[1], [f"{shorten(name, 26)} ({clusters[name]:,})" for name in names], every)
        if numbers:
            _name_columns(panels[1], names)
        _dress(panels[0])
        write_caption(panels, _caption(divergences, tree, numbers=numbers))
    return panels


def _draw_tree(panel: Axes, tree: GroupTree, n_rows: int) -> None:
    """Draw branches from their leaves at the right to where they meet."""
    row_of = {leaf: float(row) for row, leaf in enumerate(tree.order)}
    rows = [row_of[leaf] for leaf in range(len(tree.groups))]
    heights = [0.0] * len(tree.groups)
    for first, second, height, _ in tree.merges.tolist():
        a, b = int(first), int(second)
        end = max(height, 0.0)
        x, y = [heights[a], end, end, heights[b]], [rows[a], rows[a], rows[b], rows[b]]
        panel.plot(x, y, color=INK, linewidth=0.9, solid_joinstyle="miter", clip_on=False)
        rows.append((rows[a] + rows[b]) / 2)
        heights.append(end)
    most = max(heights)
    panel.set_xlim(1.04 * most if most > 0 else 1.0, 0)
    panel.set_ylim(n_rows - 0.5, -0.5)
    panel.set_yticks([])


def _draw_matrix(
    panel: Axes, words: str, apart: Floats, observed: Floats | None, *, numbers: bool
) -> None:
    n = len(apart)
    shades = np.where(np.eye(n, dtype=bool), np.nan, apart)
    if observed is not None:
        shades[np.triu_indices(n)] = np.nan
    top = np.nanmax(shades, initial=0.0)
    image = panel.imshow(
        shades, cmap="Blues", vmin=0, vmax=top or 1.0, aspect="auto", interpolation="nearest"
    )
    bar = panel.figure.colorbar(image, ax=panel, shrink=0.7, aspect=24, pad=0.02, location="bottom")
    bar.set_label(words, fontsize=8.5)
    bar.ax.tick_params(labelsize=8)
    bar.outline.set_visible(False)
    chance = np.argwhere(shades <= 0)
    size = 2.2 if n <= 40 else 0.9
    where = chance + ([0.28, 0.0] if numbers else [0.0, 0.0])
    panel.plot(
        where[:, 1], where[:, 0], ".", color=GREY, markersize=2 * size, markeredgewidth=0,
        label="no farther apart than chance", linestyle="none",
    )  # fmt: skip
    if numbers:
        for row, column in np.ndindex(n, n):
            dark = shades[row, column] > 0.6 * top
            _write(panel, column, row, shades.item(row, column), colour="white" if dark else INK)
            if observed is not None and column > row:
                _write(panel, column, row, observed.item(row, column), colour=GREY)


def _write(panel: Axes, x: float, y: float, value: float, *, colour: str) -> None:
    if np.isfinite(value):
        panel.text(x, y, _short(value), ha="center", va="center", fontsize=7, color=colour)


def _short(value: float) -> str:
    """Write a distance in few letters.

    Examples
    --------
    >>> _short(0.0123), _short(-0.0004), _short(3.14159)
    ('.012', '−.000', '3.14')
    """
    text = f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"
    return text.replace("-", "−").replace("0.", ".", 1) if abs(value) < 1 else text


def _name(panel: Axes, names: Iterable[str], every: int) -> None:
    named = list(names)
    at = range(0, len(named), every)
    panel.set_yticks(at, [named[row] for row in at], parse_math=False)
    panel.tick_params(
        axis="y", length=2 if every > 1 else 0, labelsize=8, labelright=True, labelleft=False,
        right=every > 1, left=False,
    )  # fmt: skip
    panel.set_xticks([])
    panel.spines[:].set_visible(False)


def _name_columns(panel: Axes, names: list[str]) -> None:
    flat = len(names) <= _FLAT
    short = [shorten(name, 20 if flat else 28) for name in names]
    panel.set_xticks(range(len(names)), short, rotation=0 if flat else 90, parse_math=False)
    panel.tick_params(axis="x", length=0, labelsize=8, labeltop=True, labelbottom=False)


def _dress(tree: Axes) -> None:
    tree.spines[["left", "top", "right"]].set_visible(False)
    tree.spines["bottom"].set_color(MIDDLE)
    tree.tick_params(axis="x", labelsize=8)
    tree.locator_params(axis="x", nbins=3)
    tree.set_xlabel("mean between branches", fontsize=8)


def chance_words(n_chance: int, n_pairs: int) -> str:
    """Say how many pairs are no farther apart than chance.

    Examples
    --------
    >>> chance_words(2, 10)
    '2 of 10 pairs are no farther apart than chance (corrected value not above zero)'
    """
    return (
        f"{n_chance:,} of {plural(n_pairs, 'pair')} {'is' if n_chance == 1 else 'are'} no farther "
        "apart than chance (corrected value not above zero)"
    )


def size_words(divergences: Divergences) -> str:
    """Say how much of what the distances rest on."""
    unit, several = units(divergences.settings)
    clusters = divergences.clusters
    least, most = int(clusters.min()), int(clusters.max())
    each = plural(least, unit, several) if least == most else f"{least:,} to {most:,} {several}"
    return (
        f"n = {plural(len(divergences.groups), 'group')} of {each} each, "
        f"{plural(int(divergences.segments.sum()), 'segment')}, "
        f"{plural(int(divergences.tokens.sum()), 'token')}; "
        f"{average_words(divergences.settings)}"
    )


def _caption(divergences: Divergences, tree: GroupTree, *, numbers: bool) -> str:
    settings = divergences.settings
    name, unit = MEASURE_WORDS[tree.measure]
    a, b = np.triu_indices(len(divergences.groups), k=1)
    shown = divergences.distances(tree.measure, corrected=tree.corrected)[a, b]
    several = units(settings)[1]
    said = [f"Distances of groups by {settings['by']}: {name} ({unit}) of mean topic proportions"]
    if tree.corrected:
        how = "; below the diagonal corrected, above it as observed" if numbers else ", corrected"
        said[0] += f"{how}. The correction leaves out one of the {several} at a time"
        known = shown[np.isfinite(shown)]
        below = chance_words(int((known <= 0).sum()), len(known))
        said.append(f"Points: {below[0].lower()}{below[1:]}")
    else:
        said[0] += ", as observed: the fewer clusters and words, the larger by chance alone"
    if tree.left_out:
        said.append(f"Blank: {plural(len(tree.left_out), 'group')} of one cluster, not corrected")
    if tree.measure == "aitchison":
        said.append(f"Shares below {settings['floor']:g} were replaced by it")
    likeness = (
        f"cophenetic correlation {tree.cophenetic:.2f}"
        if np.isfinite(tree.cophenetic)
        else "too few distances for a cophenetic correlation"
    )
    said.append(f"Tree: average linkage, {likeness}")
    said.append(f"In brackets {several}. {size_words(divergences)}")
    said.append("A description and no test; uncertainty is not shown")
    return ". ".join(said) + "."

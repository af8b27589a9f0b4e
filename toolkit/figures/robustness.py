"""Findings beside their fate in other fits: the base's interval and the range over fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.contrasts.robustness_words import varied_words
from toolkit.errors import ToolkitError
from toolkit.figures.caption import average_words
from toolkit.figures.fits import bars, compared, failed, holding, sizes
from toolkit.figures.style import BLUE, GREY, INK, MIDDLE, WIDTH, house_style, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import Robustness

_MOST_ROWS = 80
_ROW = 0.27  # inches: a row holds two lines
_APART = 0.17  # of a row, from its middle to either line


def plot_robustness(
    robustness: Robustness, *, pair: tuple[str, str] | None = None, ax: Axes | None = None
) -> Axes:
    """Draw every finding of the base, and below it what all fits make of it.

    Upper line of a row: the base, with its own interval. Lower line: the median of the
    differences over the fits that have the topic, and the range that holds at least 95 % of
    them, filled where the finding holds in more than half of all fits. The two lines are not the
    same kind of thing: the interval says how much other texts might have given, the range what
    other choices did give. At the right: in how many of the fits it holds.

    Parameters
    ----------
    robustness
        What `robustness` returned.
    pair
        Names of two groups; all pairs if None.
    ax
        Axes to draw on; a new figure if None.

    Returns
    -------
    Axes
        x in percentage points, the findings from the top by pair and topic.

    Raises
    ------
    ToolkitError
        If the pair is unknown, the base finds nothing, or more than a figure holds.

    Examples
    --------
    >>> ax = plot_robustness(robustness)  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, write_caption

    only = None if pair is None else robustness.place(*pair)
    findings = [(i, k) for i, k in robustness.findings() if only in (None, i)]
    if not findings:
        raise ToolkitError(
            "the base finds no difference, so that there is nothing to follow; "
            "plot_specification draws any topic"
        )
    if len(findings) > _MOST_ROWS:
        raise ToolkitError(
            f"{len(findings)} findings are too many for one figure, which holds {_MOST_ROWS}; "
            "draw one pair at a time"
        )
    several = len({i for i, _ in findings}) > 1
    n_rows = len(findings) + (len({i for i, _ in findings}) if several else 0)
    with house_style():
        panels = lay_out(1, size=(WIDTH, _ROW * n_rows + 2.3), ax=ax)
        _draw(panels[0], robustness, findings, several=several)
        write_caption(panels, _caption(robustness, findings))
    return panels[0]


def _draw(
    panel: Axes, robustness: Robustness, findings: list[tuple[int, int]], *, several: bool
) -> None:
    from toolkit.figures.sheet import name_rows, tidy, write_beside

    names: list[str] = []
    rows, before = [], -1
    for i, k in findings:
        a, b = robustness.pairs[i]
        if several and i != before:
            heading = f"{shorten(a, 40)} minus {shorten(b, 40)}"
            panel.annotate(
                heading, xy=(0, len(names)), xycoords=("axes fraction", "data"), xytext=(2, 0),
                textcoords="offset points", va="center", fontsize=8, fontweight="bold",
                parse_math=False,
            )  # fmt: skip
            names.append("")
        before = i
        rows.append(len(names))
        names.append(shorten(robustness.labels[k], 40))
    y = np.array(rows)
    first = [np.array([array[0, i, k] for i, k in findings]) for array in (
        robustness.difference, robustness.low, robustness.high)]  # fmt: skip
    over = 100 * np.array([robustness.range_over_fits(i, k) for i, k in findings]).T
    held = np.array([int(robustness.holds[:, i, k].sum()) for i, k in findings])
    most = 2 * held > robustness.n_fits
    panel.axvline(0, color=GREY, linewidth=0.8, zorder=1)
    point, low, high = (100 * values for values in first)
    panel.hlines(y - _APART, low, high, color=MIDDLE, linewidth=2.6, zorder=2)
    panel.plot(point, y - _APART, "D", markersize=4.4, color=INK, label="base, its own interval")
    panel.hlines(y + _APART, over[1], over[2], color=BLUE, linewidth=1.1, zorder=2)
    how: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 4.6}
    for some, face in ((most, BLUE), (~most, "white")):
        if some.any():
            panel.plot(
                over[0][some], y[some] + _APART, markerfacecolor=face, markeredgecolor=BLUE,
                zorder=3, **how,
            )  # fmt: skip
    panel.plot([], [], color=BLUE, label="all fits: median and range", **how)
    for row, n, is_most in zip(rows, held, most, strict=True):
        weight = "bold" if is_most else "normal"
        write_beside(panel, row, f"{n:,} of {robustness.n_fits:,}", right=56, fontweight=weight)
    write_beside(panel, -0.95, "holds in", right=56, color=GREY)
    name_rows(panel, names)
    panel.legend(
        loc="lower left", bbox_to_anchor=(0, 1.01), ncols=3, columnspacing=1, handletextpad=0.2
    )
    title = "" if several else " minus ".join(
        shorten(name, 36) for name in robustness.pairs[findings[0][0]]
    )  # fmt: skip
    panel.set_title(title, pad=26, parse_math=False)
    tidy(panel, x="difference (percentage points)", grid="x")
    panel.spines["left"].set_visible(False)


def _caption(robustness: Robustness, findings: list[tuple[int, int]]) -> str:
    settings = robustness.settings
    pairs = list(dict.fromkeys(i for i, _ in findings))
    what = compared(robustness)
    n = sizes(robustness, pairs[0]) if len(pairs) == 1 else ""
    return (
        f"What the base finds, in {robustness.n_fits:,} fits: {what}; {average_words(settings)}."
        f"{failed(robustness)} "
        f"Varied: {varied_words(robustness)}. {holding(robustness)} {bars(robustness, 'Grey bars')}"
        "Blue lines: range of the differences over the fits that have the topic, at least 95 % of "
        "these; no confidence interval, since fits share their texts. Filled: holds in more than "
        "half of all fits. At the right: of all fits, "
        f"also those without the topic. {n}".rstrip()
    )

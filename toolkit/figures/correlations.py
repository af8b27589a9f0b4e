"""Which topics go together: shades for each pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.errors import ToolkitError
from toolkit.figures.style import GREY, WIDTH, house_style, shorten
from toolkit.records import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.topics.correlations import Correlations

_MOST_TOPICS = 60
_PITCH = 0.2  # inches a row
_WRITTEN = 16  # topics up to which the number stands in each cell


def plot_correlations(correlations: Correlations, *, ax: Axes | None = None) -> Axes:
    """Draw the correlations of all pairs of topics, as shades below the diagonal.

    Orange pairs rise together, purple ones apart. Up to 16 topics each cell holds its number, bold
    where its interval lies beyond 0; with more topics such a cell holds a plus or a minus.

    Parameters
    ----------
    correlations
        What `correlations` returned.
    ax
        Axes to draw on; a new figure if None.

    Returns
    -------
    Axes
        Its first image holds the correlations, (n_topics - 1, n_topics - 1), masked above the
        diagonal and where there is no answer.

    Raises
    ------
    ToolkitError
        If there are more than 60 topics.

    Examples
    --------
    >>> ax = plot_correlations(correlations(topics))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, write_caption

    n = len(correlations.labels)
    if n > _MOST_TOPICS:
        raise ToolkitError(
            f"{n:,} topics are {n * (n - 1) // 2:,} pairs, more than can be seen; the table has "
            f"them all, and up to {_MOST_TOPICS} topics can be drawn"
        )
    pitch = max(_PITCH, 0.36 if n <= _WRITTEN else _PITCH)
    size = (max(WIDTH, pitch * n + 3.2), pitch * n + 2.4)
    with house_style():
        panels = lay_out(1, size=size, ax=ax)
        axes = panels[0]
        shown = np.ma.masked_invalid(correlations.correlation[1:, :-1])
        shown = np.ma.masked_where(np.triu(np.ones(shown.shape, dtype=bool), 1), shown)
        # From purple over white to orange: colour-blind readers tell them apart; the signs and
        # numbers in the cells do so in grey print.
        image = axes.imshow(shown, cmap="PuOr_r", vmin=-1, vmax=1, interpolation="nearest")
        bar = axes.figure.colorbar(image, ax=axes, shrink=0.6, aspect=30, pad=0.02)
        bar.set_label("correlation of log shares", fontsize=8.5)
        bar.ax.tick_params(labelsize=8)
        bar.outline.set_visible(False)
        names = [shorten(label, 30) for label in correlations.labels]
        axes.set_yticks(range(n - 1), names[1:], parse_math=False)
        axes.set_xticks(range(n - 1), names[:-1], rotation=90, parse_math=False)
        axes.tick_params(length=0, labelsize=8)
        axes.spines[:].set_visible(False)
        axes.set_aspect("equal" if ax is None else "auto")
        _write_cells(axes, correlations)
        write_caption(panels, _caption(correlations))
    return axes


def _write_cells(axes: Axes, correlations: Correlations) -> None:
    n = len(correlations.labels)
    for i in range(1, n):
        for j in range(i):
            value = float(correlations.correlation[i, j])
            if np.isnan(value):
                continue
            beyond = correlations.low[i, j] > 0 or correlations.high[i, j] < 0
            text = f"{value:.2f}".replace("0.", ".", 1).replace("-", "\N{MINUS SIGN}")
            if n > _WRITTEN:
                text = ("+" if value > 0 else "\N{MINUS SIGN}") if beyond else ""
            axes.text(
                j, i - 1, text, ha="center", va="center", fontsize=8 if beyond else 7,
                fontweight="bold" if beyond else "normal",
                color="white" if abs(value) > 0.62 else "black" if beyond else GREY,
            )  # fmt: skip


def _caption(correlations: Correlations) -> str:
    settings = correlations.settings
    signs = "Bold" if len(correlations.labels) <= _WRITTEN else "Plus or minus"
    return (
        f"Correlations of the logarithms of topics' amounts from one {settings['by']} to the next, "
        "estimated from log ratios of pooled shares (average = tokens) as if most pairs were "
        f"unrelated. {correlations.origin}; n = {plural(correlations.n_units, settings['by'])}. "
        f"{signs}: the {100 * settings['level']:g} % interval (jackknife over units, Fisher's z, "
        "not adjusted for many pairs) lies beyond 0. One fit; no test."
    )

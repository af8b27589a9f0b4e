"""Topics by group: a dot for each topic and group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.figures.caption import average_words, error_words, units
from toolkit.figures.style import COLOURS, MARKERS, PALE, WIDTH, house_style, shorten
from toolkit.records import plural
from toolkit.stages import did_you_mean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from toolkit.contrasts import Proportions

_STEPS = 0.105, 0.085  # inches between two groups of one topic: of up to four, of more
_FEWEST = 3  # clusters that a bar takes: with two the quantile is 12.7
_LARGER = {"*": 6.0, "P": 5.4, "X": 5.4}  # points, of markers that look smaller than they are


def plot_proportions(
    proportions: Proportions,
    *,
    groups: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the mean proportion of every topic in a few groups, one row a topic.

    Bars are 95 % intervals by Student's t over the group's clusters (its quantile of clusters less
    one degrees of freedom times the standard error), cut at 0 and 100 %, one group and topic at a
    time. They describe and do not test: where groups share meetings, whether bars
    overlap says nothing about the difference. Use `contrast` and `plot_contrast` for that, and
    `plot_heatmap` for many groups.

    Parameters
    ----------
    proportions
        What `proportions` returned.
    groups
        Groups to draw, in this order; all if None. At most eight can be told apart.
    ax
        Axes to draw on; a new figure if None.

    Returns
    -------
    Axes
        x in per cent; topic 1 at the top. A group of fewer than three clusters has no bar: two do
        not show how clusters spread.

    Raises
    ------
    ToolkitError
        If a group is unknown, or there are more than eight.

    Examples
    --------
    >>> ax = plot_proportions(proportions(topics, by="speaker"))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, panel_width, text_width, write_caption

    chosen = _chosen(proportions, groups)
    n_topics = len(proportions.labels)
    step = _STEPS[len(chosen) > 4]
    row = 0.13 + step * len(chosen)
    with house_style():
        panels = lay_out(1, size=(WIDTH, 1.6 + row * n_topics), ax=ax)
        axes = panels[0]
        dots = [
            _draw(axes, proportions, group, place, step=step / row, n_groups=len(chosen))
            for place, group in enumerate(chosen)
        ]
        names = [_name(proportions, group) for group in chosen]
        widest = max(text_width(name, 8.5) for name in names) + 0.6
        n_columns = max(1, int(0.85 * panel_width(axes) / widest))
        axes.legend(dots, names, loc="lower left", bbox_to_anchor=(0, 1), ncols=n_columns)
        _dress(axes, proportions)
        write_caption(panels, _caption(proportions, chosen))
    return axes


def _chosen(proportions: Proportions, groups: Sequence[str] | None) -> list[int]:
    known = proportions.groups
    names = list(known if groups is None else groups)
    for name in names:
        if name not in known:
            raise ToolkitError(f"there is no group {name!r}; {did_you_mean(name, known)}")
    if not 1 <= len(names) <= len(MARKERS):
        raise ToolkitError(
            f"{plural(len(names), 'group')} cannot be drawn as dots, which tell 1 to "
            f"{len(MARKERS)} apart; use plot_heatmap, or choose some by groups=[...]"
        )
    return [known.index(name) for name in names]


def _name(proportions: Proportions, group: int) -> str:
    n_clusters = plural(int(proportions.clusters[group]), *units(proportions.settings))
    return f"{shorten(proportions.groups[group])} ({n_clusters})"


def _draw(
    axes: Axes, proportions: Proportions, group: int, place: int, *, step: float, n_groups: int
) -> Line2D:
    """Draw one group's dots and bars, a little above or below the middle of each row."""
    percent = 100 * proportions.proportions[group]
    y = np.arange(len(percent)) + step * (place - (n_groups - 1) / 2)
    reach = 100 * _reach(proportions, group)
    low, high = np.maximum(percent - reach, 0), np.minimum(percent + reach, 100)
    known = np.isfinite(reach)
    axes.hlines(y[known], low[known], high[known], color=COLOURS[place], linewidth=1.0)
    (dots,) = axes.plot(
        percent,
        y,
        linestyle="none",
        marker=MARKERS[place],
        markersize=_LARGER.get(MARKERS[place], 4.6),
        markeredgewidth=0,
        color=COLOURS[place],
        clip_on=False,
        zorder=3,
    )
    return dots


def _reach(proportions: Proportions, group: int) -> NDArray[np.float64]:
    """Half the length of each bar, on the scale 0 to 1; NaN for a group of few clusters."""
    from scipy.stats import t

    n = int(proportions.clusters[group])
    quantile = float(t.ppf(0.975, n - 1)) if n >= _FEWEST else np.nan
    return np.asarray(quantile * proportions.standard_error[group])


def _dress(axes: Axes, proportions: Proportions) -> None:
    from toolkit.figures.sheet import name_rows, tidy

    n_topics = len(proportions.labels)
    name_rows(axes, [shorten(label) for label in proportions.labels])
    axes.set_ylim(n_topics - 0.5, -0.5)
    axes.set_xlim(left=0)
    for between in np.arange(0.5, n_topics - 1):
        axes.axhline(between, color=PALE, linewidth=0.5, zorder=0)
    tidy(axes, x="mean proportion of the topic (%)")


def _caption(proportions: Proportions, chosen: list[int]) -> str:
    settings = proportions.settings
    segments = int(proportions.segments[chosen].sum())
    tokens = int(proportions.tokens[chosen].sum())
    bars = f"bars: {error_words(settings)}, cut at 0 and 100 %"
    few = np.array([int(proportions.clusters[group]) < _FEWEST for group in chosen])
    if few.all():
        bars = f"no bars: groups of one or two {units(settings)[1]} do not show how these spread"
    elif few.any():
        bars += f"; no bar for a group of one or two {units(settings)[1]}"
    return (
        f"Mean proportion of each topic by {settings['by']}, in %; {average_words(settings)}; "
        f"n = {plural(segments, 'segment')}, {plural(tokens, 'token')}; {bars}. "
        "It describes each group and tests nothing."
    )

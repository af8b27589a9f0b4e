"""Trends: a small panel for each topic, a line for each group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.trends.periods import CALENDAR, number_of
from toolkit.errors import ToolkitError
from toolkit.figures.caption import average_words, units
from toolkit.figures.style import COLOURS, MARKERS, WIDTH, house_style, shorten
from toolkit.records import plural
from toolkit.stages import did_you_mean
from toolkit.topics.numbers import place_of, topic_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from toolkit.contrasts import Trend
    from toolkit.figures.sheet import Panels


_MOST_GROUPS = 4  # bands of more cannot be told apart
_MOST_PANELS = 60
_COLUMNS = 3
_BETWEEN = 0.12  # inches from one tick's name to the next
# Periods from one tick to the next; a tick stands at a multiple, so that years are round.
_STEPS = {
    "month": (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200),
    "quarter": (1, 2, 4, 8, 20, 40, 80, 200, 400),
    "year": (1, 2, 5, 10, 20, 50, 100, 200, 500),
    "decade": (1, 2, 5, 10, 20, 50, 100),
}
# In grey print lines differ by their strokes, wherever markers are too dense to be told.
_STROKES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)))
_DENSE = 40  # periods in a panel beyond which a marker stands only where no line leads to it
_ROOM = 1.5  # of the highest point, that bands of few clusters may take
_FIRM = 5  # clusters whose band a panel always holds: of two it may reach ten times as high
_MOST_NAMED = 6


def plot_trend(
    trend: Trend,
    *,
    topics_shown: Sequence[int] | None = None,
    groups: Sequence[str] | None = None,
    ax: Axes | Sequence[Axes] | None = None,
) -> Panels:
    """Draw topics over time, one panel a topic, one line a group.

    Lines join neighbouring periods only: where a period has no data the line stops and starts
    again. A shaded band is the pointwise interval of the trend; a period of one cluster has none
    and is an open marker (beyond 40 periods markers stand only where no line leads to). Nothing is
    smoothed. A panel's height is set by its line: a band of
    very few clusters that would dwarf it is cut at the top.

    Parameters
    ----------
    trend
        What `trend` returned.
    topics_shown
        Numbers of the topics to draw, in this order; all if None.
    groups
        Groups to draw, in this order; all if None, of which there may be four.
    ax
        Axes to draw on, as many as there are topics shown; a new figure if None.

    Returns
    -------
    Panels
        One Axes a topic, in a tuple with ``.figure``. x are the periods, 0, 1, ... in their order,
        with those between that are empty; y in per cent from 0, each panel on its own scale.

    Raises
    ------
    ToolkitError
        If a topic or group does not exist, or there are too many of them.

    Examples
    --------
    >>> panels = plot_trend(trend(topics, per="year"), topics_shown=[1, 4])  # doctest: +SKIP
    """
    from toolkit.figures.sheet import fit, is_ours, lay_out, panel_width, tidy, write_caption

    shown, lines = _chosen_topics(trend, topics_shown), _chosen_groups(trend, groups)
    n_columns = {1: 1, 2: 2, 4: 2}.get(len(shown), _COLUMNS)
    n_rows = -(-len(shown) // n_columns)
    size = (WIDTH, n_rows * (1.45 if n_columns == _COLUMNS else 2.0) + 1.2)
    with house_style():
        panels = lay_out(len(shown), n_columns=n_columns, size=size, ax=ax, share="x")
        ours = is_ours(panels)
        drawn: list[Line2D] = []
        for place, (topic, panel) in enumerate(zip(shown, panels, strict=True)):
            drawn = [
                _draw(panel, trend, group, topic, place=line) for line, group in enumerate(lines)
            ]
            panel.set_ylim(0, _top(trend, lines, topic))
            last = not ours or place + n_columns >= len(shown)
            tidy(panel, x="", grid="")
            panel.grid(axis="y", color="#ebebeb", linewidth=0.5)
            width = (WIDTH - 0.7) / n_columns - 0.35 if ours else panel_width(panel)
            _write_time(panel, trend, lines, width)
            panel.locator_params(axis="y", nbins=4)
            panel.tick_params(labelbottom=last)
            panel.set_ylabel("% of words" if place % n_columns == 0 else "", fontsize=8)
            label = fit(trend.labels[topic], width, size=8.5, weight="bold")
            panel.set_title(label, fontsize=8.5, parse_math=False)
        _name_lines(panels, trend, lines, drawn, ours)
        write_caption(panels, _caption(trend, lines, shown))
    return panels


def _chosen_topics(trend: Trend, topics_shown: Sequence[int] | None) -> list[int]:
    numbers = topic_numbers(trend.labels) if topics_shown is None else topics_shown
    shown = [place_of(trend.labels, number) for number in numbers]
    if not 1 <= len(shown) <= _MOST_PANELS:
        raise ToolkitError(
            f"{plural(len(shown), 'topic')} cannot be drawn in one figure, which holds 1 to "
            f"{_MOST_PANELS}; choose some, such as topics_shown=[1, 2, 3]"
        )
    return shown


def _chosen_groups(trend: Trend, groups: Sequence[str] | None) -> list[int]:
    names = list(trend.groups if groups is None else groups)
    for name in names:
        if name not in trend.groups:
            raise ToolkitError(f"there is no group {name!r}; {did_you_mean(name, trend.groups)}")
    if not 1 <= len(names) <= _MOST_GROUPS:
        raise ToolkitError(
            f"{plural(len(names), 'group')} cannot be drawn as lines, of which a panel holds 1 to "
            f"{_MOST_GROUPS}; choose some, such as groups={list(trend.groups[:2])}"
        )
    return [trend.groups.index(name) for name in names]


def _draw(panel: Axes, trend: Trend, group: int, topic: int, *, place: int) -> Line2D:
    x, colour = np.arange(len(trend.periods)), COLOURS[place]
    dense = len(x) > _DENSE
    percent, low, high = (
        100 * part[group, :, topic] for part in (trend.proportions, trend.low, trend.high)
    )
    # NaN breaks the line and the band: nothing is drawn across a gap.
    panel.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
    lonely = np.isfinite(low) & ~_has_neighbour(np.isfinite(low))
    panel.vlines(
        x[lonely],
        low[lonely],
        high[lonely],
        color=colour,
        alpha=0.35,
        linewidth=0.8 if dense else 2.2,
    )
    (line,) = panel.plot(
        x, percent, color=colour, linestyle=_STROKES[place], linewidth=0.8 if dense else 1.1
    )
    known = np.isfinite(percent)
    marked = known & ~_has_neighbour(known) if dense else known
    single = marked & (trend.clusters[group] == 1) & ~np.isfinite(low)
    for some, face in ((marked & ~single, colour), (single, "white")):
        if not some.any():
            continue  # what is empty and not clipped is laid out as if it stood in the corner
        panel.plot(
            x[some], percent[some], linestyle="none", marker=MARKERS[place],
            markersize=2.6 if dense else 3.2, markeredgewidth=0.8, markeredgecolor=colour,
            markerfacecolor=face, zorder=3, clip_on=False,
        )  # fmt: skip
    return line


def _has_neighbour(known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    before, after = np.roll(known, 1), np.roll(known, -1)
    before[0] = after[-1] = False
    return np.asarray(known & (before | after))


def _top(trend: Trend, lines: list[int], topic: int) -> float:
    """Find where a panel ends, in per cent: above its line, and above the bands that can be read.

    Bands of two or three clusters may reach ten times as high as the line itself.
    """
    percent, high = (100 * part[lines, :, topic] for part in (trend.proportions, trend.high))
    highest = float(np.nanmax(percent))
    known = np.isfinite(high)
    firm = high[(trend.clusters[lines] >= _FIRM) & known]
    reached = max(highest, float(high[known].max(initial=0.0)))
    return min(100.0, 1.05 * min(reached, max(_ROOM * highest, firm.max(initial=0.0)))) or 1.0


def _is_cut(trend: Trend, lines: list[int], shown: list[int]) -> bool:
    return any(
        np.nanmax(100 * trend.high[lines, :, topic], initial=0.0) > _top(trend, lines, topic)
        for topic in shown
    )


def _reach(trend: Trend, lines: list[int]) -> tuple[int, int]:
    """Return the first and the last period that any of the groups has."""
    full = np.flatnonzero((trend.clusters[lines] > 0).any(axis=0))
    return int(full[0]), int(full[-1])


def ticks(trend: Trend, first: int, last: int, width: float) -> tuple[list[int], list[str]]:
    """Choose the periods that are named along the axis.

    Parameters
    ----------
    trend
        Periods of the calendar.
    first, last
        Numbers of the first and the last period shown.
    width
        Of the panel, in inches.

    Returns
    -------
    (list of int, list of str)
        Their numbers and names; where only Januaries or first quarters are named, by their year.
    """
    from toolkit.figures.sheet import text_width

    per = trend.settings["per"]
    start = number_of(date.fromordinal(int(trend.starts[0])), per)
    in_a_year = {"month": 12, "quarter": 4}.get(per, 0)
    for step in _STEPS[per]:
        places = [p for p in range(first, last + 1) if (start + p) % step == 0] or [first]
        whole_years = in_a_year > 0 and step % in_a_year == 0 and len(places) > 1
        names = [trend.periods[p][: 4 if whole_years else None] for p in places]
        if sum(text_width(name) + _BETWEEN for name in names) <= width:
            break
    return places, names


def _write_time(panel: Axes, trend: Trend, lines: list[int], width: float) -> None:
    first, last = _reach(trend, lines)
    panel.set_xlim(first - 0.5, last + 0.5)
    if trend.settings["per"] in CALENDAR:
        panel.set_xticks(*ticks(trend, first, last, width))
        return
    names = [shorten(name, 16) for name in trend.periods[first : last + 1]]
    panel.set_xticks(range(first, last + 1), names, rotation=30, ha="right", parse_math=False)


def _name_lines(
    panels: Panels, trend: Trend, lines: list[int], drawn: list[Line2D], ours: bool
) -> None:
    """Name the groups above all panels, each with its stroke."""
    from matplotlib.lines import Line2D as Stroke

    if trend.settings["by"] is None:
        return
    shown = [
        Stroke([], [], color=line.get_color(), linestyle=_STROKES[at], marker=MARKERS[at],
               markersize=3.2, linewidth=1.1)
        for at, line in enumerate(drawn)
    ]  # fmt: skip
    unit = units(trend.settings)
    names = [
        f"{shorten(trend.groups[group], 30)} ({plural(_n_clusters(trend, group), *unit)})"
        for group in lines
    ]
    how: dict[str, Any] = {"handlelength": 3.2, "fontsize": 8, "ncols": 2}
    if ours:
        panels.figure.legend(shown, names, loc="outside upper left", **how)
    else:
        panels[0].legend(shown, names, **how)


def _n_clusters(trend: Trend, group: int) -> int:
    return len(np.unique(trend.cell_cluster[trend.cell_group == group]))


def _caption(trend: Trend, lines: list[int], shown: list[int]) -> str:
    settings = trend.settings
    unit, several = units(settings)
    clusters = trend.clusters[lines]
    full = clusters[clusters > 0]
    fewest, most = int(full.min()), int(full.max())
    each = plural(most, unit, several) if fewest == most else f"{fewest:,} to {most:,} {several}"
    n_clusters = len(np.unique(trend.cell_cluster[np.isin(trend.cell_group, lines)]))
    by = f" and {settings['by']}" if settings["by"] else ""
    whose = "the group's words" if settings["by"] else "the words"
    size = (
        f"n = {plural(n_clusters, unit, several)}, "
        f"{plural(int(trend.segments[lines].sum()), 'segment')}; {each} a point"
    )
    of = "all periods" if settings["spread"] == "pooled" else "the period"
    bands = (
        f"Bands: pointwise {100 * settings['level']:g} % intervals by the spread over {several} "
        f"of {of}"
    )
    if np.isnan(trend.low[lines]).all():
        bands = f"No bands: a point of one {unit} shows no spread"
    elif fewest == 1:
        bands += f"; one {unit} alone has none"
        bands += " and an open marker" if len(trend.periods) <= _DENSE else ""
    if bands.startswith("Bands") and _is_cut(trend, lines, shown):
        bands += "; very wide ones are cut at the top"
    return (
        f"Mean share of each topic in {whose}, by {settings['per']}{by}, in %; "
        f"{average_words(settings)}; {size}. {bands}. {_gaps(trend, lines)}Not smoothed. "
        "It describes and tests nothing."
    )


def _gaps(trend: Trend, lines: list[int]) -> str:
    """Name the periods in which none of the groups drawn has anything, and count theirs."""
    first, last = _reach(trend, lines)
    empty = (trend.clusters[lines] == 0).all(axis=0)
    everywhere = [gap for gap in np.flatnonzero(empty).tolist() if first < gap < last]
    words = ""
    if everywhere:
        named = ", ".join(trend.periods[gap] for gap in everywhere[:_MOST_NAMED])
        more = len(everywhere) - _MOST_NAMED
        words = f"No data: {named}{f' and {more} more' if more > 0 else ''}. "
    for group in lines if len(lines) > 1 else ():
        own = [gap for gap in trend.gaps(group).tolist() if gap not in everywhere]
        if own:
            gap_words = plural(len(own), "more gap" if everywhere else "gap")
            words += f"{shorten(trend.groups[group], 24)}: {gap_words}. "
    return words

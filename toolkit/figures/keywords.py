"""Words that tell a group from the others: how often they are said, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.figures.caption import units
from toolkit.figures.style import (
    COLOURS,
    GREY,
    MARKERS,
    MIDDLE,
    WIDTH,
    house_style,
    shorten,
)
from toolkit.records import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from toolkit.contrasts import Keywords
    from toolkit.figures.sheet import Panels

_MOST_GROUPS = 6
_ROW = 0.15  # inches from one word to the next
_DOTS = 6000  # terms drawn as dots; of more, every second, third, ... of those not named


def plot_keywords(
    keywords: Keywords,
    *,
    groups: Sequence[str] | None = None,
    n: int = 15,
    ax: Axes | Sequence[Axes] | None = None,
) -> Panels:
    """Draw every term by how often it is said and how strongly it speaks for a group.

    Across, the count of the term in all groups, on a logarithmic scale; up, z, its log-odds
    ratio over the standard error. The n strongest words of the group are filled dots, written at
    the right in their order. z ranks and does not test: no line on the figure parts what is
    significant from what is not. Words in too few of the group's clusters are open grey dots
    and are never named.

    Parameters
    ----------
    keywords
        What `keywords` returned.
    groups
        Groups to draw, one panel each; all if None, of which there may be six. Where two groups
        were compared and none is named here, they share one panel: the one's words have a z
        above zero, the other's below.
    n
        Words named in each panel.
    ax
        Axes to draw on, as many as groups; a new figure if None.

    Returns
    -------
    Panels
        One Axes a group, or one for two, in a tuple with ``.figure``.

    Raises
    ------
    ToolkitError
        If a group is unknown, there are more than six, or `n` is below one.

    Examples
    --------
    >>> axes = plot_keywords(keywords(counts, between="kind"))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import is_ours, lay_out, write_caption

    shown = _chosen(keywords, groups, n)
    against = len(keywords.groups) == 2 and groups is None
    panels_of = [shown] if against else [[name] for name in shown]
    n_columns = min(2, len(panels_of))
    height = (max(2.2, _ROW * n * len(panels_of[0])) + 0.75) * -(-len(panels_of) // n_columns)
    size = (WIDTH, height + 0.9)
    with house_style():
        panels = lay_out(len(panels_of), n_columns=n_columns, size=size, ax=ax, share="x")
        for place, (names, panel) in enumerate(zip(panels_of, panels, strict=True)):
            _draw(panel, keywords, names, n)
            last = not is_ours(panels) or place + n_columns >= len(panels_of)
            _dress(panel, keywords, names, last=last)
        write_caption(panels, _caption(keywords, n))
    return panels


def _chosen(keywords: Keywords, groups: Sequence[str] | None, n: int) -> list[str]:
    if n < 1:
        raise ToolkitError(f"n = {n} asks for nothing; it must be at least 1")
    shown = list(keywords.groups if groups is None else groups)
    for name in shown:
        keywords.listed(name)  # refuses a name that is none
    if not 1 <= len(shown) <= _MOST_GROUPS:
        raise ToolkitError(
            f"{plural(len(shown), 'group')} cannot be drawn in one figure, which holds 1 to "
            f"{_MOST_GROUPS}; name some, such as groups=[{keywords.groups[0]!r}]"
        )
    return shown


def _draw(panel: Axes, keywords: Keywords, groups: list[str], n: int) -> None:
    """Draw every term as a dot, and name those that speak for the group, or for either of two."""
    rows = [keywords.groups.index(group) for group in groups]
    z, count = keywords.z[rows[0]], keywords.counts.sum(axis=0)
    named = [keywords.listed(group)[:n] for group in groups]
    said = count > 0  # a word of segments that are not compared has no place here
    said[np.concatenate(named)] = False
    rare = np.zeros(len(z), dtype=bool)
    for row in rows:
        rare |= (keywords.z[row] > 0) & (keywords.spread[row] < keywords.needed[row])
    panel.axhline(0, color=GREY, linewidth=0.6, zorder=1)
    for some, face in ((said & rare, "none"), (said & ~rare, MIDDLE)):
        where = np.flatnonzero(some)
        where = where[:: max(1, -(-len(where) // _DOTS))]
        panel.plot(
            count[where], z[where], "o", markersize=2.2, markerfacecolor=face,
            markeredgecolor=MIDDLE, markeredgewidth=0.5 if face == "none" else 0, zorder=2,
        )  # fmt: skip
    top, low = max(float(z.max()), 0.1), min(float(z.min()), -0.1)
    panel.set_xscale("log")
    panel.set_ylim(low - 0.05 * (top - low), top + 0.05 * (top - low))
    for terms, colour, marker in zip(named, COLOURS, MARKERS, strict=False):
        panel.plot(count[terms], z[terms], marker, color=colour, markersize=4, zorder=4,
                   linestyle="none")  # fmt: skip
    pitch = 1 / max(n * len(groups), 12)
    for side, terms in enumerate(named):
        at = [1 - (place + 0.5) * pitch for place in range(len(terms))]
        heights = [1 - height for height in at] if side else at  # the strongest at the end
        words = [shorten(keywords.terms[term], 20) for term in terms]
        _name(panel, words, count[terms], z[terms], heights)


def _name(
    panel: Axes,
    words: list[str],
    x: NDArray[np.int64],
    y: NDArray[np.float64],
    heights: list[float],
) -> None:
    """Write words at the right, a thin line from each to its dot."""
    for word, at, high, height in zip(words, x, y, heights, strict=True):
        panel.annotate(
            word, xy=(float(at), float(high)), xytext=(1.03, height), textcoords="axes fraction",
            ha="left", va="center", fontsize=8, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": MIDDLE, "linewidth": 0.4, "shrinkA": 1,
                        "shrinkB": 2, "relpos": (0, 0.5)},
        )  # fmt: skip


def _dress(panel: Axes, keywords: Keywords, groups: list[str], *, last: bool) -> None:
    from toolkit.figures.sheet import tidy

    unit, several = units(keywords.settings)
    rows = [keywords.groups.index(group) for group in groups]
    sizes = [
        f"{plural(int(keywords.tokens[row]), 'token')}, "
        f"{plural(int(keywords.clusters[row]), unit, several)}"
        for row in rows
    ]
    names = [shorten(group, 30) for group in groups]
    title = f"{names[0]} (above) and {names[1]} (below)" if len(names) == 2 else names[0]
    panel.set_title(title, parse_math=False, pad=16)
    panel.annotate(
        "; ".join(sizes), xy=(0, 1), xycoords="axes fraction", xytext=(0, 5),
        textcoords="offset points", fontsize=8, color=GREY,
    )  # fmt: skip
    tidy(panel, x="count in all groups (logarithmic)" if last else "", grid="both")
    panel.tick_params(labelbottom=last)
    panel.xaxis.set_major_formatter("{x:,.0f}")
    panel.xaxis.set_minor_formatter("")
    panel.set_ylabel("z of the log-odds ratio", fontsize=8.5)


def _caption(keywords: Keywords, n: int) -> str:
    from toolkit.contrasts.result import where_words

    settings = keywords.settings
    _, several = units(settings)
    kept = f"; only {where_words(settings)}" if settings["where"] else ""
    least = settings["min_clusters"]
    return (
        f"Terms by {settings['between']}, each group against the others together{kept}: log-odds "
        f"ratios over their standard errors, with the whole corpus as a prior of "
        f"{settings['prior_mass']:,.0f} tokens. Named: the {n} of largest z that occur in at least "
        f"{least:,} {several} of the group; open: larger use in fewer. n = "
        f"{plural(int(keywords.tokens.sum()), 'token')} of {plural(len(keywords.terms), 'term')}. "
        "z ranks words and is no test: words of one meeting are not independent."
    )

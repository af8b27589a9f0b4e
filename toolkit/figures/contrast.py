"""A contrast: differences by topic, with what the test says of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.errors import ToolkitError
from toolkit.figures.caption import (
    average_words,
    cluster_counts,
    design_words,
    inside_words,
    interval_words,
    p_words,
    shuffle_words,
)
from toolkit.figures.style import BLUE, GREY, ROW, WIDTH, house_style, shorten
from toolkit.records import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import Contrast, Pair
    from toolkit.figures.sheet import Panels

_MOST_PAIRS = 6
_COLUMNS = {1: 1, 2: 2, 4: 2}  # for so many pairs; three for every other number


def plot_contrast(
    contrast: Contrast,
    *,
    pair: tuple[str, str] | None = None,
    ax: Axes | Sequence[Axes] | None = None,
) -> Panels:
    """Draw the difference of two groups in every topic, one panel a pair of groups.

    Where the contrast compared a difference inside clusters, it is the difference between two
    groups of clusters in that difference.

    Markers are filled where the adjusted p is at most the contrast's alpha and open elsewhere;
    the adjusted p stands at the right. Bars are the contrast's intervals, each topic by itself
    and so not adjusted for the number of topics: judge by the markers, not by whether a bar
    meets zero. A topic found in few clusters has a wide bar, or none.

    Parameters
    ----------
    contrast
        What `contrast` returned.
    pair
        Names of two groups; all pairs if None, of which there may be six.
    ax
        Axes to draw on, as many as pairs; a new figure if None.

    Returns
    -------
    Panels
        One Axes a pair, in a tuple with ``.figure``. x in percentage points; topic 1 at the top.

    Raises
    ------
    ToolkitError
        If the pair is unknown, or there are more than six.

    Examples
    --------
    >>> from toolkit.contrasts import contrast
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), by="meeting"))
    >>> years = contrast(fit_nmf(counts, n_topics=3), between="year", n_shuffles=99)
    >>> [panel.get_title("left") for panel in plot_contrast(years)]
    ['2021 minus 2022']
    """
    from toolkit.figures.sheet import is_ours, lay_out, write_caption, write_heading

    pairs = _chosen(contrast, pair)
    n_columns = _COLUMNS.get(len(pairs), 3)
    n_rows = -(-len(pairs) // n_columns)
    several = len(pairs) > 1
    height = n_rows * (ROW * len(contrast.labels) + 1.1) + (1.3 if several else 1.0)
    with house_style():
        panels = lay_out(len(pairs), n_columns=n_columns, size=(WIDTH, height), ax=ax, share="xy")
        ours = is_ours(panels)
        for place, (one, panel) in enumerate(zip(pairs, panels, strict=True)):
            _draw(panel, one, contrast.settings["alpha"])
            room = (WIDTH - 1.9) / n_columns - 0.1 if several and ours else None
            _head(panel, contrast, one, room)
            _dress(panel, contrast, short=several)
            if ours:
                panel.tick_params(labelleft=place % n_columns == 0, labelbottom=True)
        if several and ours:
            words = design_words(contrast)
            write_heading(panels, words[0].upper() + words[1:])
        write_caption(panels, _caption(contrast, pairs))
    return panels


def one_pair(contrast: Contrast, pair: tuple[str, str]) -> Pair:
    """Find the pair a user names.

    Raises
    ------
    ToolkitError
        If it is not two names, or not a pair of the contrast.
    """
    names: object = pair
    if not isinstance(names, tuple | list) or len(names) != 2:
        raise ToolkitError(f"pair = {pair!r} is not two groups; write pair=('one', 'other')")
    return contrast.pair(*pair)


def _chosen(contrast: Contrast, pair: tuple[str, str] | None) -> tuple[Pair, ...]:
    if pair is not None:
        return (one_pair(contrast, pair),)
    if len(contrast.pairs) > _MOST_PAIRS:
        first = contrast.pairs[0]
        raise ToolkitError(
            f"{len(contrast.pairs)} pairs are too many for one figure, which holds {_MOST_PAIRS}; "
            f"draw one at a time, such as pair=({first.a!r}, {first.b!r})"
        )
    return contrast.pairs


def _draw(panel: Axes, pair: Pair, alpha: float) -> None:
    points = 100 * pair.difference
    rows = np.arange(len(points))
    panel.axvline(0, color=GREY, linewidth=0.8, zorder=1)
    if pair.low is not None and pair.high is not None:
        known = np.isfinite(pair.low) & np.isfinite(pair.high)
        low, high = 100 * pair.low[known], 100 * pair.high[known]
        panel.hlines(rows[known], low, high, color=BLUE, linewidth=1.0)
    found = pair.p_adjusted <= alpha
    for some, face in ((found, BLUE), (~found, "white")):
        panel.plot(
            points[some], rows[some], "o",
            markersize=4.6, markeredgewidth=1.0, markeredgecolor=BLUE, markerfacecolor=face,
        )  # fmt: skip
    for row, p in enumerate(pair.p_adjusted):
        _beside(panel, row, p_words(p), weight="bold" if found[row] else "normal")
    _beside(panel, -0.95, "adj. p", color=GREY)


def _beside(panel: Axes, row: float, text: str, **how: Any) -> None:
    """Write at the right of a row, outside the axes."""
    panel.annotate(
        text, xy=(1, row), xycoords=("axes fraction", "data"), xytext=(30, 0),
        textcoords="offset points", ha="right", va="center_baseline", fontsize=8,
        annotation_clip=False, **how,
    )  # fmt: skip


def _head(panel: Axes, contrast: Contrast, pair: Pair, room: float | None) -> None:
    """Write the groups above a panel and, between them and it, how they were compared.

    In a narrow panel there is room, in inches, for their names and numbers only.
    """
    from toolkit.figures.sheet import fit, panel_width, wrap

    details = cluster_counts(contrast, pair)
    if room is None:
        lines = wrap(f"{details}; {design_words(contrast)}", 0.7 * panel_width(panel))
        title = f"{shorten(pair.a, 36)} minus {shorten(pair.b, 36)}"
    else:
        lines = wrap(details, room)
        names = (pair.a, f"− {pair.b}")
        title = "\n".join(fit(name, room, size=9, weight="bold") for name in names)
    panel.set_title(title, pad=8 + 11 * len(lines), parse_math=False)
    panel.annotate(
        "\n".join(lines), xy=(0, 1), xycoords="axes fraction", xytext=(0, 6),
        textcoords="offset points", va="bottom", fontsize=8, color=GREY,
    )  # fmt: skip


def _dress(panel: Axes, contrast: Contrast, *, short: bool) -> None:
    from toolkit.figures.sheet import name_rows, tidy

    name_rows(panel, [shorten(label, 26 if short else 40) for label in contrast.labels])
    what = "difference in differences" if inside_words(contrast) else "difference"
    tidy(panel, x="percentage points" if short else f"{what} (percentage points)", grid="both")
    panel.spines["left"].set_visible(False)
    if short:
        panel.locator_params(axis="x", nbins=4)


def _caption(contrast: Contrast, pairs: tuple[Pair, ...]) -> str:
    settings = contrast.settings
    sizes = "; ".join(_size(pair, named=len(pairs) > 1) for pair in pairs)
    shuffles = " or ".join(dict.fromkeys(shuffle_words(pair) for pair in pairs))
    cautions = len(contrast.cautions)
    inside = inside_words(contrast)
    what = (
        f"Difference by {settings['between']} in the mean difference of proportions {inside} "
        "(difference in differences)"
        if inside
        else f"Difference in mean proportion by {settings['between']}"
    )
    see = f" Its summary holds {plural(cautions, 'caution')}." if cautions else ""
    return (
        f"{what}, in percentage points; "
        f"{average_words(settings)}. Filled: adjusted p ≤ {settings['alpha']:g}; two-sided, "
        f"studentised, {shuffles}. {interval_words(contrast)}{sizes}. "
        f"p values speak of {contrast.generalises_to}.{see}"
    )


def _size(pair: Pair, *, named: bool) -> str:
    a, b = (f"{count:,}" for count in pair.segments)
    whose = f"{shorten(pair.a, 24)} and {shorten(pair.b, 24)}: " if named else "n = "
    return f"{whose}{a} and {b} segments"

"""What speaks for each number of topics: four measures with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.figures.style import BLUE, GREY, VERMILLION, WIDTH, house_style
from toolkit.records import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.figures.sheet import Panels
    from toolkit.topics.choice import Choice

Floats = NDArray[np.float64]

_PANELS = ("held_out", "stability", "coherence", "exclusivity")


def plot_choice(choice: Choice, *, ax: Axes | Sequence[Axes] | None = None) -> Panels:
    """Draw four measures of each number of topics, with their intervals.

    Unseen meetings (lower is better), stability, coherence and exclusivity (higher is better). A
    dashed line marks the recommended number, where there is one.

    Parameters
    ----------
    choice
        What `choose_topics` returned.
    ax
        Four Axes to draw on; a new figure if None.

    Returns
    -------
    Panels
        Four Axes in a tuple with ``.figure``; x are the numbers of topics, y as in
        ``choice.table()``, but that the bars of unseen meetings are those of the difference from
        the best size.

    Examples
    --------
    >>> panels = plot_choice(choose_topics(counts))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, tidy, write_caption

    with house_style():
        panels = lay_out(4, n_columns=2, size=(WIDTH, 5.2), ax=ax, share="x")
        for place, (name, panel) in enumerate(zip(_PANELS, panels, strict=True)):
            _draw(panel, choice, *_values(choice, name))
            title, unit = _names(choice, name)
            panel.set_title(title)
            panel.set_ylabel(unit, fontsize=8.5)
            last = ax is not None or place > 1
            panel.tick_params(labelbottom=last)
            tidy(panel, x="number of topics" if last else "", grid="both")
            panel.set_xticks(_ticks(choice.sizes))
        write_caption(panels, _caption(choice))
    return panels


def _draw(
    panel: Axes,
    choice: Choice,
    mean: Floats,
    low: Floats,
    high: Floats,
) -> None:
    if np.isnan(mean).all():
        panel.text(0.5, 0.5, "not measured", ha="center", transform=panel.transAxes, color=GREY)
        return
    sizes = np.array(choice.sizes)
    panel.plot(sizes, mean, color=BLUE, linewidth=1, marker="o", markersize=4)
    reach = np.nan_to_num(np.array([mean - low, high - mean]))
    panel.errorbar(sizes, mean, reach, fmt="none", ecolor=BLUE, elinewidth=1, capsize=3)
    if choice.recommended is not None:
        panel.axvline(choice.recommended, color=VERMILLION, linestyle="--", linewidth=1, zorder=0)


def _values(choice: Choice, name: str) -> tuple[Floats, Floats, Floats]:
    """Return the values and the ends of the bars.

    Perplexities vary far more between meetings than between sizes: the bars are those of the
    difference from the best size.
    """
    mean, low, high = choice.intervals()[name]
    if name != "held_out" or not choice.has_held_out:
        return mean, low, high
    table, best = choice.table(), np.nanmin(mean)
    ends = [table[f"behind_best_{end}"].to_numpy() / 100 for end in ("low", "high")]
    low, high = (best * (1 + end) if choice.is_lda else best + end for end in ends)
    return mean, low, high


def _names(choice: Choice, name: str) -> tuple[str, str]:
    held_out = "perplexity" if choice.is_lda else "squared error, share"
    return {
        "held_out": ("Unseen meetings", f"{held_out} (less is better)"),
        "stability": ("Stability over refits", "similarity (more is better)"),
        "coherence": ("Coherence", f"{choice.coherence_is} (more is better)"),
        "exclusivity": ("Exclusivity", "share (falls with size by itself)"),
    }[name]


def _ticks(sizes: tuple[int, ...]) -> list[int]:
    """Name as many sizes as find room, the first and the last among them."""
    every = -(-len(sizes) // 8)
    return sorted({*sizes[::every], sizes[-1]})


def _caption(choice: Choice) -> str:
    s, advice = choice.settings, choice.advice
    drawn = "" if s["share"] == 1 else f", each on {100 * s['share']:g} % of the meetings"
    held = (
        f"Unseen meetings: {plural(len(choice.meetings), 'meeting')}, each held out once; bars are "
        "95 % intervals of the difference from the best size by Student's t over "
        f"{plural(len(set(choice.fold.tolist())), 'fold')} (average = "
        f"{'tokens' if choice.is_lda else 'squares'}). "
        if choice.meetings
        else ""
    )
    several = (
        "Stability: mean similarity of matched topics (one less the squared Hellinger distance; "
        "without a match 0) over every two refits, interval by the jackknife over refits. "
        "Coherence and exclusivity: means over topics and refits, 95 % intervals by Student's t. "
        if s["n_refits"] > 1
        else "One refit each, so that stability is not measured. "
    )
    line = f"Dashed: recommended, {advice.n_topics}." if advice.n_topics else "None is recommended."
    return (
        f"{s['model']['model'].upper()} of {plural(len(choice.sizes), 'size')}, "
        f"{plural(s['n_refits'], 'refit')} each{drawn}; n = "
        f"{plural(choice.n_segments, 'segment')}. {held}{several}{line}"
    )

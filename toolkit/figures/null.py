"""A contrast beside its null: what shuffles gave, and what was observed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.figures.caption import (
    average_words,
    cluster_counts,
    design_words,
    inside_words,
    p_words,
    shuffle_words,
)
from toolkit.figures.contrast import one_pair
from toolkit.figures.style import BLUE, INK, MIDDLE, VERMILLION, WIDTH, house_style, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import Contrast, Pair
    from toolkit.figures.sheet import Panels

Floats = NDArray[np.float64]

_BINS = 40
_PITCH = 0.15  # inches from one named topic to the next


def plot_null(
    contrast: Contrast,
    *,
    pair: tuple[str, str] | None = None,
    ax: Sequence[Axes] | None = None,
) -> Panels:
    """Draw what two groups show beside what shuffles of the same clusters show.

    Left, the largest studentised difference, max |t| over topics, of every shuffle, and each
    topic's observed |t|. A topic beyond the critical value, the dashed line, is significant at
    the contrast's alpha after adjustment, and is named. Right, the Jensen-Shannon divergence of
    every shuffle and the observed one: a divergence is never zero, so that only what exceeds its
    null says that the groups differ. A contrast of differences inside clusters has no divergence,
    and the left panel alone is drawn.

    Parameters
    ----------
    contrast
        What `contrast` returned.
    pair
        Names of two groups; needed where the contrast holds more pairs than one.
    ax
        Two Axes to draw on (one for a contrast of differences); a new figure if None.

    Returns
    -------
    Panels
        Axes in a tuple with ``.figure``: of max |t|, without unit, and of the divergence in
        bits. Heights are per cent of the shuffles.

    Raises
    ------
    ToolkitError
        If the pair is unknown, or there are several and none is named.

    Examples
    --------
    >>> axes = plot_null(contrast, pair=("answer", "question"))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import is_ours, lay_out, write_caption, write_heading

    one = _chosen(contrast, pair)
    alpha, n_pairs = contrast.settings["alpha"], len(contrast.pairs)
    found = one.p_adjusted <= alpha
    size = (WIDTH, max(2.4, _PITCH * int(found.sum()) + 0.4) + 1.9)
    with house_style():
        if np.isnan(one.jsd):
            panels = lay_out(1, n_columns=1, size=size, ax=ax)
        else:
            panels = lay_out(2, n_columns=2, size=size, ax=ax, width_ratios=(3, 2))
        is_max_t = contrast.settings.get("adjust", "maxT") == "maxT"
        # Holm and Benjamini-Hochberg judge each topic by a line of its own.
        critical = one.critical_t(alpha=alpha, n_pairs=n_pairs) if is_max_t else np.inf
        beyond = _draw_t(panels[0], one, contrast.labels, found=found, critical=critical)
        if not np.isnan(one.jsd):
            _draw_jsd(panels[1], one, min(1.0, one.jsd_p * n_pairs))
        heading = _heading(contrast, one)
        if is_ours(panels):
            write_heading(panels, heading)
            write_caption(panels, _caption(contrast, one, beyond))
        else:
            write_caption(panels, f"{heading}. {_caption(contrast, one, beyond)}")
    return panels


def _chosen(contrast: Contrast, pair: tuple[str, str] | None) -> Pair:
    if pair is not None:
        return one_pair(contrast, pair)
    if len(contrast.pairs) > 1:
        first = contrast.pairs[0]
        raise ToolkitError(
            f"this contrast holds {len(contrast.pairs)} pairs, and a null belongs to one; name "
            f"it, such as pair=({first.a!r}, {first.b!r})"
        )
    return contrast.pairs[0]


def _draw_t(
    panel: Axes, pair: Pair, labels: tuple[str, ...], *, found: NDArray[np.bool_], critical: float
) -> int:
    """Draw the null of max |t| and every topic's own; return how many shuffles do not fit."""
    t = np.abs(pair.t)
    null = pair.null_max_t
    end = max(_finite([critical, *t, *np.quantile(null, [0.5, 0.995], method="lower")]))
    draw_histogram(panel, null, end)
    if np.isfinite(critical):
        label = f"critical value {critical:.2f}"
        panel.axvline(critical, color=INK, linewidth=1.0, linestyle="--", label=label)
    # A topic without any spread has an infinite t, and is drawn where the axis ends.
    t = np.where(np.isfinite(t), t, 1.04 * end)
    names = [shorten(label, 24) for label in labels]
    _stems(panel, t, names, found)
    panel.set_xlim(0, max([1.05 * end, *_room(panel, t[found], np.array(names)[found])]))
    panel.legend(loc="lower left", bbox_to_anchor=(0, 1))
    label_null(panel, "max |t| of a shuffle, |t| of a topic")
    return int((null > end).sum())


def _room(panel: Axes, t: Floats, names: Iterable[str]) -> Floats:
    """Find where the axis must end for the name beside each t to fit."""
    from toolkit.figures.sheet import panel_width, text_width

    share = np.array([0.15 + text_width(name) for name in names]) / panel_width(panel)
    return np.asarray(t / (1 - np.minimum(share, 0.6)))


def _stems(panel: Axes, t: Floats, names: list[str], found: NDArray[np.bool_]) -> None:
    """Mark each topic, those beyond the critical value on a stem with its name.

    The larger t, the lower the stem: no stem then crosses the name to its left.
    """
    across = panel.get_xaxis_transform()
    named = np.flatnonzero(found)[np.argsort(t[found], kind="stable")]
    heights = np.linspace(0.95, 0.08, len(named))
    panel.vlines(t[named], 0, heights, color=BLUE, linewidth=0.8, transform=across)
    for topic, height in zip(named, heights, strict=True):
        panel.annotate(
            names[topic], xy=(t[topic], height), xycoords=across,
            xytext=(5, 0), textcoords="offset points", va="center", fontsize=8,
            annotation_clip=False,
        )  # fmt: skip
    kinds = (
        (t[named], heights, BLUE, "topic beyond the critical value"),
        (t[~found], np.zeros(int((~found).sum())), "white", "other topic"),
    )
    for x, y, face, label in kinds:
        if len(x):
            panel.plot(
                x, y, "o", label=label, transform=across, clip_on=False, zorder=4,
                color=BLUE, markersize=4.6, markeredgewidth=1.0, markerfacecolor=face,
            )  # fmt: skip


def _draw_jsd(panel: Axes, pair: Pair, p_adjusted: float) -> None:
    jsd = pair.jsd
    draw_histogram(panel, pair.null_jsd, max(_finite([jsd, *pair.null_jsd])))
    lines = (
        (f"observed {jsd:.4f} (adj. p {p_words(p_adjusted)})", jsd, VERMILLION, "-"),
        (f"mean of shuffles {pair.jsd_null_mean:.4f}", pair.jsd_null_mean, INK, ":"),
        (f"95 % of shuffles below {pair.jsd_null_95:.4f}", pair.jsd_null_95, INK, "--"),
    )
    handles = [
        panel.axvline(at, color=colour, linestyle=dashes, linewidth=1.4 if dashes == "-" else 1.0)
        for _, at, colour, dashes in lines
    ]
    texts = [text for text, *_ in lines]
    panel.legend(handles, texts, loc="lower left", bbox_to_anchor=(0, 1))
    panel.set_xlim(left=0)
    panel.locator_params(axis="x", nbins=5)
    label_null(panel, "Jensen–Shannon divergence (bits)")


def draw_histogram(panel: Axes, null: Floats, end: float) -> None:
    """Draw the shuffles from 0 to some end, in per cent of all of them."""
    shown = null[null <= end]
    if not len(shown):
        return
    first, last = shown.min(initial=end), shown.max(initial=0)
    if last - first < end / 200:  # all but equal: a bar that can be seen
        first, last = max(0, first - end / 100), last + end / 100
    panel.hist(
        shown,
        bins=_BINS if len(shown) > _BINS else 10,
        range=(first, last),
        weights=np.full(len(shown), 100 / len(null)),
        color=MIDDLE,
        edgecolor=MIDDLE,
        linewidth=0.2,
    )


def _finite(values: Iterable[float]) -> list[float]:
    return [value for value in values if np.isfinite(value) and value > 0] or [1.0]


def label_null(panel: Axes, quantity: str) -> None:
    """Say what stands at both axes."""
    from toolkit.figures.sheet import tidy

    tidy(panel, x=quantity, grid="")
    panel.set_ylabel("% of the shuffles", fontsize=8.5)


def _heading(contrast: Contrast, pair: Pair) -> str:
    a, b = shorten(pair.a), shorten(pair.b)
    return f"{a} and {b}: {cluster_counts(contrast, pair)}; {design_words(contrast)}"


def _caption(contrast: Contrast, pair: Pair, beyond: int) -> str:
    settings = contrast.settings
    cut = f" ({beyond:,} of them beyond the axis)" if beyond else ""
    a, b = (f"{count:,}" for count in pair.segments)
    is_max_t = settings.get("adjust", "maxT") == "maxT"
    which = "topics beyond the critical value" if is_max_t else "named topics"
    left, right = "Left: largest", (
        " Right: divergence of the two mean distributions over topics, 0 to 1 bit."
    )  # fmt: skip
    what = "difference"
    if np.isnan(pair.jsd):
        left, right = "Largest", " Differences have no divergence."
        what = f"difference in differences ({inside_words(contrast)})"
    return (
        f"{left} studentised {what} over topics in {shuffle_words(pair)}{cut}; {which} "
        f"have an adjusted p ≤ {settings['alpha']:g}.{right} n = {a} and {b} segments, "
        f"{average_words(settings)}."
    )

"""A specification curve: one difference in every fit, and the choices behind each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.crossed import difference_words
from toolkit.contrasts.hangs_on import is_seed
from toolkit.contrasts.robustness_words import varied_words
from toolkit.errors import ToolkitError
from toolkit.figures.caption import average_words
from toolkit.figures.fits import bars, compared, failed, holding, sizes
from toolkit.figures.style import BLUE, GREY, INK, MIDDLE, PALE, ROW, WIDTH, house_style, shorten
from toolkit.records import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import Robustness
    from toolkit.figures.sheet import Panels

_MOST_ROWS = 60
_ROOM = 370  # points for all fits beside each other
_FEW = 75  # so many fits have dots; of more there is room for strokes
_TINT = "#99c7e0"  # of bars so close that they would hide their dots


class _Curve(NamedTuple):
    """One difference in the fits that have it, the smallest first."""

    robustness: Robustness
    pair: int
    topic: int
    fits: NDArray[np.int64]  # their places
    found: NDArray[np.bool_]  # of each of them

    @property
    def base(self) -> int:
        """Where the base stands, or -1 if it has no such number."""
        (at,) = np.nonzero(self.fits == 0)
        return int(at[0]) if len(at) else -1

    def rows(self) -> list[tuple[str, str]]:
        """List every value of every choice but seeds."""
        varied = self.robustness.varied()
        return [(choice, value) for choice in varied if not is_seed(choice)
                for value in varied[choice]]  # fmt: skip


def plot_specification(
    robustness: Robustness,
    *,
    topic: int,
    pair: tuple[str, str] | None = None,
    ax: Axes | Sequence[Axes] | None = None,
) -> Panels:
    """Draw one difference in every fit, sorted, above the choices by which each was made.

    Dark and filled: found at alpha after adjustment within that fit; pale: not found. The bars are
    each fit's own interval, and the diamond is the base. Below, every row is one value of one
    choice, with a mark under each fit that has it; dark marks crowded to one side of a row, or
    missing from it, show a choice that moves the difference. At the right: in how many of the
    fits with that value the finding holds, or "failed" where none could be made. Seeds have no
    rows. Fits without the topic cannot be drawn; they are counted in the caption and in the
    numbers at the right. Fits that failed are counted in the caption alone.

    Parameters
    ----------
    robustness
        What `robustness` returned.
    topic
        Number of a topic of the base, counted from 1.
    pair
        Names of two groups; needed if several pairs were compared.
    ax
        Two Axes to draw on, or one where nothing but seeds is varied; a new figure if None.

    Returns
    -------
    Panels
        The curve, y in percentage points, and the choices below it.

    Raises
    ------
    ToolkitError
        If there is no such topic or pair, no fit has a difference of it, or the choices have
        more than 60 values.

    References
    ----------
    Simonsohn, Simmons and Nelson (2020), Specification curve analysis, Nature Human Behaviour 4.

    Examples
    --------
    >>> panels = plot_specification(robustness, topic=3)  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, write_caption

    curve = _curve(robustness, topic, pair)
    rows = curve.rows()
    if len(rows) > _MOST_ROWS:
        raise ToolkitError(
            f"the choices have {len(rows)} values, and a figure holds {_MOST_ROWS}; the table "
            "fits() has them all"
        )
    groups = len({choice for choice, _ in rows})
    below = ROW * len(rows) + 0.08 * groups + 0.1
    ratios = (2.5, below) if rows else (2.5,)
    with house_style():
        panels = lay_out(
            len(ratios), size=(WIDTH, sum(ratios) + 2.4), ax=ax, share="x", height_ratios=ratios
        )
        _draw_curve(panels[0], curve)
        if rows:
            _draw_choices(panels[1], curve, rows)
        _dress(panels, curve)
        write_caption(panels, _caption(curve))
    return panels


def _curve(robustness: Robustness, topic: int, pair: tuple[str, str] | None) -> _Curve:
    if not 1 <= topic <= len(robustness.labels):
        raise ToolkitError(
            f"there is no topic {topic}; the base has topics 1 to {len(robustness.labels)}"
        )
    if pair is None and len(robustness.pairs) > 1:
        raise ToolkitError(
            f"{len(robustness.pairs)} pairs were compared; name one, such as "
            f"pair={robustness.pairs[0]!r}"
        )
    place = 0 if pair is None else robustness.place(*pair)
    difference = robustness.difference[:, place, topic - 1]
    has = np.flatnonzero(~np.isnan(difference))
    if not len(has):
        raise ToolkitError(f"no fit has a difference in topic {topic}")
    names = [robustness.names[f] for f in has]
    fits = has[np.lexsort((np.array(names), difference[has]))]
    return _Curve(robustness, place, topic - 1, fits, robustness.found[fits, place, topic - 1] != 0)


def _draw_curve(panel: Axes, curve: _Curve) -> None:
    r, at = curve.robustness, np.arange(len(curve.fits))
    y, low, high = (
        100 * array[curve.fits, curve.pair, curve.topic] for array in (r.difference, r.low, r.high)
    )
    panel.axhline(0, color=GREY, linewidth=0.8, zorder=2.5)
    each, few = _ROOM / len(at), len(at) <= _FEW
    size, width = float(np.clip(0.75 * each, 1.4, 4.6)), float(np.clip(0.35 * each, 0.5, 1.1))
    kinds = (
        (~curve.found, *((GREY, "white", MIDDLE) if few else (MIDDLE, MIDDLE, PALE)), "not found"),
        (curve.found, BLUE, BLUE, BLUE if few else _TINT, "found"),
    )
    for some, edge, face, bar, words in kinds:
        if some.any():
            panel.vlines(at[some], low[some], high[some], color=bar, linewidth=width, zorder=2)
            how: dict[str, Any] = {"marker": "o", "linestyle": "none", "markeredgecolor": edge}
            how["markerfacecolor"] = face
            panel.plot(at[some], y[some], markersize=size, markeredgewidth=size / 5, **how)
            label = f"{words} ({int(some.sum()):,})"
            panel.plot([], [], markersize=4.6, markeredgewidth=1, label=label, **how)
    if curve.base >= 0:
        panel.plot(
            [curve.base], [y[curve.base]], "D", markersize=6, markeredgewidth=1.2, zorder=5,
            markeredgecolor=INK, markerfacecolor=INK if curve.found[curve.base] else "white",
            label="the base",
        )  # fmt: skip
    panel.legend(loc="lower right", bbox_to_anchor=(1, 1.0), ncols=3, handletextpad=0.1)


def _draw_choices(panel: Axes, curve: _Curve, rows: Sequence[tuple[str, str]]) -> None:
    from toolkit.figures.sheet import write_beside

    r = curve.robustness
    holds = r.holds[:, curve.pair, curve.topic]
    few = len(curve.fits) <= _FEW
    each = _ROOM / len(curve.fits)
    ticks, y, before = [], 0.0, rows[0][0]
    for choice, value in rows:
        y += 0.45 if choice != before else 0.0
        before = choice
        has = np.array([of[choice] == value for of in r.choices])
        here = has[curve.fits]
        for some, colour, face in ((~curve.found, MIDDLE, "white"), (curve.found, BLUE, BLUE)):
            x = np.flatnonzero(here & some)
            if few:
                panel.plot(
                    x, np.full(len(x), y), "o", markersize=np.clip(0.6 * each, 2.4, 4),
                    markeredgecolor=colour, markerfacecolor=face, markeredgewidth=0.9,
                )  # fmt: skip
            else:
                reach = 0.36 if face == BLUE else 0.2
                panel.vlines(
                    x, y - reach, y + reach, color=colour, linewidth=np.clip(0.7 * each, 0.5, 2.5)
                )
        # A value without a single fit has a row all the same: it was tried.
        beside = f"{int(holds[has].sum()):,} of {int(has.sum()):,}" if has.any() else "failed"
        write_beside(panel, y, beside, right=48, color=INK)
        ticks.append(y)
        y += 1
    names = [shorten(f"{choice} = {value}", 34) for choice, value in rows]
    panel.set_yticks(ticks, names, parse_math=False)
    panel.set_ylim(y - 0.4, -0.6)
    write_beside(panel, -0.95, "holds in", right=48, color=GREY)


def _dress(panels: Panels, curve: _Curve) -> None:
    from toolkit.figures.sheet import tidy

    r, (a, b) = curve.robustness, curve.robustness.pairs[curve.pair]
    panels[0].set_title(
        f"{shorten(r.labels[curve.topic], 40)}: {shorten(a, 30)} minus {shorten(b, 30)}",
        pad=24, parse_math=False,
    )  # fmt: skip
    for panel in panels:
        tidy(panel, x="", grid="")
        panel.set_xlim(-0.6, len(curve.fits) - 0.4)
        panel.tick_params(axis="x", length=0, labelbottom=False)
        if curve.base >= 0:
            panel.axvline(curve.base, color=INK, linewidth=0.6, linestyle=(0, (2, 2)), zorder=0)
    inside = difference_words(r.settings)
    panels[0].set_ylabel(
        "difference in differences\n(percentage points)" if inside
        else "difference\n(percentage points)", fontsize=8.5,
    )  # fmt: skip
    panels[0].grid(axis="y", color=PALE, linewidth=0.5)
    if len(panels) > 1:
        panels[1].tick_params(axis="y", length=0)
        panels[1].spines[["left", "bottom"]].set_visible(False)
    panels[-1].set_xlabel(
        f"{plural(len(curve.fits), 'fit')}, by the size of the difference", fontsize=8.5
    )


def _caption(curve: _Curve) -> str:
    r, settings = curve.robustness, curve.robustness.settings
    median, low, high = (100 * v for v in r.range_over_fits(curve.pair, curve.topic))
    held = int(r.holds[:, curve.pair, curve.topic].sum())
    away = r.n_fits - len(curve.fits)
    missing = f" {away:,} of {r.n_fits:,} fits have no such topic." if away else ""
    dark = "Filled" if len(curve.fits) <= _FEW else "Dark"
    return (
        f"Specification curve: {compared(r)}, in each fit that has the topic; "
        f"{average_words(settings)}.{missing}{failed(r)} Varied: {varied_words(r)}. {dark}: found. "
        f"{holding(r)} It holds in {held:,} of {r.n_fits:,} fits; median over fits {median:+.1f}, "
        f"{low:+.1f} to {high:+.1f} points. {bars(r, 'Bars')}{sizes(r, curve.pair)} Fits share "
        "their texts: they are no sample, and no p value is formed over them."
    )

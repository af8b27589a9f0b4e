"""A global test beside its nulls: means, and spread beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.contrasts.result import where_words
from toolkit.figures.caption import p_words, units
from toolkit.figures.null import draw_histogram, label_null
from toolkit.figures.style import INK, VERMILLION, WIDTH, house_style, shorten
from toolkit.records import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import GlobalTest
    from toolkit.contrasts.dispersion import Dispersion
    from toolkit.contrasts.permanova import Permanova
    from toolkit.figures.sheet import Panels


def plot_global(global_test: GlobalTest, *, ax: Sequence[Axes] | None = None) -> Panels:
    """Draw F of a global test beside F of its shuffles, for means and for spread.

    Left whether the groups' mean topics differ, right whether their clusters scatter unequally:
    where they do, the left one may answer to that.

    Parameters
    ----------
    global_test
        What `global_test` returned.
    ax
        Two Axes to draw on; a new figure if None.

    Returns
    -------
    Panels
        Two Axes in a tuple with ``.figure``; x is F, without unit, heights are per cent of the
        shuffles.

    Examples
    --------
    >>> axes = plot_global(global_test(topics, between="kind"))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import is_ours, lay_out, write_caption, write_heading

    place, spread = global_test.location, global_test.spread
    with house_style():
        panels = lay_out(2, n_columns=2, size=(WIDTH, 4.1), ax=ax)
        _draw(panels[0], place, f"F of means, R² = {place.r2:.3f}")
        _draw(panels[1], spread, "F of spread")
        heading = _heading(global_test)
        if is_ours(panels):
            write_heading(panels, heading)
            write_caption(panels, _caption(global_test))
        else:
            write_caption(panels, f"{heading}. {_caption(global_test)}")
    return panels


def _draw(panel: Axes, test: Permanova | Dispersion, quantity: str) -> None:
    null = test.null_f
    critical = float(np.quantile(null, 0.95, method="higher"))
    finite = null[np.isfinite(null)]
    end = max(float(np.quantile(finite, 0.995)) if len(finite) else 1.0, 1e-9)
    shown = test.f if np.isfinite(test.f) else 1.2 * end
    draw_histogram(panel, null, end)
    lines = (
        (shown, VERMILLION, "-", f"observed {test.f:.2f} (p {p_words(test.p)})"),
        (critical, INK, "--", f"95 % of shuffles below {critical:.2f}"),
    )
    handles = [
        panel.axvline(at, color=colour, linestyle=dashes, linewidth=2.0 if dashes == "-" else 1.0)
        for at, colour, dashes, _ in lines
    ]
    labels = [text for *_, text in lines]
    panel.legend(handles, labels, loc="lower left", bbox_to_anchor=(0, 1))
    panel.set_xlim(0, 1.05 * max(end, shown))
    label_null(panel, quantity)


def _heading(test: GlobalTest) -> str:
    settings = test.settings
    sizes = ", ".join(f"{n:,}" for n in test.clusters.tolist()[:6])
    several = units(settings)[1]
    names = ", ".join(shorten(name, 24) for name in test.groups[:6])
    more = f" and {len(test.groups) - 6} more" if len(test.groups) > 6 else ""
    return f"{names}{more}: {sizes}{more} {several}; all topics at once; {test.design} design"


def _caption(test: GlobalTest) -> str:
    settings = test.settings
    metric = settings["metric"].capitalize()
    if settings["metric"] == "aitchison":
        metric += f" (shares below {settings['floor']:g} replaced by it)"
    n = len(test.location.null_f)
    how = f"all {n:,} arrangements" if test.location.exhaustive else plural(n, "shuffle")
    kept = f"; only {where_words(settings)}" if settings["where"] else ""
    own = "equal spread supposed" if test.location.equal_spread else "each group's own spread"
    where = "inside" if test.design == "within" else "of whole"
    cautions = len(test.cautions)
    see = f" Its summary holds {plural(cautions, 'caution')}." if cautions else ""
    return (
        f"Groups by {settings['between']}{kept}: PERMANOVA of {metric} distances over "
        f"{plural(test.proportions.shape[1], 'topic')} ({own}), and distances from the groups' "
        f"{settings['centre']}s (PERMDISP); average = meetings (each cell counts once); {how} "
        f"{where} {units(settings)[1]}, level {settings['alpha']:g}.{see}"
    )

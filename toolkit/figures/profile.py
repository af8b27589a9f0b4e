"""One group beside all the rest: its topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.figures.caption import units
from toolkit.figures.style import (
    BLUE,
    GREY,
    MIDDLE,
    ROW,
    VERMILLION,
    WIDTH,
    house_style,
    shorten,
)
from toolkit.records import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import Profile


def plot_profile(profile: Profile, *, ax: Axes | None = None) -> Axes:
    """Draw a group's mean topic proportions beside those of the rest, its excess first.

    At the right stands the difference in percentage points with its standard error over
    clusters. It describes: `contrast` says which differences are more than chance.

    Parameters
    ----------
    profile
        What `profile` returned.
    ax
        Axes to draw on; a new figure if None.

    Returns
    -------
    Axes
        x in per cent, one row a topic.

    Examples
    --------
    >>> ax = plot_profile(profile(topics, between="kind", group="answer"))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, name_rows, tidy, write_beside, write_caption

    table = profile.table()
    rows = np.arange(len(table))
    own, rest = table["percent"].to_numpy(), table["percent_rest"].to_numpy()
    with house_style():
        panels = lay_out(1, size=(WIDTH, ROW * len(table) + 1.7), ax=ax)
        panel = panels[0]
        panel.hlines(rows, np.minimum(own, rest), np.maximum(own, rest), color=MIDDLE, linewidth=1)
        name = shorten(profile.settings["group"], 36)
        sides = ((own, "o", BLUE, BLUE, name), (rest, "s", VERMILLION, "white", "the rest"))
        for values, marker, edge, face, label in sides:
            panel.plot(
                values, rows, marker, markersize=4.6, markeredgecolor=edge, markerfacecolor=face,
                label=label, zorder=4,
            )  # fmt: skip
        points = zip(table["difference_pp"], table["standard_error_pp"], strict=True)
        for row, (difference, error) in enumerate(points):
            spread = f"± {error:.1f}" if np.isfinite(error) else "± ?"
            words = f"{difference:+.1f} {spread}".replace("-", "−")
            write_beside(panel, row, words, right=62)
        write_beside(panel, -0.95, "points ± SE", right=62, color=GREY)
        panel.legend(loc="lower left", bbox_to_anchor=(0, 1.01), ncols=2)
        name_rows(panel, [shorten(label, 40) for label in table["label"]])
        panel.set_xlim(left=0)
        tidy(panel, x="mean proportion (%)", grid="both")
        write_caption(panels, _caption(profile))
    return panel


def _caption(profile: Profile) -> str:
    from toolkit.contrasts.result import where_words

    settings = profile.settings
    unit, several = units(settings)
    group, rest = profile.clusters
    over = (
        f"means inside the {plural(group, unit, several)} that hold both"
        if profile.design == "within"
        else f"means over {plural(group, unit, several)} and over {rest:,} of the rest"
    )
    kept = f"; only {where_words(settings)}" if settings["where"] else ""
    return (
        f"Topics of {settings['between']} = {shorten(settings['group'])} beside all others{kept}: "
        f"{over}, each {unit} counting once. At the right the difference and its standard error "
        f"over {several}, not adjusted for many topics. A description and no test."
    )

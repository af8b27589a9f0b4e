"""A contrast beside its null: what shuffles gave, and what was observed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.errors import ToolkitError
from toolkit.figures.caption import average_words, cluster_counts, method_words, shuffle_words
from toolkit.figures.contrast import one_pair
from toolkit.figures.style import BLUE, GREY, INK, PALE, VERMILLION, WIDTH, house_style, shorten
from toolkit.records import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import Contrast, Pair
    from toolkit.figures.sheet import Panels

_BINS = 50
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
    null says that the groups differ.

    Parameters
    ----------
    contrast
        What `contrast` returned.
    pair
        Names of two groups; needed where the contrast holds more pairs than one.
    ax
        Two Axes to draw on; a new figure if None.

    Returns
    -------
    Panels
        Two Axes in a tuple with ``.figure``: of max |t|, without unit, and of the divergence in
        bits. Heights are per cent of the shuffles.

    Raises
    ------
    ToolkitError
        If the pair is unknown, or there are several and none is named.

    Examples
    --------
    >>> axes = plot_null(contrast, pair=("answer", "question"))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, write_caption

    one = _chosen(contrast, pair)
    critical = critical_t(one, alpha=contrast.settings["alpha"], n_pairs=len(contrast.pairs))
    n_named = int((np.abs(one.t) * _TIE > critical).sum())
    size = (WIDTH, max(2.6, _PITCH * n_named + 0.8) + 1.1)
    with house_style():
        panels = lay_out(2, n_columns=2, size=size, ax=ax, width_ratios=(3, 2))
        left_out = _draw_t(panels[0], one, contrast.labels, critical, contrast.settings["alpha"])
        _draw_jsd(panels[1], one)
        write_caption(panels, _caption(contrast, one, left_out))
    return panels

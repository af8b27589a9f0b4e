"""Uptake: how high answers rank for their own questions, speaker by speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.contrasts.result import where_words
from toolkit.errors import ToolkitError
from toolkit.figures.caption import p_words
from toolkit.figures.style import BLUE, GREY, MIDDLE, ROW, VERMILLION, WIDTH, house_style, shorten
from toolkit.records import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from toolkit.contrasts import Uptake
    from toolkit.figures.sheet import Panels

_MEASURES = (("", "In topics", BLUE, "o"), ("words_", "In words", VERMILLION, "s"))


def plot_uptake(
    uptake: Uptake, *, n_speakers: int = 12, ax: Sequence[Axes] | None = None
) -> Panels:
    """Draw how high each speaker's answers rank for their own questions, beside chance.

    Left in topics, right in words. A marker is the mean rank of the own answer among the
    speaker's other answers of the same meeting: 0.5 where answers have nothing to do with their
    questions, 1 where each fits its own question best. The grey bar holds 95 % of the shuffles,
    not adjusted for many speakers. A filled marker is significant at the record's alpha after
    adjustment, an open one is not, and a speaker of too few rounds to be tested has a cross.

    Parameters
    ----------
    uptake
        What `uptake` returned.
    n_speakers
        How many speakers are drawn, those of the most rounds first.
    ax
        Two Axes to draw on; a new figure if None.

    Returns
    -------
    Panels
        Two Axes in a tuple with ``.figure``; x is a mean rank, 0 to 1, without unit.

    Raises
    ------
    ToolkitError
        If no speaker is asked for.

    Examples
    --------
    >>> axes = plot_uptake(uptake, n_speakers=5)  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, name_rows, tidy, write_caption

    if n_speakers < 1:
        raise ToolkitError(f"n_speakers = {n_speakers} asks for nothing; it must be at least 1")
    table = uptake.table()
    own = len(uptake.speakers)
    rows = table.head(n_speakers + (own > 1))
    names = [
        f"{shorten(speaker, 26)} ({n_rounds:,} in {n_meetings:,})"
        for speaker, n_rounds, n_meetings in zip(
            rows["speaker"], rows["rounds"], rows["meetings"], strict=True
        )
    ]
    with house_style():
        panels = lay_out(2, n_columns=2, size=(WIDTH, ROW * 1.25 * len(rows) + 1.75), ax=ax)
        for place, (panel, how) in enumerate(zip(panels, _MEASURES, strict=True)):
            _draw(panel, rows, how, uptake.settings["alpha"])
            name_rows(panel, names if place == 0 else [""] * len(rows))
            if own > 1:
                panel.axhline(0.5, color=MIDDLE, linewidth=0.6)
            tidy(panel, x="mean rank of the own answer")
            panel.set_xlim(-0.02, 1.02)
            panel.set_title(how[1], loc="left", pad=14)
        write_caption(panels, _caption(uptake, own - min(own, n_speakers)))
    return panels


def _draw(panel: Axes, rows: pd.DataFrame, how: tuple[str, str, str, str], alpha: float) -> None:
    prefix, _, colour, marker = how
    rank, low, high, p = (
        rows[f"{prefix}{name}"].to_numpy()
        for name in ("rank", "rank_low", "rank_high", "p_adjusted")
    )
    places = np.arange(len(rows))
    panel.axvline(0.5, color=GREY, linewidth=0.8, linestyle=":", zorder=1)
    panel.hlines(places, low, high, color=MIDDLE, linewidth=5.0, zorder=2)
    found = p <= alpha
    kinds: tuple[tuple[Any, str, str], ...] = (
        (found, marker, colour),
        (~found & np.isfinite(p), marker, "white"),
        (np.isnan(p), "x", colour),
    )
    for some, shape, face in kinds:
        if not some.any():  # an empty line that is not clipped confuses the layout
            continue
        panel.plot(
            rank[some], places[some], shape, zorder=4, clip_on=False,
            markersize=5.0, markeredgewidth=1.0, markeredgecolor=colour, markerfacecolor=face,
        )  # fmt: skip
    for place, value, bold in zip(places.tolist(), p, found, strict=True):
        _beside(panel, place, p_words(value), fontweight="bold" if bold else "normal")
    _beside(panel, -0.95, "p", color=GREY)


def _beside(panel: Axes, row: float, text: str, **how: Any) -> None:
    panel.annotate(
        text, xy=(1, row), xycoords=("axes fraction", "data"), xytext=(30, 0),
        textcoords="offset points", ha="right", va="center_baseline", fontsize=8,
        annotation_clip=False, **how,
    )  # fmt: skip


def _caption(uptake: Uptake, left_out: int) -> str:
    settings = uptake.settings
    shuffles = f"{len(uptake.null_t[0]):,} shuffles"
    if uptake.exhaustive:
        shuffles = f"all {uptake.n_arrangements:,} arrangements"
    only = f" Only {where_words(settings)}." if settings["where"] else ""
    rest = f" {plural(left_out, 'speaker')} with fewer rounds not drawn." if left_out else ""
    moved = " shifted along" if settings["shuffle"] == "shift" else ""
    weight = "meeting" if settings["average"] == "meetings" else "round"
    return (
        "Mean rank of the answer to a question among the same speaker's other answers of the "
        f"meeting, by likeness to the question; 0.5 by chance. Grey: 95 % of {shuffles} of "
        f"answers{moved} inside meetings, for one speaker at a time. Filled markers: p ≤ "
        f"{settings['alpha']:g}, one-sided test of the likeness (measure = {settings['measure']}; "
        "words by tf-idf), adjusted over speakers by min-P; crosses: too few rounds for a test. "
        f"In brackets rounds and meetings; n = {plural(len(uptake.meeting), 'round')} in "
        f"{plural(len(uptake.meetings), 'meeting')}; average = {settings['average']} (each "
        f"{weight} counts once).{only}{rest}"
    )

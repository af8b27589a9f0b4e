"""The differences of one run against those of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from toolkit.errors import ToolkitError
from toolkit.figures.labels import name_points
from toolkit.figures.style import (
    BLUE,
    GREY,
    MIDDLE,
    PALE,
    VERMILLION,
    WIDTH,
    house_style,
    shorten,
)
from toolkit.records import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

_HEIGHT = 5.6  # inches


class _Look(NamedTuple):
    marker: str
    colour: str
    filled: bool
    words: str


# Told apart by shape and filling as well, for print in grey.
_LOOKS = {
    "held": _Look("o", BLUE, True, "held: found in both"),
    "turned": _Look("X", VERMILLION, True, "turned: found in both, with opposite signs"),
    "lost": _Look("v", VERMILLION, False, "lost: found in the first alone"),
    "new": _Look("^", BLUE, False, "new: found in the second alone"),
    "neither": _Look(".", MIDDLE, True, "found in neither"),
}


class SideBySide(Protocol):
    """What is drawn: two runs side by side, as `compare` returns them."""

    @property
    def names(self) -> tuple[str, str]:
        """The first run and the second."""

    @property
    def designs(self) -> Mapping[str, str]:
        """What each comparison averages and tests."""

    def table(self) -> pd.DataFrame:
        """Return one row for each comparison, pair of groups and topic."""


def plot_comparison(
    comparison: SideBySide,
    contrast: str | None = None,
    *,
    pair: tuple[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the differences of two runs against each other, one point a matched topic.

    On the dashed diagonal both runs say the same. A point is named where either run found a
    difference. Topics without a partner in the other run have no place here; they are counted
    below.

    Parameters
    ----------
    comparison
        What `compare` returned.
    contrast
        Which of its comparisons; may be left out where it holds one.
    pair
        Which two groups; may be left out where the comparison has two.
    ax
        Axes to draw on; a new figure if None.

    Returns
    -------
    Axes
        Percentage points on both axes, on one scale.

    Raises
    ------
    ToolkitError
        If there is no such comparison or pair, several could be meant, or no topic is matched.

    Examples
    --------
    >>> ax = plot_comparison(compare("sample-0a1b2c3d", "sample-4e5f6071"))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import is_ours, lay_out, root_of, tidy, write_caption

    rows = _rows(comparison.table(), contrast, pair)
    drawn = rows[rows["topic_first"].notna() & rows["topic_second"].notna()]
    if drawn.empty:
        raise ToolkitError("no topic of the one run has a partner in the other: nothing to draw")
    with house_style():
        panels = lay_out(1, size=(WIDTH, _HEIGHT + 1.3), ax=ax)
        axes = panels[0]
        tidy(axes, x=_axis(rows, comparison.names[0]), grid="both")
        axes.set_ylabel(_axis(rows, comparison.names[1]), fontsize=8.5)
        _points(axes, drawn)
        axes.set_aspect("equal", adjustable="datalim")
        axes.margins(0.12)
        for line in (axes.axhline, axes.axvline):
            line(0, color=PALE, linewidth=0.9, zorder=0)
        axes.axline((0, 0), slope=1, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
        handles, words = axes.get_legend_handles_labels()
        axes.legend(handles[::-1], words[::-1], loc="best", fontsize=8)
        named = drawn[drawn["outcome"] != "neither"]
        if is_ours(panels):
            write_caption(panels, _caption(comparison, rows, len(drawn), 0))
        root_of(axes).draw_without_rendering()  # only then it is known where the points lie
        n_named = name_points(
            axes,
            named[["difference_first_pp", "difference_second_pp"]].to_numpy(),
            [shorten(label, 30) for label in named["label_first"]],
            size=8,
        )
        for name in axes.texts:  # readable where bars cross it
            name.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5})
        write_caption(panels, _caption(comparison, rows, len(drawn), len(named) - n_named))
    return axes


def _rows(table: pd.DataFrame, contrast: str | None, pair: tuple[str, str] | None) -> pd.DataFrame:
    """Take the rows of one comparison and pair of groups."""
    names = list(dict.fromkeys(table["contrast"]))
    if not names:
        raise ToolkitError("the two runs have no comparison that could be set side by side")
    if contrast is None and len(names) > 1:
        raise ToolkitError(f"name one of the comparisons: contrast = {names[0]!r}, or {names[1:]}")
    chosen = names[0] if contrast is None else contrast
    if chosen not in names:
        raise ToolkitError(f"there is no comparison {chosen!r} of both runs; there are {names}")
    rows = table[table["contrast"] == chosen]
    pairs = list(dict.fromkeys(zip(rows["group_a"], rows["group_b"], strict=True)))
    if pair is None and len(pairs) > 1:
        raise ToolkitError(f"name one of the pairs of groups, such as pair = {pairs[0]!r}")
    wanted = pairs[0] if pair is None else pair
    fitting = [known for known in pairs if set(known) == set(wanted)]
    if not fitting:
        raise ToolkitError(f"there is no pair {wanted!r}; there are {pairs}")
    a, b = fitting[0]
    chosen_rows: pd.DataFrame = rows[(rows["group_a"] == a) & (rows["group_b"] == b)]
    return chosen_rows


def _points(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw a marker and two bars for each topic; what was found stands above."""
    for outcome in reversed(_LOOKS):
        of = rows[rows["outcome"] == outcome]
        if of.empty:
            continue
        look = _LOOKS[outcome]
        ends = []
        for which in ("first", "second"):
            middle = of[f"difference_{which}_pp"].to_numpy()
            low, high = (of[f"{end}_{which}_pp"].to_numpy() for end in ("low", "high"))
            ends.append(np.abs(np.vstack([middle - low, high - middle])))
        axes.errorbar(
            of["difference_first_pp"], of["difference_second_pp"], xerr=ends[0], yerr=ends[1],
            fmt=look.marker, color=look.colour, ecolor=MIDDLE, elinewidth=0.6, markersize=6,
            markerfacecolor=look.colour if look.filled else "white", markeredgecolor=look.colour,
            label=f"{look.words} ({len(of):,})", zorder=3 if outcome != "neither" else 2,
        )  # fmt: skip


def _axis(rows: pd.DataFrame, run: str) -> str:
    a, b = rows["group_a"].iloc[0], rows["group_b"].iloc[0]
    words = f"{shorten(a, 24)} minus {shorten(b, 24)}, percentage points"
    return f"{shorten(run, 40)}: {words}"


def _caption(comparison: SideBySide, rows: pd.DataFrame, n_drawn: int, n_unnamed: int) -> str:
    name = rows["contrast"].iloc[0]
    alone = [
        f"{plural(int(n), 'topic')} of the {which}"
        for which, other in (("first", "second"), ("second", "first"))
        if (n := rows[f"topic_{other}"].isna().sum())
    ]
    sizes = [rows[f"clusters_{which}"].iloc[0] for which in ("first", "second")]
    size = (
        sizes[0] if sizes[0] == sizes[1] else f"{sizes[0]} in the first, {sizes[1]} in the second"
    )
    said = [
        (
            f"Differences of {name} in two runs, across: {comparison.names[0]}; upwards: "
            f"{comparison.names[1]}. One point each of {plural(n_drawn, 'topic')} matched by "
            "their words; on the dashed line both runs say the same"
        ),
        f"n = {size}; {comparison.designs[name]}",
    ]
    if alone:
        said.append(f"Without a partner, and not drawn: {' and '.join(alone)}")
    if n_unnamed:
        said.append(f"{plural(n_unnamed, 'point')} not named for want of room")
    return ". ".join(said) + "."

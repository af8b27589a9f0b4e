"""Topics by group where groups are many, such as meetings: shades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.figures.caption import average_words, units
from toolkit.figures.style import WIDTH, house_style, shorten
from toolkit.records import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import Proportions

_BODY = 7.6  # inches, the most for the rows on a page
_PITCH = 0.125  # inches that a line of text needs


def plot_heatmap(proportions: Proportions, *, ax: Axes | None = None) -> Axes:
    """Draw the mean proportion of every topic in many groups, as shades.

    One row a group in the record's order, which for meetings is by date where their names begin
    with it, and one column a topic. Where rows are too close for text, every second, third, ...
    is named.

    Parameters
    ----------
    proportions
        What `proportions` returned, for instance with ``by="meeting"``.
    ax
        Axes to draw on; a new figure if None.

    Returns
    -------
    Axes
        Its first image holds per cent, (n_groups, n_topics); the shades begin at zero.

    Raises
    ------
    ToolkitError
        If there are too many topics or groups to be painted.

    Examples
    --------
    >>> ax = plot_heatmap(proportions(topics, by="meeting"))  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, write_caption

    n_groups, n_topics = proportions.proportions.shape
    row = max(min(0.3, _BODY / n_groups), 0.02)
    size = (max(WIDTH, 2.6 + 0.15 * n_topics), row * n_groups + 2.6)
    with house_style():
        panels = lay_out(1, size=size, ax=ax)
        axes = panels[0]
        percent = 100 * proportions.proportions
        image = axes.imshow(percent, cmap="Blues", vmin=0, aspect="auto", interpolation="nearest")
        bar = axes.figure.colorbar(
            image, ax=axes, shrink=0.6 if row * n_groups > 3 else 1, aspect=30, pad=0.02
        )
        bar.set_label("mean proportion (%)", fontsize=8.5)
        bar.ax.tick_params(labelsize=8)
        bar.outline.set_visible(False)
        _name_rows(axes, proportions.groups, every=-(-_PITCH // row))
        _name_columns(axes, proportions.labels)
        write_caption(panels, _caption(proportions))
    return axes


def _name_rows(axes: Axes, groups: tuple[str, ...], *, every: float) -> None:
    named = range(0, len(groups), int(every))
    axes.set_yticks(named, [shorten(groups[row], 30) for row in named], parse_math=False)
    axes.tick_params(axis="y", length=2 if every > 1 else 0, labelsize=8)
    axes.spines[:].set_visible(False)


def _name_columns(axes: Axes, labels: tuple[str, ...]) -> None:
    names = [shorten(label, 28) for label in labels]
    axes.set_xticks(range(len(labels)), names, rotation=90, parse_math=False)
    axes.tick_params(axis="x", length=0, top=False, labelsize=8, labeltop=True, labelbottom=False)


def _caption(proportions: Proportions) -> str:
    settings, clusters = proportions.settings, proportions.clusters
    least, most = int(clusters.min()), int(clusters.max())
    unit, several = units(settings)
    each = plural(least, unit, several) if least == most else f"{least:,} to {most:,} {several}"
    segments = plural(int(proportions.segments.sum()), "segment")
    tokens = plural(int(proportions.tokens.sum()), "token")
    return (
        f"Mean proportion of each topic by {settings['by']}, in %; {average_words(settings)}; "
        f"n = {plural(len(proportions.groups), 'group')} of {each} each, {segments}, {tokens}. "
        "Uncertainty is not shown: rows of few segments vary most."
    )

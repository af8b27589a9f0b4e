"""The paper a figure is drawn on: it shows itself in a notebook and is unknown to pyplot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Literal, cast

from matplotlib.axes import Axes  # noqa: TID253  (this file is imported when a figure is drawn)
from matplotlib.backend_bases import RendererBase  # noqa: TID253
from matplotlib.figure import Figure  # noqa: TID253

from toolkit.errors import ToolkitError
from toolkit.figures.style import GREY, PALE, house_style, shorten
from toolkit.records import plural

_DOTS_AN_INCH = 200
_LONGEST = 300  # inches; matplotlib paints 65,536 dots
_SHOWN_AN_INCH = 100  # half as large on the screen, so that it is sharp where pixels are small


class Sheet(Figure):
    """A figure that is always drawn in the style of the house.

    Ticks are made while a figure is drawn, long after the function that asked for it has
    returned; they too should not depend on the user's settings.
    """

    def draw(self, renderer: RendererBase) -> None:
        """Draw, in the style of the house."""
        with house_style():
            super().draw(renderer)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        """Show the figure in a notebook."""
        stream = io.BytesIO()
        with house_style():
            self.savefig(stream, format="png", dpi=_DOTS_AN_INCH)
        width, height = (round(_SHOWN_AN_INCH * inches) for inches in self.get_size_inches())
        return stream.getvalue(), {"width": width, "height": height}


class Panel(Axes):
    """Axes on a `Sheet`; in a notebook they show the whole figure."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]] | None:
        return _picture(self)


class Panels(tuple[Axes, ...]):
    """Several Axes of one figure, in reading order; in a notebook they show it.

    Attributes
    ----------
    figure
        The figure they belong to.
    """

    __slots__ = ()

    @property
    def figure(self) -> Figure:
        """The figure the Axes belong to."""
        return root_of(self[0])

    def _repr_png_(self) -> tuple[bytes, dict[str, int]] | None:
        return _picture(self[0])


def _picture(axes: Axes) -> tuple[bytes, dict[str, int]] | None:
    """Show the sheet the Axes are on; the user's own figure is theirs to show."""
    return axes.figure._repr_png_() if isinstance(axes.figure, Sheet) else None


def lay_out(
    n_panels: int,
    *,
    size: tuple[float, float],
    n_columns: int = 1,
    ax: Axes | Sequence[Axes] | None = None,
    share: Literal["", "x", "xy"] = "",
    width_ratios: Sequence[float] | None = None,
    height_ratios: Sequence[float] | None = None,
) -> Panels:
    """Return Axes to draw on: new ones on one sheet, or those the user brought.

    Parameters
    ----------
    n_panels
        How many are needed.
    size
        Width and height of a new sheet in inches.
    n_columns
        Columns of a new sheet, filled row by row.
    ax
        The user's own Axes.
    share
        The scales that new panels have in common.
    width_ratios, height_ratios
        Of a new sheet's columns and rows.

    Raises
    ------
    ToolkitError
        If the user brought another number of Axes, or a new sheet would be too tall to be painted.
    """
    if ax is not None:
        brought = (ax,) if isinstance(ax, Axes) else tuple(ax)
        if len(brought) != n_panels:
            raise ToolkitError(
                f"ax holds {len(brought)} Axes, and this figure has {plural(n_panels, 'panel')}; "
                f"give {n_panels} Axes, or none"
            )
        return Panels(brought)
    if max(size) > _LONGEST:
        raise ToolkitError(
            f"the figure would be {size[0]:.0f} by {size[1]:.0f} inches, and no side can be longer "
            f"than {_LONGEST}; draw fewer topics, terms or groups"
        )
    sheet = Sheet(figsize=size, layout="constrained")
    cells = sheet.add_gridspec(
        -(-n_panels // n_columns),
        n_columns,
        width_ratios=width_ratios,
        height_ratios=height_ratios,
    )
    panels: list[Axes] = []
    for number in range(n_panels):
        first = panels[0] if panels else None
        panel = sheet.add_subplot(
            cells[number // n_columns, number % n_columns],
            axes_class=Panel,
            sharex=first if "x" in share else None,
            sharey=first if "y" in share else None,
        )
        panels.append(panel)
    return Panels(panels)


def is_ours(panels: Panels) -> bool:
    """Whether the figure is a sheet of ours, whose margins may be written on."""
    return isinstance(panels.figure, Sheet)


def root_of(axes: Axes) -> Figure:
    """Return the figure that Axes are on, also where they are on a part of it."""
    return cast("Figure", axes.get_figure(root=True))


def write_heading(panels: Panels, heading: str) -> None:
    """Write what holds for every panel above a sheet."""
    figure = panels.figure
    width = figure.get_figwidth()
    text = "\n".join(wrap(heading, width - 0.25, 8.5))
    figure.suptitle(text, x=0.1 / width, ha="left", fontsize=8.5, fontweight="normal")


def write_caption(panels: Panels, caption: str) -> None:
    """Write what a reader must know below the figure, small and grey.

    On Axes that the user brought it stands below the first of them, flush with their right edge,
    so that it takes the room below the names of rows too.
    """
    how: dict[str, Any] = {"fontsize": 8, "color": GREY}
    if is_ours(panels):
        width = panels.figure.get_figwidth()
        panels.figure.supxlabel(
            "\n".join(wrap(caption, width - 0.25)), x=0.1 / width, ha="left", **how
        )
        return
    panels[0].annotate(
        "\n".join(wrap(caption, panel_width(panels[0]))),
        xy=(1, 0), xycoords="axes fraction", xytext=(0, -34), textcoords="offset points",
        ha="right", multialignment="left", va="top", annotation_clip=False, **how,
    )  # fmt: skip


def panel_width(panel: Axes) -> float:
    """Width of a panel in inches, before its figure is laid out."""
    return float(panel.get_position().width * root_of(panel).get_figwidth())


def tidy(panel: Axes, *, x: str, grid: Literal["", "x", "both"] = "x") -> None:
    """Give a panel the look of the house, also where the user made it in another."""
    panel.spines[["top", "right"]].set_visible(False)
    panel.tick_params(axis="both", labelsize=8)
    panel.set_axisbelow(True)
    if grid:
        panel.grid(axis=grid, color=PALE, linewidth=0.5)
    panel.set_xlabel(x, fontsize=8.5)


def name_rows(panel: Axes, names: Sequence[str]) -> None:
    """Name the rows 0, 1, ... from the top."""
    panel.set_yticks(range(len(names)), names, parse_math=False)
    panel.set_ylim(len(names) - 0.4, -0.6)
    panel.tick_params(axis="y", length=0)


def write_beside(panel: Axes, row: float, text: str, *, right: float, **how: Any) -> None:
    """Write at the right of a row, outside the axes, so many points from them."""
    panel.annotate(
        text, xy=(1, row), xycoords=("axes fraction", "data"), xytext=(right, 0),
        textcoords="offset points", ha="right", va="center_baseline", fontsize=8,
        annotation_clip=False, **how,
    )  # fmt: skip


def wrap(text: str, inches: float, size: float = 8) -> list[str]:
    """Break a text into lines of at most some width."""
    lines = [""]
    # "n = 60" and "5 %" stay on one line.
    whole = text.replace(" = ", "\xa0=\xa0").replace("± 1", "±\xa01").replace(" %", "\xa0%")
    for word in whole.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > inches:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line.replace("\xa0", " ") for line in lines]


def fit(text: str, inches: float, **font: Any) -> str:
    """Cut a text to some width, whatever its letters."""
    length = len(text)
    while length > 1 and text_width(shorten(text, length), **font) > inches:
        length -= 1
    return shorten(text, length)


def text_width(text: str, size: float = 8, weight: str = "normal") -> float:
    """Measure one line of text in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72

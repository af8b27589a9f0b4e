"""The look of every figure: sizes in print, colours, markers, and texts cut to fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 7.2
"""Inches, both columns of a journal page; text is meant to be read at this very size."""

INK, GREY, MIDDLE, PALE = "#1a1a1a", "#595959", "#a6a6a6", "#d9d9d9"
ROW = 0.18
"""Inches from one row of text to the next."""

# Okabe and Ito's colours, which colour-blind readers tell apart, darkest and most unlike first;
# in grey print the markers tell groups apart.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9", "#7f7f7f")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
BLUE, VERMILLION = COLOURS[:2]

_SETTINGS: dict[str, object] = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.w_pad": 0.06,
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "grid.color": PALE,
    "grid.linewidth": 0.5,
    "legend.borderaxespad": 0.2,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "pdf.fonttype": 42,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 8,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 8,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the style of the house, and leave matplotlib's settings as they were.

    It starts from matplotlib's own defaults, so that a figure looks alike whatever the user has
    set. Texts are never read as mathematics: "$5 and $x" in a transcript is no formula.
    """
    from matplotlib import style

    with style.context(["default", _SETTINGS]):
        yield


def shorten(text: str, length: int = 40) -> str:
    """Cut a text to fit, on one line.

    Examples
    --------
    >>> shorten("the settlement in the valley", 18)
    'the settlement in…'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= length else line[: length - 1].rstrip(" ,;") + "…"

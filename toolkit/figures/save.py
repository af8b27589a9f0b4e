"""Write a figure to files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError
from toolkit.figures.style import house_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# No date and no version, so that the same figure gives the same bytes.
_WRITTEN: dict[str, dict[str, Any]] = {
    ".png": {"dpi": 200, "metadata": {"Software": None}},
    ".pdf": {"metadata": {"CreationDate": None, "Creator": None, "Producer": None}},
}


def save_figure(axes: Axes | Sequence[Axes], path: str | Path) -> tuple[Path, Path]:
    """Write the figure of some Axes as PNG, 200 dots an inch, and as PDF beside it.

    Parameters
    ----------
    axes
        What a ``plot_`` function returned.
    path
        File name without ending; ``.png`` or ``.pdf`` at its end is understood. Files that are
        there already are replaced.

    Returns
    -------
    tuple of Path
        The PNG, whose bytes are the same for the same figure, fonts and matplotlib, and the PDF
        with its fonts embedded as journals want them.

    Raises
    ------
    ToolkitError
        If the folder cannot be written to.

    Examples
    --------
    >>> save_figure(plot_terms(topics), "figures/terms")  # doctest: +SKIP
    """
    first: Any = axes if hasattr(axes, "get_figure") else axes[0]
    figure = first.get_figure(root=True)
    path = Path(path)
    stem = path.name.removesuffix(path.suffix) if path.suffix in _WRITTEN else path.name
    files = [path.with_name(stem + ending) for ending in _WRITTEN]
    with house_style(), _laid_out(figure):
        for file, how in zip(files, _WRITTEN.values(), strict=True):
            try:
                figure.savefig(file, **how)
            except OSError as error:
                raise ToolkitError(f"the figure cannot be written to '{file}': {error}") from error
    return files[0], files[1]


@contextmanager
def _laid_out(figure: Figure) -> Iterator[None]:
    """Lay a figure out once for both files; by itself each would draw it once more to do so."""
    engine = figure.get_layout_engine()
    if engine is None:
        yield
        return
    before = figure.dpi
    figure.set_dpi(_WRITTEN[".png"]["dpi"])
    try:
        engine.execute(figure)
        figure.set_dpi(before)
        figure.set_layout_engine(None)  # the style of the house asks for none
        yield
    finally:
        figure.set_dpi(before)
        figure.set_layout_engine(engine)

"""Figures in files."""

import time

import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures import plot_contrast, plot_null, plot_proportions, save_figure
from toolkit.figures.style import house_style


def test_png_and_pdf_stand_beside_each_other(tmp_path, contrast):
    png, pdf = save_figure(plot_contrast(contrast), tmp_path / "kinds")
    assert (png, pdf) == (tmp_path / "kinds.png", tmp_path / "kinds.pdf")
    assert png.read_bytes().startswith(b"\x89PNG")
    assert pdf.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("name, stem", [("a.png", "a"), ("a.pdf", "a"), ("v1.2", "v1.2")])
def test_only_the_two_endings_are_endings(tmp_path, proportions, name, stem):
    save_figure(plot_proportions(proportions), str(tmp_path / name))
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"{stem}.pdf", f"{stem}.png"]


def test_the_same_figure_gives_the_same_bytes_at_another_time(tmp_path, contrast):
    first = save_figure(plot_null(contrast), tmp_path / "first")
    time.sleep(1.1)  # a file with a date in it differs from second to second
    second = save_figure(plot_null(contrast), tmp_path / "second")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_the_png_has_200_dots_an_inch(tmp_path, contrast):
    from matplotlib.image import imread

    axes = plot_contrast(contrast)
    png, _ = save_figure(axes, tmp_path / "kinds")
    width, height = axes.figure.get_size_inches()
    assert imread(png).shape[:2] == (int(200 * height), int(200 * width))


def test_the_users_figure_is_saved_too(tmp_path, contrast):
    from matplotlib.figure import Figure

    axes = Figure(figsize=(8, 5)).subplots(1, 2)
    plot_null(contrast, ax=axes)
    assert isinstance(axes, np.ndarray)
    assert save_figure(axes, tmp_path / "own")[0].is_file()


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path, contrast):
    with pytest.raises(ToolkitError, match="the figure cannot be written to '.*nowhere.*kinds.png"):
        save_figure(plot_contrast(contrast), tmp_path / "nowhere" / "kinds")


def test_it_is_laid_out_once_and_as_it_would_be_by_itself(tmp_path, contrast, monkeypatch):
    from toolkit.figures.sheet import Sheet

    axes = plot_contrast(contrast)
    engine, dpi = axes.figure.get_layout_engine(), axes.figure.dpi
    with house_style():
        axes.figure.savefig(tmp_path / "alone.png", dpi=200, metadata={"Software": None})
    axes, drawn = plot_contrast(contrast), []
    monkeypatch.setattr(Sheet, "draw", _counted(Sheet.draw, drawn))
    png, _ = save_figure(axes, tmp_path / "kinds")
    assert png.read_bytes() == (tmp_path / "alone.png").read_bytes()
    assert len(drawn) == 2
    assert type(axes.figure.get_layout_engine()) is type(engine)
    assert axes.figure.dpi == dpi


def _counted(function, calls):
    def counted(*args, **kwargs):
        calls.append(function)
        return function(*args, **kwargs)

    return counted

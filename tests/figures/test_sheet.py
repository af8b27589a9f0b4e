"""What holds for every figure: nothing is cut off, nothing overlaps, nothing leaks."""

from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text

from toolkit.errors import ToolkitError
from toolkit.figures import plot_contrast, plot_heatmap, plot_null, plot_proportions, plot_terms
from toolkit.figures.sheet import Sheet, lay_out, text_width, wrap

HERE = Path(__file__).parent
NASTY = ("$5 and $x", "_a^b", "a term that goes on and on and does not end", "x\ny\x07z")
LONG = "the inadmissibility of unilateral restrictive measures that go round the Security Council"
LONG_LABELS = [f"{k} {LONG} $5 and $x _a^b" for k in range(1, 9)]
GROUPS = [f"{LONG} of the ministry", "_a^b of $5 and $x", "Уполномоченный представитель"]


@pytest.fixture(
    params=["terms", "proportions", "heatmap", "heatmap of 90", "contrast", "contrasts", "null"]
)
def draw(request, make_topics, make_proportions, make_contrast) -> Callable[..., object]:
    """Draw one kind of figure from texts that are too long or look like mathematics."""
    long = {"n_topics": len(LONG_LABELS), "labels": LONG_LABELS}
    many = [f"2020-{i:03d}_{LONG}" for i in range(90)]
    return {
        "terms": lambda **ax: plot_terms(make_topics(4, 12, NASTY), **ax),
        "proportions": lambda **ax: plot_proportions(make_proportions(GROUPS, **long), **ax),
        "heatmap": lambda **ax: plot_heatmap(make_proportions(GROUPS, **long), **ax),
        "heatmap of 90": lambda **ax: plot_heatmap(make_proportions(many, n_topics=20), **ax),
        "contrast": lambda **ax: plot_contrast(make_contrast(GROUPS[:2], **long), **ax),
        "contrasts": lambda **ax: plot_contrast(
            make_contrast(GROUPS, **long, cluster="country"), **ax
        ),
        "null": lambda **ax: plot_null(make_contrast(GROUPS[:2], **long), **ax),
    }[request.param]


def root(drawn) -> Figure:
    return drawn.figure


def written(figure: Figure) -> list[Text]:
    """Return every text that a reader sees."""
    figure.draw_without_rendering()
    unseen = set()  # labels of ticks beyond the limits are made, but not drawn
    for axis in figure.findobj(Axis):
        unseen |= {label for tick in axis.majorTicks for label in (tick.label1, tick.label2)}
        low, high = sorted(axis.get_view_interval())
        for place, tick in zip(axis.get_ticklocs(), axis.get_major_ticks(), strict=True):
            unseen -= {tick.label1, tick.label2} if low <= place <= high else set()
    seen = [text for text in figure.findobj(Text) if text not in unseen]
    return [text for text in seen if text.get_text() and text.get_visible()]


def test_texts_are_whole_apart_large_enough_and_no_mathematics(draw):
    figure = root(draw())
    texts = written(figure)
    page = figure.bbox
    boxes = {text: text.get_window_extent() for text in texts}
    for text, box in boxes.items():
        beyond = max(page.x0 - box.x0, box.x1 - page.x1, page.y0 - box.y0, box.y1 - page.y1)
        assert beyond < 1, text.get_text()
        assert text.get_fontsize() >= 8, text.get_text()
        assert not text.get_parse_math(), text.get_text()
    overlapping = [
        (one.get_text(), other.get_text())
        for one, other in combinations(texts, 2)
        if _shared(boxes[one], boxes[other]) > 2
    ]
    assert overlapping == []


def _shared(one, other) -> float:
    """Return the smaller side of what two boxes share, in dots of 1/100 inch."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(width, height)


def test_texts_on_the_users_axes_are_no_mathematics_either(draw):
    figure = Figure(figsize=(20, 20))
    n_panels = np.size(draw())
    axes = list(np.ravel(figure.subplots(1, n_panels)))
    draw(ax=axes if n_panels > 1 else axes[0])
    risky = [text for text in written(figure) if set("$_^") & set(text.get_text())]
    assert risky
    assert [text.get_text() for text in risky if text.get_parse_math()] == []


def test_no_setting_is_read_or_changed(draw):
    plain = root(draw())._repr_png_()
    with mpl.rc_context({"font.size": 25, "axes.facecolor": "red", "savefig.facecolor": "blue"}):
        before = dict(mpl.rcParams)
        assert root(draw())._repr_png_() == plain
        assert dict(mpl.rcParams) == before


def test_a_notebook_shows_what_a_cell_ends_with_and_pyplot_knows_nothing_of_it():
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    cells = [
        f"import sys; sys.path.insert(0, {str(HERE)!r}); from conftest import *",
        "from toolkit.figures import *",
        "plot_terms(make_topics())",
        "plot_proportions(make_proportions())",
        "assert 'matplotlib.pyplot' not in sys.modules; import matplotlib.pyplot as plt",
        "plot_contrast(make_contrast())",
        "plot_null(make_contrast()).figure",
        "assert plt.get_fignums() == []",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    pictures = [
        [bool(output.get("data", {}).get("image/png")) for output in cell.outputs]
        for cell in notebook.cells
    ]
    assert pictures == [[], [], [True], [True], [], [True], [True], []]


def test_the_users_own_axes_are_counted_and_kept(make_contrast):
    figure = Figure(figsize=(9, 5))
    axes = figure.subplots(1, 2)
    drawn = plot_null(make_contrast(), ax=axes)
    assert list(drawn) == list(axes)
    assert drawn.figure is figure
    assert drawn._repr_png_() is None
    with pytest.raises(ToolkitError, match="ax holds 2 Axes, and this figure has 1 panel; give 1"):
        plot_contrast(make_contrast(), ax=axes)


def test_axes_on_a_part_of_a_figure_will_do(make_proportions):
    figure = Figure(figsize=(9, 5))
    part, _ = figure.subfigures(1, 2)
    ax = part.subplots()
    assert plot_proportions(make_proportions(), ax=ax) is ax
    assert "n = 30 segments" in " ".join(t.get_text().replace("\n", " ") for t in ax.texts)


def test_panels_are_filled_row_by_row_and_share_what_is_asked():
    panels = lay_out(5, n_columns=3, size=(6, 4), share="x")
    assert isinstance(panels.figure, Sheet)
    places = [panel.get_subplotspec().num1 for panel in panels]
    assert places == [0, 1, 2, 3, 4]
    panels[0].set_xlim(0, 7)
    assert panels[4].get_xlim() == (0, 7)
    assert panels[4].get_ylim() != (0, 7)


def test_a_figure_that_cannot_be_painted_is_refused():
    with pytest.raises(ToolkitError, match="7 by 400 inches, and no side can be longer than 300"):
        lay_out(1, size=(7, 400))


def test_lines_are_as_wide_as_they_may_be():
    text = "meetings of the same groups and whatever else there is to say about n = 60 of them"
    lines = wrap(text, 2.0)
    assert " ".join(lines) == text
    assert all(text_width(line) <= 2.0 for line in lines)
    for line, following in pairwise(lines):
        word = "n = 60" if following.startswith("n =") else following.split()[0]
        assert text_width(f"{line} {word}") > 2.0
    assert any("n = 60" in line for line in lines)
    assert wrap("Donaudampfschifffahrtsgesellschaft", 0.5) == ["Donaudampfschifffahrtsgesellschaft"]

"""Four measures of each size: points and bars against the table."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from toolkit.figures import plot_choice
from toolkit.topics import Choice


def make(sizes=(5, 10, 20), n_refits=6, n_meetings=12, **model):
    random = np.random.default_rng(1)
    n = len(sizes)
    of_fits = random.uniform(0.6, 0.9, (n, n_refits, n_refits))
    of_fits = (of_fits + of_fits.transpose(0, 2, 1)) / 2
    for one in of_fits:
        np.fill_diagonal(one, 1)
    weight = random.integers(50, 90, n_meetings).astype(float)
    level = np.array([6.5, 6.0, 6.1])[:n, None] + random.normal(0, 0.4, n_meetings)
    return Choice(
        settings=MappingProxyType(
            {"model": {"model": "lda", **model}, "n_refits": n_refits, "n_folds": 3, "share": 1.0}
        ),
        sizes=sizes,
        c_npmi=random.normal(0.1, 0.01, (n, n_refits)),
        u_mass=random.normal(-2, 0.1, (n, n_refits)),
        exclusivity=random.normal(0.5, 0.01, (n, n_refits)),
        agreement=of_fits,
        not_converged=np.zeros(n, int),
        seconds=np.ones((n, n_refits)),
        meetings=tuple(f"m{i}" for i in range(n_meetings)),
        loss=weight * (level + random.normal(0, 0.02, (n, n_meetings))),
        baseline=weight * 8,
        weight=weight,
        fold=np.arange(n_meetings) % 4,
        failed=(),
        n_segments=300,
    )


def caption(drawn):
    return drawn.figure.get_supxlabel().replace("\n", " ")


def bars(panel):
    """Ends of the error bars, in the order of the sizes."""
    (lines,) = panel.collections
    return np.array([segment[:, 1] for segment in lines.get_segments()])


def test_points_are_those_of_the_table():
    record = make()
    table = record.table()
    drawn = plot_choice(record)
    for name, panel in zip(
        ("held_out", "stability", "coherence", "exclusivity"), drawn, strict=True
    ):
        points = panel.lines[0]
        assert list(points.get_xdata()) == [5, 10, 20]
        assert list(points.get_ydata()) == pytest.approx(table[name].tolist())
        if name != "held_out":
            wanted = table[[f"{name}_low", f"{name}_high"]].to_numpy()
            np.testing.assert_allclose(bars(panel), wanted)


def test_bars_of_unseen_meetings_are_those_of_differences():
    record = make()
    table = record.table()
    panel = plot_choice(record)[0]
    best = table["held_out"].min()
    wanted = best * (1 + table[["behind_best_low", "behind_best_high"]].to_numpy() / 100)
    np.testing.assert_allclose(bars(panel), wanted)
    assert (table["held_out_high"] - table["held_out_low"]).min() > np.ptp(wanted, axis=1).max()


def test_the_recommended_size_is_marked():
    record = make()
    assert record.recommended == 10
    drawn = plot_choice(record)
    for panel in drawn:
        (line,) = [line for line in panel.lines if line.get_linestyle() == "--"]
        assert set(line.get_xdata()) == {10}
    assert "Dashed: recommended, 10." in caption(drawn)
    nothing = plot_choice(make(sizes=(5,)))
    assert "None is recommended." in caption(nothing)
    assert not [line for line in nothing[0].lines if line.get_linestyle() == "--"]


def test_the_caption_states_n_average_and_uncertainty():
    words = caption(plot_choice(make()))
    for part in (
        "LDA of 3 sizes, 6 refits each",
        "n = 300 segments",
        "12 meetings",
        "Student's t over 4 folds (average = tokens)",
        "jackknife over refits",
    ):
        assert part in words
    some = replace(make(), settings=MappingProxyType({**make().settings, "share": 0.8}))
    assert "each on 80 % of the meetings" in caption(plot_choice(some))


def test_what_was_not_measured_is_said():
    whole = make()
    bare = replace(
        whole, meetings=(), loss=whole.loss[:, :0], weight=whole.weight[:0],
        baseline=whole.baseline[:0], fold=whole.fold[:0],
    )  # fmt: skip
    drawn = plot_choice(bare)
    assert [text.get_text() for text in drawn[0].texts] == ["not measured"]
    assert "Unseen meetings" not in caption(drawn)
    once = plot_choice(make(n_refits=1))
    assert [text.get_text() for text in once[1].texts] == ["not measured"]
    assert "One refit each" in caption(once)


def test_axes_of_ones_own_are_taken():
    from matplotlib.figure import Figure

    axes = Figure().subplots(2, 2).ravel()
    assert list(plot_choice(make(), ax=list(axes))) == list(axes)

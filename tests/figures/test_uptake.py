"""Ranks beside chance: markers, bars and words against the record."""

import numpy as np
import pytest
from common.exchanges import conference, topics_of

from toolkit.contrasts import Uptake, uptake
from toolkit.errors import ToolkitError
from toolkit.figures import plot_uptake


def make(**settings: object) -> Uptake:
    random = np.random.default_rng(4)
    rows = conference(random, n_meetings=8, n_rounds=5, uptake=0.6)
    deaf = conference(random, n_meetings=8, n_rounds=5, speakers=["Bob"])
    rows += [(m, f"9{e}", kind, who, n) for m, e, kind, who, n in deaf]
    few = conference(random, n_meetings=1, n_rounds=2, speakers=["Cy"])
    rows += [(m, f"8{e}", kind, who, n) for m, e, kind, who, n in few]
    return uptake(topics_of(rows), n_shuffles=99, **settings)


@pytest.fixture(scope="module")
def found() -> Uptake:
    return make()


def test_markers_and_bars_are_the_records(found: Uptake) -> None:
    table = found.table()
    for panel, prefix in zip(plot_uptake(found), ("", "words_"), strict=True):
        drawn = {
            float(y): float(x)
            for line in panel.lines
            if line.get_marker() not in ("None", None, "")
            for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
        }
        assert [drawn[row] for row in range(4)] == table[f"{prefix}rank"].tolist()
        bars = [path.vertices[:, 0].tolist() for path in panel.collections[0].get_paths()]
        np.testing.assert_allclose(bars, table[[f"{prefix}rank_low", f"{prefix}rank_high"]])


def test_filled_is_significant_and_a_cross_was_not_tested(found: Uptake) -> None:
    panel = plot_uptake(found)[0]
    of = {}
    for line in panel.lines:
        if line.get_marker() in ("o", "x"):
            how = "cross" if line.get_marker() == "x" else line.get_markerfacecolor()
            of |= {int(row): how for row in line.get_ydata()}
    p = found.table()["p_adjusted"]
    for row, how in of.items():
        expected = "cross" if np.isnan(p[row]) else "white" if p[row] > 0.05 else "#0072b2"
        assert how == expected
    names = [label.get_text() for label in panel.get_yticklabels()]
    assert names == ["(all) (82 in 8)", "Ann (40 in 8)", "Bob (40 in 8)", "Cy (2 in 1)"]


def test_caption_says_what_was_done(found: Uptake) -> None:
    caption = " ".join(plot_uptake(found, n_speakers=2).figure.get_supxlabel().split())
    assert "95 % of 99 shuffles of answers inside meetings" in caption
    assert "one-sided test of the likeness (measure = overlap; words by tf-idf)" in caption
    assert "n = 82 rounds in 8 meetings; average = meetings (each meeting counts once)" in caption
    assert "1 speaker with fewer rounds not drawn" in caption


@pytest.mark.parametrize("speakers", [(), ("Bob",), ("Ann", "Bob")])
def test_there_is_room_to_draw(speakers: tuple[str, ...]) -> None:
    panels = plot_uptake(make(speakers=speakers))
    panels.figure.canvas.draw()
    assert min(panel.get_position().width for panel in panels) > 0.25


def test_one_speaker_has_no_line_for_all() -> None:
    panel = plot_uptake(make(speakers=("Bob",)))[0]
    assert [label.get_text() for label in panel.get_yticklabels()] == ["Bob (40 in 8)"]


def test_mistakes_are_one_sentence(found: Uptake) -> None:
    with pytest.raises(ToolkitError, match="n_speakers = 0 asks for nothing"):
        plot_uptake(found, n_speakers=0)

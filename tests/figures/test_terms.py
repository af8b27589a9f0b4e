"""Top terms of topics: bars against the record."""

from dataclasses import replace

import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures import plot_terms


def caption(drawn) -> str:
    return drawn.figure.get_supxlabel().replace("\n", " ")


def test_bars_are_the_largest_shares_in_falling_order(topics):
    drawn = plot_terms(topics, n=5)
    assert len(drawn) == 3
    for row, panel in zip(topics.topic_term, drawn, strict=True):
        order = np.argsort(-row)[:5]
        widths = [bar.get_width() for bar in panel.patches]
        assert widths == pytest.approx(100 * row[order])
        assert [t.get_text() for t in panel.get_yticklabels()] == [f"t{v:02d}" for v in order]
        assert panel.yaxis_inverted()


def test_topics_keep_their_numbers_and_show_their_size(topics):
    (panel,) = plot_terms(topics, topics_shown=[3])
    assert panel.get_title("left") == "Topic 3"
    tokens = topics.counts.matrix.toarray().sum(axis=1)
    size = (topics.doc_topic[:, 2] * tokens).sum() / tokens.sum()
    assert panel.get_title("right") == f"{100 * size:.1f} %"


def test_all_panels_share_one_scale_from_zero(topics):
    limits = {panel.get_xlim() for panel in plot_terms(topics)}
    assert len(limits) == 1
    assert limits.pop()[0] == 0


def test_the_caption_states_n_average_unit_and_uncertainty(topics):
    words = caption(plot_terms(topics, n=4, topics_shown=[1, 2]))
    tokens = topics.counts.matrix.sum()
    assert "4 terms with the largest share in each topic, in % of the topic" in words
    assert f"n = 8 segments, {tokens} tokens, 4 meetings" in words
    assert "LDA with 3 topics, seed 7 (2 shown)" in words
    assert "average = tokens" in words
    assert "uncertainty is not shown" in words


def test_no_more_terms_are_claimed_than_there_are(make_topics):
    drawn = plot_terms(make_topics(3, 12), n=30)
    assert len(drawn[0].patches) == 12
    assert "12 terms" in caption(drawn)


@pytest.mark.parametrize(
    "settings, sentence",
    [
        ({"topics_shown": [0]}, "there is no topic 0; topics are 1 to 3"),
        ({"topics_shown": [4]}, "there is no topic 4; topics are 1 to 3"),
        ({"topics_shown": []}, "0 topics cannot be drawn in one figure, which holds 1 to 60"),
        ({"n": 0}, "n = 0 terms a topic cannot be drawn; give 1 or more"),
    ],
)
def test_mistakes_are_one_sentence(topics, settings, sentence):
    with pytest.raises(ToolkitError, match=sentence):
        plot_terms(topics, **settings)


def test_by_relevance_bars_stay_shares_and_marks_are_the_corpus(topics):
    drawn = plot_terms(topics, n=4, by="relevance", weight=0.3)
    table = topics.top_terms(4, by="relevance", weight=0.3)
    for topic, panel in enumerate(drawn, 1):
        own = table[table["topic"] == topic]
        assert [bar.get_width() for bar in panel.patches] == pytest.approx(100 * own["share"])
        (marks,) = panel.lines
        count = topics.counts.matrix.toarray().sum(axis=0)
        wanted = [100 * count[topics.terms.index(t)] / count.sum() for t in own["term"]]
        assert list(marks.get_xdata()) == pytest.approx(wanted)
    words = caption(drawn)
    assert "relevance to each topic (weight 0.3 on the share, the rest on its ratio" in words
    assert "marks: in the whole corpus" in words
    assert not plot_terms(topics)[0].lines


def test_a_name_given_by_a_person_stands_above_its_panel(topics):
    named = replace(topics, labels=("1 port, fleet, gas", "4+5 economy", "9 junk: t01, t02, t03"))
    titles = [panel.get_title("left").rstrip("\n") for panel in plot_terms(named)]
    assert titles == ["Topic 1", "4+5 economy", "9 junk: t01, t02, t03"]
    assert len(plot_terms(named, topics_shown=[9])) == 1
    with pytest.raises(ToolkitError, match="there is no topic 2; topics are 1, 4, 9"):
        plot_terms(named, topics_shown=[2])


def test_a_long_name_stands_above_the_size_and_not_on_it(make_topics):
    topics = make_topics(3)
    long = replace(topics, labels=("1 Ports, harbours and the fleets", *topics.labels[1:]))
    for named, lines in ((topics, 0), (long, 1)):
        panels = plot_terms(named)
        assert {panel.get_title("left").count("\n") for panel in panels} == {lines}
        panels.figure.draw_without_rendering()
        left, right = (
            next(t for t in (panels[0].title, panels[0]._left_title, panels[0]._right_title)
                 if t.get_text() == panels[0].get_title(loc)).get_window_extent()
            for loc in ("left", "right")
        )  # fmt: skip
        assert lines or left.x1 < right.x0
    assert panels[0].get_title("left").startswith("1 Ports, harbours")

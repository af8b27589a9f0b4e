"""Does a topic mean the same in two groups: information beside chance, and the words behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.errors import ToolkitError
from toolkit.figures.caption import p_words, units
from toolkit.figures.style import (
    BLUE,
    GREY,
    INK,
    MIDDLE,
    ROW,
    VERMILLION,
    WIDTH,
    house_style,
    shorten,
)
from toolkit.records import plural
from toolkit.topics.numbers import place_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.contrasts import Meaning

_ALPHA = 0.05  # as in the record's summary


def plot_meaning(
    meaning: Meaning, *, topic: int | None = None, n: int = 15, ax: Axes | None = None
) -> Axes:
    """Draw in which topics two groups use other words, or the words of one topic.

    Without `topic`: one row a topic, the information that its words give about the group, in
    bits, beside the middle 95 % of what shuffles gave. It is never zero, so that only what lies
    beyond its bar speaks for a difference; filled where the adjusted p is at most 0.05. With
    `topic`: how often each group says the words of that topic which deviate most.

    Parameters
    ----------
    meaning
        What `meaning` returned.
    topic
        Number of a topic.
    n
        Words drawn of it.
    ax
        Axes to draw on; a new figure if None.

    Returns
    -------
    Axes
        x in bits, or in per thousand of the topic's tokens in each group.

    Raises
    ------
    ToolkitError
        If there is no such topic, or `n` is below one.

    Examples
    --------
    >>> ax = plot_meaning(meaning(topics, between="kind"), topic=3)  # doctest: +SKIP
    """
    from toolkit.figures.sheet import lay_out, write_caption

    if n < 1:
        raise ToolkitError(f"n = {n} asks for nothing; it must be at least 1")
    n_rows = len(meaning.labels) if topic is None else len(meaning.of_topic(topic).head(n))
    with house_style():
        panels = lay_out(1, size=(WIDTH, ROW * n_rows + 1.9), ax=ax)
        if topic is None:
            _draw_topics(panels[0], meaning)
            write_caption(panels, _caption(meaning))
        else:
            _draw_words(panels[0], meaning, topic, n)
            write_caption(panels, _caption_of(meaning, topic, n_rows))
    return panels[0]


def _draw_topics(panel: Axes, meaning: Meaning) -> None:
    from toolkit.figures.sheet import name_rows, tidy, write_beside

    rows = np.arange(len(meaning.labels))
    low, high = np.quantile(meaning.null_information, [0.025, 0.975], axis=0)
    panel.hlines(rows, low, high, color=MIDDLE, linewidth=4, label="middle 95 % of shuffles")
    mean = meaning.null_information.mean(axis=0)
    panel.plot(mean, rows, "|", color=INK, markersize=6, label="their mean")
    found = meaning.p_adjusted <= _ALPHA
    kinds = ((found, BLUE, "observed, adjusted p ≤ 0.05"), (~found, "white", "observed, other"))
    for some, face, label in kinds:
        if some.any():
            panel.plot(
                meaning.information[some], rows[some], "o", markersize=4.6, label=label,
                markeredgecolor=BLUE, markerfacecolor=face, zorder=4,
            )  # fmt: skip
    for row, p in enumerate(meaning.p_adjusted):
        weight = "bold" if found[row] else "normal"
        write_beside(panel, row, p_words(p), right=34, fontweight=weight)
    write_beside(panel, -0.95, "adj. p", right=34, color=GREY)
    panel.legend(loc="lower left", bbox_to_anchor=(0, 1.01), ncols=2)
    name_rows(panel, [shorten(label, 40) for label in meaning.labels])
    panel.set_xlim(left=0)
    tidy(panel, x="information of word about group (bits)", grid="both")


def _draw_words(panel: Axes, meaning: Meaning, topic: int, n: int) -> None:
    from toolkit.figures.sheet import name_rows, tidy

    words = meaning.of_topic(topic).head(n)
    rows = np.arange(len(words))
    a, b = words["per_thousand_a"].to_numpy(), words["per_thousand_b"].to_numpy()
    panel.hlines(rows, np.minimum(a, b), np.maximum(a, b), color=MIDDLE, linewidth=1)
    sides = ((a, "o", BLUE, BLUE), (b, "s", VERMILLION, "white"))
    for (values, marker, edge, face), name in zip(sides, meaning.groups, strict=True):
        panel.plot(
            values, rows, marker, markersize=4.6, markeredgecolor=edge, markerfacecolor=face,
            label=shorten(name, 36), zorder=4,
        )  # fmt: skip
    panel.legend(loc="lower left", bbox_to_anchor=(0, 1.01), ncols=2)
    name_rows(panel, [shorten(term, 30) for term in words["term"]])
    panel.set_xlim(left=0)
    tidy(panel, x="per thousand of the topic's tokens in the group", grid="both")


def _size(meaning: Meaning) -> str:
    unit, several = units(meaning.settings)
    a, b = meaning.clusters
    if meaning.design == "within":
        return f"{plural(a, unit, several)} that hold both"
    return f"{a:,} and {plural(b, unit, several)}"


def _caption(meaning: Meaning) -> str:
    n = len(meaning.null_information)
    how = f"all {n:,} arrangements" if meaning.exhaustive else plural(n, "shuffle")
    a, b = meaning.cell_tokens
    unequal = " Cells of unequal length find too much: see its summary." if (
        max(a, b) >= 2 * min(a, b)
    ) else ""  # fmt: skip
    thinned = ", longer cells thinned to the shorter" if meaning.settings.get("thin") else ""
    return (
        f"Words within each topic, {shorten(meaning.groups[0])} against "
        f"{shorten(meaning.groups[1])}: mutual information of word and group, of at most "
        f"{meaning.settings['n_terms']:,} terms a topic. n = {_size(meaning)}, cells of "
        f"{a:,.0f} and {b:,.0f} counted tokens in the median{thinned}. One-sided p by {how} of "
        f"whole {units(meaning.settings)[1]}, adjusted by max-T over {len(meaning.labels):,} "
        "topics. Where words differ, a topic's share in the two groups is no comparison of like "
        "with like."
        f"{unequal}"
    )


def _caption_of(meaning: Meaning, topic: int, n: int) -> str:
    k = place_of(meaning.labels, topic)
    tokens = meaning.counts[:, k].sum(axis=1)
    return (
        f"Topic {shorten(meaning.labels[k])}: the {plural(n, 'term')} whose use within it "
        f"deviates most between the groups, the strongest first. n = {_size(meaning)}, "
        f"{tokens[0]:,.0f} and {tokens[1]:,.0f} expected tokens of the topic's terms looked at; "
        f"information {meaning.information[k]:.3f} bits, "
        f"{meaning.null_information[:, k].mean():.3f} expected by chance, adjusted p "
        f"{p_words(float(meaning.p_adjusted[k]))}. Single words are ranked and not tested; "
        "their uncertainty is not shown."
    )

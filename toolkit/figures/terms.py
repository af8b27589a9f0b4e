"""Top terms of topics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError
from toolkit.figures.style import BLUE, GREY, VERMILLION, WIDTH, house_style, shorten
from toolkit.records import plural
from toolkit.topics.numbers import place_of, split_label
from toolkit.topics.topics import TermOrder

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from toolkit.figures.sheet import Panels
    from toolkit.topics import Topics

_COLUMNS = 3
_BESIDE, _ALONE = 1.1, 1.6  # inches for the name of a topic, with its size beside it or without
_FITTED = re.compile(r"\S+(, \S+){2}")  # the words of a label that no person wrote
_MOST_PANELS = 60  # twenty rows, five pages


def plot_terms(
    topics: Topics,
    *,
    n: int = 10,
    by: TermOrder = "probability",
    weight: float | None = None,
    topics_shown: Sequence[int] | None = None,
    ax: Axes | Sequence[Axes] | None = None,
) -> Panels:
    """Draw the first terms of each topic, one panel a topic.

    The panels share one scale: a topic of short bars spreads over many terms. Above each stands
    the topic's size, its mean share weighted by tokens. Twelve topics fill a page. Where terms are
    ranked by relevance or FREX, a mark shows the term's share in the whole corpus: the further
    the bar goes beyond it, the more the term is the topic's own.

    Parameters
    ----------
    topics
        Fitted topics.
    n
        Terms a topic.
    by, weight
        How terms are ranked: by probability, relevance or FREX, as `Topics.top_terms` has it.
    topics_shown
        Numbers of the topics to draw; all if None.
    ax
        Axes to draw on, as many as there are topics shown; a new figure if None.

    Returns
    -------
    Panels
        One Axes a topic, in a tuple with ``.figure``. Bars are in per cent of the topic: for LDA
        the probability of the term in the topic, for NMF rescaled weights.

    Raises
    ------
    ToolkitError
        If a topic does not exist, or there are more than 60 to draw.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), by="meeting"))
    >>> panels = plot_terms(fit_nmf(counts, n_topics=3), n=8, topics_shown=[1, 3])
    >>> [panel.get_title("left") for panel in panels]
    ['Topic 1', 'Topic 3']
    """
    from toolkit.figures.sheet import fit, lay_out, text_width, tidy, write_caption

    shown = _chosen(topics, topics_shown)
    if n < 1:
        raise ToolkitError(f"n = {n} terms a topic cannot be drawn; give 1 or more")
    n = min(n, len(topics.terms))
    terms = topics.top_terms(n, by=by, weight=weight)
    sizes = topics.table().set_index("topic")["share_of_tokens"]
    n_rows = -(-len(shown) // _COLUMNS)
    names = [_name(topics, topic) for topic in shown]
    above = any(text_width(name, 9, "bold") > _BESIDE for name in names)
    height = n_rows * (0.155 * n + 0.38 + 0.15 * above) + 1.0
    with house_style():
        panels = lay_out(
            len(shown), n_columns=min(_COLUMNS, len(shown)), size=(WIDTH, height), ax=ax, share="x"
        )
        for place, (topic, name, panel) in enumerate(zip(shown, names, panels, strict=True)):
            _draw(panel, terms[terms["topic"] == topic])
            if by != "probability":
                _mark(panel, terms[terms["topic"] == topic], topics.counts.n_tokens)
            # A long name has a line of its own above the size.
            panel.set_title(fit(name, _ALONE, size=9, weight="bold") + ("\n" if above else ""))
            size = 100 * sizes[topic]
            panel.set_title(
                f"{size:.1f} %", loc="right", fontsize=8, fontweight="normal", color=GREY
            )
            last = ax is not None or place + _COLUMNS >= len(shown)
            panel.tick_params(labelbottom=last)
            tidy(panel, x="% of the topic" if last else "")
        write_caption(panels, _caption(topics, n, len(shown), by, weight))
    return panels


def _chosen(topics: Topics, topics_shown: Sequence[int] | None) -> list[int]:
    shown = list(topics.numbers if topics_shown is None else topics_shown)
    for topic in shown:
        place_of(topics.labels, topic)  # which refuses what is not there
    if not 1 <= len(shown) <= _MOST_PANELS:
        raise ToolkitError(
            f"{plural(len(shown), 'topic')} cannot be drawn in one figure, which holds 1 to "
            f"{_MOST_PANELS}; choose some, such as topics_shown=[1, 2, 3]"
        )
    return shown


def _name(topics: Topics, topic: int) -> str:
    """Name a topic: by its number, and by its name where a person gave it one."""
    label = topics.labels[place_of(topics.labels, topic)]
    numbers, words = split_label(label)
    if not numbers or _FITTED.fullmatch(words):
        return f"Topic {topic}"
    return shorten(label, 40)


def _mark(panel: Axes, terms: pd.DataFrame, n_tokens: int) -> None:
    """Mark the share of each term in the whole corpus."""
    share = 100 * terms["count"].to_numpy() / n_tokens
    panel.plot(share, range(len(share)), linestyle="", marker="|", markersize=7,
               markeredgewidth=1.4, color=VERMILLION)  # fmt: skip


def _draw(panel: Axes, terms: pd.DataFrame) -> None:
    from toolkit.figures.sheet import name_rows

    rows = list(range(len(terms)))
    panel.barh(rows, 100 * terms["share"].to_numpy(), height=0.66, color=BLUE)
    name_rows(panel, [shorten(term, 18) for term in terms["term"]])


def _caption(topics: Topics, n: int, n_shown: int, by: str, weight: float | None) -> str:
    counts = topics.counts
    tokens = plural(counts.n_tokens, "token")
    meetings = plural(len(set(counts.segments.column("meeting"))), "meeting")
    some = "" if n_shown == topics.n_topics else f" ({n_shown} shown)"
    largest = f"{plural(n, 'term')} with the largest"
    one = "has" if n == 1 else "have"
    if by == "probability":
        said = (
            f"{largest} {topics.share_words} in each topic, in % of the topic, all on one scale. "
            f"{topics.origin}{some}; "
        )
    else:
        order = {
            "relevance": f"relevance to each topic (weight {0.6 if weight is None else weight:g} "
            "on the share, the rest on its ratio to the corpus)",
            "frex": f"FREX in each topic (weight {0.5 if weight is None else weight:g} on "
            "exclusivity, the rest on frequency)",
        }[by]
        said = (
            f"{largest} {order}. Bars: the {topics.share_words} they {one} in the topic, marks: "
            f"in the whole corpus, in %, all on one scale. {topics.origin}{some}; "
        )
    return (
        f"{said}n = {plural(len(counts.segments), 'segment')}, {tokens}, {meetings}. "
        "Beside its number the size of a topic: its proportion, average = tokens. One fit; "
        "uncertainty is not shown."
    )

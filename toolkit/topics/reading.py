"""What a person reads of a topic: its first terms, its segments, its sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.counts import Counts, Tokens, number_tokens
from toolkit.counts.texts import texts_of
from toolkit.counts.tokens import TOKEN, plain
from toolkit.errors import ToolkitError
from toolkit.stages import did_you_mean
from toolkit.topics.exclusivity import frex, relevance
from toolkit.topics.numbers import place_of
from toolkit.topics.ranked import largest
from toolkit.topics.topics import TermOrder, Topics

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

_ORDERS = ("probability", "relevance", "frex")
_WEIGHTS = {"relevance": 0.6, "frex": 0.5}
_SEGMENTS = 200  # in which sentences are looked for: those with most of the topic
_OPENING = "\"'([\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}¿¡"
_DOUBT = 5.0  # tokens of other topics that are added to a sentence: one of two words proves little


def top_terms(
    topics: Topics, n: int = 10, *, by: TermOrder = "probability", weight: float | None = None
) -> pd.DataFrame:
    """Return the first terms of each topic; see `Topics.top_terms`."""
    import pandas as pd

    if n < 1:
        raise ToolkitError(f"n = {n} asks for nothing; it must be at least 1")
    score = term_scores(topics, by, weight)
    count = np.asarray(topics.counts.matrix.sum(axis=0)).ravel()
    rows = []
    for k, number in enumerate(topics.numbers):
        held = np.flatnonzero((topics.topic_term[k] > 0) & ~np.isnan(score[k]))
        order = held[np.argsort(-score[k, held], kind="stable")][:n]
        rows += [
            (number, rank, topics.terms[v], topics.topic_term[k, v], count[v], score[k, v])
            for rank, v in enumerate(order.tolist(), 1)
        ]
    frame = pd.DataFrame(rows, columns=["topic", "rank", "term", "share", "count", by])
    return frame.drop(columns="probability") if by == "probability" else frame


def term_scores(topics: Topics, by: str, weight: float | None = None) -> Floats:
    """Return by what the terms of each topic are ranked, (n_topics, n_terms); NaN: not at all."""
    if by not in _ORDERS:
        raise ToolkitError(f"by = {by!r} is no order of terms; {did_you_mean(str(by), _ORDERS)}")
    if by == "probability":
        if weight is not None:
            raise ToolkitError(f"weight = {weight:g} has no use for by = 'probability'; leave it")
        return topics.topic_term
    weight = _WEIGHTS[by] if weight is None else weight
    if by == "frex":
        return frex(topics.topic_term, weight=weight)
    share = np.asarray(topics.counts.matrix.sum(axis=0)).ravel() / topics.counts.n_tokens
    return relevance(topics.topic_term, share, weight=weight)


def segments_of(topics: Topics, topic: int, n: int) -> pd.DataFrame:
    """Return the segments with the largest share of a topic; see `Topics.segments_of`."""
    k = place_of(topics.labels, topic)
    rows = largest(topics.doc_topic[:, k], n)
    frame = topics.counts.segments.table().iloc[rows]
    columns = ["segment", "meeting", "kind", "speaker", "words", "text"]
    shown = frame[columns].assign(share=topics.doc_topic[rows, k])
    return shown.reset_index(drop=True)


def sentences_of(topics: Topics, topic: int, n: int = 5, *, context: int = 1) -> pd.DataFrame:
    r"""Return the sentences that say most of a topic, with those around them.

    A counted token of term v in segment d is of topic k with probability
    :math:`\theta_{dk} \phi_{kv} / \sum_j \theta_{dj} \phi_{jv}` (for NMF the share of the topic in
    the weight). Sentences are ranked by the sum of these over their tokens, divided by the number
    of tokens and five: a sentence of two words that are the topic's proves less than one of ten.
    They are looked for in the 200 segments with most tokens of the topic.

    Parameters
    ----------
    topics
        Fitted topics.
    topic
        Its number.
    n
        How many sentences.
    context
        Sentences shown before and after each, from the same segment.

    Returns
    -------
    DataFrame
        segment, meeting, speaker, share (of the topic in the sentence's counted tokens), tokens,
        before, sentence, after; the best first. Texts are spelt plainly.

    Raises
    ------
    ToolkitError
        If there is no such topic, or it is not known how the counts were made.
    """
    import pandas as pd

    k = place_of(topics.labels, topic)
    if n < 1 or context < 0:
        raise ToolkitError(f"n = {n}, context = {context}: sentences are 1 or more, context 0")
    counts = topics.counts
    if "language" not in counts.settings:
        raise ToolkitError(
            "how the counts were made is not known, and so not in which sentences their terms "
            "stand; segments_of shows whole segments"
        )
    size = topics.doc_topic[:, k] * np.asarray(counts.matrix.sum(axis=1)).ravel()
    order = np.array(counts.segments.canonical_order)
    rows = order[largest(size[order], _SEGMENTS)]
    read = _Read.of(counts)
    found = []
    for place, row in enumerate(rows.tolist()):
        known, where = read.terms_of(row)
        joint = topics.doc_topic[row][:, None] * topics.topic_term[:, known]
        whole = joint.sum(axis=0)
        of_topic = np.divide(joint[k], whole, out=np.zeros(len(known)), where=whole > 0)
        tokens = np.bincount(where).astype(float)
        held = np.bincount(where, of_topic)
        for number in np.flatnonzero(tokens).tolist():
            score = held[number] / (tokens[number] + _DOUBT)
            share = held[number] / tokens[number]
            found.append((-score, place, number, row, share, int(tokens[number])))
    columns = counts.segments.columns
    nothing = ("",) * len(counts.segments)
    shown = []
    for _, _, number, row, share, n_tokens in sorted(found)[:n]:
        parts = read.sentences_of(row)
        shown.append(
            {
                "segment": counts.segments.ids[row],
                "meeting": columns.get("meeting", nothing)[row],
                "speaker": columns.get("speaker", nothing)[row],
                "share": share,
                "tokens": n_tokens,
                "before": " ".join(parts[max(number - context, 0) : number]),
                "sentence": parts[number],
                "after": " ".join(parts[number + 1 : number + 1 + context]),
            }
        )
    return pd.DataFrame(shown)


@dataclass(frozen=True, eq=False)
class _Read:
    """Segments read again: of each token its term and its sentence.

    Attributes
    ----------
    counts, tokens
        The counts, and the tokens of their segments as printed.
    columns, begins, ends
        The term of each token that was read, -1 for none, whether it begins a sentence, and where
        segments end; phrases are one token here.
    """

    counts: Counts
    tokens: Tokens
    columns: NDArray[np.int64]
    begins: NDArray[np.bool_]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, counts: Counts) -> _Read:
        tokens = number_tokens(counts.segments)
        texts = texts_of(tokens, counts.settings)
        place = {term: v for v, term in enumerate(counts.terms)}
        column = np.array([place.get(name, -1) for name in texts.names], dtype=np.int64)
        begins = texts.begins
        if not len(begins):  # no token was left out or joined: they are those of the text
            begins = np.zeros(len(tokens), np.bool_)
            begins[tokens.sentences] = True
        return cls(counts, tokens, column[texts.terms], begins, texts.ends)

    def terms_of(self, row: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the terms of a segment in their order, and the sentence of each, from 0."""
        span = slice(int(self.ends[row - 1]) if row else 0, int(self.ends[row]))
        columns = self.columns[span]
        sentence = np.maximum(np.cumsum(self.begins[span]) - 1, 0)
        return columns[columns >= 0], sentence[columns >= 0]

    def sentences_of(self, row: int) -> list[str]:
        """Return the sentences of a segment, spelt plainly, white space collapsed."""
        text = plain(self.counts.segments.texts[row])
        starts = [match.start() for match in TOKEN.finditer(text)]
        first = int(self.tokens.ends[row - 1]) if row else 0
        begin, end = np.searchsorted(self.tokens.sentences, [first, int(self.tokens.ends[row])])
        cuts = [starts[place - first] for place in self.tokens.sentences[begin:end].tolist()][1:]
        for i in range(len(cuts)):
            while cuts[i] > 1 and text[cuts[i] - 1] in _OPENING:
                cuts[i] -= 1
        parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        return [" ".join(part.split()) for part in parts]

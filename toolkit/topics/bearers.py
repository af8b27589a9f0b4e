"""Who bears a topic: one speaker or meeting, or many."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bearers:
    """How the tokens of each topic are spread over the values of a column.

    Attributes
    ----------
    largest
        The value with most of a topic's tokens; empty where no segment of it has one.
    share
        Its share of the topic's tokens that have a value, (n_topics,).
    share_overall
        Its share of all tokens that have one, (n_topics,): what `share` would be if the topic
        were spread as the corpus is.
    effective
        The number of equally large values that would spread the topic as evenly, two to the power
        of the entropy in bits, (n_topics,).
    n_missing
        Segments without a value, which are not among these numbers.
    """

    largest: tuple[str, ...]
    share: Floats
    share_overall: Floats
    effective: Floats
    n_missing: int


def bearers(doc_topic: Floats, tokens: Floats, column: Sequence[str | None]) -> Bearers:
    """Spread the tokens of each topic over the values of a column of the segments.

    Parameters
    ----------
    doc_topic
        Share of each topic in each segment, (n_segments, n_topics).
    tokens
        Counted tokens of each segment, (n_segments,).
    column
        The value of each segment; None or an empty text where there is none.

    Returns
    -------
    Bearers
        NaN where no segment has a value.

    Examples
    --------
    >>> theta = np.array([[1.0, 0.0], [0.5, 0.5]])
    >>> found = bearers(theta, np.array([10.0, 10.0]), ["Ann", "Ben"])
    >>> found.largest, found.share.round(2).tolist(), found.share_overall.tolist()
    (('Ann', 'Ben'), [0.67, 1.0], [0.5, 0.5])
    """
    names = sorted({value for value in column if value})
    n_topics = doc_topic.shape[1]
    if not names:
        nothing = np.full(n_topics, np.nan)
        return Bearers(("",) * n_topics, nothing, nothing, nothing, len(column))
    place = {name: row for row, name in enumerate(names)}
    rows = np.array([place.get(value or "", -1) for value in column])
    mass = np.zeros((len(names), n_topics))
    # Sorted first: the last bits of a sum depend on its order, here that of the files.
    order = np.argsort(rows, kind="stable")
    bounds = np.searchsorted(rows[order], np.arange(len(names) + 1))
    for row, (begin, end) in enumerate(itertools.pairwise(bounds.tolist())):
        of = order[begin:end]
        mass[row] = np.sort(doc_topic[of] * tokens[of, None], axis=0).sum(axis=0)
    overall = np.bincount(rows[rows >= 0], weights=tokens[rows >= 0], minlength=len(names))
    whole = mass.sum(axis=0)
    shares = mass / np.where(whole > 0, whole, np.nan)
    largest = mass.argmax(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = -np.where(shares > 0, shares * np.log2(shares), 0).sum(axis=0)
    bits = np.where(whole > 0, bits, np.nan)
    return Bearers(
        largest=tuple(
            names[i] if of > 0 else "" for i, of in zip(largest.tolist(), whole, strict=True)
        ),
        share=shares[largest, np.arange(n_topics)],
        share_overall=np.where(whole > 0, overall[largest] / overall.sum(), np.nan),
        effective=2**bits,
        n_missing=int((rows < 0).sum()),
    )

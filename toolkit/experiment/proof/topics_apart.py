"""Which topics differ between two fits of one model, and whether their words are the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.experiment.proof.values import TOLERANCE, distances
from toolkit.formats import read_arrays, read_table

_WORDS = 10


@dataclass(frozen=True, slots=True)
class TopicsApart:
    """How two fits of a model differ, topic by topic.

    Attributes
    ----------
    model
        Its name in the experiment file.
    n_topics
        How many topics the kept fit has.
    affected
        Numbers, from 1, of the topics in which a term or a segment has another share, beyond the
        tolerance.
    other_words
        Numbers of the topics whose ten first words, or their order, are others; two words whose
        shares are the same within the tolerance may have changed places.
    largest
        Largest difference between two shares.
    """

    model: str
    n_topics: int
    affected: tuple[int, ...]
    other_words: tuple[int, ...]
    largest: float


def topics_apart(model: str, before: Path, now: Path) -> TopicsApart | None:
    """Compare the fits of one model in two run folders.

    Returns
    -------
    TopicsApart or None
        None where the two are no fits of as many topics to as many segments and the same terms,
        and cannot be compared topic by topic.

    Raises
    ------
    ToolkitError
        If a file cannot be read.
    """
    one, two = (read_arrays(run / "topics" / model / "topics.npz") for run in (before, now))
    names = ("topic_term", "doc_topic")
    if any(name not in fit for fit in (one, two) for name in names) or any(
        one[name].shape != two[name].shape or one[name].ndim != 2 for name in names
    ):
        return None
    if _terms(before) != _terms(now):
        return None
    of_terms = distances(one["topic_term"], two["topic_term"]).max(axis=1, initial=0)
    of_segments = distances(one["doc_topic"], two["doc_topic"]).max(axis=0, initial=0)
    by = np.maximum(of_terms, of_segments)
    return TopicsApart(
        model=model,
        n_topics=len(by),
        affected=_numbers(by > TOLERANCE),
        other_words=_numbers(other_words(one["topic_term"], two["topic_term"])),
        largest=float(by.max(initial=0)),
    )


def other_words(one: NDArray[Any], two: NDArray[Any]) -> Any:
    """Say of each topic whether its ten largest terms, or their order, differ.

    Examples
    --------
    >>> one = np.array([[0.2, 0.8], [0.5, 0.5]])
    >>> other_words(one, np.array([[0.3, 0.7], [0.5 - 1e-9, 0.5 + 1e-9]])).tolist()
    [False, False]
    >>> other_words(one, np.array([[0.6, 0.4], [0.5, 0.5]])).tolist()
    [True, False]
    """
    first = (np.argsort(-shares, axis=1, kind="stable")[:, :_WORDS] for shares in (one, two))
    shares = [np.take_along_axis(one, places, axis=1) for places in first]
    # Where the words at a rank have one share, they are a tie, which may fall either way.
    return np.any(distances(*shares) > TOLERANCE, axis=1)


def _terms(run: Path) -> list[str]:
    terms: list[str] = read_table(run / "counts" / "vocabulary")["term"].tolist()
    return terms


def _numbers(found: NDArray[Any]) -> tuple[int, ...]:
    return tuple((np.flatnonzero(found) + 1).tolist())

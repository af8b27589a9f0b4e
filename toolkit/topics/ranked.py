"""The first words of topics, and how much two ranked lists of words have in common."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError

Floats = NDArray[np.float64]


def first_words(topic_term: Floats, n: int) -> tuple[NDArray[np.intp], ...]:
    """Return the columns of the n largest shares of each topic, largest first.

    Equal shares go by the order of the vocabulary; shares of zero are left out, so that a topic
    of NMF may have fewer than n.

    Examples
    --------
    >>> [words.tolist() for words in first_words(np.array([[0.2, 0.0, 0.8], [0.3, 0.3, 0.4]]), 2)]
    [[2, 0], [2, 0]]
    """
    order = np.argsort(-topic_term, axis=1, kind="stable")[:, :n]
    return tuple(columns[row[columns] > 0] for row, columns in zip(topic_term, order, strict=True))


def largest(values: Floats, n: int) -> NDArray[np.intp]:
    """Return the places of the n largest values above zero; the first of equals comes first.

    Examples
    --------
    >>> largest(np.array([0.2, 0.5, 0.2, 0.0]), 4).tolist()
    [1, 0, 2]
    """
    if n < 1:
        raise ToolkitError(f"n = {n} asks for nothing; it must be at least 1")
    places = np.argsort(-values, kind="stable")[:n]
    return places[values[places] > 0]


def rank_biased_overlap(
    first: Sequence[Hashable], second: Sequence[Hashable], *, persistence: float = 0.9
) -> float:
    r"""Overlap of two ranked lists, their heads weighing most; extrapolated beyond their ends.

    The mean of the share in common of the lists cut at depth 1, 2, 3, ..., with weights that fall
    by `persistence` at each step; beyond the ends the last agreement is taken to go on
    (:math:`\mathrm{RBO}_\mathrm{ext}`). With 0.9 the first ten words carry 86 % of the weight.

    Parameters
    ----------
    first, second
        Lists without repetitions; they may differ in length and hold different things.
    persistence
        Between 0 and 1; the nearer to 0, the more the first words count.

    Returns
    -------
    float
        0: nothing in common; 1: the same lists in the same order. NaN if a list is empty.

    Raises
    ------
    ToolkitError
        If a list repeats itself, or `persistence` is no share between 0 and 1.

    References
    ----------
    Webber, Moffat and Zobel (2010), A similarity measure for indefinite rankings, ACM TOIS 28,
    equation 32.

    Examples
    --------
    >>> rank_biased_overlap(["gas", "oil"], ["gas", "oil"])
    1.0
    >>> round(rank_biased_overlap(["gas", "oil"], ["oil", "gas"]), 3)
    0.9
    >>> rank_biased_overlap(["gas", "oil"], ["port", "fleet"])
    0.0
    """
    if not 0 < persistence < 1:
        raise ToolkitError(f"persistence = {persistence:g}; it must lie between 0 and 1")
    for words in (first, second):
        if len(set(words)) < len(words):
            raise ToolkitError(f"a ranked list holds a word twice: {list(words)[:10]}")
    short, long = sorted((list(first), list(second)), key=len)
    s, n = len(short), len(long)
    if s == 0:
        return float("nan")
    depth = np.arange(1, n + 1)
    common = np.array([len(set(short[:d]) & set(long[:d])) for d in depth], dtype=float)
    agreement = common / depth
    beyond = depth > s
    # The shorter list is taken to go on as it agreed at its end.
    agreement[beyond] += common[s - 1] * (depth[beyond] - s) / (s * depth[beyond])
    weights = persistence ** depth.astype(float)
    end = (common[-1] - common[s - 1]) / n + common[s - 1] / s
    seen = (1 - persistence) / persistence * float(agreement @ weights)
    return min(1.0, seen + float(end * weights[-1]))

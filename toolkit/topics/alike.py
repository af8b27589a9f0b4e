"""How alike the topics of two fits are, by all their words or by their first."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from toolkit.errors import ToolkitError
from toolkit.threads import one_thread
from toolkit.topics.ranked import first_words, rank_biased_overlap

Floats = NDArray[np.float64]
By = Literal["jsd", "hellinger", "overlap"]


class Common(NamedTuple):
    """Topics of two fits on the terms that both hold, each row rescaled to sum to one.

    Attributes
    ----------
    terms
        The terms of both, in the order of the first.
    first, second
        (n_topics, n_common); a topic without any weight on them has NaN.
    mass_first, mass_second
        Share of each topic that lies on them, (n_topics,).
    """

    terms: tuple[str, ...]
    first: Floats
    second: Floats
    mass_first: Floats
    mass_second: Floats


def on_common_terms(
    first: Floats, terms: tuple[str, ...], second: Floats, other_terms: tuple[str, ...]
) -> Common:
    """Cut the topics of two fits to the terms that both know.

    Raises
    ------
    ToolkitError
        If the vocabularies have fewer than two terms in common.
    """
    place = {term: v for v, term in enumerate(other_terms)}
    pairs = [(v, place[term]) for v, term in enumerate(terms) if term in place]
    if len(pairs) < 2:
        raise ToolkitError(
            f"the vocabularies, of {len(terms):,} and {len(other_terms):,} terms, have "
            f"{len(pairs)} in common; topics can be matched on shared terms alone: count both by "
            "like settings (lemmas, phrases, language)"
        )
    cut = first[:, [v for v, _ in pairs]], second[:, [v for _, v in pairs]]
    mass = [rows.sum(axis=1) for rows in cut]
    scaled = [
        rows / np.where(of > 0, of, np.nan)[:, None] for rows, of in zip(cut, mass, strict=True)
    ]
    return Common(tuple(terms[v] for v, _ in pairs), *scaled, *mass)


def alike(first: Floats, second: Floats, *, by: By = "jsd", n_terms: int = 20) -> Floats:
    r"""Measure how alike each topic of one set is to each of another.

    Parameters
    ----------
    first, second
        Topics as shares of the same terms, (n_first, n_terms) and (n_second, n_terms).
    by
        ``"jsd"``: one less the Jensen-Shannon divergence in bits, all words weighed by their
        shares. ``"hellinger"``: one less the squared Hellinger distance, the fastest.
        ``"overlap"``: rank-biased overlap of the first words.
    n_terms
        How many first words (overlap).

    Returns
    -------
    ndarray
        (n_first, n_second), 0 to 1: 0 nothing in common, 1 the same. NaN for topics of NaN.

    References
    ----------
    Lin (1991), IEEE Transactions on Information Theory 37(1). Webber, Moffat and Zobel (2010),
    ACM TOIS 28.

    Examples
    --------
    >>> alike(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[1.0, 0.0], [0.0, 1.0]])).round(3)
    array([[1.   , 0.   ],
           [0.689, 0.689]])
    """
    if by == "hellinger":
        with one_thread():
            return np.asarray(np.minimum(np.sqrt(first) @ np.sqrt(second).T, 1.0))
    found = np.empty((len(first), len(second)))
    if by == "overlap":
        lists = [[of.tolist() for of in _words(rows, n_terms)] for rows in (first, second)]
        for i, j in np.ndindex(found.shape):
            found[i, j] = rank_biased_overlap(lists[0][i], lists[1][j])
        return found
    own, other = (xlogy(rows, rows).sum(axis=1) for rows in (first, second))
    for i, row in enumerate(first):
        middle = (row + second) / 2
        bits = ((own[i] + other) / 2 - xlogy(middle, middle).sum(axis=1)) / np.log(2)
        found[i] = 1 - np.clip(bits, 0, 1)
    return found


def _words(rows: Floats, n_terms: int) -> tuple[NDArray[np.intp], ...]:
    return first_words(np.nan_to_num(rows), n_terms)

"""How much a word belongs to one topic alone: exclusivity, FREX, lift, relevance, word by word."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError

Floats = NDArray[np.float64]


def exclusivity(topic_term: Floats) -> Floats:
    r"""Share of each topic in a word, all topics taken as equally large.

    .. math:: \phi_{kv} / \sum_j \phi_{jv}

    Parameters
    ----------
    topic_term
        Shares of the terms in each topic, (n_topics, n_terms).

    Returns
    -------
    ndarray
        (n_topics, n_terms), 0 to 1; 1 / n_topics where a word stands in all topics alike, 1 where
        it stands in one alone. Higher is more exclusive. NaN where no topic holds the word.
        Falls as topics grow more: compare models of one size.

    References
    ----------
    Bischof and Airoldi (2012), Summarizing topical content with word frequency and exclusivity,
    ICML.

    Examples
    --------
    >>> exclusivity(np.array([[0.6, 0.4], [0.2, 0.8]])).round(2)
    array([[0.75, 0.33],
           [0.25, 0.67]])
    """
    whole = topic_term.sum(axis=0)
    return np.asarray(topic_term / np.where(whole > 0, whole, np.nan))


def frex(topic_term: Floats, *, weight: float = 0.5) -> Floats:
    r"""Frequency and exclusivity in one: the harmonic mean of a word's two ranks in a topic.

    .. math:: \left(\frac{w}{F_k(e_{kv})} + \frac{1 - w}{F_k(\phi_{kv})}\right)^{-1}

    where :math:`F_k` is the share of the topic's words that are at most as large, of `exclusivity`
    e and of :math:`\phi`.

    Parameters
    ----------
    topic_term
        Shares of the terms in each topic, (n_topics, n_terms).
    weight
        Of exclusivity, 0 to 1; 0.5 weighs both alike (stm takes 0.5 for words and 0.7 for its
        measure of a topic).

    Returns
    -------
    ndarray
        (n_topics, n_terms), above 0 to 1, higher is better; the words of a topic with the highest
        values are both frequent in it and its own. Terms that no topic holds have NaN.

    Raises
    ------
    ToolkitError
        If `weight` is no share.

    References
    ----------
    Bischof and Airoldi (2012), ICML; Airoldi and Bischof (2016), JASA 111.

    Examples
    --------
    >>> frex(np.array([[0.6, 0.3, 0.1], [0.2, 0.3, 0.5]])).round(2)
    array([[1.  , 0.67, 0.33],
           [0.33, 0.67, 1.  ]])
    """
    _check_weight(weight)
    own = exclusivity(topic_term)
    known = ~np.isnan(own[0])
    found = np.full(topic_term.shape, np.nan)
    ranks = (_rank(own[:, known]), _rank(topic_term[:, known]))
    found[:, known] = 1 / (weight / ranks[0] + (1 - weight) / ranks[1])
    return found


def lift(topic_term: Floats, share: Floats) -> Floats:
    r"""How many times more frequent a word is in a topic than in the corpus.

    .. math:: \phi_{kv} / p_v

    Parameters
    ----------
    topic_term
        Shares of the terms in each topic, (n_topics, n_terms).
    share
        Share of each term in the corpus, (n_terms,).

    Returns
    -------
    ndarray
        (n_topics, n_terms), 0 and up; 1: as frequent as anywhere. Rare words have the largest
        values, by chance: rank by `relevance` or `frex`. NaN where the corpus lacks the word.

    References
    ----------
    Taddy (2012), On estimation and selection for topic models, AISTATS.

    Examples
    --------
    >>> lift(np.array([[0.75, 0.25]]), np.array([0.5, 0.5]))
    array([[1.5, 0.5]])
    """
    return np.asarray(topic_term / np.where(share > 0, share, np.nan))


def relevance(topic_term: Floats, share: Floats, *, weight: float = 0.6) -> Floats:
    r"""Logarithms of a word's share and of its lift in one, as LDAvis ranks words.

    .. math:: w \ln \phi_{kv} + (1 - w) \ln(\phi_{kv} / p_v)

    Parameters
    ----------
    topic_term
        Shares of the terms in each topic, (n_topics, n_terms).
    share
        Share of each term in the corpus, (n_terms,).
    weight
        Of the share: 1 ranks by share alone, 0 by lift alone; 0.6 was best in a study with people.

    Returns
    -------
    ndarray
        (n_topics, n_terms), natural logarithms, higher is more relevant; -inf where a topic does
        not hold a word, NaN where the corpus does not.

    Raises
    ------
    ToolkitError
        If `weight` is no share.

    References
    ----------
    Sievert and Shirley (2014), LDAvis: a method for visualizing and interpreting topics, ACL
    workshop on interactive language learning.

    Examples
    --------
    >>> relevance(np.array([[0.75, 0.25]]), np.array([0.5, 0.5]), weight=1).round(3)
    array([[-0.288, -1.386]])
    """
    _check_weight(weight)
    with np.errstate(divide="ignore"):
        of_corpus = np.log(np.where(share > 0, share, np.nan))
        return np.asarray(np.log(topic_term) - (1 - weight) * of_corpus)


def _check_weight(weight: float) -> None:
    if not 0 <= weight <= 1:
        raise ToolkitError(f"weight = {weight:g}; it must lie between 0 and 1")


def _rank(values: Floats) -> Floats:
    """Return the share of each row's values that are at most as large."""
    ranks = np.empty(values.shape)
    for row, found in zip(values, ranks, strict=True):
        found[:] = np.searchsorted(np.sort(row), row, side="right") / len(row)
    return ranks

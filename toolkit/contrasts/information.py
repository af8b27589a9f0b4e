"""What a word tells about the group, and what it would tell if clusters were dealt anew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from toolkit.contrasts.shuffle import p_values
from toolkit.threads import one_thread

Floats = NDArray[np.float64]

_CHUNK = 2**20  # numbers in the largest intermediate array


def word_information(counts: Floats) -> Floats:
    r"""Instantaneous mutual information of each word with the group, in bits.

    :math:`H(G) - H(G \mid v)`: how much surer of the group one is on seeing the word. At most
    H(G); below zero for a word that is used more evenly than the groups are large. Its mean over
    the words, weighted by their counts, is the mutual information.

    Parameters
    ----------
    counts
        Counts by group, (n_groups, n_terms).

    Returns
    -------
    ndarray
        (n_terms,); 0 for a word that does not occur.

    Examples
    --------
    >>> word_information(np.array([[4.0, 2.0, 2.0], [0.0, 2.0, 6.0]])).round(4).tolist()
    [1.0, 0.0, 0.1887]
    """
    of_word = counts.sum(axis=0)
    shares = np.divide(counts, of_word, out=np.zeros_like(counts), where=of_word > 0)
    of_group = counts.sum(axis=1) / max(counts.sum(), np.finfo(np.float64).tiny)
    bits = (entr(of_group).sum() - entr(shares).sum(axis=0)) / np.log(2)
    return np.where(of_word > 0, bits, 0.0)


def group_information(in_a: Floats, total: Floats) -> Floats:
    """Mutual information of word and group in bits, for two groups.

    Parameters
    ----------
    in_a
        Counts of the first group, (..., n_terms).
    total
        Counts of both groups, (n_terms,) or (..., n_terms).

    Returns
    -------
    ndarray
        (...), between 0 (the groups use the words alike, or there are none) and 1.

    Examples
    --------
    >>> group_information(np.array([[4.0, 0.0], [2.0, 2.0]]), np.array([4.0, 4.0])).tolist()
    [1.0, 0.0]
    """
    # Expected counts that add up to a total may exceed it in their last bits.
    in_b = np.maximum(total - in_a, 0.0)
    size = np.maximum(total.sum(axis=-1), np.finfo(np.float64).tiny)
    groups = entr(in_a.sum(axis=-1) / size) + entr(in_b.sum(axis=-1) / size)
    words = entr(total / size[..., None]).sum(axis=-1)
    joint = (entr(in_a / size[..., None]) + entr(in_b / size[..., None])).sum(axis=-1)
    return np.asarray(np.clip((groups + words - joint) / np.log(2), 0.0, 1.0))


def shuffled_information(
    weights: Floats, counts: Floats, rows: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Work out the information of every arrangement, and how far each term deviates.

    Parameters
    ----------
    weights
        Tokens of each term by topic and cell, (n_topics, n_cells, n_terms).
    counts
        Tokens by group as observed, (2, n_topics, n_terms).
    rows
        Arrangements: which cells count to the first group, (n_arrangements, n_cells).

    Returns
    -------
    tuple
        Mutual information of every arrangement in bits, (n_arrangements, n_topics); and of each
        term the tokens that the first group has more than its share of them, less the mean of
        this over the arrangements, over its standard deviation, (n_topics, n_terms).
    """
    n_topics, _, n_terms = weights.shape
    null = np.empty((len(rows), n_topics))
    z = np.zeros((n_topics, n_terms))
    step = max(1, _CHUNK // n_terms)
    starts = range(0, len(rows), step)
    with one_thread():
        for k in range(n_topics):
            total = counts[:, k].sum(axis=0)
            summed, squared = np.zeros(n_terms), np.zeros(n_terms)
            for start in starts:
                in_a = rows[start : start + step] @ weights[k]
                null[start : start + step, k] = group_information(in_a, total)
                deviation = _deviation(in_a, total)
                summed += deviation.sum(axis=0)
                squared += (deviation**2).sum(axis=0)
            mean = summed / len(rows)
            spread = np.sqrt(np.maximum(squared / len(rows) - mean**2, 0.0))
            excess = _deviation(counts[0, k], total) - mean
            np.divide(excess, spread, out=z[k], where=spread > 0)
    return null, z


def _deviation(in_a: Floats, total: Floats) -> Floats:
    """How many tokens more of each term are in the first group than if it used all words alike."""
    share = in_a.sum(axis=-1, keepdims=True) / max(total.sum(), np.finfo(np.float64).tiny)
    return np.asarray(in_a - total * share)


def judge(observed: Floats, null: Floats, *, exhaustive: bool) -> tuple[Floats, Floats]:
    """Return each topic's one-sided p, and its p by max-T over the topics.

    For max-T the information is scored by its mean and standard deviation over the arrangements,
    so that a topic of few words does not drown the others.

    Parameters
    ----------
    observed
        Information of each topic, (n_topics,).
    null
        That of every arrangement, (n_arrangements, n_topics).
    exhaustive
        Whether the observed arrangement is among them.
    """
    p = p_values(observed, null, exhaustive=exhaustive)
    # The observed arrangement is one of those that mean and spread are taken over, as it must be
    # for the largest of several scores to be as likely for each of them.
    among = null if exhaustive else np.vstack([null, observed])
    mean, spread = among.mean(axis=0), among.std(axis=0)

    def score(information: Floats) -> Floats:
        scored = np.zeros_like(information)
        np.divide(information - mean, spread, out=scored, where=spread > 0)
        return np.maximum(scored, 0.0)

    largest = score(null).max(axis=1, keepdims=True)
    return p, p_values(score(observed), largest, exhaustive=exhaustive)

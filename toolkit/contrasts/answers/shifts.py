"""What a speaker talks about more when asked about something: topics asked against answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.answers.shuffle import STUDENTISED, Orders, share_as_large

Floats = NDArray[np.float64]
Block = tuple[int, Floats, Floats]  # its number, proportions asked and answered

LEAST = 3.0  # rounds' worth of words on a topic, asked and answered, for a pair to be tested
_CHUNK = 2**20


@dataclass(frozen=True, eq=False)
class Shifts:
    """Of one speaker, every topic asked against every topic answered, (n_topics, n_topics).

    Attributes
    ----------
    asked
        Rounds' worth of questions on each topic, (n_topics,).
    answered, expected
        Share of each topic in the answers to what was asked, row by row, and in the same
        speaker's other answers of the same meetings; NaN where nothing was asked.
    t
        Their difference over its standard error; NaN where too little was said on either topic.
    """

    asked: Floats
    answered: Floats
    expected: Floats
    t: Floats


def find_shifts(blocks: Sequence[Block]) -> Shifts:
    r"""Set what is answered against what is asked, topic by topic.

    With proportions :math:`q_{iy}` asked and :math:`a_{ik}` answered in round i, the share of
    topic k in the answers to questions on topic y is :math:`\sum_i q_{iy} a_{ik} / \sum_i q_{iy}`;
    what is expected of it has the mean of the other rounds of the meeting in place of
    :math:`a_{ik}`. The numerators' difference is a sum over meetings, :math:`G = \sum_m G_m`. With
    six meetings or more t is that of one sample of :math:`G_m`: it holds where neighbouring
    questions, and neighbouring answers, are alike, too. With fewer it is :math:`G` over its
    standard deviation under shuffles, the root of :math:`\sum_m \frac{n_m^2}{(n_m - 1)^3}
    \sum_{i \in m} (q_{iy} - \bar q_y)^2 \sum_{i \in m} (a_{ik} - \bar a_k)^2`.

    Parameters
    ----------
    blocks
        One speaker's rounds, meeting by meeting.

    References
    ----------
    Hoeffding (1951), Annals of Mathematical Statistics 22, for the moments.
    """
    n_topics = blocks[0][1].shape[1]
    got, others = np.zeros((n_topics, n_topics)), np.zeros((n_topics, n_topics))
    asked, answered = np.zeros(n_topics), np.zeros(n_topics)
    for _, q, a in blocks:
        own = np.einsum("iy,ik->yk", q, a)
        got += own
        others += (np.outer(q.sum(axis=0), a.sum(axis=0)) - own) / (len(q) - 1)
        asked, answered = asked + q.sum(axis=0), answered + a.sum(axis=0)
    enough = (asked[:, None] >= LEAST) & (answered >= LEAST)
    observed = [np.arange(len(q), dtype=np.int32)[None] for _, q, _ in blocks]
    t = np.where(enough, _t(blocks, observed)[0], np.nan)
    some = np.where(asked > 1e-9, asked, np.nan)[:, None]
    return Shifts(asked, got / some, others / some, t)


def largest_t(blocks: Sequence[Block], shifts: Shifts, orders: Orders) -> Floats:
    """Return the largest t in size of every shuffle, (2, n_shuffles).

    First over the topics that are asked and answered alike, which is uptake, then over the pairs
    of two: there are many more of these, and they are another question.
    """
    n_topics = len(shifts.asked)
    families = [np.isfinite(shifts.t) & family for family in both_families(n_topics)]
    largest = np.zeros((2, orders.n_shuffles))
    if not any(family.any() for family in families):
        return largest
    dealt = [orders.of(number) for number, _, _ in blocks]
    widest = max(len(q) for _, q, _ in blocks)
    rows = max(1, _CHUNK // (n_topics * max(n_topics, widest)))
    for start in range(0, orders.n_shuffles, rows):
        some = slice(start, start + rows)
        t = _t(blocks, [order[some] for order in dealt])
        for row, family in zip(largest, families, strict=True):
            row[some] = np.abs(t[:, family]).max(axis=1, initial=0.0)
    return largest


def _t(blocks: Sequence[Block], dealt: Sequence[NDArray[np.int32]]) -> Floats:
    """Return t of every order and pair of topics, (n_orders, n_topics, n_topics)."""
    n_topics, n = blocks[0][1].shape[1], len(blocks)
    shape = (len(dealt[0]), n_topics, n_topics)
    summed, squared = np.zeros(shape), np.zeros(shape)
    variance = np.zeros((n_topics, n_topics))
    for (_, q, a), order in zip(blocks, dealt, strict=True):
        expected = np.outer(q.sum(axis=0), a.mean(axis=0))
        gained = (np.matmul(q.T, a[order]) - expected) * (len(q) / (len(q) - 1))
        summed += gained
        squared += gained**2
        spread = [((x - x.mean(axis=0)) ** 2).sum(axis=0) for x in (q, a)]
        variance += np.outer(*spread) * len(q) ** 2 / (len(q) - 1) ** 3
    if n >= STUDENTISED:
        error = np.sqrt(np.maximum(squared - summed**2 / n, 0.0) * n / (n - 1))
    else:
        error = np.broadcast_to(np.sqrt(variance), shape)
    t = np.zeros(shape)
    np.divide(summed, error, out=t, where=error > 1e-9)
    return t


def adjust_shifts(t: Floats, largest: Floats, *, exhaustive: bool) -> Floats:
    """Return two-sided p of every t by the largest of its family; NaN where there is no t."""
    p = np.full_like(t, np.nan)
    for family, most in zip(both_families(len(t)), largest, strict=True):
        known = np.isfinite(t) & family
        p[known] = share_as_large(np.abs(t[known]), most[None], exhaustive=exhaustive)
    return p


def both_families(n_topics: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Mark the pairs of one topic and those of two, (n_topics, n_topics) each."""
    same = np.eye(n_topics, dtype=bool)
    return same, ~same

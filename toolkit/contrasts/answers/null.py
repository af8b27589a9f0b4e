"""Whether answers are more like their own questions than chance has it, overall and by speaker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.answers.likeness import ranks
from toolkit.contrasts.answers.shuffle import Orders, Running, block_means, share_as_large

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

BAND = (0.025, 0.975)


@dataclass(frozen=True, eq=False)
class Shuffled:
    """What shuffles say of all meetings, or of one speaker's.

    Attributes
    ----------
    excess, rank
        Mean over meetings of the likeness to the own question's answer less that of the other
        answers, and mean rank less a half, (n_measures,).
    null_excess, null_rank
        The same in every shuffle, (n_measures, n_shuffles).
    t, null_t
        The excess over its standard error, of what was observed and of every shuffle.
    """

    excess: Floats
    rank: Floats
    null_excess: Floats
    null_rank: Floats
    t: Floats
    null_t: Floats

    def p(self, *, exhaustive: bool) -> Floats:
        """One-sided p of each measure: likelier than chance has it, (n_measures,)."""
        return share_as_large(self.t, self.null_t, exhaustive=exhaustive)


def shuffle_uptake(
    alike: Sequence[Floats],
    orders: Orders,
    meeting: Ints,
    speaker: Ints,
    *,
    by_exchange: bool,
) -> tuple[Shuffled, dict[int, Shuffled]]:
    """Shuffle answers inside blocks and compare; return the test of all and of every speaker.

    Parameters
    ----------
    alike
        For each block the likeness of its questions to its answers, (n_measures, n, n).
    orders
        How answers are dealt out.
    meeting, speaker
        Of each block the numbers of its meeting and speaker, (n_blocks,), sorted by meeting.
    by_exchange
        Whether meetings weigh by their rounds; else each counts once.
    """
    sizes = np.array(orders.sizes, dtype=np.float64)
    at = np.unique(meeting, return_inverse=True)[1]
    per_meeting: Floats = np.bincount(at, weights=sizes).astype(np.float64)
    shape = (2 * len(alike[0]), orders.n_shuffles + (not orders.exhaustive))
    whole = Running(shape, per_meeting if by_exchange else np.ones_like(per_meeting))
    own = {
        s: Running(shape, of if by_exchange else np.ones_like(of))
        for s in np.unique(speaker).tolist()
        for of in [sizes[speaker == s]]
    }
    met = dict.fromkeys(own, 0)
    number, held = 0, np.zeros(shape)
    for block, values in enumerate(_of_blocks(alike, orders)):
        who = int(speaker[block])
        own[who].add(met[who], values)
        met[who] += 1
        held += sizes[block] * values
        if block + 1 == len(meeting) or meeting[block + 1] != meeting[block]:
            whole.add(number, held / per_meeting[number])
            number, held = number + 1, np.zeros(shape)
    keep_first = orders.exhaustive
    return _tested(whole, keep_first), {s: _tested(one, keep_first) for s, one in own.items()}


def _of_blocks(alike: Sequence[Floats], orders: Orders) -> Iterator[Floats]:
    """Yield excess and rank of every measure and order of a block, the observed order first."""
    for block, some in enumerate(alike):
        dealt, n = orders.of(block), orders.sizes[block]
        if not orders.exhaustive:
            dealt = np.vstack([np.arange(n, dtype=dealt.dtype), dealt])
        ranked = np.array([ranks(one) for one in some])
        shrunk = block_means(ranked, dealt) * (n - 1) / n
        yield np.vstack([block_means(some, dealt), shrunk])


def _tested(running: Running, keep_first: bool) -> Shuffled:
    t, mean = running.t(), running.mean
    half = len(mean) // 2
    null = slice(0 if keep_first else 1, None)
    return Shuffled(
        excess=mean[:half, 0].copy(),
        rank=mean[half:, 0].copy(),
        null_excess=mean[:half, null].copy(),
        null_rank=mean[half:, null].copy(),
        t=t[:half, 0].copy(),
        null_t=t[:half, null].copy(),
    )


def adjust_speakers(
    speakers: Mapping[int, Shuffled], tested: Sequence[int], *, exhaustive: bool
) -> dict[int, Floats]:
    """Adjust p over the speakers tested by the smallest p of every shuffle.

    Speakers rest on unequal numbers of meetings; the t of few meetings has heavy tails, so that
    a largest t over speakers would be ruled by those who say least. The smallest p treats them
    alike.

    References
    ----------
    Westfall and Young (1993), Resampling-Based Multiple Testing.
    """
    if not tested:
        return {}
    smallest = np.min([_null_p(speakers[s].null_t) for s in tested], axis=0)
    n = smallest.shape[1] + (not exhaustive)
    slack = 1 + 1e-9
    adjusted = {}
    for s in tested:
        own = speakers[s].p(exhaustive=exhaustive)
        # Counted among the shuffles alone, as the p of a shuffle is.
        among = (own * n - (not exhaustive)) / smallest.shape[1]
        as_small = (smallest <= among[:, None] * slack).sum(axis=1)
        adjusted[s] = np.maximum((as_small + (not exhaustive)) / n, own)
    return adjusted


def _null_p(null: Floats) -> Floats:
    """Return the p that every shuffle has among all of them, (n_measures, n_shuffles)."""
    from scipy.stats import rankdata  # whose import takes half a second

    return np.asarray(rankdata(-null.round(9), method="max", axis=1) / null.shape[1])

"""Deal a speaker's answers in a meeting out anew, and what comes of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.seeds import derive_seed

Floats = NDArray[np.float64]
Shuffle = Literal["answers", "shift"]

STUDENTISED = 6  # meetings from which their spread is taken into the statistic
_TIE = 1e-9


@dataclass(frozen=True)
class Orders:
    """The ways in which the answers of every block are dealt to its questions.

    Attributes
    ----------
    sizes
        Rounds of each block.
    shuffle
        "answers": in any order; "shift": moved along together, the last ones to the front.
    n_shuffles
        Orders drawn, or the number of all there are.
    exhaustive
        Whether all are taken; the observed one is then the first.
    n_arrangements
        How many there are.
    seed
        Seed of the draws.
    """

    sizes: tuple[int, ...]
    shuffle: Shuffle
    n_shuffles: int
    exhaustive: bool
    n_arrangements: int
    seed: int

    def of(self, block: int) -> NDArray[np.int32]:
        """Return which answer each question of a block gets, (n_shuffles, size of the block)."""
        n = self.sizes[block]
        if not self.exhaustive:
            random = np.random.default_rng(derive_seed(self.seed, f"block {block}"))
            if self.shuffle == "shift":
                by = random.integers(n, size=(self.n_shuffles, 1))
                return np.asarray((np.arange(n) + by) % n, dtype=np.int32)
            every = np.tile(np.arange(n, dtype=np.int32), (self.n_shuffles, 1))
            return random.permuted(every, axis=1)
        if self.shuffle == "shift":
            own = (np.arange(n) + np.arange(n)[:, None]) % n
        else:
            own = np.array(list(permutations(range(n))))
        # The orders of all blocks are counted through like the digits of a number.
        step = math.prod(count_orders(m, self.shuffle) for m in self.sizes[:block])
        return np.asarray(own[np.arange(self.n_shuffles) // step % len(own)], dtype=np.int32)


def count_orders(size: int, shuffle: Shuffle) -> int:
    """Count the orders of one block.

    Examples
    --------
    >>> count_orders(4, "answers"), count_orders(4, "shift")
    (24, 4)
    """
    return math.factorial(size) if shuffle == "answers" else size


def make_orders(sizes: Sequence[int], *, shuffle: Shuffle, n_shuffles: int, seed: int) -> Orders:
    """Take every order there is, if there are at most `n_shuffles` others, else draw so many.

    Examples
    --------
    >>> orders = make_orders((2, 3), shuffle="answers", n_shuffles=99, seed=1)
    >>> orders.exhaustive, orders.n_arrangements, orders.of(0)[:3].tolist()
    (True, 12, [[0, 1], [1, 0], [0, 1]])
    """
    number = math.prod(count_orders(size, shuffle) for size in sizes)
    exhaustive = number <= n_shuffles + 1
    return Orders(
        tuple(sizes), shuffle, number if exhaustive else n_shuffles, exhaustive, number, seed
    )


def block_means(alike: Floats, orders: NDArray[np.int32]) -> Floats:
    """Return the mean likeness of questions to the answers they get, less what others give.

    Parameters
    ----------
    alike
        Likenesses of questions and answers of one block, (n_measures, n, n).
    orders
        Which answer each question gets, (n_orders, n).

    Returns
    -------
    ndarray
        (n_measures, n_orders): for each order the mean of a question's likeness to its answer
        minus its mean likeness to the n - 1 others. Over all orders it has mean zero.

    Examples
    --------
    >>> alike = np.array([[[0.9, 0.1], [0.3, 0.5]]])
    >>> block_means(alike, np.array([[0, 1], [1, 0]])).round(12).tolist()
    [[0.5, -0.5]]
    """
    n = alike.shape[1]
    got = np.empty((len(alike), len(orders)))
    for own, of in zip(got, alike, strict=True):
        own[:] = of[np.arange(n), orders].sum(axis=1)
    expected = alike.sum(axis=(1, 2)) / n
    # n / (n - 1): the answer itself is not among those it is compared with.
    return np.asarray((got - expected[:, None]) / (n - 1))


class Running:
    """Mean over meetings and its t for many orders, meeting by meeting, in little memory."""

    def __init__(self, shape: tuple[int, ...], weights: Floats) -> None:
        self.share = weights / weights.sum()
        self.mean = np.zeros(shape)
        self._squares, self._crossed, self._constant = np.zeros(shape), np.zeros(shape), 0.0

    def add(self, number: int, values: Floats) -> None:
        """Add the values of one meeting, by its number."""
        share = self.share[number]
        self.mean += share * values
        if share < 1:
            factor = share**2 / (1 - share)
            self._squares += factor * values**2
            self._crossed += factor * values
            self._constant += factor

    def t(self) -> Floats:
        """Divide the mean by its standard error over meetings, or by the spread of its null.

        With fewer than six meetings their spread says too little; the mean is then divided by
        the root mean square of its null, which leaves p as it is.
        """
        if len(self.share) < STUDENTISED:
            scale = np.sqrt((self.mean**2).mean(axis=-1, keepdims=True))
        else:
            variance = self._squares - 2 * self.mean * self._crossed
            variance += self.mean**2 * self._constant
            scale = np.sqrt(np.maximum(variance, 0.0))
        safe = scale > 1e-12
        out = np.where(np.abs(self.mean) > 1e-12, np.copysign(np.inf, self.mean), 0.0)
        np.divide(self.mean, scale, out=out, where=np.broadcast_to(safe, out.shape))
        return out


def share_as_large(observed: Floats, null: Floats, *, exhaustive: bool) -> Floats:
    """Return the one-sided p of statistics, larger being more extreme.

    Parameters
    ----------
    observed
        (n_statistics,).
    null
        (n_statistics, n_orders), or (1, n_orders) where one null serves all.
    exhaustive
        Whether the observed order is among the null's.

    Examples
    --------
    >>> share_as_large(np.array([2.0]), np.array([[0.5, 2.0, -1.0]]), exhaustive=False)
    array([0.5])
    """
    slack = _TIE * np.maximum(1, np.abs(np.where(np.isfinite(observed), observed, 0)))
    as_large = (null >= (observed - slack)[:, None]).sum(axis=-1)
    n = null.shape[-1]
    return np.asarray(as_large / n if exhaustive else (as_large + 1) / (n + 1))

"""Deal the names of groups out anew inside blocks: every way there is, or a random sample."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Relabellings:
    """The ways in which the groups' names were dealt out to the rows.

    Attributes
    ----------
    rows
        One relabelling a row, (n, n_rows): the number of each row's group.
    exhaustive
        Whether these are all the relabellings there are, the observed one among them.
    n_arrangements
        How many distinct relabellings there are.
    observed
        Number of the observed relabelling; None where they are a sample.
    """

    rows: Ints
    exhaustive: bool
    n_arrangements: int
    observed: int | None = None


def count_table(group: Ints, block: Ints) -> Ints:
    """Count the rows of each group in each block, (n_blocks, n_groups); both count from 0.

    Examples
    --------
    >>> count_table(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1])).tolist()
    [[2, 1], [0, 1]]
    """
    table = np.zeros((block.max() + 1, group.max() + 1), dtype=np.intp)
    np.add.at(table, (block, group), 1)
    return table


def count_relabellings(table: Ints) -> int:
    """Count the distinct relabellings: for each block its multinomial coefficient, multiplied.

    Examples
    --------
    >>> count_relabellings(np.array([[2, 2]])), count_relabellings(np.array([[1, 1, 1]] * 2))
    (6, 36)
    """
    factorial = math.factorial
    return math.prod(
        factorial(sum(row)) // math.prod(factorial(n) for n in row) for row in table.tolist()
    )


def smallest_p(table: Ints, n_shuffles: int) -> float:
    """Find the smallest p that a test of all groups at once can reach.

    Where all relabellings are taken, those that do no more than exchange the names of groups of
    the same size in every block are exactly as extreme as each other, and count together.

    Parameters
    ----------
    table
        Rows of each group in each block, (n_blocks, n_groups).
    n_shuffles
        Shuffles allowed.

    Examples
    --------
    >>> smallest_p(np.array([[3, 3]]), 9999), smallest_p(np.array([[1, 1]] * 6), 9999)
    (0.1, 0.03125)
    """
    number = count_relabellings(table)
    if number > n_shuffles + 1:
        return 1 / (n_shuffles + 1)
    _, alike = np.unique(table, axis=1, return_counts=True)
    return math.prod(math.factorial(n) for n in alike.tolist()) / number


def deal_labels(group: Ints, block: Ints, *, n_shuffles: int, seed: int) -> Relabellings:
    """Deal the groups' names out anew inside every block.

    Parameters
    ----------
    group, block
        Of each row, counted from 0, (n_rows,). Each block keeps its number of each group.
    n_shuffles
        If there are at most this many other relabellings, all are taken; else so many are drawn.
    seed
        Seed of the draws.

    Examples
    --------
    >>> dealt = deal_labels(np.array([0, 0, 1]), np.zeros(3, int), n_shuffles=99, seed=1)
    >>> dealt.rows.tolist(), dealt.observed
    ([[0, 0, 1], [0, 1, 0], [1, 0, 0]], 0)
    """
    parts = [np.flatnonzero(block == number) for number in range(block.max() + 1)]
    number = count_relabellings(count_table(group, block))
    if number <= n_shuffles + 1:
        rows = _every(group, parts)
        return Relabellings(rows, True, number, int((rows == group).all(axis=1).argmax()))
    random = np.random.default_rng(seed)
    rows = np.empty((n_shuffles, len(group)), dtype=np.intp)
    for part in parts:
        rows[:, part] = random.permuted(np.tile(group[part], (n_shuffles, 1)), axis=1)
    return Relabellings(rows, False, number)


def _every(group: Ints, parts: list[Ints]) -> Ints:
    rows = np.zeros((1, len(group)), dtype=np.intp)
    for part in parts:
        names, counts = np.unique(group[part], return_counts=True)
        places = list(_places(list(range(len(part))), counts.tolist()))
        deals = np.empty((len(places), len(part)), dtype=np.intp)
        for deal, chosen in zip(deals, places, strict=True):
            for name, of in zip(names, chosen, strict=True):
                deal[list(of)] = name
        repeated = np.repeat(rows, len(deals), axis=0)
        repeated[:, part] = np.tile(deals, (len(rows), 1))
        rows = repeated
    return rows


def _places(free: list[int], counts: list[int]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Give the first group its places in every way, the next ones theirs among what is left."""
    if len(counts) == 1:
        yield (tuple(free),)
        return
    for taken in combinations(free, counts[0]):
        left = [place for place in free if place not in taken]
        for others in _places(left, counts[1:]):
            yield (taken, *others)

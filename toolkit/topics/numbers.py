"""The numbers of topics: a topic keeps its own, over names, refits and combinations.

A label begins with the number, such as "3 port, fleet, gas" or "3+17 economy". Whatever carries
labels, a stored run or the table of a contrast, thus carries the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.topics.ranked import largest

_NUMBER = re.compile(r"([1-9][0-9]{0,5}(?:\+[1-9][0-9]{0,5})*) (.+)", re.DOTALL)


def topic_numbers(labels: Sequence[str]) -> tuple[int, ...]:
    """Return the number of each topic: with which its label begins, the first of several.

    Where a label has none, or two have the same, all topics are numbered by their places.

    Examples
    --------
    >>> topic_numbers(["1 port, fleet", "3+17 economy", "4 arms"])
    (1, 3, 4)
    >>> topic_numbers(["ports", "arms"])
    (1, 2)
    """
    found = [split_label(label)[0] for label in labels]
    every = [number for numbers in found for number in numbers]
    if all(found) and len(set(every)) == len(every):
        return tuple(numbers[0] for numbers in found)
    return tuple(range(1, len(labels) + 1))


def place_of(labels: Sequence[str], topic: int) -> int:
    """Return the place of a topic, from 0, by its number.

    Raises
    ------
    ToolkitError
        If there is no such topic.

    Examples
    --------
    >>> place_of(["1 ports", "3+17 economy", "4 arms"], 4)
    2
    """
    numbers = topic_numbers(labels)
    if topic in numbers:
        return numbers.index(topic)
    n = len(numbers)
    known = f"1 to {n}" if numbers == tuple(range(1, n + 1)) else ", ".join(map(str, numbers))
    raise ToolkitError(f"there is no topic {topic}; topics are {known}")


def numbered(labels: Sequence[str]) -> list[tuple[int, str]]:
    """Return each label behind the number of its topic."""
    return list(zip(topic_numbers(labels), labels, strict=True))


def split_label(label: str) -> tuple[tuple[int, ...], str]:
    """Part a label into its numbers and its words.

    Examples
    --------
    >>> split_label("3+17 economy"), split_label("ports")
    (((3, 17), 'economy'), ((), 'ports'))
    """
    found = _NUMBER.fullmatch(label)
    if not found:
        return (), label
    return tuple(map(int, found[1].split("+"))), found[2]


def make_labels(
    topic_term: NDArray[np.float64], terms: tuple[str, ...], n: int = 3, *, names: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Name each topic by its number, the name that seed words gave it, and first terms.

    Examples
    --------
    >>> make_labels(np.array([[0.7, 0.2, 0.1]]), ("port", "fleet", "gas"))
    ('1 port, fleet, gas',)
    >>> make_labels(np.array([[0.7, 0.2, 0.1]]), ("port", "fleet", "gas"), 2, names=("the sea",))
    ('1 the sea: port, fleet',)
    """
    named = names or ("",) * len(topic_term)
    return tuple(
        f"{k} " + (f"{name}: " if name else "") + ", ".join(terms[v] for v in largest(row, n))
        for k, (row, name) in enumerate(zip(topic_term, named, strict=True), 1)
    )

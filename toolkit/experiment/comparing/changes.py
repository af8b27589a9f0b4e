"""Places at which two tables of settings, versions or digests differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from toolkit.stages import two_in_words

ABSENT = "(not there)"


class Change(NamedTuple):
    """One place at which two tables differ.

    Attributes
    ----------
    place
        Dotted, such as ``counts.max_share``.
    first, second
        The values as an experiment file has them, texts without quotes
        unless nothing else tells the two apart; or ``"(not there)"``.
    """

    place: str
    first: str
    second: str


def changes(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[Change, ...]:
    """Find the places at which two nested tables differ.

    A table that only one of them holds is one change, not one for each of its values.

    Parameters
    ----------
    first, second
        Tables within tables, with values that JSON can write.

    Returns
    -------
    tuple
        In the order of the first, then what the second alone holds.

    Examples
    --------
    >>> changes({"counts": {"max_share": 0.5}, "a": 1}, {"counts": {"max_share": 0.4}, "a": 1})
    (Change(place='counts.max_share', first='0.5', second='0.4'),)
    """
    return tuple(_changes(first, second, ""))


def _changes(first: Mapping[str, Any], second: Mapping[str, Any], place: str) -> Iterator[Change]:
    for key in (*first, *(key for key in second if key not in first)):
        before, after = first.get(key, ABSENT), second.get(key, ABSENT)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from _changes(before, after, f"{place}{key}.")
        elif before != after:
            yield Change(f"{place}{key}", *two_in_words(before, after))

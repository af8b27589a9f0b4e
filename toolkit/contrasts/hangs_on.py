"""Which choice a finding hangs on: with it most fits lose what they have without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]

_LOST = 0.5  # a finding hangs on a choice by which it loses at least this share of the fits
_MOST_NAMED = 3


@dataclass(frozen=True)
class Hangs:
    """A choice by which a finding is lost.

    Attributes
    ----------
    choice, value
        Such as "n_topics" and "20"; "seed" and "" for seeds other than the base's.
    held, fits
        Of how many fits with it the finding holds.
    held_without, fits_without
        The same of the fits that it is compared with; 0 of 0 for seeds.
    base_value
        The base's value, if the fits compared differ in this choice (and seeds) alone; empty if
        there are no such fits, so that it is compared with all the others.
    """

    choice: str
    value: str
    held: int
    fits: int
    held_without: int = 0
    fits_without: int = 0
    base_value: str = ""

    @property
    def lost(self) -> float:
        """By how much the share of fits that hold is smaller with it, at most 1."""
        if self.choice == "seed":
            return 1 - self.held / self.fits
        return self.held_without / self.fits_without - self.held / self.fits

    def __str__(self) -> str:
        """Name it with its counts."""
        if self.choice == "seed":
            return f"seed ({self.held} of {self.fits} other seeds)"
        rest = f"{self.held_without} of {self.fits_without}"
        other = f"{rest} with {self.base_value}" if self.base_value else f"{rest} others"
        return f"{self.choice} = {self.value} ({self.held} of {self.fits}; {other})"


def hangs_on(held: Bools, choices: Sequence[Mapping[str, str]]) -> tuple[Hangs, ...]:
    """Find the choices by which a finding of the first fit is lost, the worst first.

    A value is compared with the base's value among fits that agree in every other choice but the
    seed, where there are such, else with all fits of other values. It is named if the share of
    fits in which the finding holds is smaller with it by a half or more. Seeds are named, too, if
    less than half of the other seeds of the base's very choices find it. No test stands behind
    this: fits are no sample, and one fit is enough to be named.

    Parameters
    ----------
    held
        In which fits the finding holds, (n_fits,).
    choices
        Of each fit, the base first.

    Returns
    -------
    tuple of Hangs

    Examples
    --------
    >>> choices = [{"n_topics": k, "seed": s} for k in ("12", "20") for s in "12345"]
    >>> held = np.array([True, True, True, False, True, False, False, True, False, False])
    >>> str(hangs_on(held, choices)[0])
    'n_topics = 20 (1 of 5; 4 of 5 with 12)'
    """
    kept = [{k: v for k, v in of.items() if not is_seed(k)} for of in choices]
    found = [
        _of_value(held, kept, choice, value)
        for choice in kept[0]
        for value in values_of(choice, kept)
        if value != kept[0][choice]
    ]
    seeds = np.array([of == kept[0] for of in kept])
    seeds[0] = False  # which the finding was chosen by
    has_seeds = any(is_seed(choice) for choice in choices[0]) and seeds.any()
    if has_seeds and held[seeds].mean() < 1 - _LOST:
        found.append(Hangs("seed", "", int(held[seeds].sum()), int(seeds.sum())))
    named = [one for one in found if one.lost >= _LOST - 1e-12]
    return tuple(sorted(named, key=lambda one: -one.lost))


def in_words(found: Sequence[Hangs]) -> str:
    """Name the worst few of them.

    Examples
    --------
    >>> in_words([Hangs("seed", "", 1, 9)])
    'seed (1 of 9 other seeds)'
    """
    more = len(found) - _MOST_NAMED
    named = ", ".join(str(one) for one in found[:_MOST_NAMED])
    return named + (f", and {more} more" if more > 0 else "")


def is_seed(choice: str) -> bool:
    """Say whether a choice is a seed, which is nobody's decision.

    Examples
    --------
    >>> is_seed("seed"), is_seed("topics.main.seed"), is_seed("seed_words")
    (True, True, False)
    """
    return choice.rpartition(".")[2] == "seed"


def values_of(choice: str, choices: Sequence[Mapping[str, str]]) -> list[str]:
    """List the values of a choice, numbers by size and before words.

    Examples
    --------
    >>> values_of("k", [{"k": "12"}, {"k": "not set"}, {"k": "8"}, {"k": "12"}])
    ['8', '12', 'not set']
    """
    return sorted({of[choice] for of in choices}, key=_size)


def _size(value: str) -> tuple[float, str]:
    try:
        return float(value), value
    except ValueError:
        return float("inf"), value


def _of_value(held: Bools, kept: Sequence[Mapping[str, str]], choice: str, value: str) -> Hangs:
    base = kept[0][choice]
    others = [tuple(v for k, v in of.items() if k != choice) for of in kept]
    of_value = np.array([of[choice] == value for of in kept])
    of_base = np.array([of[choice] == base for of in kept])
    both = {o for o, is_one in zip(others, of_value, strict=True) if is_one} & {
        o for o, is_one in zip(others, of_base, strict=True) if is_one
    }
    if both:
        matched = np.array([o in both for o in others])
        of_value, against = of_value & matched, of_base & matched
    else:
        against = ~of_value
    return Hangs(
        choice, value, int(held[of_value].sum()), int(of_value.sum()),
        int(held[against].sum()), int(against.sum()), base if both else "",
    )  # fmt: skip

"""A fit that was asked for and could not be made: it is counted, not forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from toolkit.parts import Parts
from toolkit.records import plural

_MOST_NAMED = 3


@dataclass(frozen=True)
class FailedSpecification(Parts):
    """A way in which a comparison was to be made as well, and why there is none.

    Attributes
    ----------
    name
        What it is called, such as ``"n_topics=900, seed=2"``.
    choices
        The choices that it differs in, by setting, the same as those of the base.
    reason
        What went wrong, as a sentence.
    """

    name: str
    choices: Mapping[str, Any]
    reason: str

    def __post_init__(self) -> None:
        """Make the choices read-only."""
        object.__setattr__(self, "choices", MappingProxyType(dict(self.choices)))


def failed_words(n_fits: int, n_failed: int) -> str:
    """Say how many of the fits that were asked for failed; nothing where none did.

    Examples
    --------
    >>> failed_words(49, 1)
    '1 of 50 failed'
    """
    return f"{n_failed:,} of {n_fits + n_failed:,} failed" if n_failed else ""


def reasons(failed: Sequence[FailedSpecification]) -> str:
    """Name the fits that failed, those of one reason together, the most frequent first.

    Examples
    --------
    >>> none = "there are 3 terms"
    >>> reasons([FailedSpecification(k, {}, none) for k in ("k=8", "k=9")])
    'k=8 and 1 more: there are 3 terms'
    """
    by_reason: dict[str, list[str]] = {}
    for one in failed:
        by_reason.setdefault(one.reason.rstrip("."), []).append(one.name)
    most = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    said = [
        f"{names[0]}{f' and {len(names) - 1:,} more' if len(names) > 1 else ''}: {reason}"
        for reason, names in most[:_MOST_NAMED]
    ]
    if len(most) > _MOST_NAMED:
        said.append(f"and {plural(len(most) - _MOST_NAMED, 'other reason')}")
    return "; ".join(said)

"""The difference of two groups inside each cluster, as what groups of clusters are compared by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator

from toolkit.contrasts.cells import Cells, Inside, in_groups, make_cells
from toolkit.contrasts.rows import explain_missing, listed, matching
from toolkit.errors import ToolkitError
from toolkit.records import read_only
from toolkit.stages import Filters

if TYPE_CHECKING:
    from toolkit.segments import Segments
    from toolkit.topics import Topics

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_SIDE = "group and side of the difference"
_MARK = "\x1f"  # between the two in a name: no value of a column holds it


def _one_difference(value: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    if len(value) != 1 or any(len(set(two)) != 2 or len(two) != 2 for two in value.values()):
        raise ValueError(
            "one column and the two values to subtract from each other, such as "
            "{kind = ['answer', 'question']}"
        )
    return value


Difference = Annotated[Filters, AfterValidator(_one_difference)]
"""A column and two of its values, of which the second is subtracted from the first."""


@dataclass(frozen=True)
class _Asked:
    """What is subtracted from what, between which groups."""

    between: str
    cluster: str
    column: str
    first: str
    second: str
    unit: tuple[str, str]

    @property
    def sides(self) -> tuple[str, str]:
        return self.first, self.second


def difference_words(settings: Mapping[str, Any]) -> str:
    """Say what is subtracted from what; empty where groups are compared as they are.

    Examples
    --------
    >>> difference_words({"difference": {"kind": ["answer", "question"]}})
    'answer minus question'
    >>> difference_words({"difference": None})
    ''
    """
    named: Mapping[str, tuple[str, str]] = settings.get("difference") or {}
    return "".join(f"{first} minus {second}" for first, second in named.values())


def plain_difference(difference: Filters | None) -> dict[str, list[str]] | None:
    """Write what is subtracted as a record's settings hold it; the order of the two is kept.

    Examples
    --------
    >>> plain_difference({"kind": ("question", "answer")})
    {'kind': ['question', 'answer']}
    """
    return None if difference is None else {name: list(two) for name, two in difference.items()}


def make_crossed_cells(topics: Topics, settings: Mapping[str, Any], unit: tuple[str, str]) -> Cells:
    """Take the difference of two groups inside every cluster that holds both.

    Both sides of a cluster are pooled and folded in as `make_cells` does, and their proportions
    subtracted. The cluster weighs the harmonic mean of the two: as much as its smaller side lets
    it say.

    Parameters
    ----------
    topics
        Fitted topics.
    settings
        The settings of `contrast`, `difference` among them.
    unit
        What a cluster is called, and several.

    Returns
    -------
    Cells
        One a cluster. ``proportions`` holds differences, between -1 and 1, whose rows sum to
        zero; ``inside`` says of what, and counts the clusters with one side only.

    Raises
    ------
    ToolkitError
        If a column or value is unknown, no cluster holds both sides, or the groups vary within
        clusters too.
    """
    ((column, (first, second)),) = settings["difference"].items()
    asked = _Asked(settings["between"], settings["cluster"], column, first, second, unit)
    segments = topics.counts.segments
    wanted = _sides_of(segments, settings, asked)
    marked = replace(
        segments,
        columns=MappingProxyType({**segments.columns, _SIDE: _marks(segments, asked)}),
    )
    sides = make_cells(
        replace(topics, counts=replace(topics.counts, segments=marked)),
        group=_SIDE,
        groups=wanted,
        **{name: settings[name] for name in ("cluster", "average", "where", "strata")},
    )
    return _subtract(sides, asked)


def _marks(segments: Segments, asked: _Asked) -> tuple[str | None, ...]:
    """Name of each segment its group and its side together."""
    both = zip(segments.column(asked.between), segments.column(asked.column), strict=True)
    return tuple(f"{group}{_MARK}{side}" if group and side else None for group, side in both)


def _sides_of(segments: Segments, settings: Mapping[str, Any], asked: _Asked) -> tuple[str, ...]:
    """Refuse columns and values that cannot be used; name the sides of every group that occur."""
    where, groups = settings["where"], settings["groups"]
    for name in ("between", "cluster"):
        if settings[name] == asked.column:
            raise ToolkitError(
                f"difference and {name} are both {asked.column!r}; a difference is taken inside "
                f"each {asked.unit[0]}, between two values of a column of its own"
            )
    kept = matching(segments, where)
    used = [asked.between, asked.column, asked.cluster]
    used += [settings["strata"]] if settings["strata"] else []
    columns = [segments.column(name) for name in used]
    present = np.array([all(row) for row in zip(*columns, strict=True)], dtype=bool)
    chosen = kept & present
    if not chosen.any():
        raise ToolkitError(explain_missing(segments, np.flatnonzero(kept), used))
    kept &= in_groups(columns[1], kept, asked.column, asked.sides, "difference")
    chosen &= kept
    for side in asked.sides:
        if not any(columns[1][row] == side for row in np.flatnonzero(chosen)):
            others = [name for name in used if name != asked.column]
            raise ToolkitError(
                f"no segment whose {asked.column} is {side!r} has a value in {listed(others)}; a "
                "difference needs both sides to belong to a group"
            )
    if groups is not None:
        chosen &= in_groups(columns[0], chosen, asked.between, groups)
    marks = _marks(segments, asked)
    return tuple(sorted({str(marks[row]) for row in np.flatnonzero(chosen)}))


def _subtract(sides: Cells, asked: _Asked) -> Cells:
    """Pair the two sides of every cluster."""
    named = [tuple(name.split(_MARK)) for name in sides.groups]
    groups = tuple(sorted({group for group, _ in named}))
    group = np.array([groups.index(name) for name, _ in named], dtype=np.intp)[sides.group]
    is_first = np.array([side == asked.first for _, side in named], dtype=bool)[sides.group]
    of_first, of_second = np.flatnonzero(is_first), np.flatnonzero(~is_first)
    _refuse_apart(sides, of_first, of_second, asked)
    _refuse_mixed(sides, groups, group, asked)
    _, at_first, at_second = np.intersect1d(
        sides.cluster[of_first],
        sides.cluster[of_second],
        assume_unique=True,
        return_indices=True,
    )
    first, second = of_first[at_first], of_second[at_second]
    # Cells stand by group, then by cluster.
    order = np.lexsort((sides.cluster[first], group[first]))
    first, second = first[order], second[order]
    alone = np.setdiff1d(np.arange(len(group)), np.concatenate([first, second]))
    return Cells(
        groups=groups,
        clusters=sides.clusters,
        group=group[first],
        cluster=sides.cluster[first],
        proportions=read_only(sides.proportions[first] - sides.proportions[second]),
        weights=2 / (1 / sides.weights[first] + 1 / sides.weights[second]),
        segments=sides.segments[first] + sides.segments[second],
        tokens=sides.tokens[first] + sides.tokens[second],
        strata=sides.strata,
        dates=sides.dates,
        until=sides.until,
        estimated=sides.estimated,
        lengths=_lengths(sides, named, groups),
        n_missing=sides.n_missing,
        n_empty=sides.n_empty,
        inside=Inside(
            asked.column,
            asked.first,
            asked.second,
            tuple(np.bincount(group[alone], minlength=len(groups)).tolist()),
        ),
    )


def _refuse_apart(sides: Cells, of_first: Ints, of_second: Ints, asked: _Asked) -> None:
    if len(np.intersect1d(sides.cluster[of_first], sides.cluster[of_second])):
        return
    raise ToolkitError(
        f"no {asked.unit[0]} holds both {asked.first!r} and {asked.second!r} of {asked.column}, "
        f"whose difference inside each {asked.unit[0]} was to be compared; difference names the "
        f"column that varies within {asked.unit[1]}, between the one that does not"
    )


def _refuse_mixed(sides: Cells, groups: tuple[str, ...], group: Ints, asked: _Asked) -> None:
    held: dict[int, int] = {}
    for cluster, number in zip(sides.cluster.tolist(), group.tolist(), strict=True):
        if held.setdefault(cluster, number) != number:
            raise ToolkitError(
                f"{asked.between} varies within {asked.unit[1]} ({sides.clusters[cluster]!r} "
                f"holds {groups[held[cluster]]!r} and {groups[number]!r}), as {asked.column} "
                f"does; a difference inside {asked.unit[1]} can be compared between whole "
                f"{asked.unit[1]} only, and how two columns that both vary within them act "
                "together is found only by regression"
            )


def _lengths(sides: Cells, named: list[tuple[str, ...]], groups: tuple[str, ...]) -> Floats:
    """Median tokens of each group's segments, of the side in which groups differ the most."""
    most, found = 0.0, np.ones(len(groups))
    for side in sorted({side for _, side in named}):
        lengths = np.array(
            [length for (_, own), length in zip(named, sides.lengths, strict=True) if own == side]
        )
        ratio = float(lengths.max() / max(lengths.min(), 1e-9))
        if len(lengths) == len(groups) and ratio > most:
            most, found = ratio, lengths
    return found

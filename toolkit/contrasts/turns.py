"""Inside few clusters: turns, or exchanges, as the units that are shuffled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Cells, make_cells
from toolkit.contrasts.design import PairDesign, pair_between, pair_within
from toolkit.contrasts.rows import listed, matching
from toolkit.contrasts.thin import thin_exchanges
from toolkit.errors import ToolkitError
from toolkit.segments import digest_of

if TYPE_CHECKING:
    from toolkit.segments import Segments
    from toolkit.topics import Topics

FEW_CLUSTERS = 6  # below which the signs of whole clusters cannot reach 5 %

_FINE_ENOUGH = ("turn", "paragraph", "window")
_UNIT = "unit of the shuffle"


def make_turn_cells(topics: Topics, settings: Mapping[str, Any]) -> Cells:
    """Pool each turn's words, or in a contrast of kinds each exchange's words of one kind.

    The clusters of these cells are the turns or exchanges, and their strata the meetings.
    Paragraphs of a turn are never told apart: they are alike, as turns of a meeting are. Of each
    exchange the longer side is thinned to the tokens of the shorter (`thin_exchanges`), save
    where means of the segments' own proportions are asked for.

    Parameters
    ----------
    topics
        Fitted topics.
    settings
        The settings of `contrast`.

    Raises
    ------
    ToolkitError
        If segments were cut coarser than turns, clusters are not meetings, or there are more
        than two kinds: a question cannot be thinned to an answer and to a remark at once.
    """
    if settings["cluster"] != "meeting":
        raise ToolkitError(
            f"within = 'turns' shuffles inside meetings, and cluster = {settings['cluster']!r}; "
            "leave cluster out"
        )
    counts, segments = topics.counts, topics.counts.segments
    if segments.by not in _FINE_ENOUGH:
        raise ToolkitError(
            f"within = 'turns' needs segments no larger than a turn, and these were cut by "
            f"{segments.by!r}; cut by 'turn', 'paragraph' or 'window'"
        )
    of_kinds = settings["between"] == "kind"
    units = _units(segments, exchanges=of_kinds)
    columns = {**segments.columns, _UNIT: units}
    matrix = counts.matrix
    if of_kinds and settings["average"] != "segments":  # their proportions are those of the fit
        sides = _sides(segments, units, settings)
        matrix = thin_exchanges(matrix, sides, settings["seed"])
    segments = replace(segments, columns=MappingProxyType(columns))
    cells = make_cells(
        replace(topics, counts=replace(counts, segments=segments, matrix=matrix)),
        group=settings["between"],
        cluster=_UNIT,
        strata="meeting",
        **{name: settings[name] for name in ("average", "where", "groups")},
    )
    return replace(cells, lengths=_lengths(topics, cells.groups, units, settings))


def _lengths(
    topics: Topics,
    groups: tuple[str, ...],
    units: tuple[str | None, ...],
    settings: Mapping[str, Any],
) -> NDArray[np.float64]:
    """Median tokens of each group's segments before any were thinned."""
    counts = topics.counts
    kept = matching(counts.segments, settings["where"])
    told = zip(kept, units, counts.segments.column("meeting"), strict=True)
    used = np.array([bool(use and unit and meeting) for use, unit, meeting in told], dtype=bool)
    length = np.asarray(counts.matrix.sum(axis=1)).ravel()
    group = np.array(counts.segments.column(settings["between"]), dtype=object)
    return np.array([np.median(length[used & (group == name)]) for name in groups])


def turn_designs(cells: Cells) -> list[PairDesign]:
    """Set every two groups against each other inside meetings.

    Two kinds that meet in exchanges are compared inside every exchange that holds both, and
    exchanged with each other in whole exchanges; else turns are dealt out anew inside every
    meeting that holds both groups.
    """
    return [_design(cells, a, b) for a, b in combinations(range(len(cells.groups)), 2)]


def n_meetings(cells: Cells, design: PairDesign) -> int:
    """Count the meetings whose turns or exchanges are used."""
    used = np.concatenate([design.cells_a, design.cells_b])
    return len(np.unique(cells.strata[cells.cluster[used]]))


def _design(cells: Cells, a: int, b: int) -> PairDesign:
    inside = pair_within(cells, a, b)
    if len(inside.cells_a) > 1:
        return replace(inside, unit="exchange")
    return replace(pair_between(cells, a, b), unit="turn")


def _sides(
    segments: Segments, units: tuple[str | None, ...], settings: Mapping[str, Any]
) -> list[tuple[str, tuple[list[int], list[int]]]]:
    """Find the rows of both kinds in every exchange that holds both, with its contents' digest."""
    kinds = segments.column("kind")
    kept = matching(segments, settings["where"])
    wanted = settings["groups"] or sorted(
        {k for k, use in zip(kinds, kept, strict=True) if use and k}
    )
    if len(wanted) != 2:
        raise ToolkitError(
            f"within few meetings two kinds can be compared at a time, and there are "
            f"{len(wanted)}: {listed(wanted)}; name two, such as groups = {list(wanted[:2])}"
        )
    held: dict[str, tuple[list[int], list[int]]] = {}
    for row in segments.canonical_order:
        unit, kind = units[row], kinds[row]
        if kept[row] and unit and kind in wanted:
            held.setdefault(unit, ([], []))[wanted.index(kind)].append(row)
    digests = segments.digests
    return [
        (digest_of([digests[row] for side in sides for row in side]), sides)
        for sides in held.values()
        if all(sides)
    ]


def _units(segments: Segments, *, exchanges: bool) -> tuple[str | None, ...]:
    """Name each segment's turn, or the exchange that it belongs to where it has one."""
    turns = tuple(_turn(name) for name in segments.ids)
    if not exchanges or "exchange" not in segments.column_names:
        return turns
    return tuple(
        exchange or turn for exchange, turn in zip(segments.column("exchange"), turns, strict=True)
    )


def _turn(segment: str) -> str:
    """Take the turn from a segment's name.

    Examples
    --------
    >>> _turn("2021/03.txt#12"), _turn("2021/03.txt#12.3")
    ('2021/03.txt#12', '2021/03.txt#12')
    """
    meeting, mark, position = segment.rpartition("#")
    return meeting + mark + position.partition(".")[0]

"""Plan a contrast: its cells, the design of every pair, and every refusal, before any shuffle."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.contrasts.cautions import unequal_lengths
from toolkit.contrasts.cells import Cells, make_cells
from toolkit.contrasts.crossed import make_crossed_cells
from toolkit.contrasts.design import PairDesign, find_design, pair_designs, unit_words
from toolkit.contrasts.level import Level
from toolkit.contrasts.refuse import refuse_unreachable
from toolkit.contrasts.rows import refuse_many
from toolkit.contrasts.terms_chosen import terms_cautions
from toolkit.contrasts.turns import FEW_CLUSTERS, make_turn_cells, n_meetings, turn_designs
from toolkit.errors import ToolkitError
from toolkit.topics.numbers import split_label

if TYPE_CHECKING:
    from toolkit.topics import Topics

_MOST_GROUPS = 60  # 1,770 pairs, each with its own null


@dataclass(frozen=True, eq=False)
class Plan:
    """What will be compared, and how: it has passed every refusal.

    Attributes
    ----------
    cells
        Cells of all groups.
    designs
        The design of every pair.
    n_clusters
        Of each pair the meetings used, where its cells are turns inside them; else None.
    cautions
        What is to be said of how the terms were chosen and weighed.
    """

    cells: Cells
    designs: list[PairDesign]
    n_clusters: list[int | None]
    cautions: tuple[str, ...]


def make_plan(topics: Topics, settings: Mapping[str, Any]) -> Plan:
    """Find the design of every pair; refuse what cannot be tested.

    Parameters
    ----------
    topics
        Fitted topics, or what stands in for them.
    settings
        The settings of `contrast`.

    Raises
    ------
    ToolkitError
        As `contrast` says.
    """
    cells = _cells(topics, settings)
    unit = unit_words(settings["cluster"])
    level = Level(
        settings["alpha"], settings["n_shuffles"], settings["adjust"], topics.doc_topic.shape[1]
    )
    designs = pair_designs(
        cells, time=settings["time"], length=settings["block_length"], level=level
    )
    _refuse_misfits(cells, designs, settings, unit)
    if _by_turns(designs, settings):
        cells = make_turn_cells(topics, settings)
        designs = turn_designs(cells)
        refuse_unreachable(designs, level=level, unit=unit)
        inside: list[int | None] = [n_meetings(cells, design) for design in designs]
        return Plan(cells, designs, inside, _cautions(topics, settings, cells))
    if cells.inside:
        both = f"with both {cells.inside.first!r} and {cells.inside.second!r}"
        unit = (f"{unit[0]} {both}", f"{unit[1]} {both}")
    by_meeting = designs[0].design == "within" and settings["cluster"] == "meeting"
    hint = "within = 'turns' speaks of these meetings alone" if by_meeting else ""
    refuse_unreachable(designs, level=level, unit=unit, hint=hint)
    return Plan(cells, designs, [None] * len(designs), _cautions(topics, settings, cells))


def _cautions(topics: Topics, settings: Mapping[str, Any], cells: Cells) -> tuple[str, ...]:
    unequal = bool(unequal_lengths(cells))
    return terms_cautions(topics, settings["between"], unequal=unequal) + _combined(topics)


def _combined(topics: Topics) -> tuple[str, ...]:
    """Say that topics were put together, which changes the family that p is adjusted over."""
    several = [label for label in topics.labels if len(split_label(label)[0]) > 1]
    if not several:
        return ()
    said = (
        f"Topics were combined ({', '.join(several)}): p is adjusted over the topics as they are "
        "now, so that of a topic left as it was is another than before. To combine them after a "
        "look at this comparison is to choose what it finds."
    )
    return (said,)


def _by_turns(designs: list[PairDesign], settings: Mapping[str, Any]) -> bool:
    if designs[0].design != "within" or settings["within"] == "clusters":
        return False
    few = max(len(design.cells_a) for design in designs) < FEW_CLUSTERS
    return settings["within"] == "turns" or (few and settings["cluster"] == "meeting")


def _refuse_misfits(
    cells: Cells, designs: list[PairDesign], settings: Mapping[str, Any], words: tuple[str, str]
) -> None:
    """Refuse settings that mean nothing in the design that was found."""
    unit, units = words
    within = find_design(cells) == "within"
    if settings["strata"] and within:
        raise ToolkitError(
            f"strata = {settings['strata']!r} cannot be used where groups meet inside {units}, "
            f"since every {unit} is a stratum already; leave strata out"
        )
    if settings["within"] and not within:
        raise ToolkitError(
            f"within = {settings['within']!r} is for groups that meet inside {units}, and here "
            f"every {unit} holds one group; leave within out"
        )
    length = settings["block_length"]
    if length and not any(design.time == "blocks" for design in designs):
        why = (
            f"time = {settings['time']!r} makes none"
            if settings["time"] != "blocks"
            else f"no two groups are stretches of time by the dates of the {units} (or strata "
            "were given)"
        )
        raise ToolkitError(f"block_length = {length} is for blocks, and {why}; leave it out")


def _cells(topics: Topics, settings: Mapping[str, Any]) -> Cells:
    between, cluster = settings["between"], settings["cluster"]
    if between == cluster:
        raise ToolkitError(
            f"between and cluster are both {between!r}, so that each group is one cluster and "
            f"nothing can be tested; proportions(by = {between!r}) describes them"
        )
    if settings.get("difference"):
        cells = make_crossed_cells(topics, settings, unit_words(cluster))
    else:
        cells = make_cells(
            topics,
            group=between,
            cluster=cluster,
            **{name: settings[name] for name in ("average", "where", "groups", "strata")},
        )
    if len(cells.groups) < 2:
        raise ToolkitError(
            f"{between} has one group only among the segments used, {cells.groups[0]!r}; "
            "a contrast needs two"
        )
    n_pairs = math.comb(len(cells.groups), 2)
    refuse_many(cells.groups, between, _MOST_GROUPS, f"which makes {n_pairs:,} pairs")
    return cells

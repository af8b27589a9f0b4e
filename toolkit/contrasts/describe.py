"""Say in words what was shuffled, and what the p values speak of."""

from __future__ import annotations

from toolkit.contrasts.cells import Inside
from toolkit.contrasts.design import PairDesign
from toolkit.contrasts.resample import FEWEST_IN_STRATUM

_HOW = {
    "free": "whole {units} were shuffled between the groups{in_s}",
    "shift": "groups are stretches of time, and the sequence of {units}, its end joined to its "
    "beginning, was shifted",
    "blocks": "groups are stretches of time, and blocks of {length}neighbouring {units} were "
    "shuffled between the groups",
    "signs": "groups meet inside {units}: the difference inside every {unit} that holds both "
    "groups, the signs of whole {units} flipped",
    "exchange": "kinds meet inside exchanges: the difference inside every exchange that holds both "
    "kinds{thinned}, the signs of whole exchanges flipped",
    "turn": "groups meet inside {units}: turns were shuffled between the groups inside every "
    "{unit} that holds both",
}
_CORRECTED = (
    "; every difference was divided by the standard error that the measured likeness of "
    "neighbours gives it"
)


def describe_designs(
    designs: list[PairDesign],
    unit: tuple[str, str],
    strata: str | None,
    inside: Inside | None = None,
    *,
    thinned: bool = True,
) -> str:
    """Say what was shuffled, and if exchanges were thinned; where pairs differ, for which."""
    by_way: dict[str, list[PairDesign]] = {}
    for design in designs:
        by_way.setdefault(_way(design), []).append(design)
    said = [
        _whose(pairs, len(by_way)) + _in_words(way, pairs, unit, (strata, thinned))
        for way, pairs in by_way.items()
    ]
    corrected = _CORRECTED if {"shift", "blocks"} & by_way.keys() else ""
    compared = "" if inside is None else (
        f"the difference {inside.first} minus {inside.second} inside every {unit[0]} that holds "
        f"both is the value compared; "
    )  # fmt: skip
    opening = "" if designs[0].design == "within" or designs[0].unit == "turn" else (
        f"every {unit[0]} holds one group: "
    )  # fmt: skip
    return compared + opening + "; ".join(said) + corrected


_DRAWN = {
    "free": "whole {units} inside each group{in_s}",
    "shift": "whole {units} inside each group, standard errors grown by the measured likeness of "
    "neighbours",
    "blocks": "blocks of {length}neighbouring {units} inside each group, standard errors grown by "
    "the measured likeness of neighbours",
    "signs": "whole {units} that hold both groups",
    "exchange": "whole exchanges that hold both kinds",
    "turn": "turns inside each group of a {unit}",
    "residuals": "each group's {units} over all of {strata}, as what they differ by from their "
    "group and stratum",
    "residual turns": "each group's turns over all {units}, as what they differ by from their "
    "group and {unit}",
}


def describe_resamples(designs: list[PairDesign], unit: tuple[str, str], strata: str | None) -> str:
    """Say what was drawn with replacement for the intervals."""
    said: dict[str, None] = {}
    for design in designs:
        way = _way(design)
        held = [n for sides in design.in_strata() for n in sides]
        if way in ("free", "turn") and len(held) > 2 and min(held) < FEWEST_IN_STRATUM:
            way = "residual turns" if way == "turn" else "residuals"
        if way == "blocks" and design.length == 1:
            way = "shift"
        sentence = _DRAWN[way].format(
            unit=unit[0],
            units=unit[1],
            strata=strata,
            in_s=f" of a {strata}" if strata else "",
            length=f"{design.length:,} ",
        )
        said.setdefault(sentence)
    return "; or ".join(said)


def describe_reach(
    designs: list[PairDesign],
    unit: tuple[str, str],
    n_clusters: int,
    inside: Inside | None = None,
) -> str:
    """Say what the p values can be generalised to."""
    if designs[0].unit in ("turn", "exchange"):
        these = f"these {n_clusters:,} {unit[1]}" if n_clusters > 1 else f"this one {unit[0]}"
        return f"{these} only, and of no others"
    if designs[0].design == "within":
        return f"other {unit[1]} of this kind in which both groups have a share"
    both = f" in which both {inside.first} and {inside.second} have a share" if inside else ""
    return f"other {unit[1]} of the same groups{both}, held under the same circumstances"


def _way(design: PairDesign) -> str:
    if design.unit in ("turn", "exchange"):
        return design.unit
    if design.design == "within":
        return "signs"
    return design.time or "free"


def _whose(pairs: list[PairDesign], ways: int) -> str:
    if ways == 1:
        return ""
    named = ", ".join(f"{pair.a} and {pair.b}" for pair in pairs[:4])
    more = f" and {len(pairs) - 4} more pairs" if len(pairs) > 4 else ""
    return f"({named}{more}) "


def _in_words(
    way: str, pairs: list[PairDesign], unit: tuple[str, str], how: tuple[str | None, bool]
) -> str:
    strata, thinned = how
    lengths = sorted({pair.length for pair in pairs})
    length = f"{lengths[0]:,}" if len(lengths) == 1 else f"{lengths[0]:,} to {lengths[-1]:,}"
    sentence = _HOW[way]
    if lengths == [1] and way == "blocks":
        sentence = (
            "groups are stretches of time, with neighbouring {units} too little alike for blocks, "
            "and whole {units} were shuffled between the groups"
        )
    return sentence.format(
        unit=unit[0],
        units=unit[1],
        in_s=f" within {strata}" if strata else "",
        length=f"{length} " if lengths != [1] else "",
        thinned=", its longer side thinned to the words of the shorter" if thinned else "",
    )

"""What a reader of a contrast should know before believing it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolkit.contrasts.cells import Average, Cells
from toolkit.contrasts.design import PairDesign
from toolkit.contrasts.intervals import IntervalKind
from toolkit.contrasts.pair import Pair
from toolkit.records import plural

_UNEQUAL = 2.0  # ratio of variances; chance made it in 0.7 % of simulations with 5 + 15 clusters
_FEW = 10  # clusters in a group below which a test has little power and leans on symmetry
_FEW_BLOCKS = 6
_NOISE = 1e-20  # a variance of proportions that is rounding
_FEW_TO_COVER = 20
_HELD = {
    "studentised": "They are rough: with 5 + 15 clusters of skewed shares, the 5 varying more, "
    "95 % intervals held the truth in 86 % of simulations",
    "percentile": "They are too narrow: with 5 + 15 clusters 95 % intervals held the truth in 82 "
    "to 88 % of simulations",
    "bca": "They are too narrow: with 5 + 15 clusters 95 % intervals held the truth in 79 to 88 % "
    "of simulations",
}
_FEW_IN_TIME = 16
_MOST_NAMED = 4


def find_cautions(
    cells: Cells,
    designs: list[PairDesign],
    pairs: list[Pair],
    *,
    average: Average,
    unit: tuple[str, str],
    interval: IntervalKind = "studentised",
) -> tuple[str, ...]:
    """List the cautions that apply, as sentences."""
    inside = designs[0].unit in ("turn", "exchange")
    within = designs[0].design == "within" or inside
    found = [
        _stretches(pairs, unit, strata=len(np.unique(cells.strata)) > 1),
        _blocks(designs, unit),
        _too_few(pairs, unit),
        _undated(cells, designs, unit),
        "" if within else _spread(cells, designs, unit),
        _lengths(cells, average, designs[0].unit),
        "" if inside else _few(pairs, unit, within),
        _too_few_to_cover(pairs, designs, unit, interval),
        _set_aside(designs, unit, within),
        _alone(cells, unit),
        _no_divergence(cells),
        _combinations(cells),
        _missing(cells),
    ]
    return tuple(sentence for sentence in found if sentence)


def shuffled_through_time(timed: Sequence[tuple[str, str, float]], unit: tuple[str, str]) -> str:
    """Say which pairs of stretches of time were shuffled freely, and what is wrong with that.

    Examples
    --------
    >>> print(shuffled_through_time([("2021", "2022", 0.4)], ("meeting", "meetings")))
    These groups are separate stretches of time: 2021 and 2022 (autocorrelation of neighbours
    0.40). Whole meetings were shuffled freely, which finds too much if neighbouring meetings
    resemble each other
    """
    named = ", ".join(
        f"{a} and {b} (autocorrelation of neighbours {likeness:.2f})"
        for a, b, likeness in timed[:_MOST_NAMED]
    )
    more = f" and {len(timed) - _MOST_NAMED} more pairs" if len(timed) > _MOST_NAMED else ""
    return (
        f"These groups are separate stretches of time: {named}{more}. Whole {unit[1]} were "
        f"shuffled freely, which finds too much if neighbouring {unit[1]} resemble each other"
    )


def _stretches(pairs: list[Pair], unit: tuple[str, str], *, strata: bool) -> str:
    timed = [
        (pair.a, pair.b, pair.autocorrelation)
        for pair in pairs
        if pair.time == "free" and pair.autocorrelation is not None
    ]
    if not timed:
        return ""
    way_out = (
        "leave strata out, and blocks of neighbours are shuffled"
        if strata
        else "time = 'blocks' shuffles blocks of neighbours"
    )
    return (
        f"{shuffled_through_time(timed, unit)}: with an autocorrelation of 0.3, 0.5 and 0.7 a "
        f"nominal 5 % became 14, 25 and 42 % for one topic in simulations; {way_out}."
    )


def _blocks(designs: list[PairDesign], unit: tuple[str, str]) -> str:
    """Warn where blocks had to be shorter than likeness asks, or are few."""
    few = [
        (design, blocks)
        for design in designs
        if design.time == "blocks" and design.length > 1
        for blocks in design.in_strata()
        if min(blocks) < _FEW_BLOCKS
    ]
    if not few:
        return ""
    named = ", ".join(
        f"{blocks[0]} and {blocks[1]} blocks of {design.length} for {design.a} and {design.b}"
        for design, blocks in few[:_MOST_NAMED]
    )
    more = f" and few for {len(few) - _MOST_NAMED} more pairs" if len(few) > _MOST_NAMED else ""
    return (
        f"Blocks of neighbouring {unit[1]} leave few independent pieces: {named}{more}. Only "
        "large differences can be found."
    )


def _too_few(pairs: list[Pair], unit: tuple[str, str]) -> str:
    """Warn where there are too few clusters to measure how alike neighbours are."""
    few = [
        f"{pair.a} and {pair.b}"
        for pair in pairs
        if pair.time in ("blocks", "shift") and pair.clusters_a + pair.clusters_b < _FEW_IN_TIME
    ]
    if not few:
        return ""
    more = f" and {len(few) - _MOST_NAMED} more pairs" if len(few) > _MOST_NAMED else ""
    return (
        f"Too few {unit[1]} to measure how alike neighbours are: {', '.join(few[:_MOST_NAMED])}"
        f"{more}. With 4 + 4 and an autocorrelation of 0.7 a level of 2.9 % became 7 % (for the "
        "divergence 12 %) in simulations."
    )


def _undated(cells: Cells, designs: list[PairDesign], unit: tuple[str, str]) -> str:
    """Name the clusters without a date, where the design needs one."""
    timed = {g for d in designs if d.places is not None for g in (d.a, d.b)}
    of = [cells.groups[group] in timed for group in cells.group]
    names = sorted(
        {
            cells.clusters[cluster]
            for cluster, used in zip(cells.cluster, of, strict=True)
            if used and not cells.dates[cluster]
        }
    )
    if not names:
        return ""
    named = ", ".join(names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return (
        f"Set aside for want of a date, without which they have no place in time: "
        f"{plural(len(names), *unit)} ({named}{more})."
    )


def _spread(cells: Cells, designs: list[PairDesign], unit: tuple[str, str]) -> str:
    """Name the groups whose cells vary much more than those of a larger group they are set by."""
    found = []
    for design in designs:
        sides = [(design.a, design.cells_a), (design.b, design.cells_b)]
        small, large = sorted(sides, key=lambda side: len(side[1]))
        spread = [float(cells.proportions[part].var(axis=0, ddof=1).sum()) for _, part in sides]
        if min(spread) <= _NOISE:
            continue
        more = max(spread) / min(spread)
        wide = sides[int(np.argmax(spread))]
        if more >= _UNEQUAL and len(wide[1]) == len(small[1]):
            narrow = large if wide[0] == small[0] else small
            found.append(f"those of {wide[0]} {more:.1f} times as much as those of {narrow[0]}")
    if not found:
        return ""
    named = ", ".join(found[:_MOST_NAMED])
    rest = (
        f" and so on for {len(found) - _MOST_NAMED} more pairs" if len(found) > _MOST_NAMED else ""
    )
    what = "differences" if cells.inside else "proportions"
    return (
        f"{unit[1].capitalize()} vary unequally (variance of {what}): {named}{rest}. A small "
        "group that varies more is found to differ too often: at 2.7 times the variance a nominal "
        "5 % became 25 % with 5 clusters against 15 and 12 % with 10 against 10 in simulations."
    )


def unequal_lengths(cells: Cells) -> str:
    """Say between which groups segments differ in length two-fold; nothing if between none."""
    short, long = int(cells.lengths.argmin()), int(cells.lengths.argmax())
    if cells.lengths[long] < 2 * cells.lengths[short]:
        return ""
    times = cells.lengths[long] / max(cells.lengths[short], 1)
    return (
        f"Segments of {cells.groups[long]} are {times:.1f} times as long as those of "
        f"{cells.groups[short]} (median {cells.lengths[long]:g} and {cells.lengths[short]:g} "
        "counted tokens)"
    )


def _lengths(cells: Cells, average: Average, unit: str) -> str:
    sentence = unequal_lengths(cells)
    if not sentence:
        return ""
    if average == "segments":
        return (
            f"{sentence}, and short segments are pulled to the topics' prior: with average = "
            "'segments' this alone can make a difference; use 'meetings' or 'tokens'."
        )
    if unit == "exchange":
        return (
            f"{sentence}; the longer side of every exchange was thinned to the words of the "
            "shorter. With 25 words against 250 and no difference a nominal 5 % became 4 % in "
            "simulations of 100 exchanges, and 18 % as they are."
        )
    if unit == "turn":
        return (
            f"{sentence}, and turns were compared one by one: proportions of few words are rough "
            "and a little off, which finds too much. With 25 words against 250 a nominal 5 % "
            "became 4 % for 30 turns of each and 13 % for 100 in simulations."
        )
    if cells.estimated:
        return (
            f"{sentence}; pooled words were compared, on topics that were fitted to other words, "
            "so that their length hardly reaches topics or distances. A comparison of single "
            "segments would mislead."
        )
    return (
        f"{sentence}; pooled words were compared, so that their length hardly reaches the topics. "
        "It does reach distances and tests of all topics at once, for the topics were fitted to "
        "these very words: with 25 words against 250 and no difference the divergence was found "
        "in 15 to 36 % of simulated corpora at 5 % (any topic in 3 to 5 %). A comparison of "
        "single segments would mislead."
    )


def _few(pairs: list[Pair], unit: tuple[str, str], within: bool) -> str:
    if within:
        few = {f"{p.a} and {p.b}": p.clusters_a for p in pairs if p.clusters_a < _FEW}
    else:
        sizes = [s for p in pairs for s in ((p.a, p.clusters_a), (p.b, p.clusters_b))]
        few = {name: n for name, n in sizes if n < _FEW}
    if not few:
        return ""
    named = ", ".join(f"{name} ({n})" for name, n in sorted(few.items())[:_MOST_NAMED])
    more = f" and {len(few) - _MOST_NAMED} more" if len(few) > _MOST_NAMED else ""
    return (
        f"Fewer than {_FEW} {unit[1]}: {named}{more}. Only large differences can be found, and "
        "standard errors are rough."
    )


def _too_few_to_cover(
    pairs: list[Pair], designs: list[PairDesign], unit: tuple[str, str], interval: IntervalKind
) -> str:
    """Warn where intervals rest on few units, and where some cannot be placed."""
    names = {"cluster": unit[1], "block": "blocks", "turn": "turns", "exchange": "exchanges"}
    sizes = [
        (pair, _kind(design), min(sum(sides) for sides in zip(*design.in_strata(), strict=True)))
        for pair, design in zip(pairs, designs, strict=True)
        if pair.low is not None
    ]
    few = [
        f"{pair.a} and {pair.b} ({n} {names[kind]})" for pair, kind, n in sizes if n < _FEW_TO_COVER
    ]
    unplaced = sum(int(np.isnan(pair.low).sum()) for pair, *_ in sizes if pair.low is not None)
    said = []
    if few:
        named = ", ".join(few[:_MOST_NAMED])
        more = f" and {len(few) - _MOST_NAMED} more pairs" if len(few) > _MOST_NAMED else ""
        said.append(
            f"Intervals rest on fewer than {_FEW_TO_COVER} in the smaller group: {named}{more}. "
            f"{_HELD[interval]} (see the notes of contrast)."
        )
    if unplaced:
        said.append(
            f"No interval for {plural(unplaced, 'difference')}: too many resamples have no spread."
        )
    return " ".join(said)


def _kind(design: PairDesign) -> str:
    return "cluster" if design.unit == "block" and design.length == 1 else design.unit


def _set_aside(designs: list[PairDesign], unit: tuple[str, str], within: bool) -> str:
    aside = [design for design in designs if design.places is None and design.n_set_aside]
    if not aside:
        return ""
    several, elsewhere = unit[1], "lie in strata without the other group"
    if aside[0].unit in ("turn", "exchange"):
        several, elsewhere = f"{aside[0].unit}s", f"lie in {unit[1]} without the other group"
    exchanged = all(design.design == "within" for design in aside)
    reason = "hold only one of the two groups" if within and exchanged else elsewhere
    named = ", ".join(
        f"{design.n_set_aside:,} for {design.a} and {design.b}" for design in aside[:_MOST_NAMED]
    )
    others = len(aside) - _MOST_NAMED
    more = f" and some for {others} more pairs" if others > 0 else ""
    return f"{several.capitalize()} set aside because they {reason}: {named}{more}."


def _alone(cells: Cells, unit: tuple[str, str]) -> str:
    """Say how many clusters hold only one side of the difference that was compared."""
    if cells.inside is None or not any(cells.inside.alone):
        return ""
    counts = zip(cells.groups, cells.inside.alone, strict=True)
    aside = [f"{n:,} of {name}" for name, n in counts if n]
    more = (
        f" and some of {len(aside) - _MOST_NAMED} more groups" if len(aside) > _MOST_NAMED else ""
    )
    return (
        f"{unit[1].capitalize()} set aside because they hold only one of "
        f"{cells.inside.first!r} and {cells.inside.second!r}: {', '.join(aside[:_MOST_NAMED])}"
        f"{more}."
    )


def _no_divergence(cells: Cells) -> str:
    if cells.inside is None:
        return ""
    return "No divergence is given: differences of proportions are no distributions."


def _combinations(cells: Cells) -> str:
    """Name the groups that are lists: their members may be groups beside them."""
    lists = [name for name in cells.groups if "; " in name]
    if not lists:
        return ""
    named = ", ".join(repr(name) for name in lists[:_MOST_NAMED])
    more = f" and {len(lists) - _MOST_NAMED} more" if len(lists) > _MOST_NAMED else ""
    return (
        f"Groups that are combinations of values: {named}{more}. Each is a group of its own and "
        "is not counted among those of its members."
    )


def _missing(cells: Cells) -> str:
    parts = []
    if cells.n_missing:
        parts.append(f"{plural(cells.n_missing, 'segment')} without a value in the columns used")
    if cells.n_empty:
        parts.append(f"{plural(cells.n_empty, 'cell')} without a counted word of any topic")
    return f"Set aside: {' and '.join(parts)}." if parts else ""

"""What a reader of a contrast should know before believing it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Average, Cells
from toolkit.contrasts.design import PairDesign
from toolkit.contrasts.pair import Pair
from toolkit.records import plural

Floats = NDArray[np.float64]

_UNEQUAL = 2.0  # ratio of variances; chance made it in 0.7 % of simulations with 5 + 15 clusters
_FEW = 10  # clusters in a group below which a test has little power and leans on symmetry
_MOST_NAMED = 4


def find_cautions(
    cells: Cells,
    designs: list[PairDesign],
    pairs: list[Pair],
    *,
    average: Average,
    unit: tuple[str, str],
) -> tuple[str, ...]:
    """List the cautions that apply, as sentences."""
    within = designs[0].design == "within"
    found = [
        _stretches(pairs, unit),
        "" if within else _spread(cells, designs, unit),
        _lengths(cells, average),
        _few(pairs, unit, within),
        _set_aside(pairs, unit, within),
        _combinations(cells),
        _missing(cells),
    ]
    return tuple(sentence for sentence in found if sentence)


def neighbour_likeness(cells: Cells, design: PairDesign) -> float | None:
    r"""How alike neighbouring clusters are, where two groups are separate stretches of time.

    The pooled lag-1 autocorrelation of the cells' residuals, neighbours being two clusters of one
    group that follow each other by date:

    .. math:: \frac{\sum_k \sum_t e_{tk} e_{t+1,k} \big/ n_{pairs}}
                   {\sum_k \sum_t e_{tk}^2 \big/ n}

    with :math:`e` the proportion less its group's mean. Free shuffling supposes 0; without any
    likeness the expectation is slightly below 0, about minus one over the group's clusters.

    Returns
    -------
    float or None
        Between -1 and 1, nearly; None for a within design, for groups that interleave in time,
        and where fewer than two clusters of a group have a date.
    """
    if design.design == "within":
        return None
    spans, products, squares, n_products, n_squares = [], 0.0, 0.0, 0, 0
    for part in (design.cells_a, design.cells_b):
        dates = {cell: cells.dates[cells.cluster[cell]] or "" for cell in part.tolist()}
        ordered = sorted((cell for cell in dates if dates[cell]), key=lambda c: (dates[c], c))
        if len(ordered) < 2:
            return None
        spans.append((dates[ordered[0]], dates[ordered[-1]]))
        residual = cells.proportions[ordered] - cells.proportions[ordered].mean(axis=0)
        products += float((residual[1:] * residual[:-1]).sum())
        squares += float((residual**2).sum())
        n_products += len(ordered) - 1
        n_squares += len(ordered)
    spans.sort()
    if spans[0][1] > spans[1][0]:
        return None
    return (products / n_products) / (squares / n_squares) if squares > 0 else 0.0


def _stretches(pairs: list[Pair], unit: tuple[str, str]) -> str:
    timed = [(pair, pair.autocorrelation) for pair in pairs if pair.autocorrelation is not None]
    if not timed:
        return ""
    named = ", ".join(
        f"{pair.a} and {pair.b} (autocorrelation of neighbours {likeness:.2f})"
        for pair, likeness in timed[:_MOST_NAMED]
    )
    more = f" and {len(timed) - _MOST_NAMED} more pairs" if len(timed) > _MOST_NAMED else ""
    return (
        f"These groups are separate stretches of time: {named}{more}. Whole {unit[1]} were "
        f"shuffled freely, which finds too much if neighbouring {unit[1]} resemble each other: "
        "with an autocorrelation of 0.3, 0.5 and 0.7 a nominal 5 % became 14, 25 and 42 % in "
        "simulations."
    )


def _spread(cells: Cells, designs: list[PairDesign], unit: tuple[str, str]) -> str:
    """Name the groups whose cells vary much more than those of a larger group they are set by."""
    found = []
    for design in designs:
        sides = [(design.a, design.cells_a), (design.b, design.cells_b)]
        small, large = sorted(sides, key=lambda side: len(side[1]))
        spread = [float(cells.proportions[part].var(axis=0, ddof=1).sum()) for _, part in sides]
        more = max(spread) / min(spread) if min(spread) > 0 else np.inf
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
    return (
        f"{unit[1].capitalize()} vary unequally (variance of proportions): {named}{rest}. A small "
        "group that varies more is found to differ too often: at 2.7 times the variance a nominal "
        "5 % became 25 % with 5 clusters against 15 and 12 % with 10 against 10 in simulations."
    )


def _lengths(cells: Cells, average: Average) -> str:
    short, long = int(cells.lengths.argmin()), int(cells.lengths.argmax())
    if cells.lengths[long] < 2 * cells.lengths[short]:
        return ""
    times = cells.lengths[long] / max(cells.lengths[short], 1)
    sentence = (
        f"Segments of {cells.groups[long]} are {times:.1f} times as long as those of "
        f"{cells.groups[short]} (median {cells.lengths[long]:g} and {cells.lengths[short]:g} "
        "counted tokens)"
    )
    if average == "segments":
        return (
            f"{sentence}, and short segments are pulled to the topics' prior: with average = "
            "'segments' this alone can make a difference; use 'meetings' or 'tokens'."
        )
    return (
        f"{sentence}; pooled words were compared, which the length of segments does not reach, "
        "but a comparison of single segments would mislead."
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


def _set_aside(pairs: list[Pair], unit: tuple[str, str], within: bool) -> str:
    aside = [pair for pair in pairs if pair.clusters_set_aside]
    if not aside:
        return ""
    elsewhere = "lie in strata without the other group"
    reason = "hold only one of the two groups" if within else elsewhere
    named = ", ".join(
        f"{pair.clusters_set_aside:,} for {pair.a} and {pair.b}" for pair in aside[:_MOST_NAMED]
    )
    others = len(aside) - _MOST_NAMED
    more = f" and some for {others} more pairs" if others > 0 else ""
    return f"{unit[1].capitalize()} set aside because they {reason}: {named}{more}."


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

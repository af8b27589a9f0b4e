"""Of contrasts: what was set against what, by which test, in a paper's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.contrasts import Contrast, GlobalTest, contrast, global_test
from toolkit.contrasts.crossed import difference_words
from toolkit.contrasts.design import unit_words
from toolkit.contrasts.pair import Pair
from toolkit.records import plural
from toolkit.report.told import Told, in_order, listed, number, plain, span


@dataclass(frozen=True)
class Words:
    """What is said of one comparison.

    Attributes
    ----------
    sentences
        In their order; what several comparisons have in common is said once, sentence by
        sentence.
    works
        Keys of the works that it rests on.
    cautions
        As the record holds them.
    """

    sentences: list[str]
    works: list[str]
    cautions: tuple[str, ...] = ()


_WEIGHTS = {
    "meetings": "every such cell counted once",
    "tokens": "cells were weighted by their counted tokens",
}
_ADJUSTED = {
    "maxT": ("the largest |t| over {topics} of each shuffle (single-step max-T){bonferroni}",
             ["westfall1993"]),
    "holm": ("Holm's steps over {topics} and {pairs}", ["holm1979"]),
    "fdr_bh": (("Benjamini and Hochberg's steps over {topics} and {pairs}, which bound the "
               "expected share of false findings"), ["benjamini1995"]),
}  # fmt: skip
_BOOTSTRAPS = {
    "studentised": ["davison1997"],
    "percentile": ["davison1997"],
    "bca": ["efron1987"],
}


def contrast_words(record: Contrast) -> Words:
    """Say how groups were compared topic by topic."""
    told = Told(record.settings, contrast)
    names = list(dict.fromkeys(name for pair in record.pairs for name in (pair.a, pair.b)))
    topics, pairs = plural(len(record.labels), "topic"), plural(len(record.pairs), "pair")
    steps, works = _ADJUSTED[told["adjust"] or "maxT"]
    bonferroni = f" and by Bonferroni over {pairs}" if len(record.pairs) > 1 else ""
    adjusted = steps.format(topics=topics, pairs=pairs, bonferroni=bonferroni)
    _asked(told)
    inside = difference_words(record.settings)
    apart = record.pairs[0].unit if record.pairs[0].unit in ("turn", "exchange") else ""
    said = in_order(
        f"{compared(told, names)}: {pairs} of groups, {topics}.",
        *averaged(told, apart),
        _subtracted(told, inside),
        f"{record.design.capitalize()} design. {_upper(plain(record.design_words))}.",
        f"The p values speak of {plain(record.generalises_to)}.",
        f"{_rests_on(record)}.",
        f"Differences were studentised by {apart or 'cluster'} in every shuffle.",
        f"Two-sided p values come from {_shuffles(record.pairs)} (seed {told['seed']}).",
        f"The p values were adjusted by {adjusted}; the level was {number(told['alpha'])}, and no "
        f"adjusted p below {_smallest([pair.smallest_p for pair in record.pairs])} could have been "
        "reached.",
        f"{plain(record.interval_sentence())}." if record.interval_words else "",
        "" if inside else _distances(record.pairs),
    )
    told["n_shuffles"]
    interval = told["interval"], told["n_resamples"]  # told by the record's own sentence
    if record.interval_words:
        works = [*works, *_BOOTSTRAPS[interval[0]]]
    distances = [] if inside else ["lin1991", "aitchison1986", "efron1982"]
    used = ["chung2013", *distances, *works]
    return Words([*said, told.rest()], used, record.cautions)


def global_words(record: GlobalTest) -> Words:
    """Say how all groups and topics were tested at once."""
    told = Told(record.settings, global_test)
    place, spread = record.location, record.spread
    unit, units = unit_words(told["cluster"])
    metric, floor = told["metric"], told["floor"]
    replaced = f" (shares below {number(floor)} replaced by it)" if metric == "aitchison" else ""
    strata = told["strata"]
    inside = f" within {plain(strata)}" if strata else ""
    dealt = (
        f"the groups' cells were shuffled inside every {unit}"
        if record.design == "within"
        else f"whole {units} were shuffled between groups{inside}"
    )
    own = "equal spread" if told["equal_spread"] else "each group's own spread"
    said = in_order(
        f"{compared(told, list(record.groups))}, over "
        f"{plural(record.proportions.shape[1], 'topic')} at once.",
        pooled(told["cluster"], "every such cell counted once"),
        f"A permutational analysis of variance (PERMANOVA) on {metric.capitalize()} distances"
        f"{replaced}, supposing {own}, tested the groups' means, and beside it a test of "
        f"dispersion (PERMDISP, distances from the {plain(told['centre'])}) their spread.",
        f"{record.design.capitalize()} design. {_upper(dealt)}; the groups rest on "
        f"{listed((f'{n:,}' for n in record.clusters.tolist()), most=20)} {units}.",
        "The p values come from "
        f"{drawn_words(len(place.null_f), exhaustive=place.exhaustive)} for the means and "
        f"{drawn_words(len(spread.null_f), exhaustive=spread.exhaustive)} for the spread (seed "
        f"{told['seed']}); the level was {number(told['alpha'])}, and no p below "
        f"{number(record.smallest_p)} could have been reached.",
    )
    told["n_shuffles"]
    works = ["anderson2001", "anderson2006"] + ["aitchison1986"] * (metric == "aitchison")
    return Words([*said, told.rest()], works, record.cautions)


def compared(told: Told, names: list[str]) -> str:
    """Name the groups, the column they come from, and the segments kept."""
    column = told["between"] or told["by"]
    told["groups"]  # those that were asked for are those that are named
    some = listed((plain(name) for name in names), most=8)
    kept = only(told["where"])
    return f"Groups were compared by the column {plain(column)} ({some}){kept}"


def only(where: Mapping[str, Any] | None) -> str:
    """Say which segments were kept."""
    parts = [
        f"{plain(name)} is {listed((plain(value) for value in values), most=20, last='or')}"
        for name, values in (where or {}).items()
    ]
    return f", among segments whose {' and whose '.join(parts)}" if parts else ""


def averaged(told: Told, apart: str = "") -> list[str]:
    """Say what was averaged over what; `apart` names what was pooled instead of clusters."""
    cluster, average = told["cluster"], told["average"]
    unit = apart or _unit(cluster)
    if average == "segments":
        return in_order(
            "Means were taken over segments, of their own proportions as fitted, in which short "
            "segments are pulled to the prior.",
            f"The unit of inference was the {unit}.",
        )
    return [
        pooled(cluster, _WEIGHTS[average], apart),
        f"The unit of inference was the {unit}.",
    ]


def pooled(cluster: str, counted: str, apart: str = "") -> str:
    """Say how the proportions of cells were found."""
    return (
        f"The words of each group in one {apart or _unit(cluster)} were pooled, and the "
        "proportions of the topics in them found on the topics as fitted, without the prior's "
        "pull; "
        f"{counted}."
    )


def _unit(column: str) -> str:
    return "meeting" if column == "meeting" else f"cluster ({plain(column)})"


def _subtracted(told: Told, inside: str) -> str:
    """Say what was subtracted inside clusters, where that is what was compared."""
    ((column, _),) = (told["difference"] or {"": ""}).items()
    if not inside:
        return ""
    return (
        f"The value compared was the difference {plain(inside)} of the column {plain(column)} "
        f"inside each {_unit(told['cluster'])} (a difference in differences)."
    )


def _distances(pairs: tuple[Pair, ...]) -> str:
    units = sorted({"cluster" if pair.block_length == 1 else pair.unit for pair in pairs})
    return (
        "The Jensen-Shannon divergence (bits), the Hellinger, the total variation and the "
        "Aitchison distance of two groups were set beside their values in the same shuffles, and "
        f"corrected by leaving out one {' or '.join(units)} at a time (jackknife)."
    )


def _asked(told: Told) -> None:
    """Count as told what the words on the design hold."""
    for name in ("strata", "time", "block_length", "within"):
        told[name]


def _rests_on(record: Contrast) -> str:
    """Say how many clusters, segments and tokens stand behind the pairs."""
    _, units = unit_words(record.settings["cluster"])
    pairs = record.pairs
    clusters = _sizes([(pair.clusters_a, pair.clusters_b) for pair in pairs])
    if record.design == "within":
        inside = [pair.clusters_a for pair in pairs]
        clusters = f"{span(min(inside), max(inside))} {units} that hold both groups"
        if pairs[0].unit in ("turn", "exchange"):
            dealt = [n for pair in pairs for n in (pair.units_a, pair.units_b) if n]
            clusters = f"{span(min(dealt), max(dealt))} {pairs[0].unit}s of {clusters}"
    else:
        clusters += f" {units}"
    segments = _sizes([(int(pair.segments[0]), int(pair.segments[1])) for pair in pairs])
    tokens = _sizes([(int(pair.tokens[0]), int(pair.tokens[1])) for pair in pairs])
    whose = "The pair rests" if len(pairs) == 1 else "The pairs rest"
    aside = [pair.clusters_set_aside for pair in pairs]
    each = "" if len(pairs) == 1 else " in each pair"
    lost = f"; {span(min(aside), max(aside))} {units} could not be used{each}" if any(aside) else ""
    return f"{whose} on {clusters}, {segments} segments and {tokens} counted tokens{lost}"


def _sizes(of_pairs: list[tuple[int, int]]) -> str:
    """Write the sizes of two groups, or of many the least and the most."""
    if len(of_pairs) == 1:
        return " and ".join(f"{n:,}" for n in of_pairs[0])
    every = [n for pair in of_pairs for n in pair]
    return f"{span(min(every), max(every))}"


def _shuffles(pairs: tuple[Pair, ...]) -> str:
    all_of = sorted({pair.n_arrangements for pair in pairs if pair.exhaustive})
    drawn = sorted({len(pair.null_max_t) for pair in pairs if not pair.exhaustive})
    said = [f"all {listed((f'{n:,}' for n in all_of), last='or')} arrangements"] if all_of else []
    said += [f"{n:,} random shuffles" for n in drawn]
    by_pair = ", by pair" if len(all_of) + len(drawn) > 1 else ""
    return f"{' or '.join(said)}{by_pair}"


def drawn_words(n: int, *, exhaustive: bool) -> str:
    """Say how many arrangements a null distribution holds."""
    return f"all {n:,} arrangements" if exhaustive else plural(n, "random shuffle")


def _smallest(values: list[float]) -> str:
    low, high = number(min(values)), number(max(values))
    return low if low == high else f"{low} to {high} (by pair)"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Of trends: what was followed over time and how, in a paper's words."""

from __future__ import annotations

from toolkit.contrasts import Slopes, Trend, slopes, trend
from toolkit.contrasts.design import unit_words
from toolkit.records import plural
from toolkit.report.comparisons import Words, averaged, only
from toolkit.report.told import Told, in_order, listed, number, plain, span

_CALENDAR = ("month", "quarter", "year", "decade")
_SPREAD = {
    "pooled": "their spread being pooled over all periods of a group",
    "own": "each period having its own spread",
}


def trend_words(record: Trend) -> Words:
    """Say over what periods topics were followed, averaged how, with which bands."""
    told = Told(record.settings, trend)
    unit, units = unit_words(told["cluster"])
    per, by = told["per"], told["by"]
    periods = f"by {per}" if per in _CALENDAR else f"by the column {plain(per)}"
    groups = listed((plain(name) for name in record.groups), most=8)
    lines = f", a line for each {plain(by)} ({groups})" if by else ""
    told["groups"]  # those that were asked for are those that are named
    sizes = record.clusters[record.clusters > 0].tolist()
    gaps = int((record.clusters == 0).sum())
    lost = {
        f"{plural(record.n_undated, 'segment')} without a date or period": record.n_undated,
        f"{plural(record.n_coarse, 'segment')} whose date lies in several periods": record.n_coarse,
        f"{plural(record.n_missing, 'segment')} without a value": record.n_missing,
        f"{plural(record.n_empty, 'cell')} without a counted word": record.n_empty,
    }
    aside = [words for words, n in lost.items() if n]
    empty = f", and {plural(gaps, 'gap')} without any" if gaps else ""
    said = in_order(
        f"{plural(len(record.labels), 'topic')} were followed {periods}{lines}"
        f"{only(told['where'])}: {plural(len(record.periods), 'period')}, with "
        f"{span(min(sizes), max(sizes))} {unit if max(sizes) == 1 else units} in each that has "
        f"some{empty}.",
        *averaged(told),
        f"Bands are pointwise intervals of {number(100 * told['level'])} % over clusters, "
        f"{_SPREAD[told['spread']]}; nothing was smoothed.",
        f"Set aside were {listed(aside)}." if aside else "",
    )
    return Words([*said, told.rest()], [])


def slopes_words(record: Slopes) -> Words:
    """Say how a straight trend was tested."""
    told = Told(record.settings, slopes)
    told["trend"], told["n_shuffles"]
    groups = plural(len(record.groups), "group")
    over = f" and by Bonferroni over {groups}" if len(record.groups) > 1 else ""
    days = record.days.tolist()
    said = in_order(
        f"A straight trend of each of {plural(len(record.labels), 'topic')} was tested on "
        f"clusters of {span(min(days), max(days))} different days, by generalised least squares "
        "under a first-order autoregression whose steps were shuffled by whole days.",
        f"Two-sided p values come from {record.null_t.shape[1]:,} random shuffles (seed "
        f"{told['seed']}), adjusted by the largest |t| over topics (max-T){over}; the level was "
        f"{number(told['alpha'])}.",
        f"Set aside were {plural(record.n_undated, 'cell')} without a date."
        if record.n_undated
        else "",
    )
    return Words([*said, told.rest()], ["buhlmann1997", "prais1954", "westfall1993"])

"""A trend as a record: every topic's share, period by period and group by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.design import unit_words
from toolkit.contrasts.result import where_words
from toolkit.contrasts.trends.band import difference
from toolkit.contrasts.trends.periods import CALENDAR
from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.stages import did_you_mean
from toolkit.topics.numbers import topic_numbers

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_NAMED = 8
_SPREAD = {"own": "each period's own", "pooled": "pooled over periods"}


@dataclass(frozen=True, eq=False, repr=False)
class Trend(Parts, Record):
    """Mean proportion of every topic in every period, of each group.

    Attributes
    ----------
    settings
        Every setting of `trend` as it was used.
    labels
        The topics' labels, (n_topics,).
    periods
        In order of time, (n_periods,); of the calendar every one from the first to the last that
        any group has, whether there is anything in it or not.
    starts, ends
        First day of each period and the day after its last, as Python's ordinals, (n_periods,);
        of the user's own periods the reach of their dates, NaN where none is known.
    groups
        Names, sorted; ``("all",)`` where none were asked for, (n_groups,).
    proportions
        Means on the scale 0 to 1, (n_groups, n_periods, n_topics); NaN where a group has no cell.
    standard_error
        Over clusters, of the same shape; NaN for one cluster.
    low, high
        Ends of the pointwise interval, of the same shape; NaN for one cluster, and where nothing
        is known of the clusters' spread.
    clusters, segments, tokens
        Of each group and period, (n_groups, n_periods).
    cell_group, cell_period, cell_cluster
        Numbers of the group, period and cluster of each cell, (n_cells,).
    cell_day, cell_weight, cell_proportions
        Mean day of each cell's segments, as an ordinal, NaN without a date; its weight in the
        mean, (n_cells,), and its proportions, (n_cells, n_topics).
    n_undated, n_coarse, n_missing
        Segments set aside: without a date or period; with a date that lies in more than one
        period; without a value in another column that is used.
    n_empty
        Cells set aside because they hold no counted word of any topic.
    """

    shown_columns = ("period", "group", "label", "percent", "low", "high", "clusters")

    settings: Mapping[str, Any]
    labels: tuple[str, ...]
    periods: tuple[str, ...]
    groups: tuple[str, ...]
    starts: Floats
    ends: Floats
    proportions: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    clusters: Ints
    segments: Ints
    tokens: Ints
    cell_group: Ints
    cell_period: Ints
    cell_cluster: Ints
    cell_day: Floats
    cell_weight: Floats
    cell_proportions: Floats
    n_undated: int
    n_coarse: int
    n_missing: int
    n_empty: int

    def table(self) -> pd.DataFrame:
        """Return one row for each group, period and topic, in per cent and percentage points.

        Periods in which a group has nothing are rows without a number: a gap is a finding too.
        """
        import pandas as pd

        n_groups, n_periods, n_topics = self.proportions.shape
        sizes = {
            name: np.repeat(getattr(self, name).ravel(), n_topics)
            for name in ("clusters", "segments", "tokens")
        }
        names, periods = (np.array(n, dtype=object) for n in (self.groups, self.periods))
        return pd.DataFrame(
            {
                "group": np.repeat(names, n_periods * n_topics),
                "period": np.tile(np.repeat(periods, n_topics), n_groups),
                "topic": np.tile(topic_numbers(self.labels), n_groups * n_periods),
                "label": list(self.labels) * (n_groups * n_periods),
                "percent": 100 * self.proportions.ravel(),
                "standard_error_pp": 100 * self.standard_error.ravel(),
                "low": 100 * self.low.ravel(),
                "high": 100 * self.high.ravel(),
                **sizes,
            }
        )

    def difference(self, a: str, b: str) -> pd.DataFrame:
        """Set one group's line beside another's: their difference in each period that has both.

        It describes each period and tests nothing over all of them; for one p value over the
        whole time use `contrast` between the groups.

        Parameters
        ----------
        a, b
            Names of two groups.

        Returns
        -------
        DataFrame
            One row for each such period and topic: ``percent_a``, ``percent_b``, and a minus b in
            percentage points with its pointwise interval at the trend's level; ``clusters_both``
            counts those that hold both groups, whose likeness the interval allows for (see
            `trend_band.difference`).

        Raises
        ------
        ToolkitError
            If a group is unknown, or no period has both.
        """
        import pandas as pd

        one, other = (self._number(name) for name in (a, b))
        shared = np.flatnonzero((self.clusters[one] > 0) & (self.clusters[other] > 0))
        if one == other or not len(shared):
            why = "are one group" if one == other else "speak in no period together"
            raise ToolkitError(f"{a!r} and {b!r} {why}; there is no difference to take")
        frames = []
        for period in shared.tolist():
            parts = [self._cells(number, period) for number in (one, other)]
            found = difference(parts[0], parts[1], self.settings["level"])
            frames.append(
                pd.DataFrame(
                    {
                        "period": self.periods[period],
                        "topic": topic_numbers(self.labels),
                        "label": list(self.labels),
                        "percent_a": 100 * self.proportions[one, period],
                        "percent_b": 100 * self.proportions[other, period],
                        "difference_pp": 100 * found.mean,
                        "low_pp": 100 * found.low,
                        "high_pp": 100 * found.high,
                        "clusters_a": self.clusters[one, period],
                        "clusters_b": self.clusters[other, period],
                        "clusters_both": len(np.intersect1d(parts[0][0], parts[1][0])),
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)

    def gaps(self, group: int) -> NDArray[np.intp]:
        """Numbers of the periods without data between a group's first and its last.

        Parameters
        ----------
        group
            Number of the group, counted from 0.
        """
        full = np.flatnonzero(self.clusters[group])
        between = np.arange(full[0], full[-1])
        return np.asarray(between[self.clusters[group, between] == 0])

    def summary(self) -> str:
        """Say what was averaged over what, where there are gaps, and what was set aside."""
        settings = self.settings
        per, average, cluster = (settings[name] for name in ("per", "average", "cluster"))
        reach = self.periods[0] if len(self.periods) == 1 else (
            f"{self.periods[0]} to {self.periods[-1]}"
        )  # fmt: skip
        by = f" and {settings['by']}" if settings["by"] else ""
        size = (
            f"{plural(len(self.labels), 'topic')} by {per}{by}, {reach}: "
            f"{plural(len(self.periods), 'period')}, {plural(int(self.segments.sum()), 'segment')},"
            f" {plural(int(self.tokens.sum()), 'token')}"
        )
        only = f"; only {where_words(settings)}" if settings["where"] else ""
        lines = [
            f"{size}; average = {average}, cluster = {cluster}{only}.",
            *(self._group_line(number) for number in range(len(self.groups))),
        ]
        lines.append(
            f"Bands are pointwise {100 * settings['level']:g} % intervals over clusters, whose "
            f"spread is {_SPREAD[settings['spread']]}; whether there is a trend they do not say, "
            "slopes() tests a straight one."
        )
        return "\n".join([*lines, *self._set_aside()])

    def _number(self, group: str) -> int:
        if group not in self.groups:
            raise ToolkitError(f"there is no group {group!r}; {did_you_mean(group, self.groups)}")
        return self.groups.index(group)

    def _cells(self, group: int, period: int) -> tuple[Ints, Floats, Floats]:
        own = (self.cell_group == group) & (self.cell_period == period)
        return self.cell_cluster[own], self.cell_proportions[own], self.cell_weight[own]

    def _group_line(self, group: int) -> str:
        clusters = self.clusters[group]
        full = np.flatnonzero(clusters)
        of_full = clusters[full]
        nouns = unit_words(self.settings["cluster"])
        noun = nouns[0] if of_full.max() == 1 else nouns[1]
        each = f"{of_full.min():,}" if of_full.min() == of_full.max() else (
            f"{of_full.min():,} to {of_full.max():,}"
        )  # fmt: skip
        line = f"  {self.groups[group]}: {each} {noun} in each of {plural(len(full), 'period')}"
        single = int((clusters == 1).sum())
        if single:
            line += f", {single:,} of them with one and so without a band"
        if len(full) < len(self.periods):
            line += f", {self.periods[full[0]]} to {self.periods[full[-1]]}"
        gaps = self.gaps(group)
        if not len(gaps):
            return f"{line}."
        named = listed_gaps([self.periods[gap] for gap in gaps[:_MOST_NAMED].tolist()], len(gaps))
        return f"{line}; nothing in {named}."

    def _set_aside(self) -> list[str]:
        per = self.settings["per"]
        undated = "without a date" if per in CALENDAR else f"without a value in {per}"
        lost = {
            f"{plural(self.n_undated, 'segment')} {undated}": self.n_undated,
            f"{plural(self.n_coarse, 'segment')} with a date too coarse for a {per}": self.n_coarse,
            f"{plural(self.n_missing, 'segment')} without a value": self.n_missing,
            f"{plural(self.n_empty, 'cell')} without a counted word": self.n_empty,
        }
        return [f"Set aside: {words}." for words, n in lost.items() if n]


def listed_gaps(names: Sequence[str], n_gaps: int) -> str:
    """Name the first periods without data, and count the others.

    Examples
    --------
    >>> listed_gaps(["1933", "1944"], 12)
    '1933, 1944 and 10 more'
    """
    more = f" and {n_gaps - len(names):,} more" if n_gaps > len(names) else ""
    return ", ".join(names) + more

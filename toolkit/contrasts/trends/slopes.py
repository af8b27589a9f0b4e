"""SLOPES: whether a topic rises or falls over the whole time, where neighbours are alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.contrasts.design import unit_words
from toolkit.contrasts.trends.result import Trend
from toolkit.contrasts.trends.straight import Straight, straight_trend
from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.seeds import derive_seed
from toolkit.stages import stage
from toolkit.topics.numbers import topic_numbers

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST = 12
"""Days with clusters below which no slope is tested: fewer were not simulated."""

_YEAR = 365.2425  # days
_BY_TOPIC = (
    "slope", "standard_error", "low", "high", "t", "p", "p_adjusted", "autocorrelation",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Slopes(Parts, Record):
    """The straight trend of every topic in every group, tested.

    Attributes
    ----------
    settings
        Every setting of `slopes`, and under ``trend`` those of the trend it was made of.
    labels, groups
        Of the topics, (n_topics,); of the trend's groups, (n_groups,).
    slope
        Change of the proportion in a year, on the scale 0 to 1, (n_groups, n_topics).
    standard_error, low, high
        Its standard error and the interval at level 1 - alpha, one topic alone.
    t, p, p_adjusted
        Slope over standard error; p of one topic alone, and over all topics and groups.
    autocorrelation
        Of neighbouring clusters beside the line, as prudently estimated, 0 to 0.95.
    null_t
        t of each shuffle, (n_groups, n_shuffles, n_topics).
    clusters, days, years
        Clusters of each group, the different days they lie on, and the years from the first to
        the last, (n_groups,).
    n_undated
        Cells set aside for want of a date.
    """

    shown_columns = ("group", "label", "pp_a_year", "low_pp", "high_pp", "t", "p_adjusted")

    settings: Mapping[str, Any]
    labels: tuple[str, ...]
    groups: tuple[str, ...]
    slope: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    t: Floats
    p: Floats
    p_adjusted: Floats
    autocorrelation: Floats
    null_t: Floats
    clusters: Ints
    days: Ints
    years: Floats
    n_undated: int

    def table(self) -> pd.DataFrame:
        """Return one row for each group and topic, in percentage points a year.

        ``change_pp`` is what the line rises from the first cluster to the last.
        """
        import pandas as pd

        n_topics = len(self.labels)
        return pd.DataFrame(
            {
                "group": np.repeat(np.array(self.groups, dtype=object), n_topics),
                "topic": np.tile(topic_numbers(self.labels), len(self.groups)),
                "label": list(self.labels) * len(self.groups),
                "pp_a_year": 100 * self.slope.ravel(),
                "standard_error_pp": 100 * self.standard_error.ravel(),
                "low_pp": 100 * self.low.ravel(),
                "high_pp": 100 * self.high.ravel(),
                "change_pp": 100 * (self.slope * self.years[:, None]).ravel(),
                "t": self.t.ravel(),
                "p": self.p.ravel(),
                "p_adjusted": self.p_adjusted.ravel(),
                "autocorrelation": self.autocorrelation.ravel(),
                "clusters": np.repeat(self.clusters, n_topics),
                "days": np.repeat(self.days, n_topics),
                "years": np.repeat(self.years, n_topics),
            }
        )

    def summary(self) -> str:
        """Say what was tested and what was found."""
        alpha, given = self.settings["alpha"], self.settings["trend"]
        over = (
            f" and Bonferroni over {plural(len(self.groups), 'group')}"
            if len(self.groups) > 1
            else ""
        )
        opening = (
            "Straight trends by generalised least squares, neighbours alike to the first order; "
            f"average = {given['average']}, cluster = {given['cluster']}, those of "
            f"one day taken together. {plural(self.settings['n_shuffles'], 'shuffle')}; "
            f"p adjusted by max-T over {plural(len(self.labels), 'topic')}{over}."
        )
        lines = [opening]
        nouns = unit_words(given["cluster"])
        for number, group in enumerate(self.groups):
            size = f"  {group}: {plural(int(self.clusters[number]), *nouns)}"
            days = int(self.days[number])
            size += f" on {plural(days, 'day')}" if days < self.clusters[number] else ""
            if np.isnan(self.slope[number]).all():
                lines.append(f"{size}, not tested: it takes {FEWEST} days.")
                continue
            found = int((self.p_adjusted[number] <= alpha).sum())
            likeness = np.median(self.autocorrelation[number])
            lines.append(
                f"{size} over {self.years[number]:.1f} years, autocorrelation of neighbours "
                f"{likeness:.2f} (median): {found} of {plural(len(self.labels), 'topic')} with a "
                f"slope at {alpha:g}."
            )
        if self.n_undated:
            lines.append(f"Set aside: {plural(self.n_undated, 'cell')} without a date.")
        return "\n".join(lines)


@stage
def slopes(
    trend: Trend,
    *,
    n_shuffles: Annotated[int, Field(ge=19, le=100_000)] = 1999,
    alpha: Annotated[float, Field(gt=0, le=0.5)] = 0.05,
    seed: Annotated[int, Field(ge=0)] = 1,
) -> Slopes:
    r"""Test whether topics rise or fall in a straight line, group by group.

    The clusters of a group are put in order of their days, and each topic's proportion is
    regressed on time. Clusters of one day are averaged first, whatever their weight, for they
    share what that day brought; so are those whose date is a year alone.
    Neighbours are alike without any trend, and a test that takes them for independent finds trends
    that are not there. So

    1. the autocorrelation :math:`\hat\rho` of neighbours beside the line is estimated, corrected
       for its bias, and taken to be at least the topics' average (`trend_straight`);
    2. the line is fitted by generalised least squares under a first-order autoregression, which
       gives slope, standard error and t;
    3. the steps by which each day departs from what its neighbour foretells are shuffled,
       whole days with all their topics, and put together again to sequences that are as
       alike as the one observed and have no slope; 1 and 2 are done on each;
    4. p = (b + 1) / (B + 1) by the share of these whose largest |t| over topics is no smaller
       (max-T), times the number of groups (Bonferroni). p values are two-sided.

    Parameters
    ----------
    trend
        What `trend` returned, each of its clusters in one period of a group only. Its periods do
        not matter otherwise, the clusters' own days are used.
    n_shuffles
        Sequences that are made.
    alpha
        Level of the test, and of the intervals 1 - `alpha`; an interval is that of one topic
        alone, from the quantiles of its own null t.
    seed
        Seed of the shuffles.

    Returns
    -------
    Slopes
        NaN for a group whose clusters lie on fewer than 12 different days.

    Raises
    ------
    ToolkitError
        If no group can be tested, a cluster speaks in several periods, or `n_shuffles` are too
        few for `alpha`.

    Notes
    -----
    A straight line is all that is looked for: a topic that rises and falls again has none. A
    step, before and after a known day, is better tested by `contrast`.

    Measured at a nominal 5 % for 12 topics together (share of data sets with any slope found):
    with 12, 20, 40, 80 and 160 days at most 2, 3, 4, 5 and 6 % for autocorrelations of 0, 0.3, 0.5
    and 0.7, and 3 to 10 % where topics differ much in theirs, from 0 to 0.8. One topic alone
    (`p`): 5 to 6 % up to 0.5, 6 to 8 % at 0.7; its interval covered 92 to 95 %. A topic whose odds
    rise 4.5-fold, where clusters vary by 60 %, was found by 12, 20, 40 and 80 days in about 5, 30,
    75 and 100 % of data sets without autocorrelation and in 1, 2, 20 and 65 % at 0.5: few clusters
    that resemble their neighbours cannot show a trend.

    References
    ----------
    Prais and Winsten (1954), Cowles Commission Discussion Paper 383, for the fit; Bühlmann
    (1997), Bernoulli 3, for sequences made of shuffled steps; Freedman and Lane (1983), Journal
    of Business and Economic Statistics 1, for shuffling what the reduced model leaves.

    Examples
    --------
    >>> from toolkit.contrasts import trend
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> years = trend(fit_nmf(counts, n_topics=6), per="year")
    >>> found = slopes(years, n_shuffles=99)
    >>> found.slope.shape, found.clusters.tolist()
    ((1, 6), [60])
    """
    n_groups = len(trend.groups)
    if n_groups / (n_shuffles + 1) > alpha:
        raise ToolkitError(
            f"n_shuffles = {n_shuffles} cannot reach alpha = {alpha:g} in "
            f"{plural(n_groups, 'group')}; give {int(np.ceil(n_groups / alpha)) - 1:,} or more"
        )
    _refuse_repeated(trend)
    sequences = [_sequence(trend, group) for group in range(n_groups)]
    n_days = [len(days) for days, _ in sequences]
    if max(n_days) < FEWEST:
        raise ToolkitError(
            f"no slope can be tested: it takes clusters on {FEWEST} different days, and there are "
            f"{max(n_days)} at most (a date that is a year alone is one day); contrast two "
            'stretches of time instead, such as between = "year"'
        )
    known = ~np.isnan(trend.cell_day)
    shape = (n_groups, len(trend.labels))
    parts = {name: np.full(shape, np.nan) for name in _BY_TOPIC}
    null = np.full((n_groups, n_shuffles, shape[1]), np.nan)
    for number, (group, (days, values)) in enumerate(zip(trend.groups, sequences, strict=True)):
        if len(days) < FEWEST:
            continue
        found = straight_trend(
            values,
            days / _YEAR,
            n_shuffles=n_shuffles,
            seed=derive_seed(seed, f"slope of {group}"),
        )
        null[number] = found.null_t
        for name, values in _told(found, alpha, n_groups).items():
            parts[name][number] = values
    return Slopes(
        settings=MappingProxyType(
            {"n_shuffles": n_shuffles, "alpha": alpha, "seed": seed, "trend": dict(trend.settings)}
        ),
        labels=trend.labels,
        groups=trend.groups,
        **parts,
        null_t=null,
        clusters=np.bincount(trend.cell_group[known], minlength=n_groups),
        days=np.array(n_days),
        years=np.array([np.ptp(days) / _YEAR if len(days) else 0.0 for days, _ in sequences]),
        n_undated=int((~known).sum()),
    )


def _refuse_repeated(trend: Trend) -> None:
    """Refuse clusters that come again: they are no single sequence."""
    pairs = np.stack([trend.cell_group, trend.cell_cluster])
    if len(np.unique(pairs, axis=1).T) == pairs.shape[1]:
        return
    cluster = trend.settings["cluster"]
    instead = (
        "give all segments of a meeting one date"
        if cluster == "meeting"
        else "take a cluster that lies in one period, such as 'meeting'"
    )
    raise ToolkitError(
        f"cluster = {cluster!r}: some speak in several periods, so that they are no single "
        f"sequence; {instead}, or contrast two periods inside the clusters with between = "
        '"year"'
    )


def _sequence(trend: Trend, group: int) -> tuple[Floats, Floats]:
    """Different days of a group's cells, in order, and the mean proportions of each."""
    own = np.flatnonzero((trend.cell_group == group) & ~np.isnan(trend.cell_day))
    days, at = np.unique(trend.cell_day[own], return_inverse=True)
    values = np.zeros((len(days), len(trend.labels)))
    np.add.at(values, at, trend.cell_proportions[own])
    return days, values / np.bincount(at, minlength=len(days))[:, None]


def _told(found: Straight, alpha: float, n_groups: int) -> dict[str, Floats]:
    reach = np.quantile(np.abs(found.null_t), 1 - alpha, axis=0, method="higher") * found.error
    reach = np.where(found.error > 0, reach, np.nan)
    return {
        "slope": found.slope,
        "standard_error": found.error,
        "low": found.slope - reach,
        "high": found.slope + reach,
        "t": found.t,
        "p": found.p,
        "p_adjusted": np.minimum(1.0, n_groups * found.p_adjusted),
        "autocorrelation": found.autocorrelation,
    }

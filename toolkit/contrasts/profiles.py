"""What a group is like: its topics, its most typical segments, the meetings nearest to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.contrasts.cells import Cells, make_cells
from toolkit.contrasts.design import find_design, unit_words
from toolkit.contrasts.likeness import (
    NearCluster,
    TypicalSegment,
    nearest_clusters,
    typical_segments,
)
from toolkit.contrasts.result import plain_where, set_aside_lines
from toolkit.contrasts.rows import explain_missing, matching
from toolkit.contrasts.studentise import mean_and_error
from toolkit.contrasts.unfitted import Unfitted
from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.stages import Filters, did_you_mean, stage
from toolkit.topics.numbers import topic_numbers

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.counts import Counts
    from toolkit.topics import Topics

Floats = NDArray[np.float64]

_SIDE = "group or rest"  # the column that tells a group's segments from all the others
_REST, _GROUP = "0", "1"


@dataclass(frozen=True, eq=False, repr=False)
class Profile(Parts, Record):
    """One group beside all the rest.

    Attributes
    ----------
    settings
        Every setting of `profile` as it was used; `min_tokens` as the number of tokens.
    labels
        The topics' labels, (n_topics,).
    design
        "between" or "within": whether some cluster holds both the group and others.
    proportions
        Means over clusters of the group and of the rest, (2, n_topics), rows summing to one; in a
        within design over the clusters that hold both.
    standard_error
        Of the difference of the two, over clusters, (n_topics,); NaN where there is only one.
    clusters
        Clusters behind the two means, (2,).
    typical
        The group's most typical segments, the most typical first.
    nearest
        Clusters without the group, the nearest first.
    n_missing
        Segments set aside because a column used is missing.
    """

    settings: Mapping[str, Any]
    labels: tuple[str, ...]
    design: str
    proportions: Floats
    standard_error: Floats
    clusters: tuple[int, int]
    typical: tuple[TypicalSegment, ...]
    nearest: tuple[NearCluster, ...]
    n_missing: int

    def table(self) -> pd.DataFrame:
        """Return one row a topic, the group's excess first; per cent and percentage points."""
        import pandas as pd

        difference = self.proportions[0] - self.proportions[1]
        frame = pd.DataFrame(
            {
                "topic": topic_numbers(self.labels),
                "label": list(self.labels),
                "percent": 100 * self.proportions[0],
                "percent_rest": 100 * self.proportions[1],
                "difference_pp": 100 * difference,
                "standard_error_pp": 100 * self.standard_error,
            }
        )
        return frame.iloc[np.argsort(-difference, kind="stable")].reset_index(drop=True)

    def segments(self) -> pd.DataFrame:
        """Return one row for each typical segment, the most typical first."""
        return _frame(TypicalSegment, self.typical)

    def meetings(self) -> pd.DataFrame:
        """Return one row for each near cluster, the nearest first."""
        return _frame(NearCluster, self.nearest)

    def summary(self) -> str:
        """Say whose profile this is, what it rests on, and what it does not say."""
        unit, units = unit_words(self.settings["cluster"])
        group, rest = self.clusters
        over = (
            f"means inside the {plural(group, unit, units)} that hold both"
            if self.design == "within"
            else f"means over {plural(group, unit, units)} and over {rest:,} of the rest"
        )
        typical = plural(len(self.typical), "typical segment")
        least = plural(self.settings["min_tokens"], "counted token")
        without = f" Every one of the {units} used holds the group." if not self.nearest else ""
        lines = [
            f"{self.settings['between']} = {self.settings['group']} beside the rest: {over}.",
            "A description; `contrast` tests.",
            f"{typical} of {least} or more, by affinity to the group's mean.",
            f"{len(self.nearest):,} nearest {units} without it.{without}",
        ]
        lines += set_aside_lines(self.n_missing)
        return "\n".join(lines)


@stage
def profile(
    topics: Topics,
    *,
    between: str,
    group: str,
    cluster: str = "meeting",
    where: Filters | None = None,
    n_segments: Annotated[int, Field(ge=1)] = 5,
    n_meetings: Annotated[int, Field(ge=1)] = 5,
    min_tokens: Annotated[int, Field(ge=1)] | None = None,
) -> Profile:
    r"""Describe one group beside all the rest: topics, typical segments, nearest meetings.

    **Topics.** The words of the group in one cluster are pooled to a cell, those of all other
    groups in that cluster to another, and their proportions found as in `contrast`. Where some
    cluster holds both, the difference is the mean of the differences inside those clusters, else
    that of the two sides' means; every cluster counts once. These are the numbers that `contrast`
    gives for the two sides, without its test.

    **Typical segments** are those with the largest Hellinger affinity
    :math:`\sum_k \sqrt{\theta_k \bar\theta_k}` (0: no topic shared, 1: the same proportions) to
    the mean :math:`\bar\theta` of the group's cells. Their own proportions are pulled to the
    prior, the shorter the more, and a short segment may be near a mean for want of words: only
    segments of `min_tokens` are looked at. Typical is not distinctive: where the group resembles
    the rest, its typical segments do too, and `affinity_rest` says how much.

    **Nearest meetings** are clusters without the group whose pooled words have the smallest
    Hellinger distance :math:`\sqrt{1 - \sum_k \sqrt{p_k q_k}}` (0 to 1) to that mean. Clusters of
    few tokens lie farther away by chance alone: do not compare distances across sizes.

    Parameters
    ----------
    topics
        Fitted topics.
    between, group
        Column of the segments and the value whose profile is wanted. A list is a group of its
        own, as in `contrast`.
    cluster
        Column of the unit that is pooled.
    where
        Segments to keep: a column and its value, or values, as in `contrast`.
    n_segments, n_meetings
        How many typical segments and near clusters are kept.
    min_tokens
        Fewest counted tokens of a typical segment; the median of the group's segments by default.

    Returns
    -------
    Profile
        ``table()`` by topic, ``segments()`` and ``meetings()``.

    Raises
    ------
    ToolkitError
        If a column or the group is unknown, or there is nothing beside the group.

    References
    ----------
    Bhattacharyya (1943), Bulletin of the Calcutta Mathematical Society 35, for the affinity.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> found = profile(fit_nmf(counts, n_topics=6), between="kind", group="question")
    >>> found.design, len(found.typical), found.nearest
    ('within', 5, ())
    """
    sides, n_missing = _two_sides(topics, (between, cluster), group, where)
    cells = make_cells(sides, group=_SIDE, cluster=cluster, average="meetings")
    if len(np.unique(cells.group)) < 2:
        raise ToolkitError(
            f"{between} = {group!r} and the rest do not both hold a counted word of any topic; "
            "a profile shows what a group is like beside others"
        )
    design = find_design(cells)
    proportions, error, clusters = _beside(cells, design)
    mean, rest = (cells.proportions[cells.of(side)].mean(axis=0) for side in (1, 0))
    rows, tokens = _of_group(sides)
    least = int(np.ceil(np.median(tokens))) if min_tokens is None else min_tokens
    rows = rows[tokens >= least]
    settings = {
        "between": between,
        "group": group,
        "cluster": cluster,
        "where": plain_where(where),
        "n_segments": n_segments,
        "n_meetings": n_meetings,
        "min_tokens": least,
    }
    return Profile(
        settings=MappingProxyType(settings),
        labels=tuple(topics.labels),
        design=design,
        proportions=proportions,
        standard_error=error,
        clusters=clusters,
        typical=typical_segments(sides, rows, (mean, rest), cluster)[:n_segments],
        nearest=nearest_clusters(cells, mean)[:n_meetings],
        n_missing=n_missing,
    )


def check_profile(counts: Counts, **settings: Any) -> None:
    """Refuse a profile that could not be made, before any topics are fitted, as `profile` would.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> check_profile(counts, between="kind", group="question")
    """
    profile(Unfitted.of(counts), **settings)  # without shuffles it costs little


def _two_sides(
    topics: Topics,
    columns: tuple[str, str],
    group: str,
    where: Mapping[str, tuple[str, ...]] | None,
) -> tuple[Topics, int]:
    """Keep the segments used and mark each as of the group or of the rest."""
    segments = topics.counts.segments
    kept = matching(segments, where)
    values, cluster = (segments.column(name) for name in columns)
    present = np.array([bool(v and c) for v, c in zip(values, cluster, strict=True)], dtype=bool)
    rows = np.flatnonzero(kept & present)
    if not len(rows):
        raise ToolkitError(explain_missing(segments, np.flatnonzero(kept), list(columns)))
    known = sorted({str(values[row]) for row in rows})
    if group not in known:
        raise ToolkitError(
            f"no segment used has {columns[0]} = {group!r}; {did_you_mean(group, known)}"
        )
    if known == [group]:
        raise ToolkitError(
            f"every segment used has {columns[0]} = {group!r}; a profile shows what a group is "
            "like beside others"
        )
    chosen = set(rows.tolist())
    side = tuple(
        (_GROUP if value == group else _REST) if row in chosen else None
        for row, value in enumerate(values)
    )
    marked = replace(segments, columns=MappingProxyType({**segments.columns, _SIDE: side}))
    counts = replace(topics.counts, segments=marked)
    return replace(topics, counts=counts), int((kept & ~present).sum())


def _beside(cells: Cells, design: str) -> tuple[Floats, Floats, tuple[int, int]]:
    """Return both means, the standard error of their difference, and the clusters behind them."""
    of_rest, of_group = cells.of(0), cells.of(1)
    if design == "within":
        _, at_group, at_rest = np.intersect1d(
            cells.cluster[of_group], cells.cluster[of_rest], return_indices=True
        )
        of_group, of_rest = of_group[at_group], of_rest[at_rest]
    parts = [cells.proportions[of] for of in (of_group, of_rest)]
    found = [mean_and_error(part, np.ones(len(part))) for part in parts]
    if design == "within":
        _, error = mean_and_error(parts[0] - parts[1], np.ones(len(of_group)))
    else:
        error = np.sqrt(found[0][1] ** 2 + found[1][1] ** 2)
    return np.array([mean for mean, _ in found]), error, (len(of_group), len(of_rest))


def _of_group(sides: Topics) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return the numbers of the group's segments and their counted tokens."""
    segments = sides.counts.segments
    side = segments.column(_SIDE)
    rows = np.array([row for row in segments.canonical_order if side[row] == _GROUP], dtype=np.intp)
    return rows, np.asarray(sides.counts.matrix[rows].sum(axis=1)).ravel()


def _frame(kind: type, rows: tuple[Any, ...]) -> pd.DataFrame:
    import pandas as pd

    names = [field.name for field in fields(kind)]
    values = [[getattr(row, name) for name in names] for row in rows]
    return pd.DataFrame(values, columns=names)

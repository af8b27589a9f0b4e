"""Cells: one group's words in one cluster, pooled, as topic proportions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.contrasts.rows import explain_missing, matching, refuse_unknown
from toolkit.errors import ToolkitError
from toolkit.records import read_only
from toolkit.segments import digest_of

if TYPE_CHECKING:
    from toolkit.segments import Segments
    from toolkit.topics import Topics

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Average = Literal["meetings", "tokens", "segments"]


@dataclass(frozen=True)
class Inside:
    """The difference inside every cluster that stands where proportions would.

    Attributes
    ----------
    column
        Column of the two groups that are subtracted from each other inside clusters.
    first, second
        Their names; differences are first minus second.
    alone
        Clusters of each group set aside since they hold one of the two only, (n_groups,).
    """

    column: str
    first: str
    second: str
    alone: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Cells:
    """Topic proportions of each group in each cluster that holds any of its words.

    Attributes
    ----------
    groups, clusters
        Their names: groups sorted, clusters by the digests of their texts, so that nothing
        depends on the names of files.
    group, cluster
        Of each cell the number of its group and cluster, (n_cells,), in this order.
    proportions
        (n_cells, n_topics), rows summing to one.
    weights
        Weight of each cell in its group's mean, (n_cells,).
    segments, tokens
        Segments and counted tokens of each cell, (n_cells,).
    strata
        Stratum of each cluster, (n_clusters,); all 0 without strata.
    dates, until
        Earliest and latest date of each cluster, None where no segment has one; `until` is empty
        where every cluster has one date.
    lengths
        Median tokens of each group's segments, (n_groups,).
    n_missing
        Segments set aside because group, cluster or stratum is missing.
    n_empty
        Cells set aside because they hold no counted word of any topic.
    inside
        Where `proportions` holds differences, of what (see `crossed`): their rows sum to zero.
    estimated
        Whether the topics were fitted to other words than these.
    """

    groups: tuple[str, ...]
    clusters: tuple[str, ...]
    group: NDArray[np.intp]
    cluster: NDArray[np.intp]
    proportions: Floats
    weights: Floats
    segments: Ints
    tokens: Ints
    strata: NDArray[np.intp]
    dates: tuple[str | None, ...]
    lengths: Floats
    n_missing: int
    n_empty: int
    inside: Inside | None = None
    until: tuple[str | None, ...] = ()
    estimated: bool = False

    def of(self, group: int) -> NDArray[np.intp]:
        """Numbers of a group's cells, in the order of their clusters."""
        return np.flatnonzero(self.group == group)

    def n_alone(self, group: str) -> int:
        """Clusters of a group set aside since no difference can be taken inside them."""
        return 0 if self.inside is None else self.inside.alone[self.groups.index(group)]


def make_cells(
    topics: Topics,
    *,
    group: str,
    cluster: str,
    average: Average,
    where: Mapping[str, tuple[str, ...]] | None = None,
    groups: tuple[str, ...] | None = None,
    strata: str | None = None,
) -> Cells:
    """Pool each group's segments in each cluster and find the cell's topic proportions.

    Parameters
    ----------
    topics
        Fitted topics with their counts and segments.
    group, cluster, strata
        Columns of the segments.
    average
        "meetings": pooled counts folded in on the fixed topics, every cell counting once;
        "tokens": the same, weighted by tokens; "segments": the mean of the segments'
        proportions, weighted by segments.
    where
        Segments to keep.
    groups
        Groups to keep; None for all.

    Raises
    ------
    ToolkitError
        If a column is unknown, no segment is left, a group does not occur, or a stratum changes
        within a cluster.
    """
    segments = topics.counts.segments
    kept = matching(segments, where)
    used = [name for name in (group, cluster, strata) if name]
    columns = [segments.column(name) for name in used]
    present = np.array([all(row) for row in zip(*columns, strict=True)], dtype=bool)
    chosen = kept & present
    if not chosen.any():
        raise ToolkitError(explain_missing(segments, np.flatnonzero(kept), used))
    if groups is not None:
        chosen &= in_groups(columns[0], chosen, group, groups)
    rows = np.array([row for row in segments.canonical_order if chosen[row]], dtype=np.intp)
    names, group_of = _numbered(columns[0], rows)
    told = [_nameless(segments, name) for name in used]
    clusters, cluster_of = _numbered(columns[1], rows, _digests(segments, columns[1], told))
    cells, cell_of = np.unique(group_of * len(clusters) + cluster_of, return_inverse=True)
    counts = topics.counts.matrix[rows]
    pooled = pool(counts, cell_of, len(cells))
    n_segments = np.bincount(cell_of, minlength=len(cells))
    if average == "segments":
        proportions = _mean_rows(topics.doc_topic[rows], cell_of, n_segments)
    else:
        proportions = topics.fold_in(pooled, pooled=True)
    length = np.asarray(counts.sum(axis=1)).ravel()
    tokens = np.asarray(pooled.sum(axis=1)).ravel()
    full = ~np.isnan(proportions).any(axis=1)
    weights = {"meetings": np.ones(len(cells)), "tokens": tokens, "segments": n_segments}
    return Cells(
        groups=names,
        clusters=clusters,
        group=(cells // len(clusters))[full],
        cluster=(cells % len(clusters))[full],
        proportions=read_only(proportions[full]),
        weights=weights[average][full].astype(np.float64),
        segments=n_segments[full].astype(np.int64),
        tokens=tokens[full].astype(np.int64),
        strata=_strata((columns, told), rows, cluster_of, clusters, (strata, cluster)),
        dates=_dates(segments, rows, cluster_of, len(clusters), min),
        until=_dates(segments, rows, cluster_of, len(clusters), max),
        lengths=np.array([np.median(length[group_of == g]) for g in range(len(names))]),
        n_missing=int((kept & ~present).sum()),
        n_empty=int((~full).sum()),
        estimated=topics.estimated,
    )


def pool(counts: csr_matrix, cell_of: NDArray[np.intp], n_cells: int) -> csr_matrix:
    """Add up the rows of counts that fall into one cell.

    Examples
    --------
    >>> pool(csr_matrix([[1, 0], [2, 1], [0, 4]]), np.array([0, 0, 1]), 2).toarray().tolist()
    [[3, 1], [0, 4]]
    """
    n = len(cell_of)
    falls = csr_matrix((np.ones(n, np.int64), (cell_of, np.arange(n))), shape=(n_cells, n))
    pooled = csr_matrix(falls @ counts)
    pooled.sort_indices()
    return pooled


def in_groups(
    column: tuple[str | None, ...],
    chosen: Bools,
    name: str,
    groups: tuple[str, ...],
    setting: str = "groups",
) -> Bools:
    """Mark the segments of the groups named.

    Raises
    ------
    ToolkitError
        If one of them does not occur among the segments chosen.
    """
    known = sorted({value for value, use in zip(column, chosen, strict=True) if use and value})
    refuse_unknown(groups, known, name, setting)
    return np.array([value in groups for value in column], dtype=bool)


def _numbered(
    column: tuple[str | None, ...],
    rows: NDArray[np.intp],
    digests: Mapping[str, str] | None = None,
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Sorted distinct values of a column, and the number of each row's value.

    Given digests they are sorted by these, and equal ones stay as they come.
    """
    values = [str(column[row]) for row in rows]
    met = list(dict.fromkeys(values))
    names = sorted(met) if digests is None else sorted(met, key=digests.__getitem__)
    numbers = {name: number for number, name in enumerate(names)}
    return tuple(names), np.array([numbers[value] for value in values], dtype=np.intp)


def _nameless(segments: Segments, name: str) -> tuple[str | None, ...]:
    """Values of a column, those of meetings being digests of their texts, not names of files."""
    column = segments.column(name)
    if name != "meeting":
        return column
    held: dict[str | None, list[str]] = {}
    for meeting, digest in zip(column, segments.digests, strict=True):
        held.setdefault(meeting, []).append(digest)
    whole = {meeting: digest_of(digests) for meeting, digests in held.items()}
    return tuple(meeting and whole[meeting] for meeting in column)


def _digests(
    segments: Segments, cluster: tuple[str | None, ...], told: Sequence[tuple[str | None, ...]]
) -> dict[str, str]:
    """Digest each cluster's texts with their groups and strata, all that tells clusters apart.

    Segments that are not compared count too, so that a pair keeps its shuffles whatever other
    groups are compared beside it.
    """
    group, _, *strata = told
    held: dict[str, list[str]] = {}
    for name, *parts in zip(cluster, segments.digests, group, *strata, strict=True):
        held.setdefault(str(name), []).append(repr(parts))
    return {name: digest_of(parts) for name, parts in held.items()}


def _mean_rows(rows: Floats, cell_of: NDArray[np.intp], n_segments: NDArray[np.intp]) -> Floats:
    summed = np.zeros((len(n_segments), rows.shape[1]))
    np.add.at(summed, cell_of, rows)
    return np.asarray(summed / n_segments[:, None])


def _strata(
    of: tuple[list[tuple[str | None, ...]], list[tuple[str | None, ...]]],
    rows: NDArray[np.intp],
    cluster_of: NDArray[np.intp],
    clusters: tuple[str, ...],
    names: tuple[str | None, str],
) -> NDArray[np.intp]:
    columns, told = of
    if len(columns) < 3:
        return np.zeros(len(clusters), dtype=np.intp)
    keys = {str(value): str(key) for value, key in zip(columns[2], told[2], strict=True)}
    values, stratum_of = _numbered(columns[2], rows, keys)
    strata = np.full(len(clusters), -1, dtype=np.intp)
    for cluster, stratum in zip(cluster_of, stratum_of, strict=True):
        if strata[cluster] not in (-1, stratum):
            raise ToolkitError(
                f"strata = {names[0]!r} changes within {names[1]} {clusters[cluster]!r} "
                f"({values[strata[cluster]]!r} and {values[stratum]!r}); a stratum holds whole "
                "clusters, so choose a column that is constant within them"
            )
        strata[cluster] = stratum
    return strata


def _dates(
    segments: Segments,
    rows: NDArray[np.intp],
    cluster_of: NDArray[np.intp],
    n_clusters: int,
    choose: Callable[[str, str], str],
) -> tuple[str | None, ...]:
    """Find one date of each cluster: the earliest or the latest."""
    if "date" not in segments.column_names:
        return (None,) * n_clusters
    column = segments.column("date")
    dates: list[str | None] = [None] * n_clusters
    for row, cluster in zip(rows, cluster_of, strict=True):
        if date := column[row]:
            dates[cluster] = choose(dates[cluster] or date, date)
    return tuple(dates)

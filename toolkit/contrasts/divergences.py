"""HOW FAR APART: every two groups, by four measures, corrected for chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.contrasts.cells import Average, make_cells
from toolkit.contrasts.jackknife import MEASURES, Measure, corrected_distances, group_means
from toolkit.contrasts.map import GroupMap, make_map
from toolkit.contrasts.result import plain_where, set_aside_lines, where_words
from toolkit.contrasts.tree import GroupTree, make_tree
from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.stages import Filters, Values, did_you_mean, stage

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.topics import Topics

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Divergences(Parts, Record):
    """How far every two groups lie apart, as observed and corrected for chance.

    Attributes
    ----------
    settings
        Every setting of `divergences` as it was used.
    groups
        The groups' names, sorted, (n_groups,).
    proportions
        Mean proportions, (n_groups, n_topics), rows summing to one.
    values
        As observed, (4, n_groups, n_groups), symmetric, in the order of ``MEASURES``.
    corrected
        Less the jackknife's estimate of their bias; below zero where groups lie nearer to each
        other than chance alone would have them; NaN beside a group of one cluster.
    clusters, segments, tokens
        Of each group, (n_groups,).
    n_missing, n_empty
        Segments set aside because a column used is missing; cells without a counted word.
    """

    settings: Mapping[str, Any]
    groups: tuple[str, ...]
    proportions: Floats
    values: Floats
    corrected: Floats
    clusters: Ints
    segments: Ints
    tokens: Ints
    n_missing: int
    n_empty: int

    def matrix(self, measure: Measure = "jsd", *, corrected: bool = False) -> pd.DataFrame:
        """Return one measure between all groups, as a square table."""
        import pandas as pd

        of = self.distances(measure, corrected=corrected)
        return pd.DataFrame(of.copy(), index=list(self.groups), columns=list(self.groups))

    def distances(self, measure: Measure = "jsd", *, corrected: bool = True) -> Floats:
        """Return one measure between all groups, (n_groups, n_groups).

        Raises
        ------
        ToolkitError
            If there is no such measure.
        """
        if measure not in MEASURES:
            raise ToolkitError(f"{measure!r} is no measure; {did_you_mean(measure, MEASURES)}")
        of: Floats = (self.corrected if corrected else self.values)[MEASURES.index(measure)]
        return of

    def tree(self, measure: Measure = "jsd", *, corrected: bool = True) -> GroupTree:
        """Join the groups step by step, the nearest first, by average linkage.

        Parameters
        ----------
        measure
            One of ``MEASURES``.
        corrected
            Whether by corrected distances, without the groups of one cluster. A tree of observed
            ones sets groups of little text apart for having little text.

        Raises
        ------
        ToolkitError
            If the distances of fewer than two groups are known.
        """
        apart = self.distances(measure, corrected=corrected)
        return make_tree(apart, self.groups, measure=measure, corrected=corrected)

    def map(self, measure: Measure = "jsd", *, corrected: bool = True) -> GroupMap:
        """Place the groups in a plane, by classical scaling.

        Parameters
        ----------
        measure, corrected
            As in `tree`.

        Raises
        ------
        ToolkitError
            If the distances of fewer than three groups are known, or none is above zero.
        """
        apart = self.distances(measure, corrected=corrected)
        return make_map(apart, self.groups, measure=measure, corrected=corrected)

    def table(self) -> pd.DataFrame:
        """Return one row for each pair: every measure as observed and corrected."""
        import pandas as pd

        a, b = np.triu_indices(len(self.groups), k=1)
        names = np.array(self.groups, dtype=object)
        columns: dict[str, Any] = {"group_a": names[a], "group_b": names[b]}
        for number, measure in enumerate(MEASURES):
            column = "jsd_bits" if measure == "jsd" else measure
            columns[column] = self.values[number, a, b]
            columns[f"{column}_corrected"] = self.corrected[number, a, b]
        for name in ("clusters", "segments", "tokens"):
            for side, of in (("a", a), ("b", b)):
                columns[f"{name}_{side}"] = getattr(self, name)[of]
        return pd.DataFrame(columns)

    def summary(self) -> str:
        """Say what was compared, what lies nearest and farthest, and what was set aside."""
        settings = self.settings
        kept = f"; only {where_words(settings)}" if settings["where"] else ""
        lines = [
            f"{plural(len(self.groups), 'group')} by {settings['by']}{kept}.",
            f"average = {settings['average']}, leaving out one {settings['cluster']} at a time.",
            *self._extremes(),
        ]
        single = int((self.clusters == 1).sum())
        if single:
            lines.append(
                f"{plural(single, 'group')} of one {settings['cluster']}: not corrected, since one "
                "does not show how much chance there is."
            )
        return "\n".join([*lines, *set_aside_lines(self.n_missing, self.n_empty)])

    def _extremes(self) -> list[str]:
        a, b = np.triu_indices(len(self.groups), k=1)
        corrected = self.corrected[0, a, b]
        if np.isnan(corrected).all():
            return []
        ends = {"nearest ": int(np.nanargmin(corrected)), "farthest ": int(np.nanargmax(corrected))}
        said = [
            f"{word if len(a) > 1 else ''}{self.groups[a[at]]} and {self.groups[b[at]]} "
            f"({self.values[0, a[at], b[at]]:.4f} bits, corrected {corrected[at]:.4f})"
            for word, at in list(ends.items())[: len(a)]
        ]
        below = int((corrected < 0).sum())
        chance = f"; {plural(below, 'pair')} no farther apart than chance" if below else ""
        return [f"jsd: {'; '.join(said)}{chance}."]


@stage
def divergences(
    topics: Topics,
    *,
    by: str,
    average: Average = "meetings",
    cluster: str = "meeting",
    where: Filters | None = None,
    groups: Values | None = None,
    floor: Annotated[float, Field(gt=0, lt=0.5)] = 0.001,
) -> Divergences:
    r"""Measure how far every two groups lie apart, and correct for the chance in it.

    A group's words in one cluster are pooled to a cell, as in `contrast`; the means over the
    groups' cells are compared by `jsd` (bits, 0 to 1), `hellinger` (0 to 1), `total_variation`
    (0 to 1: the share of words that would have to move) and `aitchison` (natural logarithms, 0
    and above). It describes and does not test; for a p value and the null use `contrast`, whose
    pairs rest on the clusters that their design can use, while here every cell counts.

    Two samples of one distribution always lie some way apart, the farther the smaller they are.
    What is observed is therefore shown beside a corrected value: each cluster is left out in
    turn, and the mean change says how much the chance of which clusters there are adds. With
    :math:`D` as observed and :math:`D_{-c}` without cell :math:`c` of weight share
    :math:`w_c / W`,

    .. math:: D - \sum_c \left(1 - \frac{w_c}{W}\right) (D_{-c} - D)

    summed over the cells of both groups; where both have a cell in one cluster, what leaving out
    both changes beyond the two single changes is added, since what the cluster does to both
    brings no distance (see `jackknife`). Groups that never meet have the jackknife of two
    samples, groups that always meet the jackknife of their clusters.

    Parameters
    ----------
    topics
        Fitted topics.
    by
        Column of the segments that names the groups: "speaker", "country", "meeting".
    average
        Weight of the cells, as in `contrast`.
    cluster
        Column of the unit that is left out in turn.
    where, groups
        Segments and groups to keep, as in `contrast`.
    floor
        For `aitchison` alone: smaller shares are replaced by it (see `replace_small`).

    Returns
    -------
    Divergences
        With ``matrix()`` for one measure between all groups and ``table()`` by pair.

    Raises
    ------
    ToolkitError
        If a column or group is unknown, nothing is left, or there is one group only.

    Notes
    -----
    A corrected value estimates a divergence without its bias, at the price of more scatter: for
    equal groups it lies about zero and is below it as often as not. It is shown as it is, since
    cutting it off at zero would bring the bias back. There is no interval: the percentiles of a
    bootstrap of a divergence lie above it by its bias, twice.

    `hellinger` and `aitchison` are roots, which have a corner where groups are equal: their
    squares are corrected, and the root is given the sign of the corrected square.

    In simulations of equal groups (12 topics, a few of them in each cell; 3, 10 and 30 clusters a
    group) observed means of jsd of 0.26, 0.083 and 0.030 became 0.067, -0.002 and 0.001, of
    squared Hellinger distances 0.20, 0.059 and 0.021 became 0.032, -0.004 and 0.000. With three
    clusters some of the bias is left; ten suffice. `total_variation` has its corner in every
    topic, and half of the bias stays (0.48, 0.27 and 0.16 became 0.30, 0.14 and 0.08).
    `aitchison` is corrected too far where topics are absent from many cells. Judge small
    differences by the first two.

    References
    ----------
    Quenouille (1956), Biometrika 43; Efron (1982), The Jackknife, the Bootstrap and Other
    Resampling Plans; Gentzkow, Shapiro and Taddy (2019), Econometrica 87(4), for the bias in
    measuring speech.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> topics = fit_nmf(counts, n_topics=6)
    >>> apart = divergences(topics, by="kind")
    >>> apart.matrix("hellinger").shape, bool((apart.corrected < apart.values)[0, 0, 1])
    ((3, 3), True)
    """
    cells = make_cells(
        topics, group=by, cluster=cluster, average=average, where=where, groups=groups
    )
    numbers, group = np.unique(cells.group, return_inverse=True)
    if len(numbers) < 2:
        raise ToolkitError(
            f"{by} has one group only among the segments used, {cells.groups[numbers[0]]!r}; a "
            "distance needs two"
        )
    apart = [
        corrected_distances(
            cells.proportions, cells.weights, group, cells.cluster, measure=m, floor=floor
        )
        for m in MEASURES
    ]
    found, corrected = zip(*apart, strict=True)
    settings = {
        "by": by,
        "average": average,
        "cluster": cluster,
        "where": plain_where(where),
        "groups": None if groups is None else sorted(set(groups)),
        "floor": floor,
    }
    segments, tokens = (
        np.array([of[group == number].sum() for number in range(len(numbers))])
        for of in (cells.segments, cells.tokens)
    )
    return Divergences(
        settings=MappingProxyType(settings),
        groups=tuple(cells.groups[number] for number in numbers),
        proportions=group_means(cells.proportions, cells.weights, group),
        values=np.array(found),
        corrected=np.array(corrected),
        clusters=np.bincount(group),
        segments=segments,
        tokens=tokens,
        n_missing=cells.n_missing,
        n_empty=cells.n_empty,
    )

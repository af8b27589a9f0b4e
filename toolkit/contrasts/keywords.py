"""Which words tell a group from the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.contrasts.cells import pool
from toolkit.contrasts.log_odds import log_odds_ratio
from toolkit.contrasts.result import plain_where, set_aside_lines
from toolkit.contrasts.rows import explain_missing, listed, matching, refuse_unknown
from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.stages import Filters, Values, stage

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

    from toolkit.counts import Counts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_TOLD = 20  # groups in a summary


@dataclass(frozen=True, eq=False, repr=False)
class Keywords(Parts, Record):
    """How strongly each term speaks for each group, against all the others together.

    Attributes
    ----------
    settings
        Every setting of `keywords` as it was used; `prior_mass` as the number of tokens.
    groups, terms
        Names of the groups, sorted, and the vocabulary.
    log_odds, standard_error
        Log-odds ratio of each term, natural logarithm, above zero where the group uses it more
        than the others, and its approximate posterior standard deviation, (n_groups, n_terms).
    counts, spread
        Tokens of each term in each group, and clusters of the group in which the term occurs,
        (n_groups, n_terms).
    tokens, clusters
        Counted tokens and clusters of each group, (n_groups,).
    spread_others
        Clusters in which any of the other groups uses the term, (n_groups, n_terms).
    n_missing
        Segments set aside because group or cluster is missing.
    """

    settings: Mapping[str, Any]
    groups: tuple[str, ...]
    terms: tuple[str, ...]
    log_odds: Floats
    standard_error: Floats
    counts: Ints
    spread: Ints
    spread_others: Ints
    tokens: Ints
    clusters: Ints
    n_missing: int

    @property
    def z(self) -> Floats:
        """Log-odds ratios over their standard errors, (n_groups, n_terms): a ranking, no test."""
        return np.asarray(self.log_odds / self.standard_error)

    @property
    def needed(self) -> Ints:
        """Clusters a term must occur in to be listed for each group, (n_groups,)."""
        needed: Ints = np.minimum(self.settings["min_clusters"], self.clusters)
        return needed

    def listed(self, group: str) -> NDArray[np.intp]:
        """Return the numbers of the terms that speak for a group, the strongest first.

        Terms with a z above zero that occur in enough of the group's clusters; equal ones in the
        order of the vocabulary.
        """
        row = self._row(group)
        z = self.z[row]
        order = np.argsort(-z, kind="stable")
        use = (z > 0) & (self.spread[row] >= self.needed[row])
        return np.asarray(order[use[order]])

    def n_withheld(self, group: str) -> int:
        """Count the terms of a group that are not listed because too few clusters hold them."""
        row = self._row(group)
        return int(((self.z[row] > 0) & (self.spread[row] < self.needed[row])).sum())

    def table(self, n: int = 20) -> pd.DataFrame:
        """Return the n strongest terms of each group; fewer where no others speak for it.

        ``per_thousand`` is of the group's counted tokens; ``count_others``,
        ``per_thousand_others`` and ``clusters_others`` are of all other groups together.
        """
        import pandas as pd

        if n < 1:
            raise ToolkitError(f"n = {n} asks for nothing; it must be at least 1")
        parts = [
            self._group_table(row, self.listed(name)[:n]) for row, name in enumerate(self.groups)
        ]
        return pd.concat(parts, ignore_index=True)

    def summary(self) -> str:
        """Say what was set against what, with which prior, and what was left out."""
        prior, least = self.settings["prior_mass"], self.settings["min_clusters"]
        cluster = self.settings["cluster"]
        told, more = self.groups[:_MOST_TOLD], len(self.groups) - _MOST_TOLD
        others = f" and {more:,} more" if more > 0 else ""
        compared = (
            f"Words by {self.settings['between']}: {', '.join(told)}{others}; "
            f"{plural(int(self.tokens.sum()), 'token')}, {plural(len(self.terms), 'term')}."
        )
        how = (
            "Log-odds ratios against the other groups; the prior is the whole corpus with the "
            f"weight of {prior:,.0f} tokens. z ranks words by how sure a count of this size is; "
            f"tokens of one {cluster} are not independent, so it is no test of a difference."
        )
        lines = [compared, how]
        lines += [
            f"  {name}: terms that speak for it: {len(self.listed(name)):,}; "
            f"{self.n_withheld(name):,} more occur in fewer than {self.needed[row]} of its "
            f"{plural(int(self.clusters[row]), 'cluster')} (min_clusters = {least}) and are not "
            "listed."
            for row, name in enumerate(told)
        ]
        lines += [f"  Of the{others} groups table() tells."] if more > 0 else []
        lines += set_aside_lines(self.n_missing)
        return "\n".join(lines)

    def _row(self, group: str) -> int:
        if group not in self.groups:
            raise ToolkitError(f"there is no group {group!r}; groups are {listed(self.groups)}")
        return self.groups.index(group)

    def _group_table(self, row: int, terms: NDArray[np.intp]) -> pd.DataFrame:
        import pandas as pd

        count = self.counts[row, terms]
        others = self.counts[:, terms].sum(axis=0) - count
        return pd.DataFrame(
            {
                "group": self.groups[row],
                "rank": np.arange(1, len(terms) + 1),
                "term": [self.terms[term] for term in terms],
                "z": self.z[row, terms],
                "log_odds": self.log_odds[row, terms],
                "standard_error": self.standard_error[row, terms],
                "count": count,
                "per_thousand": 1000 * count / self.tokens[row],
                "clusters": self.spread[row, terms],
                "count_others": others,
                "per_thousand_others": 1000 * others / (self.tokens.sum() - self.tokens[row]),
                "clusters_others": self.spread_others[row, terms],
            }
        )


@stage
def keywords(
    counts: Counts,
    *,
    between: str,
    groups: Values | None = None,
    cluster: str = "meeting",
    where: Filters | None = None,
    prior_mass: Annotated[float, Field(gt=0)] | None = None,
    min_clusters: Annotated[int, Field(ge=1)] = 3,
) -> Keywords:
    r"""Find the words by which each group differs most from the others.

    With :math:`y_v` the group's count of term v of :math:`n` tokens, :math:`y'_v` and :math:`n'`
    those of all other groups together, and :math:`\alpha_v` the prior's pseudo-count of sum
    :math:`\alpha_0`:

    .. math::
        \delta_v = \ln\frac{y_v + \alpha_v}{n + \alpha_0 - y_v - \alpha_v}
                 - \ln\frac{y'_v + \alpha_v}{n' + \alpha_0 - y'_v - \alpha_v},
        \qquad
        \sigma_v^2 \approx \frac{1}{y_v + \alpha_v} + \frac{1}{y'_v + \alpha_v},
        \qquad z_v = \delta_v / \sigma_v

    The prior holds every term in the proportion it has in the whole corpus counted, also in
    segments that are not compared, and weighs as much as `prior_mass` tokens. It pulls rare words
    towards no difference, so that neither the rarest nor the most frequent words lead the list.

    **z is a ranking and not a test.** Its standard error takes every token for an independent
    draw, and tokens of one meeting are not: among 1,000 words of two groups without a difference
    the largest z was above 3 in 94 % of simulations in which meetings differed (in 9 % if tokens
    were independent). Make no p value of it, and do not compare it between corpora of unequal
    size. A word that one meeting dwells on is not the group's: enough clusters must hold it.

    Parameters
    ----------
    counts
        What `count_terms` returned. Words it left out, stop words among them, cannot be found.
    between
        Column of the segments that names the groups.
    groups
        Groups to compare; all that occur if None. Two of them are set against each other, the
        one's z being minus the other's; of more, each against all others named.
    cluster
        Column of the unit in which a word must recur, such as "meeting".
    where
        Segments to keep: a column and its value, or values, as in `contrast`.
    prior_mass
        Weight of the prior in tokens; by default the mean tokens of a cluster that is compared.
        Larger ones favour frequent words.
    min_clusters
        A term is listed for a group only if so many of its clusters hold it; all of them where
        the group has fewer.

    Returns
    -------
    Keywords
        With every term's numbers; ``table(n)`` lists the strongest of each group.

    Raises
    ------
    ToolkitError
        If a column or group is unknown, there is one group only, or one term only.

    References
    ----------
    Monroe, Colaresi and Quinn (2008), Political Analysis 16(4).

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> found = keywords(counts, between="kind", groups=["question", "answer"])
    >>> found.groups, bool((found.z[0] == -found.z[1]).all())
    (('answer', 'question'), True)
    >>> found.table(n=5)["rank"].tolist()
    [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]
    """
    whole = np.asarray(counts.matrix.sum(axis=0), dtype=np.float64).ravel()
    if np.count_nonzero(whole) < 2:
        raise ToolkitError(f"the odds of {counts.terms[0]!r} need other terms beside it")
    names, group, pooled, n_missing = _words_of_cells(counts, between, cluster, groups, where)
    counted = pool(pooled, group[0], len(names)).toarray()
    tokens = counted.sum(axis=1)
    mass = float(tokens.sum() / len(np.unique(group[1]))) if prior_mass is None else prior_mass
    log_odds, error = log_odds_ratio(counted, counted.sum(axis=0) - counted, whole, mass)
    spread, spread_others = _spread(pooled, group, len(names))
    settings = {
        "between": between,
        "groups": None if groups is None else sorted(set(groups)),
        "cluster": cluster,
        "where": plain_where(where),
        "prior_mass": mass,
        "min_clusters": min_clusters,
    }
    return Keywords(
        settings=MappingProxyType(settings),
        groups=names,
        terms=counts.terms,
        log_odds=log_odds,
        standard_error=error,
        counts=counted,
        spread=spread,
        spread_others=spread_others,
        tokens=tokens,
        clusters=np.bincount(group[0], minlength=len(names)),
        n_missing=n_missing,
    )


def _words_of_cells(
    counts: Counts,
    between: str,
    cluster: str,
    groups: tuple[str, ...] | None,
    where: Mapping[str, tuple[str, ...]] | None,
) -> tuple[tuple[str, ...], NDArray[np.intp], csr_matrix, int]:
    """Pool words; return groups, numbers of each cell's group and cluster, counts, n_missing."""
    segments = counts.segments
    kept = matching(segments, where)
    columns = [segments.column(name) for name in (between, cluster)]
    present = np.array([all(row) for row in zip(*columns, strict=True)], dtype=bool)
    rows = np.flatnonzero(kept & present)
    if not len(rows):
        raise ToolkitError(explain_missing(segments, np.flatnonzero(kept), [between, cluster]))
    known = sorted({str(columns[0][row]) for row in rows})
    chosen = set(known if groups is None else groups)
    names = sorted(chosen)
    refuse_unknown(names, known, between, "groups")
    if len(names) < 2:
        raise ToolkitError(
            f"{between} has one group only among the segments used, {names[0]!r}; words need "
            "another group to be set against"
        )
    rows = np.array([row for row in rows if columns[0][row] in chosen], dtype=np.intp)
    pairs = np.array([[str(column[row]) for row in rows] for column in columns])
    numbers = np.array([np.unique(column, return_inverse=True)[1] for column in pairs])
    cells, cell_of = np.unique(numbers, axis=1, return_inverse=True)
    pooled = pool(counts.matrix[rows], cell_of.ravel(), cells.shape[1])
    return tuple(names), cells, pooled, int((kept & ~present).sum())


def _spread(pooled: csr_matrix, cells: NDArray[np.intp], n_groups: int) -> tuple[Ints, Ints]:
    """Count the clusters that hold each term, by group and by all the other groups."""
    own = np.zeros((n_groups, pooled.shape[1]), dtype=np.int64)
    others = np.zeros_like(own)
    for row in range(n_groups):
        own[row] = pooled[cells[0] == row].getnnz(axis=0)
        beside = cells[0] != row
        _, cluster_of = np.unique(cells[1, beside], return_inverse=True)
        others[row] = pool(pooled[beside], cluster_of, int(cluster_of.max()) + 1).getnnz(axis=0)
    return own, others

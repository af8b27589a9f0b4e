"""DESCRIBE: how much of each topic there is in each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Average, make_cells
from toolkit.contrasts.result import plain_where, set_aside_lines
from toolkit.contrasts.studentise import mean_and_error
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.stages import Filters, stage
from toolkit.topics.numbers import topic_numbers

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.topics import Topics

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Proportions(Parts, Record):
    """Mean proportion of every topic in every group.

    Attributes
    ----------
    settings
        Every setting of `proportions` as it was used.
    labels
        The topics' labels, (n_topics,).
    groups
        The groups' names, sorted, (n_groups,).
    proportions
        Means on the scale 0 to 1, (n_groups, n_topics), rows summing to one.
    standard_error
        Over clusters, (n_groups, n_topics); NaN for a group of one cluster, whose spread over
        clusters nobody can know.
    clusters, segments, tokens
        Of each group, (n_groups,).
    n_missing, n_empty
        Segments set aside because a column used is missing; cells without a counted word.
    """

    settings: Mapping[str, Any]
    labels: tuple[str, ...]
    groups: tuple[str, ...]
    proportions: Floats
    standard_error: Floats
    clusters: Ints
    segments: Ints
    tokens: Ints
    n_missing: int
    n_empty: int

    def table(self) -> pd.DataFrame:
        """Return one row for each group and topic, in per cent and percentage points."""
        import pandas as pd

        n_topics = len(self.labels)
        return pd.DataFrame(
            {
                "group": np.repeat(np.array(self.groups, dtype=object), n_topics),
                "topic": np.tile(topic_numbers(self.labels), len(self.groups)),
                "label": list(self.labels) * len(self.groups),
                "percent": 100 * self.proportions.ravel(),
                "standard_error_pp": 100 * self.standard_error.ravel(),
                "clusters": np.repeat(self.clusters, n_topics),
                "segments": np.repeat(self.segments, n_topics),
                "tokens": np.repeat(self.tokens, n_topics),
            }
        )

    def summary(self) -> str:
        """Say what was averaged over what, and what was set aside."""
        by, average = self.settings["by"], self.settings["average"]
        size = (
            f"{plural(len(self.labels), 'topic')} by {by}: {plural(len(self.groups), 'group')}, "
            f"{plural(int(self.segments.sum()), 'segment')}, "
            f"{plural(int(self.tokens.sum()), 'token')}"
        )
        lines = [f"{size}; average = {average}, cluster = {self.settings['cluster']}."]
        single = int((self.clusters == 1).sum())
        if single:
            lines.append(
                f"{plural(single, 'group')} of one cluster: no standard error, since one cluster "
                "does not show how clusters differ."
            )
        return "\n".join([*lines, *set_aside_lines(self.n_missing, self.n_empty)])


@stage
def proportions(
    topics: Topics,
    *,
    by: str,
    average: Average = "meetings",
    cluster: str = "meeting",
    where: Filters | None = None,
) -> Proportions:
    """Describe the mean proportion of every topic in every group.

    A group's words in one cluster are pooled to a cell, as in `contrast`, and the group's mean is
    taken over its cells. It describes and does not test: standard errors of two groups that
    share clusters cannot be combined to one of their difference; use `contrast`.

    Parameters
    ----------
    topics
        Fitted topics.
    by
        Column of the segments that names the groups; with ``by="meeting"`` every meeting is a
        cell of its own.
    average
        "meetings": every cell counts once; "tokens": cells weighted by their counted tokens;
        "segments": the mean over segments of their own proportions, in which short segments are
        pulled to the prior.
    cluster
        Column of the unit over which standard errors are taken.
    where
        Segments to keep: a column and its value, or values, as in `contrast`.

    Returns
    -------
    Proportions
        Means and cluster-robust standard errors (the formula of `contrast`).

    Raises
    ------
    ToolkitError
        If a column is unknown or no segment is left.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> topics = fit_nmf(counts, n_topics=6)
    >>> by_kind = proportions(topics, by="kind", where={"kind": ["question", "answer"]})
    >>> by_kind.groups, by_kind.proportions.shape
    (('answer', 'question'), (2, 6))
    """
    cells = make_cells(topics, group=by, cluster=cluster, average=average, where=where)
    # A group all of whose cells are empty has no mean, and is left out.
    numbers = np.unique(cells.group)
    parts = [cells.of(number) for number in numbers]
    means = [mean_and_error(cells.proportions[part], cells.weights[part]) for part in parts]
    settings = {
        "by": by,
        "average": average,
        "cluster": cluster,
        "where": plain_where(where),
    }
    return Proportions(
        settings=MappingProxyType(settings),
        labels=tuple(topics.labels),
        groups=tuple(cells.groups[number] for number in numbers),
        proportions=np.array([mean for mean, _ in means]),
        standard_error=np.array([error for _, error in means]),
        clusters=np.array([len(part) for part in parts]),
        segments=np.array([cells.segments[part].sum() for part in parts]),
        tokens=np.array([cells.tokens[part].sum() for part in parts]),
        n_missing=cells.n_missing,
        n_empty=cells.n_empty,
    )

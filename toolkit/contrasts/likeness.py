"""Which segments and which meetings are most like a group's mean profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Cells

if TYPE_CHECKING:
    from toolkit.segments import Segments
    from toolkit.topics import Topics

Floats = NDArray[np.float64]

_FIRST_WORDS = 25


@dataclass(frozen=True, slots=True)
class TypicalSegment:
    """A segment of the group that resembles the group's mean.

    Attributes
    ----------
    segment, cluster
        Its id and the name of its cluster.
    affinity, affinity_rest
        Hellinger affinity of its topics to the group's mean profile, and to that of the rest.
    tokens
        Its counted tokens.
    text
        Its first words.
    """

    segment: str
    cluster: str
    affinity: float
    affinity_rest: float
    tokens: int
    text: str


@dataclass(frozen=True, slots=True)
class NearCluster:
    """A cluster without the group, how far its topics lie from the group's mean, and its size."""

    cluster: str
    distance: float
    tokens: int


def affinity(p: Floats, q: Floats) -> Floats:
    """Hellinger affinity of distributions along the last axis, 0 to 1; 1 means the same.

    Examples
    --------
    >>> affinity(np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([0.5, 0.5])).round(4).tolist()
    [1.0, 0.7071]
    """
    return np.asarray(np.clip(np.sqrt(p * q).sum(axis=-1), 0.0, 1.0))


def typical_segments(
    topics: Topics, rows: NDArray[np.intp], means: tuple[Floats, Floats], cluster: str
) -> tuple[TypicalSegment, ...]:
    """Sort segments by the affinity of their proportions to a group's mean, the largest first.

    Parameters
    ----------
    topics
        Fitted topics.
    rows
        Numbers of the segments, (n,); equal ones stay in this order.
    means
        Mean profiles of the group and of the rest, (n_topics,) each.
    cluster
        Column of the unit that is named beside a segment.

    Returns
    -------
    tuple
        All of them.
    """
    segments = topics.counts.segments
    tokens = np.asarray(topics.counts.matrix[rows].sum(axis=1)).ravel()
    near, near_rest = (affinity(topics.doc_topic[rows], mean) for mean in means)
    return tuple(
        TypicalSegment(
            segment=segments.ids[rows[i]],
            cluster=str(segments.column(cluster)[rows[i]]),
            affinity=float(near[i]),
            affinity_rest=float(near_rest[i]),
            tokens=int(tokens[i]),
            text=_first_words(segments, int(rows[i])),
        )
        for i in np.argsort(-near, kind="stable")
    )


def _first_words(segments: Segments, row: int) -> str:
    words = segments.texts[row].split()
    return " ".join(words[:_FIRST_WORDS]) + (" …" if len(words) > _FIRST_WORDS else "")


def nearest_clusters(cells: Cells, mean: Floats) -> tuple[NearCluster, ...]:
    """Sort the clusters that hold cells of group 0 alone by their distance from a mean profile.

    Parameters
    ----------
    cells
        Cells of the rest (group 0) and of the group (group 1).
    mean
        The group's mean profile, (n_topics,).

    Returns
    -------
    tuple
        The nearest first; equal ones in the order of the clusters.
    """
    rest = cells.of(0)
    alone = rest[~np.isin(cells.cluster[rest], cells.cluster[cells.of(1)])]
    distance = np.sqrt(1 - affinity(cells.proportions[alone], mean))
    return tuple(
        NearCluster(cells.clusters[cells.cluster[cell]], float(far), int(cells.tokens[cell]))
        for far, cell in ((distance[i], alone[i]) for i in np.argsort(distance, kind="stable"))
    )

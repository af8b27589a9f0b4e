"""What every fit shares: its size is checked, its topics are numbered by size."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.counts import Counts
from toolkit.counts.counts import WITHOUT_TERM
from toolkit.counts.weights import TermWeights
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.records import plural
from toolkit.topics.numbers import make_labels
from toolkit.topics.topics import Convergence, Floats, Topics

Singles = NDArray[np.float32]

# Coordinate descent leaves specks where a segment has nothing in common with any topic. They are
# of the size of its tolerance, where weights that explain something are near one; rescaled to sum
# to one they would pass for proportions.
_SPECK = 1e-4


_BLOCK = 50_000  # rows that are rescaled at a time: a million segments must not be held twice


def check_counts(counts: Counts, n_topics: int) -> Counts:
    """Refuse counts that no model can be fitted to, and leave out segments without any term.

    Returns
    -------
    Counts
        Those with a term; what was given, where every segment has one.
    """
    data = counts.matrix.data
    wrong = np.flatnonzero(~(np.isfinite(data) & (data >= 0)))
    if len(wrong):
        place = counts.matrix.tocoo()
        term = counts.terms[place.col[wrong[0]]]
        segment = counts.segments.ids[place.row[wrong[0]]]
        raise ToolkitError(
            f"the term {term!r} is counted {data[wrong[0]]:g} times in the segment {segment!r}; "
            "counts must be numbers at or above zero"
        )
    held = np.flatnonzero(np.asarray(counts.matrix.sum(axis=1)).ravel() > 0)
    if len(held) == len(counts.segments):
        check_size(counts, n_topics)
        return counts
    warnings.warn(
        f"{plural(len(counts.segments) - len(held), 'segment')} of "
        f"{len(counts.segments):,} without any term left out of the fit",
        ToolkitWarning,
        stacklevel=4,
    )
    counts = counts.keep(held.tolist(), WITHOUT_TERM)
    check_size(counts, n_topics)
    return counts


def check_size(counts: Counts, n_topics: int) -> None:
    """Refuse more topics than there are segments or terms."""
    n_segments, n_terms = counts.matrix.shape
    if n_topics > min(n_segments, n_terms):
        raise ToolkitError(
            f"n_topics = {n_topics} is more than there are segments ({n_segments:,}) or terms "
            f"({n_terms:,}); ask for fewer topics or cut shorter segments"
        )


def finish(
    model: Literal["lda", "nmf"],
    counts: Counts,
    doc_topic: Floats | Singles,
    topic_term: Floats,
    *,
    rows: NDArray[np.intp] | None = None,
    settings: Mapping[str, object],
    seed: int,
    convergence: Convergence,
    weighed_by: TermWeights | None = None,
    alpha: Floats | None = None,
    seeded: tuple[str, ...] = (),
) -> Topics:
    """Rescale rows to sum to one, number topics by falling size, and make the record.

    A segment or topic without weight has no shares: such a segment is left out and counted,
    such a topic is refused. `rows` names the segment of each row of `doc_topic`, where they are in
    another order; `seeded` names the first topics, where seed words do.
    """
    size = topic_term.sum(axis=1)
    shares = np.empty((len(doc_topic), len(size)))
    some, used = np.zeros(len(doc_topic), dtype=bool), np.zeros(len(size), dtype=bool)
    for block in _blocks(len(doc_topic)):
        weights = doc_topic[block] * size  # the topics' scale goes to the segments
        used |= weights.any(axis=0)
        total = weights.sum(axis=1, keepdims=True)
        places = block if rows is None else rows[block]
        some[places] = total.ravel() > _SPECK
        with np.errstate(invalid="ignore"):  # a row without any weight is left out below
            shares[places] = weights / total
    empty = int((~used).sum())
    if empty:
        raise ToolkitError(
            f"{empty} of n_topics = {len(size)} topics came out empty; ask for fewer topics"
        )
    if not some.all():
        counts, shares = (
            counts.keep(np.flatnonzero(some).tolist(), "without any topic"),
            shares[some],
        )
    tokens = np.asarray(counts.matrix.sum(axis=1)).ravel()
    # Sorted first: the last bits of a sum depend on its order, here that of the files.
    mass = np.array([np.sort(shares[:, k] * tokens).sum() for k in range(len(size))])
    order = np.argsort(-mass, kind="stable")
    for block in _blocks(len(shares)):
        shares[block] = shares[block][:, order]
    topics = (topic_term / size[:, None])[order]
    names = (*seeded, *("",) * (len(size) - len(seeded))) if seeded else ()
    names = tuple(names[k] for k in order) if names else ()
    if not convergence.converged:
        warnings.warn(
            f"the {model.upper()} fit did not meet its tolerance in {convergence.n_iter} "
            "iterations; raise max_iter",
            ToolkitWarning,
            stacklevel=4,
        )
    return Topics(
        model=model,
        counts=counts,
        doc_topic=shares,
        topic_term=np.ascontiguousarray(topics),
        labels=make_labels(topics, counts.terms, names=names),
        settings=MappingProxyType(dict(settings)),
        seed=seed,
        convergence=convergence,
        term_weights=None if weighed_by is None else weighed_by.term,
        mean_length=None if weighed_by is None else weighed_by.mean_length,
        alpha=None if alpha is None else alpha[order],
        seeded=names,
    )


def _blocks(n_rows: int) -> Iterator[slice]:
    for first in range(0, n_rows, _BLOCK):
        yield slice(first, min(first + _BLOCK, n_rows))

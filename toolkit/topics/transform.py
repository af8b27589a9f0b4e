"""New segments on fixed topics: their terms are looked up, what is unknown is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.counts.counts import WITHOUT_TERM
from toolkit.counts.vocabulary import DroppedTerm
from toolkit.errors import ToolkitError
from toolkit.threads import one_thread
from toolkit.topics.lda_cvb0 import infer_cvb0

if TYPE_CHECKING:
    from toolkit.topics.topics import Topics

Floats = NDArray[np.float64]

UNKNOWN = "the vocabulary of the topics"
"""The rule by which a term of new segments goes that the topics do not know."""


def transform(topics: Topics, counts: Counts) -> Topics:
    """Find the shares of the topics, as they are, in new segments; see `Topics.transform`."""
    counts = on_terms_of(topics, counts)
    shares = shares_in(topics, counts.matrix)
    some = np.flatnonzero(~np.isnan(shares[:, 0]))
    if not len(some):
        raise ToolkitError(
            f"no topic explains any of the {len(shares):,} segments, so they have no shares"
        )
    if len(some) < len(shares):
        counts, shares = counts.keep(some.tolist(), "without any topic"), shares[some]
    return replace(topics, counts=counts, doc_topic=shares, estimated=True)


def on_terms_of(topics: Topics, counts: Counts) -> Counts:
    """Count new segments by the vocabulary of the topics.

    Terms that the topics do not know are listed among the dropped ones, under their own rule;
    segments without any other are left out and counted.
    """
    place = {term: v for v, term in enumerate(topics.terms)}
    at = np.array([place.get(term, -1) for term in counts.terms], dtype=np.intp)
    known = np.flatnonzero(at >= 0)
    if not len(known):
        raise ToolkitError(
            f"none of the {len(counts.terms):,} terms of the new segments is among the "
            f"{len(topics.terms):,} of the topics; count both in one language and by the same rules"
        )
    shift = csr_matrix(
        (np.ones(len(known), dtype=counts.matrix.dtype), (known, at[known])),
        shape=(len(counts.terms), len(topics.terms)),
    )
    matrix = csr_matrix(counts.matrix @ shift)
    matrix.sort_indices()
    lost = np.flatnonzero(at < 0)
    count = np.asarray(counts.matrix.sum(axis=0)).ravel()
    held = counts.matrix.getnnz(axis=0)
    dropped = [DroppedTerm(counts.terms[v], int(count[v]), int(held[v]), UNKNOWN) for v in lost]
    dropped.sort(key=lambda term: -term.count)
    placed = replace(
        counts,
        matrix=matrix,
        terms=topics.terms,
        dropped_terms=(*counts.dropped_terms, *dropped),
    )
    some = np.flatnonzero(np.asarray(matrix.sum(axis=1)).ravel() > 0)
    return placed if len(some) == len(counts.segments) else placed.keep(some.tolist(), WITHOUT_TERM)


def shares_in(topics: Topics, matrix: csr_matrix) -> Floats:
    """Return the shares of topics in each row, found on its own; NaN where none explains it."""
    if topics.alpha is not None:
        with one_thread():
            posterior = infer_cvb0(matrix, topics.topic_term, topics.alpha).astype(np.float64)
        return np.asarray(posterior / posterior.sum(axis=1, keepdims=True))
    return topics.fold_in(matrix)

"""What every fit shares: its size is checked, its topics are numbered by size."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np

from toolkit.counts import Counts
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.topics.topics import Convergence, Floats, Topics, make_labels

# Coordinate descent leaves specks where a segment has nothing in common with any topic. They are
# of the size of its tolerance, where weights that explain something are near one; rescaled to sum
# to one they would pass for proportions.
_SPECK = 1e-4


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
    doc_topic: Floats,
    topic_term: Floats,
    *,
    settings: Mapping[str, object],
    seed: int,
    convergence: Convergence,
    term_weights: Floats | None = None,
    alpha: Floats | None = None,
) -> Topics:
    """Rescale rows to sum to one, number topics by falling size, and make the record.

    A segment or topic without weight has no shares: such a segment is left out and counted,
    such a topic is refused.
    """
    size = topic_term.sum(axis=1)
    weights = doc_topic * size  # the topics' scale goes to the segments
    empty = int((weights.sum(axis=0) == 0).sum())
    if empty:
        raise ToolkitError(
            f"{empty} of n_topics = {len(size)} topics came out empty; ask for fewer topics"
        )
    some = np.flatnonzero(weights.sum(axis=1) > _SPECK)
    if len(some) < len(weights):
        counts, weights = counts.keep(some.tolist(), "without any topic"), weights[some]
    shares = weights / weights.sum(axis=1, keepdims=True)
    tokens = np.asarray(counts.matrix.sum(axis=1)).ravel()
    # Sorted first: the last bits of a sum depend on its order, here that of the files.
    mass = np.sort(shares * tokens[:, None], axis=0).sum(axis=0)
    order = np.argsort(-mass, kind="stable")
    topics = (topic_term / size[:, None])[order]
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
        doc_topic=np.ascontiguousarray(shares[:, order]),
        topic_term=np.ascontiguousarray(topics),
        labels=make_labels(topics, counts.terms),
        settings=MappingProxyType(dict(settings)),
        seed=seed,
        convergence=convergence,
        term_weights=term_weights,
        alpha=None if alpha is None else alpha[order],
    )

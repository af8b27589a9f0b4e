"""Topics found in some meetings and measured in others."""

from __future__ import annotations

from typing import Any

from toolkit.counts import Counts, count_terms, recount
from toolkit.segments import Segments, divide
from toolkit.topics.topics import Topics


def discover_terms(segments: Segments, *, counts: dict[str, Any], **division: Any) -> Counts:
    """Count the meetings for discovery: vocabulary and phrases are learnt from them.

    Parameters
    ----------
    segments
        All segments.
    counts
        Settings of `count_terms`.
    division
        Settings of `divide`.
    """
    return count_terms(divide(segments, **division)[0], **counts)


def estimate_terms(segments: Segments, discovery: Counts, **division: Any) -> Counts:
    """Count the meetings for estimation by the vocabulary of those for discovery."""
    return recount(divide(segments, **division)[1], discovery)


def estimate_topics(topics: Topics, counts: Counts) -> Topics:
    """Measure topics, as they are, in the meetings for estimation."""
    return topics.transform(counts)

"""COUNTS: from segments to the segment by term matrix."""

from toolkit.counts.counts import Counts, DroppedTerm, count_terms
from toolkit.counts.tokens import tokenize

__all__ = ["Counts", "DroppedTerm", "count_terms", "tokenize"]

"""COUNTS: from segments to the segment by term matrix."""

from toolkit.counts.count import count_terms
from toolkit.counts.counts import Counts
from toolkit.counts.token_ids import Tokens, number_tokens
from toolkit.counts.tokens import tokenize
from toolkit.counts.vocabulary import DroppedTerm

__all__ = ["Counts", "DroppedTerm", "Tokens", "count_terms", "number_tokens", "tokenize"]

"""COUNTS: from segments to the segment by term matrix."""

from toolkit.counts.count import count_terms
from toolkit.counts.counts import Counts
from toolkit.counts.dictionary import count_categories, read_dictionary
from toolkit.counts.handover import read_counts, write_counts
from toolkit.counts.kwic import Kwic, kwic
from toolkit.counts.lists import read_terms
from toolkit.counts.recount import recount
from toolkit.counts.token_ids import Tokens, number_tokens
from toolkit.counts.tokens import tokenize
from toolkit.counts.variants import count_variants, standard_variants
from toolkit.counts.variants_result import Variants
from toolkit.counts.vocabulary import DroppedTerm

__all__ = [
    "Counts",
    "DroppedTerm",
    "Kwic",
    "Tokens",
    "Variants",
    "count_categories",
    "count_terms",
    "count_variants",
    "kwic",
    "number_tokens",
    "read_counts",
    "read_dictionary",
    "read_terms",
    "recount",
    "standard_variants",
    "tokenize",
    "write_counts",
]

"""Count the terms of each segment."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import Annotated, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.counts.counts import Counts
from toolkit.counts.stop_words import stop_words
from toolkit.counts.token_ids import Tokens, number_tokens
from toolkit.counts.tokens import tokenize
from toolkit.counts.vocabulary import Rules, dropped_terms, fold, read_types
from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.segments import Segments
from toolkit.stages import Names, stage


@stage
def count_terms(
    segments: Segments | Tokens,
    *,
    language: Literal["en"] = "en",
    stop: Names = (),
    keep: Names = (),
    min_length: Annotated[int, Field(ge=1)] = 2,
    numbers: bool = False,
    min_segments: Annotated[int, Field(ge=1)] = 2,
    max_share: Annotated[float, Field(gt=0, le=1)] = 0.5,
) -> Counts:
    """Count the terms of each segment.

    Terms are tokens in lower case. A token in capitals whose lower case is a function word
    keeps them, so that "US" and "WHO" are not taken for "us" and "who", unless the segment is
    in capitals throughout.

    Parameters
    ----------
    segments
        What `split` returned; or what `number_tokens` made of it, which saves cutting it again.
    language
        Whose function words are left out.
    stop, keep
        Terms left out, and terms kept whatever the other rules say; read as the text is, so
        that "Russia" is the term "russia".
    min_length
        Shorter terms are left out, in characters; terms that keep their capitals are not.
    numbers
        Whether terms without a letter are kept.
    min_segments
        Terms in fewer segments are left out.
    max_share
        Terms in more than this share of the segments are left out.

    Returns
    -------
    Counts
        Segments in which no term is left are left out and counted.

    Raises
    ------
    ToolkitError
        If no term is left, or an entry of `stop` or `keep` is not one term.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample")), min_segments=5)
    >>> counts.matrix.shape == (len(counts.segments), len(counts.terms))
    True
    """
    from toolkit.counts.tally import rows, spread

    function_words = stop_words(language)
    rules = Rules(
        stop=_read_terms("stop", stop, function_words),
        keep=_read_terms("keep", keep, function_words),
        min_length=min_length,
        numbers=numbers,
        min_segments=min_segments,
        max_share=max_share,
    )
    tokens = segments if isinstance(segments, Tokens) else number_tokens(segments)
    n_segments = len(tokens.segments)
    which = np.zeros(n_segments, np.int8)
    terms = read_types(tokens.types, [language])
    each = np.arange(n_segments)
    ids, ends, n_terms = tokens.ids, tokens.ends, len(terms.names)
    count, held = spread(ids, ends, terms.of_type, which, n_terms, each, each)
    gone_by = rules.decide(terms, held, n_segments)
    kept = sorted((i for i, r in enumerate(gone_by) if not r), key=terms.names.__getitem__)
    if not kept:
        went = ", ".join(f"{n:,} by {r}" for r, n in sorted(Counter(gone_by).items()))
        raise ToolkitError(
            f"no term is left of {n_terms:,} in {plural(n_segments, 'segment')} ({went} "
            f"went); lower min_segments = {min_segments}, raise max_share = {max_share}, or relax "
            "the rule by which most went"
        )
    column = np.full(n_terms, -1, np.int32)
    column[kept] = np.arange(len(kept), dtype=np.int32)
    data, indices, indptr = rows(ids, ends, column[terms.of_type], which, held[kept])
    settings = {
        "language": language,
        "stop": stop,
        "keep": keep,
        "min_length": min_length,
        "numbers": numbers,
        "min_segments": min_segments,
        "max_share": max_share,
    }
    counts = Counts(
        segments=tokens.segments,
        matrix=csr_matrix((data, indices, indptr), shape=(n_segments, len(kept))),
        terms=tuple(terms.names[i] for i in kept),
        dropped_terms=dropped_terms(terms.names, count, held, gone_by),
        settings=MappingProxyType(settings),
    )
    filled = np.flatnonzero(np.diff(indptr)).tolist()
    return counts if len(filled) == n_segments else counts.keep(filled, "without any term")


def _read_terms(
    name: str, entries: tuple[str, ...], function_words: frozenset[str]
) -> frozenset[str]:
    """Read the user's own terms as the text is read."""
    terms = set()
    for entry in entries:
        tokens = tokenize(entry)
        if len(tokens) != 1:
            read = f"it is read as {' and '.join(map(repr, tokens))}" if tokens else "it is empty"
            raise ToolkitError(f"{name} holds '{entry}', which is not one term: {read}")
        terms.add(fold(tokens[0], function_words))
    return frozenset(terms)

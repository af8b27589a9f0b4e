"""Count new texts with a vocabulary that was kept."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.counts.counts import Counts
from toolkit.counts.phrases import JOINED_BY
from toolkit.counts.texts import Texts, read_texts, readers_of
from toolkit.counts.token_ids import Tokens, number_tokens
from toolkit.counts.vocabulary import UNKNOWN, dropped_terms
from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.segments import Segments


def recount(segments: Segments | Tokens, counts: Counts) -> Counts:
    """Count new texts as others were counted: same settings, same terms in the same columns.

    So a model that was fitted to `counts` can be asked about texts that it has not seen.

    Parameters
    ----------
    segments
        What `split` or `number_tokens` returned for the new texts.
    counts
        What `count_terms` returned for the old ones.

    Returns
    -------
    Counts
        Every term of `counts`, those too that the new texts do not hold. A phrase is joined where
        its words follow each other in a sentence, the longest first. Terms that are not in the
        vocabulary are listed in ``dropped``: by the rule by which they went from the old texts,
        or as ``unknown``, which `summary` counts. Segments without any term are left out and
        counted. New texts are not thinned by `max_speaker_rate` and `max_meeting_rate`, which
        look at all texts together.

    Raises
    ------
    ToolkitError
        If the new texts hold no term of the vocabulary.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> corpus = read_corpus("package:sample")
    >>> old = count_terms(split(corpus.where(year=2021), by="turn"))
    >>> new = recount(split(corpus.where(year=2022), by="turn"), old)
    >>> new.terms == old.terms
    True
    """
    from toolkit.counts.tally import rows, spread

    settings: dict[str, Any] = dict(counts.settings)
    readers = readers_of(settings)
    tokens = segments if isinstance(segments, Tokens) else number_tokens(segments)
    left_out, share = settings.get("leave_out", ()), settings.get("ritual_share", 1.0)
    texts = read_texts(tokens, readers, left_out, share, frozenset(counts.terms))
    if settings.get("phrases"):
        texts = _with_phrases(texts, [t for t in counts.terms if JOINED_BY in t])
    n_segments, n_names = len(tokens.segments), len(texts.names)
    each = np.arange(n_segments)
    what = (texts.ids, texts.ends, texts.of_id, texts.which)
    count, held = spread(*what, n_names, each, each)
    place = {term: i for i, term in enumerate(counts.terms)}
    went = {d.term: d.rule for d in counts.dropped_terms}
    column_of = np.full(n_names, -1, np.int32)
    gone_by = [went.get(name, UNKNOWN) for name in texts.names]
    for i in np.flatnonzero(texts.is_function).tolist():
        if gone_by[i] == UNKNOWN and not settings.get("function_words"):
            gone_by[i] = "stop word"
    for i, name in enumerate(texts.names):
        if i in texts.gone:
            gone_by[i] = texts.gone[i]
        elif name in place:
            column_of[i], gone_by[i] = place[name], ""
    held_by = np.zeros(len(place), np.int64)
    known = np.flatnonzero(column_of >= 0)
    np.add.at(held_by, column_of[known], held[known])
    if not held_by.any():
        raise ToolkitError(
            f"the new texts ({plural(n_segments, 'segment')}) hold none of the "
            f"{plural(len(place), 'term')} of the vocabulary; are they in the same language?"
        )
    # A word may be read as one term in two languages, so that a column has room for both.
    data, indices, indptr = rows(
        texts.ids, texts.ends, column_of[texts.of_id], texts.which, held_by
    )
    size = int(indptr[-1])
    made = Counts(
        segments=tokens.segments,
        matrix=csr_matrix((data[:size], indices[:size], indptr), shape=(n_segments, len(place))),
        terms=counts.terms,
        dropped_terms=dropped_terms(texts.names, count, held, gone_by),
        settings=MappingProxyType(settings),
    )
    return made.filled()


def _with_phrases(texts: Texts, phrases: list[str]) -> Texts:
    """Join the phrases of a vocabulary; of the texts' terms the numbers stay."""
    from toolkit.counts.passages import replace_passages

    ids = texts.terms
    place = {name: i for i, name in enumerate(texts.names) if i not in texts.gone}
    parts = {
        phrase: [place.get(word, -1) for word in phrase.split(JOINED_BY)] for phrase in phrases
    }
    found = [phrase for phrase, words in parts.items() if min(words) >= 0]
    n_names = len(texts.names)
    keys = np.arange(n_names)
    keys[list(texts.gone)] = -1
    passages = {tuple(parts[phrase]): n_names + i for i, phrase in enumerate(found)}
    if passages:
        ids, begins, ends = replace_passages(ids, texts.begins, texts.ends, keys, passages)
    else:
        begins, ends = texts.begins, texts.ends
    return Texts(
        ids=ids,
        ends=ends,
        begins=begins,
        of_id=np.arange(n_names + len(found), dtype=np.int32)[None, :],
        which=np.zeros_like(texts.which),
        names=(*texts.names, *found),
        is_function=np.append(texts.is_function, np.zeros(len(found), np.bool_)),
        gone=texts.gone,
    )

"""From texts to the matrix, by the rules of the settings."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.counts.counts import WITHOUT_TERM, Counts, unconcentrated
from toolkit.counts.languages import shares, wrong_language
from toolkit.counts.overuse import thin_overused
from toolkit.counts.stop_words import stop_words_digest
from toolkit.counts.texts import Texts, readers_of, terms_named
from toolkit.counts.token_ids import Tokens
from toolkit.counts.vocabulary import Rules, dropped_terms
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.records import plural
from toolkit.segments import Segments

Ints = NDArray[np.int64]


def rules_of(settings: Mapping[str, Any]) -> Rules:
    """Take the rules by which terms go from the settings of `count_terms`.

    Raises
    ------
    ToolkitError
        If an entry of `stop` or `keep` is not one term.
    """
    readers, are_phrases = readers_of(settings), settings["phrases"] > 0
    least = {column: settings[f"min_{column}"] for column in ("meetings", "speakers")}
    return Rules(
        stop=terms_named("stop", settings["stop"], readers, are_phrases=are_phrases),
        keep=terms_named("keep", settings["keep"], readers, are_phrases=are_phrases),
        min_length=settings["min_length"],
        numbers=settings["numbers"],
        function_words=settings["function_words"],
        min_segments=settings["min_segments"],
        max_share=settings["max_share"],
        least={column: n for column, n in least.items() if n > 1},
    )


def count_texts(tokens: Tokens, texts: Texts, rules: Rules, settings: dict[str, Any]) -> Counts:
    """Count texts as `texts_of` has read them, by the rules that `rules_of` returned.

    Raises
    ------
    ToolkitError
        If no term is left.
    """
    from toolkit.counts.tally import rows, spread

    n_segments, n_terms = len(tokens.segments), len(texts.names)
    each = np.arange(n_segments)
    what = (texts.ids, texts.ends, texts.of_id, texts.which)
    count, held = spread(*what, n_terms, each, each)
    told = min(texts.gone, default=n_terms)  # what is left out may read like a function word
    _check_language(settings["language"], texts.names[:told], count)
    held_by = {
        column: spread(*what, n_terms, *_groups(tokens.segments, column[:-1]))[1]
        for column in rules.least
    }
    gone_by = rules.decide(texts.names, texts.is_function, held, n_segments, held_by)
    for i, rule in texts.gone.items():
        gone_by[i] = rule
    kept = sorted((i for i, r in enumerate(gone_by) if not r), key=texts.names.__getitem__)
    if not kept:
        went = ", ".join(f"{n:,} by {r}" for r, n in sorted(Counter(gone_by).items()))
        raise ToolkitError(
            f"no term is left of {n_terms:,} in {plural(n_segments, 'segment')} ({went} "
            f"went); lower min_segments = {rules.min_segments}, raise max_share = "
            f"{rules.max_share}, or relax the rule by which most went"
        )
    column_of = np.full(n_terms, -1, np.int32)
    column_of[kept] = np.arange(len(kept), dtype=np.int32)
    data, indices, indptr = rows(
        texts.ids, texts.ends, column_of[texts.of_id], texts.which, held[kept]
    )
    digests = {one.language: stop_words_digest(one.language) for one in readers_of(settings)}
    counts = Counts(
        segments=tokens.segments,
        matrix=csr_matrix((data, indices, indptr), shape=(n_segments, len(kept))),
        terms=tuple(texts.names[i] for i in kept),
        dropped_terms=dropped_terms(texts.names, count, held, gone_by),
        settings=MappingProxyType(settings | {"function_word_lists": digests}),
    )
    for column in ("speaker", "meeting"):
        counts = unconcentrated(counts, column, settings[f"max_{column}_share"], rules.keep)
    for column in ("speaker", "meeting"):
        if (rate := settings[f"max_{column}_rate"]) is not None:
            counts = thin_overused(counts, column, rate, rules.keep)
    filled = np.flatnonzero(np.diff(counts.matrix.indptr)).tolist()
    return counts if len(filled) == n_segments else counts.keep(filled, WITHOUT_TERM)


def _check_language(language: str, names: tuple[str, ...], count: Ints) -> None:
    if language == "each":
        return
    if told := wrong_language(language, shares(names, count), int(count.sum())):
        warnings.warn(told, ToolkitWarning, stacklevel=5)


def _groups(segments: Segments, column: str) -> tuple[Ints, Ints]:
    """Return the segments ordered by the values of a column, and the value of each, -1 for none."""
    place: dict[str | None, int] = {None: -1, "": -1}
    numbers = [place.setdefault(value, len(place) - 2) for value in segments.column(column)]
    groups = np.array(numbers, dtype=np.int64)
    return np.argsort(groups, kind="stable"), groups

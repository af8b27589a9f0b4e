"""From texts to the matrix, by the rules of the settings."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.counts.counts import Counts, unconcentrated
from toolkit.counts.languages import shares, wrong_language
from toolkit.counts.overuse import thin_overused
from toolkit.counts.stop_words import stop_words_digest
from toolkit.counts.texts import Texts, readers_of, terms_named
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


@dataclass(frozen=True, eq=False)
class Tally:
    """Texts with what every set of rules asks of their terms.

    Attributes
    ----------
    texts
        What `texts_of` returned.
    count, held
        Tokens of each term, and how many segments hold it, (n_terms,).
    by_name
        (n_terms,): the terms in the order of their names.
    whole
        (n_segments, n_terms): how often each term is in each segment, terms by their names; None
        where one set of rules is to be applied.
    """

    texts: Texts
    count: Ints
    held: Ints
    by_name: NDArray[np.intp]
    whole: csr_matrix | None


def tally_texts(
    segments: Segments, texts: Texts, settings: Mapping[str, Any], *, again: bool = False
) -> Tally:
    """Count every term of texts, before any rule leaves one out.

    Parameters
    ----------
    segments, texts
        Segments, and what `texts_of` made of their tokens by these settings.
    settings
        Settings of `count_terms`, of which the language counts.
    again
        Whether several sets of rules will be applied.

    Warns
    -----
    ToolkitWarning
        If the texts read like another language than that of the settings.
    """
    from toolkit.counts.tally import rows, spread

    n_segments, n_terms = len(segments), len(texts.names)
    each = np.arange(n_segments)
    what = (texts.ids, texts.ends, texts.of_id, texts.which)
    count, held = spread(*what, n_terms, each, each)
    told = min(texts.gone, default=n_terms)  # what is left out may read like a function word
    _check_language(settings["language"], texts.names[:told], count)
    by_name = np.array(sorted(range(n_terms), key=texts.names.__getitem__), dtype=np.intp)
    if not again:
        return Tally(texts, count, held, by_name, None)
    column_of = np.empty(n_terms, np.int32)
    column_of[by_name] = np.arange(n_terms, dtype=np.int32)
    parts = rows(texts.ids, texts.ends, column_of[texts.of_id], texts.which, held[by_name])
    return Tally(texts, count, held, by_name, csr_matrix(parts, shape=(n_segments, n_terms)))


def count_texts(segments: Segments, tally: Tally, rules: Rules, settings: dict[str, Any]) -> Counts:
    """Apply the rules that `rules_of` returned.

    Raises
    ------
    ToolkitError
        If no term is left.
    """
    from toolkit.counts.tally import spread

    texts, held = tally.texts, tally.held
    n_segments, n_terms = len(segments), len(texts.names)
    what = (texts.ids, texts.ends, texts.of_id, texts.which)
    held_by = {
        column: spread(*what, n_terms, *_groups(segments, column[:-1]))[1] for column in rules.least
    }
    gone_by = rules.decide(texts.names, texts.is_function, held, n_segments, held_by)
    for i, rule in texts.gone.items():
        gone_by[i] = rule
    kept = [i for i in tally.by_name.tolist() if not gone_by[i]]
    if not kept:
        went = ", ".join(f"{n:,} by {r}" for r, n in sorted(Counter(gone_by).items()))
        raise ToolkitError(
            f"no term is left of {n_terms:,} in {plural(n_segments, 'segment')} ({went} "
            f"went); lower min_segments = {rules.min_segments}, raise max_share = "
            f"{rules.max_share}, or relax the rule by which most went"
        )
    digests = {one.language: stop_words_digest(one.language) for one in readers_of(settings)}
    counts = Counts(
        segments=segments,
        matrix=csr_matrix(_cells(tally, kept), shape=(n_segments, len(kept))),
        terms=tuple(texts.names[i] for i in kept),
        dropped_terms=dropped_terms(texts.names, tally.count, held, gone_by),
        settings=MappingProxyType(settings | {"function_word_lists": digests}),
    )
    for column in ("speaker", "meeting"):
        counts = unconcentrated(counts, column, settings[f"max_{column}_share"], rules.keep)
    for column in ("speaker", "meeting"):
        if (rate := settings[f"max_{column}_rate"]) is not None:
            counts = thin_overused(counts, column, rate, rules.keep)
    return counts.filled()


def _cells(tally: Tally, kept: list[int]) -> tuple[Any, Any, Any]:
    """Return data, indices and indptr of the terms kept, which come by their names."""
    from toolkit.counts.tally import rows

    texts, whole = tally.texts, tally.whole
    column_of = np.full(len(texts.names), -1, np.int32)
    if whole is None:
        column_of[kept] = np.arange(len(kept), dtype=np.int32)
        terms = column_of[texts.of_id]
        return rows(texts.ids, texts.ends, terms, texts.which, tally.held[kept])
    is_kept = np.zeros(len(texts.names), np.bool_)
    is_kept[kept] = True
    column_of[is_kept[tally.by_name]] = np.arange(len(kept), dtype=np.int32)
    columns = column_of[whole.indices]
    stay = columns >= 0
    ends = np.append(0, np.cumsum(stay))[whole.indptr]
    return whole.data[stay], columns[stay], ends


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

"""Count the terms of each segment."""

from __future__ import annotations

import warnings
from collections import Counter
from types import MappingProxyType
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field
from scipy.sparse import csr_matrix

from toolkit.counts.counts import WITHOUT_TERM, Counts, unconcentrated
from toolkit.counts.languages import shares, wrong_language
from toolkit.counts.phrases import THRESHOLDS, Score
from toolkit.counts.removal import Kind
from toolkit.counts.stop_words import stop_words_digest
from toolkit.counts.texts import readers_of, terms_named, texts_of
from toolkit.counts.token_ids import Tokens, number_tokens
from toolkit.counts.vocabulary import Rules, dropped_terms
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.records import plural
from toolkit.segments import Segments
from toolkit.stages import Names, as_tuple, stage

Ints = NDArray[np.int64]
Kinds = Annotated[tuple[Kind, ...], BeforeValidator(as_tuple)]


@stage
def count_terms(
    segments: Segments | Tokens,
    *,
    language: Literal["en", "de", "es", "fr", "ru", "each"] = "en",
    function_words: bool = False,
    lemmas: bool = False,
    leave_out: Kinds = (),
    ritual_share: Annotated[float, Field(gt=0, le=1)] = 0.5,
    stop: Names = (),
    keep: Names = (),
    min_length: Annotated[int, Field(ge=1)] = 2,
    numbers: bool = False,
    min_segments: Annotated[int, Field(ge=1)] = 2,
    min_meetings: Annotated[int, Field(ge=1)] = 1,
    min_speakers: Annotated[int, Field(ge=1)] = 1,
    max_share: Annotated[float, Field(gt=0, le=1)] = 0.5,
    max_speaker_share: Annotated[float, Field(gt=0, le=1)] = 1.0,
    max_meeting_share: Annotated[float, Field(gt=0, le=1)] = 1.0,
    phrases: Annotated[int, Field(ge=0, le=4)] = 0,
    phrase_score: Score = "npmi",
    phrase_min_count: Annotated[int, Field(ge=1)] = 20,
    phrase_threshold: float | None = None,
) -> Counts:
    """Count the terms of each segment.

    Terms are tokens in lower case. A token in capitals whose lower case is a function word
    keeps them, so that "US" and "WHO" are not taken for "us" and "who", unless the segment is
    in capitals throughout. French elisions go ("l'accord" is "accord"); Russian ё is е.

    Parameters
    ----------
    segments
        What `split` returned; or what `number_tokens` made of it, which saves cutting it again.
    language
        Whose function words and lemmas are used; ``"each"`` finds the language of every segment
        by its function words.
    function_words
        Whether function words are kept.
    lemmas
        Whether terms are lemmas ("nations" is "nation"), looked up word by word without regard
        to what stands beside it: "meeting" is "meet". Function words and names in capitals that
        look like one have none.
    leave_out
        What goes besides: ``"names"`` of speakers, hosts and counterparts as the heads and labels
        of the corpus know them, with the titles before them; their ``"offices"``; ``"outlets"``
        of journalists; their ``"countries"`` (names and adjectives in the language of the text,
        or as the heads print them); ``"places"`` of the meetings; ``"ritual"``, forms of address
        and thanks; and ``"introductions"``, the opening sentences of a question in which its
        asker says a name or an outlet. One word of a name goes alone, and so does an office of
        one word, only where it is mostly written with a capital ("Mark" does not where "mark"
        is said as often). `Counts.dropped` lists each by its rule.
    ritual_share
        Phrases of two to eight words are ritual if they begin one of the first or last two
        sentences of a turn in at least this share of the meetings, and are mostly said there.
    stop, keep
        Terms left out, and terms kept whatever the other rules say; read as the text is, so
        that "Russia" is the term "russia". `read_terms` reads a list from a file.
    min_length
        Shorter terms are left out, in characters; terms that keep their capitals are not.
    numbers
        Whether terms without a letter are kept.
    min_segments, min_meetings, min_speakers
        Terms in fewer segments, in fewer meetings or said by fewer speakers are left out;
        segments of no one speaker count for none.
    max_share
        Terms in more than this share of the segments are left out.
    max_speaker_share, max_meeting_share
        Terms of which one speaker, or one meeting, has more than this share of the tokens are
        left out last of all (Thompson and Mimno 2018): they draw topics to that speaker. 1 leaves
        none out; `Counts.table` shows the shares.
    phrases
        How often collocations are joined to one term, such as "security_council"; two passes
        reach four words. Phrases never cross a sentence, begin or end with a function word, nor
        hold one but articles, prepositions, "and" and "or" ("rule_of_law"). 0 finds none.
    phrase_score, phrase_min_count, phrase_threshold
        How a phrase is told: by ``"npmi"``, normalised pointwise mutual information from -1 to 1,
        or gensim's ``"default"``, which grows with the corpus; how often its parts must meet;
        and what it must score above (None: 0.5 for npmi, 10 for default).

    Returns
    -------
    Counts
        Segments in which no term is left are left out and counted.

    Raises
    ------
    ToolkitError
        If no term is left, or an entry of `stop` or `keep` is not one term.

    Warns
    -----
    ToolkitWarning
        If the texts read like another language than `language`.

    References
    ----------
    Bouma (2009), Normalized (pointwise) mutual information in collocation extraction, GSCL.
    Mikolov et al. (2013), Distributed representations of words and phrases, NIPS 26.
    Thompson and Mimno (2018), Authorless topic models, COLING.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample")), min_segments=5)
    >>> counts.matrix.shape == (len(counts.segments), len(counts.terms))
    True
    """
    from toolkit.counts.tally import rows, spread

    settings: dict[str, Any] = {
        "language": language,
        "function_words": function_words,
        "lemmas": lemmas,
        "leave_out": leave_out,
        "ritual_share": ritual_share,
        "stop": stop,
        "keep": keep,
        "min_length": min_length,
        "numbers": numbers,
        "min_segments": min_segments,
        "min_meetings": min_meetings,
        "min_speakers": min_speakers,
        "max_share": max_share,
        "max_speaker_share": max_speaker_share,
        "max_meeting_share": max_meeting_share,
        "phrases": phrases,
        "phrase_score": phrase_score,
        "phrase_min_count": phrase_min_count,
        "phrase_threshold": _threshold(phrase_score, phrase_threshold),
    }
    readers = readers_of(settings)
    least = {"meetings": min_meetings, "speakers": min_speakers}
    rules = Rules(
        stop=terms_named("stop", stop, readers, are_phrases=phrases > 0),
        keep=terms_named("keep", keep, readers, are_phrases=phrases > 0),
        min_length=min_length,
        numbers=numbers,
        function_words=function_words,
        min_segments=min_segments,
        max_share=max_share,
        least={column: n for column, n in least.items() if n > 1},
    )
    tokens = segments if isinstance(segments, Tokens) else number_tokens(segments)
    texts = texts_of(tokens, settings)
    n_segments, n_terms = len(tokens.segments), len(texts.names)
    each = np.arange(n_segments)
    what = (texts.ids, texts.ends, texts.of_id, texts.which)
    count, held = spread(*what, n_terms, each, each)
    told = min(texts.gone, default=n_terms)  # what is left out may read like a function word
    _check_language(language, texts.names[:told], count)
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
            f"went); lower min_segments = {min_segments}, raise max_share = {max_share}, or relax "
            "the rule by which most went"
        )
    column_of = np.full(n_terms, -1, np.int32)
    column_of[kept] = np.arange(len(kept), dtype=np.int32)
    data, indices, indptr = rows(
        texts.ids, texts.ends, column_of[texts.of_id], texts.which, held[kept]
    )
    digests = {one.language: stop_words_digest(one.language) for one in readers}
    counts = Counts(
        segments=tokens.segments,
        matrix=csr_matrix((data, indices, indptr), shape=(n_segments, len(kept))),
        terms=tuple(texts.names[i] for i in kept),
        dropped_terms=dropped_terms(texts.names, count, held, gone_by),
        settings=MappingProxyType(settings | {"function_word_lists": digests}),
    )
    counts = unconcentrated(counts, "speaker", max_speaker_share, rules.keep)
    counts = unconcentrated(counts, "meeting", max_meeting_share, rules.keep)
    filled = np.flatnonzero(np.diff(counts.matrix.indptr)).tolist()
    return counts if len(filled) == n_segments else counts.keep(filled, WITHOUT_TERM)


def _check_language(language: str, names: tuple[str, ...], count: Ints) -> None:
    if language == "each":
        return
    if told := wrong_language(language, shares(names, count), int(count.sum())):
        warnings.warn(told, ToolkitWarning, stacklevel=4)


def _threshold(score: Score, threshold: float | None) -> float:
    value = THRESHOLDS[score] if threshold is None else threshold
    if score == "npmi" and not -1 <= value <= 1:
        raise ToolkitError(f"phrase_threshold = {value:g}; npmi lies between -1 and 1")
    if score == "default" and value <= 0:
        raise ToolkitError(f"phrase_threshold = {value:g}; it must be above 0 for this score")
    return value


def _groups(segments: Segments, column: str) -> tuple[Ints, Ints]:
    """Return the segments ordered by the values of a column, and the value of each, -1 for none."""
    place: dict[str | None, int] = {None: -1, "": -1}
    numbers = [place.setdefault(value, len(place) - 2) for value in segments.column(column)]
    groups = np.array(numbers, dtype=np.int64)
    return np.argsort(groups, kind="stable"), groups

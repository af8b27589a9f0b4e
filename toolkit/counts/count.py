"""Count the terms of each segment."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.counts.counts import WITHOUT_TERM, Counts
from toolkit.counts.languages import language_of_segments, shares, wrong_language
from toolkit.counts.phrases import THRESHOLDS, Score, Stream, join_phrases, roles
from toolkit.counts.reading import Reader, reader
from toolkit.counts.stop_words import LANGUAGES, stop_words_digest
from toolkit.counts.token_ids import Tokens, number_tokens
from toolkit.counts.tokens import tokenize
from toolkit.counts.vocabulary import Rules, dropped_terms, read_types
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.records import plural
from toolkit.segments import Segments
from toolkit.stages import Names, stage

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Texts:
    """What is counted: of each token its term, by the language of its segment.

    Attributes
    ----------
    ids, ends
        The number of each token, and how many there are up to the end of each segment.
    of_id, which
        (n_languages, n_ids), the term of each number; and the language of each segment.
    names, is_function
        The terms, and whether each is a function word.
    """

    ids: NDArray[np.int32]
    ends: Ints
    of_id: NDArray[np.int32]
    which: NDArray[np.int8]
    names: tuple[str, ...]
    is_function: NDArray[np.bool_]

    @property
    def terms(self) -> NDArray[np.int32]:
        """The term of each token, in the order of the text."""
        if len(self.of_id) == 1:
            return np.asarray(self.of_id[0][self.ids])
        language = np.repeat(self.which, np.diff(self.ends, prepend=0))
        return np.asarray(self.of_id[language, self.ids])


@stage
def count_terms(
    segments: Segments | Tokens,
    *,
    language: Literal["en", "de", "es", "fr", "ru", "each"] = "en",
    function_words: bool = False,
    lemmas: bool = False,
    stop: Names = (),
    keep: Names = (),
    min_length: Annotated[int, Field(ge=1)] = 2,
    numbers: bool = False,
    min_segments: Annotated[int, Field(ge=1)] = 2,
    min_meetings: Annotated[int, Field(ge=1)] = 1,
    min_speakers: Annotated[int, Field(ge=1)] = 1,
    max_share: Annotated[float, Field(gt=0, le=1)] = 0.5,
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
        "stop": stop,
        "keep": keep,
        "min_length": min_length,
        "numbers": numbers,
        "min_segments": min_segments,
        "min_meetings": min_meetings,
        "min_speakers": min_speakers,
        "max_share": max_share,
        "phrases": phrases,
        "phrase_score": phrase_score,
        "phrase_min_count": phrase_min_count,
        "phrase_threshold": _threshold(phrase_score, phrase_threshold),
    }
    readers = _readers(settings)
    least = {"meetings": min_meetings, "speakers": min_speakers}
    rules = Rules(
        stop=_read_terms("stop", stop, readers, are_phrases=phrases > 0),
        keep=_read_terms("keep", keep, readers, are_phrases=phrases > 0),
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
    _check_language(language, texts.names, count)
    held_by = {
        column: spread(*what, n_terms, *_groups(tokens.segments, column[:-1]))[1]
        for column in rules.least
    }
    gone_by = rules.decide(texts.names, texts.is_function, held, n_segments, held_by)
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
    filled = np.flatnonzero(np.diff(indptr)).tolist()
    return counts if len(filled) == n_segments else counts.keep(filled, WITHOUT_TERM)


def texts_of(tokens: Tokens, settings: Mapping[str, Any]) -> Texts:
    """Read tokens as terms by the settings of `count_terms`, before any rule leaves one out."""
    readers = _readers(settings)
    read = read_types(tokens.types, readers)
    which = np.zeros(len(tokens.segments), np.int8)
    if len(readers) > 1:
        which = language_of_segments(tokens)
    texts = Texts(tokens.ids, tokens.ends, read.of_type, which, read.names, read.is_function)
    return _joined(texts, tokens, settings) if settings["phrases"] else texts


def _readers(settings: Mapping[str, Any]) -> list[Reader]:
    language = settings["language"]
    languages = LANGUAGES if language == "each" else (language,)
    return [reader(one, lemmas=settings["lemmas"]) for one in languages]


def _check_language(language: str, names: tuple[str, ...], count: Ints) -> None:
    if language == "each":
        return
    if told := wrong_language(language, shares(names, count), int(count.sum())):
        warnings.warn(told, ToolkitWarning, stacklevel=4)


def _joined(texts: Texts, tokens: Tokens, settings: Mapping[str, Any]) -> Texts:
    """Join collocations: from here on a token's number is its term's."""
    ids = texts.terms
    begins = np.zeros(len(ids), np.bool_)
    begins[tokens.sentences] = True
    role = roles(texts.names, texts.is_function, settings["language"])
    stream, _ = join_phrases(
        Stream(ids, begins, texts.ends, texts.names, role),
        passes=settings["phrases"],
        score=settings["phrase_score"],
        min_count=settings["phrase_min_count"],
        threshold=settings["phrase_threshold"],
    )
    made = len(stream.names) - len(texts.names)
    return Texts(
        ids=stream.ids,
        ends=stream.ends,
        of_id=np.arange(len(stream.names), dtype=np.int32)[None, :],
        which=np.zeros_like(texts.which),
        names=stream.names,
        is_function=np.append(texts.is_function, np.zeros(made, np.bool_)),
    )


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


def _read_terms(
    name: str, entries: tuple[str, ...], readers: list[Reader], *, are_phrases: bool
) -> frozenset[str]:
    """Read the user's own terms as the text is read; where phrases are joined, phrases too."""
    terms = set()
    for entry in entries:
        tokens = tokenize(entry)
        if len(tokens) != 1 and not (tokens and are_phrases):
            read = f"it is read as {' and '.join(map(repr, tokens))}" if tokens else "it is empty"
            raise ToolkitError(f"{name} holds '{entry}', which is not one term: {read}")
        terms |= {"_".join(one.read(tokens)) for one in readers}
    return frozenset(terms)

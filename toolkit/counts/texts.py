"""What is counted: of each token its term, once names are out and phrases are joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.counts.languages import language_of_segments
from toolkit.counts.phrases import Stream, join_phrases, roles
from toolkit.counts.reading import Reader, reader
from toolkit.counts.removal import leave_out
from toolkit.counts.stop_words import LANGUAGES
from toolkit.counts.token_ids import Tokens
from toolkit.counts.tokens import tokenize
from toolkit.counts.vocabulary import read_types
from toolkit.errors import ToolkitError

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Texts:
    """Of each token its term, by the language of its segment.

    Attributes
    ----------
    ids, ends
        The number of each token, and where those of a segment end.
    begins
        Whether a token begins a sentence; empty where nobody asks.
    of_id
        (n_languages, n_ids): the term of each number.
    which
        (n_segments,): the language of each segment.
    names, is_function
        The terms, and which are function words.
    gone
        Of the terms that are out already the rule, by their number.
    """

    ids: NDArray[np.int32]
    ends: Ints
    begins: NDArray[np.bool_]
    of_id: NDArray[np.int32]
    which: NDArray[np.int8]
    names: tuple[str, ...]
    is_function: NDArray[np.bool_]
    gone: Mapping[int, str]

    @property
    def terms(self) -> NDArray[np.int32]:
        """The term of each token, in the order of the text."""
        if len(self.of_id) == 1:
            return np.asarray(self.of_id[0][self.ids])
        language = np.repeat(self.which, np.diff(self.ends, prepend=0))
        return np.asarray(self.of_id[language, self.ids])


def readers_of(settings: Mapping[str, Any]) -> list[Reader]:
    """Return the readers of the languages that the settings of `count_terms` name."""
    language, lemmas = settings.get("language", "en"), bool(settings.get("lemmas"))
    languages = LANGUAGES if language == "each" else (language,)
    return [reader(one, lemmas=lemmas) for one in languages]


def texts_of(tokens: Tokens, settings: Mapping[str, Any]) -> Texts:
    """Read tokens as terms by the settings of `count_terms`, before any rule leaves one out.

    What `leave_out` names is out already, and phrases are joined.
    """
    readers, kinds = readers_of(settings), tuple(settings.get("leave_out", ()))
    are_phrases = bool(settings.get("phrases"))
    keep = terms_named("keep", tuple(settings.get("keep", ())), readers, are_phrases=are_phrases)
    share = settings.get("ritual_share", 1.0)
    texts = read_texts(tokens, readers, kinds, share, keep, sentences=are_phrases)
    if not are_phrases:
        return texts
    n_names = len(texts.names)
    # From here on a token's number is its term's; what was read before is let go.
    texts = replace(texts, ids=texts.terms, of_id=np.arange(n_names, dtype=np.int32)[None, :])
    return _with_phrases(texts, settings)


def terms_named(
    name: str, entries: tuple[str, ...], readers: list[Reader], *, are_phrases: bool
) -> frozenset[str]:
    """Read the user's own terms as the text is read; where phrases are joined, phrases too."""
    terms = set[str]()
    for entry in entries:
        tokens = tokenize(entry)
        if len(tokens) != 1 and not (tokens and are_phrases):
            read = f"it is read as {' and '.join(map(repr, tokens))}" if tokens else "it is empty"
            raise ToolkitError(f"{name} holds '{entry}', which is not one term: {read}")
        terms.update(term for one in readers for term in one.meant(tokens))
    return frozenset(terms)


def read_texts(
    tokens: Tokens,
    readers: Sequence[Reader],
    kinds: Sequence[str],
    share: float,
    keep: frozenset[str],
    *,
    sentences: bool = True,
) -> Texts:
    """Read the types of tokens as terms, and leave out what the heads name and ritual.

    Where they begin a sentence is told if `sentences` says so: it takes a byte a token.
    """
    terms = read_types(tokens.types, readers)
    which = np.zeros(len(tokens.segments), np.int8)
    if len(readers) > 1:
        which = language_of_segments(tokens)
    if not kinds:
        begins = np.zeros(len(tokens) if sentences else 0, np.bool_)
        if sentences:
            begins[tokens.sentences] = True
        names = terms.names
        return Texts(
            tokens.ids, tokens.ends, begins, terms.of_type, which, names, terms.is_function, {}
        )
    out = leave_out(tokens, kinds, share=share, keep=keep, readers=readers, which=which)
    n_terms, n_gone = len(terms.names), len(out.gone)
    new = np.tile(np.arange(n_terms, n_terms + n_gone, dtype=np.int32), (len(readers), 1))
    return Texts(
        ids=out.ids,
        ends=out.ends,
        begins=out.begins,
        of_id=np.hstack([terms.of_type, new]),
        which=which,
        names=(*terms.names, *(term for term, _ in out.gone)),
        is_function=np.append(terms.is_function, np.ones(n_gone, np.bool_)),
        gone={n_terms + i: rule for i, (_, rule) in enumerate(out.gone)},
    )


def _with_phrases(texts: Texts, settings: Mapping[str, Any]) -> Texts:
    """Join collocations of texts whose numbers are those of terms; they are overwritten."""
    from toolkit.counts.pairs import BARRIER

    role = roles(texts.names, texts.is_function, settings["language"])
    role[list(texts.gone)] = BARRIER
    stream, _ = join_phrases(
        Stream(texts.ids, texts.begins, texts.ends, texts.names, role),
        passes=settings["phrases"],
        score=settings["phrase_score"],
        min_count=settings["phrase_min_count"],
        threshold=settings["phrase_threshold"],
        in_place=True,
    )
    made = len(stream.names) - len(texts.names)
    return Texts(
        ids=stream.ids,
        ends=stream.ends,
        begins=stream.begins,
        of_id=np.arange(len(stream.names), dtype=np.int32)[None, :],
        which=np.zeros_like(texts.which),
        names=stream.names,
        is_function=np.append(texts.is_function, np.zeros(made, np.bool_)),
        gone=texts.gone,
    )

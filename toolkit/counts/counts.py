"""The segment by term matrix, and an account of every term that is not in it."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.counts.stop_words import stop_words
from toolkit.counts.tokens import tokenize
from toolkit.errors import ToolkitError
from toolkit.records import Record, plural, read_only
from toolkit.segments import Segments
from toolkit.stages import Names, stage

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DroppedTerm:
    """A term that is not counted, and why.

    Attributes
    ----------
    term
        As it would have been counted.
    count, segments
        How often it occurs, and in how many segments.
    rule
        ``stop word``, ``stop``, ``min_length``, ``number``, ``min_segments`` or ``max_share``.
    """

    term: str
    count: int
    segments: int
    rule: str


@dataclass(frozen=True, eq=False, repr=False)
class Counts(Record):
    """How often each term occurs in each segment.

    Attributes
    ----------
    segments
        The segments counted; those in which no term is left are not among them, and are
        counted in ``segments.dropped``.
    matrix
        (n_segments, n_terms) int64, sparse, read-only.
    terms
        The vocabulary, sorted by code point.
    dropped_terms
        Every term that went, with its rule; sorted by rule, then by falling count.
    settings
        The settings of `count_terms`.
    """

    segments: Segments
    matrix: csr_matrix
    terms: tuple[str, ...]
    dropped_terms: tuple[DroppedTerm, ...]
    settings: MappingProxyType[str, object]

    def __post_init__(self) -> None:
        """Refuse a matrix that does not fit its segments and terms."""
        if self.matrix.shape != (len(self.segments), len(self.terms)):
            raise ValueError(
                f"matrix of shape {self.matrix.shape} for {len(self.segments)} segments "
                f"and {len(self.terms)} terms"
            )
        read_only(self.matrix)

    @property
    def n_tokens(self) -> int:
        """Number of tokens counted."""
        return int(self.matrix.sum())

    def keep(self, rows: Sequence[int], reason: str) -> Counts:
        """Keep some segments and count the others under a reason; the vocabulary stays."""
        segments = self.segments.keep(rows, reason)
        return replace(self, segments=segments, matrix=csr_matrix(self.matrix[list(rows)]))

    @property
    def dropped(self) -> pd.DataFrame:
        """Which term went by which rule: term, count, segments, rule."""
        import pandas as pd

        rows = [(d.term, d.count, d.segments, d.rule) for d in self.dropped_terms]
        return pd.DataFrame(rows, columns=["term", "count", "segments", "rule"])

    def table(self) -> pd.DataFrame:
        """Return the vocabulary: term, count, segments, share of the segments."""
        import pandas as pd

        count = np.asarray(self.matrix.sum(axis=0)).ravel()
        segments = self.matrix.getnnz(axis=0)
        share = segments / max(len(self.segments), 1)
        return pd.DataFrame(
            {"term": self.terms, "count": count, "segments": segments, "share": share}
        )

    def summary(self) -> str:
        """Say how large the matrix is and what was left out of it."""
        went = Counter(d.rule for d in self.dropped_terms)
        tokens = Counter[str]()
        for d in self.dropped_terms:
            tokens[d.rule] += d.count
        shape = f"{plural(len(self.segments), 'segment')} x {plural(len(self.terms), 'term')}"
        lines = [f"{shape}, {plural(self.n_tokens, 'token')}"]
        lines += [
            f"left out by {rule}: {plural(n, 'term')}, {plural(tokens[rule], 'token')}"
            for rule, n in sorted(went.items())
        ]
        lines += [f"left out: {plural(n, 'segment')} {r}" for r, n in self.segments.dropped.items()]
        return "\n".join(lines)


@stage
def count_terms(
    segments: Segments,
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
        What `split` returned.
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
    function_words = stop_words(language)
    types, matrix = _count_types(segments, function_words)
    count = np.asarray(matrix.sum(axis=0)).ravel()
    spread = matrix.getnnz(axis=0)
    stopped, wanted = (
        _read_terms(name, entries, function_words)
        for name, entries in (("stop", stop), ("keep", keep))
    )

    def rule(term: str, n: int) -> str:
        if term in wanted:
            return ""
        if term in function_words:
            return "stop word"
        if term in stopped:
            return "stop"
        if not numbers and not any(c.isalpha() for c in term):
            return "number"
        if len(term) < min_length and not term.isupper():
            return "min_length"
        if n < min_segments:
            return "min_segments"
        return "max_share" if n / len(segments) > max_share else ""

    rules = [rule(term, int(n)) for term, n in zip(types, spread, strict=True)]
    kept = [i for i, r in enumerate(rules) if not r]
    if not kept:
        went = ", ".join(f"{n:,} by {r}" for r, n in sorted(Counter(rules).items()))
        raise ToolkitError(
            f"no term is left of {len(types):,} in {plural(len(segments), 'segment')} ({went} "
            f"went); lower min_segments = {min_segments}, raise max_share = {max_share}, or relax "
            "the rule by which most went"
        )
    dropped = [
        DroppedTerm(types[i], int(count[i]), int(spread[i]), r) for i, r in enumerate(rules) if r
    ]
    matrix = csr_matrix(matrix[:, kept])
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
        segments=segments,
        matrix=matrix,
        terms=tuple(types[i] for i in kept),
        dropped_terms=tuple(sorted(dropped, key=lambda d: (d.rule, -d.count, d.term))),
        settings=MappingProxyType(settings),
    )
    rows = np.flatnonzero(matrix.getnnz(axis=1)).tolist()
    return counts if len(rows) == len(segments) else counts.keep(rows, "without any term")


def _count_types(
    segments: Segments, function_words: frozenset[str]
) -> tuple[list[str], csr_matrix]:
    """Count every distinct token, decided once a type; columns sorted by code point."""
    numbers: dict[str, int] = {}
    ids, ends = array("q"), array("q", [0])
    for text in segments.texts:
        quiet = text.lower() if text.isupper() else text
        ids.extend(numbers.setdefault(token, len(numbers)) for token in tokenize(quiet))
        ends.append(len(ids))
    terms = [_fold(token, function_words) for token in numbers]
    types = sorted(set(terms))
    place = {term: i for i, term in enumerate(types)}
    column = np.array([place[term] for term in terms], dtype=np.int64)
    indices = column[np.frombuffer(ids, dtype=np.int64)] if ids else np.zeros(0, np.int64)
    ones = np.ones(len(indices), dtype=np.int64)
    shape = (len(segments), len(types))
    matrix = csr_matrix((ones, indices, np.frombuffer(ends, dtype=np.int64)), shape=shape)
    matrix.sum_duplicates()
    return types, matrix


def _read_terms(name: str, entries: tuple[str, ...], function_words: frozenset[str]) -> set[str]:
    """Read the user's own terms as the text is read."""
    terms = set()
    for entry in entries:
        tokens = tokenize(entry)
        if len(tokens) != 1:
            read = f"it is read as {' and '.join(map(repr, tokens))}" if tokens else "it is empty"
            raise ToolkitError(f"{name} holds '{entry}', which is not one term: {read}")
        terms.add(_fold(tokens[0], function_words))
    return terms


def _fold(token: str, function_words: frozenset[str]) -> str:
    lower = token.lower()
    is_name = len(token) > 1 and token.isupper() and lower in function_words
    return token if is_name else lower

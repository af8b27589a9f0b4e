"""The segment by term matrix, and an account of every term that is not in it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.counts.concentration import concentration
from toolkit.counts.trace import Fate, trace
from toolkit.counts.vocabulary import UNKNOWN, DroppedTerm
from toolkit.errors import ToolkitError
from toolkit.records import Record, plural, read_only
from toolkit.segments import Segments

if TYPE_CHECKING:
    import pandas as pd


WITHOUT_TERM = "without any term"
_BY = {UNKNOWN: ", for the texts that the vocabulary was learnt from do not hold them"}


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

    shown_columns = ("term", "count", "segments", "share", "speaker_share", "meeting_share")

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

    def filled(self) -> Counts:
        """Leave out the segments in which no term is left, and count them."""
        cells, ends = self.matrix, self.matrix.indptr
        rows = np.flatnonzero(np.diff(ends))
        if len(rows) == len(self.segments):
            return self
        # An empty row has no cells: the others stay where they are.
        parts = (cells.data, cells.indices, np.append(ends[:1], ends[rows + 1]))
        return replace(
            self,
            segments=self.segments.keep(rows.tolist(), WITHOUT_TERM),
            matrix=csr_matrix(parts, shape=(len(rows), cells.shape[1])),
        )

    def to_scipy(self) -> csr_matrix:
        """Return a copy of the matrix that can be written to, (n_segments, n_terms)."""
        return self.matrix.copy()

    def to_gensim(self) -> tuple[list[list[tuple[int, int]]], dict[int, str]]:
        """Return what gensim's models take: a corpus, and the term of each number (`id2word`)."""
        bounds = self.matrix.indptr.tolist()
        cells = list(zip(self.matrix.indices.tolist(), self.matrix.data.tolist(), strict=True))
        corpus = [cells[a:b] for a, b in itertools.pairwise(bounds)]
        return corpus, dict(enumerate(self.terms))

    @property
    def dropped(self) -> pd.DataFrame:
        """Which term went by which rule: term, count, segments, rule."""
        import pandas as pd

        rows = [(d.term, d.count, d.segments, d.rule) for d in self.dropped_terms]
        return pd.DataFrame(rows, columns=["term", "count", "segments", "rule"])

    def trace(self, word: str) -> pd.DataFrame:
        """Say what became of a word: counted, left out by a rule, or joined to phrases.

        Parameters
        ----------
        word
            One word, or a phrase; read as the text is.

        Returns
        -------
        pandas.DataFrame
            term, fate, count, segments, why; the phrases that hold it stand below it.

        Raises
        ------
        ToolkitError
            If there is no word in it.

        Examples
        --------
        >>> from toolkit.corpus import read_corpus
        >>> from toolkit.counts import count_terms
        >>> from toolkit.segments import split
        >>> counts = count_terms(split(read_corpus("package:sample")))
        >>> counts.trace("The")[["term", "fate"]].to_dict("list")
        {'term': ['the'], 'fate': ['stop word']}
        """
        import pandas as pd

        count = np.asarray(self.matrix.sum(axis=0)).ravel().tolist()
        held = self.matrix.getnnz(axis=0).tolist()
        kept = list(zip(self.terms, count, held, strict=True))
        n_segments = len(self.segments) + self.segments.dropped.get(WITHOUT_TERM, 0)
        fates = trace(word, kept, self.dropped_terms, self.settings, n_segments)
        return pd.DataFrame(fates, columns=list(Fate._fields))

    def table(self) -> pd.DataFrame:
        """Return the vocabulary, and whose each term is.

        Returns
        -------
        pandas.DataFrame
            term, count, segments, share of the segments; speaker_share and meeting_share, the
            largest share that one speaker and one meeting has of the term's tokens, with
            top_speaker and top_meeting; NaN where none is named.
        """
        import pandas as pd

        count = np.asarray(self.matrix.sum(axis=0)).ravel()
        segments = self.matrix.getnnz(axis=0)
        share = segments / max(len(self.segments), 1)
        frame = pd.DataFrame(
            {"term": self.terms, "count": count, "segments": segments, "share": share}
        )
        for column in ("speaker", "meeting"):
            found = concentration(self.matrix, self._column(column))
            frame[f"{column}_share"] = found.share
            frame[f"top_{column}"] = list(found.group)
        return frame

    def _column(self, name: str) -> Sequence[str | None]:
        return self.segments.columns.get(name, (None,) * len(self.segments))

    def summary(self) -> str:
        """Say how large the matrix is and what was left out of it."""
        went = Counter(d.rule for d in self.dropped_terms)
        tokens = Counter[str]()
        for d in self.dropped_terms:
            tokens[d.rule] += d.count
        shape = f"{plural(len(self.segments), 'segment')} x {plural(len(self.terms), 'term')}"
        lines = [f"{shape}, {plural(self.n_tokens, 'token')}"]
        lines += [
            f"left out{_BY.get(rule, f' by {rule}')}: "
            f"{plural(n, 'term')}, {plural(tokens[rule], 'token')}"
            for rule, n in sorted(went.items())
        ]
        lines += [f"left out: {plural(n, 'segment')} {r}" for r, n in self.segments.dropped.items()]
        return "\n".join(lines)


def unconcentrated(counts: Counts, column: str, limit: float, keep: frozenset[str]) -> Counts:
    """Leave out terms of which one value of a column has more than a share of the tokens.

    Raises
    ------
    ToolkitError
        If no term is left.
    """
    if limit == 1:
        return counts
    share = concentration(counts.matrix, counts._column(column)).share
    gone = np.array([t not in keep for t in counts.terms], np.bool_) & (share > limit)
    rule = f"max_{column}_share"
    if gone.all():
        raise ToolkitError(
            f"no term is left: one {column} has more than {rule} = {limit:g} of each of "
            f"{plural(len(counts.terms), 'term')}; raise it"
        )
    count = np.asarray(counts.matrix.sum(axis=0)).ravel().tolist()
    held = counts.matrix.getnnz(axis=0).tolist()
    went = [DroppedTerm(counts.terms[i], count[i], held[i], rule) for i in np.flatnonzero(gone)]
    every = [*counts.dropped_terms, *went]
    left = np.flatnonzero(~gone)
    return replace(
        counts,
        matrix=csr_matrix(counts.matrix[:, left]),
        terms=tuple(counts.terms[i] for i in left.tolist()),
        dropped_terms=tuple(sorted(every, key=lambda d: (d.rule, -d.count, d.term))),
    )

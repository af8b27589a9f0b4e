"""Show a word where it is said: keyword in context."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import numpy as np
from pydantic import Field

from toolkit.corpus.corpus import Corpus
from toolkit.counts.numbering import Ids
from toolkit.counts.token_ids import Tokens, number_tokens
from toolkit.counts.tokens import TOKEN, bare, plain
from toolkit.errors import ToolkitError
from toolkit.records import Record, plural
from toolkit.segments import Segments, split
from toolkit.stages import stage

if TYPE_CHECKING:
    import pandas as pd


class Line(NamedTuple):
    """One place where a pattern is found.

    Attributes
    ----------
    segment, meeting, speaker, kind
        Where it stands; empty where the segments do not say.
    token
        Place of its first token in the segment, from 1.
    left, match, right
        The text before it, itself, and the text behind it.
    """

    segment: str
    meeting: str
    speaker: str
    kind: str
    token: int
    left: str
    match: str
    right: str


@dataclass(frozen=True, eq=False, repr=False)
class Kwic(Record):
    """Every place where a pattern is found, in the order of the texts.

    Attributes
    ----------
    pattern, window
        As asked for.
    lines
        One a place.
    n_segments
        In how many segments it was looked for.
    """

    shown_columns = ("segment", "speaker", "left", "match", "right")

    pattern: str
    window: int
    lines: tuple[Line, ...]
    n_segments: int

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.lines)

    def table(self) -> pd.DataFrame:
        """Return one row a place."""
        import pandas as pd

        return pd.DataFrame(list(self.lines), columns=list(Line._fields))

    def summary(self) -> str:
        """Say how often the pattern is found, where, and in which spellings."""
        found = len({line.segment for line in self.lines})
        forms = Counter(" ".join(line.match.lower().split()) for line in self.lines)
        several = ", ".join(f"{form} ({n:,})" for form, n in forms.most_common(6))
        more = f", and {len(forms) - 6:,} more" if len(forms) > 6 else ""
        said = (
            f"'{self.pattern}': {plural(len(self), 'place')} in {found:,} of "
            f"{plural(self.n_segments, 'segment')}"
        )
        return f"{said}\n{several}{more}" if forms else said

    def meta(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "pattern": self.pattern,
            "window": self.window,
            "lines": [list(line) for line in self.lines],
            "n_segments": self.n_segments,
        }

    @classmethod
    def from_parts(cls, meta: Mapping[str, Any]) -> Kwic:
        """Put together what `meta` took apart."""
        lines = tuple(Line(*line) for line in meta["lines"])
        return cls(meta["pattern"], meta["window"], lines, meta["n_segments"])


@stage
def kwic(
    texts: Corpus | Segments | Tokens,
    pattern: str,
    *,
    window: Annotated[int, Field(ge=0, le=1000)] = 8,
    match_case: bool = False,
) -> Kwic:
    """Show a word or a phrase where it is said, with the words around it.

    Parameters
    ----------
    texts
        A corpus, of which the turns are read; what `split` returned; or what `number_tokens`
        made of it, which saves cutting it again.
    pattern
        One word or several with blanks between, as `tokenize` cuts them; ``*`` stands for any
        letters, none included: ``"sanction*"``, ``"security council"``, ``"* rights"``.
    window
        Tokens shown on either side.
    match_case
        Whether "US" and "us" are told apart.

    Returns
    -------
    Kwic
        Texts are spelt plainly (no curly apostrophes, no hidden marks), white space collapsed.

    Raises
    ------
    ToolkitError
        If the pattern holds no word.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> found = kwic(read_corpus("package:sample"), "thank* you", window=2)
    >>> found.lines[0].match
    'Thank you'
    """
    words = [_word(word, match_case) for word in plain(pattern).split()]
    if not words or any(not re.search(r"[^\W_]|\*", word) for word in pattern.split()):
        raise ToolkitError(
            f"the pattern '{pattern}' holds no word; write one or several, such as 'sanction*'"
        )
    if isinstance(texts, Tokens):
        tokens = texts
    else:
        tokens = number_tokens(split(texts, by="turn") if isinstance(texts, Corpus) else texts)
    places = _places(tokens.ids, tokens.ends, tokens.types, words)
    lines = tuple(_lines(tokens, places, len(words), window))
    return Kwic(pattern, window, lines, len(tokens.segments))


def _word(word: str, match_case: bool) -> re.Pattern[str]:
    letters = ".*".join(map(re.escape, word.split("*")))
    return re.compile(letters, 0 if match_case else re.IGNORECASE)


def _places(
    ids: Ids, ends: np.ndarray[Any, Any], types: Sequence[str], words: Sequence[re.Pattern[str]]
) -> np.ndarray[Any, Any]:
    """Find where all words follow each other within one segment."""
    fits = [np.array([word.fullmatch(t) is not None for t in types], np.bool_) for word in words]
    n = len(ids) - len(words) + 1
    if n <= 0:
        return np.zeros(0, np.int64)
    hit = np.ones(n, np.bool_)
    for k, fit in enumerate(fits):
        hit &= fit[ids[k : k + n]]
    places = np.flatnonzero(hit)
    first, last = (np.searchsorted(ends, places + k, side="right") for k in (0, len(words) - 1))
    return np.asarray(places[first == last])


def _lines(
    tokens: Tokens, places: np.ndarray[Any, Any], length: int, window: int
) -> Iterator[Line]:
    segments = tokens.segments
    columns = [
        segments.columns.get(name, ("",) * len(segments))
        for name in ("segment", "meeting", "speaker", "kind")
    ]
    read = -1
    text, spans, begin = "", list[tuple[int, int]](), 0
    for place in places.tolist():
        row = int(np.searchsorted(tokens.ends, place, side="right"))
        if row != read:
            read, text = row, plain(segments.texts[row])
            spans = [(m.start(), m.start() + len(_shown(m[0]))) for m in TOKEN.finditer(text)]
            begin = int(tokens.ends[row - 1]) if row else 0
        k = place - begin
        a, b = spans[k][0], spans[k + length - 1][1]
        left = text[spans[max(k - window, 0)][0] : a]
        right = text[b : spans[min(k + length - 1 + window, len(spans) - 1)][1]]
        shown = [" ".join(part.split()) for part in (left, text[a:b], right)]
        segment, meeting, speaker, kind = (str(column[row] or "") for column in columns)
        yield Line(segment, meeting, speaker, kind, k + 1, shown[0], shown[1], shown[2])


def _shown(token: str) -> str:
    """Take a possessive off, which is no part of the token, but leave its points."""
    return token[:-2] if token[-2:] in ("'s", "'S") and bare(token) else token

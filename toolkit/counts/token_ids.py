"""The tokens of segments as numbers: cut once, counted as often as one likes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.counts.numbering import number
from toolkit.counts.sentences import sentence_starts
from toolkit.errors import ToolkitError
from toolkit.records import Record, plural, read_only
from toolkit.segments import Segments
from toolkit.stages import stage

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Tokens(Record):
    """The tokens of each segment, as numbers of their types.

    Attributes
    ----------
    segments
        The segments, all of them, in their order.
    ids
        (n_tokens,) int32: the number of each token's type; segment after segment.
    ends
        (n_segments,) int64: how many tokens there are up to the end of each segment.
    marked, marks
        Places of the tokens before which stands what may end a sentence, rising, and what it is:
        1 a full stop, 2 what always ends one, 4 the point of initials, or their sum.
    types
        The distinct tokens as `tokenize` returns them, in the order in which they first occur.
    """

    shown_columns = ("type", "count")

    segments: Segments
    ids: NDArray[np.int32]
    ends: Ints
    marked: Ints
    marks: NDArray[np.uint8]
    types: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse numbers that do not fit their segments and types."""
        n_tokens = int(self.ends[-1]) if len(self.ends) else 0
        if len(self.ends) != len(self.segments) or n_tokens != len(self.ids):
            raise ValueError(
                f"{len(self.ids)} tokens that end at {n_tokens} in {len(self.ends)} places, "
                f"for {len(self.segments)} segments"
            )
        for name in ("ids", "ends", "marked", "marks"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.ids)

    @cached_property
    def sentences(self) -> Ints:
        """Places of the tokens that begin a sentence, rising; the first of a segment does."""
        return read_only(sentence_starts(self.ids, self.ends, self.marked, self.marks, self.types))

    def of(self, segment: int) -> tuple[str, ...]:
        """Return the tokens of one segment, by its row.

        Raises
        ------
        ToolkitError
            If there is no such row.
        """
        if not 0 <= segment < len(self.segments):
            raise ToolkitError(
                f"there is no segment {segment}; rows go from 0 to {len(self.segments) - 1}"
            )
        start = int(self.ends[segment - 1]) if segment else 0
        return tuple(self.types[i] for i in self.ids[start : self.ends[segment]].tolist())

    def table(self) -> pd.DataFrame:
        """Return one row a type, most frequent first: type, count."""
        import pandas as pd

        count = np.bincount(self.ids, minlength=len(self.types))
        frame = pd.DataFrame({"type": self.types, "count": count})
        return frame.sort_values(["count", "type"], ascending=[False, True], ignore_index=True)

    def summary(self) -> str:
        """Say how many tokens, types and sentences there are."""
        return (
            f"{plural(len(self), 'token')} of {plural(len(self.types), 'type')} in "
            f"{plural(len(self.sentences), 'sentence')} of {plural(len(self.segments), 'segment')}"
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays to store."""
        return {"ids": self.ids, "ends": self.ends, "marked": self.marked, "marks": self.marks}

    def meta(self) -> dict[str, Any]:
        """Return what is no array, ready for JSON."""
        return {"types": list(self.types)}

    @classmethod
    def from_parts(
        cls, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any], segments: Segments
    ) -> Tokens:
        """Put together what `arrays` and `meta` took apart."""
        names = ("ids", "ends", "marked", "marks")
        ids, ends, marked, marks = (arrays[name] for name in names)
        return cls(segments, ids, ends, marked, marks, tuple(meta["types"]))


@stage
def number_tokens(segments: Segments) -> Tokens:
    """Cut segments into tokens, once, and keep them as numbers.

    Whatever is decided later (function words, lemmas, phrases, limits) is decided for types or
    for sequences of numbers; `count_terms` takes what this returns in place of the segments, so
    that the next variant costs no reading. A token takes four bytes.

    Parameters
    ----------
    segments
        What `split` returned.

    Returns
    -------
    Tokens
        The tokens of `tokenize`; a segment in capitals throughout is read in lower case.
        Sentences end at question and exclamation marks, at blank lines and at full stops, but not
        at those of titles, short forms and initials, unless a function word in a capital follows.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.segments import split
    >>> tokens = number_tokens(split(read_corpus("package:sample")))
    >>> tokens.of(0)[:3]
    ('Ladies', 'and', 'gentlemen')
    """
    found = number(segments.texts)
    return Tokens(segments, found.ids, found.ends, found.marked, found.marks, found.types)

"""The record of segments: texts, their columns, and what was left out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, Literal

from toolkit.errors import ToolkitError
from toolkit.records import Record, plural
from toolkit.stages import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

By = Literal["turn", "paragraph", "exchange", "meeting", "speaker", "window"]


@dataclass(frozen=True, eq=False, repr=False)
class Segments(Record):
    """The units of analysis, in the order of the corpus.

    Attributes
    ----------
    by
        What a segment is.
    texts
        One text a segment; paragraphs are joined by a blank line.
    columns
        Columns of the segments, each a tuple as long as `texts`; None where the page does not
        say or where the turns of a segment disagree. An exchange is named with its meeting, such
        as "meeting#exchange 1", since every meeting numbers its own.
    dropped
        How many segments were left out, by reason.
    named
        What the heads of the corpus name (``names``, ``offices``, ``outlets``, ``countries``,
        ``places``), so that `count_terms` can leave it out.
    """

    shown_columns = ("segment", "kind", "speaker", "words", "text")

    by: By
    texts: tuple[str, ...]
    columns: MappingProxyType[str, tuple[str | None, ...]]
    dropped: MappingProxyType[str, int]
    named: MappingProxyType[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def __post_init__(self) -> None:
        """Refuse columns that hold anything but texts, such as the numbers and NaN of pandas."""
        columns: Mapping[str, tuple[Any, ...]] = self.columns
        for name, column in columns.items():
            if all(kind is NoneType or issubclass(kind, str) for kind in set(map(type, column))):
                continue
            odd = next(value for value in column if not isinstance(value, str | None))
            raise ToolkitError(
                f"the column {name!r} of the segments holds {odd!r}, which is no text; write "
                "values as text and missing ones, such as NaN, as None"
            )

    def __len__(self) -> int:
        """Return the number of segments."""
        return len(self.texts)

    @property
    def ids(self) -> tuple[str, ...]:
        """Name of each segment: its meeting and its place in it."""
        return tuple(name or "" for name in self.columns["segment"])

    @cached_property
    def words(self) -> tuple[int, ...]:
        """Words of each segment: stretches between white space."""
        return tuple(len(text.split()) for text in self.texts)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.columns)

    def column(self, name: str) -> tuple[str | None, ...]:
        """Return one column.

        Raises
        ------
        ToolkitError
            If there is no such column.
        """
        if name not in self.columns:
            raise ToolkitError(
                f"'{name}' is no column of the segments; {did_you_mean(name, self.columns)}"
            )
        return self.columns[name]

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """SHA-256 of each text, in hexadecimal."""
        return tuple(hashlib.sha256(text.encode()).hexdigest() for text in self.texts)

    @cached_property
    def canonical_order(self) -> tuple[int, ...]:
        """Numbers of the rows in an order that does not depend on the names of files.

        Rows go by the digest of their text; equal texts by the digest of all texts of their
        meeting; equal texts of one meeting by their ids. Computed in this order, sums and fits
        keep their last bits when files are renamed.
        """
        meetings = self.columns.get("meeting", (None,) * len(self))
        held: dict[str | None, list[str]] = {}
        for meeting, digest in zip(meetings, self.digests, strict=True):
            held.setdefault(meeting, []).append(digest)
        whole = {name: digest_of(digests) for name, digests in held.items()}
        keys = [
            (digest, whole[meeting], name)
            for digest, meeting, name in zip(self.digests, meetings, self.ids, strict=True)
        ]
        return tuple(sorted(range(len(keys)), key=keys.__getitem__))

    def keep(self, rows: Iterable[int], reason: str) -> Segments:
        """Keep some rows, in the order given, and count the others under a reason."""
        chosen = list(rows)
        columns = {k: tuple(map(v.__getitem__, chosen)) for k, v in self.columns.items()}
        dropped = Counter(self.dropped) + Counter({reason: len(self) - len(chosen)})
        texts = tuple(map(self.texts.__getitem__, chosen))
        frozen = MappingProxyType(columns), MappingProxyType(dropped)
        return replace(self, texts=texts, columns=frozen[0], dropped=frozen[1])

    def table(self) -> pd.DataFrame:
        """Return one row a segment: its columns, its words and its text."""
        import pandas as pd

        frame = pd.DataFrame({name: list(values) for name, values in self.columns.items()})
        return frame.assign(words=self.words, text=self.texts)

    def summary(self) -> str:
        """Say how many segments there are, how long they are, and what was left out."""
        words = self.words or (0,)
        lines = [f"{plural(len(self), 'segment')} by {self.by}, {plural(sum(words), 'word')}; "]
        lines[0] += f"median {median(words):g}, from {min(words)} to {max(words)} words"
        lines += [f"left out: {plural(n, 'segment')} {why}" for why, n in self.dropped.items()]
        return "\n".join(lines)


def digest_of(digests: Iterable[str]) -> str:
    """Digest a bag of digests: their order does not matter.

    Examples
    --------
    >>> digest_of(["ab", "cd"]) == digest_of(["cd", "ab"]) != digest_of(["ab"])
    True
    """
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()

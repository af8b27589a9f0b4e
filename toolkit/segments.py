"""UNITS: cut the turns of a corpus into segments, the topic model's documents."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from toolkit.corpus.corpus import Corpus
from toolkit.corpus.heads import named_in_heads
from toolkit.corpus.meeting import Meeting, Turn
from toolkit.errors import ToolkitError
from toolkit.records import Record, plural
from toolkit.stages import Names, did_you_mean, stage

if TYPE_CHECKING:
    import pandas as pd

By = Literal["turn", "paragraph", "exchange", "meeting", "speaker", "window"]
_Piece = tuple[str, list[tuple[Meeting, Turn]], str]  # id, the turns it comes from, its text


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


@stage
def split(
    corpus: Corpus,
    *,
    by: By = "paragraph",
    words: Annotated[int, Field(ge=10)] = 150,
    min_words: Annotated[int, Field(ge=1)] = 1,
    kinds: Names = (),
    speakers: Names = (),
) -> Segments:
    """Cut a corpus into segments.

    Parameters
    ----------
    corpus
        What `read_corpus` returned.
    by
        ``"turn"``; ``"paragraph"``; ``"exchange"``, a question with all that answers it;
        ``"meeting"``; ``"speaker"``, what one speaker says within a meeting and kind; or
        ``"window"``, pieces of near-equal length that never cross a turn.
    words
        Length of a window, in words; used by ``by="window"`` alone. A turn of n words is
        cut into round(n / words) pieces, at least one, whose lengths differ by one at most.
    min_words
        Shorter segments are left out and counted.
    kinds, speakers
        Only turns of these kinds and speakers are cut; the others are counted.

    Returns
    -------
    Segments
        A column holds a value only where all turns of a segment agree, else None.

    Raises
    ------
    ToolkitError
        If a kind or speaker does not occur, or no segment is left.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> segments = split(read_corpus("package:sample"), by="turn", kinds="statement")
    >>> len(segments)
    60
    """
    turns, dropped = _wanted(corpus, kinds, speakers)
    pieces = list(_CUTS[by](turns, words))
    kept = [piece for piece in pieces if len(piece[2].split()) >= min_words]
    if not kept:
        longest = max((len(text.split()) for _, _, text in pieces), default=0)
        raise ToolkitError(
            f"no segment has min_words = {min_words} words (the longest has {longest}); lower it"
        )
    if len(kept) < len(pieces):
        dropped[f"under {min_words} words"] = len(pieces) - len(kept)
    return Segments(
        by,
        tuple(text for _, _, text in kept),
        _columns(corpus, kept),
        MappingProxyType(dropped),
        MappingProxyType(named_in_heads(corpus)),
    )


def _wanted(
    corpus: Corpus, kinds: tuple[str, ...], speakers: tuple[str, ...]
) -> tuple[list[tuple[Meeting, Turn]], dict[str, int]]:
    turns = [(meeting, turn) for meeting, turn in corpus.turns() if turn.text]
    for name, asked in (("kind", kinds), ("speaker", speakers)):
        present = {getattr(turn, name) for _, turn in turns}
        for value in asked:
            if value not in present:
                slip = did_you_mean(value, sorted(present - {""}))
                raise ToolkitError(f"no turn has the {name} '{value}'; {slip}")
    wanted = [
        (meeting, turn)
        for meeting, turn in turns
        if (not kinds or turn.kind in kinds) and (not speakers or turn.speaker in speakers)
    ]
    if not wanted:
        raise ToolkitError(f"no turn is of kinds {kinds} and by speakers {speakers}; ask for fewer")
    dropped = {}
    if len(wanted) < len(turns):
        dropped["in turns of other kinds or speakers (turns counted)"] = len(turns) - len(wanted)
    return wanted, dropped


def _columns(corpus: Corpus, pieces: list[_Piece]) -> MappingProxyType[str, tuple[str | None, ...]]:
    rows: list[dict[str, str | None]] = []
    for name, turns, _ in pieces:
        first, *others = (_turn_columns(corpus, meeting, turn) for meeting, turn in turns)
        agreed = {k: v if all(o[k] == v for o in others) else None for k, v in first.items()}
        rows.append({"segment": name, **agreed})
    names = ("segment", *corpus.column_names)
    return MappingProxyType({name: tuple(row[name] for row in rows) for name in names})


def _turn_columns(corpus: Corpus, meeting: Meeting, turn: Turn) -> dict[str, str | None]:
    """Return every column of one turn; its exchange is named for the corpus, not the meeting."""
    columns = corpus.columns_of(meeting, turn)
    if turn.exchange:  # each meeting counts its own from one
        columns["exchange"] = _exchange(meeting, turn)
    return columns


def _by_turn(turns: list[tuple[Meeting, Turn]], _words: int) -> Iterator[_Piece]:
    for meeting, turn in turns:
        yield f"{meeting.meeting}#{turn.position}", [(meeting, turn)], turn.text


def _by_paragraph(turns: list[tuple[Meeting, Turn]], _words: int) -> Iterator[_Piece]:
    for meeting, turn in turns:
        for i, paragraph in enumerate(turn.paragraphs, 1):
            yield f"{meeting.meeting}#{turn.position}.{i}", [(meeting, turn)], paragraph


def _by_window(turns: list[tuple[Meeting, Turn]], words: int) -> Iterator[_Piece]:
    for meeting, turn in turns:
        spoken = turn.text.split()
        n = max(1, round(len(spoken) / words))
        cuts = [len(spoken) * i // n for i in range(n + 1)]
        for i in range(n):
            text = " ".join(spoken[cuts[i] : cuts[i + 1]])
            yield f"{meeting.meeting}#{turn.position}.{i + 1}", [(meeting, turn)], text


def _grouped(key: Callable[[Meeting, Turn], str]) -> Callable[..., Iterator[_Piece]]:
    """Cut by a key: turns with one key become one segment, named by the key."""

    def cut(turns: list[tuple[Meeting, Turn]], _words: int) -> Iterator[_Piece]:
        groups: dict[str, list[tuple[Meeting, Turn]]] = {}
        for meeting, turn in turns:
            groups.setdefault(key(meeting, turn), []).append((meeting, turn))
        for name, members in groups.items():
            yield name, members, "\n\n".join(turn.text for _, turn in members)

    return cut


def _exchange(meeting: Meeting, turn: Turn) -> str:
    """Name an exchange; what stands outside of any is a segment of its own."""
    number = f"exchange {turn.exchange}" if turn.exchange else str(turn.position)
    return f"{meeting.meeting}#{number}"


_CUTS: dict[str, Any] = {
    "turn": _by_turn,
    "paragraph": _by_paragraph,
    "window": _by_window,
    "meeting": _grouped(lambda meeting, turn: meeting.meeting),
    "exchange": _grouped(_exchange),
    "speaker": _grouped(lambda m, t: f"{m.meeting}#{t.speaker or t.role}, {t.kind}"),
}

"""UNITS: cut the turns of a corpus into segments, the topic model's documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from toolkit.corpus.corpus import Corpus
from toolkit.corpus.heads import named_in_heads
from toolkit.corpus.meeting import Meeting, Turn
from toolkit.errors import ToolkitError
from toolkit.segments.segments import By, Segments
from toolkit.stages import Names, did_you_mean, stage

_Piece = tuple[str, list[tuple[Meeting, Turn]], str]  # id, the turns it comes from, its text


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
    texts: list[str] = []
    columns: dict[str, list[str | None]] = {n: [] for n in ("segment", *corpus.column_names)}
    same: dict[str | None, str | None] = {}  # equal values of a column become one object
    short, longest = 0, 0
    for name, spoken, text in _CUTS[by](turns, words):
        n_words = len(text.split())
        if n_words < min_words:
            short, longest = short + 1, max(longest, n_words)
            continue
        texts.append(text)
        columns["segment"].append(name)
        for column, value in _columns_of(corpus, spoken).items():
            columns[column].append(same.setdefault(value, value))
    if not texts:
        raise ToolkitError(
            f"no segment has min_words = {min_words} words (the longest has {longest}); lower it"
        )
    if short:
        dropped[f"under {min_words} words"] = short
    return Segments(
        by,
        tuple(texts),
        _frozen(columns),
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


def _frozen(columns: dict[str, list[str | None]]) -> MappingProxyType[str, tuple[str | None, ...]]:
    """Turn lists into tuples one by one; equal columns, such as empty ones, become one object."""
    same: dict[tuple[str | None, ...], tuple[str | None, ...]] = {}
    found = {}
    for name in list(columns):
        column = tuple(columns.pop(name))
        found[name] = same.setdefault(column, column)
    return MappingProxyType(found)


def _columns_of(corpus: Corpus, turns: list[tuple[Meeting, Turn]]) -> dict[str, str | None]:
    """Return every column on which the turns of a segment agree, None for the others."""
    first, *others = (_turn_columns(corpus, meeting, turn) for meeting, turn in turns)
    return {k: v if all(o[k] == v for o in others) else None for k, v in first.items()}


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

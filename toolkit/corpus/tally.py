"""Who spoke how much, who was asked, and which questions were left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.corpus.meeting import Meeting, Role, Turn


@dataclass(frozen=True, slots=True)
class Tally:
    """What one speaker did at one meeting.

    Attributes
    ----------
    name, role
        As in the turns; those who are not named are counted together, role by role.
    turns, words
        Number of turns and of words.
    share
        Share of all words of the meeting, 0 to 1.
    received
        Exchanges in which a question is addressed to the speaker, or answered by the speaker.
    left_open
        Those of them in which the speaker is asked by name and does not answer.
    """

    name: str
    role: Role
    turns: int
    words: int
    share: float
    received: int
    left_open: int


def tally(meeting: Meeting) -> tuple[Tally, ...]:
    r"""Count turns, words and questions of each speaker of a meeting.

    The role of a speaker is the one that the meeting lists, else that of the first turn.

    Returns
    -------
    tuple of Tally
        In the order of the first turns.

    Examples
    --------
    >>> from toolkit.corpus import parse
    >>> page = "News conference, Sundreach, May 4, 2021\nQuestion: When?\nAda Lind: In the autumn."
    >>> for row in tally(parse(page)):
    ...     print(row.name or "(not named)", row.turns, row.words, row.received)
    (not named) 1 1 0
    Ada Lind 1 3 1
    """
    groups: dict[str | tuple[Role], list[Turn]] = {}
    for turn in meeting.turns:
        groups.setdefault(turn.speaker or (turn.role,), []).append(turn)
    received = [asked | answering for asked, answering in _questions(meeting)]
    left_open = [asked - answering for asked, answering in _questions(meeting)]
    roles = {speaker.name: speaker.role for speaker in meeting.speakers}
    n_words = meeting.words or 1
    rows = []
    for turns in groups.values():
        name, words = turns[0].speaker, sum(turn.words for turn in turns)
        rows.append(
            Tally(
                name=name,
                role=roles.get(name, turns[0].role),
                turns=len(turns),
                words=words,
                share=words / n_words,
                received=sum(name in names for names in received),
                left_open=sum(name in names for names in left_open),
            )
        )
    return tuple(rows)


def letters_by_tag(meetings: Iterable[Meeting]) -> Counter[str]:
    """Count the characters of pages by what they are."""
    letters: Counter[str] = Counter()
    for meeting in meetings:
        for span in meeting.spans:
            letters[span.tag] += span.end - span.start
    return letters


def open_questions(meeting: Meeting) -> tuple[int, ...]:
    """Return the positions of the questions that nobody answers, see `unanswered`."""
    return tuple(turn.position for turn in unanswered(meeting.turns))


def unanswered(turns: Iterable[Turn]) -> Iterator[Turn]:
    """Iterate over the questions that nobody answers, of several in one exchange the first."""
    for exchange in _exchanges(turns):
        if not any(turn.kind == "answer" for turn in exchange):
            yield from [turn for turn in exchange if turn.kind == "question"][:1]


def _questions(meeting: Meeting) -> Iterator[tuple[set[str], set[str]]]:
    """Iterate over the exchanges with a question: who is asked by name, and who answers."""
    for turns in _exchanges(meeting.turns):
        questions = [turn for turn in turns if turn.kind == "question"]
        if questions:
            asked = {name for turn in questions for name in turn.addressed_to.split("; ")}
            answering = {turn.speaker for turn in turns if turn.kind == "answer"}
            yield asked - {""}, answering - {""}


def _exchanges(turns: Iterable[Turn]) -> list[list[Turn]]:
    exchanges: dict[int, list[Turn]] = {}
    for turn in turns:
        if turn.exchange:
            exchanges.setdefault(turn.exchange, []).append(turn)
    return list(exchanges.values())

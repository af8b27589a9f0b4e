"""The records of one transcript: a meeting, its turns, and the spans of its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, overload

Tag = Literal["head", "furniture", "heading", "label", "direction", "text", "blank", "unexplained"]
Kind = Literal["statement", "question", "answer", "remark"]
Role = Literal["principal", "journalist", "moderator", "other"]
About = Literal[
    "encoding", "layout", "date", "head", "label", "person", "role", "kind", "question",
    "direction", "lines", "text", "correction",
]  # fmt: skip
"""What a note speaks of."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a page and what it is.

    Attributes
    ----------
    start, end
        0-based half-open range of characters of the decoded page.
    tag
        What the stretch is; ``unexplained`` where no rule says.
    turn
        Position of the turn it belongs to, counted from 1; 0 for none.
    """

    start: int
    end: int
    tag: Tag
    turn: int = 0


class Spans(Sequence[Span]):
    """Spans that are made when somebody looks at them: a large corpus has millions, seldom seen.

    Equal to a tuple of the same spans.
    """

    __slots__ = ("_length", "_made", "_make")

    def __init__(self, length: int, make: Callable[[], tuple[Span, ...]]) -> None:
        self._length = length
        self._make = make
        self._made: tuple[Span, ...] | None = None

    def _all(self) -> tuple[Span, ...]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> Span: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Span, ...]: ...
    def __getitem__(self, place: int | slice) -> Span | tuple[Span, ...]:
        return self._all()[place]

    def __iter__(self) -> Iterator[Span]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spans | tuple) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __reduce__(self) -> tuple[type, tuple[tuple[Span, ...]]]:
        return tuple, (self._all(),)  # what makes them stays in this process

    def __repr__(self) -> str:
        return repr(self._all())


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a head names one: the name apart from the office; empty where not said."""

    name: str
    office: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One who speaks at a meeting.

    Attributes
    ----------
    name
        Canonical name, as in the turns.
    role, reason
        What the person is at this meeting, and what says so, as a phrase.
    office, outlet
        As printed: ``President of Russia``; ``Reuters``. Empty where the page does not say.
    labels
        The labels the person speaks under, as printed, in the order of their first use.
    """

    name: str
    role: Role
    reason: str
    office: str = ""
    outlet: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that the parser noticed and could not settle, or settled by judgement.

    Attributes
    ----------
    about
        What it speaks of.
    says
        One sentence without its full stop.
    line
        Line of the decoded page, counted from 1; 0 for none.
    """

    about: About
    says: str
    line: int = 0

    def __str__(self) -> str:
        """Return the sentence, behind the number of its line."""
        return f"line {self.line}: {self.says}" if self.line else self.says


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of speech under one label.

    Attributes
    ----------
    position
        Place in the meeting, counted from 1.
    kind
        ``statement``, ``question``, ``answer`` or ``remark``.
    label
        The label as printed, without its note and colon; empty for an unlabelled statement.
    speaker
        Canonical name; empty for a questioner who is not named.
    addressed_to
        Whom a question is put to, where its note says so.
    note
        What the label says in brackets beyond that, such as ``re-translated from French``.
    exchange
        Number of the exchange it belongs to, counted from 1; 0 for a statement.
    start, end
        0-based half-open range of characters of the page, label included.
    text
        Paragraphs joined by a blank line.
    """

    position: int
    kind: Kind
    label: str
    speaker: str
    role: Role
    addressed_to: str
    note: str
    exchange: int
    start: int
    end: int
    text: str

    @property
    def words(self) -> int:
        """Number of words: stretches between white space."""
        return len(self.text.split())

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The turn's paragraphs."""
        return tuple(self.text.split("\n\n"))


@dataclass(frozen=True, slots=True)
class Meeting:
    """One transcript: a news conference after one meeting.

    Attributes
    ----------
    meeting
        The page's path below the folder, without its ending.
    date, date_from
        ISO date of the event, or its year or month alone where no more is known, and where it was
        found (``title``, ``stamp``, ``metadata``, ``file name``, ``correction``); empty if
        nowhere. ``metadata`` is the file's own head, or a table of the user's.
    time
        HH:MM as printed on the page.
    event
        ``news conference``, ``briefing``, ``interview``, ``statement``, ``speech``,
        ``press release`` or ``other``.
    host, counterparts
        Whose ministry published the page, and who met that person.
    languages
        Codes of the languages the page is offered in.
    sha256
        Digest of the file's bytes.
    spans
        Every character of the page, in order, without gaps.
    speakers
        Who speaks, in the order of their first turns; the unnamed are not listed.
    notes
        What the parser noticed and could not settle.
    encoding
        The encoding that the file's bytes were read in.
    """

    meeting: str
    title: str
    date: str
    date_from: str
    time: str
    place: str
    event: str
    host: Person
    counterparts: tuple[Person, ...]
    languages: tuple[str, ...]
    layout: str
    source: str
    sha256: str
    turns: tuple[Turn, ...]
    spans: Sequence[Span]
    speakers: tuple[Speaker, ...] = ()
    notes: tuple[Note, ...] = ()
    encoding: str = "utf-8"

    @property
    def countries(self) -> tuple[str, ...]:
        """Countries of the counterparts, each once, in the order of the head."""
        return tuple(dict.fromkeys(p.country for p in self.counterparts if p.country))

    @property
    def words(self) -> int:
        """Number of words spoken."""
        return sum(turn.words for turn in self.turns)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that holds no speech the parser can read, and why."""

    source: str
    reason: str

"""The audit one can look at: each transcript as a coloured page, and a table of all of them."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from toolkit.corpus.audit.passages import cut_passages
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.meeting import Kind, Meeting, Person, Role, Speaker, Tag
from toolkit.corpus.tally import Tally, letters_by_tag, open_questions, tally
from toolkit.errors import ToolkitError
from toolkit.records import plural, printable

if TYPE_CHECKING:
    from jinja2 import Environment

_COLOURS = 7  # in style.css; behind them they come round again, the speakers' numbers do not
_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class _Person:
    """One row of the table of speakers."""

    number: int
    colour: str
    tally: Tally
    who: Speaker


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the table of files."""

    meeting: Meeting

    @property
    def kinds(self) -> dict[str, int]:
        return _kinds(self.meeting)

    @property
    def speakers(self) -> list[tuple[str, int]]:
        return Counter(turn.speaker for turn in self.meeting.turns if turn.speaker).most_common()

    @property
    def notes(self) -> list[tuple[str, int]]:
        about = (note.about for note in self.meeting.notes if note.about != "layout")
        return Counter[str](about).most_common()

    @property
    def to_check(self) -> int:
        """Number of notes; a stretch that no rule explains has one as well."""
        return sum(n for _, n in self.notes)

    @property
    def evidence(self) -> list[str]:
        """What is noted of the layout."""
        return [note.says for note in self.meeting.notes if note.about == "layout"]

    @property
    def unexplained(self) -> list[int]:
        """Lengths of the stretches that no rule explains, in characters."""
        spans = self.meeting.spans
        return [span.end - span.start for span in spans if span.tag == "unexplained"]

    @property
    def shape(self) -> str:
        """The turns as stripes of a CSS gradient, each in the colour of its kind."""
        total = sum(turn.words for turn in self.meeting.turns) or 1
        at, stripes = 0, []
        for turn in self.meeting.turns:
            start, at = at, at + turn.words
            stops = f"{100 * start / total:.1f}% {100 * at / total:.1f}%"
            stripes.append(f"var(--{turn.kind}-bar) {stops}")
        return ",".join(stripes or ["transparent"] * 2)


def transcript_html(meeting: Meeting, text: str, *, links: Mapping[str, str] | None = None) -> str:
    r"""Draw one transcript so that a person sees at a glance how it was read.

    The page shows every character that has print on it, in order: what was spoken, turn by turn,
    in the colour of its speaker and under the name of its kind, and everything else as what it
    was taken for. What no rule explains and what the parser noted stand out. The page is one
    file without scripts and loads nothing; whatever the transcript holds is shown as text, and
    control characters as the replacement character.

    Parameters
    ----------
    meeting
        The transcript as it was parsed.
    text
        The decoded text that its spans refer to.
    links
        Words and the addresses they lead to, shown above the title, such as the way back to
        the table of files.

    Returns
    -------
    str
        An HTML document.

    Raises
    ------
    ToolkitError
        If the spans do not cover the text, as happens when the file has changed since.

    Examples
    --------
    >>> from toolkit.corpus import parse
    >>> page = "News conference, Sundreach, May 4, 2021\nQuestion: When?\nAda Lind: In the autumn."
    >>> print(transcript_html(parse(page), page)[:15])
    <!doctype html>
    """
    passages = cut_passages(meeting, text)
    return _render(
        "transcript.html",
        meeting=meeting,
        links=links or {},
        passages=passages,
        host=_words_on(meeting.host),
        counterparts="; ".join(map(_words_on, meeting.counterparts)),
        people=(people := _people(meeting)),
        roster=sorted(set(people.values()), key=lambda person: person.number),
        doubts=_doubts(meeting),
        n_words=meeting.words,
        n_open=len(open_questions(meeting)),
        unexplained=[piece for p in passages for piece in p.pieces if piece.tag == "unexplained"],
        kinds=_kinds(meeting),
        notes=[(i, note) for i, note in enumerate(meeting.notes, 1) if note.about != "layout"],
        evidence=[note.says for note in meeting.notes if note.about == "layout"],
        placed={n for p in passages for piece in p.pieces for n, _ in piece.notes},
    )


def index_html(
    corpus: Corpus, *, suggestions: Sequence[str] = (), copies: Sequence[str] = ()
) -> str:
    """Draw the table of all files: how each was read, what is to be checked, and where to look.

    Parameters
    ----------
    corpus
        What `read_corpus` returned.
    suggestions, copies
        Sentences about names that may be one person's, and about files that repeat others.

    Returns
    -------
    str
        An HTML document, whose rows lead to ``pages/`` beside it; see `write_audit`.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> index_html(read_corpus("package:sample")).count("<tr id=")
    60
    """
    rows = [_Row(meeting) for meeting in corpus.meetings]
    return _render(
        "index.html",
        corpus=corpus,
        summary=corpus.summary().splitlines(),
        rows=rows,
        layouts=Counter(m.layout for m in corpus.meetings).most_common(),
        abouts=Counter[str](
            n.about for m in corpus.meetings for n in m.notes if n.about != "layout"
        ).most_common(),
        letters=letters_by_tag(corpus.meetings),
        n_unexplained=sum(1 for row in rows if row.unexplained),
        lists={
            "set aside": [f"{aside.source} {aside.reason}" for aside in corpus.set_aside],
            "people to settle": suggestions,
            "copies": copies,
            "unmatched": corpus.unmatched,
        },
    )


def write_audit(
    corpus: Corpus,
    texts: Callable[[Meeting], str],
    folder: Path,
    *,
    suggestions: Sequence[str] = (),
    copies: Sequence[str] = (),
) -> Path:
    """Write the table of files and a page for each of them into a folder.

    Parameters
    ----------
    corpus
        What `read_corpus` returned.
    texts
        Gives the decoded text of a meeting; called once for each, so that no more than one text
        need be held at a time.
    folder
        Made if it is missing. Files of the same names are overwritten.
    suggestions, copies
        As in `index_html`.

    Returns
    -------
    Path
        The table, ``index.html``; the pages lie beside it in ``pages/``.

    Raises
    ------
    ToolkitError
        If a text is not the one that was parsed, or the folder cannot be written.
    """
    index = folder / "index.html"
    names = [page_name(meeting.meeting) for meeting in corpus.meetings]
    for i, meeting in enumerate(corpus.meetings):
        links = {"all files": "../index.html"}
        links |= {"previous": names[i - 1]} if i else {}
        links |= {"next": names[i + 1]} if i + 1 < len(names) else {}
        page = transcript_html(meeting, texts(meeting), links=links)
        _write(folder / "pages" / names[i], page)
    _write(index, index_html(corpus, suggestions=suggestions, copies=copies))
    return index


def page_name(meeting: str) -> str:
    """Name the file that shows a meeting: what is legible of its name, and a digest of it.

    Every file system takes the name, and no two meetings share one: the digest tells apart what
    the legible part does not.

    Examples
    --------
    >>> page_name("2021/Übersicht Mai")
    '2021-ubersicht-mai-e5b210b2baa61696.html'
    """
    letters = unicodedata.normalize("NFKD", meeting).encode("ascii", "ignore").decode().lower()
    legible = re.sub(r"[^a-z0-9]+", "-", letters)[:60].strip("-")
    digest = hashlib.sha256(meeting.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{legible}-{digest}.html".lstrip("-")


def _write(path: Path, page: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.encode("utf-8", "replace"))  # half a surrogate pair has no bytes
    except OSError as error:
        raise ToolkitError(f"the audit cannot be written to {path}: {error.strerror}") from error


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(values)


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("toolkit.corpus.audit"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plural": plural, "page_name": page_name}
    environment.globals |= {"kind_names": get_args(Kind), "tags": get_args(Tag)}
    return environment


def _shown(value: object) -> object:
    """Replace what a browser would obey or drop; of several empty lines one stays.

    Every value that a template writes passes here, and what is no markup is escaped behind it.
    """
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    lines = re.sub(r"\n\s*\n", "\n\n", _LINE_END.sub("\n", value))
    return "\t".join(printable(part) for part in lines.split("\t"))


def _people(meeting: Meeting) -> dict[tuple[str, Role], _Person]:
    """Give each speaker a number and a colour; the unnamed of one role go together, grey."""
    known = {speaker.name: speaker for speaker in meeting.speakers}
    rows = tally(meeting)
    colours = _colours([row for row in rows if row.name])
    people = {}
    for number, row in enumerate(rows, 1):
        who = known.get(row.name) or Speaker(row.name, row.role, "")
        person = _Person(number, colours.get(row.name, "unnamed"), row, who)
        for turn in meeting.turns:
            if turn.speaker == row.name and (row.name or turn.role == row.role):
                people[turn.speaker, turn.role] = person
    return people


def _colours(rows: list[Tally]) -> dict[str, str]:
    """Give those who answer or lead, who are few, colours that no journalist shares with them."""
    hosts = [row.name for row in rows if row.role != "journalist"]
    guests = [row.name for row in rows if row.role == "journalist"]
    taken = len(hosts) if len(hosts) < _COLOURS else 0
    colours = {name: f"c{i % _COLOURS}" for i, name in enumerate(hosts)}
    return colours | {n: f"c{taken + i % (_COLOURS - taken)}" for i, n in enumerate(guests)}


def _doubts(meeting: Meeting) -> dict[int, tuple[str, ...]]:
    """Say of each turn what is rare enough in speech that it may be a slip of the parser."""
    unanswered = open_questions(meeting)
    doubts: dict[int, tuple[str, ...]] = {}
    for before, turn in zip([None, *meeting.turns], meeting.turns, strict=False):
        found = {
            "nobody answers": turn.position in unanswered,
            "no words": not turn.words,
            "no question before it": turn.kind == "answer" and not turn.exchange,
            "same speaker as before": bool(before and turn.speaker == before.speaker != ""),
        }
        doubts[turn.position] = tuple(says for says, holds in found.items() if holds)
    return doubts


def _kinds(meeting: Meeting) -> dict[str, int]:
    return {kind: sum(turn.kind == kind for turn in meeting.turns) for kind in get_args(Kind)}


def _words_on(person: Person) -> str:
    named = ", ".join(part for part in (person.name, person.office) if part)
    return f"{named} ({person.country})".lstrip() if person.country else named

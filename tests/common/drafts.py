"""Turns before it is known who speaks, made of a label and a few words."""

from __future__ import annotations

from toolkit.corpus.meeting import Person
from toolkit.corpus.parsing.head import Head
from toolkit.corpus.parsing.labels import Label, Mark
from toolkit.corpus.parsing.roles import Draft

MARKS: dict[str, Mark] = {
    "Question": "question",
    "Answer": "answer",
    "Moderator": "moderator",
    "Voice": "voice",
}


def draft(who: str, text: str = "", *, office: str = "", note: str = "", start: int = 0) -> Draft:
    """A turn under a label; without one where `who` is empty."""
    if not who:
        return Draft(None, start, start + len(text), text)
    mark = MARKS.get(who, "")
    speaker = "" if mark else who
    label = Label(len(who) + 1, who, note=note, mark=mark, speaker=speaker, office=office)
    return Draft(label, start, start + len(text), text, person=speaker)


def drafts(*turns: str | Draft) -> list[Draft]:
    """Turns one behind the other; a text is its label and, behind a colon, what is said."""
    made: list[Draft] = []
    for i, turn in enumerate(turns):
        if isinstance(turn, Draft):
            made.append(turn)
        else:
            who, _, text = turn.rpartition(": ")
            made.append(draft(who, text, start=i))
    return made


def head_of(host: str = "", *guests: str, event: str = "news conference") -> Head:
    """A head that names people and a kind of event."""
    people = tuple(Person(name) for name in guests)
    return Head("", "", "", "", "", event, Person(host), people, (), ())

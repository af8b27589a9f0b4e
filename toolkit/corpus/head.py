"""The head of a page: when, where, who received whom, read from stamp, title and language bar."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Person
from toolkit.corpus.names import PERSON, split_office, tidy


@dataclass(frozen=True, slots=True)
class Head:
    """What a page's head says; empty where it says nothing."""

    title: str
    date: str
    date_from: str
    time: str
    place: str
    event: str
    host: Person
    counterparts: tuple[Person, ...]
    languages: tuple[str, ...]
    notes: tuple[str, ...]


def read_head(title: str, stamps: list[str], bars: list[str], layout: Layout) -> Head:
    """Read a head from its lines.

    Parameters
    ----------
    title
        The title line; empty if the page has none.
    stamps
        Lines with a date, a time or both, as printed.
    bars
        Lines of the language bar.
    """
    notes: list[str] = []
    stamp_date, time = _read_stamps(stamps, layout, notes)
    body, place, title_date = _cut_tail(title, layout, notes)
    counterparts = _counterparts(body, layout)
    if title_date and stamp_date and title_date != stamp_date:
        notes.append(f"the title says {title_date}, the page's stamp {stamp_date}")
    if sum(letter.isascii() for letter in title) < len(title) / 2:
        notes.append("the title is in another script: counterparts were not read from it")
    elif re.search(layout.talks, body) and not counterparts:
        notes.append("the title speaks of talks, but names nobody that could be read")
    date = title_date or stamp_date
    return Head(
        title=title,
        date=date,
        date_from="title" if title_date else "stamp" if stamp_date else "",
        time=time,
        place=layout.places.get(place, place),
        event=_event(title, layout),
        host=_host(body, counterparts, layout),
        counterparts=counterparts,
        languages=tuple(dict.fromkeys(re.findall(r"[a-z]{2}-[A-Z]{2}", " ".join(bars)))),
        notes=tuple(notes),
    )


def _read_stamps(stamps: list[str], layout: Layout, notes: list[str]) -> tuple[str, str]:
    date = time = ""
    for stamp in stamps:
        parts = _match(layout.stamp, stamp) or _match(layout.bare_time, stamp)
        date = date or _date(parts, layout, notes)
        time = time or _time(parts.get("hour", ""), notes)
    return date, time


def _time(printed: str, notes: list[str]) -> str:
    if not printed:
        return ""
    hour, minute = map(int, printed.split(":"))
    if hour > 23 or minute > 59:
        notes.append(f"'{printed}' is no time of day")
        return ""
    return f"{hour:02}:{minute:02}"


def _cut_tail(title: str, layout: Layout, notes: list[str]) -> tuple[str, str, str]:
    """Cut ", Place, date" off the end of a title; return what stands before it."""
    for pattern in layout.title_tails:
        if found := re.search(f"(?:{pattern})$", title):
            parts = found.groupdict()
            if date := _date(parts, layout, notes):
                return title[: found.start()], tidy(parts["place"]), date
    return title, "", ""


def _match(pattern: str, line: str) -> dict[str, str]:
    found = re.fullmatch(pattern, line)
    return {k: v for k, v in found.groupdict().items() if v} if found else {}


def _date(parts: dict[str, str], layout: Layout, notes: list[str]) -> str:
    if not {"day", "month", "year"} <= parts.keys():
        return ""
    months = {name.casefold(): number for name, number in layout.months.items()}
    printed = f"{parts['day']} {parts['month']} {parts['year']}"
    month = months.get(parts["month"].casefold())
    try:
        return datetime.date(int(parts["year"]), month or 0, int(parts["day"])).isoformat()
    except ValueError:
        notes.append(f"'{printed}' is no date")
        return ""


def _event(title: str, layout: Layout) -> str:
    for event, pattern in layout.events.items():
        if re.search(pattern, title, re.IGNORECASE):
            return event
    return ""


def _host(title: str, counterparts: tuple[Person, ...], layout: Layout) -> Person:
    """Find the first office of the host's ministry that is followed by a name.

    A counterpart may hold an office of the same words: "Turkish Foreign Minister".
    """
    offices = "|".join(layout.host_offices)
    guests = {person.name for person in counterparts}
    for found in re.finditer(rf"(?P<office>{offices}),? (?P<name>{PERSON})", title):
        name = layout.canonical(re.split(r"[’'](?:s\b|$)", tidy(found["name"]))[0])
        if name not in guests:
            office = layout.offices.get(found["office"], found["office"])
            return Person(name, office, layout.host_country)
    return Person("", "", "")


def _counterparts(title: str, layout: Layout) -> tuple[Person, ...]:
    found = re.search(layout.talks, title)
    if not found:
        return ()
    guests = title[found.end() :]
    # A name ends its phrase; where none does, "on the sidelines of ..." may stand behind it.
    return _persons(guests, layout) or _persons(re.split(layout.talks_end, guests)[0], layout)


def _persons(phrase: str, layout: Layout) -> tuple[Person, ...]:
    """Read "office name, office name and office name"."""
    persons: list[Person] = []
    pending = ""
    pieces = re.split(r"(,? and |, )", phrase)
    for joint, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        # "Minister of Trade and Industry of X": no name yet, so the phrase goes on.
        pending = f"{pending}{joint}{piece}" if pending else piece
        office, country, name = split_office(
            tidy(pending).removeprefix("the "), layout.office_words
        )
        if name:
            persons.append(Person(layout.canonical(name), office, country))
            pending = ""
    if pending and persons and not persons[-1].office:  # "Name, Minister of X"
        office, country, _ = split_office(pending, layout.office_words)
        persons[-1] = Person(persons[-1].name, office, country)
    return tuple(persons)

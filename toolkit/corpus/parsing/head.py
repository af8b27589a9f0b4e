"""The head of a page: when, where, who received whom, read from stamp, title and language bar."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.corpus.countries import find_country, is_country
from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Note, Person
from toolkit.corpus.names import PERSON, split_office, tidy
from toolkit.corpus.parsing.blocks import Block
from toolkit.corpus.parsing.who import read_who


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
    notes: tuple[Note, ...]


def read_head(
    title: str,
    blocks: Sequence[Block],
    facts: Mapping[str, str],
    layout: Layout,
    file_name: str = "",
) -> Head:
    """Read a head from its lines.

    Parameters
    ----------
    title
        The title, on one line; empty if the page has none.
    blocks
        The tagged blocks of the page: stamps are those in its head, and language bars.
    facts
        What the file says of itself, such as the ``date`` in a head for machines.
    file_name
        The file's name without its ending, from which the layout may read a date.

    Notes
    -----
    The date is that of the title, else of a stamp, else of the file's own facts, else of its
    name; where two of them differ, a note says so. Nothing is filled in.
    """
    notes: list[Note] = []
    heads = [block for block in blocks if block.tag == "head"]
    stamps = [parts for block in heads if (parts := layout.read_stamp(block.text))]
    body, place, title_date = _cut_tail(title, layout, notes)
    dates = {
        "title": title_date,
        "stamp": _first(_date(parts, layout, notes) for parts in stamps),
        "metadata": _facts_date(facts),
        "file name": _named_date(file_name, layout, notes),
    }
    date_from = next((source for source, date in dates.items() if date), "")
    notes += _conflicts(dates, date_from)
    if not date_from:
        notes.append(Note("date", "no date was found"))
    listed = _principals(body, layout)
    foreign = sum(letter.isascii() for letter in title) < len(title) / 2
    counterparts = listed[1:] or (() if foreign else _counterparts(body, layout))
    talks = layout.talks and re.search(layout.talks, body)
    if talks and foreign:
        says = "the title is in another script: counterparts were not read from it"
        notes.append(Note("head", says))
    elif talks and not counterparts:
        says = "the title speaks of talks, but names nobody that could be read"
        notes.append(Note("head", says))
    printed = _first(block.text for block in heads if block.region == "place")
    place = place or printed or _first(parts.get("place", "") for parts in stamps)
    bars = " ".join(block.text for block in blocks if layout.is_bar(block.text))
    return Head(
        title=title,
        date=dates.get(date_from, ""),
        date_from=date_from,
        time=_first(_time(parts, notes) for parts in stamps),
        place=layout.places.get(tidy(place), tidy(place)),
        event=_event(title, layout),
        host=listed[0] if listed else _host(body, counterparts, layout),
        counterparts=counterparts,
        languages=tuple(dict.fromkeys(re.findall(r"[a-z]{2}-[A-Z]{2}", bars))),
        notes=tuple(dict.fromkeys(notes)),
    )


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")


def _conflicts(dates: Mapping[str, str], chosen: str) -> Iterator[Note]:
    names = {"title": "the title", "stamp": "the page's stamp", "metadata": "the file's own head"}
    for source, date in dates.items():
        # A page is often put up on the day after, by a machine that says so.
        if date and not (date.startswith(dates[chosen]) or dates[chosen].startswith(date)):
            one, other = names.get(chosen, chosen), names.get(source, f"its {source}")
            yield Note("date", f"{one} says {dates[chosen]}, {other} {date}")


def _facts_date(facts: Mapping[str, str]) -> str:
    for name in ("date", "article:published_time", "datePublished", "published_time"):
        if found := re.match(r"\d{4}-\d{2}-\d{2}", facts.get(name, "")):
            return found[0]
    return ""


def _named_date(name: str, layout: Layout, notes: list[Note]) -> str:
    found = re.search(layout.file_date, name) if layout.file_date and name else None
    if not found:
        return ""
    parts = {key: value for key, value in found.groupdict().items() if value}
    if "month" not in parts:
        return parts.get("year", "")
    if "day" not in parts:
        return f"{parts['year']}-{parts['month']}"
    return _date(parts, layout, notes)


def _time(parts: Mapping[str, str], notes: list[Note]) -> str:
    printed = parts.get("hour", "")
    if not printed:
        return ""
    try:
        hour, minute = map(int, re.split(r"[:.h]", printed))
    except ValueError:  # a layout of the user's may take anything for an hour
        hour, minute = 99, 99
    half = parts.get("half", "").casefold()[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + 12 * (half == "p")
    if hour > 23 or minute > 59:
        notes.append(Note("date", f"'{printed}' is no time of day"))
        return ""
    return f"{hour:02}:{minute:02}"


def _cut_tail(title: str, layout: Layout, notes: list[Note]) -> tuple[str, str, str]:
    """Cut ", Place, date" off the end of a title; return what stands before it."""
    for pattern in layout.title_tails:
        if found := re.search(f"(?:{pattern})$", title):
            parts = found.groupdict()
            if date := _date(parts, layout, notes):
                return title[: found.start()], tidy(parts.get("place") or ""), date
    for pattern in layout.title_dates:
        for found in re.finditer(pattern, title):
            if date := _date(found.groupdict(), layout, []):
                return title, "", date
    return title, "", ""


def _date(parts: Mapping[str, str], layout: Layout, notes: list[Note]) -> str:
    if not {"day", "month", "year"} <= parts.keys():
        return ""
    printed = f"{parts['day']} {parts['month']} {parts['year']}"
    try:
        year = int(parts["year"])
        century = 2000 if year < 100 else 0
        month = _month(parts["month"], layout)
        return datetime.date(year + century, month, int(parts["day"])).isoformat()
    except ValueError:
        notes.append(Note("date", f"'{printed}' is no date"))
        return ""


def _month(printed: str, layout: Layout) -> int:
    """Read a month from its number, its name, or the first three letters or more of it."""
    if printed.isdigit():
        return int(printed)
    wanted = printed.casefold().rstrip(".")
    exact = {name.casefold(): number for name, number in layout.months.items()}
    if wanted in exact:
        return exact[wanted]
    close = {n for name, n in exact.items() if len(wanted) >= 3 and name.startswith(wanted)}
    return close.pop() if len(close) == 1 else 0


def _event(title: str, layout: Layout) -> str:
    for event, pattern in layout.events.items():
        if re.search(pattern, title, re.IGNORECASE):
            return event
    return ""


def _host(title: str, counterparts: tuple[Person, ...], layout: Layout) -> Person:
    """Find the first office of the host's institution that is followed by a name.

    A counterpart may hold an office of the same words: "Turkish Foreign Minister".
    """
    offices = "|".join(layout.host_offices)
    guests = {person.name for person in counterparts}
    found_offices = re.finditer(rf"(?P<office>{offices}),? (?P<name>{PERSON})", title)
    for found in found_offices if offices else ():
        name = layout.canonical(re.split(r"[’'](?:s\b|$)", tidy(found["name"]))[0])
        if name not in guests:
            office = layout.offices.get(found["office"], found["office"])
            return Person(name, office, layout.host_country)
    return Person(layout.host, "", layout.host_country) if layout.host else Person("", "", "")


def _principals(title: str, layout: Layout) -> tuple[Person, ...]:
    """Read "office name, office name of country and office name" where a title lists them all."""
    found = re.search(layout.principals, title) if layout.principals else None
    if not found:
        return ()
    persons = []
    for piece in re.split(r",? and (?=[A-Z])|, ", found["names"]):
        at = re.search(r" of (?:the )?(?P<country>[A-Z].*)$", piece)
        country = (find_country(at["country"]) or "") if at else ""
        printed = piece[: at.start()] if at and is_country(country) else piece
        name, office = read_who(printed, layout)
        if at and not name:  # "President Ada Birch of the Council" serves no country
            name, office = read_who(piece[: at.start()], layout)
            office = f"{office}{piece[at.start() :]}"
        persons.append(Person(name, office, country if is_country(country) else ""))
    first = persons[0]
    host = Person(first.name, first.office, first.country or layout.host_country)
    return (host, *(person for person in persons[1:] if person.name))


def _counterparts(title: str, layout: Layout) -> tuple[Person, ...]:
    found = re.search(layout.talks, title) if layout.talks else None
    if not found:
        return ()
    guests = title[found.end() :]
    # A name ends its phrase; where none does, "on the sidelines of ..." may stand behind it.
    return _persons(guests, layout) or _persons(
        re.split(layout.talks_end or r"$", guests)[0], layout
    )


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

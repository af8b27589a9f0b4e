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

_LAST_OF_CENTURY = 68  # of years in two figures, as in POSIX: 68 is 2068, 69 is 1969


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
        The page's path below the folder without its ending, from which the layout may read a
        date: from its last part, else from all of it.

    Notes
    -----
    The date is that of the title, else of a stamp, else of the file's own facts, else of its
    name; where two of them differ, or two stamps, a note says so. Of a year in two figures
    00 to 68 are of this century and 69 to 99 of the last one, which is noted. Nothing is filled in.
    """
    notes: list[Note] = []
    heads = [block for block in blocks if block.tag == "head"]
    stamps = [parts for block in heads if (parts := layout.read_stamp(block.text))]
    body, place, title_date = _cut_tail(title, layout, notes)
    stamped = [date for parts in stamps if (date := _date(parts, layout, notes))]
    dates = {
        "title": title_date,
        "stamp": _first(stamped),
        "metadata": _facts_date(facts, notes),
        "file name": _named_date(file_name, layout, notes),
    }
    date_from = next((source for source, date in dates.items() if date), "")
    notes += _conflicts(dates, date_from)
    for other in dict.fromkeys(stamped):
        if other != stamped[0]:
            notes.append(Note("date", f"one stamp says {stamped[0]}, another one {other}"))
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


def _facts_date(facts: Mapping[str, str], notes: list[Note]) -> str:
    for name in ("date", "article:published_time", "datePublished", "published_time"):
        if found := re.match(r"(\d{4})-(\d{2})-(\d{2})", facts.get(name, "")):
            try:
                return datetime.date(_year(found[1]), int(found[2]), int(found[3])).isoformat()
            except ValueError:
                notes.append(Note("date", f"'{found[0]}' is no date"))
    return ""


def _named_date(name: str, layout: Layout, notes: list[Note]) -> str:
    """Read a date from a path: what the file itself is named for goes before its folders."""
    for part in (name.rpartition("/")[2], name) if layout.file_date else ():
        for found in re.finditer(layout.file_date, part):
            parts = {key: value for key, value in found.groupdict().items() if value}
            letters = 4 if "month" not in parts else 7 if "day" not in parts else 10
            if date := _date({"month": "1", "day": "1", **parts}, layout, notes):
                return date[:letters]
    return ""


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
            place = tidy(parts.get("place") or "")
            if place and not place[0].isupper():  # "..., del 6 de julio": no place
                continue
            if date := _date(parts, layout, notes):
                return title[: found.start()], place, date
    for pattern in layout.title_dates:
        for found in re.finditer(pattern, title):
            said: list[Note] = []
            if date := _date(found.groupdict(), layout, said):
                notes += said
                return title, "", date
    return title, "", ""


def _date(parts: Mapping[str, str], layout: Layout, notes: list[Note]) -> str:
    if not all(parts.get(name) for name in ("day", "month", "year")):
        return ""
    printed = f"{parts['day']} {parts['month']} {parts['year']}"
    try:
        month = _month(parts["month"], layout)
        date = datetime.date(_year(parts["year"]), month, int(parts["day"])).isoformat()
    except ValueError:
        notes.append(Note("date", f"'{printed}' is no date"))
        return ""
    if len(parts["year"]) == 2:
        says = f"the year '{parts['year']}' was taken for {date[:4]}: its century is not said"
        notes.append(Note("date", says))
    return date


def _year(printed: str) -> int:
    """Read a year of four figures, or of two as POSIX does."""
    year = int(printed)
    if len(printed) == 2:
        return year + (2000 if year <= _LAST_OF_CENTURY else 1900)
    if len(printed) != 4 or year < 1000:
        raise ValueError(printed)
    return year


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

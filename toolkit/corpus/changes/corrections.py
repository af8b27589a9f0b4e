"""What a reader of the pages knows better than the parser: ``corrections.csv``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, get_args

from toolkit.corpus.changes.periods import A_DATE, days_of
from toolkit.corpus.meeting import Kind, Role
from toolkit.corpus.tables.columns import EVENTS
from toolkit.corpus.tables.lists import read_list
from toolkit.errors import SettingsError, ToolkitError
from toolkit.records import plural
from toolkit.stages import did_you_mean

HEADER = ("meeting", "position", "column", "value", "reason")
WAS = "was"
"""A column that may be left out: what the value must be before it is set."""

PERSON_CELL = re.compile(r"(?P<name>[^();]*[^();\s]) ?(?:\((?P<country>[^();]*)\))?")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?")


class _Rule(NamedTuple):
    """What a column may hold."""

    fits: Callable[[str], bool]
    allowed: str = ""
    choices: tuple[str, ...] = ()


def _is_date(value: str) -> bool:
    try:
        days_of(value)
    except ValueError:
        return False
    return True


def _each(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: all(pattern.fullmatch(part) for part in value.split("; "))


_ANY = _Rule(lambda value: True)
_KIND, _ROLE = (_Rule(x.__contains__, "one of them", x) for x in (get_args(Kind), get_args(Role)))
_OF_MEETING = {
    "title": _ANY,
    "date": _Rule(lambda value: not value or _is_date(value), A_DATE),
    "time": _Rule(lambda value: not value or bool(_TIME.fullmatch(value)), "a time as 09:30"),
    "place": _ANY,
    "event": _Rule(("", *EVENTS).__contains__, "one of them", EVENTS),
    "host": _Rule(
        lambda value: not value or bool(PERSON_CELL.fullmatch(value)), "a person: 'Name (Country)'"
    ),
    "counterparts": _Rule(
        lambda value: not value or _each(PERSON_CELL)(value),
        "persons: 'Name (Country); Name (Country)'",
    ),
    "languages": _Rule(lambda value: not value or _each(_LANGUAGE)(value), "codes: 'en-GB; de-DE'"),
}
_OF_TURN = {
    "kind": _KIND,
    "role": _ROLE,
    "speaker": _ANY,
    "addressed_to": _ANY,
    "note": _ANY,
    "exchange": _Rule(
        lambda value: bool(re.fullmatch(r"[0-9]{1,9}", value)),
        "its number, counted from 1, or 0 for none",
    ),
    "label": _ANY,
}
_NOT_HERE = {
    "countries": "they follow from the counterparts: correct these, as 'Name (Country)'",
    "date_from": "it follows from the date",
    "text": "what was said is in the page: mend the page",
    **dict.fromkeys(("year", "month"), "it follows from the date"),
    **dict.fromkeys(("meeting", "source", "sha256", "layout"), "it is what the file is"),
    **dict.fromkeys(("position", "start", "end", "words"), "it follows from the page"),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One value of a meeting or of a turn, set by hand.

    Attributes
    ----------
    meeting
        The meeting's name.
    position
        Which of its turns, counted from 1; 0 for the meeting itself.
    column, value
        What is set, and to what: written as in the tables, lists joined by "; " and persons as
        ``Name (Country)``. Empty for what the page does not say.
    reason
        Why, in a few words.
    line
        Line of the file, counted from 1; 0 for none.
    was
        What the value must be before; empty to set it whatever it is.

    Raises
    ------
    SettingsError
        If there is no such column, it cannot hold the value, or the reason is missing.
    """

    meeting: str
    position: int
    column: str
    value: str
    reason: str
    line: int = 0
    was: str = ""

    def __post_init__(self) -> None:
        """Check all of it."""
        if mistakes := list(_mistakes(self)):
            raise SettingsError(mistakes)

    @property
    def place(self) -> str:
        """What is set, in words."""
        return self.column + (f" of turn {self.position}" if self.position else "")


def read_corrections(raw: bytes | Path, name: str = "corrections.csv") -> tuple[Correction, ...]:
    r"""Read a CSV file with the columns meeting, position, column, value and reason.

    Parameters
    ----------
    raw
        The file's bytes, UTF-8, or where it is. In a row without a position the column is one
        of the meeting: title, date, time, place, event, host, counterparts or languages; else
        of that turn: kind, role, speaker, addressed_to, note, exchange or label. A further
        column ``was`` may say what the value is before, so that the row hits no other turn once
        the page or the parser has changed.
    name
        The file's name, for messages.

    Raises
    ------
    SettingsError
        Naming every mistake of the file with its line.
    ToolkitError
        If the file cannot be read.

    Examples
    --------
    >>> raw = b"meeting,position,column,value,reason\na,3,kind,remark,only a greeting\n"
    >>> [(c.place, c.value) for c in read_corrections(raw)]
    [('kind of turn 3', 'remark')]
    """
    rows = _rows(raw, name)
    _, header = rows.pop(0) if rows else (1, [])
    if sorted(header) not in (sorted(HEADER), sorted([*HEADER, WAS])):
        came = f"not {','.join(header)}" if header else "and the file is empty"
        raise ToolkitError(f"{name}: the first line must be {','.join(HEADER)}, {came}")
    found: dict[tuple[str, int, str], Correction] = {}
    mistakes: list[str] = []
    for line, row in rows:
        try:
            correction = _correction(line, header, row)
        except SettingsError as error:
            mistakes += [f"line {line}: {mistake}" for mistake in error.mistakes]
            continue
        key = (correction.meeting, correction.position, correction.column)
        first = found.setdefault(key, correction)
        if first is not correction:
            mistakes.append(
                f"line {line}: line {first.line} sets the {correction.place} of "
                f"'{correction.meeting}' already; keep one of them"
            )
    if mistakes:
        raise SettingsError(mistakes, name)
    return tuple(found.values())


def _rows(raw: bytes | Path, name: str) -> list[tuple[int, list[str]]]:
    """Read the rows that are not empty, each with the number of its last line."""
    try:
        read = raw if isinstance(raw, bytes) else raw.read_bytes()
    except OSError as error:
        raise ToolkitError(f"{name} cannot be read as a UTF-8 CSV file: {error}") from error
    return read_list(read, name)


def _correction(line: int, header: list[str], row: list[str]) -> Correction:
    if len(row) != len(header):
        came = plural(len(row), "cell")
        raise SettingsError([f"{came}, not {len(header)}; quote a cell that holds a comma"])
    cells = dict(zip(header, row, strict=True))
    position = cells.pop("position")
    if position and not re.fullmatch(r"0*[1-9][0-9]{0,8}", position):
        allowed = "the number of a turn, counted from 1, or empty for the meeting"
        raise SettingsError([f"position = '{position}' cannot be used: it must be {allowed}"])
    return Correction(position=int(position or 0), line=line, **cells)


def _mistakes(correction: Correction) -> Iterator[str]:
    column, value = correction.column, correction.value
    if not correction.meeting:
        yield "the meeting is missing; give its name"
    if not correction.reason:
        yield f"the reason is missing; say why {column} is '{value}'"
    known, others = (_OF_TURN, _OF_MEETING) if correction.position else (_OF_MEETING, _OF_TURN)
    if column in known:
        rule = known[column]
        if not rule.fits(value):
            allowed = did_you_mean(value, rule.choices) if rule.choices else rule.allowed
            must = "" if rule.choices else "it must be "
            yield f"{column} = '{value}' cannot be used: {must}{allowed}"
    elif column in others:
        yield (
            f"{column} belongs to the meeting; leave the position empty"
            if correction.position
            else f"{column} belongs to a turn; give its position"
        )
    elif column in _NOT_HERE:
        yield f"{column} cannot be corrected here; {_NOT_HERE[column]}"
    else:
        yield f"'{column}' is no column; {did_you_mean(column, known)}"

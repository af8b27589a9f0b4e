"""What a column of a table can be for the corpus, and the one form of its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import get_args

from toolkit.corpus.corpus import BUILT_IN
from toolkit.corpus.meeting import Kind, Role
from toolkit.corpus.names import tidy
from toolkit.corpus.tables.rows import Rows, refuse
from toolkit.errors import ToolkitError
from toolkit.stages import did_you_mean

EVENTS = (
    "news conference", "briefing", "interview", "statement", "speech", "press release", "other",
)  # fmt: skip

OF_MEETING = ("title", "date", "time", "place", "event", "host", "languages")
OF_TURN = (
    "kind", "label", "speaker", "role", "office", "outlet", "addressed_to", "note", "exchange",
)  # fmt: skip
WORDS = ("meeting", "position", "text", *OF_TURN, *OF_MEETING)
"""What a column of a table can be for the corpus."""

# What other conventions call it: the Text Interchange Format its texts, everybody else the date.
_ALSO_CALLED = {"meeting": "doc_id", "date": "year"}
COUNTED_ANEW = ("start", "end", "words")  # they refer to the page the turns were cut from
OF_TABLES = ("position", *COUNTED_ANEW, "text", "segment", "paragraph")
"""Columns of the corpus's own tables that are no columns of a meeting, a turn or a speaker."""
ALL_OF_OURS = frozenset((*WORDS, *BUILT_IN, *OF_TABLES))
_DATE = re.compile(r"(\d{4})(-\d\d)?(-\d\d)?(?:(?<=-\d\d-\d\d)[T ]\d\d:\d\d.*)?", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?", re.ASCII)
_ESCAPED = re.compile(r"'[=+\-@\t\r\n＝＋－＠]")  # so that no spreadsheet runs the cell


def find_columns(rows: Rows, columns: Mapping[str, str]) -> dict[str, str]:
    """Say which column of a file is which of our words.

    Parameters
    ----------
    rows
        The file.
    columns
        Our word and the file's column, as the user says; what is not said is found by its name.

    Raises
    ------
    ToolkitError
        If a word or a column is unknown, or no column holds the texts; all of it in one sentence.

    Examples
    --------
    >>> rows = Rows("a.csv", ("doc_id", "body", "party"), (["1"], ["Yes."], ["red"]), "line", [2])
    >>> find_columns(rows, {"text": "body"})
    {'text': 'body', 'meeting': 'doc_id'}
    """
    names = [name for name in rows.header if name]
    wrong = [
        f"'{word}' is no word for a column; {did_you_mean(word, WORDS)}"
        for word in columns
        if word not in WORDS
    ]
    wrong += [
        f"it has no column '{name}' to be the {word}; {did_you_mean(name, names)}"
        for word, name in columns.items()
        if word in WORDS and tidy(name) not in names
    ]
    used = {word: tidy(name) for word, name in columns.items()}
    free = [name for name in names if name not in used.values()]
    for word in WORDS:
        for name in (word, _ALSO_CALLED.get(word)):
            if word not in used and name in free:
                used[word] = name
    if "text" not in used:
        wrong.append(
            "it has no column 'text'; name the column that holds the texts, as in "
            f"text = 'body' ({did_you_mean('text', names)})"
        )
    if wrong:
        raise ToolkitError(f"{rows.source}: {'; '.join(wrong)}")
    return used


def check_cells(rows: Rows, used: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """Return the cells of every one of our words, each in its one form, ``""`` where missing.

    Parameters
    ----------
    rows, used
        The file, and which of its columns is which of our words, by `find_columns`.

    Raises
    ------
    ToolkitError
        If a value cannot be what its word says, a row names no meeting, or two rows claim one
        place; all of them together, each with its line.

    Examples
    --------
    >>> rows = Rows("a.csv", ("text", "kind"), (["Why?"], ["Question"]), "line", [2])
    >>> cells = check_cells(rows, {"text": "text", "kind": "kind"})
    >>> cells["kind"], cells["speaker"], cells["meeting"]
    (['question'], [''], ['a/1'])
    """
    mistakes: list[str] = []
    nothing = [""] * len(rows)
    # A CSV of our own was made safe for spreadsheets; nobody else's has all of these columns.
    escaped = used.keys() >= {"meeting", "position", "kind", "exchange", "addressed_to"}
    cells: dict[str, Sequence[str]] = {}
    for word in WORDS:
        found = rows.column(used[word]) if word in used else nothing
        if escaped and rows.unit == "line":
            found = [cell[1:] if _ESCAPED.match(cell) else cell for cell in found]
        cells[word] = found if word == "text" else _checked(rows, word, found, mistakes)
    if "meeting" in used:
        mistakes += _mistaken_names(rows, cells, used["meeting"] == "doc_id")
    else:
        cells["meeting"] = _numbered_names(rows)
    refuse(rows.source, mistakes)
    return cells


def _checked(rows: Rows, word: str, cells: Sequence[str], mistakes: list[str]) -> list[str]:
    form = _FORMS.get(word, tidy)
    wrong: dict[str, str] = {}

    def try_form(cell: str) -> str:
        try:
            return form(tidy(cell))
        except ValueError as error:
            wrong[cell] = str(error)
            return ""

    formed = mapped(cells, try_form)
    if wrong:
        mistakes += [
            f"{rows.place(i)}: the {word} '{cell}' {wrong[cell]}"
            for i, cell in enumerate(cells)
            if cell in wrong
        ]
    return formed


def iso_date(text: str) -> str:
    """Check a date: a day, a month or a year in ISO form; a time of day behind it is cut off.

    Raises
    ------
    ValueError
        Saying what is wrong with it, as the end of a sentence.

    Examples
    --------
    >>> iso_date("1946"), iso_date("2024-09"), iso_date("2024-09-24T10:30:00Z")
    ('1946', '2024-09', '2024-09-24')
    """
    found = re.fullmatch(_DATE, text)
    if not found and text:
        raise ValueError("is no ISO date, such as 2024-09-24, 2024-09 or 2024")
    if not found:
        return ""
    year, month, day = found.groups()
    try:
        date.fromisoformat(year + (month or "-01") + (day or "-01"))
    except ValueError as error:
        raise ValueError("is in no calendar") from error
    if year < "1000":
        raise ValueError("is of a year before 1000, and no other stage reads those")
    return year + (month or "") + (day or "")


def _clock(text: str) -> str:
    if text and not re.fullmatch(_CLOCK, text):
        raise ValueError("is no time of day, such as 10:30")
    return text[:5]


def _number(text: str) -> str:
    if text and not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("is no whole number")
    return text


def _one_of(known: Sequence[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text and text.lower() not in known:
            raise ValueError(f"is unknown; {did_you_mean(text.lower(), known)}")
        return text.lower()

    return check


_FORMS: dict[str, Callable[[str], str]] = {
    "date": iso_date,
    "time": _clock,
    "position": _number,
    "exchange": _number,
    "kind": _one_of(get_args(Kind)),
    "role": _one_of(get_args(Role)),
    "event": _one_of(EVENTS),
}


def _numbered_names(rows: Rows) -> list[str]:
    stem, width = rows.source.rpartition(".")[0], len(str(len(rows)))
    return [f"{stem}/{number:0{width}}" for number in range(1, len(rows) + 1)]


def _mistaken_names(rows: Rows, cells: Mapping[str, Sequence[str]], once: bool) -> list[str]:
    """Find rows without a meeting, and rows that claim a place that another row has."""
    mistakes = []
    first: dict[tuple[str, str], int] = {}
    for i, (name, position) in enumerate(zip(cells["meeting"], cells["position"], strict=True)):
        if not name:
            mistakes.append(f"{rows.place(i)} names no meeting")
        elif position or once:
            before = first.setdefault((name, position), i)
            if before != i:
                what = f"the position {position} of '{name}'" if position else f"'{name}'"
                mistakes.append(
                    f"{rows.place(i)}: {what} is there already, in {rows.place(before)}"
                )
    return mistakes


def mapped(cells: Iterable[str], change: Callable[[str], str]) -> list[str]:
    """Change every cell; equal cells are changed once and become one object.

    Examples
    --------
    >>> mapped(["a", "b", "a"], str.upper)
    ['A', 'B', 'A']
    """
    changed: dict[str, str] = {}
    return [
        changed[cell] if cell in changed else changed.setdefault(cell, change(cell))
        for cell in cells
    ]

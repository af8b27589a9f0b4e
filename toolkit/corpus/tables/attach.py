"""The user's own tables, attached to a corpus: by meeting and by speaker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.corpus.changes.correct import speakers_of
from toolkit.corpus.corpus import BUILT_IN, Columns, Corpus
from toolkit.corpus.files.places import resolve
from toolkit.corpus.meeting import Meeting, Note
from toolkit.corpus.names import tidy
from toolkit.corpus.tables.columns import EVENTS, OF_TABLES, iso_date
from toolkit.corpus.tables.joins import read_columns
from toolkit.errors import ToolkitError
from toolkit.stages import did_you_mean

FILLS = ("date", "title", "place", "event", "speaker")
"""Columns of a table of meetings that fill what the page itself does not say."""


def attach_meetings(
    corpus: Corpus, table: str | Path, *, key: str = "", renamed: Mapping[str, str] | None = None
) -> Corpus:
    """Join a table on ``meeting``, and fill what the pages do not say.

    Parameters
    ----------
    table
        A .csv, .tsv or .xlsx file; within an installed package as ``"package:NAME/file.csv"``.
    key
        How the meeting of a row is put together from columns; empty for a column ``meeting``.
    renamed
        Our name and the table's column; where it is given, only these are taken, and those of
        `FILLS` fill the meetings.

    Returns
    -------
    Corpus
        Rows and meetings without a partner are added to `unmatched`. What a page says itself
        stays, and where the table says something else, a note on the meeting tells both.

    Raises
    ------
    ToolkitError
        If the table cannot be read, uses a name of the corpus's own, or holds an impossible date
        or an unknown event.
    """
    path = resolve(table)
    names = [meeting.meeting for meeting in corpus.meetings]
    taken = _taken(corpus) - (set(FILLS) if renamed else set())
    columns, odd = read_columns(path, "meeting", names, taken, template=key, rename=renamed)
    own = {m: {c: v for c, v in row.items() if c not in FILLS} for m, row in columns.items()}
    meetings = (_filled(m, columns.get(m.meeting, {}), path.name) for m in corpus.meetings)
    return replace(
        corpus,
        meetings=tuple(meetings),
        metadata=_both(corpus.metadata, own),
        unmatched=(*corpus.unmatched, *odd),
    )


def attach_speakers(corpus: Corpus, table: str | Path) -> Corpus:
    """Join a table on ``speaker``; rows and people without a partner are added to `unmatched`."""
    people = sorted({turn.speaker for _, turn in corpus.turns()} - {""})
    columns, odd = read_columns(resolve(table), "speaker", people, _taken(corpus))
    return replace(
        corpus,
        speakers=_both(corpus.speakers, columns),
        unmatched=(*corpus.unmatched, *odd),
    )


def _taken(corpus: Corpus) -> set[str]:
    return {*BUILT_IN, *OF_TABLES, *corpus.column_names}


def _both(one: Columns, other: Columns) -> Columns:
    return {name: {**one.get(name, {}), **other.get(name, {})} for name in {**one, **other}}


def merge_columns(parts: Iterable[tuple[str, Columns]]) -> tuple[Columns, tuple[str, ...]]:
    """Put columns of speakers from several sources together.

    Parameters
    ----------
    parts
        Where each is from, such as ``in a.csv``, and its columns by speaker.

    Returns
    -------
    tuple
        The columns, of two values the one that came first; and one sentence for each value that
        was not taken.

    Examples
    --------
    >>> of_a, of_b = {"Ada": {"party": "red"}}, {"Ada": {"party": "blue"}}
    >>> merge_columns([("in a.csv", of_a), ("in b.csv", of_b)])
    ({'Ada': {'party': 'red'}},
     ("the party of the speaker 'Ada' is 'blue' in b.csv and 'red' in a.csv; the latter is kept",))
    """
    merged: dict[str, dict[str, str]] = {}
    first: dict[tuple[str, str], str] = {}
    told = []
    for source, columns in parts:
        for key, row in columns.items():
            own = merged.setdefault(key, {})
            for column, value in row.items():
                kept = own.get(column)
                if kept and value and kept != value:
                    told.append(
                        f"the {column} of the speaker '{key}' is '{value}' {source} and '{kept}' "
                        f"{first[key, column]}; the latter is kept"
                    )
                elif value or column not in own:
                    own[column] = value
                    first[key, column] = source
    return merged, tuple(told)


def rekey_speakers(
    columns: Columns, before: Iterable[Meeting], after: Iterable[Meeting]
) -> tuple[Columns, tuple[str, ...]]:
    """Give the columns of speakers the names that their turns have now.

    Parameters
    ----------
    columns
        By the names that speakers had.
    before, after
        The same meetings with the old names and the new ones.

    Returns
    -------
    tuple
        The columns by new name; and a sentence where one person has two values, of which the one
        that is kept is that of the name which stays, or comes first.
    """
    if not columns:
        return columns, ()
    names: dict[str, set[str]] = {}
    for old, new in zip(before, after, strict=True):
        if old is not new:
            for was, now in zip(old.turns, new.turns, strict=True):
                names.setdefault(was.speaker, set()).add(now.speaker)
        else:
            for turn in old.turns:
                names.setdefault(turn.speaker, set()).add(turn.speaker)
    pairs = [(name, new) for name in columns for new in sorted(names.get(name, {name}))]
    pairs.sort(key=lambda pair: pair[0] != pair[1])
    return merge_columns((f"under the name '{name}'", {new: columns[name]}) for name, new in pairs)


def _filled(meeting: Meeting, row: Mapping[str, str], table: str) -> Meeting:
    """Fill what a page does not say; what it says otherwise is noted."""
    said = {name: row[name] for name in FILLS if row.get(name)}
    if not said:
        return meeting
    change: dict[str, Any] = {}
    notes = list(meeting.notes)
    for name in ("date", "title", "place", "event"):
        value, own = _checked(name, said.get(name, ""), meeting, table), getattr(meeting, name)
        if value and (not own or (name == "date" and value.startswith(own) and value != own)):
            change |= {name: value, **({"date_from": "metadata"} if name == "date" else {})}
        elif value and not _agree(name, value, own):
            says = f"{table} says that the {name} is '{value}', the page '{own}'"
            notes.append(Note("date" if name == "date" else "head", says))
    meeting = replace(meeting, **change, notes=tuple(notes))
    return _with_speaker(meeting, said["speaker"], table) if "speaker" in said else meeting


def _checked(name: str, value: str, meeting: Meeting, table: str) -> str:
    """Write a cell in its one form."""
    if name == "date":
        try:
            return iso_date(value)
        except ValueError as error:
            raise ToolkitError(
                f"{table}: the date '{value}' of '{meeting.meeting}' {error}"
            ) from error
    if name == "event" and value and (value := value.lower()) not in EVENTS:
        raise ToolkitError(
            f"{table}: the event '{value}' of '{meeting.meeting}' is unknown; "
            f"{did_you_mean(value, EVENTS)}"
        )
    return value


def _agree(name: str, value: str, own: str) -> bool:
    if name == "date":
        return own.startswith(value)  # a month or a year that holds the page's day
    return tidy(value).casefold() == tidy(own).casefold()


def _with_speaker(meeting: Meeting, speaker: str, table: str) -> Meeting:
    """Name the speaker of a page that is one turn of nobody named."""
    if len(meeting.turns) == 1 and not meeting.turns[0].speaker:
        turns = (replace(meeting.turns[0], speaker=speaker, role="principal"),)
        who = speakers_of(turns, reason=f"as {table} says")
        return replace(meeting, turns=turns, speakers=who)
    if {turn.speaker for turn in meeting.turns} == {speaker}:
        return meeting
    page = f"the page '{meeting.turns[0].speaker}'"
    if len(meeting.turns) > 1:
        page = f"the page holds {len(meeting.turns):,} turns, which keep their own"
    says = f"{table} says that the speaker is '{speaker}', {page}"
    return replace(meeting, notes=(*meeting.notes, Note("person", says)))

"""The user's own tables, attached to a corpus: by meeting and by speaker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.corpus.changes.correct import speakers_of
from toolkit.corpus.corpus import BUILT_IN, Columns, Corpus
from toolkit.corpus.files.places import resolve
from toolkit.corpus.meeting import Meeting
from toolkit.corpus.tables.columns import iso_date
from toolkit.corpus.tables.joins import read_columns
from toolkit.errors import ToolkitError

FILLS = ("date", "title", "place", "event", "speaker")
"""Columns of a table of meetings that fill what the page itself does not say."""

_OF_TABLES = frozenset("position start end words text segment paragraph".split())


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
        Rows and meetings without a partner are added to `unmatched`.

    Raises
    ------
    ToolkitError
        If the table cannot be read, uses a name of the corpus's own, or holds an impossible date.
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
    return {*BUILT_IN, *_OF_TABLES, *corpus.column_names}


def _both(one: Columns, other: Columns) -> Columns:
    return {name: {**one.get(name, {}), **other.get(name, {})} for name in {**one, **other}}


def _filled(meeting: Meeting, row: Mapping[str, str], table: str) -> Meeting:
    said = {name: row[name] for name in FILLS if row.get(name)}
    speaker = said.pop("speaker", "")
    for name, value in said.items():
        if getattr(meeting, name) and not (name == "date" and value.startswith(meeting.date)):
            continue
        if name == "date":
            try:
                date = iso_date(value)
            except ValueError as error:
                raise ToolkitError(
                    f"{table}: the date '{value}' of '{meeting.meeting}' {error}"
                ) from error
            meeting = replace(meeting, date=date, date_from="metadata")
        else:
            change: dict[str, Any] = {name: value}
            meeting = replace(meeting, **change)
    if speaker and len(meeting.turns) == 1 and not meeting.turns[0].speaker:
        turns = (replace(meeting.turns[0], speaker=speaker, role="principal"),)
        who = speakers_of(turns, reason=f"as {table} says")
        meeting = replace(meeting, turns=turns, speakers=who)
    return meeting

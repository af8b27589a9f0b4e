"""Read a folder of transcripts, and what the user has put beside them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import BeforeValidator, Field

from toolkit.corpus.changes.correct import correct
from toolkit.corpus.changes.corrections import read_corrections
from toolkit.corpus.changes.derive import Recode, derive
from toolkit.corpus.changes.duplicates import drop_duplicates as without_copies
from toolkit.corpus.changes.periods import Periods
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.files.cache import ParseCache
from toolkit.corpus.files.folder import (
    LAYOUT,
    SAMPLE,
    OwnFiles,
    idle_patterns,
    input_files,
    own_files,
    passed_over,
)
from toolkit.corpus.files.open_page import Reader
from toolkit.corpus.layouts import Layout, find_layout, read_layout
from toolkit.corpus.meeting import Meeting, SetAside
from toolkit.corpus.people.aliases import read_aliases
from toolkit.corpus.people.merge import merge_people
from toolkit.corpus.tables.attach import (
    attach_meetings,
    attach_speakers,
    merge_columns,
    rekey_speakers,
)
from toolkit.corpus.tables.rows import ENDINGS as TABLES
from toolkit.corpus.tables.texts import TableMeetings, read_table_meetings
from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.stages import Names, stage

__all__ = ["SAMPLE", "input_files", "read_corpus", "read_folder"]

TablePath = Annotated[str, Field(pattern=r"(?i)\.(csv|tsv|xlsx)$")]


def _as_choice(value: object) -> object:
    if isinstance(value, str):
        return {"*": value} if value else {}
    if value is None or isinstance(value, dict):
        return value or {}
    raise ValueError("the name of a layout, or a table of file patterns and names")


LayoutChoice = Annotated[dict[str, str], BeforeValidator(_as_choice)]
"""A layout for all files, or one for each pattern of file names."""


@stage
def read_corpus(
    folder: str | Path,
    *,
    include: Names = (),
    exclude: Names = (),
    layout: LayoutChoice | None = None,
    columns: dict[str, str] | None = None,
    metadata: TablePath | Path | None = None,
    metadata_key: str = "",
    metadata_columns: dict[str, str] | None = None,
    speakers: TablePath | Path | None = None,
    periods: Periods | None = None,
    recode: Recode | None = None,
    drop_duplicates: bool = False,
    strict: bool = False,
) -> Corpus:
    """Read a folder of transcripts.

    Beside the pages may lie ``corrections.csv``, ``aliases.csv`` and layouts of the user's own,
    which end in ``.layout.toml``; they are read as well.

    Parameters
    ----------
    folder
        The folder; a single file; ``"package:sample"`` for the embedded sample, or
        ``"package:NAME/below/it"`` for texts within an installed package.
    include, exclude
        Glob patterns below the folder; a file is read if it fits one of `include`, and neither
        it nor a folder it lies in fits one of `exclude`. Without `include` every page is read:
        .txt, .md, .html. Tables of texts (.csv, .tsv, .jsonl, .parquet, .xlsx) are read where
        `include` names them. Hidden files are never read.
    layout
        The layout by which pages are read: its name, or a table of file patterns and names. By
        default the evidence on each page decides.
    columns
        For tables of texts: our word and the file's column, such as
        ``{"text": "body", "speaker": "name"}``.
    metadata
        A table (.csv, .tsv, .xlsx) with columns of the user's own, joined on ``meeting``.
    metadata_key
        How a row's meeting is put together from columns: ``"{ISO Code}_{Session}_{Year}"``.
    metadata_columns
        Our name and the table's column; where it is given, only these are taken. The names
        ``date``, ``title``, ``place``, ``event`` and ``speaker`` fill what a page does not say.
    speakers
        A table with columns of the user's own, joined on ``speaker``.
    periods, recode
        Columns made from dates and from other columns, see `derive`.
    drop_duplicates
        Whether pages that say word for word what another one says are set aside.
    strict
        Whether a file without speech, or a row without a text, is an error; else it is set aside
        with the reason.

    Returns
    -------
    Corpus
        Meetings sorted by name: the file's path below the folder without its ending. Patterns of
        `layout` and `exclude` that no file fits are listed in `unmatched`.

    Raises
    ------
    ToolkitError
        If the folder is missing or a part of it cannot be read, if it holds no file that fits,
        or none with speech, or if a setting speaks of a table and none is read.

    Examples
    --------
    >>> corpus = read_corpus("package:sample")
    >>> len(corpus)
    60
    """
    for name, given in (("metadata_key", metadata_key), ("metadata_columns", metadata_columns)):
        if given and not metadata:
            raise ToolkitError(f"{name} speaks of a table; name it as metadata")
    own = own_files(folder)
    reader = Reader(read_layouts(own), layout)
    for name in (layout or {}).values():
        find_layout(name, reader.own)
    files = input_files(folder, include=include, exclude=exclude)
    corpus = read_folder(files, reader, columns=columns or {}, strict=strict)
    corpus = _with_rest(corpus, folder, include=include, exclude=exclude, strict=strict)
    if not corpus.meetings:
        first = corpus.set_aside[0]
        raise ToolkitError(
            f"no file in {folder} holds speech that can be read "
            f"({plural(len(corpus.set_aside), 'file')}; {first.source} {first.reason})"
        )
    if drop_duplicates:
        kept, copies = without_copies(corpus.meetings)
        corpus = replace(corpus, meetings=kept, set_aside=(*corpus.set_aside, *copies))
    if metadata:
        corpus = attach_meetings(corpus, metadata, key=metadata_key, renamed=metadata_columns)
    corpus = _settle(corpus, own)
    if speakers:
        corpus = attach_speakers(corpus, speakers)
    return derive(corpus, periods=periods, recode=recode)


def read_folder(
    files: Iterable[tuple[str, bytes]],
    reader: Reader,
    *,
    columns: Mapping[str, str],
    strict: bool = False,
) -> Corpus:
    """Read files one by one, from the cache where it holds them; nothing is joined yet."""
    pages: dict[str, tuple[str, bytes]] = {}
    tables: dict[str, TableMeetings] = {}
    for source, raw in files:
        if PurePosixPath(source).suffix.lower() in TABLES:
            held = [raw]
            del raw  # half of the memory that a large table takes, were it kept
            tables[source] = read_table_meetings(held.pop(), source, columns)
        else:
            pages[reader.key(source, raw)] = (source, raw)
    if columns and not tables:
        raise ToolkitError(
            "columns speaks of tables of texts, and none is read; name them in include"
        )
    found = sorted(_read_pages(pages, reader), key=lambda pair: pair[0])
    meetings: dict[str, Meeting] = {}
    aside = [row for table in tables.values() for row in table.set_aside]
    aside += [read for _, read in found if isinstance(read, SetAside)]
    _refuse_silent(aside, strict)
    for _, read in found:
        if isinstance(read, Meeting):
            _add(meetings, read)
    for table in tables.values():
        for meeting in table.meetings:
            _add(meetings, meeting)
    by_file = ((f"in {source}", table.speakers) for source, table in tables.items())
    speakers, told = merge_columns(by_file)
    idle = reader.idle_patterns([source for source, _ in pages.values()])
    return Corpus(
        tuple(meetings[name] for name in sorted(meetings)),
        tuple(aside),
        metadata={k: v for table in tables.values() for k, v in table.metadata.items()},
        speakers=speakers,
        unmatched=(
            *(f"layout: no page fits the pattern '{pattern}'" for pattern in idle),
            *(line for table in tables.values() for line in table.left_out),
            *told,
        ),
    )


def read_layouts(own: OwnFiles) -> tuple[Layout, ...]:
    """Read the layouts that lie beside the pages."""
    layouts = []
    for file, raw in own.layouts:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ToolkitError(f"{file} is not UTF-8: {error}") from error
        layouts.append(read_layout(text, file.removesuffix(LAYOUT), file))
    return tuple(layouts)


def _read_pages(
    pages: Mapping[str, tuple[str, bytes]], reader: Reader
) -> Iterator[tuple[str, Meeting | SetAside]]:
    with ParseCache.open() as cache:
        kept = cache.find(pages)
        fresh: dict[str, Meeting | SetAside] = {}
        for key, (source, raw) in pages.items():
            # Composed, because macOS writes accents in file names apart from their letters.
            name = unicodedata.normalize("NFC", str(PurePosixPath(source).with_suffix("")))
            known = kept.get(key)
            if known is None:
                fresh[key] = known = reader.read(source, raw, name)
            elif isinstance(known, Meeting):
                known = replace(known, meeting=name, source=source)
            else:
                known = replace(known, source=source)
            yield source, known
        cache.keep(fresh)


def _refuse_silent(aside: Iterable[SetAside], strict: bool) -> None:
    for one in aside if strict else ():
        raise ToolkitError(f"{one.source} {one.reason}; mend it, or read with strict = false")


def _with_rest(
    corpus: Corpus, folder: str | Path, *, include: Names, exclude: Names, strict: bool
) -> Corpus:
    """Tell what lies in the folder and was not read, and which patterns leave nothing out."""
    aside = passed_over(folder, include=include, exclude=exclude)
    _refuse_silent(aside, strict)
    idle = idle_patterns(folder, exclude)
    told = (f"exclude: nothing is left out by the pattern '{pattern}'" for pattern in idle)
    return replace(
        corpus, set_aside=(*corpus.set_aside, *aside), unmatched=(*told, *corpus.unmatched)
    )


def _add(meetings: dict[str, Meeting], meeting: Meeting) -> None:
    name = meeting.meeting
    if name in meetings:
        raise ToolkitError(
            f"{meetings[name].source} and {meeting.source} would both be the meeting '{name}'; "
            "rename one of them"
        )
    meetings[name] = meeting


def _settle(corpus: Corpus, own: OwnFiles) -> Corpus:
    """Give every person one name, and set what the user has corrected."""
    people = merge_people(corpus.meetings, read_aliases(own.aliases) if own.aliases else ())
    corrections = read_corrections(own.corrections) if own.corrections else ()
    speakers, told = rekey_speakers(corpus.speakers, corpus.meetings, people.meetings)
    meetings, idle = correct(people.meetings, corrections)
    return replace(
        corpus,
        meetings=meetings,
        speakers=speakers,
        merges=tuple(map(str, people.merges)),
        suggestions=tuple(map(str, people.suggestions)),
        unmatched=(*corpus.unmatched, *told, *people.unmatched, *idle),
    )

"""Read a folder of transcripts: the one place where their files are opened."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import Field

from toolkit.corpus.corpus import BUILT_IN, Corpus
from toolkit.corpus.joins import read_columns
from toolkit.corpus.meeting import Meeting, SetAside
from toolkit.corpus.blocks import VISIBLE
from toolkit.corpus.parse import NoSpeechError, parse
from toolkit.corpus.sample import sample_pages
from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.stages import Names, stage

SAMPLE = "package:sample"
_MAX_BYTES = 50_000_000

CsvPath = Annotated[str, Field(pattern=r"(?i)\.csv$")]


@stage
def read_corpus(
    folder: str | Path,
    *,
    include: Names = ("**/*.txt",),
    exclude: Names = (),
    metadata: CsvPath | Path | None = None,
    speakers: CsvPath | Path | None = None,
    strict: bool = False,
) -> Corpus:
    """Read a folder of transcripts.

    Parameters
    ----------
    folder
        The folder, or ``"package:sample"`` for the embedded sample.
    include, exclude
        Glob patterns below the folder; a file is read if it fits one of `include`, and neither
        it nor a folder it lies in fits one of `exclude`. Hidden files are never read.
    metadata, speakers
        CSV files with columns of the user's own, joined on ``meeting`` and on ``speaker``.
    strict
        Whether a file without speech is an error; else it is set aside with the reason.

    Returns
    -------
    Corpus
        Meetings sorted by name: the file's path below the folder without its ending.

    Raises
    ------
    ToolkitError
        If the folder is missing, holds no file that fits, or none with speech.

    Examples
    --------
    >>> corpus = read_corpus("package:sample")
    >>> len(corpus)
    60
    """
    meetings: dict[str, Meeting] = {}
    aside: list[SetAside] = []
    for source, raw in input_files(folder, include=include, exclude=exclude):
        # Composed, because macOS writes accents in file names apart from their letters.
        name = unicodedata.normalize("NFC", str(PurePosixPath(source).with_suffix("")))
        if name in meetings:
            raise ToolkitError(
                f"{meetings[name].source} and {source} would both be the meeting '{name}'; "
                "rename one of them"
            )
        read = _read_page(raw, name, source)
        if isinstance(read, Meeting):
            meetings[name] = read
        elif strict:
            raise ToolkitError(f"{source} {read.reason}; mend it, or read with strict = false")
        else:
            aside.append(read)
    if not meetings:
        raise ToolkitError(
            f"no file in {folder} holds speech that can be read "
            f"({plural(len(aside), 'file')}; {aside[0].source} {aside[0].reason})"
        )
    corpus = Corpus(tuple(meetings[name] for name in sorted(meetings)), tuple(aside))
    return _join(corpus, metadata, speakers)


def input_files(
    folder: str | Path, *, include: Names, exclude: Names = ()
) -> Iterator[tuple[str, bytes]]:
    """Iterate over the files of a corpus in the order of their names.

    Yields
    ------
    tuple
        The path below the folder with forward slashes, and the file's bytes.
    """
    if str(folder) == SAMPLE:
        yield from ((name, page.encode()) for name, page in sorted(sample_pages().items()))
        return
    root = Path(folder)
    if not str(folder).strip():
        raise ToolkitError("the folder's name is empty; name the folder that holds the pages")
    if not root.is_dir():
        what = "is a file, not a folder" if root.exists() else "does not exist"
        raise ToolkitError(f"the folder {folder} {what}; name the folder that holds the pages")
    excluded = {path for pattern in exclude for path in _glob(root, pattern)}
    wanted = {path for pattern in include for path in _glob(root, pattern)}
    wanted = {path for path in wanted if excluded.isdisjoint([path, *path.parents])}
    names = {path.relative_to(root).as_posix(): path for path in wanted if path.is_file()}
    names = {n: p for n, p in names.items() if not any(x.startswith(".") for x in n.split("/"))}
    if not names:
        but = f" and none of {', '.join(exclude)}" if exclude else ""
        fits = f"one of {', '.join(include) or 'no pattern at all'}{but}"
        raise ToolkitError(f"the folder {folder} holds no file that fits {fits}")
    for name in sorted(names):
        # Control characters, and bytes that are not UTF-8, could be written to no table.
        if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name):
            raise ToolkitError(f"the file name {name!a} cannot be printed; rename it")
        yield name, _read_bytes(names[name])


def _glob(root: Path, pattern: str) -> list[Path]:
    parts = re.split(r"[/\\]", pattern)
    if ".." in parts or pattern[:1] in ("/", "\\") or re.match(r"[A-Za-z]:", pattern):
        raise ToolkitError(f"the pattern '{pattern}' leads out of {root}; name files below it")
    try:
        # What ends in "**" stands for folders alone before Python 3.13; here always for files.
        return list(root.glob(f"{pattern}/*" if parts[-1] == "**" else pattern))
    except (ValueError, NotImplementedError) as error:
        raise ToolkitError(f"the pattern '{pattern}' is no glob pattern: {error}") from error


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ToolkitError(
                f"{path} is larger than {_MAX_BYTES // 1_000_000} MB; split it or exclude it"
            )
        return path.read_bytes()
    except OSError as error:
        raise ToolkitError(f"{path} cannot be read: {error.strerror}") from error


def _read_page(raw: bytes, name: str, source: str) -> Meeting | SetAside:
    """Decode and parse one file, or say why it cannot be."""
    if not raw.strip():
        return SetAside(source, "is empty")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return SetAside(source, "is UTF-16, not UTF-8; save it as UTF-8")
    if b"\0" in raw:
        return SetAside(source, "is a binary file, not text")
    try:
        page = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + len(codecs.BOM_UTF8) * raw.startswith(codecs.BOM_UTF8)
        line = len(re.findall(rb"\r\n|\r|\n", raw[:at])) + 1
        return SetAside(
            source, f"is not UTF-8 (byte 0x{raw[at]:02x} in line {line}); save it as UTF-8"
        )
    if not VISIBLE.search(page):
        return SetAside(source, "is empty")
    digest = hashlib.sha256(raw).hexdigest()
    try:
        return parse(page, meeting=name, source=source, sha256=digest)
    except NoSpeechError as error:
        return SetAside(source, error.reason)


def _join(corpus: Corpus, metadata: str | Path | None, speakers: str | Path | None) -> Corpus:
    taken = set(BUILT_IN) | {"position", "start", "end", "words", "text", "segment", "paragraph"}
    unmatched: list[str] = []
    if metadata:
        names = [meeting.meeting for meeting in corpus.meetings]
        columns, odd = read_columns(Path(metadata), "meeting", names, taken)
        corpus = replace(corpus, metadata=columns)
        unmatched += odd
        taken |= set(corpus.column_names)
    if speakers:
        people = sorted({turn.speaker for _, turn in corpus.turns()} - {""})
        columns, odd = read_columns(Path(speakers), "speaker", people, taken)
        corpus = replace(corpus, speakers=columns)
        unmatched += odd
    return replace(corpus, unmatched=tuple(unmatched))

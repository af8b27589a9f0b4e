"""The files of a corpus: which they are, and their bytes."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import NoReturn

from toolkit.corpus.files.decode import MAX_BYTES
from toolkit.corpus.files.places import resolve
from toolkit.corpus.meeting import SetAside
from toolkit.corpus.sample import sample_pages
from toolkit.corpus.tables.rows import ENDINGS as TABLES
from toolkit.errors import ToolkitError
from toolkit.stages import Names

SAMPLE = "package:sample"
PAGES = (".txt", ".md", ".html", ".htm")
"""Endings of the files that are pages, in whatever case."""

CORRECTIONS = "corrections.csv"
ALIASES = "aliases.csv"
LAYOUT = ".layout.toml"
_DOCUMENTS = {
    ".pdf": "a PDF document",
    ".rtf": "an RTF document",
    **dict.fromkeys((".doc", ".docx"), "a Word document"),
    ".odt": "an OpenDocument text",
    ".pptx": "a PowerPoint presentation",
}
_LINKED = "is a link to a folder and was not followed: name its files in include, or copy them"
_MAX_TOTAL = 2_000_000_000
_MAX_FILES = 100_000


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """What the user has put beside the pages, as bytes by file name.

    Attributes
    ----------
    corrections, aliases
        ``corrections.csv`` and ``aliases.csv``; None if there is none.
    layouts
        Files that end in ``.layout.toml``.
    """

    corrections: bytes | None = None
    aliases: bytes | None = None
    layouts: tuple[tuple[str, bytes], ...] = ()

    def named(self) -> Iterator[tuple[str, bytes]]:
        """Iterate over names and contents."""
        if self.corrections is not None:
            yield CORRECTIONS, self.corrections
        if self.aliases is not None:
            yield ALIASES, self.aliases
        yield from self.layouts


def own_files(folder: str | Path) -> OwnFiles:
    """Read what lies beside the pages of a corpus: corrections, aliases, layouts."""
    if str(folder) == SAMPLE:
        return OwnFiles()
    root = _root(folder)
    layouts = sorted(path for path in root.glob(f"*{LAYOUT}") if path.is_file())
    for name in (CORRECTIONS, ALIASES):
        _refuse_broken_link(root / name)
    found = {name: root / name for name in (CORRECTIONS, ALIASES) if (root / name).is_file()}
    return OwnFiles(
        corrections=_read_bytes(found[CORRECTIONS]) if CORRECTIONS in found else None,
        aliases=_read_bytes(found[ALIASES]) if ALIASES in found else None,
        layouts=tuple((path.name, _read_bytes(path)) for path in layouts),
    )


def input_files(
    folder: str | Path, *, include: Names = (), exclude: Names = ()
) -> Iterator[tuple[str, bytes]]:
    """Iterate over the files of a corpus in the order of their names.

    Parameters
    ----------
    folder
        A folder; one file; ``"package:sample"``; or ``"package:NAME/below/it"``.
    include, exclude
        Glob patterns below the folder. Without `include`, every page: a file that ends as one of
        `PAGES` does. Hidden files are never among them.

    Yields
    ------
    tuple
        The path below the folder with forward slashes, and the file's bytes.
    """
    if str(folder) == SAMPLE:
        yield from ((name, page.encode()) for name, page in sorted(sample_pages().items()))
        return
    root = _root(folder)
    place = resolve(folder)
    if place.is_file():
        paths = {place}
    else:
        excluded = _fitting(root, exclude)
        wanted = _fitting(root, include) if include else _pages(root, excluded)
        paths = {p for p in wanted if not excluded or excluded.isdisjoint([p, *p.parents])}
    names = {path.relative_to(root).as_posix(): path for path in paths}
    names = {n: p for n, p in names.items() if not any(x.startswith(".") for x in n.split("/"))}
    names = {n: p for n, p in names.items() if n not in (CORRECTIONS, ALIASES)}
    for name in sorted(names):
        _refuse_broken_link(names[name])
    names = {n: p for n, p in names.items() if p.is_file()}
    if not names:
        raise ToolkitError(_none_fits(folder, root, include, exclude))
    if len(names) > _MAX_FILES:
        raise ToolkitError(
            f"the folder {folder} holds {len(names):,} files that fit, more than {_MAX_FILES:,}; "
            "put the texts into one table, such as a .parquet file"
        )
    total = 0
    for name in sorted(names):
        # Control characters, and bytes that are not UTF-8, could be written to no table.
        if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name):
            raise ToolkitError(f"the file name {name!a} cannot be printed; rename it")
        held = [_read_bytes(names[name])]
        total += len(held[0])
        if total > _MAX_TOTAL:
            raise ToolkitError(
                f"the files of {folder} hold more than {_MAX_TOTAL // 1_000_000:,} MB; "
                "read them in parts, with include or exclude"
            )
        yield name, held.pop()  # a large file is let go as soon as its reader is done


def passed_over(
    folder: str | Path, *, include: Names = (), exclude: Names = ()
) -> tuple[SetAside, ...]:
    """List what lies among the pages and is not read: office documents, and linked folders.

    Parameters
    ----------
    folder, include, exclude
        As in `input_files`; where `include` names the files, nothing is passed over.

    Returns
    -------
    tuple of SetAside
        Sorted by name, each with the reason. Nothing of it is opened.
    """
    if str(folder) == SAMPLE or include or resolve(folder).is_file():
        return ()
    root = _root(folder)
    found = []
    for place, folders, files in _walk(root, _fitting(root, exclude)):
        found += [
            (Path(place, name), _LINKED) for name in folders if Path(place, name).is_symlink()
        ]
        for name in files:
            if what := _DOCUMENTS.get(PurePath(name).suffix.lower()):
                found.append((Path(place, name), f"is {what}: save it as text"))
    pairs = [(path.relative_to(root).as_posix(), reason) for path, reason in found]
    return tuple(SetAside(name, reason) for name, reason in sorted(pairs))


def idle_patterns(folder: str | Path, exclude: Names) -> list[str]:
    """List the patterns of `exclude` that leave nothing out."""
    if str(folder) == SAMPLE or resolve(folder).is_file():
        return list(exclude)
    root = _root(folder)
    return [pattern for pattern in exclude if not _glob(root, pattern)]


def _pages(root: Path, excluded: Set[Path]) -> Iterator[Path]:
    """Iterate over all pages below a folder; much faster than a glob over a large one."""
    for folder, _, files in _walk(root, excluded):
        for name in files:
            if name.lower().endswith(PAGES):
                yield Path(folder, name)


def _walk(root: Path, excluded: Set[Path]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Walk through a folder, but for what is hidden or excluded; links are not followed."""
    for folder, folders, files in os.walk(root, onerror=_refuse_unreadable):
        for names in (folders, files):
            names[:] = [
                name
                for name in names
                if not name.startswith(".") and not (excluded and Path(folder, name) in excluded)
            ]
        yield folder, folders, files


def _refuse_unreadable(error: OSError) -> NoReturn:
    raise ToolkitError(
        f"the folder {error.filename} cannot be read: {error.strerror}; exclude it, or let it "
        "be read"
    ) from error


def one_file(folder: str | Path, source: str) -> bytes:
    """Return the bytes of one file of a corpus, by the name `input_files` gives it."""
    if str(folder) == SAMPLE:
        return sample_pages()[source].encode()
    return _read_bytes(_root(folder) / source)


def _root(folder: str | Path) -> Path:
    if not str(folder).strip():
        raise ToolkitError("the folder's name is empty; name the folder that holds the pages")
    place = resolve(folder)
    if place.is_file():
        if place.suffix.lower() not in (*PAGES, *TABLES):
            raise ToolkitError(
                f"the folder {folder} is a file, and neither a page nor a table of texts; "
                "name the folder that holds the pages"
            )
        return place.parent
    if not place.is_dir():
        raise ToolkitError(
            f"the folder {folder} does not exist; name the folder that holds the pages"
        )
    return place


def _none_fits(folder: str | Path, root: Path, include: Names, exclude: Names) -> str:
    but = f" and none of {', '.join(exclude)}" if exclude else ""
    if include:
        return f"the folder {folder} holds no file that fits one of {', '.join(include)}{but}"
    endings = ", ".join(PAGES)
    own = (CORRECTIONS, ALIASES)
    tables = sorted(
        p.name for p in root.iterdir() if p.suffix.lower() in TABLES and p.name not in own
    )
    also = f"; to read a table of texts, write include = ['{tables[0]}']" if tables else ""
    if others := passed_over(folder, exclude=exclude):
        also += f"; {others[0].source} {others[0].reason}"
    return f"the folder {folder} holds no page (a file that ends in {endings}{but}){also}"


def _fitting(root: Path, patterns: Names) -> set[Path]:
    return {path for pattern in patterns for path in _glob(root, pattern)}


def _glob(root: Path, pattern: str) -> list[Path]:
    parts = re.split(r"[/\\]", pattern)
    if ".." in parts or pattern[:1] in ("/", "\\") or re.match(r"[A-Za-z]:", pattern):
        raise ToolkitError(f"the pattern '{pattern}' leads out of {root}; name files below it")
    try:
        # What ends in "**" stands for folders alone before Python 3.13; here always for files.
        whole = f"{pattern}/*" if parts[-1] == "**" else pattern
        # Some systems write accents apart from their letters, and some editors do.
        spelt = dict.fromkeys(unicodedata.normalize(form, whole) for form in ("NFC", "NFD"))
        return [path for spelling in spelt for path in root.glob(spelling)]
    except (ValueError, NotImplementedError) as error:
        raise ToolkitError(f"the pattern '{pattern}' is no glob pattern: {error}") from error


def _refuse_broken_link(path: Path) -> None:
    if path.is_symlink() and not path.exists():
        raise ToolkitError(f"{path} is a link that leads nowhere; mend it or delete it")


def _read_bytes(path: Path) -> bytes:
    # A table may be as large as a million speeches are; a page is not.
    most = _MAX_TOTAL if path.suffix.lower() in TABLES else MAX_BYTES
    try:
        if path.stat().st_size > most:
            raise ToolkitError(
                f"{path} is larger than {most // 1_000_000:,} MB; split it or exclude it"
            )
        return path.read_bytes()
    except OSError as error:
        raise ToolkitError(f"{path} cannot be read: {error.strerror}") from error

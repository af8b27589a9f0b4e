"""The files of a corpus: which they are, and their bytes."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.corpus.files.decode import MAX_BYTES
from toolkit.corpus.files.places import resolve
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
        excluded = {path for pattern in exclude for path in _glob(root, pattern)}
        wanted = {path for pattern in include for path in _glob(root, pattern)}
        wanted = wanted if include else set(_pages(root))
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
        raw = _read_bytes(names[name])
        total += len(raw)
        if total > _MAX_TOTAL:
            raise ToolkitError(
                f"the files of {folder} hold more than {_MAX_TOTAL // 1_000_000:,} MB; "
                "read them in parts, with include or exclude"
            )
        yield name, raw


def _pages(root: Path) -> Iterator[Path]:
    """Iterate over all pages below a folder; much faster than a glob over a large one."""
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.lower().endswith(PAGES):
                yield Path(folder, name)


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
    return f"the folder {folder} holds no page (a file that ends in {endings}{but}){also}"


def _glob(root: Path, pattern: str) -> list[Path]:
    parts = re.split(r"[/\\]", pattern)
    if ".." in parts or pattern[:1] in ("/", "\\") or re.match(r"[A-Za-z]:", pattern):
        raise ToolkitError(f"the pattern '{pattern}' leads out of {root}; name files below it")
    try:
        # What ends in "**" stands for folders alone before Python 3.13; here always for files.
        return list(root.glob(f"{pattern}/*" if parts[-1] == "**" else pattern))
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

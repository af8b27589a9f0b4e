"""One file that holds a run and all it takes to repeat it; written the same, read with care.

Nothing of an archive is trusted when it is read: not its names, its sizes or its number of files.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from toolkit.errors import ToolkitError
from toolkit.experiment.check import NAME
from toolkit.experiment.proof.repeat import Texts
from toolkit.formats import read_json
from toolkit.store import digest_file

ABOUT = "archive.json"
"""What an archive holds, and the SHA-256 of every file."""

FORMAT = 1
RUN, TEXTS, TABLES, PACKAGE = "run", "texts", "tables", "package"
"""Folders of an archive: the run, its texts, its tables of columns, this package."""

_MAX_FILES = 200_000
_MAX_BYTES = 8_000_000_000
_MAX_RATIO = 100  # no text or array of ours is packed so small; a bomb is
_BLOCK = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that the format knows
_DRIVE = 2
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Found:
    """The run of an archive and where its texts are."""

    run: Path
    texts: Texts


def pack(files: Mapping[str, Path | bytes], top: str, out: Path) -> None:
    """Write files into a new archive, below one folder; the same files give the same bytes.

    Parameters
    ----------
    files
        A path or the bytes, by the name that it has in the archive.
    top
        The folder of the archive that holds them all.
    out
        Where to write it; it appears there whole or not at all.

    Raises
    ------
    ToolkitError
        If two names would be one on another machine, or the archive cannot be written.
    """
    refuse_names([f"{top}/{name}" for name in files])
    draft = out.with_name(out.name + ".part")
    try:
        with zipfile.ZipFile(draft, "w") as archive:
            for name in sorted(files):
                _add(archive, f"{top}/{name}", files[name])
        draft.replace(out)
    except OSError as error:
        raise ToolkitError(f"{out} cannot be written ({error.strerror or error})") from error
    finally:
        draft.unlink(missing_ok=True)


def _add(archive: zipfile.ZipFile, name: str, file: Path | bytes) -> None:
    raw = file if isinstance(file, bytes) else file.read_bytes()
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 3  # as on Unix, wherever it is written
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    # What can be packed very small is left as it is: whoever reads it would take it for a bomb.
    tight = len(zlib.compress(raw, 6)) * _MAX_RATIO // 2 < len(raw)
    info.compress_type = zipfile.ZIP_STORED if tight else zipfile.ZIP_DEFLATED
    archive.writestr(info, raw, compresslevel=6)


def unpack(archive: Path, folder: Path) -> Path:
    """Write what an archive holds into an empty folder, or refuse it.

    Returns
    -------
    Path
        The one folder that holds all of it.

    Raises
    ------
    ToolkitError
        If it is no archive, is damaged, or holds a name that leads elsewhere, a link, two names
        that may be one, or more than fits.
    """
    try:
        with zipfile.ZipFile(archive) as opened_file:
            members = opened_file.infolist()
            _refuse_members(archive, members)
            for member in members:
                _write(opened_file, member, folder / member.filename)
    except (OSError, ValueError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error,
            RuntimeError) as error:  # fmt: skip
        raise ToolkitError(f"{archive} cannot be read: {error}") from error
    return folder / PurePosixPath(members[0].filename).parts[0]


def _refuse_members(archive: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive by its table of contents, before anything of it is unpacked."""
    names = [member.filename for member in members]
    if not names:
        raise ToolkitError(f"{archive} holds no file")
    if len(names) > _MAX_FILES:
        raise ToolkitError(f"{archive} holds {len(names):,} files, more than {_MAX_FILES:,}")
    refuse_names(names)
    if len({PurePosixPath(name).parts[0] for name in names}) > 1:
        raise ToolkitError(f"{archive} is no archive of a run: it holds more than one folder")
    total = 0
    for member in members:
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or member.is_dir():
            raise ToolkitError(f"{archive}: '{member.filename}' is a link or no file")
        if member.flag_bits & _ENCRYPTED:
            raise ToolkitError(f"{archive}: '{member.filename}' is encrypted")
        if member.file_size > _MAX_RATIO * max(member.compress_size, 1):
            raise ToolkitError(
                f"{archive}: '{member.filename}' is packed more than {_MAX_RATIO} times smaller "
                "than it is, as no file of a run is"
            )
        total += member.file_size
    if total > _MAX_BYTES:
        raise ToolkitError(f"{archive} holds more than {_MAX_BYTES // 10**9} GB")


def refuse_names(names: list[str]) -> None:
    """Refuse names that lead out of a folder, or that are one name on another machine."""
    seen: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        if (
            not all(part.strip(" .") for part in parts)
            or "\\" in name
            or (os.name == "nt" and ":" in name)
            or any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name)
            or parts[0][1:_DRIVE] == ":"
        ):
            raise ToolkitError(f"'{name!a}' is no name for a file of an archive; rename it")
        one = unicodedata.normalize("NFC", name).casefold()
        if one in seen:
            raise ToolkitError(
                f"'{seen[one]}' and '{name}' are one name on some machines; rename one of them"
            )
        seen[one] = name
    for one, name in seen.items():
        above = ("/".join(one.split("/")[:i]) for i in range(1, one.count("/") + 1))
        if clash := next((seen[folder] for folder in above if folder in seen), None):
            raise ToolkitError(f"'{clash}' is a file and a folder, of '{name}'")


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    """Write one file, and no more of it than its table of contents says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    left = member.file_size
    with archive.open(member) as packed, path.open("xb") as file:
        while block := packed.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise ToolkitError(f"'{member.filename}' is larger than it says")
            file.write(block)


def is_archive(path: Path) -> bool:
    """Whether a path is an archive of a run, packed or unpacked."""
    return (path.suffix == ".zip" and path.is_file()) or (path / ABOUT).is_file()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Found]:
    """Open an archive, packed or unpacked, and compare every file with its digest.

    Raises
    ------
    ToolkitError
        If it is no archive of a run, or a file of it is missing or has changed.
    """
    with contextlib.ExitStack() as stack:
        folder = path
        if path.is_file():
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="toolkit-archive-"))
            folder = unpack(path, Path(home))
        yield _read(folder)


def _read(folder: Path) -> Found:
    about = read_json(folder / ABOUT)
    came = about.get("format") if isinstance(about, dict) else None
    if came != FORMAT:
        raise ToolkitError(f"{folder} has format {came!r}, and this version reads {FORMAT}")
    try:
        files, key = dict(about["files"]), str(about["run"])
        corpus, tables = str(about["corpus"]), dict(about["tables"])
    except (KeyError, TypeError, ValueError) as error:
        raise ToolkitError(f"{folder / ABOUT} cannot be read: {error!r}") from error
    refuse_names(list(files))
    for name in (corpus, *map(str, tables.values())):
        refuse_names([name])
    for name, made in files.items():
        path = folder / name
        if not _is_plain(folder, path) or digest_file(path) != made:
            raise ToolkitError(f"{folder}: {name} is missing or has changed since it was packed")
    if not re.fullmatch(f"{NAME.pattern}-[0-9a-f]{{8}}", key):
        raise ToolkitError(f"{folder / ABOUT} names a run '{key}'")
    return Found(folder / RUN / key, _texts(folder, corpus, tables))


def _texts(folder: Path, corpus: str, tables: Mapping[str, Any]) -> Texts:
    return Texts(folder / corpus, {k: folder / str(name) for k, name in tables.items()})


def _is_plain(folder: Path, path: Path) -> bool:
    """Whether a path is a file inside a folder; a link may point anywhere."""
    return path.is_file() and path.resolve().is_relative_to(folder.resolve())

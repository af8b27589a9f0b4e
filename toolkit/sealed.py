"""Files of a kept folder, opened only if they are the ones that were sealed into it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from toolkit.errors import ToolkitError


class ChangedError(ToolkitError):
    """A folder is not as it was made.

    Attributes
    ----------
    what
        What is wrong with which of its files.
    """

    def __init__(self, folder: Path, what: str, advice: str) -> None:
        self.what = what
        super().__init__(folder, what, advice)

    def __str__(self) -> str:
        """Say which folder, what is wrong and what to do."""
        folder, what, advice = self.args
        return f"{folder} is not as it was made: {what}; {advice}"


@dataclass(frozen=True)
class Seal:
    """What a folder held when it was sealed.

    Attributes
    ----------
    folder
        The folder.
    digests
        SHA-256 of each of its files, by their names below it.
    advice
        What to do about a file that is another, as a clause.
    """

    folder: Path
    digests: Mapping[str, str]
    advice: str = "move it away"

    def name_of(self, path: Path) -> str | None:
        """Return the name of a file below the folder, or None if it is elsewhere."""
        below = path.parts[: len(self.folder.parts)] == self.folder.parts
        return path.relative_to(self.folder).as_posix() if below else None

    def refuse(self, what: str) -> ChangedError:
        """Say what is wrong with the folder and what to do."""
        return ChangedError(self.folder, what, self.advice)

    def check(self, name: str) -> None:
        """Refuse a name that was not sealed, that is not there, or that leads elsewhere."""
        if name not in self.digests:
            raise self.refuse(f"{name} was not there when it was made")
        place = self.folder
        for part in PurePosixPath(name).parts:
            place /= part
            if part == ".." or place.is_symlink():
                raise self.refuse(f"{name} leads elsewhere")
        if not place.is_file():
            raise self.refuse(f"{name} is {'no file' if place.exists() else 'missing'}")


_SEAL: ContextVar[Seal | None] = ContextVar("seal", default=None)


@contextmanager
def sealed_by(seal: Seal) -> Iterator[None]:
    """Compare every file of a folder that is opened meanwhile with its digest.

    Parameters
    ----------
    seal
        The folder and its digests. Files elsewhere are opened as they are.
    """
    token = _SEAL.set(seal)
    try:
        yield
    finally:
        _SEAL.reset(token)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read its bytes; one of a sealed folder only if it is as it was.

    Raises
    ------
    ChangedError
        If it belongs to a sealed folder and is not as it was sealed, naming it.
    OSError
        If it cannot be opened.
    """
    seal = _SEAL.get()
    name = seal.name_of(path) if seal else None
    if seal is None or name is None:
        with path.open("rb") as file:
            yield file
        return
    seal.check(name)
    with path.open("rb") as file:
        # What is digested is what is read: a file put in its place meanwhile is another one.
        if hashlib.file_digest(file, "sha256").hexdigest() != seal.digests[name]:
            raise seal.refuse(f"{name} has changed since it was made")
        file.seek(0)
        yield file

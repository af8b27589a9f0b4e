"""Keep folders of files under a key: each whole or not at all, each provable by its digests."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock

from toolkit.errors import ToolkitError

MANIFEST = "manifest.json"
_BUILDING = ".building"
_DAMAGED = ".damaged"
_MOST_MANIFEST = 16 * 2**20  # some hundred thousand names


def digest(value: object) -> str:
    """Return the SHA-256 of a value made of dicts, lists, texts, numbers, True, False and None.

    The order of a dict's keys does not matter; tuples count as lists.

    Examples
    --------
    >>> digest({"a": 1, "b": 2.5}) == digest({"b": 2.5, "a": 1})
    True
    """
    text = json.dumps(
        value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Store:
    """A folder of artefacts.

    An artefact is a folder of files under a key. It is built apart and moved in whole, with a
    manifest of the SHA-256 of every file; what has no manifest is not kept. Several processes
    may use one store: the second to build a key waits for the first and finds its work done.

    Parameters
    ----------
    root
        The store's folder; made when something is first built.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys of all artefacts, sorted."""
        folders = self.root.iterdir() if self.root.is_dir() else ()
        return iter(sorted(path.name for path in folders if self.find(path.name)))

    def find(self, key: str) -> Path | None:
        """Return an artefact's folder, or None if it is not kept."""
        folder = self.root / key
        return folder if (folder / MANIFEST).is_file() else None

    def keep(
        self,
        key: str,
        build: Callable[[Path], None],
        *,
        on_wait: Callable[[], None] = lambda: None,
    ) -> tuple[Path, bool]:
        """Return an artefact's folder, building it first if it is not kept.

        Parameters
        ----------
        key
            Its name.
        build
            Writes its files into the folder it is given. If it raises, nothing is kept.
        on_wait
            Called once if another process is building this key.

        Returns
        -------
        tuple
            The folder, and whether it was built now.

        Raises
        ------
        ToolkitError
            If the store's folder cannot be written to, before `build` is called.
        """
        if kept := self.find(key):  # it is there whole or not at all, so this needs no lock
            return kept, False
        with self._lock(key, on_wait):
            if kept := self.find(key):
                return kept, False
            target, draft = self.root / key, self.root / _BUILDING / key
            if os.path.lexists(target):
                raise ToolkitError(f"{target} is in the way and is no kept run; move it elsewhere")
            try:
                self._sweep(key)
                draft.mkdir()
                build(draft)
                _seal(draft)
                draft.rename(target)
            except OSError as error:
                shutil.rmtree(draft, ignore_errors=True)
                raise ToolkitError(
                    f"{target} could not be written ({error.strerror or error}); nothing of it "
                    "was kept"
                ) from error
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
            _sync(self.root)
            return target, True

    def replace_damaged(self, key: str, report: Callable[[str], None]) -> None:
        """Move an artefact aside that is not as it was made, so that it can be made again.

        Parameters
        ----------
        key
            Its name; nothing is done where it is whole or not kept.
        report
            Called with a sentence on what was damaged and where it lies now.
        """
        folder = self.root / key
        if not os.path.lexists(folder) or not self.damage(key):
            return
        with self._lock(key, lambda: None):
            if not os.path.lexists(folder) or not (damage := self.damage(key)):
                return  # another process was here before
            aside = self.root / _DAMAGED
            places = (aside / f"{key}-{number}" for number in itertools.count(1))
            place = next(place for place in places if not os.path.lexists(place))
            try:
                aside.mkdir(exist_ok=True)
                folder.rename(place)
            except OSError as error:
                raise ToolkitError(
                    f"{folder} is not as it was made and cannot be moved "
                    f"({error.strerror or error}); move it away"
                ) from error
        report(
            f"warning: {folder} is not as it was made ({damage[0]}); it is made again, and what "
            f"was there lies in {place}"
        )

    def unfinished(self) -> Iterator[tuple[str, bool]]:
        """Iterate over keys that were begun and are not kept, and whether one is being built."""
        place = self.root / _BUILDING
        building = place.iterdir() if place.is_dir() else ()
        names = {path.name.removesuffix(".lock") for path in building}
        for key in sorted(names):
            if not self.find(key):
                yield key, self._is_locked(key)

    def _is_locked(self, key: str) -> bool:
        path = self.root / _BUILDING / f"{key}.lock"
        if not path.is_file():
            return False
        lock = filelock.FileLock(path)
        try:
            with lock.acquire(timeout=0):
                return False
        except filelock.Timeout:
            return True
        except (OSError, NotImplementedError):  # such as in a folder that is only read
            return False

    def digests(self, key: str) -> dict[str, str]:
        """Return the digests of an artefact's files by their names, as they were sealed.

        Raises
        ------
        ToolkitError
            If the manifest cannot be read, or is none that was written here.
        """
        folder = self.root / key
        try:
            raw = _manifest_bytes(folder)
            manifest = _read_manifest(raw)
        except (OSError, ValueError, RecursionError) as error:
            raise ToolkitError(f"{MANIFEST} cannot be read ({error})") from error
        if raw != _written(manifest) or not all(isinstance(v, str) for v in manifest.values()):
            raise ToolkitError(f"{MANIFEST} has changed since it was made")
        return {name: str(of) for name, of in manifest.items()}

    def missing(self, key: str) -> list[str]:
        """Compare the names of an artefact's files with its manifest, without reading them."""
        try:
            sealed = self.digests(key)
        except ToolkitError as error:
            return [str(error)]
        present = _files(self.root / key)
        return sorted(
            [f"{name} is missing" for name in sealed.keys() - present]
            + [f"{name} was not there when it was made" for name in present - sealed.keys()]
        )

    def damage(self, key: str) -> list[str]:
        """Compare an artefact with its manifest; return one sentence for each difference."""
        folder = self.root / key
        try:
            raw = _manifest_bytes(folder)
            manifest = _read_manifest(raw)
        except (OSError, ValueError, RecursionError) as error:
            return [f"{MANIFEST} cannot be read ({error})"]
        present = _files(folder)
        # Names of the manifest are never opened unless they were met inside the folder.
        found = [f"{name} is missing" for name in manifest if name not in present]
        found += [f"{MANIFEST} has changed since it was made"] * (raw != _written(manifest))
        found += [f"{name} was not there when it was made" for name in present - set(manifest)]
        for name in sorted(present & set(manifest)):
            path = folder / name
            if path.is_symlink():
                found.append(f"{name} leads elsewhere")
            elif not path.is_file() or _digest_or_none(path) != manifest[name]:
                found.append(f"{name} has changed since it was made")
        return sorted(found)

    def _sweep(self, key: str) -> None:
        """Remove what killed processes left: the draft of this key, and of those no one builds."""
        for draft in (self.root / _BUILDING).iterdir():
            if draft.name == key:
                _remove(draft)
            elif draft.suffix != ".lock":
                lock = filelock.FileLock(draft.with_name(f"{draft.name}.lock"))
                with contextlib.suppress(OSError), lock.acquire(timeout=0):
                    _remove(draft)

    @contextlib.contextmanager
    def _lock(self, key: str, on_wait: Callable[[], None]) -> Iterator[None]:
        """Hold a key; the system lets go of it when the process ends, however it ends."""
        try:
            new = not self.root.is_dir()
            (self.root / _BUILDING).mkdir(parents=True, exist_ok=True)
            if new:
                with contextlib.suppress(OSError):  # a folder above may not be read
                    _sync(self.root.parent)
            lock = filelock.FileLock(self.root / _BUILDING / f"{key}.lock")
            try:
                lock.acquire(timeout=0)
            except filelock.Timeout:
                on_wait()
                lock.acquire()
        except (OSError, NotImplementedError) as error:  # not every file system has locks
            raise ToolkitError(
                f"the folder {self.root} cannot be written to "
                f"({getattr(error, 'strerror', None) or error}); name another"
            ) from error
        try:
            yield
        finally:
            lock.release()


def _manifest_bytes(folder: Path) -> bytes:
    path = folder / MANIFEST
    if path.is_symlink():
        raise ValueError("it leads elsewhere")
    with path.open("rb") as file:
        raw = file.read(_MOST_MANIFEST + 1)
    if len(raw) > _MOST_MANIFEST:
        raise ValueError(f"it is longer than {_MOST_MANIFEST:,} bytes")
    return raw


def _read_manifest(raw: bytes) -> dict[str, object]:
    """Read the digests of an artefact's files by their names; they may be anything."""
    value = json.loads(raw.decode())
    if not isinstance(value, dict):
        raise ValueError(f"it holds {type(value).__name__}")
    return value


def _written(manifest: dict[str, object]) -> bytes:
    return (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()


def _files(folder: Path) -> set[str]:
    """Return the names of everything below a folder that is no folder; links are not followed."""
    found = set()
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        found |= {(Path(place) / name).relative_to(folder).as_posix() for name in files + links}
    return found - {MANIFEST}


def _digest_or_none(path: Path) -> str | None:
    try:
        return digest_file(path)
    except OSError:
        return None  # what cannot be read is not as it was made


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _seal(folder: Path) -> None:
    """Write the manifest, and have the disk hold every file before the folder gets its name."""
    manifest = {name: digest_file(folder / name) for name in sorted(_files(folder))}
    (folder / MANIFEST).write_bytes(_written(dict(manifest)))
    for path in [*sorted(folder.rglob("*")), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    """Flush a file to the disk, and a folder where the system can."""
    is_file = path.is_file()
    if not is_file and os.name == "nt":
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        # Some network drives cannot flush a folder; for a file a failure is a failure.
        with contextlib.nullcontext() if is_file else contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)

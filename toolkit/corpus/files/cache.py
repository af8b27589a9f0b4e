"""Keep what was parsed, so that a page that has not changed is not parsed again."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from toolkit.corpus.files.plain import from_plain, meeting_from_plain, meeting_to_plain, to_plain
from toolkit.corpus.meeting import Meeting, SetAside

Parsed = Meeting | SetAside
"""What parsing makes of a page; in the cache without the name of its file."""

PLACE = "TOOLKIT_CACHE"
"""Environment variable: the cache's folder, or ``off``."""

_FILE = "parsed.sqlite3"
_KEEP_DAYS = 60
_TOUCH_DAYS = 7  # so that reading a corpus every day does not write every day
_PATIENCE = 5.0  # seconds that another process may hold the file
_SCHEMA = "CREATE TABLE IF NOT EXISTS pages (key TEXT PRIMARY KEY, used INT, proof BLOB, page BLOB)"

# The message of an error may quote what damage left in the file, and that may be no text.
_TROUBLES = (sqlite3.Error, OSError, MemoryError, UnicodeDecodeError)

# What says that the place cannot be used now. Any other error says that the file is damaged.
_HINDRANCES = frozenset(
    (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_NOLFS, sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_MISUSE,
    )
)  # fmt: skip


def page_key(sha256: str, *, suffix: str, layout: str, code: str, extra: str = "") -> str:
    """Return the key under which a parsed page is kept: 64 hexadecimal digits.

    Parameters
    ----------
    sha256
        Digest of the file's bytes.
    suffix
        The ending of its name, which says how the bytes are read.
    layout
        Digest of the layout, or of all layouts where the page chooses among them.
    code
        Digest of the sources that parse, and of the records they fill.
    extra
        Whatever else parsing was told, such as the file's name where a date is read from it.

    Examples
    --------
    >>> key = page_key("ab12", suffix=".txt", layout="cd34", code="ef56")
    >>> len(key), key == page_key("ab12", suffix=".html", layout="cd34", code="ef56")
    (64, False)
    """
    parts = json.dumps([sha256, suffix, layout, code, extra])
    return hashlib.sha256(parts.encode()).hexdigest()


class ParseCache:
    """Parsed pages under their keys, in one file of the user's cache folder.

    A cache saves time and changes nothing else: where its file cannot be read or written, is
    held by another process or is damaged, pages are simply not found, and `state` says why.
    Each page is kept with a SHA-256 of its key and value, and is found only if that still
    holds. A damaged file is deleted and begun anew. Several processes may use one cache, each
    from one thread.

    Parameters
    ----------
    folder
        Where the file lies; None for no cache.

    Attributes
    ----------
    state
        ``on``; or ``off``, with the reason where the user did not ask for it.

    Examples
    --------
    >>> with ParseCache(None) as cache:
    ...     cache.keep({"ab12": SetAside("", "is empty")})
    ...     cache.find(["ab12"]), cache.state
    ({}, 'off')
    """

    def __init__(self, folder: Path | None) -> None:
        self.state = "off"
        self._file = folder / _FILE if folder else None
        self._database: sqlite3.Connection | None = None
        self._to_touch: list[str] = []
        self._use(lambda _: None)

    @classmethod
    def open(cls) -> Self:
        """Open the cache of the user, or the one that the environment variable names."""
        asked = os.environ.get(PLACE, "").strip()
        if asked.lower() == "off":
            return cls(None)
        try:
            return cls(Path(asked).expanduser() if asked else _users_folder())
        except RuntimeError as error:  # there is no home
            cache = cls(None)
            cache.state = f"off: {error}"
            return cache

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def find(self, keys: Iterable[str]) -> dict[str, Parsed]:
        """Return the pages that are kept under these keys, without the names of their files.

        The ``meeting`` and ``source`` of what is found are empty: who asks knows the names.
        """
        found: dict[str, Parsed] = {}

        def look(database: sqlite3.Connection) -> None:
            for key in keys:
                row = database.execute(
                    "SELECT used, proof, page FROM pages WHERE key = ?", (key,)
                ).fetchone()
                if row and (page := _decode(key, *row[1:])):
                    found[key] = page
                    if _days_since(row[0]) >= _TOUCH_DAYS:
                        self._to_touch.append(key)

        keys = list(dict.fromkeys(keys))
        self._use(look)
        return found

    def keep(self, parsed: Mapping[str, Parsed]) -> None:
        """Keep parsed pages under their keys, and drop those not used for 60 days."""
        rows = [(key, _today(), *_encode(key, page)) for key, page in parsed.items()]

        def write(database: sqlite3.Connection) -> None:
            with database:
                database.execute("BEGIN IMMEDIATE")
                database.execute("DELETE FROM pages WHERE used < ?", (_today() - _KEEP_DAYS,))
                database.executemany("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?)", rows)

        if rows:
            self._use(write)

    def close(self) -> None:
        """Note what was used, and let go of the file."""

        def touch(database: sqlite3.Connection) -> None:
            with database:
                database.execute("BEGIN IMMEDIATE")
                used = [(_today(), key) for key in self._to_touch]
                database.executemany("UPDATE pages SET used = ? WHERE key = ?", used)

        if self._to_touch:
            self._use(touch)
        self._let_go()

    def _use(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Work with the database; where it is damaged, delete it and work with a new one."""
        for is_new in (False, True):
            if self._file is None:
                return
            try:
                if self._database is None:
                    self._database = _connect(self._file)
                    self.state = "on"
                work(self._database)
                return
            except _TROUBLES as error:
                file = self._file
                self._let_go()
                self.state = f"off: {file} cannot be used ({error})"
                if _is_damage(error) and not is_new and _delete(file):
                    self._file = file

    def _let_go(self) -> None:
        if self._database:
            self._database.close()
        self._file = self._database = None


def _users_folder() -> Path:
    import platformdirs

    folder = platformdirs.user_cache_path("toolkit", appauthor=False)
    if not folder.is_absolute():  # a "~" that stands for no home would become a folder here
        raise RuntimeError(f"{folder} is no folder for a cache")
    return folder


def _connect(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
    try:
        # A power cut may damage the file: that costs time, and no page is trusted unproved.
        database.execute("PRAGMA synchronous = OFF")
        database.execute(_SCHEMA)
    except BaseException:
        database.close()
        raise
    database.text_factory = bytes  # damage may leave bytes that are no text
    return database


def _is_damage(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        # The lower byte is the kind of an error, the upper ones tell more.
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF not in _HINDRANCES
    return isinstance(error, UnicodeDecodeError)


def _delete(file: Path) -> bool:
    """Delete a damaged file; say whether it is gone."""
    try:
        # What another process has open is lost to it; at worst the new file is damaged again.
        for ending in ("-journal", ""):
            file.with_name(file.name + ending).unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _encode(key: str, page: Parsed) -> tuple[bytes, bytes]:
    """Return the proof and the JSON of a page; packing it would take longer than reading it."""
    if isinstance(page, Meeting):
        plain = {"meeting": meeting_to_plain(replace(page, meeting="", source=""))}
    else:
        plain = {"set_aside": to_plain(replace(page, source=""))}
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    value = text.encode("utf-8", "surrogatepass")
    return _prove(key, value), value


def _decode(key: str, proof: object, value: object) -> Parsed | None:
    """Return a page, or None if it is not what was kept under its key."""
    if not isinstance(value, bytes) or proof != _prove(key, value):
        return None
    try:
        plain = json.loads(value.decode("utf-8", "surrogatepass"))
        if "meeting" in plain:
            return meeting_from_plain(plain["meeting"])
        return from_plain(SetAside, plain["set_aside"])
    except (KeyError, TypeError, ValueError):
        return None  # the records have changed since, and the digest of the code did not say so


def _prove(key: str, value: bytes) -> bytes:
    proof = hashlib.sha256(key.encode())
    proof.update(value)
    return proof.digest()


def _today() -> int:
    return int(time.time() // 86_400)


def _days_since(used: object) -> float:
    return abs(_today() - used) if isinstance(used, int) else float("inf")

"""A cache that several processes use, and one whose file was damaged."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from common.cached import PAGES, assert_all_found, assert_right, found_now, key

from toolkit.corpus.files import cache as module
from toolkit.corpus.files.cache import ParseCache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOOLKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def file(folder: Path) -> Path:
    """The cache's file, which holds the pages."""
    with ParseCache.open() as cache:
        cache.keep(PAGES)
    return folder / "parsed.sqlite3"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.05)


# --- several at once --------------------------------------------------------------------------


@pytest.mark.usefixtures("impatient")
def test_a_file_that_another_holds_is_left_alone(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with ParseCache.open() as cache:
        assert cache.find(PAGES) == {}
        cache.keep(PAGES)
        assert "locked" in cache.state
    other.execute("ROLLBACK")
    other.close()
    assert_all_found(found_now())


def test_a_file_that_another_holds_for_a_moment_is_waited_for(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")

    def let_go() -> None:
        time.sleep(0.3)
        other.execute("ROLLBACK")

    thread = threading.Thread(target=let_go)
    thread.start()
    assert_all_found(found_now())
    thread.join()
    other.close()


WORK = """
import sys
from toolkit.corpus import SetAside
from toolkit.corpus.files.cache import ParseCache
own = int(sys.argv[1])
for i in range(40):
    with ParseCache.open() as cache:
        pages = {f"{j}": SetAside("", f"reason {j} " * 500) for j in range(i, i + own)}
        cache.keep(pages)
        found = cache.find(map(str, range(60)))
        assert cache.state == "on", cache.state
        assert found.keys() >= pages.keys(), i
        assert all(page.reason == f"reason {key} " * 500 for key, page in found.items())
"""


def test_several_processes_share_it(folder: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", WORK]
    workers = [
        subprocess.Popen([*command, str(n)], stderr=subprocess.PIPE, text=True) for n in (3, 5, 7)
    ]
    for worker in workers:
        assert (worker.communicate()[1], worker.returncode) == ("", 0)


def test_a_process_that_dies_while_it_writes_leaves_it_whole(file: Path) -> None:
    code = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('PRAGMA cache_size = 1')\n"  # so that the file is written before the end
        "db.execute('BEGIN IMMEDIATE')\n"
        "db.execute('UPDATE pages SET page = zeroblob(50000), proof = key')\n"
        "os._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(file)], check=False)
    assert file.with_name("parsed.sqlite3-journal").is_file()
    assert_all_found(found_now())


def test_an_error_of_the_reader_passes_and_what_was_kept_stays(folder: Path) -> None:
    def read() -> None:
        with ParseCache.open() as cache:
            cache.keep(PAGES)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read()
    assert_all_found(found_now())


def test_nothing_is_found_after_the_end(file: Path) -> None:
    with ParseCache.open() as cache:
        pass
    cache.close()
    assert cache.find(PAGES) == {}
    assert cache.state == "on"


# --- damage -----------------------------------------------------------------------------------


def assert_harmless(file: Path) -> bool:
    """Read a damaged file, and keep the pages again; say whether it was whole."""
    with ParseCache.open() as cache:
        found = cache.find(PAGES)
        assert_right(found)
        cache.keep(PAGES)
    assert_right(found_now())
    return len(found) == len(PAGES)


@pytest.mark.parametrize("content", [b"", b"mine", b"SQLite format 3\0", b"\0" * 5000])
def test_what_is_no_database_is_begun_anew(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    with ParseCache.open() as cache:
        assert cache.find(PAGES) == {}
        cache.keep(PAGES)
        assert cache.state == "on"
    assert_all_found(found_now())


@pytest.mark.parametrize(
    "statements",
    [
        "DROP TABLE pages; CREATE TABLE pages (key TEXT)",
        "DROP TABLE pages; CREATE VIEW pages AS SELECT 1 AS key",
        "ALTER TABLE pages RENAME COLUMN page TO paper",
    ],
)
def test_a_database_of_another_shape_is_begun_anew(statements: str, file: Path) -> None:
    database = sqlite3.connect(file)
    database.executescript(statements)
    database.close()
    with ParseCache.open() as cache:
        assert cache.find(PAGES) == {}
        cache.keep(PAGES)
    assert_all_found(found_now())


@pytest.mark.parametrize(
    "change",
    [
        "used = 'soon'", "used = NULL", "proof = NULL", "page = NULL", "page = 3", "proof = 'a'",
        "page = CAST(page AS TEXT)", "page = CAST(x'ff' AS TEXT)", "page = page || 'a'",
        "page = x''", "key = NULL", "key = lower(hex(randomblob(32)))",
    ],
)  # fmt: skip
def test_odd_cells_cost_their_page_alone(change: str, file: Path) -> None:
    database = sqlite3.connect(file)
    with database:
        database.execute(f"UPDATE pages SET {change} WHERE key = '{key('a')}'")  # noqa: S608
    database.close()
    found = found_now()
    assert set(PAGES) - {key("a")} <= set(found)
    assert_right(found)
    with ParseCache.open() as cache:
        cache.keep(PAGES)
    assert_all_found(found_now())


def test_a_damaged_file_that_cannot_be_deleted_is_left(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlink(*_: object, **__: object) -> None:
        raise PermissionError("open elsewhere")

    file.write_bytes(b"mine" * 500)
    monkeypatch.setattr(Path, "unlink", unlink)
    with ParseCache.open() as cache:
        cache.keep(PAGES)
        assert cache.find(PAGES) == {}
        assert "not a database" in cache.state
    assert file.read_bytes() == b"mine" * 500


def test_flipped_bytes_never_make_a_wrong_page(file: Path) -> None:
    whole, random_ = file.read_bytes(), random.Random(7)
    # All of the header and of the first cells' heads, and what lies anywhere else.
    places = [*range(108), *(random_.randrange(len(whole)) for _ in range(120))]
    unharmed = 0
    for i, place in enumerate(places):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << (i % 8) if i % 2 else random_.randrange(1, 256)
        file.write_bytes(damaged)
        unharmed += assert_harmless(file)
    assert 0 < unharmed < len(places)


def test_flips_in_the_small_pages_never_make_a_wrong_page(file: Path) -> None:
    # The pages of the table's and the index's trees, where one byte moves much.
    whole, random_ = file.read_bytes(), random.Random(8)
    size = int.from_bytes(whole[16:18], "big")
    trees = [at for at in range(0, len(whole), size) if whole[at or 100] in (2, 5, 10, 13)]
    assert len(trees) >= 3
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(random_.choice([1, 1, 4])):
            damaged[random_.choice(trees) + random_.randrange(160)] = random_.randrange(256)
        file.write_bytes(damaged)
        assert_harmless(file)


def test_a_file_cut_short_never_makes_a_wrong_page(file: Path) -> None:
    whole, random_ = file.read_bytes(), random.Random(9)
    for length in [0, 1, 99, 100, 4096, *(random_.randrange(len(whole)) for _ in range(60))]:
        file.write_bytes(whole[:length])
        assert not assert_harmless(file)
    file.write_bytes(whole + b"\0" * 3000)
    assert_harmless(file)


def test_a_journal_of_something_else_never_makes_a_wrong_page(file: Path) -> None:
    whole, random_ = file.read_bytes(), random.Random(10)
    magic = bytes.fromhex("d9d505f920a163d7")
    for length in (0, 20, 512, 9000):
        file.write_bytes(whole)
        file.with_name("parsed.sqlite3-journal").write_bytes(magic + random_.randbytes(length))
        assert_harmless(file)

"""What was parsed comes back, or nothing does: never something else, and never an error."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from common.cached import PAGES, assert_all_found, found_now, key
from common.corpora import ODD, assert_same, meeting, turn

from toolkit.corpus import Meeting, SetAside, Span
from toolkit.corpus.files import cache as module
from toolkit.corpus.files.cache import ParseCache, Parsed, page_key


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


# --- what is kept is found --------------------------------------------------------------------


def test_what_was_kept_is_found_by_the_next_process(file: Path) -> None:
    assert_all_found(found_now())
    assert file.is_file()


def test_what_was_kept_is_found_at_once(folder: Path) -> None:
    with ParseCache.open() as cache:
        assert cache.find(PAGES) == {}
        cache.keep(PAGES)
        assert_all_found(cache.find(PAGES))
        assert cache.state == "on"


def test_only_what_was_kept_is_found_and_in_the_order_asked(file: Path) -> None:
    asked = [key("nobody"), key("c"), key("a"), key("c")]
    with ParseCache.open() as cache:
        assert list(cache.find(iter(asked))) == [key("c"), key("a")]
        assert cache.find([]) == {}


def test_a_page_kept_anew_takes_the_place_of_the_old(file: Path) -> None:
    with ParseCache.open() as cache:
        cache.keep({key("a"): SetAside("a.txt", "is empty")})
        assert cache.find([key("a")]) == {key("a"): SetAside("", "is empty")}


def test_equal_pages_of_two_names_are_kept_alike(folder: Path) -> None:
    one = ODD.meetings[1]
    with ParseCache.open() as cache:
        cache.keep({key("1"): one, key("2"): replace(one, meeting="x/y", source="x/y.html")})
        found = cache.find([key("1"), key("2")])
    assert found[key("1")] == found[key("2")]
    assert_same(replace(found[key("1")], meeting=one.meeting, source=one.source), one)


def test_half_a_letter_comes_back(folder: Path) -> None:
    one = meeting("", turn(1, "statement", "\ud83d, \ude00\ud83d\0"), source="")
    with ParseCache.open() as cache:
        cache.keep({key("1"): one})
        assert cache.find([key("1")]) == {key("1"): one}


def test_every_part_of_a_key_counts() -> None:
    parts = {"sha256": "a", "suffix": "b", "layout": "c", "code": "d", "extra": "e"}
    keys = {page_key(**parts)} | {page_key(**parts | {name: "x"}) for name in parts}
    moved = page_key("a", suffix="bc", layout="", code="d", extra="e")
    assert len(keys | {moved}) == 7
    assert all(len(one) == 64 for one in keys)


def test_a_page_under_another_key_is_not_found(file: Path) -> None:
    database = sqlite3.connect(file)
    with database:
        value, proof = database.execute(
            "SELECT page, proof FROM pages WHERE key = ?", (key("a"),)
        ).fetchone()
        database.execute(
            "UPDATE pages SET page = ?, proof = ? WHERE key = ?", (value, proof, key("c"))
        )
    database.close()
    assert set(found_now()) == set(PAGES) - {key("c")}


def test_a_page_of_other_records_is_not_found(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(name: str, page: Parsed) -> tuple[bytes, bytes]:
        value = b'{"meeting":{"title":"of old"}}' if isinstance(page, Meeting) else b'["is odd"]'
        return module._prove(name, value), value

    monkeypatch.setattr(module, "_encode", write)
    with ParseCache.open() as cache:
        cache.keep(PAGES)
        assert cache.find(PAGES) == {}
        assert cache.state == "on"


# --- age --------------------------------------------------------------------------------------


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    today = module._today()

    def wait(days: int) -> None:
        nonlocal today
        today += days

    monkeypatch.setattr(module, "_today", lambda: today)
    return wait


def test_pages_unused_for_long_are_dropped_when_something_is_kept(wait, file: Path) -> None:
    wait(50)
    with ParseCache.open() as cache:
        assert len(cache.find([key("a"), key("c")])) == 2
    wait(11)
    with ParseCache.open() as cache:
        cache.keep({key("x.txt"): SetAside("", "is empty")})
    assert set(found_now()) == {key("a"), key("c"), key("x.txt")}


def test_pages_used_every_day_stay_and_are_not_written_every_day(wait, file: Path) -> None:
    written = []
    for _ in range(100):
        before = file.read_bytes()
        assert_all_found(found_now())
        written.append(file.read_bytes() != before)
        wait(1)
    assert 10 <= sum(written) <= 15
    with ParseCache.open() as cache:
        cache.keep({key("a"): PAGES[key("a")]})
    assert_all_found(found_now())


def test_a_clock_that_was_set_back_drops_nothing_for_ever(wait, file: Path) -> None:
    wait(-1000)
    assert_all_found(found_now())
    wait(61)
    with ParseCache.open() as cache:
        cache.keep({key("new"): SetAside("", "is empty")})
    assert found_now() == {}


# --- places -----------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["off", "OFF", " off "])
def test_off_means_no_cache(word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLKIT_CACHE", word)
    monkeypatch.chdir(tmp_path)
    with ParseCache.open() as cache:
        cache.keep(PAGES)
        assert cache.find(PAGES) == {}
        assert cache.state == "off"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("unset", [True, False])
def test_it_lies_in_the_users_cache_folder(
    unset: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if unset:
        monkeypatch.delenv("TOOLKIT_CACHE", raising=False)
    else:
        monkeypatch.setenv("TOOLKIT_CACHE", "")
    asked = []

    def user_cache_path(name: str, **_: object) -> Path:
        asked.append(name)
        return tmp_path / "home" / name

    monkeypatch.setattr("platformdirs.user_cache_path", user_cache_path)
    with ParseCache.open() as cache:
        cache.keep(PAGES)
    assert (tmp_path / "home" / "toolkit" / "parsed.sqlite3").is_file()
    assert asked == ["toolkit"]


@pytest.mark.parametrize("answer", [Path("~/.cache/toolkit"), RuntimeError("no home")])
def test_without_a_home_there_is_no_cache(
    answer: Path | RuntimeError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def user_cache_path(*_: object, **__: object) -> Path:
        if isinstance(answer, RuntimeError):
            raise answer
        return answer

    monkeypatch.delenv("TOOLKIT_CACHE", raising=False)
    monkeypatch.setattr("platformdirs.user_cache_path", user_cache_path)
    monkeypatch.chdir(tmp_path)
    with ParseCache.open() as cache:
        cache.keep(PAGES)
        assert cache.find(PAGES) == {}
        assert cache.state.startswith("off: ")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_stays_as_it_is(folder: Path) -> None:
    folder.write_text("mine", encoding="utf-8")
    with ParseCache.open() as cache:
        cache.keep(PAGES)
        assert cache.find(PAGES) == {}
        assert str(folder) in cache.state
    assert folder.read_text(encoding="utf-8") == "mine"


def test_a_folder_in_the_place_of_the_file_stays_as_it_is(folder: Path) -> None:
    (folder / "parsed.sqlite3" / "mine").mkdir(parents=True)
    with ParseCache.open() as cache:
        cache.keep(PAGES)
        assert cache.find(PAGES) == {}
        assert cache.state.startswith("off: ")
    assert (folder / "parsed.sqlite3" / "mine").is_dir()


def connecting(monkeypatch: pytest.MonkeyPatch, *pragmas: str) -> None:
    """Have every connection begin so, as if the disk were another."""
    connect = module._connect

    def changed(file: Path) -> sqlite3.Connection:
        database = connect(file)
        for pragma in pragmas:
            database.execute(f"PRAGMA {pragma}")
        return database

    monkeypatch.setattr(module, "_connect", changed)


def test_what_a_read_only_disk_holds_is_found(
    wait, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(10)  # so that the days would be written
    connecting(monkeypatch, "query_only = ON")
    before = file.read_bytes()
    with ParseCache.open() as cache:
        assert_all_found(cache.find(PAGES))
        cache.keep({key("new"): SetAside("", "is empty")})
        assert "cannot be used" in cache.state
        assert cache.find(PAGES) == {}
    assert file.read_bytes() == before


def test_a_full_disk_keeps_what_it_has(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connecting(monkeypatch, "max_page_count = 1")
    large = meeting("large", turn(1, "statement", "word " * 100_000))
    with ParseCache.open() as cache:
        cache.keep({key("large"): large})
        assert "full" in cache.state
    with ParseCache.open() as cache:
        assert cache.find([key("large")]) == {}
        assert_all_found(cache.find(PAGES))


# --- speed ------------------------------------------------------------------------------------


def test_a_corpus_is_found_faster_than_it_could_be_parsed(corpora: Path, folder: Path) -> None:
    pages = {}
    for path in sorted((corpora / "un_general_debate").glob("*.txt")):
        text = path.read_text(encoding="utf-8-sig")
        lines, spans = text.split("\n"), []
        for line in lines:
            at = spans[-1].end if spans else 0
            spans += [Span(at, at + len(line), "text", 1)] if line else []
            spans += [Span(at + len(line), at + len(line) + 1, "blank")]
        speech = turn(1, "statement", "\n\n".join(filter(None, lines)))
        pages[key(path.name)] = meeting(path.stem, speech, spans=tuple(spans))
    with ParseCache.open() as cache:
        cache.keep(pages)
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        with ParseCache.open() as cache:
            found = cache.find(pages)
        taken.append(time.perf_counter() - start)
        assert len(found) == len(pages)
    assert min(taken) < 2.0  # a quarter of a second on a quiet machine of 2024

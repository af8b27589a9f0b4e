"""Whole or not at all: a store under kills, full disks, races and tampering."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest

from toolkit import store as store_module
from toolkit.errors import ToolkitError
from toolkit.store import MANIFEST, Store, digest_file

SLOW_BUILDER = """
import sys, time
from pathlib import Path
from toolkit.store import Store

def build(folder):
    print("building", flush=True)
    (folder / "part").mkdir()
    for i in range(60):
        (folder / "part" / f"{i}.txt").write_text("x" * 500 * i, encoding="utf-8")
        time.sleep(0.001)

_, is_new = Store(Path(sys.argv[1])).keep("slow", build)
print("built" if is_new else "found", flush=True)
"""

CROWD = """
import sys
from pathlib import Path
from toolkit.store import Store

for i in range(20):
    def build(folder):
        (folder / "value.txt").write_text("same" * 1000, encoding="utf-8")
    _, is_new = Store(Path(sys.argv[1])).keep(f"key-{i:02}", build)
    print(int(is_new))
"""


def write_two(folder: Path) -> None:
    (folder / "numbers.txt").write_text("1 2 3\n", encoding="utf-8")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "Ää.txt").write_bytes(bytes(range(64)))


def everything_in(root: Path) -> set[str]:
    """What lies in a store, locks apart."""
    paths = (path.relative_to(root).as_posix() for path in root.rglob("*"))
    return {path for path in paths if not path.endswith(".lock")} - {".building"}


def hidden(_folder: Path) -> None:
    pytest.fail("build was called")


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    store = Store(tmp_path / "results")
    store.keep("one", write_two)
    return store


# --- keeping and finding ----------------------------------------------------------------------


def test_what_is_built_is_found_and_not_built_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "a" / "b")
    assert list(store) == []
    assert store.find("one") is None
    folder, is_new = store.keep("one", write_two)
    assert is_new
    assert store.keep("one", hidden) == (folder, False)
    assert store.find("one") == folder
    assert list(store) == ["one"]
    assert store.damage("one") == []


def test_keys_come_sorted_and_other_folders_are_no_keys(kept: Store) -> None:
    for key in ("b", "a", "Z"):
        kept.keep(key, write_two)
    (kept.root / "notes").mkdir()
    (kept.root / "stray.txt").touch()
    (kept.root / "odd" / MANIFEST).mkdir(parents=True)
    assert list(kept) == ["Z", "a", "b", "one"]


def test_manifest_holds_the_digest_of_every_file(kept: Store) -> None:
    manifest = json.loads((kept.root / "one" / MANIFEST).read_text(encoding="utf-8"))
    assert list(manifest) == ["deep/er/Ää.txt", "numbers.txt"]
    assert manifest["numbers.txt"] == digest_file(kept.root / "one" / "numbers.txt")


def test_digest_of_a_file_is_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")  # the example of FIPS 180
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest_file(tmp_path / "abc") == expected


# --- built whole or not at all ----------------------------------------------------------------


@pytest.mark.parametrize("error", [ToolkitError("no"), KeyError("k"), KeyboardInterrupt()])
def test_a_build_that_raises_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    store = Store(tmp_path)

    def build(folder: Path) -> None:
        write_two(folder)
        raise error

    with pytest.raises(type(error)):
        store.keep("one", build)
    assert everything_in(tmp_path) == set()
    assert list(store) == []
    assert store.keep("one", write_two)[1]


def fail_at_call(number: int, function: Callable[..., object]) -> Callable[..., object]:
    calls = 0

    def failing(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return function(*args, **kwargs)

    return failing


@pytest.mark.parametrize("place", ["rename", "fsync", "write_text", "mkdir"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_full_disk_leaves_nothing_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, number: int
) -> None:
    store = Store(tmp_path)
    store.keep("before", write_two)
    owner = os if place == "fsync" else Path
    with monkeypatch.context() as patch:
        patch.setattr(owner, place, fail_at_call(number, getattr(owner, place)))
        failed = ""
        try:
            store.keep("one", write_two)
        except ToolkitError as error:
            failed = str(error)
    if failed:
        assert "No space left on device" in failed
        assert "\n" not in failed
        assert store.find("one") is None
        assert not any("one" in path for path in everything_in(tmp_path))
    else:
        assert store.damage("one") == []  # it took fewer calls than that
    assert store.damage("before") == []
    store.keep("one", write_two)
    assert store.damage("one") == []


def test_a_folder_that_cannot_be_flushed_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def only_files(handle: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112  (it is no path of ours)
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(handle)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc")
    monkeypatch.setattr(os, "fsync", only_files)
    assert Store(tmp_path).keep("one", write_two)[1]


def test_files_reach_the_disk_before_the_folder_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    sync, rename = store_module._sync, Path.rename
    monkeypatch.setattr(store_module, "_sync", lambda path: (said.append(path.name), sync(path))[1])
    monkeypatch.setattr(
        Path, "rename", lambda path, to: (said.append("RENAME"), rename(path, to))[1]
    )
    Store(tmp_path / "results").keep("one", write_two)
    at = said.index("RENAME")
    assert {"numbers.txt", "Ää.txt", MANIFEST, "deep", "er", "one"} <= set(said[:at])
    assert said[at + 1 :] == ["results"]


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
def test_killed_at_any_moment_nothing_half_made_is_seen(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for i in range(15):
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW_BUILDER, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        if i:  # the first is killed while it starts
            process.stdout.readline()
            time.sleep(0.012 * (i - 1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if store.find("slow"):
            assert store.damage("slow") == []
            shutil.rmtree(tmp_path / "slow")
    done = subprocess.run(
        [sys.executable, "-c", SLOW_BUILDER, str(tmp_path)], capture_output=True, check=True
    )
    assert done.stdout.split() == [b"building", b"built"]
    assert store.damage("slow") == []
    assert {path.split("/")[0] for path in everything_in(tmp_path)} == {"slow"}


def test_drafts_of_killed_processes_are_swept_but_not_those_in_the_making(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep("first", write_two)
    building = tmp_path / ".building"
    (building / "dead" / "deep").mkdir(parents=True)
    (building / "alive").mkdir()
    with filelock.FileLock(building / "alive.lock"):
        store.keep("second", write_two)
        assert (building / "alive").is_dir()
        assert not (building / "dead").exists()
    store.keep("third", write_two)
    assert not (building / "alive").exists()


def test_several_processes_share_a_store(tmp_path: Path) -> None:
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", CROWD, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    built = [process.communicate(timeout=60)[0].split() for process in crowd]
    assert [process.returncode for process in crowd] == [0] * 4
    assert [sum(map(int, flags)) for flags in zip(*built, strict=True)] == [1] * 20
    store = Store(tmp_path)
    assert len(list(store)) == 20
    assert [store.damage(key) for key in store] == [[]] * 20
    assert len(everything_in(tmp_path)) == 60  # folder, file and manifest a key, no draft


def test_the_second_says_that_it_waits(tmp_path: Path) -> None:
    waiting: list[str] = []
    (tmp_path / ".building").mkdir()
    lock = filelock.FileLock(tmp_path / ".building" / "one.lock")
    lock.acquire()

    def on_wait() -> None:
        waiting.append("waiting")
        lock.release()

    assert Store(tmp_path).keep("one", write_two, on_wait=on_wait)[1]
    assert waiting == ["waiting"]

"""Folders that cannot be written to, artefacts that were changed, and digests of values."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import filelock
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import store as store_module
from toolkit.errors import ToolkitError
from toolkit.store import MANIFEST, Store, digest, digest_file


def write_two(folder: Path) -> None:
    (folder / "numbers.txt").write_text("1 2 3\n", encoding="utf-8")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "Ää.txt").write_bytes(bytes(range(64)))


def hidden(_folder: Path) -> None:
    pytest.fail("build was called")


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    store = Store(tmp_path / "results")
    store.keep("one", write_two)
    return store


# --- folders that cannot be written to --------------------------------------------------------


def test_a_file_in_the_place_of_the_folder_is_said_before_anything_is_built(
    tmp_path: Path,
) -> None:
    (tmp_path / "results").write_text("mine", encoding="utf-8")
    for root in (tmp_path / "results", tmp_path / "results" / "below"):
        with pytest.raises(ToolkitError, match="cannot be written to.*name another"):
            Store(root).keep("one", hidden)
        assert list(Store(root)) == []
    assert (tmp_path / "results").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EROFS, "Read-only file system"),
        PermissionError(errno.EACCES, "Permission denied"),
        NotImplementedError("FileSystem does not appear to support flock"),
    ],
)
def test_a_folder_without_permission_or_locks_is_said_before_anything_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    store = Store(tmp_path)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise error

    store.keep("old", write_two)
    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    with pytest.raises(ToolkitError, match="cannot be written to") as caught:
        store.keep("one", hidden)
    assert (error.strerror if isinstance(error, OSError) else str(error)) in str(caught.value)
    assert store.keep("old", hidden) == (tmp_path / "old", False)  # reading needs no lock


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs mount")
def test_a_read_only_drive(tmp_path: Path) -> None:
    """Permissions do not bind the system's administrator; a read-only mount does."""
    store = Store(tmp_path / "results")
    store.keep("old", write_two)
    inside = (
        f"mount --bind '{store.root}' '{store.root}' && mount -o remount,ro,bind '{store.root}' "
        f"&& exec '{sys.executable}' -c \"$0\" '{store.root}'"
    )
    script = """
import sys
from pathlib import Path
from toolkit.errors import ToolkitError
from toolkit.store import Store
store = Store(Path(sys.argv[1]))
print(list(store), store.damage("old"), store.keep("old", None)[1])
try:
    store.keep("one", None)
except ToolkitError as error:
    print(error)
"""
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare")
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", inside, script],
        check=False,
        capture_output=True,
        text=True,
    )
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"this user may not mount: {done.stderr.strip()}")
    first, second = done.stdout.splitlines()
    assert first == "['old'] [] False"
    assert second.startswith(f"the folder {store.root} cannot be written to (Read-only file system")


def test_what_is_in_the_way_is_not_touched(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for key in ("folder", "file", "link"):
        with pytest.raises(ToolkitError, match="is in the way"):
            store.keep(key, hidden)
    assert (tmp_path / "folder" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_link_in_the_place_of_a_draft_is_removed_and_not_followed(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "kept.txt").touch()
    (tmp_path / "results" / ".building").mkdir(parents=True)
    (tmp_path / "results" / ".building" / "one").symlink_to(mine)
    Store(tmp_path / "results").keep("one", write_two)
    assert [path.name for path in mine.iterdir()] == ["kept.txt"]


# --- damage -----------------------------------------------------------------------------------


def test_every_flipped_bit_is_found(kept: Store) -> None:
    for name in ("numbers.txt", "deep/er/Ää.txt"):
        path = kept.root / "one" / name
        raw = path.read_bytes()
        for i in range(0, len(raw), 7):
            path.write_bytes(raw[:i] + bytes([raw[i] ^ 1 << (i % 8)]) + raw[i + 1 :])
            assert kept.damage("one") == [f"{name} has changed since it was made"]
        path.write_bytes(raw)
    assert kept.damage("one") == []


def test_every_shortening_is_found(kept: Store) -> None:
    path = kept.root / "one" / "deep" / "er" / "Ää.txt"
    raw = path.read_bytes()
    for length in range(len(raw)):
        path.write_bytes(raw[:length])
        assert kept.damage("one") == ["deep/er/Ää.txt has changed since it was made"]


def test_deleted_added_and_swapped_files_are_found(kept: Store) -> None:
    folder = kept.root / "one"
    (folder / "new.txt").touch()
    (folder / "deep" / ".hidden").touch()
    (folder / "numbers.txt").unlink()
    assert kept.damage("one") == [
        "deep/.hidden was not there when it was made",
        "new.txt was not there when it was made",
        "numbers.txt is missing",
    ]


def test_links_are_found(kept: Store, tmp_path: Path) -> None:
    folder = kept.root / "one"
    other = tmp_path / "other"
    other.mkdir()
    (other / "extra.txt").touch()
    (folder / "linked").symlink_to(other)
    (folder / "dangling").symlink_to(tmp_path / "nowhere")
    (folder / "numbers.txt").unlink()
    (folder / "numbers.txt").symlink_to(tmp_path / "nowhere")
    assert kept.damage("one") == [
        "dangling was not there when it was made",
        "linked was not there when it was made",
        "numbers.txt leads elsewhere",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_the_place_of_a_file_does_not_hang(kept: Store) -> None:
    path = kept.root / "one" / "numbers.txt"
    path.unlink()
    os.mkfifo(path)
    assert kept.damage("one") == ["numbers.txt has changed since it was made"]


@pytest.mark.parametrize(
    "manifest, expected",
    [
        ("[]", "holds list"),
        ("null", "holds NoneType"),
        ('"text"', "holds str"),
        ("", "Expecting value"),
        ("{", "Expecting property name"),
        ("\ufeff{}", "BOM"),
        ("[" * 100_000, "recursion"),
        ("9" * 10_000, "digits"),
    ],
)
def test_a_manifest_that_is_none_is_damage(kept: Store, manifest: str, expected: str) -> None:
    (kept.root / "one" / MANIFEST).write_text(manifest, encoding="utf-8")
    (found,) = kept.damage("one")
    assert found.startswith(f"{MANIFEST} cannot be read")
    assert expected in found


def test_a_hostile_manifest_leads_nowhere(kept: Store, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    own = digest_file(kept.root / "one" / "numbers.txt")
    hostile = {
        "../../secret.txt": digest_file(secret),
        str(secret): digest_file(secret),
        "numbers.txt": [own],
        "deep/er/Ää.txt": None,
        "deep": "",
        "": 1,
        "a\0b": {},
    }
    (kept.root / "one" / MANIFEST).write_text(json.dumps(hostile), encoding="utf-8")
    found = kept.damage("one")
    assert len(found) == len(hostile) + 1  # for it is not written as manifests are
    assert not any("not there" in sentence for sentence in found)


def test_a_file_that_cannot_be_read_counts_as_changed(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(store_module, "digest_file", refuse)
    assert len(kept.damage("one")) == 2


def test_a_run_without_manifest_is_not_seen_and_not_replaced(kept: Store) -> None:
    (kept.root / "one" / MANIFEST).unlink()
    assert kept.find("one") is None
    with pytest.raises(ToolkitError, match="is in the way"):
        kept.keep("one", hidden)
    assert (kept.root / "one" / "numbers.txt").is_file()


# --- digests of values ------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcä"), inner),
    max_leaves=12,
)  # fmt: skip


@given(VALUES, VALUES)
def test_different_values_have_different_digests(a: object, b: object) -> None:
    same = json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)
    assert (digest(a) == digest(b)) == same


@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))


def test_what_has_no_json_has_no_digest() -> None:
    for value in (float("nan"), float("inf"), {1, 2}, b"bytes", Path("x")):
        with pytest.raises((ValueError, TypeError)):
            digest(value)

"""Files of a sealed folder: opened as they were, refused by name as anything else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.errors import ToolkitError
from toolkit.sealed import Seal, opened, sealed_by
from toolkit.store import digest_file


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    folder = tmp_path / "run"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.txt").write_bytes(b"one")
    (folder / "b.txt").write_bytes(b"two")
    (tmp_path / "outside.txt").write_bytes(b"secret")
    digests = {name: digest_file(folder / name) for name in ("deep/a.txt", "b.txt")}
    return Seal(folder, digests, "ask for it again")


def content(path: Path, seal: Seal) -> bytes:
    with sealed_by(seal), opened(path) as file:
        return file.read()


def test_what_is_as_it_was_is_read_and_what_is_elsewhere_too(seal: Seal, tmp_path: Path) -> None:
    assert content(seal.folder / "deep" / "a.txt", seal) == b"one"
    assert content(tmp_path / "outside.txt", seal) == b"secret"  # such as a table of the user's
    (seal.folder / "b.txt").write_bytes(b"TWO")
    with opened(seal.folder / "b.txt") as file:  # the seal holds while it is asked for, not longer
        assert file.read() == b"TWO"


@pytest.mark.parametrize("changed", [b"", b"tw", b"twO", b"two "])
def test_a_changed_file_is_refused_by_its_name(seal: Seal, changed: bytes) -> None:
    (seal.folder / "b.txt").write_bytes(changed)
    words = "is not as it was made: b.txt has changed since it was made; ask for it again"
    with pytest.raises(ToolkitError, match=words):
        content(seal.folder / "b.txt", seal)
    assert content(seal.folder / "deep" / "a.txt", seal) == b"one"  # the others are not spoilt


def test_a_file_that_is_missing_new_or_none(seal: Seal) -> None:
    (seal.folder / "b.txt").unlink()
    with pytest.raises(ToolkitError, match=r"b\.txt is missing"):
        content(seal.folder / "b.txt", seal)
    (seal.folder / "b.txt").mkdir()
    with pytest.raises(ToolkitError, match=r"b\.txt is no file"):
        content(seal.folder / "b.txt", seal)
    (seal.folder / "c.txt").touch()
    with pytest.raises(ToolkitError, match=r"c\.txt was not there when it was made"):
        content(seal.folder / "c.txt", seal)


def test_nothing_leads_out_of_the_folder(seal: Seal, tmp_path: Path) -> None:
    secret = digest_file(tmp_path / "outside.txt")
    forged = Seal(seal.folder, {"../outside.txt": secret, "b.txt": secret, "deep/x.txt": secret})
    with pytest.raises(ToolkitError, match="leads elsewhere"):
        content(seal.folder / ".." / "outside.txt", forged)
    (seal.folder / "b.txt").unlink()
    (seal.folder / "b.txt").symlink_to(tmp_path / "outside.txt")
    with pytest.raises(ToolkitError, match=r"b\.txt leads elsewhere"):
        content(seal.folder / "b.txt", forged)
    (seal.folder / "deep").rename(seal.folder / "was_deep")
    (tmp_path / "x.txt").write_bytes(b"secret")
    (seal.folder / "deep").symlink_to(tmp_path)
    with pytest.raises(ToolkitError, match=r"deep/x\.txt leads elsewhere"):
        content(seal.folder / "deep" / "x.txt", forged)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_does_not_hang(seal: Seal) -> None:
    (seal.folder / "b.txt").unlink()
    os.mkfifo(seal.folder / "b.txt")
    with pytest.raises(ToolkitError, match=r"b\.txt is no file"):
        content(seal.folder / "b.txt", seal)

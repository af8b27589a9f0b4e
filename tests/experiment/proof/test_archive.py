"""An archive is written the same and read with care."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.errors import ToolkitError
from toolkit.experiment.proof import archive as module
from toolkit.experiment.proof.archive import is_archive, opened, pack, refuse_names, unpack
from toolkit.store import digest_file

KEY = "mine-01234567"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path | bytes]:
    (tmp_path / "page.txt").write_text("über die Fähre " * 50, encoding="utf-8")
    return {
        "texts/Ort ü/page.txt": tmp_path / "page.txt",
        "texts/empty.txt": b"",
        "run/zeros.npz": bytes(1_000_000),
    }


def forge(path: Path, change: Callable[[zipfile.ZipFile], object]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        change(archive)
    return path


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_what_is_packed_is_unpacked_elsewhere(
    tmp_path: Path, files: dict[str, Path | bytes]
) -> None:
    pack(files, KEY, tmp_path / "a.zip")
    place = tmp_path / "ein Ort für é"
    place.mkdir()
    top = unpack(tmp_path / "a.zip", place)
    assert top == place / KEY
    found = {p.relative_to(top).as_posix(): p.read_bytes() for p in top.rglob("*") if p.is_file()}
    assert found == {
        name: file if isinstance(file, bytes) else file.read_bytes() for name, file in files.items()
    }


def test_the_same_files_give_the_same_bytes(tmp_path: Path, files: dict[str, Path | bytes]) -> None:
    pack(files, KEY, tmp_path / "a.zip")
    (tmp_path / "page.txt").touch()
    pack(dict(reversed(files.items())), KEY, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_an_archive_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, files: dict[str, Path | bytes]
) -> None:
    files["gone.txt"] = tmp_path / "gone.txt"
    with pytest.raises(ToolkitError, match=r"a\.zip cannot be written \(No such file"):
        pack(files, KEY, tmp_path / "a.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.txt"]


@pytest.mark.parametrize(
    "names, said",
    [
        (["/etc/passwd"], "is no name for a file of an archive"),
        (["x/../../y"], "is no name for a file of an archive"),
        (["x/./y"], "is no name for a file of an archive"),
        (["x//y"], "is no name for a file of an archive"),
        (["C:/y"], "is no name for a file of an archive"),
        (["x\\..\\y"], "is no name for a file of an archive"),
        (["x/a\ny"], "is no name for a file of an archive"),
        (["x/a", "x/A"], "'x/a' and 'x/A' are one name on some machines"),
        (["x/é", "x/e\N{COMBINING ACUTE ACCENT}"], "are one name on some machines"),
        (["x/a", "x/a"], "are one name on some machines"),
        (["x/a", "x/A/b"], "'x/a' is a file and a folder, of 'x/A/b'"),
    ],
)
def test_names_that_lead_elsewhere_or_clash_are_refused(names: list[str], said: str) -> None:
    with pytest.raises(ToolkitError, match=said):
        refuse_names(names)


def test_plain_names_are_taken() -> None:
    refuse_names(["x/a", "x/b/c.txt", "x/.hidden", "x/Ort ü/10 Uhr.txt", "x/...a"])


@pytest.mark.parametrize(
    "names, said",
    [
        (["x/../../y.txt"], "is no name"),
        (["/y.txt"], "is no name"),
        (["x/a", "x/a"], "one name"),
        (["x/a", "y/b"], "more than one folder"),
        ([], "holds no file"),
        (["x/"], "is no name"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_forged_archive_is_refused_before_anything_is_written(
    tmp_path: Path, names: list[str], said: str
) -> None:
    path = forge(tmp_path / "a.zip", lambda file: [file.writestr(name, "x") for name in names])
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(ToolkitError, match=said):
        unpack(path, place)
    assert list(place.iterdir()) == []
    assert sorted(found.name for found in tmp_path.iterdir()) == ["a.zip", "place"]


def test_links_and_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = forge(tmp_path / "a.zip", lambda file: file.writestr(link("x/a"), "/etc/passwd"))
    with pytest.raises(ToolkitError, match="'x/a' is a link or no file"):
        unpack(path, tmp_path)
    info = zipfile.ZipInfo("x/a")
    info.compress_type = zipfile.ZIP_DEFLATED
    path = forge(tmp_path / "b.zip", lambda file: file.writestr(info, bytes(10_000_000)))
    with pytest.raises(ToolkitError, match="packed more than 100 times smaller"):
        unpack(path, tmp_path)
    monkeypatch.setattr(module, "_MAX_BYTES", 1)
    path = forge(tmp_path / "c.zip", lambda file: file.writestr("x/a", "abc"))
    with pytest.raises(ToolkitError, match="holds more than 0 GB"):
        unpack(path, tmp_path)
    monkeypatch.setattr(module, "_MAX_FILES", 0)
    with pytest.raises(ToolkitError, match="holds 1 files, more than 0"):
        unpack(path, tmp_path)


def test_every_byte_that_is_flipped_and_every_cut_is_noticed(tmp_path: Path) -> None:
    files: dict[str, Path | bytes] = {"run/a.txt": b"a ferry and a fish", "b.txt": b"port"}
    digests = {}
    for name, raw in files.items():
        assert isinstance(raw, bytes)
        (tmp_path / "x").write_bytes(raw)
        digests[name] = digest_file(tmp_path / "x")
    about = {"format": 1, "run": KEY, "corpus": "texts", "tables": {}, "files": digests}
    pack({**files, "archive.json": json.dumps(about).encode()}, KEY, tmp_path / "a.zip")
    raw = (tmp_path / "a.zip").read_bytes()
    with opened(tmp_path / "a.zip") as found:
        assert found.run.name == KEY
    kept = 0
    for i in range(0, len(raw), 3):
        for damaged in (raw[:i], raw[:i] + bytes([raw[i] ^ 0x11]) + raw[i + 1 :]):
            (tmp_path / "b.zip").write_bytes(damaged)
            try:
                with opened(tmp_path / "b.zip") as found:
                    # What holds no content, such as a time, may change unseen.
                    kept += 1
                    whole = {n: (found.run.parents[1] / n).read_bytes() for n in files}
                    assert whole == files
            except ToolkitError:
                pass
    assert kept < len(raw) / 3


def test_an_unpacked_archive_with_a_changed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for name in ("a.txt", "texts/b.txt"):
        (tmp_path / name).write_bytes(b"fish")
    files = {name: digest_file(tmp_path / name) for name in ("a.txt", "texts/b.txt")}
    about = {"format": 1, "run": KEY, "corpus": "texts", "tables": {}, "files": files}
    (tmp_path / "archive.json").write_text(json.dumps(about), encoding="utf-8")
    assert is_archive(tmp_path)
    with opened(tmp_path) as found:
        assert found.texts.folder == tmp_path / "texts"
    (tmp_path / "a.txt").write_bytes(b"Fish")
    with pytest.raises(ToolkitError, match=r"a\.txt is missing or has changed"), opened(tmp_path):
        pass
    for change in ({"format": 2}, {"run": "../x"}, {"corpus": "../.."}, {"tables": {"a": "/b"}}):
        (tmp_path / "a.txt").write_bytes(b"fish")
        text = json.dumps(about | change)
        (tmp_path / "archive.json").write_text(text, encoding="utf-8")
        with pytest.raises(ToolkitError), opened(tmp_path):
            pass

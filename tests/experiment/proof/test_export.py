"""An archive holds all that it takes, and nothing else; the run in it can be verified."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from common.commands import call

from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.experiment import export_run, verify
from toolkit.experiment.proof import export as module
from toolkit.experiment.proof.archive import unpack
from toolkit.experiment.record import sources_digest


@pytest.fixture(scope="module")
def archive(small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_run(small_run, tmp_path_factory.mktemp("archives") / "small.zip")


def names_in(archive: Path) -> dict[str, set[str]]:
    """Names in an archive, by the folder that they are in."""
    found: dict[str, set[str]] = {}
    with zipfile.ZipFile(archive) as file:
        for name in file.namelist():
            _, folder, *below = name.split("/", 2)
            found.setdefault(folder, set()).update(below)
    return found


def test_it_holds_the_run_its_texts_and_the_sources(archive: Path, small_run: Path) -> None:
    found = names_in(archive)
    run = {p.relative_to(small_run.parent).as_posix() for p in small_run.rglob("*") if p.is_file()}
    record = json.loads((small_run / "record.json").read_text(encoding="utf-8"))
    assert found["run"] == run
    assert found["texts"] == {name for name in record["inputs"] if not name.startswith("corpus.")}
    assert found["tables"] == {"metadata/climate.csv", "speakers/people.csv"}
    assert {"toolkit/__init__.py", "toolkit/corpus/layouts/"} & found["package"]
    assert not [name for name in found["package"] if name.endswith((".pyc", ".nbi", ".nbc"))]
    assert {"README.md", "archive.json", "rebuild.py", "requirements.txt"} <= found.keys()


def test_the_sources_in_it_are_those_that_run_here(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import resources

    top = unpack(archive, tmp_path)
    monkeypatch.setattr(resources, "files", lambda _: top / "package" / "toolkit")
    here = sources_digest()
    sources_digest.cache_clear()
    assert sources_digest() == here
    sources_digest.cache_clear()


def test_the_same_run_gives_the_same_bytes(archive: Path, small_run: Path, tmp_path: Path) -> None:
    again = export_run(small_run, tmp_path / "again.zip")
    assert again.read_bytes() == archive.read_bytes()


def test_nothing_of_this_machine_is_in_it(archive: Path, small_run: Path) -> None:
    place = str(small_run.parent.parent).encode()
    with zipfile.ZipFile(archive) as file:
        assert not [name for name in file.namelist() if place in file.read(name)]


def test_a_text_that_was_changed_since_cannot_be_packed(copy: Path, tmp_path: Path) -> None:
    page = sorted((copy.parent.parent / "transcripts").iterdir())[1]
    raw = page.read_bytes()
    page.write_bytes(raw + b" and so on")
    with pytest.raises(ToolkitError, match=rf"^{page.name} has changed since the run was made"):
        export_run(copy, tmp_path / "a.zip")
    page.unlink()
    with pytest.raises(ToolkitError, match=rf"^{page.name} is gone since the run was made"):
        export_run(copy, tmp_path / "a.zip")
    page.write_bytes(raw)
    page.with_name("new.txt").write_bytes(raw)
    with pytest.raises(ToolkitError, match=r"^new\.txt is new since the run was made"):
        export_run(copy, tmp_path / "a.zip")
    page.with_name("new.txt").unlink()
    (copy.parent.parent / "climate.csv").write_text("meeting\n", encoding="utf-8")
    with pytest.raises(ToolkitError, match=r"^corpus\.metadata has changed"):
        export_run(copy, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_documents_that_were_passed_over_are_there_by_name(copy: Path) -> None:
    folder = copy.parent.parent / "transcripts"
    (folder / "talk.pdf").write_bytes(b"%PDF of many pages")
    made = export_run(copy, copy.parent / "a.zip")
    with zipfile.ZipFile(made) as file:
        assert file.read(f"{copy.name}/texts/talk.pdf") == b""


def test_a_link_to_a_folder_is_refused(copy: Path, tmp_path: Path) -> None:
    (copy.parent.parent / "transcripts" / "more").symlink_to(tmp_path)
    with pytest.raises(ToolkitError, match=r"^more is a link to a folder, which no archive"):
        export_run(copy, tmp_path / "a.zip")


def test_what_is_there_already_is_kept_and_a_damaged_run_is_refused(
    copy: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.zip").write_bytes(b"mine")
    with pytest.raises(ToolkitError, match=r"a\.zip is there already"):
        export_run(copy, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == b"mine"
    with pytest.raises(ToolkitError, match=r"must end in \.zip"):
        export_run(copy, tmp_path / "a.tar")
    (copy / "methods.md").write_text("otherwise", encoding="utf-8")
    with pytest.raises(ToolkitError, match=r"methods\.md has changed since it was made"):
        export_run(copy, tmp_path / "b.zip")


def test_other_sources_than_those_of_the_run_are_said(
    small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "sources_digest", lambda: "other")
    with pytest.warns(ToolkitWarning, match="not those that the run was made with"):
        export_run(small_run, tmp_path / "a.zip")


def test_the_hashed_lock_is_in_it_only_where_it_names_what_is_installed(
    small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    lines = [f"{n}=={v} --hash=sha256:00" for n, v in module.needed().items()]
    monkeypatch.setattr(module, "lock_file", lambda: lock)
    lock.write_text("\n".join(lines), encoding="utf-8")
    found = unpack(export_run(small_run, tmp_path / "a.zip"), tmp_path / "a")
    assert (found / "requirements.lock").read_bytes() == lock.read_bytes()
    assert (found / "requirements.txt").read_text(encoding="utf-8") == ""
    lock.write_text("\n".join(lines[1:]), encoding="utf-8")  # one is not locked
    found = unpack(export_run(small_run, tmp_path / "b.zip"), tmp_path / "b")
    assert (found / "requirements.lock").is_file()
    assert (found / "requirements.txt").read_text() == lines[0].partition(" ")[0] + "\n"
    text = "\n".join(lines).replace(lines[0], lines[0].partition("==")[0] + "==0.0.1")
    lock.write_text(text, encoding="utf-8")  # one is of another version
    found = unpack(export_run(small_run, tmp_path / "c.zip"), tmp_path / "c")
    assert not (found / "requirements.lock").exists()
    pinned = (found / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert pinned == [line.partition(" ")[0] for line in lines]


@pytest.mark.slow
def test_what_was_exported_is_verified_elsewhere_packed_and_unpacked(
    archive: Path, tmp_path: Path
) -> None:
    done = call("verify", archive)
    assert done.exit_code == 0, done.output
    assert "is equal: " in done.stdout
    place = tmp_path / "ein Ort für é"
    found = verify(unpack(archive, place))
    assert found.verdict == "equal", found.summary()


def test_the_command_says_where_it_lies(
    small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("export", small_run, "--out", "a.zip")
    assert done.exit_code == 0
    assert "wrote a.zip, " in done.stderr
    assert "`toolkit verify a.zip`" in done.stderr

"""Results on a full disk, on one that is only read, in odd places, and of two processes at once."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from common.faults import (
    LONG,
    SWEEP,
    assert_tidy,
    assert_whole,
    command,
    contents,
    inodes,
    no_mounting,
    one_sentence,
    write_tiny,
)

mounting = pytest.mark.skipif(bool(no_mounting()), reason=no_mounting())
pytestmark = [pytest.mark.slow, pytest.mark.timeout(0 if LONG else 120)]


def call(*arguments: object, cwd: Path) -> tuple[int, str]:
    done = subprocess.run(command(*arguments), check=False, capture_output=True, text=True, cwd=cwd)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a tiny experiment and its run in ``results``."""
    home = tmp_path_factory.mktemp("places") / "home"
    status, said = call("run", write_tiny(home), "--workers", "1", cwd=home)
    assert status == 0, said
    return home


@pytest.fixture
def home(kept: Path, tmp_path: Path) -> Path:
    """A copy of it whose path has spaces and letters of other scripts."""
    return Path(shutil.copytree(kept, tmp_path / "Ergebnisse für Ελένη 結果"))


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[list[Path]]:
    """Places where the test has mounted something."""
    places: list[Path] = []
    yield places
    for place in places:
        subprocess.run(["umount", place], check=True)


@mounting
def test_a_full_disk(home: Path, mounted: list[Path], tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", small], check=True)
    mounted.append(small)
    results = small / "results"
    shutil.copytree(home / "results", results)
    older, before = contents(results), inodes(results)
    (home / "tiny.toml").write_text(
        (home / "tiny.toml").read_text(encoding="utf-8").replace("seed = 5", "seed = 6"),
        encoding="utf-8",
    )
    filler = small / "filler"
    free = shutil.disk_usage(small).free
    # From no room at all to some: it is refused at the first file, or in the midst of one.
    for room in (0, 8_000, 40_000) if LONG else (8_000,):
        filler.write_bytes(bytes(max(0, free - room)))
        status, said = call("run", "tiny.toml", "--results", results, "--workers", "1", cwd=home)
        assert status == 1, said
        assert "No space left on device" in one_sentence(said)
        assert_whole(results)
        assert_tidy(results)
        assert older.items() <= contents(results).items()
        assert before.items() <= inodes(results).items()
    filler.unlink()
    status, said = call("run", "tiny.toml", "--results", results, "--workers", "1", cwd=home)
    assert status == 0, said
    assert_whole(results)


@mounting
def test_a_folder_that_is_only_read(home: Path, mounted: list[Path]) -> None:
    results = home / "results"
    subprocess.run(["mount", "--bind", results, results], check=True)
    mounted.append(results)
    subprocess.run(["mount", "-o", "remount,ro,bind", results], check=True)
    name = next(path.name for path in results.iterdir() if path.name.startswith("tiny-"))
    for arguments in (
        ["show", results / name], ["runs"], ["compare", name, name],
        *([["verify", name]] if LONG else []),
        ["run", "tiny.toml"],  # there is nothing to do
    ):  # fmt: skip
        status, said = call(*arguments, cwd=home)
        assert status == 0, said
        assert name in said
    (home / "tiny.toml").write_text(
        (home / "tiny.toml").read_text(encoding="utf-8").replace("seed = 5", "seed = 6"),
        encoding="utf-8",
    )
    status, said = call("run", "tiny.toml", cwd=home)
    assert status == 1, said
    assert one_sentence(said) == said.strip()  # and no step before it
    assert "cannot be written to" in said


def test_two_processes_at_once(home: Path) -> None:
    expected = contents(home / "results")
    for number in range(20 if LONG else 1):
        results = home / f"at once {number}"
        arguments = command("run", "tiny.toml", "--results", results, "--workers", "1")
        both = [
            subprocess.Popen(arguments, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            for _ in range(2)
        ]
        said = [process.communicate()[0].decode() for process in both]
        assert [process.returncode for process in both] == [0, 0], said
        assert "Traceback" not in "".join(said)
        # One of them made it; what the other found is no other.
        assert sum("kept as" in each for each in said) == 1, said
        assert contents(results) == expected
        assert_whole(results)
        assert_tidy(results)


def test_two_sweeps_that_overlap(home: Path) -> None:
    """They share steps while both are made, and neither computes what the other has made."""
    file = home / "tiny.toml"
    text = file.read_text(encoding="utf-8").replace('name = "tiny"', 'name = "other"')
    (home / "other.toml").write_text(
        text + SWEEP.replace("10", "2").replace("4, 5", "6"), encoding="utf-8"
    )
    with file.open("a", encoding="utf-8") as more:
        more.write(SWEEP.replace("10", "2"))
    results = home / "shared"
    both = [
        subprocess.Popen(
            command("run", name, "--results", results, "--workers", "1"),
            cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        for name in ("tiny.toml", "other.toml")
    ]  # fmt: skip
    said = [process.communicate()[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert_whole(results)
    assert_tidy(results)
    kept = [key for key in contents(results) if key.startswith("topics-")]
    assert len(kept) == 2 * len({2, 3, 4, 5, 6})

"""Runs that are refused, damaged or interrupted."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import ToolkitError
from toolkit.experiment import load_run, run

chain: Any = importlib.import_module("toolkit.experiment.chain")
preparation: Any = importlib.import_module("toolkit.experiment.prepare")
module: Any = importlib.import_module("toolkit.experiment.run")  # a function is named so, too


def record_of(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "record.json").read_text(encoding="utf-8")))


def edit(home: Path, *changes: tuple[str, str]) -> Path:
    text = (home / "small.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (home / "small.toml").write_text(text, encoding="utf-8")
    return home / "small.toml"


def left_in(results: Path) -> set[str]:
    """What a failed run left, beside locks and the steps that were finished."""
    paths = (path.relative_to(results).as_posix() for path in results.rglob("*"))
    left = {path for path in paths if not path.endswith(".lock")} - {".building"}
    return {path for path in left if not path.startswith(".stages")}


# --- refused before any work ------------------------------------------------------------------


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ('between = "kind"', 'between = "knd"', "contrasts.kinds: .*knd"),
        ('"answer"]', '"anser"]', "contrasts.kinds: .*anser"),
        ('["question", "answer"]', '["answer"]', "contrasts.kinds: .*one group"),
        ("n_shuffles = 199\n\n", "n_shuffles = 9\n\n", "contrasts.kinds: n_shuffles = 9"),
        ("alpha = 0.2", "alpha = 1e-6", "contrasts.speakers: "),
        ('between = "speaker"', 'between = "layout"', "contrasts.speakers: layout has one group"),
        ('between = "speaker"', 'between = "meeting"', "contrasts.speakers: "),
        ('model = "nmf"\nn_topics = 4', 'model = "nmf"\nn_topics = 900', "topics.second: n_topics"),
        ("min_segments = 3", "min_segments = 5000", "no term is left"),
        ("min_words = 20", "min_words = 5000", "no segment has min_words = 5000"),
    ],
)
def test_what_cannot_be_made_is_refused_before_any_fit(
    home: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, expected: str
) -> None:
    file = edit(home, (old, new))
    monkeypatch.setattr(module, "run_each", lambda *_, **__: pytest.fail("it was fitted"))
    with pytest.raises(ToolkitError, match=expected) as caught:
        run(file, results=home / "results")
    assert "\n" not in str(caught.value)
    assert left_in(home / "results") == set()


def test_an_error_of_a_fit_names_its_model(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise ToolkitError("2 of n_topics = 4 topics came out empty; ask for fewer topics")

    monkeypatch.setattr(chain, "MODELS", {**chain.MODELS, "nmf": fail})
    monkeypatch.setattr(preparation, "_impossible", lambda *_: ())
    with pytest.raises(ToolkitError, match=r"^topics\.second: 2 of n_topics = 4"):
        run(home / "small.toml", results=home / "results", workers=1)
    assert left_in(home / "results") == set()


def test_a_results_folder_that_cannot_be_written_to_is_said_before_any_work(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "results").touch()
    monkeypatch.setattr(chain, "read_corpus", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(ToolkitError, match="results cannot be written to .*name another"):
        run(home / "small.toml", results=home / "results")


@pytest.mark.parametrize("name", ["transcripts/2021-01-15_marenholt.txt", "climate.csv"])
def test_a_file_that_changes_while_it_is_read(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    read = chain.read_corpus
    changed = sorted((home / "transcripts").iterdir())[0] if "/" in name else home / name

    def slow(*args: object, **kwargs: object) -> object:
        changed.write_bytes(changed.read_bytes() + b"\n")
        return read(*args, **kwargs)

    monkeypatch.setattr(chain, "read_corpus", slow)
    with pytest.raises(ToolkitError, match="changed while it was read; run again"):
        run(home / "small.toml", results=home / "results")
    assert left_in(home / "results") == set()


def test_aliases_that_appear_while_the_pages_are_read(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = chain.read_corpus

    def slow(*args: object, **kwargs: object) -> object:
        made = read(*args, **kwargs)
        (home / "transcripts" / "aliases.csv").write_text("alias,name\n", encoding="utf-8")
        return made

    monkeypatch.setattr(chain, "read_corpus", slow)
    with pytest.raises(
        ToolkitError, match=r"^corpus: aliases\.csv changed while it was read; run again"
    ):
        run(home / "small.toml", results=home / "results")
    assert left_in(home / "results") == set()


# --- damage and interruption ------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "counts" / "matrix.npz").write_bytes(b"x"),
        lambda folder: (folder / "record.json").unlink(),
        lambda folder: (folder / "manifest.json").write_text("[]", encoding="utf-8"),
        lambda folder: (folder / "manifest.json").unlink(),
    ],
)
def test_a_damaged_run_is_set_aside_and_made_again(
    small_run: Path,
    small_file: Path,
    tmp_path: Path,
    no_figures: None,
    spoil: Callable[[Path], object],
) -> None:
    folder = Path(shutil.copytree(small_run, tmp_path / "results" / small_run.name))
    spoil(folder)
    before = files_of(folder)
    with pytest.raises(ToolkitError, match="not as it was made|there is no run"):
        _ = load_run(folder).counts
    said: list[str] = []
    made = run(small_file, results=tmp_path / "results", workers=1, report=said.append)
    assert any("is not as it was made" in line and "made again" in line for line in said)
    assert made.record["digest"] == record_of(small_run)["digest"]
    assert files_of(tmp_path / "results" / ".damaged" / f"{folder.name}-1") == before


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


COMMAND = "from toolkit.cli import main; main()"


@pytest.mark.skipif(os.name == "nt", reason="ends processes by signal")
@pytest.mark.parametrize(
    "how, after, status",
    [
        (signal.SIGINT, "counts", 130),  # while two workers fit
        (signal.SIGINT, "tables", 130),  # while figures are drawn
        (signal.SIGTERM, "counts", 143),
        (signal.SIGKILL, "counts", -9),
    ],
)
def test_an_interrupted_run_leaves_nothing_and_the_next_succeeds(  # noqa: PLR0917
    small_run: Path, home: Path, no_figures: None, how: signal.Signals, after: str, status: int
) -> None:
    workers = "1" if after == "tables" else "2"
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "run", "small.toml", "--workers", workers],
        cwd=home,
        start_new_session=True,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(after):
            break
    time.sleep(0.4)
    os.killpg(process.pid, how)
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait() == status
    assert "Traceback" not in said
    if status == 130:
        assert said.endswith("and the same command goes on from what was finished\n")
    visible = {path for path in left_in(home / "results") if not path.startswith(".building")}
    assert visible == set()
    if how is not signal.SIGKILL:
        assert left_in(home / "results") == set()
    kept = run(home / "small.toml", results=home / "results", workers=1)
    assert kept.record["digest"] == record_of(small_run)["digest"]
    assert {path.split("/")[0] for path in left_in(home / "results")} == {small_run.name}
    assert load_run("small", results=home / "results").folder == kept.folder

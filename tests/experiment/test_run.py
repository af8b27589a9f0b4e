"""One file, one run: the same bits anywhere, kept whole or not at all, never made twice."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.experiment import load_run, read_experiment, run
from toolkit.seeds import derive_seed
from toolkit.store import digest, digest_file

module: Any = importlib.import_module("toolkit.experiment.run")  # a function is named so, too

# Runs an experiment in a process of its own, without figures.
ALONE = """
import importlib, sys
from pathlib import Path
module = importlib.import_module("toolkit.experiment.run")
module.draw_figures = lambda nouns, folder: []
file, results, workers = sys.argv[1:]
folder, is_new = module.keep_run(file, results=results, workers=int(workers), report=print)
print(folder, is_new, *sorted({"sklearn", "matplotlib"} & set(sys.modules)))
"""


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "draw_figures", lambda nouns, folder: [])


@pytest.fixture
def home(small_file: Path, tmp_path: Path) -> Path:
    """A copy of the small experiment, elsewhere."""
    place = tmp_path / "ein Ort"
    ignored = shutil.ignore_patterns("results")
    return Path(shutil.copytree(small_file.parent, place, ignore=ignored))


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
    """What a failed run left, locks apart."""
    paths = (path.relative_to(results).as_posix() for path in results.rglob("*"))
    return {path for path in paths if not path.endswith(".lock")} - {".building"}


# --- the same bits ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "workers, environment",
    [
        ("1", {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "2", "TZ": "Asia/Tokyo"}),
        ("2", {"PYTHONHASHSEED": "2", "OPENBLAS_NUM_THREADS": "2", "LANG": "C", "LC_ALL": "C"}),
    ],
)
def test_another_process_place_and_number_of_workers_give_the_same_bits(
    small_run: Path, home: Path, workers: str, environment: dict[str, str]
) -> None:
    for page in sorted((home / "transcripts").iterdir(), reverse=True):  # as a disk lists them
        raw = page.read_bytes()
        page.unlink()
        page.write_bytes(raw)
    done = subprocess.run(
        [sys.executable, "-c", ALONE, "small.toml", "other results", workers],
        cwd=home,
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    folder = home / "other results" / small_run.name
    assert f"{Path('other results') / small_run.name} True" in done.stdout
    here, there = record_of(small_run), record_of(folder)
    assert there["outputs"] == here["outputs"]
    assert there["digest"] == here["digest"]
    assert there["warnings"] == [text for text in here["warnings"] if "figure" not in text]
    assert there["seeds"] == here["seeds"]


def test_a_second_run_is_found_at_once_and_imports_no_engine(
    small_run: Path, small_file: Path
) -> None:
    before = {path: path.stat().st_mtime_ns for path in small_run.rglob("*")}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", ALONE, small_file, small_run.parent, "2"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout == f"{small_run} False\n"
    assert time.monotonic() - began < 10  # a fit of the sample alone takes longer
    assert {path: path.stat().st_mtime_ns for path in small_run.rglob("*")} == before


@pytest.mark.slow
def test_the_sample_gives_the_same_bits_in_two_processes(tmp_path: Path) -> None:
    sample = Path(__file__).resolve().parents[2] / "experiments" / "sample.toml"
    digests = []
    for seed, workers in (("1", "1"), ("2", "2")):
        done = subprocess.run(
            [sys.executable, "-c", ALONE, sample, tmp_path / seed, workers],
            env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": seed},
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
        folder = done.stdout.splitlines()[-1].split(" True")[0]
        digests.append(record_of(Path(folder))["digest"])
    assert digests[0] == digests[1]


# --- the record -------------------------------------------------------------------------------


def test_the_record_holds_all_that_a_reader_of_the_run_needs(
    small_run: Path, small_file: Path
) -> None:
    record = record_of(small_run)
    assert record["status"] == "finished"
    assert record["format"] == 1
    assert record["started"] <= record["finished"]
    assert record["started"].endswith("+00:00")
    assert record["settings"] == read_experiment(small_file).resolved()
    steps = ["topics.main", "topics.second", "contrasts.kinds", "contrasts.speakers"]
    assert record["seeds"] == {step: derive_seed(3, step) for step in steps}
    assert set(record["seconds"]) == {
        "corpus", "segments", "counts", *steps, "proportions.main", "proportions.second",
        "tables", "figures",
    }  # fmt: skip
    assert all(seconds >= 0 for seconds in record["seconds"].values())
    assert set(record["sizes"]) == {"meetings", "set_aside", "segments", "terms", "tokens"}
    assert len(record["inputs"]) == 14 + 1 + 2
    outputs = {k: v for k, v in record["outputs"].items() if not k.endswith(".parquet")}
    assert record["digest"] == digest(outputs)
    assert record["file"] == {"name": "small.toml", "sha256": digest_file(small_file)}
    assert record["workers"] >= 1
    assert {"numpy", "scikit-learn", "python"} <= set(record["versions"])
    assert {"toolkit", "sources", "commit", "uncommitted_changes"} == set(record["code"])
    assert {"system", "machine", "blas"} <= set(record["machine"])


def test_outputs_are_all_files_of_numbers_and_texts(small_run: Path) -> None:
    record = record_of(small_run)
    files = {path.relative_to(small_run).as_posix() for path in small_run.rglob("*") if
             path.is_file()}  # fmt: skip
    outside = {"experiment.toml", "record.json", "manifest.json", "figures/terms-main.png"}
    assert set(record["outputs"]) == files - outside
    manifest = json.loads((small_run / "manifest.json").read_text(encoding="utf-8"))
    assert {name: manifest[name] for name in record["outputs"]} == record["outputs"]


def test_the_experiment_that_is_kept_gives_the_same_run(
    small_run: Path, home: Path, no_figures: None
) -> None:
    shutil.copyfile(small_run / "experiment.toml", home / "again.toml")
    key = module.run_key(
        read_experiment(home / "again.toml"),
        module.input_digests(read_experiment(home / "again.toml")),
    )
    assert key == small_run.name


def test_warnings_reach_the_record_and_the_user(
    home: Path, no_figures: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    split = module.split

    def warning(*args: object, **kwargs: object) -> object:
        for _ in range(2):
            warnings.warn("mind the gap", ToolkitWarning, stacklevel=1)
        warnings.warn("somebody else's", UserWarning, stacklevel=1)
        return split(*args, **kwargs)

    monkeypatch.setattr(module, "split", warning)
    said: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        kept = run(home / "small.toml", results=home / "results", workers=1, report=said.append)
    assert [str(w.message) for w in caught] == ["somebody else's"]
    unfinished = (
        "topics.main: the LDA fit did not meet its tolerance in 10 iterations; raise max_iter"
    )
    expected = ["mind the gap", unfinished]
    assert kept.record["warnings"] == expected
    assert [line for line in said if "warning" in line] == [f"warning: {w}" for w in expected]
    assert any(line.startswith("corpus: 14 meetings, 1 set aside, ") for line in said)


@pytest.mark.parametrize(
    "old, new, described",
    [
        ('by = "paragraph"', 'by = "meeting"', {"speaker": False, "kind": False}),
        ('by = "paragraph"', 'by = "turn"\nkinds = "question"', {"speaker": False, "kind": True}),
    ],
)
def test_columns_that_no_segment_has_are_not_described(
    home: Path, no_figures: None, old: str, new: str, described: dict[str, bool]
) -> None:
    text = (home / "small.toml").read_text(encoding="utf-8").split("[contrasts")[0]
    (home / "small.toml").write_text(text.replace(old, new), encoding="utf-8")
    made = run(home / "small.toml", results=home / "results", workers=1)
    for shares in made.proportions.values():
        assert {by: by in shares for by in described} == described
        assert "meeting" in shares


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
    monkeypatch.setattr(module, "run_tasks", lambda *_, **__: pytest.fail("it was fitted"))
    with pytest.raises(ToolkitError, match=expected) as caught:
        run(file, results=home / "results")
    assert "\n" not in str(caught.value)
    assert left_in(home / "results") == set()


def test_an_error_of_a_fit_names_its_model(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise ToolkitError("2 of n_topics = 4 topics came out empty; ask for fewer topics")

    monkeypatch.setattr(module, "MODELS", {"nmf": fail, "lda": lambda *_, **__: None})
    monkeypatch.setattr(module, "stage_settings", lambda settings, _: dict(settings))
    monkeypatch.setattr(module, "check_contrast", lambda *_, **__: None)
    with pytest.raises(ToolkitError, match=r"^topics\.second: 2 of n_topics = 4"):
        run(home / "small.toml", results=home / "results", workers=1)
    assert left_in(home / "results") == set()


def test_a_results_folder_that_cannot_be_written_to_is_said_before_any_work(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "results").touch()
    monkeypatch.setattr(module, "read_corpus", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(ToolkitError, match="results cannot be written to .*name another"):
        run(home / "small.toml", results=home / "results")


@pytest.mark.parametrize("name", ["transcripts/2021-01-15_marenholt.txt", "climate.csv"])
def test_a_file_that_changes_while_it_is_read(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    read = module.read_corpus
    changed = sorted((home / "transcripts").iterdir())[0] if "/" in name else home / name

    def slow(*args: object, **kwargs: object) -> object:
        changed.write_bytes(changed.read_bytes() + b"\n")
        return read(*args, **kwargs)

    monkeypatch.setattr(module, "read_corpus", slow)
    with pytest.raises(ToolkitError, match="changed while it was read; run again"):
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
def test_a_damaged_run_is_neither_used_nor_replaced(
    small_run: Path, small_file: Path, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    folder = Path(shutil.copytree(small_run, tmp_path / "results" / small_run.name))
    spoil(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for keep in (module.run, module.keep_run):
        with pytest.raises(ToolkitError, match="not as it was made|is no kept run"):
            keep(small_file, results=tmp_path / "results", workers=1, report=lambda _: None)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


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
        assert said.endswith("toolkit: interrupted; nothing unfinished was kept\n")
    visible = {path for path in left_in(home / "results") if not path.startswith(".building")}
    assert visible == set()
    if how is not signal.SIGKILL:
        assert left_in(home / "results") == set()
    kept = run(home / "small.toml", results=home / "results", workers=1)
    assert kept.record["digest"] == record_of(small_run)["digest"]
    assert {path.split("/")[0] for path in left_in(home / "results")} == {small_run.name}
    assert load_run("small", results=home / "results").folder == kept.folder

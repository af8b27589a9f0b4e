"""One file, one run: the same bits anywhere, kept whole or not at all, never made twice."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import ToolkitWarning
from toolkit.experiment import read_experiment, run
from toolkit.seeds import derive_seed
from toolkit.store import digest, digest_file

chain: Any = importlib.import_module("toolkit.experiment.chain")
module: Any = importlib.import_module("toolkit.experiment.run")  # a function is named so, too

# Runs an experiment in a process of its own, without figures.
ALONE = """
import importlib, sys
from pathlib import Path
module = importlib.import_module("toolkit.experiment.run")
module.draw_figures = lambda *_: []
file, results, workers = sys.argv[1:]
folder, is_new = module.keep_run(file, results=results, workers=int(workers), report=print)
print(folder, is_new, *sorted({"sklearn", "matplotlib"} & set(sys.modules)))
"""


def record_of(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "record.json").read_text(encoding="utf-8")))


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
    assert record["format"] == 4
    assert record["started"] <= record["finished"]
    assert record["started"].endswith("+00:00")
    assert record["settings"] == read_experiment(small_file).resolved()
    steps = ["topics.main", "topics.second", "contrasts.kinds", "contrasts.speakers"]
    assert record["seeds"] == {step: derive_seed(3, step) for step in steps}
    assert set(record["seconds"]) == {
        "corpus", "segments", "counts", *steps, "proportions.main", "proportions.second",
        # No chance is a part of these, and so they have no seed.
        "contrasts.words", "contrasts.near", "quality.main", "quality.second",
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
    outside = {"experiment.toml", "methods.md", "record.json", "manifest.json"}
    outside |= {"figures/terms-main.png"}
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


def test_a_run_is_named_once_before_it_is_made(
    home: Path, no_figures: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []
    run_key = module.run_key

    def noted(*args: object) -> object:
        keys.append(run_key(*args))
        return keys[-1]

    monkeypatch.setattr(module, "run_key", noted)
    made = run(home / "small.toml", results=home / "results", workers=1)
    assert keys == [made.folder.name]
    assert made.folder.name in (made.folder / "methods.md").read_text(encoding="utf-8")


def test_warnings_reach_the_record_and_the_user(
    home: Path, no_figures: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    split = chain.split

    def warning(*args: object, **kwargs: object) -> object:
        for _ in range(2):
            warnings.warn("mind the gap", ToolkitWarning, stacklevel=1)
        warnings.warn("somebody else's", UserWarning, stacklevel=1)
        return split(*args, **kwargs)

    monkeypatch.setattr(chain, "split", warning)
    said: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        kept = run(home / "small.toml", results=home / "results", workers=1, report=said.append)
    assert [str(w.message) for w in caught] == ["somebody else's"]
    unfinished = (
        "topics.main: the LDA fit did not meet its tolerance in 10 iterations; raise max_iter"
    )
    expected = ["mind the gap", unfinished]
    texts = [w for w in kept.record["warnings"] if ".txt" in w or ".csv" in w]
    assert "empty.txt was set aside: it is empty" in texts
    assert kept.record["warnings"] == texts + expected
    shown = [line for line in said if line.startswith("warning: ")]
    assert shown == [f"warning: {w}" for w in texts + expected]
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

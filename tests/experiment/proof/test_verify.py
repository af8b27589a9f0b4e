"""A kept run is repeated from its own record, and what differs is found and explained."""

from __future__ import annotations

import importlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from common.commands import call
from common.runs import edit_record, reseal

from toolkit.errors import ToolkitError
from toolkit.experiment import verify
from toolkit.experiment.proof.verify import compare
from toolkit.formats import read_arrays, write_arrays
from toolkit.store import digest_file

# The small experiment without what takes long; a fresh process fits it in a second.
QUICK = """
name = "quick"
[corpus]
folder = "transcripts"
metadata = "climate.csv"
[counts]
min_segments = 3
[topics.main]
model = "nmf"
engine = "scikit-learn"
n_topics = 3
[contrasts.words]
method = "keywords"
between = "role"
[vary]
topics.main.n_topics = [2, 3]
"""


@pytest.fixture(scope="module")
def quick(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that takes a second, with texts of its own; it is copied before it is changed."""
    home = tmp_path_factory.mktemp("quick") / "ein Ort"
    shutil.copytree(small_file.parent, home, ignore=shutil.ignore_patterns("results"))
    (home / "quick.toml").write_text(QUICK, encoding="utf-8")
    module = importlib.import_module("toolkit.experiment.run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "draw_figures", lambda *_: [])
        file, results = home / "quick.toml", home / "results"
        folder: Path = module.run(file, results=results, workers=1).folder
    return folder


@pytest.fixture
def moved(quick: Path, tmp_path: Path) -> Path:
    """The quick run and its texts, moved elsewhere together, without its steps."""
    home = tmp_path / "Ünother place"
    shutil.copytree(quick.parent.parent, home, ignore=shutil.ignore_patterns(".stages"))
    return home / "results" / quick.name


# --- repeated in a fresh process --------------------------------------------------------------


def test_a_run_is_repeated_from_its_record_wherever_it_and_its_texts_were_moved(
    moved: Path, tmp_path: Path
) -> None:
    home, elsewhere = moved.parent.parent, tmp_path / "elsewhere"
    (home / "transcripts").rename(elsewhere)
    (home / "climate.csv").rename(elsewhere / "climate.csv")
    with pytest.raises(ToolkitError, match=r"corpus.folder of quick-.* name the folder .* --texts"):
        verify(moved)
    before = {path: path.stat().st_mtime_ns for path in moved.parent.rglob("*")}
    found = verify(moved, texts=elsewhere, workers=1)
    assert found.verdict == "equal", found.summary()
    record = json.loads((moved / "record.json").read_text(encoding="utf-8"))
    assert {file.name for file in found.files} == set(record["outputs"])
    assert found.steps == found.equal_steps == len(record["steps"])
    assert found.conditions == ()
    assert found.table()["step"].tolist() == [
        "corpus", "segments", "counts", "topics.main", "quality.main", "proportions.main",
        "contrasts.words", "sweep",
    ]  # fmt: skip
    assert {path: path.stat().st_mtime_ns for path in moved.parent.rglob("*")} == before


def test_a_changed_text_is_named_with_the_first_step_it_changes(moved: Path) -> None:
    page = sorted((moved.parent.parent / "transcripts").iterdir())[2]
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("the", "the ferry", 3), encoding="utf-8")
    done = call("verify", moved, "--workers", 1)
    assert done.exit_code == 1
    assert "is different" in done.stdout
    assert "First to differ: corpus (" in done.stdout
    assert f"Likely cause: another text: {page.name} has changed" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("kernel", ["Nehalem", "Sandybridge"])
def test_another_kind_of_cpu_gives_the_same_within_a_millionth_and_is_named(
    copy: Path, kernel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = json.loads((copy / "record.json").read_text(encoding="utf-8"))
    if "openblas" not in record["machine"]["blas"] or record["machine"]["machine"] != "x86_64":
        pytest.skip("other kernels can be asked for where OpenBLAS runs on x86-64 alone")
    monkeypatch.setenv("OPENBLAS_CORETYPE", kernel)
    done = call("verify", copy)
    assert done.exit_code == 0
    assert "is equal within 1e-06, same top words" in done.stdout
    assert "as another kind of CPU has" in done.stdout
    assert kernel in done.stdout


@pytest.mark.slow
def test_deep_changes_what_should_have_no_part_in_it(copy: Path) -> None:
    found = verify(copy, deep=True)
    assert found.verdict == "equal", found.summary()
    said = "\n".join(found.conditions)
    assert "PYTHONHASHSEED" in said
    assert "OMP_NUM_THREADS" in said
    assert "workers were 1, they are 2" in said


# --- where the texts lie ----------------------------------------------------------------------


def test_a_record_of_before_that_does_not_say_where_its_texts_lie_asks_for_them(
    moved: Path,
) -> None:
    edit_record(moved, lambda record: record.pop("home"))
    with pytest.raises(ToolkitError, match=r"does not say where its texts lie.*--texts"):
        verify(moved)


def test_a_run_that_cannot_be_repeated_says_so_and_which_text_is_another(moved: Path) -> None:
    (moved.parent.parent / "climate.csv").write_text("nothing\n1\n", encoding="utf-8")
    with pytest.raises(
        ToolkitError, match=r"cannot be repeated \(another text: corpus.metadata has changed\)"
    ):
        verify(moved)


# --- damaged and forged -----------------------------------------------------------------------


def test_a_damaged_run_is_named_as_damaged_and_not_repeated(copy: Path) -> None:
    raw = bytearray((copy / "topics" / "main" / "topics.npz").read_bytes())
    raw[len(raw) // 2] ^= 1
    (copy / "topics" / "main" / "topics.npz").write_bytes(raw)
    (copy / "counts" / "counts.json").unlink()
    done = call("verify", copy)
    assert done.exit_code == 1
    assert "is damaged, and nothing was repeated" in done.stdout
    assert "topics/main/topics.npz has changed since it was made" in done.stdout
    assert "counts/counts.json is missing" in done.stdout


def test_settings_changed_after_the_run_are_found_at_once(moved: Path) -> None:
    text = (moved / "experiment.toml").read_text(encoding="utf-8")
    changed = text.replace("n_topics = 3", "n_topics = 4")
    (moved / "experiment.toml").write_text(changed, encoding="utf-8")
    reseal(moved)
    with pytest.raises(ToolkitError, match=r"experiment.toml has other settings than record.json"):
        verify(moved)


@pytest.mark.parametrize("with_record", [True, False])
def test_a_forged_number_is_found_with_its_size_though_the_run_was_sealed_anew(
    copy: Path, small_run: Path, with_record: bool
) -> None:
    path = copy / "topics" / "main" / "topics.npz"
    arrays = read_arrays(path)
    forged = arrays["doc_topic"].copy()
    forged[3, 1] = forged[3, 1] - 0.125 if forged[3, 1] > 0.5 else forged[3, 1] + 0.125
    write_arrays(arrays | {"doc_topic": forged}, path)
    reseal(copy)
    if with_record:
        name = "topics/main/topics.npz"
        edit_record(copy, lambda record: record["outputs"].update({name: digest_file(path)}))
    found = compare(copy, small_run)
    assert found.verdict == "different"
    assert found.first is not None
    assert (found.first.step, found.first.where) == ("topics.main", "doc_topic[3, 1]")
    assert found.first.largest == pytest.approx(0.125)
    assert [(model.model, model.affected) for model in found.topics] == [("main", (2,))]
    assert found.topics[0].largest == pytest.approx(0.125)
    assert found.topics[0].other_words == ()
    said = found.summary()
    assert "by 0.12" in said
    assert "1 of 4 topics differ (2)" in said
    if with_record:
        assert "the run may have been changed and sealed anew" in said
        assert found.damage == ()
    else:
        assert found.damage == ("topics/main/topics.npz is not what record.json says was made",)


def test_another_version_of_a_package_is_named(copy: Path, small_run: Path) -> None:
    name = "contrasts/kinds/contrast.npz"
    arrays = read_arrays(copy / name)
    key = next(k for k, v in sorted(arrays.items()) if v.dtype.kind == "f" and v.size)
    write_arrays(arrays | {key: arrays[key] + 0.5}, copy / name)

    def change(record: dict[str, Any]) -> None:
        record["outputs"][name] = digest_file(copy / name)
        record["versions"]["scipy"] = "0.0.1"

    edit_record(copy, change)
    found = compare(copy, small_run)
    assert found.first is not None
    assert found.first.step == "contrasts.kinds"
    assert "Likely cause: another version of scipy: it was 0.0.1" in found.summary()


def test_a_difference_of_last_digits_is_close_and_holds(copy: Path, small_run: Path) -> None:
    path = copy / "topics" / "second" / "topics.npz"
    arrays = read_arrays(path)
    moved = np.nextafter(arrays["topic_term"], 1)
    write_arrays(arrays | {"topic_term": moved}, path)
    name = "topics/second/topics.npz"
    edit_record(copy, lambda record: record["outputs"].update({name: digest_file(path)}))
    found = compare(copy, small_run)
    assert (found.verdict, found.holds) == ("close", True)
    assert [file.name for file in found.files if file.likeness != "equal"] == [name]


def test_a_record_cannot_lead_out_of_the_run(copy: Path, small_run: Path) -> None:
    outside = copy.parent.parent / "climate.csv"
    name = "../../climate.csv"
    claimed = {name: digest_file(outside)}
    edit_record(copy, lambda record: record["outputs"].update(claimed))
    found = compare(copy, small_run)
    assert f"{name} is not what record.json says was made" in found.damage
    (file,) = [file for file in found.files if file.name == name]
    assert (file.likeness, file.where) == ("different", "was not there")


def test_a_table_that_came_or_went_is_different(copy: Path, small_run: Path) -> None:
    (copy / "counts" / "dropped.csv").unlink()
    edit_record(copy, lambda record: record["outputs"].pop("counts/dropped.csv"))
    found = compare(copy, small_run)
    assert found.first is not None
    assert (found.first.name, found.first.where) == ("counts/dropped.csv", "was not there")

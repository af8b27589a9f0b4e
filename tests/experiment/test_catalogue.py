"""Kept runs as a table: filtered, sorted, and none left out because it cannot be read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import filelock
import pytest
from common.runs import edit_record, reseal

from toolkit.errors import ToolkitError
from toolkit.experiment import find_runs


@pytest.fixture
def copy(small_run: Path, tmp_path: Path) -> Path:
    """A copy of the kept run that may be changed."""
    return Path(shutil.copytree(small_run, tmp_path / "results" / small_run.name))


def another(copy: Path, run: str, **values: object) -> Path:
    made = Path(shutil.copytree(copy, copy.parent / run))
    edit_record(made, lambda record: record.update(values))
    return made


def test_a_run_is_told_in_a_row(copy: Path) -> None:
    (row,) = find_runs(copy.parent).to_dict("records")
    record = json.loads((copy / "record.json").read_text(encoding="utf-8"))
    assert row["run"] == copy.name
    assert row["experiment"] == "small"
    assert row["status"] == "finished"
    assert row["finished"] == record["finished"]
    assert row["seconds"] == pytest.approx(sum(record["seconds"].values()), abs=0.06)
    assert row["meetings"] == 14
    assert row["models"] == "main (lda, 4 topics), second (nmf, 4 topics)"
    assert row["contrasts"] == "words, near, kinds, speakers"
    assert row["versions"].startswith(f"toolkit {record['code']['toolkit']}, python 3.")
    assert row["digest"] == record["digest"][:16]
    assert row["reason"] == ""


def test_no_folder_is_no_run(tmp_path: Path) -> None:
    empty = find_runs(tmp_path / "nowhere")
    assert empty.empty
    (tmp_path / "results" / "stray").mkdir(parents=True)
    (tmp_path / "results" / "README.md").touch()
    assert list(find_runs(tmp_path / "results").columns) == list(empty.columns)
    assert find_runs(tmp_path / "results").empty


def test_runs_are_sorted_by_any_column_and_equals_by_name(copy: Path) -> None:
    early = "2020-01-01T00:00:00+00:00"
    another(copy, "b-00000000", finished=early, seconds={"corpus": 900}, name="b")
    another(copy, "a-00000000", finished=early, seconds={"corpus": 1000}, name="a")
    runs = find_runs(copy.parent)["run"].tolist()
    assert runs == ["a-00000000", "b-00000000", copy.name]
    assert find_runs(copy.parent, sort="seconds")["run"].tolist() == [
        copy.name, "b-00000000", "a-00000000",
    ]  # fmt: skip
    assert find_runs(copy.parent, sort="experiment")["experiment"].tolist() == ["a", "b", "small"]
    with pytest.raises(ToolkitError, match="sort = 'second' cannot be used; did you mean 'seco"):
        find_runs(copy.parent, sort="second")  # type: ignore[arg-type]


def test_runs_are_found_by_experiment_model_and_status(copy: Path) -> None:
    another(copy, "other-00000000", name="other")
    (another(copy, "bad-00000000") / "methods.md").unlink()
    results = copy.parent
    assert find_runs(results, experiment="other")["run"].tolist() == ["other-00000000"]
    assert len(find_runs(results, model="main")) == 2
    assert len(find_runs(results, model="nmf", experiment="small")) == 1
    assert find_runs(results, model="gensim").empty
    assert find_runs(results, status="damaged")["run"].tolist() == ["bad-00000000"]
    with pytest.raises(ToolkitError, match="status = 'broken' cannot be used"):
        find_runs(results, status="broken")  # type: ignore[arg-type]


def status_of(results: Path, *, check: bool = False) -> dict[str, tuple[str, str]]:
    rows = find_runs(results, check=check).to_dict("records")
    return {row["run"]: (row["status"], row["reason"]) for row in rows}


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        ("", "unreadable", "record.json cannot be read"),
        ("[]", "unreadable", "is no record of a run"),
        ("{}", "unreadable", "is no record of a run"),
        ('{"format": 2}', "older format", "this version reads 3 to"),
        ('{"format": 99}', "newer format", "or a newer one"),
        ("[" * 9999, "unreadable", "cannot be read"),
    ],
)
def test_one_record_that_cannot_be_read_is_told_and_does_not_hide_the_others(
    copy: Path, content: str, status: str, words: str
) -> None:
    bad = another(copy, "bad-00000000")
    (bad / "record.json").write_text(content, encoding="utf-8")
    assert status_of(copy.parent)["bad-00000000"][0] == "damaged"
    reseal(bad)
    told = status_of(copy.parent)
    assert told[copy.name] == ("finished", "")
    assert told["bad-00000000"][0] == status
    assert words in told["bad-00000000"][1]


def test_damage_is_found_by_names_at_once_and_by_bytes_when_asked(copy: Path) -> None:
    (copy / "counts" / "matrix.npz").write_bytes(b"x")
    assert status_of(copy.parent)[copy.name] == ("finished", "")
    assert status_of(copy.parent, check=True)[copy.name] == (
        "damaged", "counts/matrix.npz has changed since it was made",
    )  # fmt: skip
    (copy / "evil.pkl").touch()
    assert status_of(copy.parent)[copy.name] == (
        "damaged", "evil.pkl was not there when it was made",
    )  # fmt: skip


def test_what_was_begun_and_not_finished_is_told(copy: Path) -> None:
    building = copy.parent / ".building"
    building.mkdir()
    (building / f"{copy.name}.lock").touch()  # is left by those that are finished, too
    (building / "killed-00000000").mkdir()
    (building / "stopped-00000000.lock").touch()
    with filelock.FileLock(building / "going-00000000.lock"):
        told = status_of(copy.parent)
    assert told[copy.name][0] == "finished"
    assert told["killed-00000000"][0] == told["stopped-00000000"][0] == "unfinished"
    assert "its finished steps are kept" in told["killed-00000000"][1]
    assert told["going-00000000"] == ("running", "a process is making it")
    assert next(iter(told)) == copy.name  # what has no date stands at the end

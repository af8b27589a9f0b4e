"""Where the texts of a kept run are looked for, and under which conditions it is repeated."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import ToolkitError
from toolkit.experiment.proof.repeat import (
    Texts,
    kept_experiment,
    moved_texts,
    other_environment,
    other_workers,
)
from toolkit.experiment.record import input_digests, run_key


def record_of(run: Path) -> dict[str, Any]:
    return dict(json.loads((run / "record.json").read_text(encoding="utf-8")))


def test_the_kept_experiment_is_the_one_that_was_run(small_run: Path) -> None:
    experiment = kept_experiment(small_run, record_of(small_run), None)
    assert run_key(experiment, input_digests(experiment)) == small_run.name


def test_the_way_to_the_texts_is_kept_and_not_their_place(small_run: Path) -> None:
    assert record_of(small_run)["home"] == "../.."
    text = (small_run / "record.json").read_text(encoding="utf-8")
    assert str(small_run.parent.parent) not in text


def test_tables_that_were_moved_are_looked_for_beside_the_texts(
    small_run: Path, tmp_path: Path
) -> None:
    run = tmp_path / "far" / "away" / small_run.name
    shutil.copytree(small_run, run)
    record = record_of(run)
    with pytest.raises(ToolkitError, match=r"^corpus.folder of .* is not at .* any more"):
        kept_experiment(run, record, None)
    texts = shutil.copytree(small_run.parent.parent / "transcripts", tmp_path / "texts")
    with pytest.raises(ToolkitError, match=r"^corpus.metadata of .*climate\.csv"):
        kept_experiment(run, record, moved_texts(run, record, texts))
    for table in ("climate.csv", "people.csv"):
        shutil.copyfile(small_run.parent.parent / table, texts / table)
    found = kept_experiment(run, record, moved_texts(run, record, texts))
    assert input_digests(found) == record["inputs"]


def test_tables_may_lie_anywhere_under_any_name(small_run: Path, tmp_path: Path) -> None:
    home = small_run.parent.parent
    shutil.copyfile(home / "climate.csv", tmp_path / "a.csv")
    shutil.copyfile(home / "people.csv", tmp_path / "b.csv")
    tables = {"metadata": tmp_path / "a.csv", "speakers": tmp_path / "b.csv"}
    record = record_of(small_run)
    found = kept_experiment(small_run, record, Texts(home / "transcripts", tables))
    assert found.table_places() == tables
    assert input_digests(found) == record["inputs"]


def test_deep_conditions_are_other_than_those_of_the_run(tmp_path: Path) -> None:
    for seed in ("1", "2", "random"):
        record = {"environment": {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": seed}, "workers": 1}
        found = other_environment(record, tmp_path)
        assert found["PYTHONHASHSEED"] != seed
        assert found["OMP_NUM_THREADS"] != seed
    assert other_workers({"workers": 1}) == 2
    assert other_workers({"workers": 8}) == 1

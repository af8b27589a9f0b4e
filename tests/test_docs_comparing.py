"""The guide to comparisons: methods, examples and measured numbers are those of the code."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from common.guides import BEFORE, blocks_of, read_guide, rows_of

import toolkit as tk
from toolkit.experiment import read_experiment
from toolkit.experiment.methods import METHODS

PAGE = read_guide("comparing.md")
BLOCKS = blocks_of(PAGE)


def test_the_blocks_are_those_proved_here() -> None:
    assert [kind for kind, _ in BLOCKS] == ["toml", "python"]


def test_the_table_names_every_method_there_is() -> None:
    named = {re.findall(r"`(\w+)`", row[1])[0] for row in rows_of(PAGE, "question")}
    assert named == {*METHODS, "slopes"}


def test_the_experiment_shown_is_in_order(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(BEFORE + BLOCKS[0][1], encoding="utf-8")
    read = read_experiment(tmp_path / "x.toml").contrasts
    assert [own["method"] for own in read.values()] == ["contrast", "contrast", "uptake", "trend"]


def test_the_python_shown_runs() -> None:
    known: dict[str, Any] = {}
    exec(compile(BLOCKS[1][1], "comparing.md", "exec"), known)  # noqa: S102 - our own page
    assert known["topics"].doc_topic.shape[1] == 10


@pytest.mark.parametrize("row", rows_of(PAGE, "function"), ids=lambda row: row[1][:40])
def test_every_measured_number_stands_in_the_docstring(row: list[str]) -> None:
    function = getattr(tk, row[0].strip("`"))
    said = set(re.findall(r"\d+(?:\.\d+)?", inspect.getdoc(function) or ""))
    assert set(re.findall(r"\d+(?:\.\d+)?", row[1])) <= said


def test_columns_named_are_those_of_a_contrast() -> None:
    assert tk.Contrast.table.__doc__ is not None
    source = inspect.getsource(tk.Contrast)
    for column in ("p_adjusted", "detectable_pp", "low_pp", "high_pp", "low_all_pp", "high_all_pp"):
        assert f"`{column}`" in PAGE
        assert column in source

"""The guide to choosing topics: its Python runs, its file is read, its numbers are the code's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from common.guides import blocks_of, read_guide

from toolkit.corpus import write_sample
from toolkit.experiment import read_experiment

GUIDE = "choosing-topics.md"
BLOCKS = blocks_of(read_guide(GUIDE))
PYTHON = [text for kind, text in BLOCKS if kind == "python"]
TOML, MODEL = [text for kind, text in BLOCKS if kind == "toml"]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Everything that the page makes, one block after the other."""
    home = tmp_path_factory.mktemp("choosing")
    write_sample(home / "transcripts")
    known: dict[str, Any] = {"said": []}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setattr(os, "cpu_count", lambda: 1)
        for block in PYTHON:
            text = block.replace("report=print", "report=said.append")
            exec(compile(text, GUIDE, "exec"), known)  # noqa: S102 - our own page
            if "write_labels" in block:
                _fill_in(home / "labels.toml")
    return known


def _fill_in(path: Path) -> None:
    """Put what the page shows in the place of what is to be filled in."""
    written = path.read_text(encoding="utf-8")
    words = written[written.index("[words]") :]
    path.write_text(TOML + "\n" + words, encoding="utf-8")


def test_the_blocks_are_those_proved_here() -> None:
    assert [kind for kind, _ in BLOCKS] == ["python"] * 5 + ["toml", "python", "toml"]


def test_the_model_shown_takes_the_labels_shown(tmp_path: Path) -> None:
    (tmp_path / "labels.toml").write_text(TOML, encoding="utf-8")
    head = 'name = "x"\ncorpus.folder = "package:sample"\n'
    (tmp_path / "x.toml").write_text(head + MODEL, encoding="utf-8")
    labels = read_experiment(tmp_path / "x.toml").topics["main"]["labels"]
    assert (labels["junk"], labels["combine"]) == ([4], {"trade": [2, 5]})


def test_a_size_is_named_and_progress_is_said(known: dict[str, Any]) -> None:
    assert known["found"].sizes == (4, 8, 12)
    assert known["found"].recommended in {8, 12}
    assert known["said"][-1].startswith("27 of 27 fits in")


def test_the_consensus_finds_the_refits_again(known: dict[str, Any]) -> None:
    topics = known["topics"]
    assert topics.n_refits == 4
    assert topics.support.min() >= 2


def test_names_are_given_and_carried(known: dict[str, Any]) -> None:
    named = known["named"]
    assert "1 ports" in named.labels
    assert "2+5 trade" in named.labels
    assert any(label.startswith("4 junk: ") for label in named.labels)
    assert set(known["same"].labels) & {"1 ports", "2+5 trade", "2 trade", "5 trade"}

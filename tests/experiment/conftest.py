"""Experiments to run and files to read."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from typing import Any

import pytest
from common.experiments import Write

module: Any = importlib.import_module("toolkit.experiment.run")  # a function is named so, too


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "draw_figures", lambda *_: [])


@pytest.fixture
def home(small_file: Path, tmp_path: Path) -> Path:
    """A copy of the small experiment, elsewhere."""
    place = tmp_path / "ein Ort"
    ignored = shutil.ignore_patterns("results")
    return Path(shutil.copytree(small_file.parent, place, ignore=ignored))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str | bytes) -> Path:
        path = tmp_path / "mine.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write

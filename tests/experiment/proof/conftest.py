"""A run that may be changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def copy(small_run: Path, tmp_path: Path) -> Path:
    """A copy of the small run beside texts of its own; the original serves as its repetition."""
    home = tmp_path / "ein anderer Ort"
    shutil.copytree(small_run.parent.parent, home, ignore=shutil.ignore_patterns(".stages"))
    return home / "results" / small_run.name

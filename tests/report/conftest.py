"""The kept run of the small experiment, read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.experiment import Run, load_run


@pytest.fixture(scope="session")
def kept(small_run: Path) -> Run:
    return load_run(small_run)

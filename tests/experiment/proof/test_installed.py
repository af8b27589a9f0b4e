"""What is installed, and what a lock file says of it."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

import pytest

from toolkit.experiment.proof import installed as module
from toolkit.experiment.proof.installed import (
    lock_file,
    locked,
    needed,
    own_requirements,
    unlocked,
)

ROOT = Path(__file__).resolve().parents[3]


def test_what_is_needed_holds_what_is_required_and_what_that_requires() -> None:
    found = needed()
    # Only matplotlib asks for these, and only openpyxl for that.
    assert {"kiwisolver", "contourpy", "et-xmlfile"} <= found.keys()
    assert all(importlib.metadata.version(name) == version for name, version in found.items())
    assert "toolkit" not in found
    assert not {"pytest", "hypothesis", "ruff"} & found.keys()
    assert "pytest" in needed(["pytest"])


def test_the_lock_file_of_the_checkout_names_all_that_is_needed() -> None:
    path = lock_file()
    assert path == ROOT / "requirements.lock"
    assert path is not None
    lock = locked(path.read_text(encoding="utf-8"))
    assert needed().keys() <= lock.keys()
    assert {name for name, (known, _) in unlocked(needed(), lock).items() if known == "none"} == (
        set()
    )


def test_in_a_checkout_the_project_file_says_what_is_required() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert own_requirements() == project["project"]["dependencies"]


def test_elsewhere_the_metadata_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_checkout", lambda: tmp_path)
    assert any(line.startswith("numpy") for line in own_requirements())
    assert lock_file() is None

"""The script of an archive runs with the standard library alone, and makes no environment twice."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolkit.experiment.proof import rebuild


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """An unpacked archive, and the commands that are called instead of being run."""
    about = {"run": "mine-01234567", "python": ".".join(map(str, sys.version_info[:2]))}
    (tmp_path / "archive.json").write_text(json.dumps(about), encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("numpy==2\n", encoding="utf-8")
    monkeypatch.setattr(rebuild, "HERE", tmp_path)
    made: list[list[str]] = []

    def call(*command: str | Path) -> int:
        made.append([str(part) for part in command])
        if "venv" in command:
            Path(str(command[-1])).mkdir(parents=True)
        return 0

    monkeypatch.setattr(rebuild, "call", call)
    monkeypatch.setattr(rebuild, "use_package", lambda python: None)
    return made


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["rebuild.py", *arguments])
    return rebuild.main()


def test_it_needs_the_standard_library_alone() -> None:
    tree = ast.parse(Path(rebuild.__file__).read_text(encoding="utf-8"))
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert names <= sys.stdlib_module_names


def test_it_makes_the_environment_once_and_verifies_each_time(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run(monkeypatch) == 0
    verbs = [" ".join(command[1:4]) for command in calls]
    assert verbs[0].startswith("-m venv")
    assert verbs[1] == "-m pip install"
    assert calls[-1][-2:] == ["verify", str(tmp_path)]
    assert len(calls) == 3
    calls.clear()
    assert run(monkeypatch, "--deep") == 0
    assert [command[-3:] for command in calls] == [["verify", str(tmp_path), "--deep"]]
    calls.clear()
    (tmp_path / "requirements.txt").write_text("numpy==3\n", encoding="utf-8")
    (tmp_path / "environment" / "x").touch()
    monkeypatch.setattr(rebuild, "set_up", lambda *_: calls.append(["set up"]))
    assert run(monkeypatch) == 0
    assert calls[0] == ["set up"]


def test_locked_packages_are_installed_by_their_hashes(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "requirements.lock").write_text("numpy==2 --hash=x\n", encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("", encoding="utf-8")
    assert run(monkeypatch) == 0
    installed = [command for command in calls if "install" in command]
    assert [command[-3:] for command in installed] == [
        ["--require-hashes", "-r", str(tmp_path / "requirements.lock")]
    ]


def test_a_folder_that_holds_something_else_is_left_alone(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    assert run(monkeypatch, "--venv", str(tmp_path / "mine")) == 1
    assert calls == []
    assert (tmp_path / "mine" / "thesis.txt").is_file()


def test_a_failure_ends_it_and_the_next_time_begins_anew(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    works: Callable[..., int] = rebuild.call

    def fails(*command: str | Path) -> int:
        return works(*command) or ("pip" in command)

    monkeypatch.setattr(rebuild, "call", fails)
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch)
    assert ended.value.code == 1
    monkeypatch.setattr(rebuild, "call", works)
    calls.clear()
    shutil.rmtree(tmp_path / "environment")
    assert run(monkeypatch) == 0
    assert "venv" in calls[0]


def test_another_python_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    rebuild.warn_of_python("3.9")
    assert "python3.9 rebuild.py" in capsys.readouterr().err
    rebuild.warn_of_python(".".join(map(str, sys.version_info[:2])))
    assert capsys.readouterr().err == ""


def test_the_package_is_found_where_it_lies(tmp_path: Path, monkeypatch: Any) -> None:
    place = tmp_path / "site"
    place.mkdir()
    done = subprocess.CompletedProcess([], 0, stdout=f"{place}\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    monkeypatch.setattr(rebuild, "HERE", tmp_path / "ein Ort é")
    rebuild.use_package(tmp_path / "python")
    text = (place / "toolkit.pth").read_text(encoding="utf-8")
    assert text == f"{tmp_path / 'ein Ort é' / 'package'}\n"

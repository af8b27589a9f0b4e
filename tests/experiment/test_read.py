"""Files that are no experiment files, each refused in a sentence that names them."""

from __future__ import annotations

from pathlib import Path

import pytest
from common.experiments import LEAST, Write

from toolkit.errors import ToolkitError
from toolkit.experiment import Experiment, read_experiment


def refusal(path: Path) -> str:
    with pytest.raises(ToolkitError) as caught:
        read_experiment(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "nothing.toml")
    assert "Is a directory" in refusal(tmp_path)


@pytest.mark.parametrize(
    "content, expected",
    [
        ("name = \n", "not valid TOML: Invalid value (at line 1, column 8)"),
        ("name = 'x'\n[corpus\n", "at line 2"),
        ("name = 'x'\nname = 'y'\n", "Cannot overwrite a value (at line 2"),
        ("name = paragraph\n", "a text stands in quotes"),
        (b"name = 'x'\nplace = 'M\xfcnchen'", "not UTF-8 (byte 0xfc in line 2); save it as UTF-8"),
        ("name = 'x'".encode("utf-16"), "not UTF-8"),
        (b"\0\1\2", "not valid TOML"),
        ("x" * 2_000_000, "larger than 1 MB"),
        ("a = " + "[" * 5000, "too deeply"),
        (LEAST + "[contrasts.c]\nwhere." + ".".join("a" * 3000) + " = 1", "too deeply"),
        ("seed = " + "9" * 5000, "too many digits"),
    ],
)
def test_what_is_no_experiment_file(write: Write, content: str | bytes, expected: str) -> None:
    assert expected in refusal(write(content))


def test_an_experiment_is_frozen(write: Write) -> None:
    experiment = read_experiment(write(LEAST))
    assert isinstance(experiment, Experiment)
    with pytest.raises(AttributeError):
        experiment.seed = 2  # type: ignore[misc]

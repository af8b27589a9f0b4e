"""The least experiment file, and what is wrong with others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.errors import SettingsError
from toolkit.experiment import read_experiment

Write = Callable[[str | bytes], Path]

LEAST = """
name = "x"
[corpus]
folder = "pages"
[topics.main]
model = "lda"
"""


def mistakes(path: Path) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read_experiment(path)
    assert str(caught.value).startswith(f"{path}: ")
    return caught.value.mistakes

"""Records of kept runs: what they must hold, and which formats are read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import ToolkitError
from toolkit.experiment.read_record import OLDEST, FormatError, read_record
from toolkit.experiment.record import FORMAT

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def write(small_run: Path, tmp_path: Path) -> Callable[[Change], Path]:
    whole = (small_run / "record.json").read_text(encoding="utf-8")

    def write(change: Change) -> Path:
        record = json.loads(whole)
        change(record)
        (tmp_path / "record.json").write_text(json.dumps(record), encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize("known", range(OLDEST, FORMAT + 1))
def test_formats_to_which_files_were_added_are_read(
    write: Callable[[Change], Path], known: int
) -> None:
    record = read_record(write(lambda record: record.update(format=known)))
    assert record["format"] == known
    assert record["name"] == "small"


def test_an_older_and_a_newer_format_say_what_to_do(write: Callable[[Change], Path]) -> None:
    older = rf"has format 2, and this version reads {OLDEST} to {FORMAT}; read it with toolkit "
    with pytest.raises(FormatError, match=older + ".*, or run its experiment.toml again") as caught:
        read_record(write(lambda record: record.update(format=2)))
    assert caught.value.age == "older"
    with pytest.raises(FormatError, match="has format 99, .* or a newer one") as caught:
        read_record(write(lambda record: record.update(format=99)))
    assert caught.value.age == "newer"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: r.clear(), "its format is None"),
        (lambda r: r.update(format="4"), "its format is '4'"),
        (lambda r: r.update(format=True), "its format is True"),
        (lambda r: r.pop("seconds"), "seconds is NoneType, not dict"),
        (lambda r: r.update(name=["x"]), "name is list, not str"),
        (lambda r: r["sizes"].update(meetings="<b>"), "sizes.meetings is str, not int"),
        (lambda r: r["settings"].update(topics=3), "settings.topics is int, not dict"),
        (lambda r: r["settings"]["topics"].update({"../x": {}}), "contrast '../x'"),
        (lambda r: r["settings"]["contrasts"].update(x=1), "contrast 'x'"),
    ],
)
def test_what_is_no_record_is_refused(
    write: Callable[[Change], Path], change: Change, words: str
) -> None:
    with pytest.raises(ToolkitError, match=words):
        read_record(write(change))

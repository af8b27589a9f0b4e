"""The record of a kept run, read back: what it must hold, and which formats are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolkit.errors import ToolkitError
from toolkit.experiment.check import NAME
from toolkit.experiment.record import FORMAT
from toolkit.formats import read_json

OLDEST = 3
"""The oldest format that is read: since then files were added, and none changed."""


class FormatError(ToolkitError):
    """A run of a format that this version does not read.

    Attributes
    ----------
    age
        ``"older"`` or ``"newer"``.
    """

    def __init__(self, message: str, age: str) -> None:
        self.age = age
        super().__init__(message, age)

    def __str__(self) -> str:
        """Say the message alone."""
        return str(self.args[0])


# What every record holds, by its key; a dict names what is within.
_SHAPE: dict[str, Any] = {
    "name": str,
    "finished": str,
    "seconds": dict,
    "settings": {"segments": dict, "counts": dict, "topics": dict, "contrasts": dict},
    "seeds": dict,
    "sizes": {"meetings": int, "set_aside": int, "segments": int, "terms": int, "tokens": int},
    "warnings": list,
    "versions": dict,
    "code": {"toolkit": str, "sources": str},
    "inputs": dict,
    "digest": str,
}


def read_record(folder: Path) -> dict[str, Any]:
    """Read what the record of a kept run says.

    Parameters
    ----------
    folder
        The run's folder.

    Returns
    -------
    dict
        ``record.json``, which holds at least what every record does.

    Raises
    ------
    FormatError
        If it is of a format that this version does not read.
    ToolkitError
        If it cannot be read, or holds something else than a record does.
    """
    record = read_json(folder / "record.json")
    came = record.get("format") if isinstance(record, dict) else None
    if type(came) is not int:
        raise ToolkitError(f"{folder}/record.json is no record of a run: its format is {came!r}")
    made_by = record.get("code")
    version = made_by.get("toolkit") if isinstance(made_by, dict) else None
    by = f"toolkit {version}" if version else "the version that made it"
    if came > FORMAT:
        raise FormatError(
            f"{folder} has format {came}, and this version reads {OLDEST} to {FORMAT}; read it "
            f"with {by}, or a newer one",
            "newer",
        )
    if came < OLDEST:
        raise FormatError(
            f"{folder} has format {came}, and this version reads {OLDEST} to {FORMAT}; read it "
            f"with {by}, or run its experiment.toml again",
            "older",
        )
    if wrong := _misshapen(record, _SHAPE):
        raise ToolkitError(f"{folder}/record.json is no record of a run: {wrong}")
    for noun in ("topics", "contrasts"):
        for name, settings in record["settings"][noun].items():
            if not NAME.fullmatch(name) or not isinstance(settings, dict):  # it becomes a path
                raise ToolkitError(f"{folder}/record.json names a model or contrast '{name}'")
    return dict(record)


def _misshapen(value: dict[str, Any], shape: dict[str, Any], place: str = "") -> str:
    """Say what is not as a record has it; nothing where all is."""
    for key, kind in shape.items():
        inner = value.get(key)
        wanted = dict if isinstance(kind, dict) else kind
        if not isinstance(inner, wanted):
            return f"{place}{key} is {type(inner).__name__}, not {wanted.__name__}"
        if isinstance(kind, dict) and (wrong := _misshapen(inner, kind, f"{place}{key}.")):
            return wrong
    return ""

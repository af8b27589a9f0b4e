"""Kept runs changed as someone would who wants the change not to be seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.store import MANIFEST, digest_file


def reseal(folder: Path) -> None:
    """Make a manifest that fits whatever lies in the folder, as an attacker would."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): digest_file(path) for path in files}
    names.pop(MANIFEST, None)
    text = json.dumps(names, indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def edit_record(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the record of a run, and its manifest with it."""
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    change(record)
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")
    reseal(folder)

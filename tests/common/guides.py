"""The guides in docs/: their text, the blocks of code in it, and the rows of their tables."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"

# What the part of an experiment file that a guide shows stands below.
BEFORE = """
name = "x"
corpus.folder = "package:sample"
[topics.main]
model = "lda"
"""


def read_guide(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def blocks_of(guide: str) -> list[tuple[str, str]]:
    """Return the fenced blocks, each with its language."""
    return re.findall(r"```(\w+)\n(.*?)```", guide, re.DOTALL)


def rows_of(guide: str, first: str) -> list[list[str]]:
    """Return the cells below the header of the table whose first column is called so."""
    lines = guide.splitlines()
    (at,) = (i for i, line in enumerate(lines) if line.startswith(f"| {first} |"))
    table = lines[at + 2 : lines.index("", at)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]

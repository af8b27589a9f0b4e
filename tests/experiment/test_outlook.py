"""What a run would make, and why: said without making it."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.experiment import run
from toolkit.experiment.outlook import Outlook, outlook


def edit(home: Path, old: str, new: str) -> Path:
    text = (home / "small.toml").read_text(encoding="utf-8")
    assert old in text
    (home / "small.toml").write_text(text.replace(old, new), encoding="utf-8")
    return home / "small.toml"


def new_in(found: Outlook) -> dict[str, str]:
    return {step: why for step, is_new, why in found.steps if is_new}


@pytest.fixture
def ran(home: Path, no_figures: None) -> Path:
    run(home / "small.toml", results=home / "results", workers=1)
    return home


def test_before_anything_is_kept_everything_is_made(home: Path) -> None:
    found = outlook(home / "small.toml", results=home / "results")
    assert not found.is_kept
    assert new_in(found)["corpus"] == "it was not made before"
    assert new_in(found)["quality.main"] == "it follows from topics.main"
    assert "would make 11 of 11 steps, 2 of 2 fits among them" in found.summary()
    assert not (home / "results").exists()


def test_a_kept_run_makes_nothing(ran: Path) -> None:
    found = outlook(ran / "small.toml", results=ran / "results")
    assert found.is_kept
    assert new_in(found) == {}
    assert "nothing would be made" in found.summary()


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("min_segments = 3", "min_segments = 4",
         {"counts": "min_segments changed 3 -> 4", "topics.main": "it follows from counts",
          "contrasts.kinds": "it follows from topics.main"}),
        ("max_iter = 10", "max_iter = 11\nalpha = 'asymmetric'",
         {"topics.main": "alpha changed not set -> asymmetric; max_iter changed 10 -> 11"}),
        ("n_shuffles = 199\n\n", "n_shuffles = 299\n\n",
         {"contrasts.kinds": "n_shuffles changed 199 -> 299"}),
        ("", "", {}),
    ],
)  # fmt: skip
def test_the_reason_names_what_changed(
    ran: Path, old: str, new: str, expected: dict[str, str]
) -> None:
    found = new_in(outlook(edit(ran, old, new), results=ran / "results"))
    assert expected.items() <= found.items()
    made = run(ran / "small.toml", results=ran / "results", workers=1)
    assert set(found) <= set(made.record["steps"])
    assert new_in(outlook(ran / "small.toml", results=ran / "results")) == {}


def test_a_changed_text_is_named(ran: Path) -> None:
    page = sorted((ran / "transcripts").glob("2021*.txt"))[0]
    page.write_bytes(page.read_bytes() + b"\nMore was said.\n")
    found = new_in(outlook(ran / "small.toml", results=ran / "results"))
    assert found["corpus"] == f"{page.name} changed"


def test_steps_that_cells_share_are_listed_once(ran: Path) -> None:
    with (ran / "small.toml").open("a", encoding="utf-8") as file:
        file.write("[vary]\ntopics.main.n_topics = [3]\n[robustness]\ncontrasts = 'kinds'\n")
    found = outlook(ran / "small.toml", results=ran / "results")
    assert set(new_in(found)) == {
        f"{step} n_topics=3" for step in ("topics.main", "quality.main", "contrasts.kinds")
    }
    assert found.table()["status"].value_counts().to_dict() == {"kept": 11, "to make": 3}

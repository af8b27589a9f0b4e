"""Every file of a run belongs to a step of it."""

from __future__ import annotations

import json
from pathlib import Path

from toolkit.experiment.proof.places import step_of, steps_in_order


def test_every_file_of_a_run_belongs_to_a_step(small_run: Path) -> None:
    record = json.loads((small_run / "record.json").read_text(encoding="utf-8"))
    steps = steps_in_order(record["settings"])
    assert {step_of(name) for name in record["outputs"]} == set(steps)
    assert set(record["steps"]) == {step for step in steps if not step.startswith("proportions")}


def test_sweeps_seed_words_and_what_is_followed_have_their_places() -> None:
    settings = {
        "topics": {"main": {"seed_words": {"1": ["ferry"]}}, "second": {"seed_words": None}},
        "contrasts": {"kinds": {}},
        "vary": {"seed": [1, 2]},
        "robustness": {"contrasts": ["kinds"]},
    }
    assert steps_in_order(settings)[3:] == [
        "topics.main", "quality.main", "seeds.main", "proportions.main",
        "topics.second", "quality.second", "proportions.second",
        "contrasts.kinds", "sweep", "robustness.kinds",
    ]  # fmt: skip
    assert step_of("topics/main/seeds/table.csv") == "seeds.main"
    assert step_of("sweep/table.csv") == "sweep"
    assert step_of("robustness/kinds/fits.csv") == "robustness.kinds"

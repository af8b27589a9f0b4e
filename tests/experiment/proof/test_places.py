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

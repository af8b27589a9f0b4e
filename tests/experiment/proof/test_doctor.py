"""What is said of this machine, and with which status the command ends."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from common.commands import call

from toolkit.experiment import doctor
from toolkit.experiment.proof.selftest import SelfTest

module: Any = importlib.import_module("toolkit.experiment.proof.doctor")

STEPS: dict[str, tuple[str, ...]] = {"counts": (), "LDA": (), "NMF": (), "contrast": ()}
PASSED = SelfTest(STEPS, {"LDA": 4, "NMF": 4}, 8.25)


def test_a_machine_in_order_is_said_to_be_so_with_its_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "self_test", lambda: PASSED)
    monkeypatch.setattr(module, "find_concerns", lambda results, here: [])
    found = doctor(tmp_path)
    assert found.passed
    said = found.summary().splitlines()
    assert said[0].startswith("Self-test passed in 8.2 s: counts, LDA, NMF, contrast gave the same")
    assert said[1] == "Nothing to look after."
    facts = found.table().set_index("what")["value"]
    assert "numpy" in facts["packages"]
    assert facts["Python"].startswith("3.")
    assert "cores" in facts["CPU"]
    assert "openblas" in facts["threads"] or "mkl" in facts["threads"] or facts["threads"]
    done = call("doctor", "--results", tmp_path)
    assert done.exit_code == 0
    assert "linear algebra" in done.stdout


def test_a_failed_self_test_is_said_first_and_ends_with_status_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = STEPS | {"NMF": ("a second time", "in a fresh process")}
    failed = SelfTest(steps, {"LDA": 4, "NMF": 2}, 8.0, "it died")
    monkeypatch.setattr(module, "self_test", lambda: failed)
    monkeypatch.setattr(module, "find_concerns", lambda results, here: ["mind the gap; jump"])
    done = call("doctor", "--results", tmp_path)
    assert done.exit_code == 1
    said = done.stdout.split("\n\n")[1].splitlines()
    assert said == [
        "Self-test FAILED in 8.0 s; results made here cannot be trusted to repeat:",
        "- NMF gave other bits a second time and in a fresh process",
        "- LDA found 4 of 4 planted themes",
        "- NMF found 2 of 4 planted themes",
        "- the fresh process failed: it died",
        "To look after:",
        "- mind the gap; jump",
    ]

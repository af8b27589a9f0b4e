"""The self-test finds what is planted, and notices bits that differ."""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.experiment.proof import selftest
from toolkit.experiment.proof.selftest import SelfTest, made, planted, self_test
from toolkit.parallel import Task
from toolkit.worker import Outcome

STEPS = ["counts", "LDA", "NMF", "contrast"]


def test_the_corpus_is_the_same_every_time_and_holds_four_themes() -> None:
    corpus = planted()
    assert corpus.meetings == planted().meetings
    words = {word for m in corpus.meetings for turn in m.turns for word in turn.text.split()}
    assert len(words) == 4 * 25
    assert {word[0] for word in words} == set("xzjq")


def test_the_work_gives_the_same_bits_twice_and_finds_every_theme() -> None:
    first, found = made()
    assert found == {"LDA": 4, "NMF": 4}
    assert list(first) == STEPS
    assert made()[0] == first


def test_other_bits_are_noticed_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    same = dict.fromkeys(STEPS, "a")
    here = iter([same, same | {"NMF": "b"}])
    monkeypatch.setattr(selftest, "made", lambda: (next(here), {"LDA": 4, "NMF": 3}))

    def apart(task: Task, environment: Any) -> Outcome:
        return Outcome(value=(same | {"LDA": "b", "NMF": "b"}, {}))

    monkeypatch.setattr(selftest, "run_apart", apart)
    found = self_test()
    assert found.steps == {
        "counts": (), "LDA": ("in a fresh process",),
        "NMF": ("a second time", "in a fresh process"), "contrast": (),
    }  # fmt: skip
    assert not found.passed


def test_a_fresh_process_that_fails_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    bits = dict.fromkeys(STEPS, "a"), {"LDA": 4, "NMF": 4}
    monkeypatch.setattr(selftest, "made", lambda: bits)
    monkeypatch.setattr(
        selftest, "run_apart", lambda task, environment: Outcome(error=ImportError("no numba"))
    )
    found = self_test()
    assert found.error == "no numba"
    assert not found.passed


def test_a_theme_that_is_not_found_is_no_pass() -> None:
    steps = dict.fromkeys(STEPS, ())
    assert SelfTest(steps, {"LDA": 4, "NMF": 4}, 1.0).passed
    assert not SelfTest(steps, {"LDA": 4, "NMF": 3}, 1.0).passed


@pytest.mark.slow
def test_it_passes_here() -> None:
    assert self_test().passed

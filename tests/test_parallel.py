"""Many tasks on several processes: workers that die, print, refuse to be sent, or are orphaned."""

from __future__ import annotations

import functools
import os
import random
import subprocess
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from toolkit.errors import SettingsError, ToolkitError, ToolkitWarning
from toolkit.parallel import Task, run_apart, run_tasks

pytestmark = pytest.mark.timeout(60)


def make(function: Any, *args: Any) -> list[Task]:
    return [Task(f"task {i}", function, (arg,)) for i, arg in enumerate(args)]


# --- results ----------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_are_the_same_and_in_order_for_any_number_of_workers(
    tasks: ModuleType, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    asked = [Task(str(i), tasks.square, (i,), {"plus": i}) for i in range(7)]
    assert run_tasks(asked, workers=workers) == [i * i + i for i in range(7)]
    assert run_tasks(make(tasks.draw, 1, 2, 1), workers=workers) == [
        tasks.draw(1), tasks.draw(2), tasks.draw(1)
    ]  # fmt: skip


def test_the_first_may_end_last(tasks: ModuleType) -> None:
    reported: list[tuple[str, float]] = []
    done = run_tasks(
        make(tasks.late, 0, 1, 2),
        workers=2,
        report=lambda name, seconds: reported.append((name, seconds)),
    )
    assert done == [0, 1, 2]
    assert sorted(name for name, _ in reported) == ["task 0", "task 1", "task 2"]
    assert dict(reported)["task 0"] >= 0.15 > dict(reported)["task 1"]
    assert reported[0][0] != "task 0"


def test_nothing_to_do_and_one_thing_start_no_process(
    tasks: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a process"))
    assert run_tasks([], workers=4) == []
    assert run_tasks(make(tasks.square, 3), workers=4) == [9]
    assert run_tasks(make(lambda x: x + 1, 1, 2), workers=1) == [2, 3]


def test_results_and_arguments_may_be_large(tasks: ModuleType) -> None:
    large = b"x" * 5_000_000
    assert run_tasks(make(tasks.late, large, large + b"y"), workers=2) == [large, large + b"y"]


# --- workers that die -------------------------------------------------------------------------


def test_a_killed_worker_is_tried_again(tasks: ModuleType, tmp_path: Path) -> None:
    asked = [
        Task("once", tasks.die, (str(tmp_path / "mark"),)),
        *make(tasks.square, 1, 2, 3),
    ]
    assert run_tasks(asked, workers=2) == ["lived", 1, 4, 9]


def test_a_task_that_always_kills_its_worker_is_named_and_the_others_finish(
    tasks: ModuleType,
) -> None:
    ended: list[str] = []
    asked = [Task("topics.big", tasks.die), *make(tasks.square, 1, 2, 3)]
    with pytest.raises(ToolkitError, match=r"topics\.big ended with status -9.*fewer workers"):
        run_tasks(asked, workers=2, report=lambda name, _: ended.append(name))
    assert sorted(ended) == ["task 0", "task 1", "task 2", "topics.big"]


def test_a_worker_that_cannot_be_started_is_said(
    tasks: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(ToolkitError, match="no worker process could be started for task 0"):
        run_tasks(make(tasks.square, 1, 2), workers=2)


# --- errors and warnings ----------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    "kind, error, message",
    [
        ("toolkit", ToolkitError, "the value 7 is wrong; take 8"),
        ("settings", SettingsError, "x.toml: 2 settings cannot be used:"),
        ("value", ValueError, "seven"),
        ("exit", SystemExit, "3"),
    ],
)
def test_errors_keep_their_type_and_message(
    tasks: ModuleType, workers: int, kind: str, error: type[BaseException], message: str
) -> None:
    with pytest.raises(error) as caught:
        run_tasks(make(tasks.fail, "nothing", kind), workers=workers)
    assert type(caught.value) is error
    assert str(caught.value).startswith(message)
    if isinstance(caught.value, SettingsError):
        assert caught.value.mistakes == ("a = 1 is wrong", "b = 2 is wrong")
        assert caught.value.source == "x.toml"
    if workers == 2:
        assert "in fail" in caught.value.__notes__[0]  # where it happened in the worker


def test_the_first_error_in_the_order_of_the_tasks_is_raised(tasks: ModuleType) -> None:
    with pytest.raises(ValueError, match="seven"):
        run_tasks(make(tasks.fail, "nothing", "value", "toolkit", "toolkit"), workers=3)


def test_an_error_that_cannot_be_made_anew_keeps_its_words(tasks: ModuleType) -> None:
    with pytest.raises(ToolkitError, match="OddError: one and two cannot be sent"):
        run_tasks(make(tasks.fail, "nothing", "odd"), workers=2)


def test_warnings_come_back(tasks: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run_tasks(make(tasks.warn, "mind this", "and this"), workers=2)
    assert [(w.category, str(w.message)) for w in caught] == [
        (ToolkitWarning, "task 0: mind this"),
        (ToolkitWarning, "task 1: and this"),
    ]
    assert capfd.readouterr().err.count("UserWarning: not ours") == 2


# --- what cannot travel -----------------------------------------------------------------------


def test_functions_that_a_worker_cannot_import(tasks: ModuleType) -> None:
    def nested(x: int) -> int:
        return x

    for function in (lambda x: x, nested, functools.partial(tasks.square), str.upper.__call__):
        with pytest.raises(ToolkitError, match="task 0: .*cannot.*one worker") as caught:
            run_tasks(make(function, "a", "b"), workers=2)
        assert "\n" not in str(caught.value)


def test_a_function_of_the_main_module(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from toolkit.parallel import Task, run_tasks\n"
        "def own(x):\n    return x\n"
        "try:\n    run_tasks([Task('a', own, (1,)), Task('b', own, (2,))], workers=2)\n"
        "except ValueError as error:\n    print(error)\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("a: own cannot run on several processes")
    assert done.stdout.count("\n") == 1


def test_arguments_that_cannot_be_sent(tasks: ModuleType) -> None:
    for argument in (lambda: 1, os, {"deep": [lambda: 1]}):
        with pytest.raises(ToolkitError, match="task 1: its arguments cannot be sent") as caught:
            run_tasks(make(tasks.square, 1, argument), workers=2)
        assert "\n" not in str(caught.value)


def test_arguments_that_cannot_be_made_anew(tasks: ModuleType) -> None:
    with pytest.raises(KeyError, match="boom"):
        run_tasks(make(tasks.square, 1, tasks.Trap()), workers=2)


@pytest.mark.parametrize("what", ["lambda", "module", "trap"])
def test_results_that_cannot_be_sent_or_made_anew(tasks: ModuleType, what: str) -> None:
    with pytest.raises(ToolkitError, match="its result cannot be sent between") as caught:
        run_tasks(make(tasks.give, "fine", what), workers=2)
    assert "\n" not in str(caught.value)


def test_what_a_task_prints_or_reads_does_no_harm(
    tasks: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_tasks(make(tasks.noise, 1, 2, 3), workers=2) == [(1, ""), (2, ""), (3, "")]
    out, err = capfd.readouterr()
    assert out == ""
    assert "raw noise" in err


def test_one_task_may_run_apart_under_variables_of_its_own(tasks: ModuleType) -> None:
    told = {"OPENBLAS_NUM_THREADS": "3"}
    assert run_apart(Task("a", tasks.draw, (4,)), told).value == (random.Random(4).random(), "3")
    assert os.environ.get("OPENBLAS_NUM_THREADS") != "3"
    outcome = run_apart(Task("a", tasks.fail, ("toolkit",)), told)
    assert isinstance(outcome.error, ToolkitError)

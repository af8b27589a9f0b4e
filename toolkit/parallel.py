"""Run many tasks on several processes, with results in the order of the tasks.

A worker is a fresh interpreter (`toolkit.worker`). Nothing is forked and the caller's script is not
imported again, so it works alike from a script, from Jupyter, on Linux, macOS and Windows.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.worker import (
    Outcome,
    call,
    cannot_travel,
    find_function,
    one_line,
    read_message,
    write_message,
)

Report = Callable[[str, float], None]
Ended = Callable[[int, Outcome], None]

_TRIES = 2  # a worker that is killed, say for want of memory, gets one more try

_OF_A_WORKER = MappingProxyType({"OPENBLAS_NUM_THREADS": "1"})  # there is one a core

# Ctrl-C is for the parent, which then stops its workers.
_APART: dict[str, Any] = (
    {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    if os.name == "nt"
    else {"process_group": 0}
)


@dataclass(frozen=True, slots=True)
class Task:
    """One call of a function that a fresh interpreter can import."""

    name: str
    function: Callable[..., Any]
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


def run_tasks(
    tasks: Sequence[Task], *, workers: int = 1, report: Report = lambda _name, _seconds: None
) -> list[Any]:
    """Run tasks and return their results in the order of the tasks.

    Parameters
    ----------
    tasks
        What to do. The results must not depend on the process they are computed in.
    workers
        Processes at most; with one, the tasks run in this process.
    report
        Called with the name of each task when it has ended, and the seconds it took.

    Returns
    -------
    list
        One result a task.

    Raises
    ------
    ToolkitError
        If a task or its result cannot travel between processes, or its worker died twice.
    Exception
        The first error in the order of the tasks, after the other tasks have ended.

    Examples
    --------
    >>> run_tasks([Task("a", divmod, (7, 2)), Task("b", divmod, (9, 4))])
    [(3, 1), (2, 1)]
    """

    def ended(place: int, outcome: Outcome) -> None:
        report(tasks[place].name, outcome.seconds)

    outcomes = run_each(tasks, workers=workers, ended=ended, go_on=workers > 1)
    for task, outcome in zip(tasks, outcomes, strict=False):
        for text in outcome.warnings:
            warnings.warn(f"{task.name}: {text}", ToolkitWarning, stacklevel=2)
    for outcome in outcomes:
        if outcome.error:
            raise outcome.error
    return [outcome.value for outcome in outcomes]


def run_each(
    tasks: Sequence[Task],
    *,
    workers: int = 1,
    ended: Ended = lambda _place, _outcome: None,
    go_on: bool = True,
) -> list[Outcome]:
    """Run tasks and return what came of each; an error of one is no reason to lose the others.

    Parameters
    ----------
    tasks, workers
        As for `run_tasks`.
    ended
        Called with the place of each task and what came of it when it has ended.
    go_on
        With one worker, whether to go on after the first error.

    Returns
    -------
    list
        One outcome a task: its value or its error, its warnings, its seconds.

    Examples
    --------
    >>> [outcome.error for outcome in run_each([Task("a", divmod, (1, 0)), Task("b", abs, (1,))])]
    [ZeroDivisionError('integer division or modulo by zero'), None]
    """
    if workers == 1 or len(tasks) < 2:
        return _one_by_one(tasks, ended, go_on=go_on)
    messages = [_message(task) for task in tasks]
    return _Crew(messages, [task.name for task in tasks], ended).work(workers)


def run_apart(task: Task, environment: Mapping[str, str]) -> Outcome:
    """Run one task in a fresh process, under environment variables of its own.

    Parameters
    ----------
    task
        What to do.
    environment
        Variables that the process has beside those of this one, or instead of them.

    Returns
    -------
    Outcome
        Its value or its error, its warnings, its seconds.

    Examples
    --------
    >>> from os import getenv
    >>> run_apart(Task("a", getenv, ("WHICH",)), {"WHICH": "this"}).value
    'this'
    """
    crew = _Crew([_message(task)], [task.name], lambda _place, _outcome: None, environment)
    return crew.work(1)[0]


def _one_by_one(tasks: Sequence[Task], ended: Ended, *, go_on: bool) -> list[Outcome]:
    """Do tasks in this process, up to the first that fails or in spite of it."""
    outcomes = []
    for place, task in enumerate(tasks):
        outcomes.append(call(task.function, task.args, task.kwargs))
        ended(place, outcomes[-1])
        if outcomes[-1].error and not go_on:
            break
    return outcomes


def _message(task: Task) -> bytes:
    """Write a task down as the place of its function and its arguments."""
    module = getattr(task.function, "__module__", None)
    name = getattr(task.function, "__qualname__", None) or repr(task.function)
    place = f"{module}:{name}"
    try:
        found = find_function(place)
    except (ImportError, AttributeError, ValueError):
        found = None
    if found is not task.function or module == "__main__":
        raise ToolkitError(
            f"{task.name}: {name} cannot run on several processes, because a worker cannot "
            "import it; put it into a module of its own, or use one worker"
        )
    try:
        return pickle.dumps((place, tuple(task.args), dict(task.kwargs)), protocol=5)
    except Exception as error:
        raise ToolkitError(
            f"{task.name}: its arguments cannot be sent to another process ({one_line(error)}); "
            "use one worker"
        ) from error


def _search_path() -> str:
    """Return where a worker looks for modules: where this process does, Python's own first.

    Otherwise a ``statistics.py`` beside a notebook would be taken for Python's.
    """
    home = Path(os.__file__).parent
    own = {str(home), str(home / "lib-dynload")}
    path = [str(entry or Path.cwd()) for entry in sys.path]
    return os.pathsep.join(sorted(path, key=lambda entry: entry not in own))


class WorkerError(ToolkitError):
    """The process of a task could not be started, or died; the task itself may be in order."""


class _Crew:
    """Threads that each keep one worker process busy until no task is left."""

    def __init__(
        self,
        messages: Sequence[bytes],
        names: Sequence[str],
        ended: Ended,
        environment: Mapping[str, str] = _OF_A_WORKER,
    ) -> None:
        self.messages, self.names, self.ended = messages, names, ended
        self.environment = environment
        self.outcomes = [Outcome() for _ in messages]
        self.todo: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.done: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.stopped = threading.Event()
        self.processes: set[subprocess.Popen[bytes]] = set()
        self.lock = threading.Lock()  # so that no worker is started after the last was stopped
        for i in range(len(messages)):
            self.todo.put(i)

    def work(self, workers: int) -> list[Outcome]:
        threads = [
            threading.Thread(target=self._keep_busy, daemon=True)
            for _ in range(min(workers, len(self.messages)))
        ]
        for thread in threads:
            thread.start()
        try:
            left = len(self.messages)
            while left:
                # With a limit, so that Ctrl-C is heard on every system.
                with contextlib.suppress(queue.Empty):
                    i = self.done.get(timeout=0.2)
                    self.ended(i, self.outcomes[i])
                    left -= 1
        finally:
            with self.lock:
                self.stopped.set()
                for process in self.processes:
                    process.kill()
            for thread in threads:
                thread.join()
        return self.outcomes

    def _keep_busy(self) -> None:
        process: subprocess.Popen[bytes] | None = None
        while not self.stopped.is_set():
            try:
                i = self.todo.get_nowait()
            except queue.Empty:
                break
            for _ in range(_TRIES):
                try:
                    process = process or self._start()
                    self.outcomes[i] = _ask(process, self.messages[i])
                    break
                except Exception as error:  # noqa: BLE001  (a dead worker shows in many ways)
                    self.outcomes[i] = Outcome(error=self._dead(process, self.names[i], error))
                    process = None
                if self.stopped.is_set():
                    break
            self.done.put(i)
        if process:
            self._end(process)

    def _start(self) -> subprocess.Popen[bytes]:
        with self.lock:
            if self.stopped.is_set():
                raise EOFError("stopped")
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "toolkit.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={
                    **os.environ,
                    "PYTHONPATH": _search_path(),
                    **self.environment,
                },
                **_APART,
            )
            self.processes.add(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        with self.lock:
            self.processes.discard(process)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        return process.wait()

    def _dead(
        self, process: subprocess.Popen[bytes] | None, name: str, error: Exception
    ) -> ToolkitError:
        if process is None:
            return WorkerError(f"no worker process could be started for {name}: {error}")
        process.kill()
        status = self._end(process)
        return WorkerError(
            f"the worker process for {name} ended with status {status} in the middle of it, "
            f"{_TRIES} times; it may have run out of memory: use fewer workers"
        )


def _ask(process: subprocess.Popen[bytes], message: bytes) -> Outcome:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    write_message(process.stdin, message)
    reply = read_message(process.stdout)
    try:
        outcome: Outcome = pickle.loads(reply)  # noqa: S301  (our own worker wrote it)
    except Exception as error:  # noqa: BLE001  (what a result does when it is made anew)
        return Outcome(error=cannot_travel("its result", error))
    return outcome

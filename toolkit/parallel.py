"""Run many tasks on several processes, with results in the order of the tasks.

A worker is this module run by a fresh interpreter. Nothing is forked and the caller's script is
not imported again, so it works alike from a script, from Jupyter, on Linux, macOS and Windows.
Parent and worker talk through pipes in pickles that no one else can write to; no pickle is ever
read from a file.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from toolkit.errors import ToolkitError, ToolkitWarning

Report = Callable[[str, float], None]

_TRIES = 2  # a worker that is killed, say for want of memory, gets one more try


@dataclass(frozen=True, slots=True)
class Task:
    """One call of a function that a fresh interpreter can import."""

    name: str
    function: Callable[..., Any]
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Outcome:
    value: Any = None
    error: BaseException | None = None
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0


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
        If a function cannot be imported by a worker, or a task's worker died twice.
    Exception
        The first error in the order of the tasks, after the other tasks have ended.

    Examples
    --------
    >>> run_tasks([Task("a", divmod, (7, 2)), Task("b", divmod, (9, 4))])
    [(3, 1), (2, 1)]
    """
    if workers == 1 or len(tasks) < 2:
        results = []
        for task in tasks:
            began = time.perf_counter()
            results.append(task.function(*task.args, **task.kwargs))
            report(task.name, time.perf_counter() - began)
        return results
    messages = [_message(task) for task in tasks]
    outcomes = _Crew(messages, [task.name for task in tasks], report).work(workers)
    for outcome in outcomes:
        for text in outcome.warnings:
            warnings.warn(text, ToolkitWarning, stacklevel=2)
    for outcome in outcomes:
        if outcome.error:
            raise outcome.error
    return [outcome.value for outcome in outcomes]


def _message(task: Task) -> bytes:
    """Write a task down as the place of its function and its arguments."""
    function = task.function
    place = f"{function.__module__}:{function.__qualname__}"
    try:
        found = _find(place)
    except (ImportError, AttributeError):
        found = None
    if found is not function or function.__module__ == "__main__":
        raise ToolkitError(
            f"{place} cannot run on several processes: a worker cannot import it; "
            "put it into a module, or use one worker"
        )
    return pickle.dumps((place, tuple(task.args), dict(task.kwargs)), protocol=5)


def _find(place: str) -> Any:
    module, _, name = place.partition(":")
    return functools.reduce(getattr, name.split("."), importlib.import_module(module))


class _Crew:
    """Threads that each keep one worker process busy until no task is left."""

    def __init__(self, messages: Sequence[bytes], names: Sequence[str], report: Report) -> None:
        self.messages, self.names, self.report = messages, names, report
        self.outcomes = [_Outcome() for _ in messages]
        self.todo: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.done: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.stopped = threading.Event()
        self.processes: set[subprocess.Popen[bytes]] = set()
        for i in range(len(messages)):
            self.todo.put(i)

    def work(self, workers: int) -> list[_Outcome]:
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
                    self.report(self.names[i], self.outcomes[i].seconds)
                    left -= 1
        finally:
            self.stopped.set()
            for process in list(self.processes):
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
                    self.outcomes[i] = _Outcome(error=self._dead(process, self.names[i], error))
                    process = None
                if self.stopped.is_set():
                    break
            self.done.put(i)
        if process:
            self._end(process)

    def _start(self) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "toolkit.parallel"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        )
        self.processes.add(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> int:
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
            return ToolkitError(f"no worker process could be started for {name}: {error}")
        process.kill()
        status = self._end(process)
        return ToolkitError(
            f"the worker process for {name} ended with status {status} in the middle of it, "
            f"{_TRIES} times; it may have run out of memory: use fewer workers"
        )


def _ask(process: subprocess.Popen[bytes], message: bytes) -> _Outcome:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    _write(process.stdin, message)
    outcome: _Outcome = pickle.loads(_read(process.stdout))  # noqa: S301  (our own worker wrote it)
    return outcome


def _write(pipe: BinaryIO | Any, message: bytes) -> None:
    pipe.write(len(message).to_bytes(8, "big") + message)
    pipe.flush()


def _read(pipe: BinaryIO | Any) -> bytes:
    head = pipe.read(8)
    length = int.from_bytes(head, "big")
    message: bytes = pipe.read(length)
    if len(head) < 8 or len(message) < length:
        raise EOFError("the other end closed the pipe")
    return message


def _do(message: bytes) -> _Outcome:
    """Do one task in a worker; what it raises and warns of goes back with the result."""
    began = time.perf_counter()
    place, args, kwargs = pickle.loads(message)  # noqa: S301  (the parent wrote it)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ToolkitWarning)
        try:
            outcome = _Outcome(value=_find(place)(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (it is raised again in the parent)
            error.add_note(f"in a worker process:\n{traceback.format_exc()}")
            outcome = _Outcome(error=error)
    outcome.warnings = [str(w.message) for w in caught if issubclass(w.category, ToolkitWarning)]
    outcome.seconds = time.perf_counter() - began
    return outcome


def _serve() -> None:
    """Answer tasks from standard input until the parent closes it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get into the replies
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            outcome = _do(_read(sys.stdin.buffer))
            try:
                reply = pickle.dumps(outcome, protocol=5)
                if outcome.error:
                    pickle.loads(reply)  # noqa: S301  (some errors can be sent but not received)
            except Exception as error:  # noqa: BLE001  (some results and errors cannot travel)
                what = outcome.error or outcome.value
                text = f"{type(what).__name__} cannot be sent between processes: {error}; {what}"
                reply = pickle.dumps(_Outcome(error=RuntimeError(text)), protocol=5)
            _write(replies, reply)


if __name__ == "__main__":
    # Under its own name, so that both ends know the same classes.
    importlib.import_module("toolkit.parallel")._serve()

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
        If a task or its result cannot travel between processes, or its worker died twice.
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
    module = getattr(task.function, "__module__", None)
    name = getattr(task.function, "__qualname__", None) or repr(task.function)
    place = f"{module}:{name}"
    try:
        found = _find(place)
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
            f"{task.name}: its arguments cannot be sent to another process ({_one_line(error)}); "
            "use one worker"
        ) from error


def _find(place: str) -> Any:
    module, _, name = place.partition(":")
    return functools.reduce(getattr, name.split("."), importlib.import_module(module))


def _one_line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())


def _search_path() -> str:
    """Return where a worker looks for modules: where this process does, Python's own first.

    Otherwise a ``statistics.py`` beside a notebook would be taken for Python's.
    """
    home = Path(os.__file__).parent
    own = {str(home), str(home / "lib-dynload")}
    path = [str(entry or Path.cwd()) for entry in sys.path]
    return os.pathsep.join(sorted(path, key=lambda entry: entry not in own))


class _Crew:
    """Threads that each keep one worker process busy until no task is left."""

    def __init__(self, messages: Sequence[bytes], names: Sequence[str], report: Report) -> None:
        self.messages, self.names, self.report = messages, names, report
        self.outcomes = [_Outcome() for _ in messages]
        self.todo: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.done: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.stopped = threading.Event()
        self.processes: set[subprocess.Popen[bytes]] = set()
        self.lock = threading.Lock()  # so that no worker is started after the last was stopped
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
                    self.outcomes[i] = _Outcome(error=self._dead(process, self.names[i], error))
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
                [sys.executable, "-P", "-m", "toolkit.parallel"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": _search_path(), "OPENBLAS_NUM_THREADS": "1"},
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
    reply = _read(process.stdout)
    try:
        outcome: _Outcome = pickle.loads(reply)  # noqa: S301  (our own worker wrote it)
    except Exception as error:  # noqa: BLE001  (what a result does when it is made anew)
        return _Outcome(error=_cannot_travel("its result", error))
    return outcome


def _cannot_travel(what: str, error: BaseException) -> ToolkitError:
    return ToolkitError(
        f"{what} cannot be sent between processes ({_one_line(error)}); use one worker"
    )


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
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ToolkitWarning)
        try:
            place, args, kwargs = pickle.loads(message)  # noqa: S301  (the parent wrote it)
            outcome = _Outcome(value=_find(place)(*args, **kwargs))
        except (Exception, SystemExit) as error:  # noqa: BLE001  (raised again in the parent)
            error.add_note(f"in a worker process:\n{traceback.format_exc()}")
            outcome = _Outcome(error=error)
    for other in caught:
        if not issubclass(other.category, ToolkitWarning):
            warnings.showwarning(other.message, other.category, other.filename, other.lineno)
    outcome.warnings = [str(w.message) for w in caught if issubclass(w.category, ToolkitWarning)]
    outcome.seconds = time.perf_counter() - began
    return outcome


def _serve() -> None:
    """Answer tasks from standard input until the parent closes it, or is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    replies, requests = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    # What a library prints must not get into the replies, nor may it read the requests.
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    messages: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, messages), daemon=True).start()
    while True:
        outcome = _do(messages.get())
        try:
            reply = pickle.dumps(outcome, protocol=5)
            if outcome.error:
                pickle.loads(reply)  # noqa: S301  (some errors can be sent but not received)
        except Exception as error:  # noqa: BLE001  (some results and errors cannot travel)
            what = _one_line(outcome.error) if outcome.error else "its result"
            reply = pickle.dumps(_Outcome(error=_cannot_travel(what, error)), protocol=5)
        with contextlib.suppress(BrokenPipeError):
            _write(replies, reply)


def _listen(requests: BinaryIO, messages: queue.SimpleQueue[bytes]) -> None:
    """Pass tasks on; when the parent is gone, end at once, even in the middle of a task."""
    try:
        while True:
            messages.put(_read(requests))
    except (EOFError, OSError):
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    # Under its own name, so that both ends know the same classes.
    importlib.import_module("toolkit.parallel")._serve()

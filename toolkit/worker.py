"""The other end of `parallel`: one process that does the tasks it is sent.

A worker is this module run by a fresh interpreter: ``python -m toolkit.worker``. It reads tasks
from its standard input and writes outcomes to its standard output, in pickles that no one else can
write to; no pickle is ever read from a file.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import pickle
import queue
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from toolkit.errors import ToolkitError, ToolkitWarning


@dataclass(slots=True)
class Outcome:
    """What came of one task: its result or its error, our warnings, the seconds it took."""

    value: Any = None
    error: BaseException | None = None
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0


def find_function(place: str) -> Any:
    """Import the function at a place such as ``"toolkit.topics.lda:fit_lda"``."""
    module, _, name = place.partition(":")
    return functools.reduce(getattr, name.split("."), importlib.import_module(module))


def one_line(error: BaseException) -> str:
    """Say what an error is in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def cannot_travel(what: str, error: BaseException) -> ToolkitError:
    """Make the error for something that no pickle can carry."""
    return ToolkitError(
        f"{what} cannot be sent between processes ({one_line(error)}); use one worker"
    )


def write_message(pipe: BinaryIO | Any, message: bytes) -> None:
    """Write a message behind its length."""
    pipe.write(len(message).to_bytes(8, "big") + message)
    pipe.flush()


def read_message(pipe: BinaryIO | Any) -> bytes:
    """Read one message; raise EOFError where the other end is gone."""
    head = pipe.read(8)
    length = int.from_bytes(head, "big")
    message: bytes = pipe.read(length)
    if len(head) < 8 or len(message) < length:
        raise EOFError("the other end closed the pipe")
    return message


def call(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
    """Call a function and keep what it returns or raises, and what it warns of."""
    began = time.perf_counter()
    outcome = Outcome()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ToolkitWarning)
        try:
            outcome.value = function(*args, **kwargs)
        except (Exception, SystemExit) as error:  # noqa: BLE001  (whoever asked raises it again)
            outcome.error = error
    for other in caught:
        if not issubclass(other.category, ToolkitWarning):
            warnings.showwarning(other.message, other.category, other.filename, other.lineno)
    outcome.warnings = [str(w.message) for w in caught if issubclass(w.category, ToolkitWarning)]
    outcome.seconds = time.perf_counter() - began
    return outcome


def _do(message: bytes) -> Outcome:
    """Do the task of a message."""
    try:
        place, args, kwargs = pickle.loads(message)  # noqa: S301  (the parent wrote it)
        outcome = call(find_function(place), args, kwargs)
    except Exception as error:  # noqa: BLE001  (arguments that cannot be made anew here)
        outcome = Outcome(error=error)
    if outcome.error:
        lines = traceback.format_exception(outcome.error)
        outcome.error.add_note("in a worker process:\n" + "".join(lines))
    return outcome


def serve() -> None:
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
            what = one_line(outcome.error) if outcome.error else "its result"
            reply = pickle.dumps(Outcome(error=cannot_travel(what, error)), protocol=5)
        with contextlib.suppress(BrokenPipeError):
            write_message(replies, reply)


def _listen(requests: BinaryIO, messages: queue.SimpleQueue[bytes]) -> None:
    """Pass tasks on; when the parent is gone, end at once, even in the middle of a task."""
    try:
        while True:
            messages.put(read_message(requests))
    except (EOFError, OSError):
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    # Under its own name, so that both ends know the same classes.
    importlib.import_module("toolkit.worker").serve()

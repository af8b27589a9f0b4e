"""Tasks that the tests give to workers, which import this file and not the tests."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import warnings
from pathlib import Path

from toolkit.errors import SettingsError, ToolkitError, ToolkitWarning


def square(x, *, plus=0):
    return x * x + plus


def late(x):
    time.sleep(0.15 if x == 0 else 0)
    return x


def draw(seed):
    return random.Random(seed).random(), os.environ["OPENBLAS_NUM_THREADS"]


def die(mark=None):
    """End at once; with a mark, the first time only."""
    if mark is None or not Path(mark).exists():
        if mark:
            Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "lived"


def fail(kind):
    if kind == "toolkit":
        raise ToolkitError("the value 7 is wrong; take 8")
    if kind == "settings":
        raise SettingsError(["a = 1 is wrong", "b = 2 is wrong"], source="x.toml")
    if kind == "value":
        raise ValueError("seven")
    if kind == "odd":
        raise OddError("one", "two")
    if kind == "exit":
        sys.exit(3)


class OddError(Exception):
    """Can be sent, but not made anew."""

    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


class Trap:
    def __reduce__(self):
        return explode, ()


def explode():
    raise KeyError("boom")


def warn(text):
    warnings.warn(text, ToolkitWarning, stacklevel=1)
    warnings.warn("not ours", UserWarning, stacklevel=1)
    return text


def noise(x):
    print("noise " * 1000, flush=True)
    os.write(1, b"raw noise")
    sys.stderr.write("")
    return x, sys.stdin.read()


def give(what):
    return {"lambda": lambda: 1, "trap": Trap(), "module": os, "fine": 1}[what]


def where(_):
    import statistics

    return str(Path.cwd()), statistics.__file__, __file__


def note_pid(folder, seconds):
    Path(folder, str(os.getpid())).touch()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.01)

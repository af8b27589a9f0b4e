"""Ratios of two ways to the same numbers, taken in one run, in turns, the fastest of each.

Seconds say more about the machine than about the code, so benchmarks keep ratios.
``TOOLKIT_BENCHMARK=1`` asks for the full sizes; the suite runs small ones, for the numbers alone.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

import pytest

FULL = os.environ.get("TOOLKIT_BENCHMARK") == "1"

full_size = pytest.mark.skipif(not FULL, reason="TOOLKIT_BENCHMARK=1 (dev.py bench) runs it")


def fastest(ways: Mapping[str, Callable[[], object]], repeats: int = 3) -> dict[str, float]:
    """Seconds of each way, the least of several runs in turns, so that a busy moment hits all."""
    seconds = dict.fromkeys(ways, float("inf"))
    for _ in range(repeats):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            seconds[name] = min(seconds[name], time.perf_counter() - start)
    return seconds


def tell(title: str, seconds: Mapping[str, float], of: str) -> None:
    """Print a table of seconds, and of each way's share of theirs that `of` takes."""
    print(f"\n{title}\n{'':44}{'seconds':>12}{'ours / it':>12}")
    for name, took in seconds.items():
        print(f"{name:44}{took:12.3f}{seconds[of] / took:12.4f}")


def calls(way: Callable[[], object]) -> int:
    """Count the calls of Python functions: the cause of a slow loop, whatever the machine."""
    made = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal made
        made += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        way()
    finally:
        sys.setprofile(before)
    return made

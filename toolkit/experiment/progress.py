"""How far a step of many parts is, and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Callable

_EVERY = 2.0  # seconds between two lines


class Progress:
    """Counts parts that are done, and says so every few seconds.

    Parameters
    ----------
    what, doing
        What the parts are and what is done to them, such as "figures" and "drawn".
    total
        How many there are.
    report
        Called with a line of progress.
    clock
        Gives the time in seconds.
    """

    def __init__(
        self,
        what: str,
        doing: str,
        total: int,
        report: Callable[[str], None],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.what, self.doing, self.total, self.report = what, doing, total, report
        self.clock, self.done = clock, 0
        self.began = self.told = clock()
        if total > 1:
            report(f"{what}: {total:,} to be {doing}")

    def more(self, n: int = 1) -> None:
        """Count some that are done; the last needs no line, for the step's own follows."""
        self.done += n
        now = self.clock()
        if self.done < self.total and now - self.told >= _EVERY:
            self.told = now
            left = time_left(now - self.began, self.done, self.total)
            self.report(f"{self.what}: {self.done:,} of {self.total:,} {self.doing}{left}")


def time_left(seconds: float, done: int, total: int) -> str:
    """Say how long the rest will take, if it goes on as so far; nothing where it is soon done.

    Examples
    --------
    >>> time_left(21, 1, 3), time_left(200, 1, 3), time_left(1, 2, 3)
    (', about 42 s left', ', about 7 min left', '')
    """
    left = seconds / done * (total - done)
    if left < 1:
        return ""
    return f", about {left:.0f} s left" if left < 90 else f", about {left / 60:.0f} min left"

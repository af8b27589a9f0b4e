"""A cluster bootstrap against the loop one would write with pandas.

20,000 segments of 400 meetings in two groups, 50 topics, 2,000 resamples: each draws whole
meetings of both groups with replacement, and takes the difference of the groups' means over
meetings and its standard error. The loop does the same for the same draws, on some of them, and
is scaled up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from common import nulls
from common.timing import calls, fastest, full_size, tell
from numpy.typing import NDArray

from toolkit.contrasts.resample import resample
from toolkit.contrasts.units import Resamples, Units, draw_units

Floats = NDArray[np.float64]
SEED = 5


@dataclass(frozen=True)
class Spoken:
    """Topic shares of segments, the meeting of each, and the group of each meeting."""

    theta: Floats
    meeting: NDArray[np.intp]
    in_a: NDArray[np.bool_]


def build(n_segments: int, n_meetings: int, n_topics: int) -> Spoken:
    random = np.random.default_rng(1)
    meeting = np.repeat(np.arange(n_meetings), n_segments // n_meetings)
    centres = nulls.dirichlet(random, np.tile(15 * nulls.base(random, n_topics), (n_meetings, 1)))
    theta = nulls.dirichlet(random, 4 * centres[meeting])
    return Spoken(theta, meeting, np.arange(n_meetings) % 3 == 0)


def ours(spoken: Spoken, n: int) -> Resamples:
    """From segments on: averaging them by meeting is part of what is timed."""
    n_meetings, n_topics = len(spoken.in_a), spoken.theta.shape[1]
    cells = np.zeros((n_meetings, n_topics))
    np.add.at(cells, spoken.meeting, spoken.theta)
    cells /= np.bincount(spoken.meeting)[:, None]
    none = np.zeros(n_meetings, dtype=np.intp)
    return resample(Units(cells, np.ones(n_meetings), spoken.in_a, none), n_resamples=n, seed=SEED)


def pandas_loop(spoken: Spoken, draws: NDArray[np.int32]) -> tuple[Floats, Floats]:
    """Put the drawn meetings' segments together, average them by meeting, compare the groups."""
    frame = pd.DataFrame(spoken.theta)
    pieces = dict(list(frame.groupby(spoken.meeting)))

    def compared(drawn: NDArray[np.int32]) -> tuple[Floats, Floats]:
        sides = []
        for group in (True, False):
            chosen = drawn[spoken.in_a == group]
            together = pd.concat([pieces[m] for m in chosen], keys=range(len(chosen)))
            sides.append(together.groupby(level=0).mean())
        a, b = sides
        difference = (a.mean() - b.mean()).to_numpy()
        return difference, np.sqrt(a.var() / len(a) + b.var() / len(b)).to_numpy()

    observed, _ = compared(np.arange(len(spoken.in_a), dtype=np.int32))
    found = [compared(drawn) for drawn in draws]
    return np.array([d for d, _ in found]) - observed, np.array([e for _, e in found])


def _agree(made: Resamples, looped: tuple[Floats, Floats]) -> None:
    n = len(looped[0])
    np.testing.assert_allclose(made.deviation[:n], looped[0], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(made.standard_error[:n], looped[1], rtol=1e-10, atol=1e-12)


def test_the_loop_gives_what_we_give() -> None:
    spoken = build(200, 20, 5)
    draws = draw_units(spoken.in_a.astype(np.intp), 30, SEED)
    _agree(ours(spoken, 30), pandas_loop(spoken, draws))


def test_more_resamples_ask_for_no_more_calls() -> None:
    """The cause of the speed, on any machine: Python does not go round once a resample."""
    spoken = build(200, 20, 5)
    ours(spoken, 100)  # whatever is done once only
    few, many = calls(lambda: ours(spoken, 100)), calls(lambda: ours(spoken, 2000))
    assert many <= few + 10


@full_size
def test_two_thousand_resamples() -> None:
    spoken, n, tried = build(20_000, 400, 50), 2000, 10
    draws = draw_units(spoken.in_a.astype(np.intp), n, SEED)
    _agree(ours(spoken, n), pandas_loop(spoken, draws[:tried]))
    seconds = fastest(
        {
            "ours, from segments on": lambda: ours(spoken, n),
            "pandas loop": lambda: pandas_loop(spoken, draws[:tried]),
        },
        repeats=5,
    )
    seconds["pandas loop"] *= n / tried
    tell("2,000 resamples of 400 meetings, 50 topics", seconds, "ours, from segments on")
    assert seconds["ours, from segments on"] <= 0.01 * seconds["pandas loop"]

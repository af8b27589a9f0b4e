"""Progress of many parts: told now and then, with the time that is left."""

from __future__ import annotations

from toolkit.experiment.progress import Progress, time_left


def told(total: int, seconds: float, parts: tuple[int, ...]) -> list[str]:
    """Return what is told where each part takes so many seconds."""
    said: list[str] = []
    now = [0.0]
    progress = Progress("figures", "drawn", total, said.append, clock=lambda: now[0])
    for n in parts:
        now[0] += n * seconds
        progress.more(n)
    return said


def test_what_takes_long_is_told_with_the_time_left() -> None:
    assert told(4, 3, (1, 2, 1)) == [
        "figures: 4 to be drawn",
        "figures: 1 of 4 drawn, about 9 s left",
        "figures: 3 of 4 drawn, about 3 s left",
    ]


def test_what_is_soon_done_is_told_once() -> None:
    assert told(100, 0.01, (1,) * 100) == ["figures: 100 to be drawn"]
    assert told(50, 0.5, (1,) * 50)[1:3] == [
        "figures: 4 of 50 drawn, about 23 s left", "figures: 8 of 50 drawn, about 21 s left",
    ]  # fmt: skip
    assert told(1, 9, (1,)) == told(0, 9, ()) == []


def test_long_times_are_told_in_minutes() -> None:
    assert time_left(60, 1, 61) == ", about 60 min left"
    assert time_left(89, 1, 2) == ", about 89 s left"

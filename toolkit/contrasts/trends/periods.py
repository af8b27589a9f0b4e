"""Periods of a trend: which one each segment falls into, in order, empty ones between them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.changes.periods import A_DATE, days_of
from toolkit.errors import ToolkitError
from toolkit.stages import did_you_mean

if TYPE_CHECKING:
    from toolkit.segments import Segments

Floats = NDArray[np.float64]

CALENDAR = ("month", "quarter", "year", "decade")
# Periods in a year; a decade is ten years long, which is reckoned apart.
_IN_A_YEAR = {"month": 12, "quarter": 4, "year": 1}
_MOST_PERIODS = 5000  # four centuries of months


@dataclass(frozen=True, eq=False)
class Periods:
    """The periods of some segments.

    Attributes
    ----------
    names
        In order of time, ``"2021-03"``, ``"2021-Q1"``, ``"2021"``, ``"1790s"`` or the values of
        the user's column; of the calendar every one from the first to the last in use.
    starts, ends
        First day of each and the day after its last, counted as Python's ordinals, (n_periods,);
        of the user's own periods those of their first and last date, NaN where none is known.
    of
        Number of each segment's period, -1 for none, (n_segments,).
    days
        Middle of the days that each segment's date stands for, NaN without one, (n_segments,).
    n_undated
        Segments without a date, or without a value of the user's column.
    n_coarse
        Segments whose date, a year or a month alone, lies in more than one period.
    """

    names: tuple[str, ...]
    starts: Floats
    ends: Floats
    of: NDArray[np.intp]
    days: Floats
    n_undated: int
    n_coarse: int


def find_periods(segments: Segments, per: str, kept: NDArray[np.bool_]) -> Periods:
    """Find the period of every segment that is kept.

    Parameters
    ----------
    segments
        What `split` returned.
    per
        "month", "quarter", "year", "decade", or a column of the segments that names periods.
    kept
        Which segments are asked for, (n_segments,); the others are in no period.

    Raises
    ------
    ToolkitError
        If there is no such period or column, a date is none, or no segment has a period.
    """
    if per not in CALENDAR and per not in segments.column_names:
        known = [*CALENDAR, *segments.column_names]
        raise ToolkitError(
            f"per = {per!r} is neither {', '.join(CALENDAR)} nor a column of the segments; "
            f"{did_you_mean(per, known)}"
        )
    spans = _spans(segments, kept, needed=per in CALENDAR)
    if per in CALENDAR:
        periods = _by_calendar(spans, per, int(kept.sum()))
    else:
        periods = _by_column(segments, per, spans, kept)
    if (periods.of < 0).all():
        why = (
            f"the dates are too coarse for {per}s; take longer periods"
            if periods.n_coarse
            else f"none of them has a {'date' if per in CALENDAR else per}"
        )
        raise ToolkitError(f"no segment can be put into a period: {why}")
    return periods


def number_of(day: datetime.date, per: str) -> int:
    """Number the period that a day lies in, counted from the year 0.

    Examples
    --------
    >>> day = datetime.date(2021, 5, 4)
    >>> [number_of(day, per) for per in ("month", "quarter", "year", "decade")]
    [24256, 8085, 2021, 202]
    """
    if per == "decade":
        return day.year // 10
    parts = _IN_A_YEAR[per]
    return day.year * parts + (day.month - 1) * parts // 12


def name_of(number: int, per: str) -> str:
    """Name a period by its number.

    Examples
    --------
    >>> name_of(24256, "month"), name_of(8085, "quarter"), name_of(202, "decade")
    ('2021-05', '2021-Q2', '2020s')
    """
    if per == "decade":
        return f"{number}0s"
    year, part = divmod(number, _IN_A_YEAR[per])
    return {"month": f"{year}-{part + 1:02d}", "quarter": f"{year}-Q{part + 1}"}.get(per, f"{year}")


def start_of(number: int, per: str) -> datetime.date:
    """Return the first day of a period.

    Examples
    --------
    >>> start_of(8085, "quarter").isoformat(), start_of(202, "decade").isoformat()
    ('2021-04-01', '2020-01-01')
    """
    if per == "decade":
        return datetime.date(10 * number, 1, 1)
    parts = _IN_A_YEAR[per]
    year, part = divmod(number, parts)
    return datetime.date(year, 1 + part * 12 // parts, 1)


def _first_day(number: int, per: str) -> float:
    """Return the ordinal of a period's first day, also where it is the one after the last year."""
    if number > number_of(datetime.date.max, per):
        return float(datetime.date.max.toordinal() + 1)
    return float(start_of(number, per).toordinal())


_Span = tuple[datetime.date, datetime.date] | None


def _spans(segments: Segments, kept: NDArray[np.bool_], *, needed: bool) -> list[_Span]:
    """Return the first and last day of each segment's date; None where it is missing."""
    if "date" not in segments.column_names and not needed:
        return [None] * len(segments)
    known: dict[str, _Span] = {}
    spans: list[_Span] = []
    for date, use in zip(segments.column("date"), kept, strict=True):
        if not date or not use:
            spans.append(None)
            continue
        if date not in known:
            try:
                known[date] = days_of(date)
            except ValueError:
                raise ToolkitError(
                    f"the date {date!r} of a segment cannot be read; write {A_DATE}"
                ) from None
        spans.append(known[date])
    return spans


def _middle(spans: list[_Span]) -> Floats:
    return np.array(
        [(span[0].toordinal() + span[1].toordinal() + 1) / 2 if span else np.nan for span in spans]
    )


def _by_calendar(spans: list[_Span], per: str, n_kept: int) -> Periods:
    ends = [[number_of(day, per) for day in span] if span else None for span in spans]
    whole = [pair[0] for pair in ends if pair and pair[0] == pair[1]]
    first, last = (min(whole), max(whole)) if whole else (0, -1)
    if last - first >= _MOST_PERIODS:
        raise ToolkitError(
            f"from {name_of(first, per)} to {name_of(last, per)} there are "
            f"{last - first + 1:,} {per}s, and a trend has {_MOST_PERIODS:,} at most; take longer "
            "periods, or look for a wrong date"
        )
    numbers = range(first, last + 1)
    starts = [_first_day(number, per) for number in (*numbers, last + 1)] if whole else [0.0]
    of = [pair[0] - first if pair and pair[0] == pair[1] else -1 for pair in ends]
    return Periods(
        names=tuple(name_of(number, per) for number in numbers),
        starts=np.array(starts[:-1]),
        ends=np.array(starts[1:]),
        of=np.array(of, dtype=np.intp),
        days=_middle(spans),
        n_undated=n_kept - sum(span is not None for span in spans),
        n_coarse=sum(bool(pair) and pair[0] != pair[1] for pair in ends if pair),
    )


def _by_column(
    segments: Segments, per: str, spans: list[_Span], kept: NDArray[np.bool_]
) -> Periods:
    """Take the values of a column, in the order of the mean dates of their segments."""
    column = [value if use else None for value, use in zip(segments.column(per), kept, strict=True)]
    days = _middle(spans)
    held: dict[str, list[int]] = {}
    for row, value in enumerate(column):
        if value:
            held.setdefault(value, []).append(row)

    def when(value: str) -> tuple[bool, float, str]:
        dated = sorted(float(days[row]) for row in held[value] if spans[row])
        return not dated, sum(dated) / len(dated) if dated else 0.0, value

    names = sorted(held, key=when)
    reach = [[day for row in held[name] for day in spans[row] or ()] for name in names]
    numbers = {name: number for number, name in enumerate(names)}
    return Periods(
        names=tuple(names),
        starts=np.array([min(own).toordinal() if own else np.nan for own in reach]),
        ends=np.array([max(own).toordinal() + 1 if own else np.nan for own in reach]),
        of=np.array([numbers[value] if value else -1 for value in column], dtype=np.intp),
        days=days,
        n_undated=int(kept.sum()) - sum(len(rows) for rows in held.values()),
        n_coarse=0,
    )

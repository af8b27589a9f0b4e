"""Stretches of time with names, and which of them a date lies in."""

from __future__ import annotations

import calendar
import datetime
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Annotated

import pydantic

Days = tuple[datetime.date, datetime.date]
"""The first day and the last, both of them part of the stretch."""

A_DATE = "an ISO date such as '2022-02-24', '2022-02' or '2022'"


def days_of(date: str) -> Days:
    """Return the first and the last day that an ISO date, month or year stands for.

    Parameters
    ----------
    date
        Such as ``"2022-02-24"``, ``"2022-02"`` or ``"2022"``.

    Raises
    ------
    ValueError
        If the text is none of these.

    Examples
    --------
    >>> [day.isoformat() for day in days_of("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    if not re.fullmatch(r"[1-9][0-9]{3}(-[0-9]{2}){0,2}", date):
        raise ValueError(A_DATE)
    try:
        first = datetime.date.fromisoformat((date + "-01-01")[:10])
    except ValueError:
        raise ValueError(A_DATE) from None
    if len(date) == 10:
        return first, first
    month = 12 if len(date) == 4 else first.month
    return first, datetime.date(first.year, month, calendar.monthrange(first.year, month)[1])


def _as_stretches(value: object) -> dict[str, str]:
    """Write every form of a period as its stretches: name, and ``first..last`` day."""
    if isinstance(value, Mapping):
        stretches = {str(name): _text(days) for name, days in value.items()}
    else:
        dates = value if isinstance(value, list | tuple) else [value]
        stretches = _between([days_of(_text(date))[0] for date in dates])
    if not stretches:
        raise ValueError(f"{A_DATE}, a list of them, or stretches with names")
    last_name, last_day = "", datetime.date.min
    for name, (first, last) in sorted(_read(stretches).items(), key=lambda item: item[1]):
        if last_name and first <= last_day:
            raise ValueError(f"stretches that do not overlap, as '{last_name}' and '{name}' do")
        last_name, last_day = name, last
    return stretches


def _text(value: object) -> str:
    """Read a date without quotes as TOML does, and a year that is a number."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, str) or type(value) is int:
        return str(value)
    raise ValueError(A_DATE)


def _between(cuts: Sequence[datetime.date]) -> dict[str, str]:
    """Cut time into stretches; the day of a cut opens the stretch behind it."""
    if any(a >= b for a, b in itertools.pairwise(cuts)):
        raise ValueError("dates in their order, each once")
    eves = [(cut - datetime.timedelta(1)).isoformat() for cut in cuts]
    opened = [cut.isoformat() for cut in cuts]
    inner = zip(opened, eves[1:], strict=False)
    return {
        **{f"before {cut}": f"..{eve}" for cut, eve in zip(opened[:1], eves, strict=False)},
        **{f"{first} to {last}": f"{first}..{last}" for first, last in inner},
        **{f"from {cut}": f"{cut}.." for cut in opened[-1:]},
    }


def _read(stretches: Mapping[str, str]) -> dict[str, Days]:
    """Read stretches; both their days lie within, and an end that is left out is open."""
    found = {}
    for name, written in stretches.items():
        parts = [part.strip() for part in written.split("..")]
        if len(parts) != 2 or not any(parts) or not name.strip():
            raise ValueError(
                f"a stretch with a name, such as 'war' = '2022-02-24..2023', not '{written}'"
            )
        first = days_of(parts[0])[0] if parts[0] else datetime.date.min
        last = days_of(parts[1])[1] if parts[1] else datetime.date.max
        if first > last:
            raise ValueError(f"stretches that begin before they end; '{written}' does not")
        found[name] = (first, last)
    return found


Periods = dict[str, Annotated[dict[str, str], pydantic.BeforeValidator(_as_stretches)]]
"""Columns of stretches of time: a date, a list of dates, or names and ``first..last`` days."""


def stretch_of(date: str, stretches: Mapping[str, str]) -> tuple[str, str]:
    """Return the name of the stretch that a date lies in, or why there is none.

    Parameters
    ----------
    date
        An ISO date, or its year or month alone, or nothing.
    stretches
        Name, and ``first..last`` day; as `Periods` holds them.

    Returns
    -------
    tuple
        The name and an empty reason, or no name and the reason as a phrase.

    Examples
    --------
    >>> eras = {"old": "..1991-12-26", "new": "1991-12-27.."}
    >>> stretch_of("1990", eras), stretch_of("1991", eras)
    (('old', ''), ('', 'a date too coarse for these stretches'))
    """
    if not date:
        return "", "no date"
    try:
        first, last = days_of(date)
    except ValueError:
        return "", "what is no date"
    days = _read(stretches)
    met = [name for name, (a, b) in days.items() if first <= b and a <= last]
    # A year may lie in one stretch and beside all of them; then it is not known to be in it.
    whole = [name for name in met if days[name][0] <= first and last <= days[name][1]]
    if whole:
        return whole[0], ""
    return "", "a date too coarse for these stretches" if met else "a date in no stretch"

"""Dates are put into the stretch they lie in, or it is said why into none."""

from __future__ import annotations

import calendar
import datetime
import itertools

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.changes.periods import Periods, days_of, stretch_of

CHECK = pydantic.TypeAdapter(Periods, config=pydantic.ConfigDict(strict=True))
DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


def stretches(value: object) -> dict[str, str]:
    return CHECK.validate_python({"era": value})["era"]


@pytest.mark.parametrize(
    "date, first, last",
    [
        ("2022-02-24", "2022-02-24", "2022-02-24"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-12", "2022-12-01", "2022-12-31"),
        ("1999", "1999-01-01", "1999-12-31"),
    ],
)
def test_a_month_and_a_year_have_a_first_and_a_last_day(date: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in days_of(date)] == [first, last]


@pytest.mark.parametrize(
    "date",
    ["", "22", "2022-2", "2022-13", "2022-02-30", "2022-02-24 ", "20220224", "0000", "2022-W01-1"],
)
def test_what_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(ValueError, match="an ISO date such as"):
        days_of(date)


def test_one_date_cuts_in_two_and_several_in_more() -> None:
    assert stretches("2022-02-24") == {
        "before 2022-02-24": "..2022-02-23",
        "from 2022-02-24": "2022-02-24..",
    }
    assert stretches(["2014-03-01", "2022-02-24"]) == {
        "before 2014-03-01": "..2014-02-28",
        "2014-03-01 to 2022-02-23": "2014-03-01..2022-02-23",
        "from 2022-02-24": "2022-02-24..",
    }


def test_dates_without_quotes_and_years_are_understood() -> None:
    assert stretches(datetime.date(2022, 2, 24)) == stretches("2022-02-24")
    assert stretches((1990, "2000-05")) == stretches(["1990-01-01", "2000-05-01"])


def test_what_was_read_reads_as_itself() -> None:
    for value in ("2022-02-24", ["1990", "2000"], {"Cold War": "1947..1991-12-26", "b": "1992.."}):
        assert stretches(stretches(value)) == stretches(value)


@pytest.mark.parametrize(
    "value, said",
    [
        ("yesterday", "an ISO date such as"),
        (True, "an ISO date such as"),
        (2.5, "an ISO date such as"),
        (datetime.datetime(2022, 2, 24, tzinfo=datetime.UTC), "an ISO date such as"),
        ([], "a list of them, or stretches with names"),
        ({}, "a list of them, or stretches with names"),
        (["2022", "2014"], "dates in their order, each once"),
        (["2022", "2022-01-01"], "dates in their order, each once"),
        ({"war": "2022"}, "a stretch with a name, such as 'war' = '2022-02-24..2023', not '2022'"),
        ({"war": ".."}, "a stretch with a name"),
        ({"war": "2020..2021..2022"}, "a stretch with a name"),
        ({" ": "2020.."}, "a stretch with a name"),
        ({"war": "2023..2022"}, "stretches that begin before they end; '2023..2022' does not"),
        ({"b": "2022..", "a": "2020..2022"}, "do not overlap, as 'a' and 'b' do"),
        ({"b": "2021..", "a": "2020..2021-01-01"}, "do not overlap, as 'a' and 'b' do"),
        ({"a": "..", "b": "2020.."}, "a stretch with a name"),
    ],
)
def test_what_cuts_no_time_is_refused(value: object, said: str) -> None:
    with pytest.raises(pydantic.ValidationError) as caught:
        stretches(value)
    assert said in str(caught.value)


@given(st.lists(DATES, min_size=1, max_size=6, unique=True), DATES)
def test_cuts_leave_no_day_out_and_none_twice(
    cuts: list[datetime.date], day: datetime.date
) -> None:
    cuts.sort()
    found = stretches([cut.isoformat() for cut in cuts])
    assert len(found) == len(cuts) + 1
    name, why = stretch_of(day.isoformat(), found)
    assert why == ""
    assert list(found).index(name) == sum(day >= cut for cut in cuts)
    for cut in cuts:
        assert stretch_of(cut.isoformat(), found)[0].split(" to ")[0].endswith(cut.isoformat())


@given(DATES, st.sampled_from(["year", "month"]), DATES)
def test_a_coarse_date_has_a_stretch_where_all_its_days_have_it(
    cut: datetime.date, unit: str, day: datetime.date
) -> None:
    found = stretches(cut)
    months = range(1, 13) if unit == "year" else [day.month]
    days = itertools.chain.from_iterable(
        (datetime.date(day.year, m, d) for d in range(1, calendar.monthrange(day.year, m)[1] + 1))
        for m in months
    )
    of_days = {stretch_of(one.isoformat(), found)[0] for one in days}
    name, why = stretch_of(day.isoformat()[: 4 if unit == "year" else 7], found)
    if len(of_days) == 1:
        assert (name, why) == (of_days.pop(), "")
    else:
        assert (name, why) == ("", "a date too coarse for these stretches")


def test_both_ends_are_part_of_a_stretch_and_gaps_are_told() -> None:
    eras = stretches({"a": "1990..1991", "b": "1993-06.."})
    assert stretch_of("1990-01-01", eras) == ("a", "")
    assert stretch_of("1991-12-31", eras) == ("a", "")
    assert stretch_of("1993-06", eras) == ("b", "")
    assert stretch_of("1992", eras) == ("", "a date in no stretch")
    assert stretch_of("1993", eras) == ("", "a date too coarse for these stretches")
    assert stretch_of("", eras) == ("", "no date")


@pytest.mark.parametrize("date", ["0946", "soon", "2020-13", "20", "2020-02-30T10:00"])
def test_what_is_no_date_lies_in_no_stretch(date: str) -> None:
    assert stretch_of(date, {"old": "..2020", "new": "2021.."}) == ("", "what is no date")

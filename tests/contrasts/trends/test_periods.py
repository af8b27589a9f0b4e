"""Dates become periods: hand-counted, and every date in the period that pandas gives it."""

from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.contrasts.trends.periods import find_periods, name_of, number_of, start_of
from toolkit.errors import ToolkitError
from toolkit.segments import Segments


def segments(**columns: list[str | None]) -> Segments:
    n = len(next(iter(columns.values())))
    columns["segment"] = [str(i) for i in range(n)]
    return Segments(
        "turn",
        ("",) * n,
        MappingProxyType({name: tuple(values) for name, values in columns.items()}),
        MappingProxyType({}),
    )


def find(per, *, kept=None, **columns):
    made = segments(**columns)
    return find_periods(made, per, np.ones(len(made), bool) if kept is None else np.array(kept))


def test_months_with_a_gap_and_dates_that_say_too_little():
    found = find("month", date=["2021-03-31", "2020-12-01", None, "2021", "2021-03"])
    assert found.names == ("2020-12", "2021-01", "2021-02", "2021-03")
    assert found.of.tolist() == [3, 0, -1, -1, 3]
    assert (found.n_undated, found.n_coarse) == (1, 1)
    assert found.ends.tolist() == [*found.starts[1:].tolist(), found.starts[-1] + 31]


def test_a_year_alone_lies_in_its_year_and_decade():
    assert find("year", date=["2021", "2023-05"]).of.tolist() == [0, 2]
    assert find("decade", date=["1899", "1900-01-01"]).names == ("1890s", "1900s")


def test_days_are_the_middle_of_what_a_date_stands_for():
    days = find("year", date=["2021-06-15", "2021", None]).days
    noon = pd.Timestamp("2021-06-15").toordinal() + 0.5
    assert days[0] == noon
    assert days[1] == pd.Timestamp("2021-01-01").toordinal() + 365 / 2
    assert np.isnan(days[2])


@given(st.dates(min_value=pd.Timestamp("1678-01-01").date()))
def test_every_day_is_in_the_period_that_pandas_gives_it(day):
    stamp = pd.Period(day, "D")
    for per, code in (("month", "M"), ("quarter", "Q"), ("year", "Y")):
        period = stamp.asfreq(code)
        number = number_of(day, per)
        written = str(period).replace("Q", "-Q")
        assert name_of(number, per) == written
        assert start_of(number, per) == period.start_time.date() if day.year < 2262 else True
    assert name_of(number_of(day, "decade"), "decade") == f"{str(day.year)[:3]}0s"


def test_the_last_year_there_is():
    assert find("year", date=["9999-12-31"]).names == ("9999",)


def test_periods_of_ones_own_stand_in_the_order_of_their_dates():
    found = find(
        "era",
        era=["late", "early", "late", "never dated", None],
        date=["2020", "2001-02-03", "2022-01-01", None, "2020"],
    )
    assert found.names == ("early", "late", "never dated")
    assert found.of.tolist() == [1, 0, 1, 2, -1]
    assert found.n_undated == 1
    assert found.starts[1] == pd.Timestamp("2020-01-01").toordinal()
    assert found.ends[1] == pd.Timestamp("2022-01-02").toordinal()
    assert np.isnan(found.starts[2])


def test_periods_need_no_date_where_the_user_names_them():
    assert find("era", era=["b", "a"]).names == ("a", "b")


def test_only_what_is_kept_counts():
    found = find("year", date=["1900", "2021", None], kept=[False, True, False])
    assert (found.names, found.n_undated) == (("2021",), 0)


def test_mistakes_are_one_sentence():
    with pytest.raises(ToolkitError, match="'yaer' is neither .* did you mean 'year'"):
        find("yaer", date=["2021"])
    with pytest.raises(ToolkitError, match="'date' is no column"):
        find("year", era=["a"])
    with pytest.raises(ToolkitError, match="the date '3 May' of a segment cannot be read"):
        find("year", date=["3 May"])
    with pytest.raises(ToolkitError, match="too coarse for months; take longer"):
        find("month", date=["2021"])
    with pytest.raises(ToolkitError, match="none of them has a date"):
        find("month", date=[None])
    with pytest.raises(ToolkitError, match=r"from 1000-01 to 2021-01 there are 12,253 months"):
        find("month", date=["1000-01", "2021-01"])

"""Heads: date, time, place, event, host and counterparts, and what a head does not say."""

from __future__ import annotations

import pytest
from common.pages import LAYOUTS, own_layout, says

from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Person
from toolkit.corpus.parsing.blocks import Block
from toolkit.corpus.parsing.head import Head, read_head

BIRCH = "Foreign Minister Ada Birch’s"


def head(
    title: str,
    *stamps: str,
    bars: tuple[str, ...] = (),
    layout: str | Layout = "mid_en",
    facts: dict[str, str] | None = None,
    name: str = "",
) -> Head:
    blocks = [Block(0, 1, text, tag="head") for text in stamps]
    blocks += [Block(0, 1, text, tag="furniture") for text in bars]
    chosen = layout if isinstance(layout, Layout) else LAYOUTS[layout]
    return read_head(title, blocks, facts or {}, chosen, name)


def dated(*args: object, **more: object) -> tuple[str, str, list[str]]:
    """The date, where it is from, and what is noted of it."""
    found = head(*args, **more)  # type: ignore[arg-type]
    return found.date, found.date_from, says(found.notes, "date")


@pytest.mark.parametrize(
    "tail, date, place",
    [
        (", Harbourtown, March 9, 2020", "2020-03-09", "Harbourtown"),
        (", Harbourtown, 9 March 2020", "2020-03-09", "Harbourtown"),
        (", St. Petersburg, March 29, 2020", "2020-03-29", "St. Petersburg"),
        (", Сочи, 9 марта 2020 года", "2020-03-09", "Sochi"),
        (", Harbourtown, March 9", "", ""),
        (", Harbourtown", "", ""),
        (" on March 9, 2020", "", ""),
    ],
)
def test_date_and_place_end_a_title(tail: str, date: str, place: str) -> None:
    found = head(f"{BIRCH} news conference{tail}")
    assert (found.date, found.place) == (date, place)
    assert found.date_from == ("title" if date else "")


def test_the_title_wins_over_the_stamp_and_a_disagreement_is_told() -> None:
    title = f"{BIRCH} news conference, Harbourtown, March 9, 2020"
    assert head(title, "9 March 202011:05").notes == ()
    found = head(title, "10 March 2020 11:05")
    assert (found.date, found.date_from, found.time) == ("2020-03-09", "title", "11:05")
    assert says(found.notes) == ["the title says 2020-03-09, the page's stamp 2020-03-10"]
    found = head(f"{BIRCH} news conference", "10 March 2020")
    assert (found.date, found.date_from, found.time) == ("2020-03-10", "stamp", "")
    found = head(f"{BIRCH} news conference")
    assert (found.date, found.date_from, found.time, found.place) == ("", "", "", "")


@pytest.mark.parametrize("stamp", ["30 February 2020", "31 April 2020", "9 Smarch 2020"])
def test_a_date_that_does_not_exist_is_told_and_not_mended(stamp: str) -> None:
    found = head("News conference", stamp)
    assert (found.date, says(found.notes)) == ("", [f"'{stamp}' is no date", "no date was found"])
    day, month, year = stamp.split()
    found = head(f"News conference, Harbourtown, {month} {day}, {year}", "1 May 2020")
    assert (found.date, found.date_from) == ("2020-05-01", "stamp")
    assert f"'{stamp}' is no date" in says(found.notes)


@pytest.mark.parametrize(
    "stamps, time, notes",
    [
        (["9:05"], "09:05", []),
        (["14:50", "9 March 202011:05"], "14:50", []),
        (["9 March 2020", "11:05"], "11:05", []),
        (["99:99"], "", ["'99:99' is no time of day"]),
        (["24:00", "11:05"], "11:05", ["'24:00' is no time of day"]),
        (["9 March 202011:60"], "", ["'11:60' is no time of day"]),
        (["١١:٠٥"], "11:05", []),
        ([], "", []),
    ],
)
def test_the_time_is_the_one_printed(stamps: list[str], time: str, notes: list[str]) -> None:
    found = head("News conference, Oslo, March 9, 2020", *stamps)
    assert (found.time, says(found.notes)) == (time, notes)


@pytest.mark.parametrize(
    "stamp, time",
    [
        ("1:05 P.M. EST", "13:05"),
        ("12:00 a.m.", "00:00"),
        ("12:30 PM", "12:30"),
        ("11:59 am", "11:59"),
        ("13:05 P.M.", "13:05"),
        ("9:05", "09:05"),
        ("12:30", "12:30"),
    ],
)
def test_a_half_of_the_day_is_counted_in(stamp: str, time: str) -> None:
    assert head("News conference", stamp, layout="generic_en").time == time


@pytest.mark.parametrize(
    "title, event",
    [
        (f"{BIRCH} statement and answers at a joint news conference", "news conference"),
        ("Press Conference by the Minister", "news conference"),
        ("Briefing by Foreign Ministry Spokeswoman Ada Birch", "briefing"),
        (f"{BIRCH} interview with a newspaper", "interview"),
        (f"{BIRCH} answers to questions from the media", "interview"),
        ("Press release on the talks", "press release"),
        (f"{BIRCH} speech and remarks", "speech"),
        (f"{BIRCH} remarks at the opening", "statement"),
        (f"{BIRCH} article for a newspaper", "other"),
        ("On the ferry", ""),
        ("", ""),
    ],
)
def test_the_event_is_named_by_the_title(title: str, event: str) -> None:
    assert head(title).event == event


@pytest.mark.parametrize(
    "title, name, office",
    [
        (f"{BIRCH} statement", "Ada Birch", "Foreign Minister"),
        ("Foreign Minister Ada Birch's statement", "Ada Birch", "Foreign Minister"),
        ("Statement by Acting Foreign Minister Ada Birch", "Ada Birch", "Acting Foreign Minister"),
        ("Deputy Foreign Minister, Ada Birch’s remarks", "Ada Birch", "Deputy Foreign Minister"),
        (
            "Briefing by Foreign Ministry Spokeswoman Ada Birch",
            "Ada Birch",
            "Foreign Ministry Spokeswoman",
        ),
        ("Statement by the ministry", "", ""),
    ],
)
def test_the_host_holds_an_office_of_the_ministry(title: str, name: str, office: str) -> None:
    host = head(title).host
    assert (host.name, host.office) == (name, office)
    assert host.country == ("Russia" if name else "")
    assert head(title, layout="ministry_en").host.country == ""


def test_a_counterpart_with_the_same_office_is_not_the_host() -> None:
    found = head("Statement following talks with Turkish Foreign Minister Ivo Marlin")
    assert found.host.name == ""
    assert [(p.name, p.country) for p in found.counterparts] == [("Ivo Marlin", "Turkey")]


@pytest.mark.parametrize(
    "guests, expected",
    [
        (
            "Prime Minister of Japan Ivo Marlin",
            [("Ivo Marlin", "Prime Minister of Japan", "Japan")],
        ),
        (
            "Minister of Trade and Fisheries of the Republic of Ostervale Ivo Marlin",
            [
                (
                    "Ivo Marlin",
                    "Minister of Trade and Fisheries of the Republic of Ostervale",
                    "Ostervale",
                )
            ],
        ),
        (
            "US Secretary of State Ana Belt and the French Foreign Minister, Ivo Marlin",
            [
                ("Ana Belt", "US Secretary of State", "United States"),
                ("Ivo Marlin", "French Foreign Minister", "France"),
            ],
        ),
        (
            "Foreign Minister of Japan Ana Belt, Minister of Trade of Oman Ivo Marlin and Ada Cole",
            [
                ("Ana Belt", "Foreign Minister of Japan", "Japan"),
                ("Ivo Marlin", "Minister of Trade of Oman", "Oman"),
                ("Ada Cole", "", ""),
            ],
        ),
        (
            "Foreign Minister of Bosnia and Herzegovina Ivo Marlin",
            [
                (
                    "Ivo Marlin",
                    "Foreign Minister of Bosnia and Herzegovina",
                    "Bosnia and Herzegovina",
                )
            ],
        ),
        (
            "Foreign Minister of Saudi Arabia Faisal bin Farhan Al Saud",
            [("Faisal bin Farhan Al Saud", "Foreign Minister of Saudi Arabia", "Saudi Arabia")],
        ),
        ("UN Secretary-General Ivo Marlin", [("Ivo Marlin", "UN Secretary-General", "")]),
        (
            "Ivo Marlin, Minister for Europe and Foreign Affairs of France",
            [("Ivo Marlin", "Minister for Europe and Foreign Affairs of France", "France")],
        ),
        (
            "Foreign Minister of India Ivo Marlin on the sidelines of the General Assembly",
            [("Ivo Marlin", "Foreign Minister of India", "India")],
        ),
        (
            "Foreign Minister of India Ivo Marlin in New Delhi",
            [("Ivo Marlin", "Foreign Minister of India", "India")],
        ),
        ("students and teachers", []),
    ],
)
def test_counterparts_are_read_with_office_and_country(
    guests: str, expected: list[tuple[str, str, str]]
) -> None:
    found = head(f"{BIRCH} news conference following talks with {guests}, Oslo, March 9, 2020")
    assert [(p.name, p.office, p.country) for p in found.counterparts] == expected
    told = "the title speaks of talks, but names nobody that could be read" in says(found.notes)
    assert told == (not expected)
    assert (found.host.name, found.place) == ("Ada Birch", "Oslo")


def test_languages_are_counted_once_whatever_is_glued_to_them() -> None:
    assert head("", bars=("• de-DE1 en-GB1", "en-GBes-ES2")).languages == (
        "de-DE",
        "en-GB",
        "es-ES",
    )
    assert head("").languages == ()


# --- the date from elsewhere ----------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {"date": "2020-03-09"},
        {"article:published_time": "2020-03-09T10:00:00+03:00"},
        {"datePublished": "2020-03-09"},
        {"published_time": "2020-03-09 10:00"},
        {"date": "2020-03-09", "datePublished": "2021-01-01"},
    ],
)
def test_a_file_says_its_date_where_the_page_does_not(facts: dict[str, str]) -> None:
    assert dated("News conference", facts=facts) == ("2020-03-09", "metadata", [])


def test_the_sources_of_a_date_are_asked_in_order() -> None:
    facts, name = {"date": "2020-03-03"}, "2020-03-04"
    more = {"layout": "generic_en", "facts": facts, "name": name}
    title = "News conference, Oslo, March 1, 2020"
    found = dated(title, "2 March 2020", **more)
    assert found[:2] == ("2020-03-01", "title")
    assert found[2] == [
        "the title says 2020-03-01, the page's stamp 2020-03-02",
        "the title says 2020-03-01, the file's own head 2020-03-03",
        "the title says 2020-03-01, its file name 2020-03-04",
    ]
    assert dated("News conference", "2 March 2020", **more)[:2] == ("2020-03-02", "stamp")
    assert dated("News conference", **more)[:2] == ("2020-03-03", "metadata")
    assert dated("News conference", **(more | {"facts": {}})) == ("2020-03-04", "file name", [])
    assert dated("News conference", layout="generic_en", name="page") == (
        *("", ""),
        ["no date was found"],
    )


@pytest.mark.parametrize(
    "layout, name, date",
    [
        ("generic_en", "oslo/2020-03-09_talks", "2020-03-09"),
        ("generic_en", "oslo/2020-13-09_talks", ""),
        ("generic_en", "oslo/20200309", ""),
        ("federal_reserve_en", "FOMCpresconf20200309", "2020-03-09"),
        ("speech", "USA_12_2020", "2020"),
        ("speech", "USA_2020-03-09", "2020-03-09"),
        ("speech", "USA2020", ""),
        ("ministry_en", "2020-03-09", ""),
    ],
)
def test_a_layout_reads_the_date_from_the_file_name(layout: str, name: str, date: str) -> None:
    assert head("", layout=layout, name=name).date == date


def test_a_month_alone_is_a_date() -> None:
    own = own_layout("file_date = '(?P<year>[0-9]{4})-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?'")
    assert dated("", layout=own, name="USA 2020-03") == ("2020-03", "file name", [])
    assert dated("", layout=own, name="USA 2020-03-09") == ("2020-03-09", "file name", [])


def test_a_month_or_a_year_alone_contradicts_no_day_within_it() -> None:
    facts = {"date": "2020-03-09"}
    assert dated("", layout="speech", name="USA_2020", facts=facts)[2] == []
    [note] = dated("", layout="speech", name="USA_2021", facts=facts)[2]
    assert note == "the file's own head says 2020-03-09, its file name 2021"


@pytest.mark.parametrize(
    "title, date",
    [
        ("The ferry, Mar. 9, 2020", "2020-03-09"),
        ("On 9 March 2020 in Oslo", "2020-03-09"),
        ("On Sept. 9, 2020 in Oslo", "2020-09-09"),
        ("On Ma 9, 2020", ""),
        ("On Ju. 9, 2020", ""),
        ("On February 30, 2020 and on March 9, 2020", "2020-03-09"),
    ],
)
def test_a_date_within_a_title(title: str, date: str) -> None:
    assert head(title, layout="generic_en").date == date


def test_a_year_of_two_digits_is_of_this_century() -> None:
    assert head("Ferry talks 3/09/20", layout="timestamped_en").date == "2020-03-09"


# --- hosts and guests of other publishers -----------------------------------------------------


def test_a_title_may_list_all_principals() -> None:
    title = (
        "Remarks by President Trump, Prime Minister Ada Birch of Japan and "
        "President Ivo Marlin of the Union of Anglers in Joint Press Conference"
    )
    found = head(title, layout="white_house_en")
    assert found.host == Person("Donald Trump", "President", "United States")
    assert found.counterparts == (
        Person("Ada Birch", "Prime Minister", "Japan"),
        Person("Ivo Marlin", "President of the Union of Anglers"),
    )


def test_a_layout_may_know_its_host() -> None:
    own = own_layout('host = "Ada Birch"\nhost_country = "Norway"')
    assert head("Press release", layout=own).host == Person("Ada Birch", "", "Norway")
    assert head("Foreign Minister Ivo Marlin’s statement", layout=own).host.name == "Ivo Marlin"


def test_a_title_in_another_script_names_no_counterparts() -> None:
    office = "Министра иностранных дел Российской Федерации"
    start = f"Выступление {office} С.В.Лаврова на брифинге"
    found = head(f"{start} по итогам переговоров с Министром Остервалии И.Марлином")
    assert says(found.notes, "head") == [
        "the title is in another script: counterparts were not read from it"
    ]
    assert (found.host.name, found.host.office) == ("Sergey Lavrov", "Foreign Minister")
    assert (found.event, found.counterparts) == ("briefing", ())
    assert says(head(start).notes, "head") == []


def test_a_place_is_the_title_s_before_the_markup_s_and_the_stamp_s() -> None:
    white_house = LAYOUTS["white_house_en"]
    stamp = Block(0, 1, "Harbour Room (March 9, 2020)", tag="head")
    printed = Block(0, 1, "Oslo", tag="head", region="place")

    def place(title: str, *blocks: Block, layout: Layout = white_house) -> str:
        return read_head(title, blocks, {}, layout).place

    assert place("", stamp) == "Harbour Room"
    assert place("", stamp, printed) == "Oslo"
    title = f"{BIRCH} statement, Москва, March 9, 2020"
    assert place(title, printed, layout=LAYOUTS["mid_en"]) == "Moscow"


@pytest.mark.parametrize(
    "facts, date, notes",
    [
        ({"date": "2020-03-09T10:00"}, "2020-03-09", []),
        ({"date": "2020-13-40"}, "", ["'2020-13-40' is no date", "no date was found"]),
        ({"date": "0001-01-01"}, "", ["'0001-01-01' is no date", "no date was found"]),
        (
            {"date": "2020-02-30", "datePublished": "2020-03-01"},
            "2020-03-01",
            ["'2020-02-30' is no date"],
        ),
    ],
)
def test_what_a_file_says_of_itself_is_a_date_or_none(
    facts: dict[str, str], date: str, notes: list[str]
) -> None:
    assert dated("On the ferry", facts=facts) == (date, "metadata" if date else "", notes)


SHORT = Layout(
    name="short",
    stamps=[r"(?P<day>\d+)/(?P<month>\d+)/(?P<year>\d+)"],
    title_dates=[r"on (?P<day>\d+)\.(?P<month>\d+)\.(?P<year>\d+)"],
    file_date=r"(?P<year>\d+)(?:-(?P<month>\w+))?(?:-(?P<day>\d+))?",
)


@pytest.mark.parametrize(
    "year, read", [("00", "2000"), ("21", "2021"), ("68", "2068"), ("69", "1969"), ("99", "1999")]
)
def test_a_year_in_two_figures_is_of_one_century_and_noted(year: str, read: str) -> None:
    noted = [f"the year '{year}' was taken for {read}: its century is not said"]
    assert dated("Talks", f"9/3/{year}", layout=SHORT) == (f"{read}-03-09", "stamp", noted)
    assert dated(f"Talks on 9.3.{year}", layout=SHORT) == (f"{read}-03-09", "title", noted)
    assert dated("Talks", layout=SHORT, name=f"{year}-03") == (f"{read}-03", "file name", noted)


@pytest.mark.parametrize("year", ["1", "121", "0121", "20201"])
def test_a_year_in_other_figures_is_none(year: str) -> None:
    found = dated("Talks", f"9/3/{year}", layout=SHORT)
    assert found == ("", "", [f"'9 3 {year}' is no date", "no date was found"])


def test_two_stamps_that_differ_are_told_and_the_first_one_counts() -> None:
    stamps = ("9/3/2020", "10/3/2020", "9/3/2020", "10/3/2020")
    told = ["one stamp says 2020-03-09, another one 2020-03-10"]
    assert dated("Talks", *stamps, layout=SHORT) == ("2020-03-09", "stamp", told)
    assert dated("Talks", *stamps[::2], layout=SHORT) == ("2020-03-09", "stamp", [])


@pytest.mark.parametrize(
    "name, date",
    [
        ("2019-01-05/talks 2020-03-09", "2020-03-09"),
        ("2019-01-05/talks", "2019-01-05"),
        ("2019-01-05/talks 2020-13-09", "2019-01-05"),
        ("2019/2020-3", "2020-03"),
        ("2019/2020-March", "2020-03"),
        ("talks 2020", "2020"),
        ("talks 2020-Smarch", ""),
        ("talks 123", ""),
    ],
)
def test_the_file_s_own_name_goes_before_its_folders(name: str, date: str) -> None:
    layout = SHORT.model_copy(update={"months": {"March": 3}})
    assert head("Talks", layout=layout, name=name).date == date

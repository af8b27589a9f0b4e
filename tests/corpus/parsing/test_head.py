"""Heads: date, time, place, event, host and counterparts, and what a head does not say."""

from __future__ import annotations

import pytest

from toolkit.corpus.layouts import layouts
from toolkit.corpus.parsing.head import Head, read_head

LAYOUTS = {layout.name: layout for layout in layouts()}
BIRCH = "Foreign Minister Ada Birch’s"


def head(title: str, *stamps: str, bars: tuple[str, ...] = (), layout: str = "mid_en") -> Head:
    return read_head(title, list(stamps), list(bars), LAYOUTS[layout])


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
    assert found.notes == ("the title says 2020-03-09, the page's stamp 2020-03-10",)
    found = head(f"{BIRCH} news conference", "10 March 2020")
    assert (found.date, found.date_from, found.time) == ("2020-03-10", "stamp", "")
    found = head(f"{BIRCH} news conference")
    assert (found.date, found.date_from, found.time, found.place) == ("", "", "", "")


@pytest.mark.parametrize("stamp", ["30 February 2020", "31 April 2020", "9 Smarch 2020"])
def test_a_date_that_does_not_exist_is_told_and_not_mended(stamp: str) -> None:
    found = head("News conference", stamp)
    assert (found.date, found.notes) == ("", (f"'{stamp}' is no date",))
    day, month, year = stamp.split()
    found = head(f"News conference, Harbourtown, {month} {day}, {year}", "1 May 2020")
    assert (found.date, found.date_from) == ("2020-05-01", "stamp")
    assert f"'{stamp}' is no date" in found.notes


@pytest.mark.parametrize(
    "stamps, time, notes",
    [
        (["9:05"], "09:05", ()),
        (["14:50", "9 March 202011:05"], "14:50", ()),
        (["9 March 2020", "11:05"], "11:05", ()),
        (["99:99"], "", ("'99:99' is no time of day",)),
        (["24:00", "11:05"], "11:05", ("'24:00' is no time of day",)),
        (["9 March 202011:60"], "", ("'11:60' is no time of day",)),
        (["١١:٠٥"], "11:05", ()),
        ([], "", ()),
    ],
)
def test_the_time_is_the_one_printed(stamps: list[str], time: str, notes: tuple[str, ...]) -> None:
    found = head("News conference", *stamps)
    assert (found.time, found.notes) == (time, notes)


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
    told = "the title speaks of talks, but names nobody that could be read" in found.notes
    assert told == (not expected)
    assert (found.host.name, found.place) == ("Ada Birch", "Oslo")


def test_languages_are_counted_once_whatever_is_glued_to_them() -> None:
    assert head("", bars=("• de-DE1 en-GB1", "en-GBes-ES2")).languages == (
        "de-DE",
        "en-GB",
        "es-ES",
    )
    assert head("").languages == ()

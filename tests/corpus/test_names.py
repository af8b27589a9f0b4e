"""Names apart from offices, for every country that the table knows."""

from __future__ import annotations

import csv
import unicodedata
from importlib.resources import files

import pytest

from toolkit.corpus.layouts import layouts
from toolkit.corpus.names import looks_like_person, split_office, tidy

OFFICE_WORDS = layouts()[0].office_words


def countries() -> list[tuple[str, str, bool]]:
    """Every spelling of a country, its short name, and whether it is an adjective."""
    lines = files("toolkit.corpus").joinpath("countries.csv").read_text("utf-8").splitlines()
    rows = []
    for row in csv.DictReader(lines):
        nouns = [row["name"], *filter(None, row["aliases"].split("|"))]
        rows += [(noun, row["name"], False) for noun in nouns if ", " not in noun]
        rows += [(word, row["name"], True) for word in filter(None, row["demonyms"].split("|"))]
    return rows


@pytest.mark.parametrize(
    "person", ["Ivo Marlin", "Faisal bin Farhan Al Saud", "Jean-Yves Le Drian"]
)
def test_office_country_and_name_part_for_every_country(person: str) -> None:
    wrong = []
    for spelling, country, is_adjective in countries():
        offices = [f"{spelling} Foreign Minister"] if is_adjective else []
        if not is_adjective:
            offices = [f"Foreign Minister of {the}{spelling}" for the in ("", "the ")]
        for office in offices:
            found = split_office(f"{office} {person}", OFFICE_WORDS)
            if found != (office, country, person):
                wrong.append(found)
    assert wrong == []


@pytest.mark.parametrize(
    "phrase, parts",
    [
        ("UN Secretary-General Ada Birch", ("UN Secretary-General", "", "Ada Birch")),
        ("EU High Representative Ada Birch", ("EU High Representative", "", "Ada Birch")),
        (
            "Minister of Trade and Fisheries of the Republic of Ostervale Ada Birch",
            (
                "Minister of Trade and Fisheries of the Republic of Ostervale",
                "Ostervale",
                "Ada Birch",
            ),
        ),
        ("French Foreign Minister, Ada Birch", ("French Foreign Minister", "France", "Ada Birch")),
        ("Ada Birch", ("", "", "Ada Birch")),
        ("Minister of Trade", ("Minister of Trade", "", "")),
        ("students and teachers", ("students and teachers", "", "")),
        ("Foreign Minister in New Delhi", ("Foreign Minister in New Delhi", "", "")),
        ("", ("", "", "")),
        ("the", ("the", "", "")),
    ],
)
def test_office_country_and_name_part(phrase: str, parts: tuple[str, str, str]) -> None:
    assert split_office(phrase, OFFICE_WORDS) == parts


@pytest.mark.parametrize(
    "name",
    [
        "Ada Birch",
        "Ada\u00a0Birch",
        "Jean-Yves Le Drian",
        "Faisal bin Farhan Al Saud",
        "John F. Kennedy",
        "A. B. Birch",
        "A.B.Birch",
        "Marcel Amon\u2011Tanoh",
        "Conor O’Brien",
        "Étienne Ørsted",
        unicodedata.normalize("NFD", "Ádám Türk"),
        "Сергей Лавров",
        "王 毅",
    ],
)
def test_a_name_is_known_by_its_form(name: str) -> None:
    assert looks_like_person(tidy(name))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Birch",
        "To reiterate",
        "to reiterate",
        "всем привет",
        "Middle East",
        "Ada 2",
        "Security Council",
        "One Two Three Four Five Six Seven",
        "Ada, Birch",
        "Ada: Birch",
    ],
)
def test_what_has_not_the_form_of_a_name_is_none(text: str) -> None:
    assert not looks_like_person(text)


def test_tidy_collapses_blanks_and_composes_accents() -> None:
    assert tidy("\u00a0Ada \t\u2003Bi\n rch ") == "Ada Bi rch"
    assert tidy(unicodedata.normalize("NFD", "Türk")) == "Türk"

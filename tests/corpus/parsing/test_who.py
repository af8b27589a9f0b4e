"""Names apart from offices, in the letters of running text, and who is the same person."""

from __future__ import annotations

import pytest
from common.pages import GENERIC, LAYOUTS, own_layout

from toolkit.corpus.parsing.who import read_who, running_letters, same_person, surname


@pytest.mark.parametrize(
    "printed, name, office",
    [
        ("Ada Birch", "Ada Birch", ""),
        ("  Ada\u00a0Birch ", "Ada Birch", ""),
        ("Prime Minister Ada Birch", "Ada Birch", "Prime Minister"),
        ("Prime Minister Birch", "Birch", "Prime Minister"),
        ("PRIME MINISTER BIRCH", "BIRCH", "PRIME MINISTER"),
        ("PRESIDENT VON BIRCH", "VON BIRCH", "PRESIDENT"),
        ("ADA BIRCH", "ADA BIRCH", ""),
        ("MR. BIRCH", "BIRCH", ""),
        ("Mr Birch", "Birch", ""),
        ("Dr. Ada Birch", "Ada Birch", ""),
        ("Ada Birch, President of Japan", "Ada Birch", "President of Japan"),
        ("ADA BIRCH, Deputy Director", "ADA BIRCH", "Deputy Director"),
        ("President of Japan Ada Birch", "Ada Birch", "President of Japan"),
        (
            "Minister of Trade and Fisheries Ada Birch",
            "Ada Birch",
            "Minister of Trade and Fisheries",
        ),
        ("President of Japan Ada von Birch", "Ada von Birch", "President of Japan"),
        (
            "President of the Union of Anglers Ada Birch",
            "Ada Birch",
            "President of the Union of Anglers",
        ),
        ("THE PRESIDENT", "", "THE PRESIDENT"),
        ("Birch", "Birch", ""),
        ("President’s Special Envoy Birch", "Birch", "President’s Special Envoy"),
        ("A. B. Birch", "A. B. Birch", ""),
        ("the harbour master", "", "the harbour master"),
    ],
)
def test_a_label_is_parted_into_name_and_office(printed: str, name: str, office: str) -> None:
    assert read_who(printed, GENERIC) == (name, office)


def test_a_layout_knows_its_people() -> None:
    white_house = LAYOUTS["white_house_en"]
    assert read_who("PRESIDENT BIDEN", white_house) == ("Joe Biden", "PRESIDENT")
    assert read_who("President Biden", white_house) == ("Joe Biden", "President")
    assert read_who("С.В.Лавров", LAYOUTS["mid_en"]) == ("Sergey Lavrov", "")
    own = own_layout('people = {"Birch" = "Ada Birch"}')
    assert read_who("MINISTER BIRCH", own) == ("Ada Birch", "MINISTER")
    assert read_who("Mr Birch", own) == ("Ada Birch", "")


@pytest.mark.parametrize(
    "name, page, expected",
    [
        ("ADA BIRCH", "", "Ada Birch"),
        ("Ada Birch", "ada birch", "Ada Birch"),
        ("IVO MCNEIL", "Then Ivo McNeil spoke.", "Ivo McNeil"),
        ("IVO MCNEIL", "IVO MCNEIL: So. ivo mcneil", "Ivo Mcneil"),
        ("IVO\u00a0MCNEIL".replace("\u00a0", " "), "Ivo\nMcNeil", "Ivo McNeil"),
        ("MCNEIL", "McNeil, Mcneil and McNeil", "McNeil"),
        ("NEIL", "McNeil and Neilson", "Neil"),
        ("O’BRIEN-SMITH", "", "O’Brien-Smith"),
        ("D’ARCY ÉLAN", "", "D’Arcy Élan"),
        ("", "", ""),
    ],
)
def test_capitals_become_the_letters_of_the_page(name: str, page: str, expected: str) -> None:
    assert running_letters([name], page)[name] == expected


def test_a_name_is_no_pattern() -> None:
    assert running_letters(["A.B CRAY"], "Axb Cray") == {"A.B CRAY": "A.B Cray"}


@pytest.mark.parametrize(
    "name, last",
    [
        ("Ada Birch", "birch"),
        ("A.B.Birch", "birch"),
        ("Birch", "birch"),
        ("Mr. Birch.", "birch"),
        ("", ""),
    ],
)
def test_a_surname_stands_last(name: str, last: str) -> None:
    assert surname(name) == last


KNOWN = ("Ada Birch", "Ivo Marlin", "Andrés Manuel López Obrador", "Kishida Fumio")


@pytest.mark.parametrize(
    "name, person",
    [
        ("ADA BIRCH", "Ada Birch"),
        ("Birch", "Ada Birch"),
        ("A. Birch", "Ada Birch"),
        ("A.Birch", "Ada Birch"),
        ("B. Birch", ""),
        ("Bea Birch", ""),
        ("Ada Marlin", ""),
        ("Kishida", "Kishida Fumio"),
        ("Fumio", "Kishida Fumio"),
        ("López Obrador", "Andrés Manuel López Obrador"),
        ("Manuel López Obrador", "Andrés Manuel López Obrador"),
        ("A.M. Obrador", "Andrés Manuel López Obrador"),
        ("Ada", "Ada Birch"),
        ("Manuel", ""),
        ("Oak", ""),
        ("", ""),
    ],
)
def test_a_shorter_name_stands_for_the_only_one_that_fits(name: str, person: str) -> None:
    assert same_person(name, KNOWN) == person


def test_a_surname_of_two_stands_for_neither() -> None:
    two = ("Ada Birch", "Ivo Birch")
    assert same_person("Birch", two) == ""
    assert same_person("I. Birch", two) == "Ivo Birch"
    assert same_person("Birch", ("Ada Birch", "Ada Birch")) == "Ada Birch"
    assert same_person("ivo birch", two) == "Ivo Birch"
    assert same_person("Birch", ()) == ""
    assert same_person("birch", ("Ada Birch", "Ivo Birch", "Birch")) == "Birch"


def test_an_office_may_hold_commas() -> None:
    layout = LAYOUTS["kremlin_en"]
    name, office = read_who("Minister of Housing, Utilities and Roads Ian Oak", layout)
    assert (name, office) == ("Ian Oak", "Minister of Housing, Utilities and Roads")
    assert read_who("Ian Oak, Minister of Housing", layout) == ("Ian Oak", "Minister of Housing")

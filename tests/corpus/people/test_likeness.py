from collections.abc import Callable, Sequence

import pytest
from common.meetings import between, meeting

from toolkit.corpus.people.aliases import AliasBook
from toolkit.corpus.people.likeness import (
    link_misspellings,
    link_offices,
    link_spellings,
    suggest_likenesses,
)
from toolkit.corpus.people.links import Links
from toolkit.corpus.people.roster import read_roster


def apply(rule: Callable[[Links], None], *meetings: Sequence[str]) -> Links:
    made = [meeting(f"m{i}", speakers) for i, speakers in enumerate(meetings)]
    links = Links(read_roster(made), AliasBook(()))
    rule(links)
    return links


def suggested(links: Links) -> list[tuple[str, str, str]]:
    return [(s.name, s.canonical, s.reason) for s in links.suggestions()]


@pytest.mark.parametrize(
    "name, reason",
    [
        ("JÖRG SCHÖN", "capitals"),
        ("JörgSchön", "white space"),
        ("Jo\u0308rg Scho\u0308n", "accents"),
        ("Jorg Schon", "accents"),
    ],
)
def test_spellings_of_one_name_are_one(name: str, reason: str) -> None:
    links = apply(link_spellings, between("Jörg Schön", times=2), [name])
    assert links.final(name) == "Jörg Schön"
    assert reason in links.path(name)[1]


def test_spellings_are_one_even_side_by_side_but_initials_are_no_letters() -> None:
    links = apply(link_spellings, ["Ada Birch", "ADA BIRCH", "S. Lavrov", "Slavrov", "***", "* *"])
    assert links.names() == ["* *", "***", "Ada Birch", "S. Lavrov", "Slavrov"]


def test_a_misspelt_office_is_the_office() -> None:
    links = apply(link_spellings, [*between("President Birch", times=2), "Presiden Birch"])
    assert links.final("Presiden Birch") == "President Birch"


def test_a_name_behind_an_office_is_the_name() -> None:
    links = apply(link_offices, ["Prime Minister Ada Birch", "Ada Birch", "Mr Alm", "Alm"])
    assert links.final("Prime Minister Ada Birch") == "Ada Birch"
    assert links.final("Mr Alm") == "Mr Alm"


def test_a_rare_slip_is_the_frequent_name() -> None:
    links = apply(link_misspellings, between("Michelle Smith", times=5), ["Michelle Smth"])
    assert links.final("Michelle Smth") == "Michelle Smith"
    assert suggested(links) == []


def test_a_slip_of_a_slip_is_led_to_the_end() -> None:
    often, seldom = between("Vladimir Putin", times=25), between("Vladmir Putin", times=5)
    links = apply(link_misspellings, often, seldom, ["Vladmr Putin"])
    assert links.final("Vladmr Putin") == links.final("Vladmir Putin") == "Vladimir Putin"
    both = apply(link_misspellings, often, seldom, ["Vladimr Putin"])  # one letter from either
    assert both.final("Vladimr Putin") == "Vladimir Putin"


@pytest.mark.parametrize(
    "often, rare, doubt",
    [
        ("Greg Robb", "Gregg Robb", "short"),
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky", ""),
        ("Daniel Silva", "Daniela Silva", "tells names apart"),
        ("Michel Martin", "Michael Martin", "'michael' is a name by itself"),
        ("Smith", "Smyth", "neither has a first name"),
    ],
)
def test_what_is_doubtful_is_suggested(often: str, rare: str, doubt: str) -> None:
    links = apply(link_misspellings, between(often, times=20), [rare])
    assert (links.final(rare) == rare) == bool(doubt)
    assert [doubt in reason for *_, reason in suggested(links)] == [True] * bool(doubt)


def test_a_slip_that_others_are_named_is_suggested() -> None:
    links = apply(link_misspellings, between("Marta Silva", times=9), ["Maria Silva", "Maria Alm"])
    assert links.final("Maria Silva") == "Maria Silva"
    assert "'maria' is a name by itself" in suggested(links)[0][2]


def test_four_times_as_many_turns_are_too_few() -> None:
    links = apply(link_misspellings, between("Michelle Smith", times=4), ["Michelle Smth"])
    assert links.final("Michelle Smth") == "Michelle Smth"
    assert "5 times as many" in suggested(links)[0][2]


def test_those_who_answer_one_another_are_two() -> None:
    links = apply(link_misspellings, ["Michelle Smth", *between("Michelle Smith", times=50)])
    assert "they answer one another" in suggested(links)[0][2]
    assert links.final("Michelle Smth") == "Michelle Smth"


def test_a_slip_from_two_people_is_suggested_of_both() -> None:
    links = apply(
        link_misspellings,
        between("Marla Silva", times=9),
        between("Marta Silva", times=9),
        ["Marja Silva"],
    )
    assert [(n, c) for n, c, _ in suggested(links)] == [
        ("Marja Silva", "Marla Silva"),
        ("Marta Silva", "Marla Silva"),
        ("Marja Silva", "Marta Silva"),
    ]
    assert links.final("Marja Silva") == "Marja Silva"


@pytest.mark.parametrize(
    "one, other",
    [
        ("Ana Silva", "João Silva"),
        ("Harry Stone", "Larry Stone"),
        ("Colby Smith", "Michelle Smith"),
        ("Kim Lee", "Jim Lee"),
        ("Wilde", "Wolde"),
        ("Christine Alm", "Christopher Alm"),
        ("Speaker 11", "Speaker 12"),
    ],
)
def test_two_people_are_neither_merged_nor_suggested(one: str, other: str) -> None:
    for rule in (link_spellings, link_offices, link_misspellings, suggest_likenesses):
        links = apply(rule, between(one, times=3), between(other, times=3))
        assert links.final(one) != links.final(other)
        assert suggested(links) == []


def test_courtesies_carry_nothing_of_a_whole_name() -> None:
    links = apply(link_offices, ["Mr. Ada Birch"], ["Dr. Ada Birch"], ["Mr. Alm"], ["Dr. Alm"])
    assert links.final("Mr. Ada Birch") == links.final("Dr. Ada Birch")
    assert links.final("Mr. Alm") != links.final("Dr. Alm")
    links = apply(link_offices, between("Mr. Ada Birch", times=5), ["President Ada Birch"])
    assert links.final("Mr. Ada Birch") == "President Ada Birch"
    links = apply(link_offices, ["Mr. Kim Lee"], ["Ms. Kim Lee"])
    assert links.final("Ms. Kim Lee") != links.final("Mr. Kim Lee")
    assert len(suggested(links)) == 1


def test_a_word_less_is_suggested() -> None:
    short, whole = "ELBA ESTHER GORDILLO", "Elba Esther Gordillo Morales"
    links = apply(suggest_likenesses, [short, "Cy", whole])
    assert suggested(links) == [(short, whole, "one lacks a second surname that the other has")]
    beside = apply(suggest_likenesses, [short, whole])
    assert "they answer one another" in suggested(beside)[0][2]
    assert suggested(apply(suggest_likenesses, [short], [whole])) == []
    links = apply(suggest_likenesses, ["Maria Capurro"], ["Maria Eloisa Capurro"])
    assert suggested(links) == [
        ("Maria Capurro", "Maria Eloisa Capurro", "one lacks a middle name that the other has")
    ]


@pytest.mark.parametrize("other", ["Eloisa Capurro", "Maria", "Maria Eloisa Ana Sol Capurro"])
def test_a_first_name_or_two_words_less_are_not_suggested(other: str) -> None:
    assert suggested(apply(suggest_likenesses, ["Maria Eloisa Capurro", "Cy", other])) == []


@pytest.mark.parametrize(
    "one, other, reason",
    [
        ("Christopher Rugaber", "Chris Rugaber", "short for"),
        ("Sergey Lavrov", "Sergej Lawrow", "sound alike"),
        ("Sergey Lavrov", "Сергей Лавров", "sound alike"),
        ("Lawrow", "Lavrov", "sound alike"),
        ("Kishida Fumio", "Fumio Kishida", "another order"),
    ],
)
def test_likenesses_are_suggested(one: str, other: str, reason: str) -> None:
    links = apply(suggest_likenesses, between(one, times=2), [other])
    assert links.final(other) == other
    [(name, canonical, why)] = suggested(links)
    assert (name, canonical) == (other, one)
    assert reason in why

"""What heads and labels name, kind by kind."""

from __future__ import annotations

from dataclasses import replace

from common.meetings import meeting

from toolkit.corpus import Corpus, Person
from toolkit.corpus.heads import named_in_heads
from toolkit.corpus.meeting import Speaker

TALKS = replace(
    meeting(
        "a",
        ["Ada Lind", "Jan Oerlemans"],
        host=Person("Ada Lind", "Foreign Minister", "Norland"),
        counterparts=[Person("Ivo Marl", "President of the Republic of Serbia", "Serbia")],
        offices={"Jan Oerlemans": ""},
    ),
    place="The Kremlin, Moscow",
)


def test_people_offices_countries_and_places_are_listed_once_and_sorted() -> None:
    found = named_in_heads(Corpus((TALKS, TALKS)))
    assert found["names"] == ("Ada Lind", "Ivo Marl", "Jan Oerlemans")
    assert found["places"] == ("Moscow", "The Kremlin")
    assert {"Norland", "Serbia", "Serbian", "Republic of Serbia"} <= set(found["countries"])
    assert found["outlets"] == ()


def test_an_office_is_listed_without_the_country_it_serves_too() -> None:
    offices = named_in_heads(Corpus((TALKS,)))["offices"]
    assert offices == ("Foreign Minister", "President", "President of the Republic of Serbia")


def test_own_columns_stand_in() -> None:
    own = {"a": {"place": "Bled; Ohrid", "countries": "Japan", "host": "Eve Moor"}}
    found = named_in_heads(Corpus((TALKS,), metadata=own))
    assert {"Bled", "Ohrid"} <= set(found["places"])
    assert "Japanese" in found["countries"]
    assert "Eve Moor" in found["names"]


def test_a_place_or_country_where_an_office_stands_is_none() -> None:
    told = replace(
        meeting("b", ["Ada Lind", "Jan Oerlemans"], offices={"Ada Lind": "Moscow"}),
        place="Moscow",
        host=Person("Eve Moor", "", "Norland"),
        speakers=(
            Speaker("Ada Lind", "principal", "", office="Norland"),
            Speaker("Jan Oerlemans", "journalist", "", office="Moscow", outlet="Moscow"),
            Speaker("Kim Oak", "journalist", "", outlet="The Post"),
        ),
    )
    found = named_in_heads(Corpus((told,)))
    assert found["offices"] == ()
    assert found["outlets"] == ("The Post",)


def test_offices_in_other_languages_name_countries() -> None:
    hosts = [
        Person("A", "Министр иностранных дел Турции"),
        Person("B", "Präsident der Vereinigten Staaten"),
        Person("C", "Primer ministro de España"),
    ]
    found = named_in_heads(Corpus(tuple(replace(TALKS, host=host) for host in hosts)))
    assert {"Turkey", "Turkish", "United States", "Spain", "Serbia"} <= set(found["countries"])


def test_an_outlet_that_one_lives_in_is_a_town() -> None:
    told = meeting("c", ["Ada Lind", "Jan Oerlemans", "Kim Oak"])
    texts = (
        "He lived in\u00a0Birkholm.",
        "In the Fjord Post I read it.",
        "In Fjord Post? No.",
    )
    turns = tuple(replace(t, text=text) for t, text in zip(told.turns, texts, strict=True))
    speakers = [Speaker("Ada Lind", "journalist", "", outlet="Birkholm")]
    speakers += [
        Speaker(f"Kim Oak {i}", "journalist", "", outlet=outlet)
        for i, outlet in enumerate(["Fjord Post", "Fjord Post", "Fjord"])
    ]
    found = named_in_heads(Corpus((replace(told, turns=turns, speakers=tuple(speakers)),)))
    assert found["outlets"] == ("Fjord", "Fjord Post")  # read in once, and two work for it

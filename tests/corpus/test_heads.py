"""What heads and labels name, kind by kind."""

from __future__ import annotations

from dataclasses import replace

from common.meetings import meeting

from toolkit.corpus import Corpus, Person
from toolkit.corpus.heads import named_in_heads

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

from dataclasses import replace

from common.meetings import meeting, turn

from toolkit.corpus.meeting import Person
from toolkit.corpus.people.roster import names_of, read_roster


def test_names_come_from_head_speakers_and_those_addressed() -> None:
    one = meeting("a", ["Cy", ""], host=Person("Ada"), counterparts=[Person("Bo"), Person("")])
    one = replace(one, turns=(*one.turns, turn(3, "Cy", addressed_to="Di; Bo")))
    assert names_of(one) == ["Ada", "Bo", "Cy", "Di"]


def test_roster_counts_turns_and_neighbours_whatever_the_order() -> None:
    president = Person("Ada Birch", "President of Ostervale", "Ostervale")
    meetings = [
        meeting("b", ["Ada Birch", "Cy", "Ada Birch"], host=president),
        meeting("a", ["Cy", "Di"], roles={"Cy": "journalist"}),
    ]
    roster = read_roster(meetings)
    assert dict(roster.turns) == {"Ada Birch": 2, "Cy": 2, "Di": 1}
    assert roster.where["Cy"] == ("a", "b")
    assert roster.present["b"] == {"Ada Birch", "Cy"}
    assert roster.answers["Cy"] == {"Ada Birch": {"b"}, "Di": {"a"}}
    assert roster.offices["Ada Birch"] == {frozenset(["president"])}
    assert roster.at["b", "Ada Birch"] == (frozenset(["president"]), "other")
    assert roster.at["a", "Cy"] == (frozenset(), "journalist")
    assert read_roster(meetings[::-1]) == roster


def test_roster_dates_meetings_in_years() -> None:
    dates = {
        "a": "1990",
        "b": "1990-07",
        "c": "1990-07-01",
        "d": "",
        "e": "July",
        "f": "1990-12-31",
    }
    years = read_roster([meeting(name, ["Cy"], date=date) for name, date in dates.items()]).years
    assert years["a"] == 1990
    assert years["b"] == years["c"] == 1990.5
    assert 1990.99 < years["f"] < 1991
    assert not {"d", "e"} & years.keys()

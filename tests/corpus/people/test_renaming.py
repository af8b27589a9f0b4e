from dataclasses import replace

from common.meetings import between, meeting, turn

from toolkit.corpus.meeting import Person
from toolkit.corpus.people.renaming import rename


def test_names_change_wherever_they_stand() -> None:
    old = meeting("a", ["A. Birch", "Cy"], host=Person("A. Birch", "Mayor", "Ostervale"))
    old = replace(old, turns=(*old.turns, turn(3, "Cy", addressed_to="A. Birch; Di; Ada Birch")))
    new = rename(old, {"A. Birch": "Ada Birch"})
    assert [t.speaker for t in new.turns] == ["Ada Birch", "Cy", "Cy"]
    assert [t.label for t in new.turns] == ["A. Birch", "Cy", "Cy"]
    assert new.turns[2].addressed_to == "Ada Birch; Di"
    assert new.host == Person("Ada Birch", "Mayor", "Ostervale")
    assert [s.name for s in new.speakers] == ["Ada Birch", "Cy"]


def test_speakers_who_share_a_name_become_one() -> None:
    old = meeting(
        "a",
        ["Brch", *between("Birch", times=2)],
        roles={"Brch": "journalist", "Birch": "principal"},
        offices={"Brch": "Mayor"},
    )
    new = rename(old, {"Brch": "Birch"})
    birch, chair = new.speakers
    assert (birch.name, birch.role, birch.office) == ("Birch", "principal", "Mayor")
    assert birch.reason == "the page says so of Birch"
    assert birch.labels == ("BRCH", "BIRCH")
    assert chair.name == "Chair"
    found = [t.role for t in new.turns]
    assert found == ["principal", "principal", "other", "principal", "other"]


def test_counterparts_who_share_a_name_become_one() -> None:
    people = [Person("Bo", "", "Ostervale"), Person(""), Person("B. Alm", "Mayor"), Person("")]
    new = rename(meeting("a", ["Cy"], counterparts=people), {"B. Alm": "Bo"})
    assert new.counterparts == (Person("Bo", "Mayor", "Ostervale"), Person(""), Person(""))


def test_a_role_that_is_given_is_the_role_of_all_the_turns() -> None:
    old = meeting("a", ["Cy", "Di", "Cy"])
    new = rename(old, {}, {"Cy": ("moderator", "as I say")}.get)
    assert [t.role for t in new.turns] == ["moderator", "other", "moderator"]
    assert (new.speakers[0].role, new.speakers[0].reason) == ("moderator", "as I say")


def test_nothing_to_change_is_the_same_meeting() -> None:
    old = meeting("a", ["Cy", "Di"])
    assert rename(old, {"Ada": "Bo", "Cy": "Cy"}) is old

from dataclasses import replace

import pytest
from common.meetings import between, meeting, turn

from toolkit.corpus.meeting import Kind, Meeting, Person, Role
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


def with_kinds(*rows: tuple[str, Role, Kind, int]) -> Meeting:
    """A meeting of turns of these speakers, roles, kinds and exchanges."""
    old = meeting("a", [row[0] for row in rows], roles={row[0]: row[1] for row in rows})
    turns = [
        replace(t, role=role, kind=kind, exchange=exchange)
        for t, (_, role, kind, exchange) in zip(old.turns, rows, strict=True)
    ]
    return replace(old, turns=tuple(turns))


@pytest.mark.parametrize(
    "role, was, kind",
    [
        ("moderator", "statement", "remark"),
        ("moderator", "question", "remark"),
        ("moderator", "answer", "remark"),
        ("journalist", "statement", "question"),
        ("journalist", "answer", "question"),
        ("journalist", "remark", "remark"),
        ("principal", "question", "answer"),
        ("principal", "statement", "statement"),
        ("principal", "remark", "remark"),
        ("other", "question", "question"),
    ],
)
def test_a_new_role_has_a_kind_that_agrees(role: Role, was: Kind, kind: Kind) -> None:
    before: Role = "other" if role != "other" else "journalist"
    old = with_kinds(("Di", "journalist", "question", 4), ("Cy", before, was, 5))
    new = rename(old, {}, {"Cy": (role, "as I say")}.get)
    assert (new.turns[1].role, new.turns[1].kind) == (role, kind)
    assert new.turns[1].exchange == (4 if (was, kind) == ("question", "answer") else 5)
    told = [f"turn 2 of 'Cy': kind {was} set to {kind}, for the role is {role} now"]
    assert [note.says for note in new.notes] == (told if was != kind else [])
    assert {note.about for note in new.notes} <= {"person"}
    assert new.turns[0] == old.turns[0]


def test_a_principal_whom_nobody_asked_makes_a_statement() -> None:
    old = with_kinds(("Cy", "journalist", "question", 1), ("Cy", "journalist", "question", 2))
    new = rename(old, {}, {"Cy": ("principal", "as I say")}.get)
    assert [(t.kind, t.exchange) for t in new.turns] == [("statement", 0)] * 2


def test_a_turn_that_becomes_a_question_is_answered() -> None:
    old = with_kinds(("Di", "principal", "answer", 3), ("Cy", "journalist", "question", 4))
    given = {"Di": ("journalist", ""), "Cy": ("principal", "")}
    new = rename(old, {}, given.get)  # type: ignore[arg-type]
    assert [(t.kind, t.exchange) for t in new.turns] == [("question", 3), ("answer", 3)]


def test_a_kind_that_contradicts_a_role_that_is_not_new_stays() -> None:
    old = with_kinds(("Cy", "principal", "question", 1))
    assert rename(old, {"Cy": "Di"}).turns[0].kind == "question"
    assert rename(old, {"Cy": "Di"}).notes == ()


def test_the_kinds_go_with_a_merge_and_alike_turns_are_told_together() -> None:
    rows = [("Di", "journalist", "question", 1), *[("Brch", "journalist", "question", 2)] * 5]
    more = [("Birch", "principal", "answer", 2)] * 6
    old = with_kinds(*rows, *more)  # type: ignore[arg-type]
    new = rename(old, {"Brch": "Birch"})
    assert {(t.role, t.kind) for t in new.turns[1:]} == {("principal", "answer")}
    [note] = new.notes
    assert note.says.startswith("turns 2, 3, 4 and 2 more of 'Birch': kind question set to answer")

import pytest
from common.meetings import between, meeting

from toolkit.corpus.meeting import Meeting, Person, Role
from toolkit.corpus.people.merge import People, merge_people

SECRETARY = [
    meeting(f"m{i:02}", between("John Kerry"), roles={"John Kerry": "principal"}) for i in range(12)
]


def asks(name: str, speaker: str, role: Role = "journalist", date: str = "") -> Meeting:
    return meeting(name, [speaker, "Cy"], roles={speaker: role}, date=date)


def suggested(people: People) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(s.name, s.canonical, s.where) for s in people.suggestions]


@pytest.mark.parametrize("name", ["John Kerrey", "J. Kerry"])
def test_a_journalist_is_no_principal_of_other_meetings(name: str) -> None:
    people = merge_people([*SECRETARY, asks("x", name)])
    assert people.merges == ()
    assert people.meetings[-1].turns[0].speaker == name
    assert suggested(people) == [(name, "John Kerry", ("x",))]
    assert "one is a journalist" in people.suggestions[0].reason


@pytest.mark.parametrize("name", ["John Kerrey", "J. Kerry"])
@pytest.mark.parametrize("role", ["principal", "moderator", "other"])
def test_any_other_role_does_not_object(name: str, role: Role) -> None:
    people = merge_people([*SECRETARY, asks("x", name, role)])
    assert [(m.name, m.canonical) for m in people.merges] == [(name, "John Kerry")]
    assert people.suggestions == ()


@pytest.mark.parametrize("name", ["John Kerrey", "J. Kerry"])
def test_only_the_meetings_of_the_other_role_are_left_out(name: str) -> None:
    people = merge_people([*SECRETARY, asks("x", name), asks("y", name, "principal")])
    assert [(m.name, m.canonical, m.where) for m in people.merges] == [(name, "John Kerry", ("y",))]
    assert suggested(people) == [(name, "John Kerry", ("x",))]


def test_one_reading_of_a_role_does_not_outweigh_twelve() -> None:
    people = merge_people([*SECRETARY, asks("n", "John Kerry"), asks("x", "J. Kerry")])
    assert suggested(people) == [("J. Kerry", "John Kerry", ("x",))]
    people = merge_people([*SECRETARY, asks("n", "John Kerry"), asks("x", "J. Kerry", "principal")])
    assert people.suggestions == ()


def test_whom_a_head_names_is_no_journalist() -> None:
    head = meeting("h", ["Cy"], host=Person("John Kerry", "Secretary of State"))
    assert suggested(merge_people([head, asks("x", "J. Kerry")])) == [
        ("J. Kerry", "John Kerry", ("x",))
    ]


def test_roles_object_at_one_meeting_as_well() -> None:
    roles: dict[str, Role] = {"A. Birch": "journalist", "Ada Birch": "principal"}
    here = meeting("a", ["A. Birch", "Cy", "Ada Birch"], roles=roles)
    for more in ([], [meeting("b", ["Alan Birch"])]):  # the one of the corpus, and of the meeting
        people = merge_people([here, *more])
        assert people.merges == ()
        assert "one is a journalist" in people.suggestions[0].reason


@pytest.mark.parametrize(
    "early, late, is_one",
    [
        ("1985", "2015", True),
        ("1985-03-02", "2015-03-02", True),
        ("1985-03-02", "2015-04-02", False),
        ("2020", "1970", False),
        ("", "2015", True),
    ],
)
def test_initials_reach_no_more_than_thirty_years(early: str, late: str, is_one: bool) -> None:
    people = merge_people([asks("a", "A. Birch", date=early), asks("b", "Ada Birch", date=late)])
    assert bool(people.merges) == is_one
    assert suggested(people) == ([] if is_one else [("A. Birch", "Ada Birch", ("a",))])


def test_of_initials_over_decades_the_near_ones_are_merged() -> None:
    made = [asks(f"a{year}", "A. Birch", date=str(year)) for year in (1950, 1980, 2015)]
    made += [asks(f"b{year}", "Ada Birch", date=str(year)) for year in (1990, 2020)]
    people = merge_people(made)
    assert [m.where for m in people.merges] == [("a1980", "a2015")]
    assert suggested(people) == [("A. Birch", "Ada Birch", ("a1950",))]
    assert "30 years" in people.suggestions[0].reason


def test_misspellings_know_no_years() -> None:
    made = [meeting("a", between("Michelle Smith", times=5), date="1950")]
    assert merge_people([*made, asks("b", "Michelle Smth", "other", "2020")]).suggestions == ()


def test_of_one_who_is_there_as_well_that_meeting_says_more() -> None:
    roles: dict[str, Role] = {"John Kerry": "journalist", "J. Kerry": "journalist"}
    panel = meeting("x", ["John Kerry", "Cy", "J. Kerry"], roles=roles)
    people = merge_people([*SECRETARY, panel])
    assert [(m.name, m.canonical, m.where) for m in people.merges] == [
        ("J. Kerry", "John Kerry", ("x",))
    ]

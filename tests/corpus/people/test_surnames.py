import pytest
from common.meetings import between, meeting

from toolkit.corpus.meeting import Meeting, Person
from toolkit.corpus.people.aliases import AliasBook
from toolkit.corpus.people.links import Links
from toolkit.corpus.people.roster import read_roster
from toolkit.corpus.people.surnames import link_bare_offices, link_initials, link_surnames


def apply(*meetings: Meeting) -> Links:
    links = Links(read_roster(meetings), AliasBook(()))
    link_initials(links)
    link_surnames(links)
    link_bare_offices(links)
    return links


@pytest.mark.parametrize(
    "short, full",
    [
        ("S.Lavrov", "Sergey Lavrov"),
        ("С.В.Лавров", "Сергей Лавров"),
        ("S. Lavrov", "Sergey Viktorovich Lavrov"),
        ("Yu. Ushakov", "Yury Ushakov"),
        ("President V. Putin", "Vladimir Putin"),
    ],
)
def test_initials_are_spelt_out(short: str, full: str) -> None:
    links = apply(meeting("a", [short]), meeting("b", [full]))
    assert links.final(short) == full
    assert links.suggestions() == ()


@pytest.mark.parametrize(
    "short, full",
    [
        ("S. Lavrov", "Vladimir Lavrov"),
        ("S. Lavrov", "Lavrov"),
        ("H. M. Hussein", "His Majesty King Abdullah bin Al Hussein"),
        ("U Lwin", "U Maung Lwin"),
    ],
)
def test_other_initials_are_other_people(short: str, full: str) -> None:
    links = apply(meeting("a", [short, "Cy", full]))
    assert links.final(short, "a") == short


def test_of_several_with_the_initial_the_one_at_the_meeting_is_meant() -> None:
    links = apply(
        meeting("a", ["A. Birch", "Cy", "Ada Birch"]),
        meeting("b", ["A. Birch", "Cy", "Alan Birch", "Cy", "Alan Birch"]),
        meeting("c", ["A. Birch"]),
    )
    assert [links.final("A. Birch", m) for m in "abc"] == ["Ada Birch", "Alan Birch", "A. Birch"]
    [doubt] = links.suggestions()
    assert (doubt.canonical, doubt.where) == ("Alan Birch", ("a", "c"))


def test_initials_are_spelt_out_step_by_step() -> None:
    links = apply(
        meeting("a", ["A. Birch"]), meeting("b", ["A.B. Birch"]), meeting("c", ["Ada Birch"])
    )
    assert links.final("A. Birch") == links.final("A.B. Birch") == "Ada Birch"
    assert links.suggestions() == ()


def test_initials_that_answer_one_another_are_not_one() -> None:
    links = apply(
        meeting("a", ["A. Birch", "Ad. Birch", "Cy", "Ada Birch"]), meeting("b", ["Alan Birch"])
    )
    assert links.final("A. Birch", "a") == "Ada Birch"
    assert links.final("Ad. Birch", "a") == "Ad. Birch"


def test_initials_side_by_side_with_the_name_are_suggested() -> None:
    links = apply(meeting("a", ["A. Birch", "Ada Birch"]))
    assert links.final("A. Birch", "a") == "A. Birch"
    assert "they answer one another" in links.suggestions()[0].reason


@pytest.mark.parametrize(
    "short, full",
    [
        ("President Biden", "Joe Biden"),
        ("Biden", "Joe Biden"),
        ("President López Obrador", "Andrés Manuel López Obrador"),
        ("PRESIDENT YOON", "Yoon Suk Yeol"),
        ("Lawrow", "Sergey Lavrov"),
        ("Presiden Hichilema", "Hichilema"),
        ("Lavrov", "S. Lavrov"),
    ],
)
def test_a_surname_is_the_one_person_of_the_meeting_who_has_it(short: str, full: str) -> None:
    links = apply(meeting("a", [short], host=Person(full)), meeting("b", [full]))
    assert links.final(short, "a") == full
    assert links.final(full, "a") == full
    assert links.suggestions() == ()


def test_a_surname_first_is_known_by_its_office() -> None:
    yoon = meeting("a", ["Yoon"], offices={"Yoon": "PRESIDENT"}, host=Person("Yoon Suk Yeol"))
    assert apply(yoon).final("Yoon", "a") == "Yoon Suk Yeol"
    assert apply(meeting("a", ["Ada"], host=Person("Ada Birch"))).final("Ada", "a") == "Ada"


def test_each_meeting_has_its_own_smith() -> None:
    links = apply(
        meeting("a", ["Smith", "Cy", "Colby Smith"]),
        meeting("b", ["Smith", "Cy", "Michelle Smith"]),
        meeting("c", ["Smith", "Cy", "Michelle Smith", "Colby Smith"]),
        meeting("d", ["Smith"]),
    )
    assert [links.final("Smith", m) for m in "abcd"] == [
        "Colby Smith", "Michelle Smith", "Smith", "Smith",
    ]  # fmt: skip
    assert links.suggestions() == ()


def test_elsewhere_the_office_decides_and_without_it_one_is_asked() -> None:
    president = Person("Joe Biden", "President of the United States")
    links = apply(
        meeting("a", ["Cy"], host=president),
        meeting("b", ["President Biden"]),
        meeting("c", ["Biden"]),
        meeting("d", ["Vice President Biden"]),
        meeting("e", ["Biden"], offices={"Biden": "PRESIDENT"}),
    )
    assert links.final("President Biden", "b") == "Joe Biden"
    assert links.final("Biden", "c") == "Biden"
    assert links.final("Vice President Biden", "d") == "Vice President Biden"
    assert links.final("Biden", "e") == "Joe Biden"
    assert [(s.name, s.canonical, s.where) for s in links.suggestions()] == [
        ("Biden", "Joe Biden", ("c",)),
        ("Vice President Biden", "Joe Biden", ("d",)),
    ]


def test_an_office_alone_is_the_one_person_of_the_meeting_who_holds_it() -> None:
    offices = {"Di Alm": "VICE PRESIDENT", "Ada Birch": "President", "Bo Fir": "President"}
    labels = [
        "Vice President",
        "Cy",
        "Di Alm",
        "Ada Birch",
        "Bo Fir",
        "Cy",
        "President",
        "Cy",
        "Madam",
    ]
    links = apply(meeting("a", labels, offices=offices), meeting("b", ["Vice President"]))
    assert [links.final("Vice President", m) for m in "ab"] == ["Di Alm", "Vice President"]
    assert links.final("President", "a") == "President"  # of which of the two?
    beside = apply(meeting("a", ["Vice President", "Di Alm"], offices=offices))
    assert beside.final("Vice President", "a") == "Vice President"
    assert "they answer one another" in beside.suggestions()[0].reason


@pytest.mark.parametrize(
    "made, doubt",
    [
        (meeting("a", ["Smith", "Colby Smith"]), "answer one another"),
        (
            meeting("a", ["President Smith", "Cy"], counterparts=[Person("Al Smith", "Secretary")]),
            "the offices differ",
        ),
        (
            meeting(
                "a",
                ["Smith", "Cy", "Colby Smith"],
                roles={"Smith": "principal", "Colby Smith": "journalist"},
            ),
            "one is a journalist",
        ),
    ],
)
def test_what_objects_makes_it_a_suggestion(made: Meeting, doubt: str) -> None:
    links = apply(made)
    [suggestion] = links.suggestions()
    assert doubt in suggestion.reason
    assert links.final(suggestion.name, "a") == suggestion.name


def test_a_thousand_of_one_surname_take_no_time() -> None:
    many = [
        f"{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)}x Smith"
        for i in range(5000)
    ]
    meetings = [meeting(f"m{i}", [*between("Smith"), name.title()]) for i, name in enumerate(many)]
    links = apply(*meetings)
    assert links.final("Smith", "m7") == many[7].title()

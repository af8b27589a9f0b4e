from common.meetings import meeting

from toolkit.corpus.people.aliases import Alias, AliasBook
from toolkit.corpus.people.links import Links, Merge
from toolkit.corpus.people.roster import read_roster


def links(*aliases: Alias) -> Links:
    meetings = [
        meeting("m", ["Ann", "Bob", "Cy", "Di"]),
        meeting("n", ["Ann", "Cy", "ANN"]),
    ]
    return Links(read_roster(meetings), AliasBook(aliases))


def test_links_lead_to_the_end_of_the_chain() -> None:
    found = links()
    found.link("Ann", "Cy", "one")
    found.link("Cy", "Di", "two")
    assert found.path("Ann") == ("Di", "one; two")
    assert found.turns("Di") == 5
    assert found.names() == ["ANN", "Bob", "Di"]


def test_a_link_of_one_meeting_says_nothing_of_others() -> None:
    found = links()
    found.link("Ann", "Bob", "here", "m")
    assert [found.final("Ann", place) for place in ("m", "n", "")] == ["Bob", "Ann", "Ann"]


def test_those_who_answer_one_another_are_apart_and_so_are_those_taken_for_them() -> None:
    found = links()
    assert found.apart("Ann", "Bob")
    assert found.apart("Ann", "Cy", "n")
    assert not found.apart("Ann", "Cy", "m")
    assert not found.apart("Bob", "Di")
    found.link("Cy", "Di", "one")
    assert found.apart("Bob", "Di")


def test_a_settled_name_is_linked_to_no_other() -> None:
    found = links(Alias("Ann", "Ann"))
    found.link("Ann", "Di", "alike")
    assert found.final("Ann") == "Ann"
    assert found.suggestions() == (Merge("Di", "Ann", "alike", ("m", "n")),)


def test_a_name_settled_at_one_meeting_is_linked_at_the_others() -> None:
    found = links(Alias("Ann", "Ann", meeting="m"))
    found.link("Ann", "Di", "alike")
    assert [found.final("Ann", place) for place in ("m", "n")] == ["Ann", "Di"]


def test_two_settled_names_are_not_asked_about() -> None:
    found = links(Alias("Ann", "Ann"), Alias("Di", "Di"))
    found.doubt("Ann", "Di", "alike")
    assert found.suggestions() == ()


def test_doubts_are_told_once_and_not_when_a_link_settles_them() -> None:
    found = links()
    found.doubt("Di", "Ann", "alike")
    found.doubt("Ann", "Di", "alike again")
    found.doubt("Bob", "Cy", "brothers")
    found.link("Bob", "Cy", "the same")
    assert found.suggestions() == (Merge("Di", "Ann", "alike", ("m", "n")),)


def test_a_doubt_is_left_for_the_meetings_that_no_link_settles() -> None:
    found = links()
    found.doubt("Ann", "Di", "alike")
    found.link("Ann", "Di", "here", "m")
    assert found.suggestions() == (Merge("Di", "Ann", "alike", ("n",)),)
    found.link("Ann", "Di", "here too", "n")
    assert found.suggestions() == ()


def test_the_best_spelling_is_capitalised_full_and_frequent() -> None:
    names = ["ADA BIRCH", "AdaBirch", "ada birch", "Ada Birch,", "Ada Birch"]
    found = Links(read_roster([meeting("m", names * 2), meeting("n", names[:3])]), AliasBook(()))
    assert max(names, key=found.prominence) == "Ada Birch"


def test_a_merge_is_a_sentence() -> None:
    merge = Merge("A", "B", "they are alike", ("k", "l", "m", "n"))
    assert str(merge) == "'A' and 'B': they are alike (k, l, m and 1 more)"
    assert merge.meetings == 4

"""What each person is at a meeting: every rule, with its reason, and planted behaviour."""

from __future__ import annotations

import random

import pytest
from common.drafts import draft, drafts, head_of
from common.pages import GENERIC, own_layout

from toolkit.corpus.layouts import Layout
from toolkit.corpus.parsing.head import Head
from toolkit.corpus.parsing.roles import ASKS, Draft, asks, judge_roles

LONG = "we have agreed on the ferry and on the fish " * 5
NOBODY = head_of()
Roles = dict[str, tuple[str, str]]


def judged(*turns: str | Draft, head: Head = NOBODY, layout: Layout = GENERIC) -> Roles:
    return dict(judge_roles(drafts(*turns), head, layout))


def roles(*turns: str | Draft, head: Head = NOBODY, layout: Layout = GENERIC) -> dict[str, str]:
    return {name: role for name, (role, _) in judged(*turns, head=head, layout=layout).items()}


# --- what says so, the surest first ------------------------------------------------------------


def test_the_layout_s_own_knowledge_goes_before_the_head_and_the_label() -> None:
    own = own_layout('roles = {"Ada Birch" = "moderator"}', "generic_en")
    turn = draft("Ada Birch", LONG, office="Reporter")
    assert judged(turn, head=head_of("Ada Birch"), layout=own) == {
        "Ada Birch": ("moderator", "the layout says so")
    }


@pytest.mark.parametrize("office", ["Reporter", "senior correspondent of a paper", "News agency"])
def test_a_label_may_say_that_somebody_is_of_the_press(office: str) -> None:
    turn = draft("Ada Birch", LONG, office=office)
    assert judged(turn) == {"Ada Birch": ("journalist", f"the label says '{office}'")}


def test_a_part_of_a_word_is_no_office_of_the_press() -> None:
    turn = draft("Ada Birch", LONG, office="Unreportered Anchorage")
    assert judged(turn) == {"Ada Birch": ("principal", "the label says 'Unreportered Anchorage'")}


def test_host_and_counterparts_are_principals_whatever_they_do() -> None:
    head = head_of("Ada Birch", "Ivo Marlin")
    turns = ("Ada Birch: Why?", "Ivo Marlin: Why?", "Bea Oak: Why?")
    found = judged(*turns, head=head)
    assert found["Ada Birch"] == found["Ivo Marlin"] == ("principal", "named in the head")
    assert found["Bea Oak"][0] != "principal"


def test_an_office_on_the_label_makes_a_principal() -> None:
    found = judged(draft("Ada Birch", LONG, office="Head of the Club"), "Ada Birch: So.")
    assert found == {"Ada Birch": ("principal", "the label says 'Head of the Club'")}


def test_who_does_nothing_of_all_that_is_other() -> None:
    found = judged("Ada Birch: So.", "Ivo Oak: No.", head=head_of(event=""))
    assert set(found.values()) == {("other", "neither asks nor answers")}


def test_people_come_in_the_order_of_their_first_words() -> None:
    assert list(roles("Ivo Oak: a", "Ada Birch: b", "Ivo Oak: c", "Question: d")) == [
        *("Ivo Oak", "Ada Birch")
    ]


# --- behaviour ----------------------------------------------------------------------------------


def test_whoever_hands_the_floor_to_others_moderates() -> None:
    turns = []
    for name in ("Ivo Oak", "Bea Elm", "Max Ash", "Lea Yew"):
        turns += [
            f"Ada Birch: {name.split()[1]}, please.",
            f"{name}: Will it sail?",
            f"Kai Marlin: {LONG}",
        ]
    found = judged(*turns, head=head_of("Kai Marlin"))
    assert found["Ada Birch"] == ("moderator", "short turns that hand the floor to others")
    assert found["Ivo Oak"] == ("journalist", "speaks before a principal answers")


def test_two_turns_or_long_ones_or_ones_that_call_nobody_make_no_moderator() -> None:
    def calling(n: int, call: str) -> str:
        turns = [f"Ada Birch: {call}", "Question: Why?", f"Kai Marlin: {LONG * 3}"] * n
        return roles(*turns, head=head_of("Kai Marlin"))["Ada Birch"]

    assert calling(3, "The next one, please.") == "moderator"
    assert calling(2, "The next one, please.") != "moderator"
    assert calling(3, "The next one, please, and now " + "so " * 12) != "moderator"
    turns = ["Ada Birch: The next one.", f"Kai Marlin: {LONG * 3}"] * 3
    assert roles(*turns, head=head_of("Kai Marlin"))["Ada Birch"] != "moderator"


def test_a_moderator_says_no_more_than_an_eighth_of_all_words() -> None:
    turns = ["Ada Birch: Please go on now.", "Question: Why?", "Kai Marlin: So it is again."] * 3
    assert roles(*turns, head=head_of("Kai Marlin"))["Ada Birch"] != "moderator"


def test_an_office_is_believed_before_behaviour_where_no_press_is_asked() -> None:
    turns = [draft("Ada Birch", "Mr Marlin, please.", office="Director")]
    turns += [draft("Kai Marlin", LONG * 3)]
    assert roles(*turns * 3, head=head_of("Kai Marlin", event="other"))["Ada Birch"] == "principal"
    assert roles(*turns * 3, head=head_of("Kai Marlin"))["Ada Birch"] == "moderator"


def test_who_speaks_behind_questions_answers() -> None:
    found = judged("Question: Why?", "Ada Birch: Because.", "Ivo Oak: Indeed.")
    assert found["Ada Birch"] == ("principal", "answers questions")
    assert found["Ivo Oak"] == ("other", "neither asks nor answers")


def test_a_moderator_between_question_and_answer_does_not_answer() -> None:
    own = own_layout('roles = {"Bea Elm" = "moderator"}', "generic_en")
    turns = ("Question: Why?", "Bea Elm: Mr Oak?", "Ivo Oak: Because.")
    assert roles(*turns, layout=own) == {"Bea Elm": "moderator", "Ivo Oak": "principal"}


def test_of_people_without_marks_the_one_who_says_much_and_asks_little_is_asked() -> None:
    turns = ["Ivo Oak: Why is that?", f"Ada Birch: {LONG}"] * 2 + ["Bea Elm: And how?"]
    found = judged(*turns, f"Ada Birch: {LONG} Is it not?", head=head_of(event="interview"))
    assert found == {
        "Ada Birch": ("principal", "says much and asks little"),
        "Ivo Oak": ("journalist", "speaks before a principal answers"),
        "Bea Elm": ("journalist", "speaks before a principal answers"),
    }


def test_where_no_press_is_asked_a_questioner_is_no_journalist() -> None:
    turns = ("Ivo Oak: Why is that?", f"Ada Birch: {LONG}", "Bea Elm: So be it.")
    found = judged(*turns, head=head_of("Ada Birch", event="other"))
    assert found["Ivo Oak"] == ("other", ASKS)
    assert found["Bea Elm"] == ("other", "neither asks nor answers")


@pytest.mark.parametrize("text", ["Why?", "为什么？", "لماذا؟", "So. Why? So."])
def test_a_question_mark_of_any_script_asks(text: str) -> None:
    assert asks(draft("Ada Birch", text))
    assert not asks(draft("Ada Birch", text.replace(text[-1], ".").replace("?", ".")))


@pytest.mark.parametrize("seed", range(8))
def test_planted_roles_are_found_whoever_bears_them(seed: int) -> None:
    """A conference of one principal, a moderator who calls by name, and a press of eight."""
    draw = random.Random(seed)
    surnames = ["Oak", "Elm", "Ash", "Yew", "Fir", "Box", "Bay", "Alder", "Rowan", "Maple"]
    draw.shuffle(surnames)
    chief, leader, *press = [f"Kim {name}" for name in surnames]
    turns = [f"{chief}: {LONG}"]
    for name in press:
        turns.append(f"{leader}: {name.split()[1]}, you have the floor.")
        turns.append(f"{name}: Will the {draw.choice(['ferry', 'fish', 'port'])} come back?")
        turns.append(f"{chief}: {LONG * draw.randint(1, 3)}")
        if draw.random() < 0.3:
            turns += [f"{name}: And when will that be?", f"{chief}: {LONG}"]
    expected = {chief: "principal", leader: "moderator"} | dict.fromkeys(press, "journalist")
    assert roles(*turns) == expected

"""Who says what to whom, as what, and in which exchange: conferences written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from common.drafts import draft, drafts, head_of
from common.pages import GENERIC, LAYOUTS, MINISTRY, own_layout, says

from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Person, Speaker
from toolkit.corpus.parsing.cast import Cast, cast_turns
from toolkit.corpus.parsing.head import Head
from toolkit.corpus.parsing.roles import Draft

TALKS = head_of("Ada Birch", "Ivo Marlin")
PRESS = own_layout(
    'roles = {"Kim Oak" = "journalist", "Kim Elm" = "journalist", "Kim Ash" = "moderator"}',
    "generic_en",
)


def cast(*turns: str | Draft, head: Head = TALKS, layout: Layout = PRESS, page: str = "") -> Cast:
    """Cast turns; each stands on a line of its own number."""
    return cast_turns(drafts(*turns), head, layout, page, lambda start: start + 1)


def kinds(*turns: str | Draft, head: Head = TALKS, layout: Layout = PRESS) -> list[tuple[str, int]]:
    return [(t.kind, t.exchange) for t in cast(*turns, head=head, layout=layout).turns]


# --- kinds and exchanges -----------------------------------------------------------------------


def test_what_is_said_before_the_first_question_is_a_statement() -> None:
    assert kinds(
        "Ada Birch: It sails again.",
        "Ivo Marlin: I agree with this.",
        "Ada Birch: So be it.",
        "Question: Why?",
        "Ada Birch: Because of the fish.",
    ) == [("statement", 0), ("statement", 0), ("statement", 0), ("question", 1), ("answer", 1)]


def test_several_principals_answer_one_question() -> None:
    assert kinds(
        "Question: Why?",
        "Ada Birch: Because of the fish.",
        "Ivo Marlin: I agree with this.",
        "Ada Birch: Yes.",
        "Question: And how?",
        "Ivo Marlin: No.",
    ) == [*[("question", 1)], *[("answer", 1)] * 3, ("question", 2), ("answer", 2)]


def test_turns_of_one_journalist_without_an_answer_between_are_one_exchange() -> None:
    assert kinds(
        "Kim Oak: I have two questions on the ferry.",
        "Ada Birch: Please go ahead.",
        "Kim Oak: Will it sail?",
        "Ada Birch: It will, in the spring.",
        "Kim Oak: And when will that be?",
        "Ada Birch: In May at the latest.",
        "Kim Elm: What of the fish?",
        "Kim Oak: And the ferry?",
    ) == [
        ("question", 1), ("remark", 1), ("question", 1), ("answer", 1),
        ("question", 2), ("answer", 2),
        ("question", 3), ("question", 4),
    ]  # fmt: skip


def test_unnamed_questions_are_each_their_own_exchange() -> None:
    assert kinds("Question: Why?", "Question: How?", "Ada Birch: By sea.") == [
        *(("question", 1), ("question", 2), ("answer", 2))
    ]


def test_a_moderator_who_hands_over_remarks_within_the_exchange() -> None:
    assert kinds(
        "Kim Ash: We begin with the statements of the two ministers.",
        "Ada Birch: It sails again.",
        "Kim Ash: The first question goes to the paper.",
        "Kim Oak: Why does it sail?",
        "Kim Ash: Minister, would you like to answer?",
        "Ada Birch: Because of the fish.",
        "Moderator: That was all we had time for.",
    ) == [
        ("remark", 0), ("statement", 0), ("remark", 0), ("question", 1),
        ("remark", 1), ("answer", 1), ("remark", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Thank you.",
        "Thank you very much, Mr Oak. Next question, please.",
        "All right, Kim, go ahead.",
        "Good morning, everybody!",
        "",
    ],
)
def test_courtesy_and_handling_are_remarks_whoever_says_them(text: str) -> None:
    turns = cast("Kim Oak: Why does it sail?", f"Ada Birch: {text}", f"Kim Oak: {text}").turns
    assert [t.kind for t in turns] == ["question", "remark", "remark"]
    before = cast(f"Ada Birch: {text}", "Kim Oak: Why?")
    assert before.turns[0].kind == "remark"


@pytest.mark.parametrize("text", ["Yes.", "No.", "Thank you, it sails.", "Thank you. " * 16])
def test_a_word_of_substance_or_many_words_are_an_answer(text: str) -> None:
    assert cast("Question: Why?", f"Ada Birch: {text.strip()}").turns[1].kind == "answer"


def test_asking_back_before_the_questioner_goes_on_is_a_remark() -> None:
    back = "Ada Birch: Which of the two ferries?"
    assert [k for k, _ in kinds("Question: When?", back, "Question: The big one.")] == [
        *("question", "remark", "question")
    ]
    assert kinds("Kim Oak: When?", back, "Kim Oak: The big one, of course.") == [
        *(("question", 1), ("remark", 1), ("question", 1))
    ]
    assert [k for k, _ in kinds("Kim Oak: When?", back, "Kim Elm: What of the fish?")][1] == (
        "answer"
    )
    long = "Ada Birch: Which of the two ferries that we have do you mean?"
    assert [k for k, _ in kinds("Question: When?", long, "Question: The big one.")][1] == "answer"
    assert [k for k, _ in kinds("Question: When?", back)][1] == "answer"


def test_voices_of_nobody_in_particular_remark() -> None:
    turns = cast("Question: Why?", "Voice: Speak up, it is too noisy here.").turns
    assert [(t.kind, t.role, t.speaker) for t in turns] == [
        ("question", "journalist", ""),
        ("remark", "other", ""),
    ]


def test_the_word_for_an_answer_is_the_host_s() -> None:
    turn = cast("Question: Why?", "Answer: Because of the fish.").turns[1]
    assert (turn.speaker, turn.role, turn.kind, turn.label) == (
        *("Ada Birch", "principal", "answer", "Answer"),
    )


# --- whom a question is put to -------------------------------------------------------------------


def test_a_note_says_whom_a_question_addresses() -> None:
    turn = draft("Question", "Why?", note="for Ivo Marlin, in French")
    [asked] = cast(turn).turns
    assert (asked.addressed_to, asked.note) == ("Ivo Marlin", "in French")


def test_a_note_and_directions_stand_together() -> None:
    turn = replace(draft("Question", "Why?", note="in French"), directions="As interpreted")
    assert cast(turn).turns[0].note == "in French; As interpreted"


@pytest.mark.parametrize(
    "text, whom",
    [
        ("My question is for President Marlin. Why?", "Ivo Marlin"),
        ("I ask you both.", ""),
        (
            "A question to Prime Minister Birch, and a question to President Marlin.",
            "Ada Birch; Ivo Marlin",
        ),
        ("A question for President Oak.", ""),
    ],
)
def test_the_words_of_a_question_say_whom_it_addresses(text: str, whom: str) -> None:
    white_house = LAYOUTS["white_house_en"]
    turns = cast(draft("Question", text), f"Ada Birch: {text}", layout=white_house).turns
    assert turns[0].addressed_to == whom
    assert turns[1].addressed_to == ""
    noted = draft("Question", text, note="for all")
    assert cast(noted, layout=white_house).turns[0].addressed_to == "all"
    assert cast(draft("Question", text), layout=MINISTRY).turns[0].addressed_to == ""


# --- who speaks ----------------------------------------------------------------------------------


def test_an_opening_without_a_label_is_the_host_s() -> None:
    turn = cast(draft("", "It sails again."), "Question: Why?").turns[0]
    assert (turn.speaker, turn.role, turn.kind, turn.label) == (
        *("Ada Birch", "principal", "statement", ""),
    )


def test_an_opening_that_no_head_explains_goes_to_the_only_one_who_answers() -> None:
    nobody = head_of()
    opening = draft("", "It sails again.")
    found = cast(opening, "Question: Why?", "Bea Fir: So.", head=nobody)
    assert found.turns[0].speaker == "Bea Fir"
    told = "the opening statement was given to Bea Fir, who alone answers"
    assert told in says(found.notes, "person")
    found = cast(opening, "Question: Why?", "Bea Fir: So.", "Max Yew: No.", head=nobody)
    assert (found.turns[0].speaker, found.turns[0].role) == ("", "other")
    told = "the head does not say who makes the opening statement"
    assert says(found.notes, "person") == [told]
    alone = cast(opening, head=nobody)
    assert (alone.turns[0].speaker, alone.notes) == ("", ())


def test_names_that_differ_in_capitals_and_blanks_alone_are_one_person() -> None:
    found = cast("BEA MCFIR: So.", "Bea McFir: No.", page="Bea McFir")
    assert {t.speaker for t in found.turns} == {"Bea McFir"}
    assert [s.labels for s in found.speakers] == [("BEA MCFIR", "Bea McFir")]


def test_speakers_are_listed_with_what_the_page_says_of_them() -> None:
    head = replace(TALKS, host=Person("Ada Birch", "Foreign Minister"))
    found = cast(
        draft("", "It sails again."),
        "Question: Why?",
        draft("Ada Birch", "Because of the fish.", office="Minister of Ferries"),
        draft("Bea Fir", "I second that.", office="Harbour Master"),
        "Kim Oak: Kim Oak of The Ferry Times. How?",
        head=head,
    )
    assert found.speakers == (
        Speaker(
            *("Ada Birch", "principal", "named in the head", "Foreign Minister"),
            labels=("Ada Birch",),
        ),
        Speaker(
            *("Bea Fir", "principal", "the label says 'Harbour Master'", "Harbour Master"),
            labels=("Bea Fir",),
        ),
        Speaker(
            *("Kim Oak", "journalist", "the layout says so"),
            outlet="The Ferry Times",
            labels=("Kim Oak",),
        ),
    )


@pytest.mark.parametrize(
    "text, outlet",
    [
        ("Kim Oak with the Ferry Times. How?", "Ferry Times"),
        ("Thank you. Kim Oak with the Voice of Anglers. How?", "Voice of Anglers"),
        ("I’m Kim Oak from Reuters, and I ask: how?", "Reuters"),
        ("Kim Oak at A&B News and what now?", "A&B News"),
        ("Kim Oak, the Ministry\u00a0of Fish TV channel. How?", "Ministry of Fish TV"),
        ("My name is Kim Oak, I am a fisher.", ""),
        ("My name is Kim Oak, I’m here.", ""),
        ("I am Kim Oak, Harbour Council deputy from the north.", ""),
        ("Kim Oak, Editor-in-Chief of the Post.", ""),
        ("Kim Oak here. How?", ""),
        ("How?", ""),
        (f"{'So ' * 101}Kim Oak, Reuters. How?", ""),
    ],
)
def test_a_journalist_says_for_whom(text: str, outlet: str) -> None:
    assert cast(draft("Kim Oak", text)).speakers[0].outlet == outlet


# --- what is noted -------------------------------------------------------------------------------


def test_questions_that_nobody_answers_are_listed() -> None:
    found = cast(
        "Question: Why?",
        "Ada Birch: Because of the fish.",
        "Kim Oak: Will it sail?",
        "Ada Birch: Thank you.",
        "Kim Oak: And the fish?",
        "Question: And who pays?",
    )
    assert says(found.notes, "question") == [
        "line 3: the question of exchange 2 (turn 3) has no answer",
        "line 6: the question of exchange 3 (turn 6) has no answer",
    ]


def test_a_label_that_follows_itself_is_noted() -> None:
    found = cast("Ada Birch: It sails.", "Ada Birch: And soon.", "Question: Why?", "Question: How?")
    assert says(found.notes, "label") == [
        "line 2: 'Ada Birch' follows itself: a turn between may be missing"
    ]
    again = cast("Ada Birch: It sails.", "Ada Birch: And soon.", "Ada Birch: So.")
    assert says(again.notes, "label") == [
        "line 2: 'Ada Birch' follows itself, 2 times: a turn between may be missing"
    ]
    opening = cast(draft("", "It sails."), "Ada Birch: And soon.")
    assert says(opening.notes, "label") == []


def test_labels_that_open_one_turn_and_are_no_principal_s_are_listed() -> None:
    found = cast(
        "Ada Birch: It sails.", "Kim Oak: Why?", "Kim Elm: And how?", "Kim Elm: So?", "Bea Fir: So."
    )
    assert says(found.notes, "label")[-1] == "labels that open one turn only: Kim Oak, Bea Fir"
    assert says(cast("Ada Birch: It sails.").notes) == []


def test_positions_places_and_texts_are_the_drafts() -> None:
    made = drafts("Question: Why?", "Ada Birch: By sea.")
    turns = cast_turns(made, TALKS, GENERIC, "", lambda _: 1).turns
    assert [(t.position, t.start, t.end, t.text) for t in turns] == [
        (1, made[0].start, made[0].end, "Why?"),
        (2, made[1].start, made[1].end, "By sea."),
    ]

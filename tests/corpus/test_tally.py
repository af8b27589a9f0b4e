from __future__ import annotations

from dataclasses import replace

import pytest
from common.built import built, turn
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.meeting import Speaker
from toolkit.corpus.tally import open_questions, tally


def rows_of(*turns):
    return {row.name or row.role: row for row in tally(built(turns=turns)[0])}


def test_turns_words_and_shares_of_each_speaker_in_the_order_of_their_first_turns():
    rows = rows_of(
        turn(1, "statement", "Ada", text="one two three four"),
        turn(2, "question", "", exchange=1, text="five six"),
        turn(3, "answer", "Ada", exchange=1, text="seven"),
        turn(4, "remark", "", role="moderator", exchange=1, text="eight"),
    )
    assert list(rows) == ["Ada", "journalist", "moderator"]
    assert [(row.turns, row.words) for row in rows.values()] == [(2, 5), (1, 2), (1, 1)]
    assert [row.share for row in rows.values()] == [5 / 8, 2 / 8, 1 / 8]


def test_a_question_that_two_answer_is_received_by_both():
    rows = rows_of(
        turn(1, "question", "Kim", exchange=1),
        turn(2, "answer", "Ada", exchange=1),
        turn(3, "answer", "Ivo", exchange=1),
        turn(4, "answer", "Ada", exchange=1),
    )
    assert {name: (row.received, row.left_open) for name, row in rows.items()} == {
        "Kim": (0, 0), "Ada": (1, 0), "Ivo": (1, 0),
    }  # fmt: skip


def test_who_is_asked_by_name_and_stays_silent_leaves_the_question_open():
    rows = rows_of(
        turn(1, "statement", "Ivo"),
        turn(2, "question", "Kim", addressed_to="Ada; Ivo", exchange=1),
        turn(3, "answer", "Ada", exchange=1),
        turn(4, "question", "Kim", addressed_to="Ivo", exchange=2),
    )
    assert (rows["Ada"].received, rows["Ada"].left_open) == (1, 0)
    assert (rows["Ivo"].received, rows["Ivo"].left_open) == (2, 2)


def test_open_questions_are_those_that_nobody_answers():
    meeting, _ = built(
        turns=[
            turn(1, "remark", "Pat", role="moderator", exchange=0),
            turn(2, "question", "", exchange=1),
            turn(3, "question", "Kim", exchange=2),
            turn(4, "question", "Kim", exchange=2),
            turn(5, "remark", "Ada", exchange=2),
            turn(6, "question", "", exchange=3),
            turn(7, "answer", "Ada", exchange=3),
        ]
    )
    assert open_questions(meeting) == (2, 3)


def test_a_meeting_without_words_or_turns_is_no_error():
    assert tally(built()[0]) == ()
    assert rows_of(turn(1, "statement", "Ada", text=""))["Ada"].share == 0


turns = st.lists(
    st.tuples(
        st.sampled_from(["statement", "question", "answer", "remark"]),
        st.sampled_from(["", "Ada", "Ivo", "Kim"]),
        st.sampled_from(["", "Ada", "Ivo; Ada", "nobody here"]),
        st.integers(0, 4),
        st.integers(0, 9),
    )
)


@given(turns)
def test_nothing_is_counted_twice_or_lost(drawn):
    meeting, _ = built(
        turns=[
            turn(i, kind, who, addressed_to=to, exchange=exchange, text="w " * words)
            for i, (kind, who, to, exchange, words) in enumerate(drawn, 1)
        ]
    )
    rows = tally(meeting)
    assert sum(row.turns for row in rows) == len(drawn)
    assert sum(row.words for row in rows) == meeting.words
    assert not meeting.words or sum(row.share for row in rows) == pytest.approx(1)
    assert all(0 <= row.left_open <= row.received <= 4 for row in rows)
    with_question = {x[3] for x in drawn if x[0] == "question"} - {0}
    answered = {x[3] for x in drawn if x[0] == "answer"}
    assert len(open_questions(meeting)) == len(with_question - answered)


def test_the_role_of_a_speaker_is_the_one_that_the_meeting_lists():
    turns = (
        turn(1, "remark", "Ada", role="moderator"),
        turn(2, "answer", "Ada", role="principal", exchange=1),
        turn(3, "remark", "Ivo", role="other"),
    )
    meeting = replace(built(turns=turns)[0], speakers=(Speaker("Ada", "principal", "answers"),))
    assert [(row.name, row.role) for row in tally(meeting)] == [
        ("Ada", "principal"),
        ("Ivo", "other"),
    ]

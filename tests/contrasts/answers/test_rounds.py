from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from common.exchanges import topics_of, with_role

from toolkit.contrasts.answers.rounds import Rounds, gather_rounds
from toolkit.errors import ToolkitError

Q, A = "question", "answer"
ROWS = [
    ("a", 0, "statement", "Ann", [9, 9]),
    ("a", 1, Q, "X", [4, 0]), ("a", 1, A, "Ann", [6, 2]),
    ("a", 2, Q, "X", [0, 5]), ("a", 2, A, "Ann", [1, 6]),  # follows up
    ("a", 3, Q, "Y", [3, 3]), ("a", 3, A, "Ann", [2, 2]), ("a", 3, A, "Ann", [1, 0]),
    ("a", 10, Q, "X", [7, 0]), ("a", 10, A, "Ann", [5, 5]),  # X again, but not right after
    ("b", 1, Q, "", [4, 1]), ("b", 1, A, "Ann", [1, 1]),
    ("b", 2, Q, "", [4, 2]), ("b", 2, A, "Ann", [1, 2]),  # unnamed: nobody knows who
    ("b", 3, Q, "Y", [4, 3]),  # nobody answers
    ("b", 4, Q, "Z", [4, 4]), ("b", 4, A, "Help", [8, 8]),
    ("b", 5, Q, "Z", [1, 0]), ("b", 5, A, "Ann", [8, 8]),
    ("c", 1, Q, "X", [4, 0]), ("c", 1, A, "Ann", [6, 2]),
    ("c", 1, "remark", "Mod", [9, 9]),
]  # fmt: skip


def gathered(**settings: Any) -> Rounds:
    given: dict[str, Any] = {
        "where": None, "speakers": (), "follow_ups": "together",
        "min_exchanges": 2, "min_tokens": 1,
    }  # fmt: skip
    return gather_rounds(with_role(topics_of(ROWS), "Help", "other"), **(given | settings))


def test_follow_ups_move_with_their_question():
    rounds = gathered()
    of_a = [i for i, m in enumerate(rounds.meeting) if rounds.meetings[m] == "a"]
    assert [rounds.exchanges[i] for i in of_a] == [
        "a#exchange 1; a#exchange 2", "a#exchange 3", "a#exchange 10",
    ]  # fmt: skip
    assert rounds.questions.toarray()[of_a].tolist() == [[4, 5], [3, 3], [7, 0]]
    assert rounds.answers.toarray()[of_a].tolist() == [[7, 8], [3, 2], [5, 5]]
    assert [rounds.asked_by[i] for i in of_a] == ["X", "Y", "X"]
    assert rounds.counted["follow-ups joined to their question"] == 2  # one of them Z's in b


def test_apart_every_exchange_stands_for_itself():
    rounds = gathered(follow_ups="apart")
    assert [name for name in rounds.exchanges if name[0] == "a"] == [
        f"a#exchange {n}" for n in (1, 2, 3, 10)
    ]
    assert "follow-ups joined to their question" not in rounds.counted


def test_what_is_met_and_set_aside_is_counted():
    counted = gathered().counted
    assert counted["questions"] == 10
    assert counted["questions of unnamed questioners"] == 2
    assert counted["questions without an answer"] == 1
    assert counted["questions answered by others only"] == 1
    assert counted["meetings with under 2 rounds"] == 1
    assert counted["rounds in such meetings"] == 1
    # Z's question of one word is short.
    short = "rounds with under 2 counted tokens in question or answer"
    assert gathered(min_tokens=2).counted[short] == 1


def test_only_those_named_answer():
    with pytest.raises(ToolkitError, match="no speaker answers two questions"):
        gathered(speakers=("Help",))
    rounds = gather_rounds(
        topics_of(ROWS),
        where=None,
        speakers=(),
        follow_ups="together",
        min_exchanges=2,
        min_tokens=1,
    )
    # Now a principal, Help answers once in b, where one cannot compare.
    assert rounds.counted["rounds that are the only one of their speaker in the meeting"] == 1


def test_rounds_without_a_word_of_a_topic_are_set_aside():
    topics = topics_of(ROWS)
    # No topic holds the second word, and the second question of a is of nothing else.
    blind = replace(
        topics, topic_term=np.array([[1.0, 0.0]]), doc_topic=np.ones((len(ROWS), 1)), labels=("1",)
    )
    rounds = gather_rounds(
        blind, where=None, speakers=(), follow_ups="apart", min_exchanges=2, min_tokens=1
    )
    assert "a#exchange 2" not in rounds.exchanges
    assert rounds.counted["rounds without a word of any topic in question or answer"] == 1
    assert (rounds.asked == 1).all()


def test_where_keeps_meetings():
    assert set(gathered(where={"meeting": ("a",)}).exchanges) < set(gathered().exchanges)


def test_without_exchanges_there_is_nothing_to_compare():
    rows = [(m, 0, kind, who, counts) for m, _, kind, who, counts in ROWS]
    with pytest.raises(ToolkitError, match="has a value in 'exchange'"):
        gather_rounds(
            topics_of(rows),
            where=None,
            speakers=(),
            follow_ups="apart",
            min_exchanges=2,
            min_tokens=1,
        )

from dataclasses import replace

import numpy as np
import pytest
from common.exchanges import conference, topics_of

from toolkit.contrasts import uptake
from toolkit.contrasts.answers.cautions import generalises


def rows(n_tokens: int = 40) -> list:  # type: ignore[type-arg]
    return conference(np.random.default_rng(8), n_meetings=6, n_rounds=4, tokens=(15, n_tokens))


def test_unnamed_questioners_are_warned_about():
    unnamed = [(m, e, kind, "" if kind == "question" else who, n) for m, e, kind, who, n in rows()]
    said = uptake(topics_of(unnamed), n_shuffles=99).cautions
    assert said[0].startswith("24 of 24 questions are by nobody named")
    assert uptake(topics_of(unnamed), n_shuffles=99, shuffle="shift").cautions == ()
    assert uptake(topics_of(rows()), n_shuffles=99).cautions == ()


def test_lengths_that_go_together_are_warned_about_where_they_matter():
    longer = [
        (m, e, kind, who, np.array(n) * (5 if int(e) % 2 else 1)) for m, e, kind, who, n in rows()
    ]
    said = uptake(topics_of(longer), n_shuffles=99, measure="affinity").cautions
    assert "correlation of log lengths 1.00" in said[0]
    assert uptake(topics_of(longer), n_shuffles=99).cautions == ()


def test_few_meetings_are_warned_about_where_they_are_tested():
    few = [row for row in rows() if row[0] < "m03"]
    said = uptake(topics_of(few), n_shuffles=99).cautions
    assert said[0].startswith("1 of the speakers tested answer in fewer than 6 meetings (Ann)")


def test_topics_that_are_too_coarse_are_told():
    random = np.random.default_rng(8)
    topics = topics_of(conference(random, n_meetings=8, n_rounds=5, uptake=0.6))
    # Every term is of both topics alike, but for what says nothing.
    blind = replace(
        topics,
        topic_term=np.full((2, 5), 0.2),
        doc_topic=np.full((80, 2), 0.5),
        labels=("1", "2"),
    )
    found = uptake(blind, n_shuffles=199)
    assert found.p[1] < 0.05 < found.p[0]
    (said,) = found.cautions
    assert said.startswith("words are taken up where topics are not found to be (Ann)")


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "this meeting alone"), (5, "these 5 meetings alone"), (6, "others like them")],
)
def test_what_it_speaks_of(n, said):
    assert said in generalises(n)

"""Planted truth, fitted again and again: what is there survives, what is not there does not."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from toolkit.contrasts import Robustness, Specification, contrast, robustness
from toolkit.counts import Counts
from toolkit.segments import Segments
from toolkit.topics import fit_lda

N_MEETINGS, EACH, N_TOPICS, WORDS_OF_ONE = 24, 4, 6, 15
KINDS = ("answer", "question")


def planted(shift: float, seed: int = 1) -> Counts:
    """Meetings of some answers and as many questions; answers have `shift` more of the first topic.

    Topic k has the words ``k00`` to ``k14``, all topics a few words of the others.
    """
    rng = np.random.default_rng(seed)
    n_terms = N_TOPICS * WORDS_OF_ONE
    phi = np.full((N_TOPICS, n_terms), 0.1 / n_terms)
    for k in range(N_TOPICS):
        of = rng.dirichlet(np.full(WORDS_OF_ONE, 2.0))
        phi[k, k * WORDS_OF_ONE : (k + 1) * WORDS_OF_ONE] += 0.9 * of
    rows = []
    for _ in range(N_MEETINGS):
        theta = rng.dirichlet(np.full(N_TOPICS, 3.0))
        for kind in KINDS:
            for _ in range(EACH):
                own = rng.dirichlet(3 * theta)
                if kind == "answer":
                    own = (1 - shift) * own + shift * np.eye(N_TOPICS)[0]
                rows.append(rng.multinomial(80, own @ phi))
    of = [(f"m{i:02d}", kind, j) for i in range(N_MEETINGS) for kind in KINDS for j in range(EACH)]
    columns = {
        "meeting": [meeting for meeting, _, _ in of],
        "segment": [f"{meeting} {kind} {j}" for meeting, kind, j in of],
        "kind": [kind for _, kind, _ in of],
    }
    segments = Segments(
        by="turn",
        texts=("",) * len(rows),
        columns=MappingProxyType({name: tuple(values) for name, values in columns.items()}),
        dropped=MappingProxyType({}),
    )
    terms = tuple(f"{k}{i:02d}" for k in range(N_TOPICS) for i in range(WORDS_OF_ONE))
    return Counts(segments, csr_matrix(np.array(rows)), terms, (), MappingProxyType({}))


def specification(counts: Counts, n_topics: int, seed: int, texts: str = "all") -> Specification:
    topics = fit_lda(counts, n_topics=n_topics, seed=seed)
    compared = contrast(topics, between="kind", n_shuffles=499, n_resamples=199)
    choices = {"texts": texts, "n_topics": n_topics, "seed": seed}
    return Specification(f"{texts}, {n_topics}, {seed}", choices, topics, compared)


def topic_of(found: Robustness, k: int) -> int:
    """Return the place of the base's topic that is made of the words of a planted one."""
    (place,) = (
        i for i, label in enumerate(found.labels)
        if all(word.startswith(str(k)) for word in label.split(" ", 1)[1].split(", "))
    )  # fmt: skip
    return place


def followed(counts: Counts) -> Robustness:
    fits = [(k, seed) for k in (6, 7, 8, 10) for seed in range(1, 6)]
    base, *others = (specification(counts, k, seed) for k, seed in fits)
    return robustness(base, others)


@pytest.fixture(scope="module")
def found() -> Robustness:
    return followed(planted(0.24))


def test_a_planted_difference_survives_twenty_refits_and_sizes(found: Robustness) -> None:
    row = found.table().iloc[topic_of(found, 0)]
    assert row.fits == 20
    assert row.holds >= 18
    assert row.opposite == 0
    assert row.hangs_on == ""
    # Of the words that would have been on other topics, 5 of 6, answers spend 0.24 on it.
    assert row.median_pp == pytest.approx(20, abs=4)


def test_what_was_not_planted_does_not_hold() -> None:
    nothing = followed(planted(0.0, seed=2))
    assert nothing.findings() == []
    assert nothing.table()["holds"].max() <= 2
    assert nothing.table()["same_topic"].min() >= 15, "the topics are there"
    assert "nothing to hold" in nothing.summary()


def test_a_difference_that_exists_by_one_choice_only_is_said_to_hang_on_it() -> None:
    texts = {"all": planted(0.24), "without notes": planted(0.0)}
    base, *others = (
        specification(texts[name], k, seed, name)
        for name in texts for k in (6, 8) for seed in (1, 2)
    )  # fmt: skip
    result = robustness(base, others)
    place = topic_of(result, 0)
    row = result.table().iloc[place]
    assert row.same_topic == 8
    assert row.holds == 4
    assert row.hangs_on == "texts = without notes (0 of 4; 4 of 4 with all)"
    assert f"hangs on {row.hangs_on}." in result.summary()

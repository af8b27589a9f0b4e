"""How often uptake is found that is not there, and whether it is found where it is.

Words are drawn from topics that share none, so that a topic is as large as its share of the
words; the long form folds words of overlapping topics in as well. No model is fitted. Meetings
are strongly clustered, speakers have topics of their own, lengths of questions and answers go
together, and neighbouring questions, as neighbouring answers, may be alike. The suite draws some
data sets for each case; ``TOOLKIT_VALIDITY=4000`` draws as many as that says. Rates are printed
(``pytest -s``).
"""

import os
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.sparse import csr_matrix

from toolkit.contrasts.answers.likeness import Measure, likeness, word_likeness
from toolkit.contrasts.answers.null import adjust_speakers, shuffle_uptake
from toolkit.contrasts.answers.shifts import adjust_shifts, find_shifts, largest_t
from toolkit.contrasts.answers.shuffle import Shuffle, make_orders
from toolkit.topics import fold_in_lda

Floats = NDArray[np.float64]
Random = np.random.Generator

N_SETS = int(os.environ.get("TOOLKIT_VALIDITY", "80"))
N_TOPICS, N_TERMS, N_SHUFFLES = 8, 120, 199
OVERLAPPING = np.random.default_rng(5).dirichlet(np.full(N_TERMS, 0.08), N_TOPICS)
APART = np.kron(np.eye(N_TOPICS), np.full(N_TERMS // N_TOPICS, N_TOPICS / N_TERMS))
LONG = pytest.mark.skipif(N_SETS < 1000, reason="takes minutes; set TOOLKIT_VALIDITY=4000")
LEVEL = 0.05 + 1e-12


class Case(NamedTuple):
    """A kind of corpus: meetings, speakers, rounds of one speaker in one meeting."""

    meetings: int = 8
    speakers: int = 2
    rounds: int = 5
    uptake: float = 0.0  # share of the answer's topics that is the question's
    unequal: bool = False
    long_with_long: float = 0.9  # correlation of log lengths of question and answer
    drift: float = 0.0  # share of a question's, and of an answer's, topics from the one before
    scatter: float = 3.0  # the larger, the more alike are the texts of a meeting
    overlapping: bool = False  # topics share words, and are folded in
    measure: Measure = "overlap"
    shuffle: Shuffle = "answers"


Block = tuple[int, int, NDArray[np.int64], NDArray[np.int64]]


def _dirichlet(random: Random, shapes: Floats) -> Floats:
    drawn = random.standard_gamma(shapes) + 1e-12
    return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True))


def _draw(random: Random, case: Case) -> list[Block]:
    base = 0.9 * random.dirichlet(np.ones(N_TOPICS)) + 0.1 / N_TOPICS
    phi = OVERLAPPING if case.overlapping else APART
    favourites = _dirichlet(random, np.tile(4 * base, (case.speakers, 1)))
    blocks = []
    for meeting in range(case.meetings):
        own = _dirichlet(random, 6 * base)
        for speaker, favourite in enumerate(favourites):
            n = int(random.integers(2, 2 * case.rounds)) if case.unequal else case.rounds
            asked = _dirichlet(random, np.tile(case.scatter * own, (n, 1)))
            said = _dirichlet(random, np.tile(case.scatter * (own + favourite) / 2, (n, 1)))
            for i in range(1, n):
                asked[i] += case.drift * (asked[i - 1] - asked[i])
                said[i] += case.drift * (said[i - 1] - said[i])
            said += case.uptake * (asked - said)
            z, other = random.standard_normal((2, n))
            r = case.long_with_long
            lengths = (np.exp(3 + 0.9 * z), np.exp(4 + 0.9 * (r * z + np.sqrt(1 - r * r) * other)))
            sides = [
                np.array(
                    [random.multinomial(int(w) + 3, p @ phi) for w, p in zip(of, side, strict=True)]
                )
                for of, side in zip(lengths, (asked, said), strict=True)
            ]
            blocks.append((meeting, speaker, sides[0], sides[1]))
    return blocks


def _shares(counts: NDArray[np.int64], *, overlapping: bool) -> Floats:
    if overlapping:
        return fold_in_lda(csr_matrix(counts), OVERLAPPING, tol=1e-5)
    held = counts.reshape(len(counts), N_TOPICS, -1).sum(axis=2)
    return np.asarray(held / held.sum(axis=1, keepdims=True))


def _rates(case: Case, n_sets: int = N_SETS) -> dict[str, float]:
    """Share of data sets in which each test reaches 5 %."""
    random = np.random.default_rng(1)
    found = dict.fromkeys(("topics", "words", "speakers", "kept", "turned"), 0)
    for seed in range(n_sets):
        blocks = _draw(random, case)
        meeting, speaker = (np.array([block[i] for block in blocks]) for i in (0, 1))
        sides = [
            [_shares(block[i], overlapping=case.overlapping) for i in (2, 3)] for block in blocks
        ]
        alike = [
            np.array([
                likeness(*folded, case.measure),
                word_likeness(csr_matrix(q), csr_matrix(a), np.ones(N_TERMS)),
            ])
            for folded, (_, _, q, a) in zip(sides, blocks, strict=True)
        ]  # fmt: skip
        orders = make_orders(
            [len(block[2]) for block in blocks],
            shuffle=case.shuffle,
            n_shuffles=N_SHUFFLES,
            seed=seed,
        )
        whole, own = shuffle_uptake(alike, orders, meeting, speaker, by_exchange=False)
        topics, words = whole.p(exhaustive=orders.exhaustive)
        adjusted = adjust_speakers(own, sorted(own), exhaustive=orders.exhaustive)
        of = [(b, *two) for b, (two, s) in enumerate(zip(sides, speaker, strict=True)) if s == 0]
        shifts = find_shifts(of)  # type: ignore[arg-type]
        largest = largest_t(of, shifts, orders)  # type: ignore[arg-type]
        turned = adjust_shifts(shifts.t, largest, exhaustive=orders.exhaustive)
        found["topics"] += topics <= LEVEL
        found["words"] += words <= LEVEL
        found["speakers"] += min(p[0] for p in adjusted.values()) <= LEVEL
        same = np.eye(N_TOPICS, dtype=bool)
        found["kept"] += bool((turned[same] <= LEVEL).any())
        found["turned"] += bool((turned[~same] <= LEVEL).any())
    rates = {name: n / n_sets for name, n in found.items()}
    print(case, rates)
    return rates


def _band(n_sets: int = N_SETS) -> tuple[float, float]:
    """The 99.9 % binomial band around 5 %."""
    low, high = stats.binom.ppf([0.0005, 0.9995], n_sets, 0.05) / n_sets
    return float(low), float(high)


@pytest.mark.parametrize(
    "case",
    [
        Case(),
        Case(meetings=12, rounds=4, unequal=True),
        Case(meetings=3),
        Case(meetings=8, speakers=1, rounds=12, drift=0.8, long_with_long=0.0),
        Case(meetings=8, speakers=1, rounds=12, drift=0.8, shuffle="shift"),
        Case(scatter=20.0),
        pytest.param(Case(overlapping=True), marks=LONG),
    ],
    ids=[
        "long with long",
        "unequal",
        "three meetings",
        "drift",
        "drift, shifted",
        "all noise",
        "folded in",
    ],
)
def test_size(case: Case) -> None:
    rates = _rates(case)
    low, high = _band()
    for name, rate in rates.items():
        assert rate <= high, name
    for name in ("topics", "words"):
        assert rates[name] >= low, name


def test_planted_uptake_is_found() -> None:
    rates = _rates(Case(uptake=0.25), 40)
    assert min(rates[name] for name in ("topics", "words", "speakers")) >= 0.7


@LONG
@pytest.mark.parametrize("measure", ["affinity", "jsd"])
def test_likenesses_that_bend_find_too_much(measure: Measure) -> None:
    """Long questions with long answers look like uptake to them: the reason for "overlap"."""
    case = Case(rounds=12, speakers=1, scatter=20.0, measure=measure)
    assert _rates(case)["topics"] > _rates(case._replace(measure="overlap"))["topics"]

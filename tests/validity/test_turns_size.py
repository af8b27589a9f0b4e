"""How often turns shuffled inside few meetings find what is not there.

The suite draws a hundred data sets for each case; ``TOOLKIT_VALIDITY=4000`` draws as many as that
says.
"""

import os
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.sparse import csr_matrix

from toolkit.contrasts.cells import Cells
from toolkit.contrasts.compare import compare
from toolkit.contrasts.thin import thin_exchanges
from toolkit.contrasts.turns import turn_designs
from toolkit.topics import fold_in_lda

Floats = NDArray[np.float64]
Random = np.random.Generator

N_SETS = int(os.environ.get("TOOLKIT_VALIDITY", "100"))
N_TOPICS = 12
LEVEL = 0.05 + 1e-12


def _dirichlet(random: Random, shapes: Floats) -> Floats:
    drawn = random.standard_gamma(shapes) + 1e-12
    return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True))


def _meetings(random: Random, n: int, n_topics: int) -> Floats:
    base = 0.9 * random.dirichlet(np.ones(n_topics)) + 0.1 / n_topics
    return _dirichlet(random, np.tile(8 * base, (n, 1)))


def _cells(values: Floats, group: list[int], unit: list[int], meeting: Floats) -> Cells:
    ones = np.ones(len(values))
    return Cells(
        groups=("a", "b"),
        clusters=tuple(map(str, range(len(meeting)))),
        group=np.array(group),
        cluster=np.array(unit),
        proportions=values,
        weights=ones,
        segments=ones.astype(np.int64),
        tokens=ones.astype(np.int64),
        strata=meeting.astype(np.intp),
        dates=(None,) * len(meeting),
        lengths=np.ones(2),
        n_missing=0,
        n_empty=0,
    )


def _turns(n_meetings: int, of_a: int, of_b: int) -> Callable[[Random], Cells]:
    def draw(random: Random) -> Cells:
        meeting = np.repeat(np.arange(n_meetings), of_a + of_b)
        values = _dirichlet(random, 4 * _meetings(random, n_meetings, N_TOPICS)[meeting])
        group = np.tile(np.repeat([0, 1], [of_a, of_b]), n_meetings)
        order = np.argsort(group, kind="stable")
        return _cells(values[order], group[order].tolist(), order.tolist(), meeting)

    return draw


def _exchanges(n_meetings: int, each: int) -> Callable[[Random], Cells]:
    def draw(random: Random) -> Cells:
        meeting = np.repeat(np.arange(n_meetings), each)
        exchange = _dirichlet(random, 8 * _meetings(random, n_meetings, N_TOPICS)[meeting])
        sides = [_dirichlet(random, 6 * exchange) for _ in "ab"]
        n = len(meeting)
        return _cells(np.vstack(sides), [0] * n + [1] * n, [*range(n), *range(n)], meeting)

    return draw


def _found(draw: Callable[[Random], Cells], n_sets: int) -> tuple[float, float]:
    found = np.zeros(2)
    for number in range(n_sets):
        cells = draw(np.random.default_rng([number, 31]))
        (design,) = turn_designs(cells)
        pair = compare(cells, design, n_shuffles=199, n_pairs=1, seed=number, n_clusters=3)
        found += (pair.p_adjusted.min() <= LEVEL, pair.jsd_p <= LEVEL)
    return float(found[0] / n_sets), float(found[1] / n_sets)


def _band(level: float, n_sets: int) -> tuple[float, float]:
    low, high = stats.binom.ppf([0.0005, 0.9995], n_sets, level) / n_sets
    return float(low), float(high)


CASES = {
    "one meeting, 6 and 6 turns": (_turns(1, 6, 6), 0.05),
    "three meetings, 5 and 5 turns": (_turns(3, 5, 5), 0.05),
    "three meetings, 2 and 10 turns": (_turns(3, 2, 10), 0.05),
    "one meeting, 6 exchanges": (_exchanges(1, 6), 2 / 64),
    "three meetings, 8 exchanges": (_exchanges(3, 8), 0.05),
}


@pytest.mark.parametrize("name", CASES)
def test_rejects_as_often_as_it_says(name: str) -> None:
    draw, attained = CASES[name]
    any_topic, divergence = _found(draw, N_SETS)
    low, high = _band(attained, N_SETS)
    print(f"\n{name}: any topic {any_topic:.4f}, jsd {divergence:.4f}, band {low:.4f} {high:.4f}")
    assert low <= any_topic <= high
    assert divergence <= high


TOPICS = _dirichlet(np.random.default_rng(0), np.full((8, 150), 0.1))


def _long_answers(*, thinned: bool) -> Callable[[Random], Cells]:
    """Draw 100 exchanges of 25 words against 250 from the same proportions."""

    def draw(random: Random) -> Cells:
        meeting = np.repeat(np.arange(5), 20)
        exchange = _dirichlet(random, 8 * _meetings(random, 5, 8)[meeting])
        sides = [
            random.multinomial(length, _dirichlet(random, 6 * exchange) @ TOPICS)
            for length in (25, 250)
        ]
        counts = csr_matrix(np.vstack(sides))
        if thinned:
            pairs = [(str(i), ([i], [100 + i])) for i in range(100)]
            counts = thin_exchanges(counts, pairs, int(random.integers(2**31)))
        values = fold_in_lda(counts, TOPICS)
        return _cells(values, [0] * 100 + [1] * 100, [*range(100), *range(100)], meeting)

    return draw


def test_long_answers_to_short_questions_are_thinned() -> None:
    n_sets = max(40, N_SETS // 10)
    any_topic, divergence = _found(_long_answers(thinned=True), n_sets)
    untouched, _ = _found(_long_answers(thinned=False), n_sets)
    print(f"\n25 against 250 words: thinned {any_topic:.3f} {divergence:.3f}, not {untouched:.3f}")
    assert max(any_topic, divergence) <= _band(0.06, n_sets)[1]
    assert untouched > 0.1

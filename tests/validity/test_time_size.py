"""How often stretches of time are found to differ when neighbours merely resemble each other.

Clusters follow a first-order autoregression of the topics' logits; no stretch differs. The suite
draws a hundred data sets for each case; ``TOOLKIT_VALIDITY=4000`` draws as many as that says.
"""

import numpy as np
import pytest
from common import nulls
from common.nulls import N_TOPICS, Floats
from common.rates import LEVEL, Rates, band, by_clusters, count, judge, middling, n_sets, pairs_of
from scipy import stats

from toolkit.contrasts.design import Time
from toolkit.contrasts.pair import Pair

N_SETS = n_sets(100)

UNLIKE = np.linspace(0, 0.8, N_TOPICS)  # each topic its own
ONE = np.where(np.arange(N_TOPICS) == 0, 0.8, 0.0)  # one topic wanders, the others do not

SIZES = [(12, 12), (20, 20), (10, 30)]
MORE = [(4, 4), (6, 6), (10, 10), (5, 15), (40, 40)] if N_SETS > 100 else []


def _rates(sizes: tuple[int, int], rho: float | Floats, time: Time, said: str = "") -> Rates:
    name = f"{time} {sizes[0]}+{sizes[1]}, autocorrelation {said or rho}"
    rates = count(name, nulls.stretches(*sizes, rho), by_clusters(time), N_SETS)
    judge(rates, test="size in time")
    return rates


def _upper(level: float) -> float:
    return band(level, N_SETS)[1]


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("sizes", SIZES + MORE)
def test_blocks_hold_their_level(sizes: tuple[int, int], rho: float) -> None:
    found = _rates(sizes, rho, "blocks")
    # 5 % exactly is promised of no test of a short sequence; the most measured is 7 %.
    assert max(found.any_topic, found.divergence) <= _upper(0.07)
    assert found.one_topic <= _upper(0.05)


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("sizes", [(20, 20), (10, 30)] + ([(5, 15), (40, 40)] if MORE else []))
def test_shifts_hold_their_level(sizes: tuple[int, int], rho: float) -> None:
    found = _rates(sizes, rho, "shift")
    assert max(found.any_topic, found.divergence, found.one_topic) <= _upper(0.05)


@pytest.mark.parametrize("rho", [UNLIKE, ONE], ids=["each its own", "one wanders"])
@pytest.mark.parametrize("sizes", [(12, 12), (20, 20)])
def test_topics_unlike_in_their_likeness(sizes: tuple[int, int], rho: Floats) -> None:
    said = "0 to 0.8 by topic" if rho is UNLIKE else "0.8 in one topic"
    assert _rates(sizes, rho, "blocks", said).any_topic <= _upper(0.11)


@pytest.mark.parametrize(("rho", "least"), [(0.3, 0.1), (0.5, 0.18), (0.7, 0.3)])
def test_free_shuffles_do_not(rho: float, least: float) -> None:
    """The reason for blocks; it must show, or the tests above prove nothing."""
    found = _rates((20, 20), rho, "free")
    assert found.one_topic > least
    assert found.any_topic > 2 * least


def _pair(values: Floats, n_a: int, time: Time, seed: int) -> Pair:
    n = len(values)
    cells = nulls.make_cells(values, [0] * n_a + [1] * (n - n_a), range(n), dated=True)
    (pair,) = pairs_of(cells, by_clusters(time)(cells), seed)
    return pair


@pytest.mark.parametrize(("rho", "least"), [(0.0, 0.7), (0.5, 0.15)])
def test_a_step_is_found(rho: float, least: float) -> None:
    found = {"blocks": 0.0, "shift": 0.0}
    for number in range(N_SETS):
        values = nulls.sequence(np.random.default_rng([number, 22]), 40, rho)
        topic = middling(values)
        values[:20, topic] *= np.e  # by 1 in the logit, where clusters vary by 0.6
        values /= values.sum(axis=1, keepdims=True)
        found["blocks"] += _pair(values, 20, "blocks", number).p_adjusted[topic] <= LEVEL
        found["shift"] += _pair(values, 20, "shift", number).p_adjusted[topic] <= LEVEL
    print(f"\nstep at autocorrelation {rho}: {[(k, v / N_SETS) for k, v in found.items()]}")
    assert found["blocks"] / N_SETS > least


@pytest.mark.parametrize(("sizes", "rho"), [((12, 12), 0.0), ((20, 20), 0.0), ((30, 30), 0.5)])
def test_the_smallest_detectable_difference_is_found_in_four_of_five(
    sizes: tuple[int, int], rho: float
) -> None:
    """Plant what is said to be detectable (on average over data sets) and count."""
    found, said = 0, []
    base = nulls.base(np.random.default_rng(5))
    largest = int(base.argmax())
    topic = int(np.argsort(base)[N_TOPICS // 2])
    time: Time = "blocks" if rho else "free"

    def draw(number: int) -> Floats:
        drawn = nulls.sequence(np.random.default_rng([number, 23]), sum(sizes), rho, base)
        return np.asarray(0.7 * base + 0.3 * drawn)  # room to take from the largest

    for number in range(N_SETS):
        pair = _pair(draw(number), sizes[0], time, number)
        said.append(pair.detectable(alpha=0.05, n_pairs=1)[topic])
    for number in range(N_SETS):
        values = draw(number + N_SETS)
        values[: sizes[0], topic] += np.mean(said)
        values[: sizes[0], largest] -= np.mean(said)
        assert values.min() > 0
        found += _pair(values, sizes[0], time, number).p_adjusted[topic] <= LEVEL
    print(f"\n{sizes} autocorrelation {rho}: power at the detectable {found / N_SETS:.3f}")
    low, high = stats.binom.ppf([0.0005, 0.9995], N_SETS, [0.7, 0.93]) / N_SETS
    assert low <= found / N_SETS <= high

"""How often straight trends are found where neighbours merely resemble each other.

Clusters follow a first-order autoregression of the topics' logits, with no trend or with a
planted one. The suite draws some tens of data sets for each case; ``TOOLKIT_VALIDITY=4000`` draws
as many as that says. Rates are printed (``pytest -s``).
"""

import os

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from toolkit.contrasts.trends.straight import Straight, straight_trend

Floats = NDArray[np.float64]
Random = np.random.Generator

N_SETS = int(os.environ.get("TOOLKIT_VALIDITY", "40"))
N_TOPICS = 12
N_SHUFFLES = 199
LEVEL = 0.05 + 1e-12
UNLIKE = np.linspace(0, 0.8, N_TOPICS)  # each topic its own


def sequence(random: Random, n: int, rho: float | Floats, rise: float = 0.0) -> tuple[Floats, int]:
    """Draw proportions of n clusters; the odds of a middling topic rise e-fold `rise` times."""
    base = 0.9 * random.dirichlet(np.ones(N_TOPICS)) + 0.1 / N_TOPICS
    logits = np.empty((n, N_TOPICS))
    logits[0] = random.normal(size=N_TOPICS)
    step = np.sqrt(1 - np.square(rho))
    for t in range(1, n):
        logits[t] = rho * logits[t - 1] + step * random.normal(size=N_TOPICS)
    shares = base * np.exp(0.6 * logits)
    topic = int(np.argsort(base)[N_TOPICS // 2])
    shares[:, topic] *= np.exp(np.linspace(-rise / 2, rise / 2, n))
    return shares / shares.sum(axis=1, keepdims=True), topic


def draw_and_check(
    number: int, n: int, rho: float | Floats, rise: float = 0.0
) -> tuple[Straight, int]:
    values, topic = sequence(np.random.default_rng([number, 41]), n, rho, rise)
    time = np.arange(n, dtype=float)
    return straight_trend(values, time, n_shuffles=N_SHUFFLES, seed=number), topic


def upper(level: float) -> float:
    return float(stats.binom.ppf(0.9995, N_SETS, level) / N_SETS)


SIZES = [12, 40] if N_SETS < 100 else [12, 20, 40, 80, 160]


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.5, 0.7, UNLIKE], ids=str)
@pytest.mark.parametrize("n", SIZES)
def test_no_trend(n: int, rho: float | Floats) -> None:
    found = np.zeros(3)
    for number in range(N_SETS):
        made, _ = draw_and_check(number, n, rho)
        reach = np.quantile(np.abs(made.null_t), 0.95, axis=0, method="higher") * made.error
        found += (
            made.p_adjusted.min() <= LEVEL,
            np.mean(made.p <= LEVEL),
            np.mean(np.abs(made.slope) <= reach),
        )
    any_topic, one_topic, holds = found / N_SETS
    print(f"\n{n}, {rho}: any {any_topic:.3f}, one {one_topic:.3f}, interval {holds:.3f}")
    assert any_topic <= upper(0.05 if isinstance(rho, float) else 0.11)
    assert one_topic <= upper(0.09)
    assert holds >= 1 - upper(0.1)


@pytest.mark.parametrize(("rho", "least"), [(0.0, 0.6), (0.5, 0.05)])
def test_a_trend_is_found(rho: float, least: float) -> None:
    found = 0
    for number in range(N_SETS):
        made, topic = draw_and_check(number, 40, rho, rise=1.5)
        found += int(made.p_adjusted[topic] <= LEVEL)
    print(f"\n40, {rho}: a rise of 1.5 in the logit found in {found / N_SETS:.3f}")
    assert found / N_SETS >= least


def test_taking_neighbours_for_independent_finds_what_is_not_there() -> None:
    """The reason for all this; it must show, or the tests above prove nothing."""
    found = 0.0
    for number in range(N_SETS):
        values, _ = sequence(np.random.default_rng([number, 41]), 40, 0.7)
        plain = [stats.linregress(np.arange(40), values[:, k]).pvalue for k in range(N_TOPICS)]
        found += min(plain) * N_TOPICS <= 0.05
    print(f"\n40, 0.7: plain least squares with Bonferroni finds {found / N_SETS:.3f}")
    assert found / N_SETS > 0.5

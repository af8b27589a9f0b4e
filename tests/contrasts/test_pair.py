"""One pair's evidence: p values at the edge of what can be reached, and the critical value."""

from __future__ import annotations

from decimal import Decimal, localcontext
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from common.nulls import make_cells
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from toolkit.contrasts.compare import compare
from toolkit.contrasts.design import pair_designs
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.shuffle import p_values

Floats = NDArray[np.float64]


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=60),
    st.lists(st.integers(0, 13), min_size=1, max_size=5),
    st.sampled_from([0.05, 0.1, 0.25, 0.5]),
    st.integers(1, 3),
    st.booleans(),
)
def test_topics_beyond_the_critical_value_are_those_with_small_p(null, t, alpha, n_pairs, every):
    biggest, observed = np.array(null, dtype=float), np.array(t, dtype=float)
    p = p_values(observed, biggest[:, None], exhaustive=every) * n_pairs
    pair: Any = SimpleNamespace(null_max_t=biggest, exhaustive=every)
    critical = Pair.critical_t(pair, alpha=alpha, n_pairs=n_pairs)
    assert (observed > critical).tolist() == (p <= alpha).tolist()


def _nearly_constant(n: int, share: float, spread: float, random: np.random.Generator) -> Floats:
    first = share + spread * random.uniform(-1, 1, n)
    return np.column_stack([first, 1 - first])


# Group sizes of a between design; None for the within design, whose arrangements are mirrored.
@pytest.mark.parametrize("sizes", [(4, 6), (5, 5), None])
@pytest.mark.parametrize("exponent", range(1, 10))
def test_no_p_is_below_the_smallest_there_is(sizes: tuple[int, int] | None, exponent: int) -> None:
    for seed in range(30):
        random = np.random.default_rng([exponent, seed])
        low, difference = random.uniform(0.05, 0.4), random.uniform(0.05, 0.4)
        spread = difference * 10.0**-exponent
        n_a, n_b = sizes or (7, 7)
        a = _nearly_constant(n_a, low + difference, spread, random)
        b = _nearly_constant(n_b, low, spread, random)
        clusters = [*range(n_a), *(range(n_b) if sizes is None else range(n_a, n_a + n_b))]
        cells = make_cells(np.vstack([a, b]), [0] * n_a + [1] * n_b, clusters)
        (design,) = pair_designs(cells)
        pair = compare(cells, design, n_shuffles=9999, n_pairs=1, seed=1)
        assert pair.exhaustive
        p = np.array([*pair.p, *pair.p_adjusted, pair.jsd_p])
        # The groups do not overlap, so that nothing is more extreme than what was observed.
        np.testing.assert_array_equal(p, pair.smallest_p)
        # Not by the last guard alone: the observed arrangement is as extreme as itself.
        assert (np.abs(pair.null_t) >= np.abs(pair.t)).any(axis=0).all()
        assert (pair.null_jsd >= pair.jsd).any()


@pytest.mark.parametrize("exponent", range(1, 8))
def test_t_is_right_however_small_the_spread(exponent: int) -> None:
    random = np.random.default_rng(exponent)
    spread = 0.2 * 10.0**-exponent
    a = _nearly_constant(5, 0.6, spread, random)
    b = _nearly_constant(5, 0.4, spread, random)
    (design,) = pair_designs(both := make_cells(np.vstack([a, b]), [0] * 5 + [1] * 5, [*range(10)]))
    between = compare(both, design, n_shuffles=9999, n_pairs=1, seed=1)
    exact = [_exactly(x) for x in (a, b)]
    means, variances = zip(*exact, strict=True)
    welch = (means[0] - means[1]) / (sum(variances) / 5) ** Decimal("0.5")
    assert between.t[0] == pytest.approx(float(welch), rel=1e-15 * 10**exponent * 10 + 1e-12)


def _exactly(values: Floats) -> tuple[Decimal, Decimal]:
    """Mean and variance of the first topic, in fifty digits."""
    with localcontext() as context:
        context.prec = 50
        numbers = [Decimal(x) for x in values[:, 0].tolist()]
        mean = sum(numbers) / len(numbers)
        return mean, sum((x - mean) ** 2 for x in numbers) / (len(numbers) - 1)

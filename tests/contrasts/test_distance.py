from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from toolkit.contrasts.distance import (
    Floats,
    aitchison,
    hellinger,
    jsd,
    replace_small,
    total_variation,
)
from toolkit.errors import ToolkitError

Measure = Callable[..., Floats]

numbers = st.lists(
    st.sampled_from([0.0, 0.01, 0.2, 1.0]) | st.floats(0.001, 1), min_size=4, max_size=4
).filter(lambda x: sum(x) > 0.01)


def test_hand_worked() -> None:
    # Halves (1/2, 1/2) and (1, 0): middle (3/4, 1/4), entropies 0.811278, 1 and 0.
    assert jsd([0.5, 0.5], [1, 0]) == pytest.approx(0.8112781245 - 0.5, abs=1e-9)
    assert jsd([1, 0, 0], [0, 0.5, 0.5]) == pytest.approx(1, abs=1e-15)


@given(numbers, numbers)
def test_agrees_with_scipy_is_symmetric_and_within_bounds(x: list[float], y: list[float]) -> None:
    p, q = np.array(x) / sum(x), np.array(y) / sum(y)
    # SciPy takes the root of what rounding can make negative, which is NaN for equal inputs.
    if np.abs(p - q).max() > 1e-6:
        assert jsd(p, q) == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-10)
    assert jsd(p, q) == jsd(q, p)
    assert 0 <= jsd(p, q) <= 1


def test_zeros_and_leading_axes() -> None:
    rows = np.array([[0.2, 0.8, 0.0], [0.0, 0.0, 1.0]])
    both = jsd(rows, rows[0])
    assert both.shape == (2,)
    assert both[0] == 0
    assert both[1] == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([0.5, 0.4], "sums to 0.9"),
        ([1.5, -0.5], "-0.5 came"),
        ([np.nan, 1.0], "nan came"),
        ([], "nothing came"),
    ],
)
def test_refuses_what_is_no_distribution(wrong: list[float], said: str) -> None:
    with pytest.raises(ToolkitError, match=said):
        jsd(wrong, [0.5, 0.5])


@given(numbers, numbers)
def test_other_measures_by_their_definitions(x: list[float], y: list[float]) -> None:
    p, q = np.array(x) / sum(x), np.array(y) / sum(y)
    affinity = sum(float(a * b) ** 0.5 for a, b in zip(p, q, strict=True))
    assert hellinger(p, q) ** 2 == pytest.approx(1 - affinity, abs=1e-12)
    moved = sum(max(float(a - b), 0.0) for a, b in zip(p, q, strict=True))
    assert total_variation(p, q) == pytest.approx(moved, abs=1e-12)
    # How they bound each other: H^2 <= TV <= H root(2), and JSD in nats <= TV log 2 (Lin).
    h, tv = float(hellinger(p, q)), float(total_variation(p, q))
    assert h**2 <= tv + 1e-12
    assert tv <= h * np.sqrt(2) + 1e-12
    assert jsd(p, q) <= tv + 1e-12


@given(numbers, numbers)
def test_aitchison_is_the_mean_of_all_log_ratios(x: list[float], y: list[float]) -> None:
    p, q = (replace_small(np.array(z) / sum(z), floor=0.01) for z in (x, y))
    pairs = [(np.log(p[i] / p[j]) - np.log(q[i] / q[j])) ** 2 for i in range(4) for j in range(4)]
    # The definition by all pairs of parts (Aitchison 1986), over twice their number.
    assert aitchison(p, q, floor=1e-9) ** 2 == pytest.approx(sum(pairs) / 8, abs=1e-9)
    assert aitchison(x / np.sum(x), y / np.sum(y), floor=0.01) == pytest.approx(
        aitchison(p, q, floor=1e-9), abs=1e-9
    )


@given(numbers)
def test_small_shares_are_replaced_and_ratios_of_the_others_kept(x: list[float]) -> None:
    p = np.array(x) / sum(x)
    replaced = replace_small(p, floor=0.05)
    assert replaced.sum() == pytest.approx(1)
    assert (replaced[p < 0.05] == 0.05).all()
    kept = p >= 0.05
    np.testing.assert_allclose(replaced[kept] / replaced[kept].sum(), p[kept] / p[kept].sum())


@pytest.mark.parametrize("measure", [hellinger, total_variation, aitchison])
def test_other_measures_match_leading_axes_and_refuse(measure: Measure) -> None:
    rows = np.array([[0.2, 0.8, 0.0], [0.0, 0.0, 1.0]])
    both = measure(rows, rows[0])
    assert both.shape == (2,)
    assert both[0] == 0
    assert measure(rows[:0], rows[0]).shape == (0,)
    with pytest.raises(ToolkitError, match="sums to 0.9"):
        measure([0.5, 0.4], [0.5, 0.5])


@pytest.mark.parametrize("floor", [0.0, 0.5, 0.7])
def test_floor_leaves_room_for_the_others(floor: float) -> None:
    with pytest.raises(ToolkitError, match="of 2 topics: it must lie above 0 and below 0.5"):
        replace_small([0.5, 0.5], floor=floor)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from toolkit.contrasts import jsd
from toolkit.errors import ToolkitError

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

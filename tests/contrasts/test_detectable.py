import numpy as np
import pytest
from scipy import stats

from toolkit.contrasts.detectable import smallest_detectable


@pytest.mark.parametrize("freedom", [6, 11, 22, 60])
@pytest.mark.parametrize("p", [0.05, 0.005, 0.0005])
def test_power_by_the_noncentral_t(freedom: int, p: float) -> None:
    critical = float(stats.t.isf(p / 2, freedom))
    size = smallest_detectable(np.array([1.0]), critical, freedom)[0]
    # Exact for one t test; the approximation is a little off where freedom is little.
    assert stats.nct.sf(critical, freedom, size) == pytest.approx(0.8, abs=0.02)


def test_a_textbook_size() -> None:
    # 64 a group find half a standard deviation with 80 % power at 5 % (Cohen 1988, table 2.4.1).
    error = np.array([np.sqrt(2 / 64)])
    critical = float(stats.t.isf(0.025, 126))
    assert smallest_detectable(error, critical, 126)[0] == pytest.approx(0.5, abs=0.002)


def test_nothing_can_be_found_beyond_infinity() -> None:
    sizes = smallest_detectable(np.array([0.1, 0.0]), np.array([np.inf, 2.0]), 9)
    assert sizes.tolist() == [np.inf, 0.0]

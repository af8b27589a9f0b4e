import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.contrasts.adjust import fdr_bh, holm

P = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(P)
def test_bh_agrees_with_scipy(p: list[float]) -> None:
    expected = stats.false_discovery_control(p, method="bh")
    np.testing.assert_allclose(fdr_bh(np.array(p)), expected, rtol=1e-12, atol=1e-300)


@given(P, st.sampled_from([0.01, 0.05, 0.3]))
def test_holm_rejects_as_its_steps_do(p: list[float], alpha: float) -> None:
    rejected = set()
    for step, i in enumerate(np.argsort(p, kind="stable")):
        if p[i] * (len(p) - step) > alpha:
            break
        rejected.add(int(i))
    assert set(np.flatnonzero(holm(np.array(p)) <= alpha)) == rejected


@pytest.mark.parametrize("step", [holm, fdr_bh])
def test_shape_is_kept_and_the_family_is_all_of_it(step) -> None:  # type: ignore[no-untyped-def]
    p = np.random.default_rng(1).uniform(size=(3, 4))
    np.testing.assert_array_equal(step(p).ravel(), step(p.ravel()))
    assert (step(p) >= p).all()
    assert step(p).max() <= 1

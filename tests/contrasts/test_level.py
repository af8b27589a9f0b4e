import numpy as np
import pytest

from toolkit.contrasts.level import Level, smallest_p
from toolkit.contrasts.shuffle import deal_clusters, flip_signs, p_values
from toolkit.contrasts.studentise import between_statistics, within_statistics
from toolkit.errors import ToolkitError


@pytest.mark.parametrize("sizes", [(3, 3), (2, 4), (3, 4), (4, 4)])
def test_smallest_between_is_what_the_clearest_data_reach(sizes: tuple[int, int]) -> None:
    n = sum(sizes)
    in_a = np.arange(n) < sizes[0]
    values = np.where(in_a, 1.0, 0.0)[:, None] + np.random.default_rng(0).normal(0, 0.01, (n, 1))
    strata = np.zeros(n, dtype=np.intp)
    dealt = deal_clusters(in_a, strata, n_shuffles=999, seed=1)
    observed = between_statistics(values, in_a[None], np.ones(n), strata)
    null = between_statistics(values, dealt.rows, np.ones(n), strata)
    p = p_values(np.abs(observed.t[0]), np.abs(null.t), exhaustive=True)
    assert smallest_p("between", [sizes], 999) == p[0]


def test_smallest_within_is_what_the_clearest_data_reach() -> None:
    a = np.random.default_rng(0).uniform(0.8, 0.9, (6, 1))
    dealt = flip_signs(6, n_shuffles=999, seed=1)
    null = within_statistics(a, 0 * a, dealt.rows, np.ones(6))
    observed = within_statistics(a, 0 * a, np.zeros((1, 6), bool), np.ones(6))
    p = p_values(np.abs(observed.t[0]), np.abs(null.t), exhaustive=True)
    assert smallest_p("within", [(6, 6)], 999) == p[0] == 2 / 64


def test_smallest_with_strata_and_draws() -> None:
    assert smallest_p("between", [(1, 2), (2, 1)], 999) == 1 / 9  # no mirror image keeps 1 + 2
    assert smallest_p("between", [(1, 1)] * 6, 999) == 2 / 64
    assert smallest_p("between", [(30, 30)], 999) == 1 / 1000
    assert smallest_p("between", [(1, 30)], 999) == 1.0  # one cluster has no spread
    assert smallest_p("between", [], 999) == 1.0


def test_smallest_shift() -> None:
    assert smallest_p("shift", [(20, 20)], 9) == 2 / 40  # shifted by half, a and b change places
    assert smallest_p("shift", [(9, 14)], 9) == 1 / 23
    assert smallest_p("shift", [(1, 14)], 9) == 1


def test_holm_asks_for_fine_p_values() -> None:
    level = Level(0.05, 9999, "holm", n_topics=50)
    assert level.times(3) == 150
    Level(0.05, 20 * 50 * 20 - 1, "holm", 50).refuse_coarse(1)
    with pytest.raises(ToolkitError, match="over 150 tests .* n_shuffles = 59999 or more"):
        level.refuse_coarse(3)
    Level(0.05, 99, "maxT", 50).refuse_coarse(3)

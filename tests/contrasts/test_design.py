import numpy as np
from common.nulls import lettered_cells

from toolkit.contrasts.design import pair_designs
from toolkit.contrasts.level import Level


def test_blocks_are_shorter_where_the_level_asks_for_it() -> None:
    n = 20
    slow = np.cumsum(np.random.default_rng(4).normal(size=2 * n)).reshape(-1, 1)
    values = np.hstack([slow, -slow])
    cells = lettered_cells("a" * n + "b" * n, [f"{1900 + i}" for i in range(2 * n)], values)
    (strict,) = pair_designs(cells, level=Level(0.05))
    (lax,) = pair_designs(cells, level=Level(0.5))
    (asked,) = pair_designs(cells, length=4)
    assert strict.length == 5  # 4 + 4 blocks: the fewest that reach 5 %
    assert strict.in_strata() == [(4, 4)]
    assert strict.unit == "block"
    assert lax.length > strict.length
    assert asked.length == 4


def test_strata_leave_stretches_free() -> None:
    cells = lettered_cells("aaabbb", ["2011", "2012", "2013", "2014", "2015", "2016"])
    cells.strata[:] = [0, 1, 0, 1, 0, 1]
    (design,) = pair_designs(cells)
    assert design.time == "free"
    assert design.autocorrelation is not None

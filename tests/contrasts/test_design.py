import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Cells
from toolkit.contrasts.design import pair_designs
from toolkit.contrasts.level import Level


def _cells(group: str, dates: list[str | None], values: NDArray[np.float64] | None = None) -> Cells:
    """One cluster a letter of `group`; cells stand in the order of their groups."""
    n, names = len(group), tuple(sorted(set(group)))
    order = np.argsort([names.index(g) for g in group], kind="stable")
    values = np.full((n, 2), 0.5) if values is None else values
    ones = np.ones(n)
    return Cells(
        groups=names,
        clusters=tuple(f"m{i}" for i in range(n)),
        group=np.array([names.index(group[i]) for i in order]),
        cluster=order,
        proportions=values[order],
        weights=ones,
        segments=ones.astype(np.int64),
        tokens=ones.astype(np.int64),
        strata=np.zeros(n, dtype=np.intp),
        dates=tuple(dates),
        lengths=np.ones(len(names)),
        n_missing=0,
        n_empty=0,
    )


def test_blocks_are_shorter_where_the_level_asks_for_it() -> None:
    n = 20
    slow = np.cumsum(np.random.default_rng(4).normal(size=2 * n)).reshape(-1, 1)
    values = np.hstack([slow, -slow])
    cells = _cells("a" * n + "b" * n, [f"{1900 + i}" for i in range(2 * n)], values)
    (strict,) = pair_designs(cells, level=Level(0.05))
    (lax,) = pair_designs(cells, level=Level(0.5))
    (asked,) = pair_designs(cells, length=4)
    assert strict.length == 5  # 4 + 4 blocks: the fewest that reach 5 %
    assert strict.in_strata() == [(4, 4)]
    assert strict.unit == "block"
    assert lax.length > strict.length
    assert asked.length == 4


def test_strata_leave_stretches_free() -> None:
    cells = _cells("aaabbb", ["2011", "2012", "2013", "2014", "2015", "2016"])
    cells.strata[:] = [0, 1, 0, 1, 0, 1]
    (design,) = pair_designs(cells)
    assert design.time == "free"
    assert design.autocorrelation is not None

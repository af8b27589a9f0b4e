import numpy as np
import pytest

from toolkit.contrasts.design import Design, PairDesign
from toolkit.contrasts.level import Level
from toolkit.contrasts.refuse import refuse_unreachable
from toolkit.errors import ToolkitError

MEETINGS = ("meeting", "meetings")


def _pair(n_a: int, n_b: int, a: str = "a", b: str = "b", design: Design = "between") -> PairDesign:
    zeros = np.zeros(n_a + n_b, dtype=np.intp)
    return PairDesign(design, a, b, np.arange(n_a), np.arange(n_a, n_a + n_b), zeros, 0)


def _refusal(pairs: list[PairDesign], alpha: float = 0.05, n_shuffles: int = 9999) -> str:
    with pytest.raises(ToolkitError) as caught:
        refuse_unreachable(pairs, level=Level(alpha, n_shuffles), unit=MEETINGS)
    return str(caught.value)


def test_between_refusal_says_what_it_takes() -> None:
    said = _refusal([_pair(3, 3)])
    assert "'a' has 3 meetings and 'b' 3" in said
    assert "cannot fall below 0.1, above alpha = 0.05: it takes 4 and 4" in said
    refuse_unreachable([_pair(4, 4)], level=Level(0.05, 9999), unit=MEETINGS)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5])
def test_within_refuses_under_six_clusters(n: int) -> None:
    said = _refusal([_pair(n, n, design="within")])
    assert "it takes 6 meetings" in said
    assert f"{n} meeting" in said


def test_six_clusters_within_are_enough() -> None:
    pair = _pair(6, 6, design="within")
    refuse_unreachable([pair], level=Level(0.05, 9999), unit=MEETINGS)


def test_too_few_shuffles() -> None:
    assert "it takes n_shuffles = 19 or more" in _refusal([_pair(9, 9)], n_shuffles=18)
    refuse_unreachable([_pair(9, 9)], level=Level(0.05, 19), unit=MEETINGS)


def test_strata_that_hold_too_little() -> None:
    strata = np.array([0, 0, 1, 1, 1, 0, 0, 1], dtype=np.intp)[[0, 2, 1, 3, 4, 5, 6, 7]]
    pair = PairDesign("between", "a", "b", np.arange(2), np.arange(2, 8), strata, 5)
    said = _refusal([pair], alpha=0.01)
    assert "in strata that hold both (5 set aside)" in said
    assert "more of each in every stratum" in said


def test_a_poor_group_sinks_the_whole_but_the_way_out_is_named() -> None:
    sizes = {"a": 9, "b": 8, "c": 2, "d": 7}
    names = sorted(sizes)
    pairs = [_pair(sizes[x], sizes[y], x, y) for i, x in enumerate(names) for y in names[i + 1 :]]
    said = _refusal(pairs, alpha=0.05)
    assert "after adjustment for 6 pairs" in said
    assert "groups = ['a', 'b', 'd'] can be tested" in said
    assert "'a' has 9 meetings and 'b' 8" not in said

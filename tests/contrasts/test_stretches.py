import numpy as np
import pytest
from common.nulls import lettered_cells

from toolkit.contrasts.cells import Cells
from toolkit.contrasts.design import pair_designs
from toolkit.contrasts.stretches import (
    find_stretches,
    lag_one,
    likeness_of_each,
    topic_likeness,
)


def _found(cells: Cells):  # type: ignore[no-untyped-def]
    return find_stretches(cells, cells.of(0), cells.of(1))


def test_order_and_places() -> None:
    found = _found(lettered_cells("abab", ["2021", "2019", "2020", "2018"]))
    assert found is not None
    # Cells: a of m0 and m2, b of m1 and m3; b comes first.
    assert found.cells_a.tolist() == [1, 0]
    assert found.cells_b.tolist() == [3, 2]
    assert found.places.tolist() == [2, 3, 0, 1]


@pytest.mark.parametrize(
    ("group", "dates"),
    [
        ("aabb", ["2018", "2020", "2019", "2021"]),  # interleaved
        ("aabb", ["2018", "2018", "2018", "2018"]),  # one date tells no order
        ("aabbb", ["2018", "2018", "2018", "2018", "2019"]),  # one group lies on a shared date
        ("aaabb", ["2017", "2018", "2018", "2018", "2018"]),
        ("aabb", ["2018", None, "2019", "2020"]),  # one dated cluster is no stretch
        ("aabb", [None, None, None, None]),
    ],
)
def test_what_is_no_stretch_of_time(group: str, dates: list[str | None]) -> None:
    assert _found(lettered_cells(group, dates)) is None


def test_clusters_that_last_beyond_the_other_group_s_beginning_are_no_stretch_of_time() -> None:
    # Countries that speak every year from their first on.
    dates: list[str | None] = ["2015", "2016", "2017", "2018"]
    assert _found(lettered_cells("aabb", dates)) is not None
    assert _found(lettered_cells("aabb", dates, until=("2024",) * 4)) is None
    # One after the other, though each lasts for years.
    assert _found(
        lettered_cells(
            "aabb", ["2001", "2005", "2009", "2013"], until=("2004", "2008", "2012", "2016")
        )
    )


def test_a_group_held_in_between_and_clusters_without_a_date() -> None:
    cells = lettered_cells("aaccbbb", ["2010", "2011", "2012", "2013", "2014", "2015", None])
    found = _found(cells)
    assert found is not None
    assert found.places.tolist() == [0, 1, 4, 5]
    assert found.n_undated == 1
    (design, *_) = pair_designs(cells, time="shift")
    assert (design.n_set_aside, design.time, len(design.cells_b)) == (1, "shift", 2)
    (free, *_) = pair_designs(cells, time="free")
    assert (free.n_set_aside, free.time, len(free.cells_b)) == (0, "free", 3)


def test_lag_one_by_hand() -> None:
    a, b = np.array([[1.0], [3.0], [2.0]]), np.array([[5.0], [1.0]])
    # Residuals -1 1 0 and 2 -2: products -1 + 0 - 4 over 3 pairs, squares 2 + 8 over 5.
    assert lag_one(a, b) == pytest.approx((-5 / 3) / (10 / 5))
    assert lag_one(np.ones((3, 1)) / 3, np.ones((4, 1)) / 7) == 0


def test_topics_take_the_larger_of_their_own_and_the_average() -> None:
    random = np.random.default_rng(2)
    steps = np.repeat(random.normal(size=(10, 1)), 10, axis=0)
    a = np.column_stack([steps, random.normal(size=(100, 2)), np.full(100, 0.1)])
    own, average = topic_likeness(a[:50], a[50:])
    raw = np.array([lag_one(a[:50, [k]], a[50:, [k]]) for k in range(3)])
    assert average == pytest.approx((raw.mean() + 1 / 50) / (1 - 3 / 50))
    assert own[0] == pytest.approx(min((raw[0] + 1 / 50) / (1 - 3 / 50), 0.95))
    np.testing.assert_array_equal(own[1:], average)


@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_estimates_are_nearly_unbiased(rho: float) -> None:
    random, found = np.random.default_rng(3), []
    for _ in range(300):
        x = np.empty((40, 8))
        x[0] = random.normal(size=8)
        for t in range(1, 40):
            x[t] = rho * x[t - 1] + np.sqrt(1 - rho**2) * random.normal(size=8)
        found.append(topic_likeness(x[:20], x[20:])[1])
    # At 0 the cut at 0 leaves the positive half of the estimates.
    assert abs(np.mean(found) - rho) < 0.05


def test_each_arrangement_is_estimated_as_if_it_were_observed() -> None:
    values = np.random.default_rng(4).random((14, 3)).cumsum(axis=0)
    shuffled = np.random.default_rng(5).permutation(14)
    in_a = np.array([np.arange(14) < 6, (np.arange(14) + 3) % 14 < 6])
    each, average = likeness_of_each(values[shuffled], in_a[:, shuffled], shuffled)
    observed, its_average = topic_likeness(values[:6], values[6:])
    np.testing.assert_allclose(each[0], observed, rtol=1e-12)
    assert average[0] == pytest.approx(its_average, rel=1e-12)
    # The second begins with 3 of a, then 8 of b, then 3 of a: its ends are no neighbours.
    means = {True: values[in_a[1]].mean(axis=0), False: values[~in_a[1]].mean(axis=0)}
    e = values - np.array([means[bool(a)] for a in in_a[1]])
    near = [0, 1, *range(3, 10), 11, 12]
    raw = sum(e[i] * e[i + 1] for i in near) / len(near) / (e**2).mean(axis=0)
    expected = np.clip((raw.mean() + 1 / 7) / (1 - 3 / 7), 0, 0.95)
    assert average[1] == pytest.approx(expected, rel=1e-12)


def test_clusters_of_other_groups_part_neighbours() -> None:
    values = np.random.default_rng(6).random((40, 2)).cumsum(axis=0) % 2
    places = np.arange(40) + 5 * (np.arange(40) >= 20)
    one = (np.arange(40) < 10)[None]  # 19 and 25 are both of b, and no neighbours
    each, _ = likeness_of_each(values, one, places)
    joined, _ = likeness_of_each(values, one, np.arange(40))
    assert not np.allclose(each, joined)


def test_what_does_not_vary_has_no_likeness() -> None:
    two = np.array([np.arange(6) < 3, np.arange(6) > 1])
    each, average = likeness_of_each(np.full((6, 2), 0.1 + 0.2), two, np.arange(6))
    assert each.tolist() == [[0.0, 0.0]] * 2
    assert average.tolist() == [0.0, 0.0]

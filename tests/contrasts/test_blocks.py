import numpy as np
import pytest

from toolkit.contrasts.blocks import (
    block_length,
    block_likeness,
    cut,
    n_blocks,
    shift_groups,
    variance_ratio,
)
from toolkit.contrasts.studentise import between_statistics


def _correlations(n: int, rho: float) -> np.ndarray:  # type: ignore[type-arg]
    places = np.arange(n)
    return np.where(places[:, None] == places, 1.0, rho ** np.abs(places[:, None] - places))  # type: ignore[no-any-return]


@pytest.mark.parametrize("rho", [0.0, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("length", [1, 2, 5, 11])
def test_likeness_of_blocks_by_the_whole_matrix(rho: float, length: int) -> None:
    alike = _correlations(2 * length, rho)
    first = np.arange(2 * length) < length
    blocks = np.array([first, ~first]) @ alike @ np.array([first, ~first]).T
    assert block_likeness(rho, length) == pytest.approx(blocks[0, 1] / blocks[0, 0], abs=1e-12)


def test_length_follows_likeness_and_gives_way_to_the_level() -> None:
    lengths = [block_length(rho, lambda _: True, 99) for rho in (0, 0.3, 0.31, 0.5, 0.7, 0.9)]
    assert lengths == sorted(lengths)
    assert lengths[:3] == [1, 1, 2]
    for rho, length in zip((0.5, 0.7, 0.9), lengths[3:], strict=True):
        assert block_likeness(rho, length) <= 0.3 < block_likeness(rho, length - 1)
    assert block_length(0.9, lambda length: length < 4, 99) == 3
    assert block_length(0.9, lambda _: False, 99) == 1
    assert block_length(0.95, lambda _: True, 7) == 7


@pytest.mark.parametrize(("n", "length"), [(20, 5), (23, 5), (7, 3), (2, 9), (9, 1)])
def test_blocks_are_neighbours_of_near_equal_size(n: int, length: int) -> None:
    block = cut(n, length)
    sizes = np.bincount(block)
    assert (np.diff(block) >= 0).all()
    assert len(sizes) == n_blocks(n, length)
    assert sizes.max() - sizes.min() <= 1
    assert abs(len(sizes) - n / length) <= 0.5 or len(sizes) == 1


def test_shifts_are_all_and_follow_the_places() -> None:
    places = np.array([4, 0, 3, 1, 2])
    in_a = places < 2
    shifts = shift_groups(in_a, places)
    in_order = shifts.rows[:, np.argsort(places)]
    runs = {"".join("ab"[int(not x)] for x in row) for row in in_order.tolist()}
    assert runs == {"aabbb", "baabb", "bbaab", "bbbaa", "abbba"}
    assert (shifts.rows[shifts.observed] == in_a).all()
    assert shifts.n_arrangements == 5
    assert shifts.exhaustive


@pytest.mark.parametrize("rho", [0.05, 0.5, 0.7])
def test_variance_ratio_by_simulation(rho: float) -> None:
    """The spread of a difference in drawn autoregressions, and what its error takes it for."""
    n, random = 12, np.random.default_rng(1)
    in_a = np.array([np.arange(n) < 5, np.arange(n) % 2 == 0])
    draws = random.normal(size=(40_000, n)) @ np.linalg.cholesky(_correlations(n, rho)).T
    made = between_statistics(draws.T, in_a, np.ones(n), np.zeros(n, dtype=np.intp))
    ratio, variance = variance_ratio(in_a, np.ones(n), np.eye(n), np.arange(n), np.array([rho]))
    np.testing.assert_allclose(variance[:, 0], made.difference.var(axis=1), rtol=0.03)
    taken_for = (made.standard_error**2).mean(axis=1)
    np.testing.assert_allclose(ratio[:, 0], made.difference.var(axis=1) / taken_for, rtol=0.03)


def test_variance_ratio_of_blocks_and_weights() -> None:
    """Blocks of unequal weight against the matrix of their clusters, written out."""
    weights = np.array([1.0, 2, 3, 1, 1, 2])
    block = np.array([0, 0, 1, 2, 2, 3])
    members = (np.arange(4)[:, None] == block) * weights
    sums = members.sum(axis=1)
    members /= sums[:, None]
    in_a = np.array([[True, True, False, False], [True, False, False, True]])
    places = np.array([0, 1, 2, 5, 6, 7])
    ratio, variance = variance_ratio(in_a, sums, members, places, np.array([0.4, 0.0, 0.37]))
    alike = members @ 0.4 ** np.abs(places[:, None] - places) @ members.T
    for row in range(2):
        pull = np.where(in_a[row], sums, -sums).astype(float)
        pull[in_a[row]] /= sums[in_a[row]].sum()
        pull[~in_a[row]] /= sums[~in_a[row]].sum()
        taken_for = 0.0
        for side in (in_a[row], ~in_a[row]):
            share = np.where(side, np.abs(pull), 0)
            off = np.eye(4) - share  # row i: the unit's mean less the group's
            spread = np.diag(off @ alike @ off.T)
            taken_for += sum(share[i] ** 2 * spread[i] / (1 - share[i]) for i in range(4))
        assert variance[row, 0] == pytest.approx(pull @ alike @ pull)
        assert ratio[row, 0] == pytest.approx(pull @ alike @ pull / taken_for)
    # 0.37 is taken up to the next twentieth.
    np.testing.assert_array_equal(ratio[:, 2], ratio[:, 0])

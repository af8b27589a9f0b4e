from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.spatial.distance import pdist, squareform

from toolkit.contrasts import permanova as module
from toolkit.contrasts.global_test import embed
from toolkit.contrasts.permanova import make_model, permanova
from toolkit.contrasts.relabel import deal_labels
from toolkit.errors import ToolkitError

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def _zeros(n: int) -> Ints:
    return np.zeros(n, dtype=np.intp)


def _from_distances(distances: Floats, group: Ints) -> tuple[float, float]:
    """F and R2 as Anderson (2001) writes them: sums of squared distances over sizes."""
    n, names = len(group), np.unique(group)
    squared = distances**2
    total = squared[np.triu_indices(n)].sum() / n
    within = sum(
        squared[np.ix_(of, of)][np.triu_indices(len(of))].sum() / len(of)
        for of in (np.flatnonzero(group == name) for name in names)
    )
    a = len(names)
    f = ((total - within) / (a - 1)) / (within / (n - a))
    return f, (total - within) / total


def _by_least_squares(values: Floats, group: Ints, block: Ints) -> float:
    """F of nested linear models, by explicit projections."""

    def left(*factors: Ints) -> tuple[float, int]:
        X = np.hstack([(f[:, None] == np.unique(f)).astype(float) for f in factors])
        hat = X @ np.linalg.pinv(X)
        return float(((values - hat @ values) ** 2).sum()), int(np.linalg.matrix_rank(X))

    (ss_block, r_block), (ss_full, r_full) = left(block), left(block, group)
    return ((ss_block - ss_full) / (r_full - r_block)) / (ss_full / (len(values) - r_full))


def test_hand_worked() -> None:
    # Points 0 and 2 against 5 and 9 on a line: centres 1 and 7, overall 4.
    # Between: 2 * 9 + 2 * 9 = 36; within: 1 + 1 + 4 + 4 = 10; F = 36 / (10 / 2) = 7.2.
    made = permanova(np.array([[0.0], [2], [5], [9]]), np.array([0, 0, 1, 1]), _zeros(4))
    assert made.f == pytest.approx(7.2, rel=1e-12)
    assert made.r2 == made.r2_in_blocks == pytest.approx(36 / 46, rel=1e-12)
    assert (made.df, made.df_residual) == (1, 2)
    # Six ways; only the observed one and its mirror image are as extreme.
    assert (made.exhaustive, made.n_arrangements, made.p) == (True, 6, 2 / 6)
    # {0, 5} against {2, 9}: centres 2.5 and 5.5, between 9, within 37.
    assert made.null_f.tolist().count(made.null_f.min()) == 2
    np.testing.assert_allclose(sorted(made.null_f)[2:4], 9 / (37 / 2))


def test_one_column_is_the_analysis_of_variance() -> None:
    values = np.random.default_rng(1).normal(size=(17, 1))
    group = np.repeat([0, 1, 2], [3, 5, 9])
    expected = stats.f_oneway(*(values[group == g, 0] for g in range(3))).statistic
    assert permanova(values, group, _zeros(17), equal_spread=True, n_shuffles=9).f == pytest.approx(
        expected, rel=1e-10
    )


@pytest.mark.parametrize("metric", ["hellinger", "aitchison"])
def test_coordinates_give_what_distances_give(metric: Any) -> None:
    rng = np.random.default_rng(2)
    shares, group = rng.dirichlet(np.ones(6), 14), rng.permutation(np.arange(14) % 3)
    values = embed(shares, metric, 0.001)
    f, r2 = _from_distances(squareform(pdist(values)), group)
    made = permanova(values, group, _zeros(14), equal_spread=True, n_shuffles=9)
    assert made.f == pytest.approx(f, rel=1e-10)
    assert made.r2 == pytest.approx(r2, rel=1e-10)


@pytest.mark.parametrize("lost", [[], [0, 4, 9, 13]])
def test_blocks_by_explicit_projections(lost: list[int]) -> None:
    rng = np.random.default_rng(3)
    group, block = (np.delete(x, lost) for x in (np.tile([0, 1, 2], 6), np.repeat(np.arange(6), 3)))
    values = rng.normal(size=(len(group), 4)) + 3 * rng.normal(size=(6, 4))[block]
    made = permanova(values, group, block, equal_spread=True, n_shuffles=200, seed=5)
    assert made.f == pytest.approx(_by_least_squares(values, group, block), rel=1e-9)
    dealt = deal_labels(group, block, n_shuffles=200, seed=5)
    null = [_by_least_squares(values, row, block) for row in dealt.rows[:20]]
    np.testing.assert_allclose(made.null_f[:20], null, rtol=1e-9)
    assert made.p == ((made.null_f >= made.f * (1 - 1e-9)).sum() + 1) / 201


def test_two_groups_inside_blocks_are_the_paired_t_squared() -> None:
    a, b = np.random.default_rng(4).normal(size=(2, 8))
    made = permanova(
        np.r_[a, b][:, None], np.repeat([0, 1], 8), np.tile(np.arange(8), 2), n_shuffles=999
    )
    assert made.f == pytest.approx(stats.ttest_rel(a, b).statistic ** 2, rel=1e-10)
    # Shuffling inside blocks of two is flipping signs.
    signs = 1 - 2 * ((np.arange(256)[:, None] >> np.arange(8)) & 1)
    null = stats.ttest_1samp(signs * (a - b), 0, axis=1).statistic ** 2
    assert made.exhaustive
    np.testing.assert_allclose(np.sort(made.null_f), np.sort(null), rtol=1e-8)
    assert made.p == (null >= made.f * (1 - 1e-9)).mean()


def test_no_spread_is_never_nan() -> None:
    group = np.array([0, 0, 0, 1, 1, 1])
    same = permanova(np.full((6, 2), 0.1 + 0.2), group, _zeros(6))
    assert (same.f, same.r2, same.p) == (0.0, 0.0, 1.0)
    apart = permanova(np.array([[0.1, 0.9]] * 3 + [[0.3, 0.7]] * 3), group, _zeros(6))
    assert (apart.f, apart.p) == (np.inf, 2 / 20)
    assert not np.isnan(apart.null_f).any()


def test_groups_that_never_meet_cost_a_degree_of_freedom() -> None:
    group, block = np.array([0, 1, 0, 1, 2, 3, 2, 3]), np.repeat(np.arange(4), 2)
    made = permanova(np.random.default_rng(1).normal(size=(8, 2)), group, block)
    assert (made.df, made.df_residual) == (2, 2)


def test_nothing_to_test() -> None:
    with pytest.raises(ToolkitError, match="4 rows in 2 blocks leave 0 degrees of freedom between"):
        permanova(np.ones((4, 1)), np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]))


def test_chunks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    values, group, block = rng.normal(size=(12, 3)), np.arange(12) % 3, _zeros(12)
    model = make_model(values, group, block)
    labels = deal_labels(group, block, n_shuffles=50, seed=1).rows
    whole = model.f(labels, equal_spread=False)
    monkeypatch.setattr(module, "_CHUNK", 36 * 7)
    np.testing.assert_allclose(model.f(labels, equal_spread=False), whole, rtol=1e-12)


def test_unequal_spread_by_the_groups_own_variances() -> None:
    rng = np.random.default_rng(8)
    values, group = rng.normal(size=(16, 4)), np.repeat([0, 1, 2], [3, 5, 8])
    made = permanova(values, group, _zeros(16), n_shuffles=50)
    parts = [values[group == g] for g in range(3)]
    between = sum(len(x) * ((x.mean(axis=0) - values.mean(axis=0)) ** 2).sum() for x in parts)
    expected = sum((1 - len(x) / 16) * x.var(axis=0, ddof=1).sum() for x in parts)
    assert made.f == pytest.approx(between / expected, rel=1e-10)
    # For two groups and one column it is Welch's t, squared.
    two = permanova(values[:8, :1], group[:8], _zeros(8), n_shuffles=99)
    welch = stats.ttest_ind(values[:3, 0], values[3:8, 0], equal_var=False)
    assert two.f == pytest.approx(welch.statistic**2, rel=1e-9)


def test_unequal_spread_beside_blocks_by_explicit_projections() -> None:
    rng = np.random.default_rng(9)
    group, block = rng.permutation(np.arange(18) % 3), np.repeat([0, 1, 2], [4, 6, 8])
    values = rng.normal(size=(18, 4))
    blocks, groups = (np.eye(3)[x] for x in (block, group))
    whole = np.hstack([blocks, groups]) @ np.linalg.pinv(np.hstack([blocks, groups]))
    part = whole - blocks @ np.linalg.pinv(blocks)
    squared = ((values - whole @ values) ** 2).sum(axis=1)
    expected = (np.diag(part) / (1 - np.diag(whole)) * squared).sum()
    made = permanova(values, group, block, n_shuffles=50)
    assert made.f == pytest.approx(((part @ values) ** 2).sum() / expected, rel=1e-9)


def test_both_kinds_are_one_for_groups_of_equal_size() -> None:
    values = np.random.default_rng(10).normal(size=(12, 4))
    for group, block in (
        (np.arange(12) % 3, _zeros(12)),
        (np.arange(12) % 2, np.repeat(np.arange(6), 2)),
    ):
        one, other = (
            permanova(values, group, block, equal_spread=equal, n_shuffles=99)
            for equal in (True, False)
        )
        np.testing.assert_allclose(one.null_f, other.null_f, rtol=1e-9)
        assert one.p == other.p


def test_a_small_group_that_varies_more_is_no_difference() -> None:
    rng, group = np.random.default_rng(11), np.repeat([0, 1], [5, 15])
    found = {True: 0, False: 0}
    for seed in range(100):
        values = rng.normal(size=(20, 4)) * np.where(group == 0, 3.0, 1.0)[:, None]
        for equal in found:
            made = permanova(
                values, group, _zeros(20), equal_spread=equal, n_shuffles=99, seed=seed
            )
            found[equal] += made.p <= 0.05
    assert found[True] > 25
    assert found[False] < 15

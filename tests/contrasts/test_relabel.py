from itertools import permutations

import numpy as np
import pytest

from toolkit.contrasts.relabel import count_relabellings, count_table, deal_labels, smallest_p


@pytest.mark.parametrize(
    ("group", "block"),
    [
        ([0, 0, 1, 1, 2], [0, 0, 0, 0, 0]),
        ([0, 1, 0, 1, 1], [0, 0, 1, 1, 1]),
        ([2, 1, 0, 0, 1], [1, 1, 1, 0, 0]),
    ],
)
def test_every_relabelling_once(group: list[int], block: list[int]) -> None:
    of = np.array(block)
    expected = {
        tuple(np.array(group)[list(order)].tolist())
        for order in permutations(range(5))
        if (of[list(order)] == of).all()
    }
    dealt = deal_labels(np.array(group), of, n_shuffles=999, seed=1)
    assert dealt.exhaustive
    assert {tuple(row) for row in dealt.rows.tolist()} == expected
    table = count_table(np.array(group), of)
    assert dealt.n_arrangements == len(dealt.rows) == len(expected) == count_relabellings(table)
    assert dealt.observed is not None
    assert dealt.rows[dealt.observed].tolist() == group


def test_a_sample_keeps_the_blocks_and_reaches_every_relabelling() -> None:
    group, block = np.array([0, 0, 1, 1, 0, 1, 2]), np.array([0, 0, 0, 0, 1, 1, 1])
    dealt = deal_labels(group, block, n_shuffles=30, seed=1)
    assert (dealt.exhaustive, dealt.observed, dealt.n_arrangements) == (False, None, 36)
    for row in dealt.rows:
        np.testing.assert_array_equal(count_table(row, block), count_table(group, block))
    # The last block has six orders; of 6,000 draws each takes 1,000 or so.
    many = deal_labels(np.tile([0, 1, 2], 9), np.repeat(np.arange(9), 3), n_shuffles=6000, seed=2)
    orders, times = np.unique(many.rows[:, -3:], axis=0, return_counts=True)
    assert len(orders) == 6
    assert np.abs(times - 1000).max() < 5 * np.sqrt(1000 * 5 / 6)


def test_seed_decides() -> None:
    group, block = np.arange(20) % 2, np.zeros(20, dtype=np.intp)
    first, again, other = (
        deal_labels(group, block, n_shuffles=50, seed=seed).rows for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_smallest_p_counts_exchanged_names() -> None:
    assert smallest_p(np.array([[3, 4]]), 9999) == 1 / 35
    assert smallest_p(np.array([[2, 2, 2]]), 9999) == 6 / 90
    assert smallest_p(np.array([[2, 2], [1, 3]]), 9999) == 1 / 24
    assert smallest_p(np.array([[1, 1, 1]] * 3), 9999) == 6 / 216
    assert smallest_p(np.array([[20, 20]]), 99) == 1 / 100

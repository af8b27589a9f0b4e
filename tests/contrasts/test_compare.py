"""Contrasts of stretches of time, from the segments on."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from common.dated import dated
from numpy.typing import NDArray
from scipy import stats

from toolkit.contrasts import Contrast, contrast
from toolkit.contrasts.blocks import variance_ratio
from toolkit.contrasts.cells import make_cells
from toolkit.errors import ToolkitError
from toolkit.topics import Topics


def _ratio(values: NDArray[np.float64], in_a: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What the likeness of neighbours makes of a shift, which its own two groups say."""
    n, means = len(values), {side: values[in_a == side].mean(axis=0) for side in (True, False)}
    residual = np.array([x - means[bool(side)] for x, side in zip(values, in_a, strict=True)])
    pairs = [(i, i + 1) for i in range(n - 1) if in_a[i] == in_a[i + 1]]
    inside = np.sum([residual[i] * residual[j] for i, j in pairs], axis=0)
    raw = (inside / len(pairs)) / ((residual**2).sum(axis=0) / n)
    own, average = (np.clip((r + 2 / n) / (1 - 6 / n), 0, 0.95) for r in (raw, raw.mean()))
    alike = np.maximum(own, average)
    return variance_ratio(in_a[None], np.ones(n), np.eye(n), np.arange(n), alike)[0][0]


def test_shifts_by_brute_force(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = dated(make_topics, 9, 14, slow=0.2)
    pair = contrast(topics, between="era", time="shift").pair("before", "after")
    assert (pair.a, pair.b) == ("after", "before")
    assert (pair.time, pair.n_arrangements, pair.smallest_p) == ("shift", 23, 1 / 23)
    cells = make_cells(topics, group="era", cluster="meeting", average="meetings")
    order = np.argsort([cells.dates[c] for c in cells.cluster])
    values = cells.proportions[order]
    after = np.arange(23) >= 9
    rows = np.array([np.roll(after, by) for by in range(23)])
    welch = np.array(
        [stats.ttest_ind(values[row], values[~row], equal_var=False).statistic for row in rows]
    )
    ratio = np.array([_ratio(values, row) for row in rows])
    t = welch / np.sqrt(ratio)
    np.testing.assert_allclose(pair.t, t[0], rtol=1e-9)
    np.testing.assert_allclose(pair.inflation, ratio[0], rtol=1e-9)
    np.testing.assert_allclose(pair.t, pair.difference / pair.standard_error, rtol=1e-12)
    np.testing.assert_allclose(np.sort(pair.null_max_t), np.sort(np.abs(t).max(axis=1)), rtol=1e-9)
    expected = (np.abs(t).max(axis=1)[:, None] >= np.abs(t[0]) * (1 - 1e-9)).mean(axis=0)
    np.testing.assert_allclose(pair.p_adjusted, expected, rtol=1e-12)


def test_blocks_compare_the_means_of_neighbours(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = dated(make_topics, 12, 16)
    result = contrast(topics, between="era", block_length=4)
    pair = result.pairs[0]
    assert (pair.units_a, pair.units_b, pair.unit, pair.block_length) == (4, 3, "block", 4)
    assert (pair.n_arrangements, pair.freedom) == (35, 5)
    cells = make_cells(topics, group="era", cluster="meeting", average="meetings")
    order = np.argsort([cells.dates[c] for c in cells.cluster])
    values = cells.proportions[order]
    blocks = values.reshape(7, 4, 3).mean(axis=1)
    assert pair.inflation is not None
    welch = stats.ttest_ind(blocks[3:], blocks[:3], equal_var=False).statistic
    np.testing.assert_allclose(pair.t * np.sqrt(pair.inflation), welch, rtol=1e-9)
    np.testing.assert_allclose(pair.proportions[0], values[12:].mean(axis=0), rtol=1e-12)
    assert "blocks of 4 neighbouring meetings were shuffled" in result.design_words
    assert "4 and 3 blocks of 4" in result.summary()


def test_what_wanders_is_found_by_free_shuffles_alone(make_topics) -> None:  # type: ignore[no-untyped-def]
    topics = dated(make_topics, 20, 20, slow=0.3)
    free = contrast(topics, between="era", time="free")
    blocks = contrast(topics, between="era")
    assert free.pairs[0].p_adjusted.min() < 0.001
    assert blocks.pairs[0].p_adjusted.min() > 0.05
    assert blocks.pairs[0].block_length is not None
    assert blocks.pairs[0].block_length > 1
    assert any("leave few independent pieces" in s for s in blocks.cautions)
    assert blocks.pairs[0].jsd_p > free.pairs[0].jsd_p


def test_clusters_without_a_date_are_set_aside_and_named(make_topics) -> None:  # type: ignore[no-untyped-def]
    result = contrast(dated(make_topics, 12, 14, undated=2), between="era")
    assert result.pairs[0].clusters_set_aside == 2
    assert any(
        "for want of a date" in s and "2 meetings (m001, m002)" in s for s in result.cautions
    )
    assert (result.pairs[0].clusters_a, result.pairs[0].clusters_b) == (12, 12)


def test_too_few_to_know(make_topics) -> None:  # type: ignore[no-untyped-def]
    cautions = contrast(dated(make_topics, 6, 6), between="era").cautions
    assert any("Too few meetings to measure how alike" in sentence for sentence in cautions)


@pytest.mark.parametrize("time", ["shift", "blocks", "free"])
def test_round_trip(make_topics, time: Any) -> None:  # type: ignore[no-untyped-def]
    first = contrast(dated(make_topics, 20, 21, slow=0.1), between="era", time=time, n_shuffles=99)
    file = BytesIO()
    np.savez(file, allow_pickle=False, **first.arrays())
    file.seek(0)
    meta = json.loads(json.dumps(first.meta(), allow_nan=False))
    second = Contrast.from_parts(dict(np.load(file, allow_pickle=False)), meta)
    assert second.summary() == first.summary()
    assert second.table().equals(first.table())
    assert second.pairs[0].time == time


def test_names_and_the_order_of_rows_change_nothing(make_topics) -> None:  # type: ignore[no-untyped-def]
    one, two = (
        contrast(dated(make_topics, 20, 20, slow=0.1), between="era", n_shuffles=99) for _ in "ab"
    )
    np.testing.assert_array_equal(one.pairs[0].null_t, two.pairs[0].null_t)


def test_steps_adjust_over_all_topics_and_pairs(within_topics: Topics) -> None:
    plain = contrast(within_topics, between="kind")
    p = np.array([pair.p for pair in plain.pairs])
    steps = contrast(within_topics, between="kind", adjust="fdr_bh")
    found = np.array([pair.p_adjusted for pair in steps.pairs])
    np.testing.assert_allclose(found, stats.false_discovery_control(p.ravel()).reshape(p.shape))
    assert "not the chance of any" in steps.summary()
    assert {pair.smallest_p for pair in steps.pairs} == {2 / 256}
    # Nine tests, the smallest p 2 in 256.
    with pytest.raises(ToolkitError, match=r"after adjustment for 9 tests.*it takes 9 meetings"):
        contrast(within_topics, between="kind", adjust="holm")
    two = contrast(within_topics, between="kind", groups=("answer", "question"), adjust="holm")
    assert two.pairs[0].smallest_p == 3 * 2 / 256
    assert (two.pairs[0].p_adjusted <= np.minimum(3 * two.pairs[0].p, 1) + 1e-12).all()


def test_what_could_have_been_found_is_told(between_topics: Topics) -> None:
    result = contrast(between_topics, between="country", groups=("France", "Spain"))
    pair, table = result.pairs[0], result.table()
    assert pair.freedom == 4 + 7 - 2
    sizes = pair.detectable(alpha=0.05, n_pairs=1)
    np.testing.assert_allclose(table["detectable_pp"], 100 * sizes)
    critical = pair.critical_t(alpha=0.05, n_pairs=1)
    assert (sizes > pair.standard_error * critical).all()
    assert "would be found with" not in result.summary()  # 3 of 3 topics
    strict = contrast(between_topics, between="country", alpha=0.004)
    assert (strict.table()["detectable_pp"] > table["detectable_pp"]).all()

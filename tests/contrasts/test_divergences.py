import json
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from toolkit.contrasts.cells import make_cells
from toolkit.contrasts.distance import aitchison, hellinger, total_variation
from toolkit.contrasts.divergences import Divergences, divergences
from toolkit.contrasts.jackknife import MEASURES, corrected_distances
from toolkit.contrasts.proportions import proportions
from toolkit.errors import ToolkitError
from toolkit.topics import Topics


def test_every_pair_by_every_measure(within_topics: Topics) -> None:
    made = divergences(within_topics, by="kind")
    means = proportions(within_topics, by="kind").proportions
    np.testing.assert_allclose(made.proportions, means, rtol=1e-12)
    for i in range(3):
        for j in range(3):
            if i == j:
                assert made.values[:, i, j].tolist() == [0] * 4
                continue
            p, q = means[i], means[j]
            expected = [
                jensenshannon(p, q, base=2) ** 2,
                np.sqrt(1 - np.sqrt(p * q).sum()),
                np.abs(p - q).max(initial=0) if len(p) == 2 else np.clip(p - q, 0, None).sum(),
                np.linalg.norm((np.log(p) - np.log(p).mean()) - (np.log(q) - np.log(q).mean())),
            ]
            np.testing.assert_allclose(made.values[:, i, j], expected, rtol=1e-7)


def test_matrix_and_table_agree(within_topics: Topics) -> None:
    made = divergences(within_topics, by="kind")
    table = made.table()
    assert list(zip(table["group_a"], table["group_b"], strict=True)) == [
        ("answer", "question"), ("answer", "remark"), ("question", "remark"),
    ]  # fmt: skip
    for measure in MEASURES:
        column = "jsd_bits" if measure == "jsd" else measure
        square = made.matrix(measure)
        assert square.loc["remark", "answer"] == table[column][1]
        corrected = made.matrix(measure, corrected=True)
        assert corrected.loc["question", "remark"] == table[f"{column}_corrected"][2]
        assert (table[f"{column}_corrected"] < table[column]).all()
    assert table["clusters_a"].tolist() == [9, 9, 8]
    square.iloc[0, 0] = 5  # a copy
    assert made.values[-1, 0, 0] == 0
    with pytest.raises(ToolkitError, match="'jds' is no measure; did you mean 'jsd'"):
        made.matrix("jds")  # type: ignore[arg-type]


def test_weights_and_filters(within_topics: Topics) -> None:
    asked: dict[str, Any] = {"average": "tokens", "where": {"kind": ["question", "answer"]}}
    made = divergences(within_topics, by="kind", **asked)
    cells = make_cells(within_topics, group="kind", cluster="meeting", **asked)
    means = [
        np.average(cells.proportions[cells.of(g)], axis=0, weights=cells.tokens[cells.of(g)])
        for g in (0, 1)
    ]
    assert made.groups == ("answer", "question")
    assert made.values[2, 0, 1] == pytest.approx(total_variation(*means), rel=1e-12)
    assert "2 groups by kind; only kind = question or answer." in made.summary()


def test_one_meeting_each_is_shown_uncorrected(between_topics: Topics) -> None:
    made = divergences(between_topics, by="meeting")
    assert made.values.shape == (4, 11, 11)
    assert np.isnan(made.corrected[0, 0, 1])
    assert "11 groups of one meeting: not corrected" in made.summary()
    assert "nearest" not in made.summary()
    # A finer unit corrects them: two segments each.
    by_segment = divergences(between_topics, by="meeting", cluster="segment")
    assert not np.isnan(by_segment.corrected).any()


def test_summary_names_the_nearest_and_the_farthest(within_topics: Topics) -> None:
    said = divergences(within_topics, by="kind").summary()
    assert "nearest answer and question" in said
    assert "farthest question and remark" in said
    said = divergences(within_topics, by="kind", groups=["question", "answer"]).summary()
    assert "jsd: answer and question (" in said
    assert "nearest" not in said
    assert said.count("bits") == 1


def test_one_group(between_topics: Topics) -> None:
    with pytest.raises(ToolkitError, match="one group only among the segments used, 'Spain'"):
        divergences(between_topics, by="country", groups="Spain")


def test_round_trip_through_json_and_npz(within_topics: Topics) -> None:
    first = divergences(within_topics, by="kind")
    file = BytesIO()
    np.savez(file, allow_pickle=False, **first.arrays())
    file.seek(0)
    meta = json.loads(json.dumps(first.meta(), allow_nan=False))
    second = Divergences.from_parts(dict(np.load(file, allow_pickle=False)), meta)
    assert repr(second) == repr(first)
    for name, array in first.arrays().items():
        assert second.arrays()[name].tobytes() == array.tobytes()
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def _simulated(
    n: int, shapes: tuple[Any, Any], measure: Any, n_sets: int = 400
) -> tuple[float, float, Any]:
    """Means of the observed and the corrected value, squares of roots with their sign."""
    rng = np.random.default_rng(9)
    group, cluster, seen = np.repeat([0, 1], n), np.arange(2 * n), []
    for _ in range(n_sets):
        values = np.vstack([rng.dirichlet(shape, n) for shape in shapes])
        found, fixed = corrected_distances(values, np.ones(2 * n), group, cluster, measure=measure)
        seen.append((found[0, 1], fixed[0, 1]))
    observed, fixed = np.array(seen).T
    if measure in {"hellinger", "aitchison"}:
        observed, fixed = observed**2, fixed * np.abs(fixed)
    return float(observed.mean()), float(fixed.mean()), fixed


@pytest.mark.parametrize("n", [3, 10, 30])
def test_two_equal_speakers(n: int) -> None:
    same = (np.full(12, 0.4), np.full(12, 0.4))
    observed, fixed, each = _simulated(n, same, "jsd")
    assert observed == pytest.approx({3: 0.21, 10: 0.070, 30: 0.024}[n], rel=0.08)
    error = 3 * float(each.std()) / np.sqrt(len(each))
    if n == 3:
        assert fixed < 0.25 * observed  # the bias has a part that three segments cannot show
    else:
        assert abs(fixed) < max(error, 0.05 * observed)
    assert (each < 0).mean() > 0.25
    squared, fixed, each = _simulated(n, same, "hellinger")
    assert abs(fixed) < 0.2 * squared


def test_two_unlike_speakers() -> None:
    first, second = 6 * np.array([0.5, 0.3, 0.1, 0.1]), 6 * np.array([0.2, 0.3, 0.2, 0.3])
    truth = jensenshannon(first / 6, second / 6, base=2) ** 2
    observed, fixed, _ = _simulated(8, (first, second), "jsd")
    assert observed - truth > 0.01
    assert fixed == pytest.approx(truth, abs=0.004)
    truth = hellinger(first / 6, second / 6).item() ** 2
    observed, fixed, _ = _simulated(8, (first, second), "hellinger")
    assert observed - truth > 0.01
    assert fixed == pytest.approx(truth, abs=0.003)


def test_half_of_the_bias_of_the_total_variation_stays() -> None:
    observed, fixed, _ = _simulated(10, (np.full(12, 0.4), np.full(12, 0.4)), "total_variation")
    assert 0.4 < fixed / observed < 0.6


def test_floor_reaches_the_aitchison_distance(within_topics: Topics) -> None:
    made = divergences(within_topics, by="kind", floor=0.2)
    expected = aitchison(made.proportions[0], made.proportions[2], floor=0.2)
    assert made.values[3, 0, 2] == pytest.approx(float(expected))
    assert made.values[3, 0, 2] != divergences(within_topics, by="kind").values[3, 0, 2]

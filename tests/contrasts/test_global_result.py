import json
from io import BytesIO
from typing import Any

import numpy as np
import pytest

from toolkit.contrasts.global_result import GlobalTest, cautions_of
from toolkit.contrasts.global_test import global_test
from toolkit.topics import Topics


def _meetings(make_topics: Any, matrix: Any, groups: list[str], **columns: list[str]) -> Topics:
    meetings = [f"m{i:02d}" for i in range(len(groups))]
    return make_topics({"meeting": meetings, "country": groups, **columns}, np.array(matrix))  # type: ignore[no-any-return]


def _drawn(n: int, spread: float, seed: int) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    return [
        rng.multinomial(300, p).tolist() for p in rng.dirichlet(np.array([5, 3, 2]) / spread, n)
    ]


@pytest.mark.parametrize("n_shuffles", [100, 9999])
def test_round_trip_through_json_and_npz(between_topics: Topics, n_shuffles: int) -> None:
    first = global_test(between_topics, between="country", n_shuffles=n_shuffles)
    file = BytesIO()
    np.savez(file, allow_pickle=False, **first.arrays())
    file.seek(0)
    meta = json.loads(json.dumps(first.meta(), allow_nan=False))
    second = GlobalTest.from_parts(dict(np.load(file, allow_pickle=False)), meta)
    assert second.meta() == first.meta()
    for name, array in first.arrays().items():
        assert second.arrays()[name].tobytes() == array.tobytes(), name
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    assert repr(second) == repr(first)
    assert second.table().equals(first.table())
    assert second.spreads().equals(first.spreads())


def test_an_infinite_f_is_stored(make_topics: Any) -> None:
    topics = _meetings(make_topics, [[9, 1]] * 5 + [[1, 9]] * 5, ["A"] * 5 + ["B"] * 5)
    first = global_test(topics, between="country")
    assert first.location.f == np.inf
    meta = json.loads(json.dumps(first.meta(), allow_nan=False))
    assert GlobalTest.from_parts(first.arrays(), meta).location.f == np.inf
    assert first.spread.p == 1


def test_table_and_summary_say_the_same(between_topics: Topics) -> None:
    made = global_test(between_topics, between="country", where={"year": ["2019", "2020"]})
    table = made.table().set_index("test")
    assert table.loc["location", "f"] == made.location.f
    assert table.loc["spread", "p"] == made.spread.p
    assert np.isnan(table.loc["spread", "r2"])
    assert table.loc["location", "null_mean"] == made.location.null_f.mean()
    said = made.summary()
    assert "country: France, Spain; only year = 2019 or 2020 (4, 7 meetings)." in said
    assert "3 topics at once, Hellinger distance" in said
    assert f"F(1, 9) = {made.location.f:.3f}, p = 0.003 by 330 shuffles (all)" in said
    assert made.spreads()["clusters"].tolist() == [4, 7]
    floor = global_test(between_topics, between="country", metric="aitchison").summary()
    assert "Aitchison (shares below 0.001 replaced by it) distance" in floor


def test_nothing_to_say_about_good_data(make_topics: Any) -> None:
    topics = _meetings(make_topics, _drawn(24, 0.05, 1), ["A"] * 12 + ["B"] * 12)
    assert global_test(topics, between="country", n_shuffles=99).cautions == ()


def test_a_small_group_that_varies_more(make_topics: Any) -> None:
    matrix = _drawn(6, 3, 2) + _drawn(18, 0.02, 3)
    matrix[:6] = [[90, 5, 5], [80, 10, 10], [20, 70, 10], [95, 4, 1], [60, 30, 10], [85, 10, 5]]
    topics = _meetings(make_topics, matrix, ["A"] * 6 + ["B"] * 18)
    made = global_test(topics, between="country", n_shuffles=999)
    assert made.spread.p <= 0.05
    (said,) = [s for s in made.cautions if "differ in spread" in s]
    assert "meetings of A lie" in said
    assert "10 to 13 % by Hellinger" in said
    assert "Location (PERMANOVA, own spreads)" in made.summary()
    equal = global_test(topics, between="country", n_shuffles=999, equal_spread=True)
    assert equal.location.p < made.location.p
    assert "Location (PERMANOVA):" in equal.summary()
    (said,) = [s for s in equal.cautions if "differ in spread" in s]
    assert "equal_spread = true finds too much" in said
    assert "Fewer than 10 meetings: A (6)." in " ".join(made.cautions)


def test_groups_that_are_stretches_of_time(make_topics: Any) -> None:
    dates = [f"2020-{1 + i // 28:02d}-{1 + i % 28:02d}" for i in range(24)]
    topics = _meetings(make_topics, _drawn(24, 0.05, 1), ["A"] * 12 + ["B"] * 12, date=dates)
    made = global_test(topics, between="country", n_shuffles=99)
    assert made.cautions[0].startswith("These groups are separate stretches of time: A and B (auto")


def test_groups_that_never_meet(make_topics: Any) -> None:
    kinds = ["a", "b"] * 6 + ["c", "d"] * 6
    meetings = sorted([f"m{i:02d}" for i in range(12)] * 2)
    topics = make_topics({"meeting": meetings, "kind": kinds}, np.array(_drawn(24, 0.05, 1)))
    made = global_test(topics, between="kind", n_shuffles=99)
    assert made.location.df == 2
    assert any("4 groups never meet" in s and "only 2 differences" in s for s in made.cautions)
    assert callable(cautions_of)

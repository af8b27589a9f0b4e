from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.distance import pdist

from toolkit.contrasts.cells import make_cells
from toolkit.contrasts.distance import aitchison, hellinger
from toolkit.contrasts.global_test import embed, global_test
from toolkit.errors import SettingsError, ToolkitError
from toolkit.topics import Topics


def _f(squared: NDArray[np.float64], group: list[int]) -> float:
    """Anderson's F from squared distances, by loops."""
    n, names = len(group), sorted(set(group))
    total = within = 0.0
    for i in range(n):
        for j in range(i):
            total += squared[i, j] / n
            if group[i] == group[j]:
                within += squared[i, j] / group.count(group[i])
    return ((total - within) / (len(names) - 1)) / (within / (n - len(names)))


@pytest.mark.parametrize("metric", ["hellinger", "aitchison"])
def test_rows_are_cells_and_distances_those_of_the_metric(
    between_topics: Topics, metric: Any
) -> None:
    cells = make_cells(between_topics, group="country", cluster="meeting", average="meetings")
    shares = cells.proportions
    of = hellinger if metric == "hellinger" else aitchison
    squared = np.array([[of(p, q) ** 2 for q in shares] for p in shares])
    made = global_test(between_topics, between="country", metric=metric, equal_spread=True)
    assert made.location.f == pytest.approx(_f(squared, cells.group.tolist()), rel=1e-9)
    assert (made.design, made.groups, made.clusters.tolist()) == (
        "between", ("France", "Spain"), [4, 7],
    )  # fmt: skip
    assert made.location.exhaustive
    assert made.location.n_arrangements == 330
    assert made.location.p == made.smallest_p == 1 / 330
    np.testing.assert_allclose(made.proportions[0], shares[cells.group == 0].mean(axis=0))


def test_coordinates_have_the_distances_of_the_metric() -> None:
    shares = np.random.default_rng(1).dirichlet(np.full(5, 0.5), 6)
    for metric, of in (("hellinger", hellinger), ("aitchison", aitchison)):
        expected = [of(shares[i], shares[j]) for i in range(6) for j in range(i + 1, 6)]
        np.testing.assert_allclose(pdist(embed(shares, metric, 0.001)), expected, rtol=1e-9)  # type: ignore[arg-type]


def test_within(within_topics: Topics) -> None:
    made = global_test(within_topics, between="kind", n_shuffles=500)
    assert made.design == "within"
    assert made.clusters.tolist() == [8, 8, 8]
    assert (made.location.df, made.location.df_residual) == (2, 14)
    assert made.location.p == 1 / 501
    assert any("1 meeting with one of them only" in sentence for sentence in made.cautions)


def test_strata_are_taken_out(between_topics: Topics) -> None:
    plain = global_test(between_topics, between="country")
    made = global_test(between_topics, between="country", strata="year")
    assert made.location.n_arrangements == 150
    assert made.location.df_residual == plain.location.df_residual - 1
    assert made.spread.df_residual == plain.spread.df_residual - 1
    assert "within year" in made.summary()
    assert "of what strata leave" in made.summary()


def test_spread_inside_strata_knows_nothing_of_the_strata(make_topics: Any) -> None:
    rng = np.random.default_rng(8)
    year = ["2020"] * 7 + ["2021"] * 17
    group = ["A"] * 2 + ["B"] * 5 + ["A"] * 12 + ["B"] * 5
    shares = {"2020": [0.7, 0.2, 0.1], "2021": [0.1, 0.2, 0.7]}
    matrix = np.array([rng.multinomial(400, shares[y]) for y in year])
    columns = {"meeting": [f"m{i:02d}" for i in range(24)], "group": group, "year": year}
    topics = make_topics(columns, matrix)
    # B has half of its meetings in either year, A most of them in one: apart they seem to differ.
    assert global_test(topics, between="group", n_shuffles=500).spread.f > 4
    made = global_test(topics, between="group", strata="year", n_shuffles=500)
    assert made.spread.p > 0.1
    assert made.spread.means.max() < 0.1


def test_other_settings_reach_their_place(between_topics: Topics) -> None:
    asked: dict[str, Any] = {"between": "country", "n_shuffles": 60}
    first = global_test(between_topics, **asked)
    np.testing.assert_array_equal(
        first.location.null_f, global_test(between_topics, **asked).location.null_f
    )
    other = global_test(between_topics, **asked, seed=2)
    assert (first.location.null_f != other.location.null_f).any()
    by_centroid = global_test(between_topics, **asked, centre="centroid")
    assert (by_centroid.spread.f, by_centroid.location.f) != (first.spread.f, first.location.f)
    assert by_centroid.location.f == first.location.f
    coarse, fine = (
        global_test(between_topics, **asked, metric="aitchison", floor=f).location.f
        for f in (0.3, 0.001)
    )
    assert coarse != fine
    welch, pooled = (
        global_test(between_topics, **asked, equal_spread=equal) for equal in (False, True)
    )
    assert welch.location.f != pooled.location.f
    assert welch.spread.f == pooled.spread.f
    one = global_test(
        between_topics, **asked, where={"year": ["2019", "2020"]}, groups=["Spain", "France"]
    )
    assert one.location.f == first.location.f


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"groups": "Spain"}, "one group only among the segments used, 'Spain'"),
        ({"between": "meeting"}, "both 'meeting'"),
        ({"between": "countri"}, "did you mean 'country'"),
        ({"n_shuffles": 10}, "n_shuffles = 19 or more"),
        ({"where": {"year": "2019"}}, "'France' 2, 'Spain' 4; p cannot fall below 0.067"),
        ({"metric": "aitchison", "floor": 0.4}, "floor = 0.4 cannot .* 3 topics.* below 0.333"),
    ],
)
def test_refusals(between_topics: Topics, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ToolkitError, match=said):
        global_test(between_topics, **{"between": "country", **settings})


def test_settings_are_checked_together(between_topics: Topics) -> None:
    with pytest.raises(SettingsError) as caught:
        global_test(between_topics, between="country", metric="bray", centre="mean", floor=2.0)  # type: ignore[arg-type]
    assert len(caught.value.mistakes) == 3


def test_unequal_lengths_are_cautioned_about(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": [f"m{i // 2}" for i in range(24)], "kind": ["question", "answer"] * 12}
    words = np.random.default_rng(1).multinomial(25, [0.5, 0.3, 0.2], size=24)
    assert "as long" not in global_test(make_topics(columns, words), between="kind").summary()
    longer = words * np.tile([1, 10], 12)[:, None]
    said = global_test(make_topics(columns, longer), between="kind").summary()
    assert "Segments of answer are 10.0 times as long as those of question" in said
    assert "PERMANOVA found one in 3 to 9 % of simulated corpora of 12 meetings" in said

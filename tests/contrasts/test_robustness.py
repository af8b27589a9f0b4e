"""Following findings through fits whose topics stand elsewhere, or are not there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from common.specifications import make_specification as spec

from toolkit.contrasts import Specification, robustness
from toolkit.errors import SettingsError, ToolkitError

BASE = spec("base", {"k": 4}, ["war", "gas", "law", "art"], [0.05, -0.02, 0.01, 0.0],
            [0.01, 0.04, 0.5, 1.0])  # fmt: skip


def follow(*others: Specification, base: Specification = BASE, **settings: float):
    return robustness(base, others, **settings)


def test_topics_are_followed_to_where_they_stand():
    other = spec("other", {"k": 4}, ["gas", "war", "art", "law"], [-0.03, 0.04, 0.0, -0.02],
                 [0.2, 0.03, 0.9, 0.01])  # fmt: skip
    found = follow(other)
    assert found.matched.tolist() == [[0, 1, 2, 3], [1, 0, 3, 2]]
    assert found.difference[1, 0].tolist() == [0.04, -0.03, -0.02, 0.0]
    assert found.p_adjusted[1, 0].tolist() == [0.03, 0.2, 0.01, 0.9]
    assert found.low[1, 0] == pytest.approx([0.03, -0.04, -0.03, -0.01])
    assert found.high[1, 0] == pytest.approx([0.06, -0.01, 0.0, 0.02])
    assert found.similarity[1] == pytest.approx(1)


def test_the_base_stands_first_as_it_is():
    found = follow()
    pair = BASE.contrast.pairs[0]
    assert found.names == ("base",)
    assert np.array_equal(found.difference[0, 0], pair.difference)
    assert np.array_equal(found.low[0, 0], pair.low)
    assert found.clusters.tolist() == [[12, 10]]
    assert found.segments.tolist() == [[60, 50]]
    assert found.settings["between"] == "kind"
    assert found.settings["design"] == "between"
    assert found.settings["level"] == 0.05


def test_a_topic_without_a_counterpart_has_no_number():
    fewer = spec("fewer", {"k": 3}, ["law", "war", "sea"], [0.02, 0.06, 0.09], [0.01, 0.02, 0.001])
    found = follow(fewer)
    assert found.matched[1].tolist() == [1, -1, 0, -1]
    for array in (found.difference[1, 0], found.p_adjusted[1, 0], found.low[1, 0]):
        assert np.isnan(array).tolist() == [False, True, False, True]
    assert np.isnan(found.similarity[1]).tolist() == [False, True, False, True]
    assert found.difference[1, 0, [0, 2]].tolist() == [0.06, 0.02]
    assert found.found[1, 0].tolist() == [1, 0, 1, 0]


def test_more_topics_and_other_words_are_compared_on_what_is_common():
    more = spec("more", {"k": 5}, ["ode", "art", "war", "ion", "gas"], [0, 0.01, 0.02, 0, 0.03],
                [1, 0.5, 0.5, 1, 0.5], words=["war", "gas", "art", "ode", "ion"])  # fmt: skip
    found = follow(more)
    assert found.matched[1].tolist() == [2, 4, -1, 1], "law is no word of the other fit"
    assert found.difference[1, 0, [0, 1, 3]].tolist() == [0.02, 0.03, 0.01]


def test_groups_in_the_other_order_change_sign_and_ends():
    turned = spec("turned", {"k": 4}, ["war", "gas", "law", "art"], [0.05, -0.02, 0.01, 0.0],
                  [0.01, 0.04, 0.5, 1.0], groups=("b", "a"))  # fmt: skip
    found = follow(turned)
    assert found.difference[1, 0].tolist() == [-0.05, 0.02, -0.01, 0.0]
    assert found.low[1, 0] == pytest.approx([-0.07, 0.0, -0.03, -0.02])
    assert found.high[1, 0] == pytest.approx([-0.04, 0.03, 0.0, 0.01])
    assert (found.low[1, 0] <= found.difference[1, 0]).all()
    assert found.p_adjusted[1, 0].tolist() == [0.01, 0.04, 0.5, 1.0]


def test_pairs_are_found_by_their_groups():
    words, difference = ["war", "gas"], [0.01, -0.01]
    base = spec("base", {}, words, difference, [1, 1], groups=("a", "b", "c"))
    other = spec("other", {}, words, [0.02, -0.02], [1, 1], groups=("c", "b"))
    found = robustness(base, [other])
    assert found.pairs == (("a", "b"), ("a", "c"), ("b", "c"))
    assert np.isnan(found.difference[1, :2]).all()
    assert found.difference[1, 2].tolist() == [-0.02, 0.02]


def test_a_contrast_without_intervals_has_none():
    found = follow(spec("bare", {"k": 1}, ["war"], [0.02], [0.01], reach=None))
    assert found.difference[1, 0, 0] == 0.02
    assert np.isnan(found.low[1]).all()


def test_the_others_are_read_one_after_the_other():
    made = []

    def each():
        for name in "xyz":
            made.append(name)
            yield spec(name, {"k": 4}, ["war"], [0.01], [0.01])

    assert robustness(BASE, each()).names == ("base", "x", "y", "z")
    assert made == ["x", "y", "z"]


def test_the_order_of_the_others_is_that_of_the_fits_and_changes_nothing_else():
    rng = np.random.default_rng(1)
    topics = ["war", "gas", "law", "art"]
    others = [
        spec(f"{k} {s}", {"k": k, "seed": s}, topics[:k], rng.normal(0.02, 0.02, k),
             rng.uniform(0, 0.1, k))
        for k in (2, 3, 4) for s in (1, 2, 3)
    ]  # fmt: skip
    base = spec("base", {"k": 4, "seed": 0}, topics, [0.05, -0.02, 0.01, 0.0], [0.01, 0.04, 0.5, 1])
    one, two = robustness(base, others), robustness(base, others[::-1])
    assert one.names[1:] == two.names[:0:-1]
    assert one.table().equals(two.table())
    assert one.by_choice().equals(two.by_choice())
    assert one.summary() == two.summary()
    rows = ["fit", "topic"]
    ordered = [found.fits().sort_values(rows, ignore_index=True) for found in (one, two)]
    assert ordered[0].equals(ordered[1])


def test_choices_are_written_as_texts():
    given = {"k": np.int64(4), "share": 0.5, "stop": None, "strict": True, "terms": ["x", "y"]}
    found = robustness(spec("base", given, ["war"], [0.1], [0.5]), [])
    assert dict(found.choices[0]) == {
        "k": "4", "share": "0.5", "stop": "not set", "strict": "true", "terms": "x, y",
    }  # fmt: skip


def test_choices_may_be_named_in_another_order():
    base = spec("base", {"k": 4, "seed": 1}, ["war"], [0.1], [0.5])
    found = robustness(base, [spec("x", {"seed": 2, "k": 4}, ["war"], [0.1], [0.5])])
    assert list(found.choices[1].items()) == [("k", "4"), ("seed", "2")]


def test_mistakes_are_one_sentence():
    same = ["war"], [0.1], [0.5]
    crossed = dict(BASE.contrast.settings) | {"difference": {"sex": ["f", "m"]}}
    refused = {
        r"two specifications are called 'base'": spec("base", {"k": 4}, *same),
        r"'x' names the choices none, and the base k; name the same": spec("x", {}, *same),
        r"'x' compares by between = 'year', and the base by 'kind'": spec(
            "x", {"k": 4}, *same, between="year"
        ),
        r"'x' compares by difference = \{'sex'": replace(
            BASE, name="x", contrast=replace(BASE.contrast, settings=crossed)
        ),
        r"k = <object.* of the specification 'x' cannot stand in a table": spec(
            "x", {"k": object()}, *same
        ),
        r"contrast of the specification 'x' was made from other topics": Specification(
            "x", {"k": 4}, BASE.topics, spec("x", {"k": 4}, *same).contrast
        ),
    }
    for sentence, wrong in refused.items():
        with pytest.raises(ToolkitError, match=sentence):
            follow(wrong)
    with pytest.raises(ToolkitError, match="a choice cannot be called 'label', which is a column"):
        robustness(spec("base", {"label": 4}, *same), [])
    with pytest.raises(SettingsError, match="level"):
        follow(level=2.0)


def test_the_level_is_that_of_the_matching():
    """Half-alike topics: a strict level takes more likeness to call them the same."""
    words = [f"w{i}" for i in range(40)]
    rng = np.random.default_rng(3)
    drawn, noise = rng.dirichlet(np.full(40, 0.2), (2, 20))

    def fit(name, rows):
        made = spec(name, {}, words[:20], [0.01] * 20, [0.5] * 20, words=words)
        return replace(made, topics=replace(made.topics, topic_term=rows))

    base, other = fit("base", drawn), fit("other", 0.35 * drawn + 0.65 * noise)
    matched = [(robustness(base, [other], level=at).matched[1] >= 0).sum() for at in (0.01, 0.9)]
    assert 0 < matched[0] < matched[1]

"""Variants from one reading: each the same as counted alone, and told apart by what they do."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from common.named import said

import toolkit.counts.token_ids
import toolkit.counts.variants as module
from toolkit.corpus import read_corpus
from toolkit.counts import (
    Counts,
    Variants,
    count_terms,
    count_variants,
    number_tokens,
    standard_variants,
)
from toolkit.counts.ranking import most_moved
from toolkit.errors import SettingsError, ToolkitError
from toolkit.segments import Segments, split

SETS: dict[str, dict[str, Any]] = {
    "plain": {},
    "lemmas": {"lemmas": True},
    "phrases": {"phrases": 1, "phrase_min_count": 5},
    "both": {"lemmas": True, "phrases": 2, "phrase_min_count": 5},
    "no names": {"leave_out": ["names", "ritual"], "ritual_share": 0.4},
    "rare": {"min_segments": 1, "numbers": True, "min_length": 1},
    "few": {"min_segments": 20, "min_meetings": 4, "keep": "ferry", "stop": ["talks"]},
    "thin": {"max_speaker_rate": 3.0},
    "each": {"language": "each"},
}


@pytest.fixture(scope="module")
def segments() -> Segments:
    return split(read_corpus("package:sample"), min_words=15)


@pytest.fixture(scope="module")
def found(segments: Segments) -> Variants:
    return count_variants(segments, SETS, n_pairs=3000, min_segments=3)


def same(one: Counts, other: Counts) -> bool:
    return (
        one.terms == other.terms
        and one.dropped_terms == other.dropped_terms
        and dict(one.settings) == dict(other.settings)
        and one.segments.ids == other.segments.ids
        and dict(one.segments.dropped) == dict(other.segments.dropped)
        and one.matrix.dtype == other.matrix.dtype
        and one.matrix.indptr.tolist() == other.matrix.indptr.tolist()
        and one.matrix.indices.tolist() == other.matrix.indices.tolist()
        and one.matrix.data.tolist() == other.matrix.data.tolist()
    )


@pytest.mark.parametrize("name", SETS)
def test_each_variant_is_as_counted_alone(segments: Segments, found: Variants, name: str) -> None:
    alone = count_terms(segments, **{"min_segments": 3, **SETS[name]})
    assert same(found.counts[name], alone)


def test_texts_are_cut_once_and_read_once_for_each_way(
    segments: Segments, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            made.append(name)
            return function(*args)

        return call

    number = toolkit.counts.token_ids.number
    monkeypatch.setattr(toolkit.counts.token_ids, "number", counted("cut", number))
    monkeypatch.setattr(module, "texts_of", counted("read", module.texts_of))
    rules = {str(n): {"min_segments": n, "max_share": 0.3 + n / 10} for n in range(1, 6)}
    count_variants(segments, {**rules, "lemmas": {"lemmas": True}, "kept": {"keep": "ferry"}})
    assert made == ["cut", "read", "read"]
    made.clear()
    count_variants(number_tokens(segments), rules)
    assert made == ["cut", "read"]


def test_the_table_by_hand() -> None:
    talk = said(
        [("a", "answer", "Ada", "fish nets"), ("a", "answer", "Ada", "fish nets 12"),
         ("b", "answer", "Ben", "fish ropes"), ("b", "answer", "Ben", "ropes 12 12 12")]
    )  # fmt: skip
    found = count_variants(
        talk, {"words": {}, "all": {"numbers": True}}, min_segments=1, max_share=1.0
    )
    assert found.table().to_dict("list") == {
        "variant": ["words", "all"],
        "segments": [4, 4],
        "terms": [3, 4],
        "tokens": [7, 11],
        "difference": found.difference.tolist(),
        "pretext": found.pretext.tolist(),
        "numbers": [False, True],
    }
    # Pairs 01 02 03 12 13 23. Cosines of words: 1, 1/2, 0, 1/2, 0, 1/sqrt 2; of all:
    # 2/sqrt 6, 1/2, 0, 1/sqrt 6, 3/sqrt 30, 1/sqrt 20.
    words, every = [1, 3.5, 5.5, 3.5, 5.5, 2], [1, 3, 6, 4, 2, 5]
    by_hand = np.abs(np.subtract(words, every)).mean() * 18 / 35
    assert found.rank_change[0, 1] == pytest.approx(by_hand)
    assert found.difference.tolist() == pytest.approx([by_hand, by_hand])
    assert (found.n_segments, found.n_pairs) == (4, 6)
    # Fifty pairs at most, and here there are six.
    assert found.pretext.tolist() == pytest.approx([by_hand * 35 / 18 / 6] * 2)


def test_the_pretext_score_by_hand() -> None:
    # Three orders of six pairs. From the first to the second two pairs move by 5; to the third two
    # by 1; from the second to the third two by 5 and two by 1. The three that move most, by six:
    first, second, third = range(1, 7), (6, 2, 3, 4, 5, 1), (1, 3, 2, 4, 5, 6)
    moved = most_moved(np.array([first, second, third], dtype=float), 3)
    assert moved * 18 == pytest.approx(np.array([[0, 10, 2], [10, 0, 11], [2, 11, 0]]))
    counts = MappingProxyType(dict.fromkeys("abc"))
    found = Variants(counts, moved, moved, 4, 6, 3, 1)  # type: ignore[arg-type]
    assert found.pretext.tolist() == pytest.approx([12 / 36, 21 / 36, 13 / 36])


def test_fewer_pairs_are_averaged_where_fewer_are_asked_for(segments: Segments) -> None:
    sets = {"a": {}, "b": {"lemmas": True}}
    few, more = (count_variants(segments, sets, n_moved=n) for n in (10, 1000))
    assert few.pretext[0] > more.pretext[0] > 0
    assert few.rank_change.tobytes() == more.rank_change.tobytes()


def test_a_variant_that_changes_nothing_differs_from_none(segments: Segments) -> None:
    found = count_variants(segments, {"a": {}, "b": {"min_speakers": 1}, "c": {"lemmas": True}})
    assert found.rank_change[0, 1] == 0
    assert found.rank_change[0, 2] > 0.02
    assert "least like the others: 'c'" in found.summary()


def test_steps_tell_what_each_decision_moves_alone(segments: Segments) -> None:
    found = count_variants(segments, standard_variants("lemmas", "function words", "numbers"))
    assert len(found.names) == 8
    steps = found.steps().set_index("step")
    assert sorted(steps.index) == ["function_words, max_share", "lemmas", "numbers"]
    assert steps["pairs"].tolist() == [4, 4, 4]
    names = found.names
    pairs = [
        ("plain", "lemmas"), ("numbers", "lemmas + numbers"),
        ("function words", "lemmas + function words"),
        ("function words + numbers", "lemmas + function words + numbers"),
    ]  # fmt: skip
    moved = [found.rank_change[names.index(a), names.index(b)] for a, b in pairs]
    assert steps.loc["lemmas", "rank_change"] == pytest.approx(np.mean(moved))
    assert steps.loc["lemmas", "least"] == min(moved)
    # Function words are half of all tokens: nothing moves the order of pairs so much.
    assert found.steps()["step"][0] == "function_words, max_share"


def test_steps_without_a_pair_that_differs_in_them_alone_have_no_number(segments: Segments) -> None:
    found = count_variants(
        segments, {"a": {}, "b": {"lemmas": True}, "c": {"lemmas": True, "numbers": True}}
    )
    steps = found.steps().set_index("step")
    assert steps.loc["lemmas", "pairs"] == 1
    assert steps.loc["numbers", "pairs"] == 1
    found = count_variants(segments, {"a": {"numbers": True}, "b": {"lemmas": True}})
    (step,) = found.steps()["step"]
    assert step == "lemmas, numbers"


def test_order_and_names_of_files_change_no_bit(segments: Segments) -> None:
    sets = standard_variants("lemmas", "numbers")
    one = count_variants(segments, sets, n_pairs=500)
    turned = segments.keep(range(len(segments) - 1, -1, -1), "turned")
    other = count_variants(turned, sets, n_pairs=500)
    assert one.rank_change.tobytes() == other.rank_change.tobytes()
    assert one.rank_change.tobytes() != count_variants(
        segments, sets, n_pairs=500, seed=2
    ).rank_change.tobytes()  # fmt: skip


def test_segments_that_a_variant_leaves_out_are_not_compared(segments: Segments) -> None:
    sets = {"all": {}, "few": {"min_segments": 40}}
    found = count_variants(segments, sets)
    few = found.counts["few"].segments
    assert found.n_segments == len(few) < len(segments)


def test_the_standard_set_is_every_combination() -> None:
    every = standard_variants()
    assert len(every) == 64
    assert every["plain"] == {}
    assert list(standard_variants("numbers", "lemmas")) == [
        "plain", "lemmas", "numbers", "lemmas + numbers",
    ]  # fmt: skip
    with pytest.raises(ToolkitError, match="'lemma' is no step; did you mean 'lemmas'"):
        standard_variants("lemma")


def test_mistakes_of_all_variants_are_told_together(segments: Segments) -> None:
    with pytest.raises(SettingsError) as caught:
        count_variants(segments, {"a": {"min_segment": 2}, "b": {"lemmas": 3}}, max_share=2)
    told = str(caught.value)
    assert "variants.a.min_segment = 2 is no setting" in told
    assert "did you mean 'min_segments'?" in told
    assert "variants.b.lemmas = 3 cannot be used" in told
    assert "variants.b.max_share = 2" in told


@pytest.mark.parametrize(
    ("variants", "settings", "said"),
    [
        ({"a": {}}, {}, "there is 1 variant, and it takes two to differ"),
        ({"a": {}, "b": {}}, {"n_pairs": 9}, "n_pairs = 9 cannot be used: it must be at least 100"),
        ({"a": {}, "b": {"stop": ["two words"]}}, {}, "'two words', which is not one term"),
        (
            {"a": {}, "b": {"keep": "ferry", "min_segments": 10**6}},
            {},
            "have 1 segment of 2 in common",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(
    variants: dict[str, Any], settings: dict[str, Any], said: str
) -> None:
    talk = _two()
    with pytest.raises(ToolkitError, match=said):
        count_variants(talk, variants, **{"min_segments": 1, "max_share": 1.0, **settings})


def _two() -> Segments:
    return said([("a", "answer", "Ada", "fish nets"), ("b", "answer", "Ben", "ropes ferry")])


def test_it_comes_back_from_its_parts(segments: Segments, found: Variants) -> None:
    meta = json.loads(json.dumps(found.meta()))
    again = Variants.from_parts(found.arrays(), meta, segments)
    assert again.names == found.names
    assert repr(again) == repr(found)
    for name in SETS:
        assert same(again.counts[name], found.counts[name])
    travelled = pickle.loads(pickle.dumps(found))
    assert repr(travelled) == repr(found)
    with pytest.raises(ValueError, match="read-only"):
        travelled.rank_change[0, 0] = 1
    assert again.most_moved.tobytes() == found.most_moved.tobytes()

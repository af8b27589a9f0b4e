"""Phrases against gensim's, which the toolkit does not use, and against cases made by hand."""

from __future__ import annotations

import itertools
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.corpus import read_corpus
from toolkit.counts import count_terms, number_tokens, phrases
from toolkit.counts.numbering import number
from toolkit.counts.pairs import CONNECTOR, WORD
from toolkit.counts.phrases import CONNECTORS, Phrase, Score, Stream, join_phrases
from toolkit.counts.stop_words import LANGUAGES, stop_words
from toolkit.errors import ToolkitError
from toolkit.segments import Segments, split

Sentences = list[list[str]]


def joined(
    sentences: Sentences, connectors: frozenset[str] = frozenset(), **settings: Any
) -> tuple[Sentences, tuple[Phrase, ...]]:
    """Join phrases in sentences, each a segment of its own."""
    names = sorted({word for sentence in sentences for word in sentence}) or ["-"]
    ends = np.cumsum([len(sentence) for sentence in sentences], dtype=np.int64)
    ids = np.array([names.index(w) for s in sentences for w in s], dtype=np.int32)
    begins = np.zeros(len(ids) + 1, np.bool_)
    begins[np.append(0, ends)] = True
    role = np.array([CONNECTOR if w in connectors else WORD for w in names], dtype=np.int8)
    stream = Stream(ids, begins[:-1], ends, tuple(names), role)
    after, found = join_phrases(stream, **{"passes": 1, "threshold": 0.3} | settings)
    starts = [0, *after.ends.tolist()]
    return [[after.names[i] for i in after.ids[a:b]] for a, b in itertools.pairwise(starts)], found


def gensims(
    sentences: Sentences, connectors: frozenset[str], delimiter: str, **settings: Any
) -> tuple[Sentences, dict[str, float]]:
    gensim = pytest.importorskip("gensim.models.phrases", reason="gensim is not installed")
    model = gensim.Phrases(
        sentences,
        connector_words=connectors,
        scoring=settings["score"],
        min_count=settings["min_count"],
        threshold=settings["threshold"],
        delimiter=delimiter,
    )
    return [list(model[s]) for s in sentences], model.export_phrases()


WORDS = st.sampled_from(["of", "the", *"abcd"])
SETTINGS = st.sampled_from(
    [("npmi", 1, -0.5), ("npmi", 2, 0.1), ("npmi", 1, 0.6), ("default", 1, 0.5), ("default", 2, 1)]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=12), min_size=2, max_size=8), SETTINGS)
def test_phrases_and_where_they_are_joined_equal_gensims(
    sentences: Sentences, how: tuple[Score, int, float]
) -> None:
    asked: dict[str, Any] = dict(zip(("score", "min_count", "threshold"), how, strict=True))
    connectors = frozenset({"of", "the"})
    try:
        expected, scores = gensims(sentences, connectors, "_", **asked)
    except ZeroDivisionError:  # a pair that is the whole text: gensim has no answer, nor is there
        return
    after, found = joined(sentences, connectors, **asked)
    assert {p.phrase for p in found} == scores.keys()
    for phrase in found:
        assert phrase.score == pytest.approx(scores[phrase.phrase], rel=1e-12, abs=1e-12)
    assert after == expected


@pytest.mark.parametrize("score, threshold", [("npmi", 0.4), ("default", 5.0)])
def test_phrases_of_the_sample_equal_gensims_in_two_passes(score: str, threshold: float) -> None:
    texts = [t.lower() for t in split(read_corpus("package:sample"), by="turn").texts]
    read = number(texts)
    starts = [0, *read.ends.tolist()]
    sentences = [[read.types[i] for i in read.ids[a:b]] for a, b in itertools.pairwise(starts)]
    connectors = frozenset(CONNECTORS["en"].split())
    asked: dict[str, Any] = {"score": score, "min_count": 5, "threshold": threshold}
    once, scores = gensims(sentences, connectors, "_", **asked)
    after, found = joined(sentences, connectors, **asked)
    assert {p.phrase: p.score for p in found} == pytest.approx(scores, rel=1e-9, abs=1e-9)
    assert len(found) > 50
    assert any("_of_" in p.phrase for p in found)
    assert after == once
    # gensim reads a phrase from its letters: the second pass needs another mark between words.
    twice, _ = gensims(once, connectors, "+", **asked)
    after, found = joined(sentences, connectors, passes=2, **asked)
    assert after == [[word.replace("+", "_") for word in s] for s in twice]
    assert {p.step for p in found} == {1, 2}


def test_pairs_listed_in_parts_are_those_listed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = number(t.lower() for t in split(read_corpus("package:sample"), by="turn").texts)
    starts = [0, *read.ends.tolist()]
    sentences = [[read.types[i] for i in read.ids[a:b]] for a, b in itertools.pairwise(starts)]
    connectors = frozenset(CONNECTORS["en"].split())
    asked: dict[str, Any] = {"score": "default", "min_count": 5, "threshold": 5.0, "passes": 3}
    whole = joined(sentences, connectors, **asked)
    monkeypatch.setattr(phrases, "_PAIRS_AT_ONCE", 1000)
    assert joined(sentences, connectors, **asked) == whole
    assert whole[1]


def test_a_stream_is_overwritten_only_where_that_is_said() -> None:
    asked: dict[str, Any] = {"passes": 1, "score": "default", "min_count": 1, "threshold": 0.1}
    ids, begins = np.array([0, 1, 0, 1, 2], np.int32), np.array([True, *[False] * 4])
    stream = Stream(ids, begins, np.array([5]), tuple("abc"), np.zeros(3, np.int8))
    after, found = join_phrases(stream, **asked)
    assert [phrase.phrase for phrase in found] == ["a_b"]
    assert ids.tolist() == [0, 1, 0, 1, 2]
    again, _ = join_phrases(stream, **asked, in_place=True)
    assert again.ids.tolist() == after.ids.tolist() == ids[:3].tolist() == [3, 3, 2]


def segments_of(*texts: str) -> Segments:
    ids = tuple(f"m#{i}" for i in range(len(texts)))
    columns = MappingProxyType({"segment": ids, "meeting": ("m",) * len(texts)})
    return Segments("turn", texts, columns, MappingProxyType({}))


FEW: dict[str, Any] = {
    "min_segments": 1, "max_share": 1.0, "phrase_min_count": 3, "phrase_threshold": 0.2,
}  # fmt: skip


def test_a_phrase_is_a_term_and_never_crosses_a_sentence() -> None:
    # Words that differ from text to text part what is said every time.
    texts = [f"The Security Council. Met w{i} the Security Council v{i}" for i in range(9)]
    counts = count_terms(segments_of(*texts), phrases=1, **FEW)
    assert [term for term in counts.terms if "_" in term] == ["security_council"]
    assert counts.matrix[:, counts.terms.index("security_council")].sum() == 18
    crossing = count_terms(
        segments_of(*(text.replace(".", "") for text in texts)), phrases=2, **FEW
    )
    assert "security_council_met" in crossing.terms


def test_connecting_words_stand_inside_a_phrase_and_no_other_function_word_does() -> None:
    texts = [f"u{i} rule of the law v{i} we know w{i} they know x{i}" for i in range(9)]
    counts = count_terms(segments_of(*texts), phrases=2, **FEW)
    assert [term for term in counts.terms if "_" in term] == ["rule_of_the_law"]
    assert {d.term for d in counts.dropped_terms} == {"we", "they"}  # "of" and "the" are in it


def test_two_passes_join_what_one_has_joined() -> None:
    text = "nuclear test ban treaty, said fish. a ferry, the port and sea; wind over a hill."
    twice = count_terms(segments_of(*[text] * 5), phrases=2, **FEW)
    assert any(term.count("_") >= 2 for term in twice.terms)


def test_a_phrase_may_be_stopped_and_kept_by_name() -> None:
    text = "The Security Council met. fish ferry port"
    stopped = count_terms(segments_of(*[text] * 4), phrases=1, stop="Security Council", **FEW)
    assert [d.term for d in stopped.dropped_terms if d.rule == "stop"] == ["security_council"]
    with pytest.raises(ToolkitError, match="not one term"):
        count_terms(segments_of(text), stop="Security Council", **FEW)


@pytest.mark.parametrize("score, threshold", [("npmi", 2.0), ("npmi", -1.5), ("default", 0.0)])
def test_a_threshold_out_of_range_is_refused(score: Score, threshold: float) -> None:
    with pytest.raises(ToolkitError, match=f"phrase_threshold = {threshold:g}"):
        count_terms(segments_of("a"), phrases=1, phrase_score=score, phrase_threshold=threshold)


def test_every_token_is_counted_or_accounted_for_when_phrases_are_joined() -> None:
    segments = split(read_corpus("package:sample"))
    counts = count_terms(segments, phrases=2, phrase_min_count=5)
    counted = dict(zip(counts.terms, np.asarray(counts.matrix.sum(axis=0)).ravel(), strict=True))
    every = [*counted.items(), *((d.term, d.count) for d in counts.dropped_terms)]
    words = sum(int(n) * len(term.split("_")) for term, n in every)
    assert words == len(number_tokens(segments))
    assert any("_" in term for term in counts.terms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_connecting_words_are_function_words(language: str) -> None:
    assert set(CONNECTORS[language].split()) <= stop_words(language)

"""The matrix against an independent counter, and an account of every term left out."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from toolkit.corpus import read_corpus
from toolkit.counts import Counts, count_terms, tokenize
from toolkit.counts.stop_words import stop_words, stop_words_digest
from toolkit.errors import ToolkitError
from toolkit.segments import Segments, split

STOP = stop_words("en")
OPEN = {"min_length": 1, "numbers": True, "min_segments": 1, "max_share": 1.0}


def segments_of(*texts: str) -> Segments:
    ids = tuple(f"m#{i}" for i in range(len(texts)))
    columns = MappingProxyType({"segment": ids, "meeting": ("m",) * len(texts)})
    return Segments("turn", texts, columns, MappingProxyType({}))


def rule_of(counts: Counts) -> dict[str, tuple[int, int, str]]:
    return {d.term: (d.count, d.segments, d.rule) for d in counts.dropped_terms}


def frequencies(counts: Counts) -> dict[str, list[int]]:
    return dict(zip(counts.terms, counts.matrix.toarray().T.tolist(), strict=True))


WORDS = st.sampled_from(
    "ferry Ferry FERRY fish fish’s the The of us US U.S. may May 12 1,500 COVID-19 x Ä ä port "
    "re-opened re\u2011opened states don’t — ПОРТ порт".split()
)
TEXTS = st.lists(st.lists(WORDS, max_size=12).map(" ".join), min_size=1, max_size=8)


def folded(text: str) -> list[str]:
    """Terms by the rule of the docstring, written anew for the comparison."""
    tokens = tokenize(text.lower() if text.isupper() else text)
    return [t if len(t) > 1 and t == t.upper() and t.lower() in STOP else t.lower() for t in tokens]


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(1, 3), st.sampled_from([0.25, 0.3, 0.5, 0.7, 1.0]))
def test_counts_equal_those_of_scikit_learn(
    texts: list[str], min_segments: int, max_share: float
) -> None:
    reference = CountVectorizer(
        tokenizer=folded,
        token_pattern=None,
        lowercase=False,
        stop_words=sorted(STOP),
        min_df=min_segments,
        max_df=max_share,
    )
    try:
        expected = reference.fit_transform(texts).toarray()
    except ValueError:  # no term is left, or the two limits exclude each other
        with pytest.raises(ToolkitError, match="no term is left"):
            count_terms(
                segments_of(*texts),
                min_length=1,
                numbers=True,
                min_segments=min_segments,
                max_share=max_share,
            )
        return
    counts = count_terms(
        segments_of(*texts),
        min_length=1,
        numbers=True,
        min_segments=min_segments,
        max_share=max_share,
    )
    assert counts.terms == tuple(reference.get_feature_names_out())
    rows = np.flatnonzero(expected.sum(axis=1))
    assert counts.matrix.toarray().tolist() == expected[rows].tolist()
    assert counts.segments.ids == tuple(f"m#{i}" for i in rows)
    gone = len(texts) - len(rows)
    assert dict(counts.segments.dropped) == ({"without any term": gone} if gone else {})


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(1, 3), st.sampled_from([0.3, 0.5, 1.0]), st.integers(1, 4), st.booleans())
def test_every_token_is_either_counted_or_accounted_for(
    texts: list[str], min_segments: int, max_share: float, min_length: int, numbers: bool
) -> None:
    every = Counter(term for text in texts for term in folded(text))
    if not every:
        return
    counts = count_terms(
        segments_of(*texts),
        min_segments=min_segments,
        max_share=max_share,
        min_length=min_length,
        numbers=numbers,
        keep=next(iter(every)),
    )
    kept = {term: sum(row) for term, row in frequencies(counts).items()}
    gone = {d.term: d.count for d in counts.dropped_terms}
    assert kept.keys().isdisjoint(gone)
    assert kept | gone == every
    assert counts.n_tokens + sum(gone.values()) == every.total()
    assert all(kept.values())
    assert counts.dropped["count"].sum() == sum(gone.values())


def test_each_rule_on_an_example_made_by_hand() -> None:
    counts = count_terms(
        segments_of(
            "The ferry, the port and x fish: 12 times.",
            "Ferry and port; 12 fish by 1,500.",
            "The ferry: fish, sardine fish.",
            "Ferry port.",
        ),
        stop="Port",
        max_share=0.75,
    )
    assert rule_of(counts) == {
        "the": (3, 2, "stop word"),
        "and": (2, 2, "stop word"),
        "by": (1, 1, "stop word"),
        "port": (3, 3, "stop"),
        "12": (2, 2, "number"),
        "1,500": (1, 1, "number"),
        "x": (1, 1, "min_length"),
        "times": (1, 1, "min_segments"),
        "sardine": (1, 1, "min_segments"),
        "ferry": (4, 4, "max_share"),
    }
    assert frequencies(counts) == {"fish": [1, 1, 2]}
    assert counts.segments.ids == ("m#0", "m#1", "m#2")
    assert dict(counts.segments.dropped) == {"without any term": 1}
    assert [(d.rule, d.term) for d in counts.dropped_terms] == [
        ("max_share", "ferry"),
        ("min_length", "x"),
        ("min_segments", "sardine"),
        ("min_segments", "times"),
        ("number", "12"),
        ("number", "1,500"),
        ("stop", "port"),
        ("stop word", "the"),
        ("stop word", "and"),
        ("stop word", "by"),
    ]
    assert list(counts.dropped["term"]) == [d.term for d in counts.dropped_terms]
    assert "left out by stop word: 3 terms, 6 tokens" in counts.summary()
    assert "left out: 1 segment without any term" in counts.summary()


def test_a_term_is_kept_whatever_the_other_rules_say() -> None:
    kept = ["the", "12", "x", "sardine", "ferry", "Port", "re\u2011opened"]
    counts = count_terms(
        segments_of("the ferry 12 x sardine port re-opened", "ferry"), keep=kept, stop="port"
    )
    assert counts.terms == ("12", "ferry", "port", "re-opened", "sardine", "the", "x")
    assert counts.dropped_terms == ()


@pytest.mark.parametrize(
    "entry, read",
    [("Security Council", "'Security' and 'Council'"), ("", "it is empty"), ("—", "it is empty")],
)
@pytest.mark.parametrize("setting", ["stop", "keep"])
def test_an_entry_that_is_not_one_term_is_refused(setting: str, entry: str, read: str) -> None:
    with pytest.raises(ToolkitError, match=f"{setting} holds '{entry}'.*{read}"):
        count_terms(segments_of("the ferry", "ferry"), **{setting: ["ferry", entry]})


def test_a_name_in_capitals_is_not_the_function_word() -> None:
    texts = ("The US told us: WHO is it, who?", "U.S. and US: it is IT.", "U.S.-led")
    counts = count_terms(segments_of(*texts), **OPEN)
    assert frequencies(counts) == {
        "IT": [0, 1, 0],
        "US": [1, 2, 0],
        "WHO": [1, 0, 0],
        "told": [1, 0, 0],
        "us-led": [0, 0, 1],
    }
    assert {"us", "who", "it"} <= rule_of(counts).keys()
    assert "US" in count_terms(segments_of(*texts), **OPEN | {"min_length": 4}).terms
    assert "US" not in count_terms(segments_of(*texts), **OPEN, stop="US").terms


def test_a_segment_in_capitals_is_read_as_lower_case() -> None:
    counts = count_terms(segments_of("US FERRIES: IT IS ALL OF US", "ferries"), **OPEN)
    assert counts.terms == ("ferries",)


def test_a_share_is_compared_exactly() -> None:
    for part in range(1, 100):
        texts = ["ferry fish"] * part + ["fish"] * (100 - part)
        kept = count_terms(segments_of(*texts), max_share=part / 100, min_segments=1, keep="fish")
        assert kept.terms == ("ferry", "fish")
        dropped = count_terms(
            segments_of(*texts), max_share=(part - 0.5) / 100, min_segments=1, keep="fish"
        )
        assert rule_of(dropped) == {"ferry": (part, part, "max_share")}


def test_an_emptied_vocabulary_says_how_it_was_emptied() -> None:
    with pytest.raises(ToolkitError) as caught:
        count_terms(segments_of("the ferry 12", "the port"), min_segments=2)
    assert str(caught.value) == (
        "no term is left of 4 in 2 segments (2 by min_segments, 1 by number, 1 by stop word went); "
        "lower min_segments = 2, raise max_share = 0.5, or relax the rule by which most went"
    )
    with pytest.raises(ToolkitError, match="no term is left of 0"):
        count_terms(segments_of("—", "..."))


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"max_share": 0.0}, "max_share = 0.0"),
        ({"max_share": 1.5}, "max_share = 1.5"),
        ({"min_segments": 0}, "min_segments = 0"),
        ({"min_length": 0}, "min_length = 0"),
        ({"language": "xx"}, "language = 'xx'"),
        ({"max_shar": 0.5}, "did you mean 'max_share'"),
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ToolkitError) as caught:
        count_terms(segments_of("the ferry"), **wrong)
    assert said in str(caught.value)


def test_the_record_keeps_its_settings_and_cannot_be_overwritten() -> None:
    counts = count_terms(segments_of("ferry fish", "ferry", "port"), max_share=0.7)
    assert dict(counts.settings) == {
        "language": "en",
        "function_words": False,
        "lemmas": False,
        "leave_out": (),
        "ritual_share": 0.5,
        "stop": (),
        "keep": (),
        "min_length": 2,
        "numbers": False,
        "min_segments": 2,
        "min_meetings": 1,
        "min_speakers": 1,
        "max_share": 0.7,
        "max_speaker_share": 1.0,
        "max_meeting_share": 1.0,
        "max_speaker_rate": None,
        "max_meeting_rate": None,
        "phrases": 0,
        "phrase_score": "npmi",
        "phrase_min_count": 20,
        "phrase_threshold": 0.5,
        "function_word_lists": {"en": stop_words_digest("en")},
    }
    assert counts.matrix.dtype == np.int64
    with pytest.raises(ValueError, match="read-only"):
        counts.matrix.data[0] = 7
    with pytest.raises(ValueError, match="matrix of shape"):
        Counts(counts.segments, counts.matrix, ("a", "b"), (), MappingProxyType({}))


def test_the_table_of_the_vocabulary() -> None:
    counts = count_terms(segments_of("ferry ferry fish", "ferry", "fish port"), max_share=0.7)
    columns = ["term", "count", "segments", "share"]
    assert counts.table()[columns].to_dict("list") == {
        "term": ["ferry", "fish"],
        "count": [3, 2],
        "segments": [2, 2],
        "share": [2 / 3, 2 / 3],
    }
    assert counts.summary().startswith("3 segments x 2 terms, 5 tokens")


def test_segments_that_are_not_kept_are_counted() -> None:
    counts = count_terms(segments_of("ferry fish", "ferry", "port fish"), max_share=0.7)
    kept = counts.keep([2, 0], "too short")
    assert kept.segments.ids == ("m#2", "m#0")
    assert kept.matrix.toarray().tolist() == counts.matrix.toarray()[[2, 0]].tolist()
    assert dict(kept.segments.dropped) == {"too short": 1}
    assert kept.terms == counts.terms


def test_the_order_of_segments_changes_rows_and_nothing_else() -> None:
    texts = ("ferry fish", "fish port", "port ferry US", "US of us")
    one = count_terms(segments_of(*texts), **OPEN)
    two = count_terms(segments_of(*texts[::-1]), **OPEN)
    assert one.terms == two.terms
    assert one.dropped_terms == two.dropped_terms
    assert one.matrix.toarray().tolist() == two.matrix.toarray()[::-1].tolist()


def test_the_stop_list_holds_function_words_only() -> None:
    assert {"the", "of", "we", "don't", "would"} <= STOP
    assert STOP.isdisjoint("states state group member world order problem new first".split())
    assert all(word == word.lower() and tokenize(word) in ([word], ["n't"], []) for word in STOP)


def test_every_token_of_the_sample_is_accounted_for() -> None:
    segments = split(read_corpus("package:sample"))
    counts = count_terms(segments)
    said = sum(len(tokenize(text)) for text in segments.texts)
    assert counts.n_tokens + sum(d.count for d in counts.dropped_terms) == said
    assert len(counts.segments) + sum(counts.segments.dropped.values()) == len(segments)
    assert counts.terms == tuple(sorted(counts.terms))


def test_least_meetings_and_speakers_are_counted_by_their_names() -> None:
    texts = ("ferry fish", "ferry port", "ferry sea", "fish ferry", "port port", "sea")
    columns = {
        "segment": tuple(f"m#{i}" for i in range(6)),
        "meeting": ("a", "b", "a", "a", "a", "b"),
        "speaker": ("Ada", "Ada", "Ivo", None, "", "Ivo"),
    }
    segments = Segments("turn", texts, MappingProxyType(columns), MappingProxyType({}))
    settings = {"min_segments": 1, "max_share": 1.0}
    meetings = count_terms(segments, min_meetings=2, **settings)
    assert meetings.terms == ("ferry", "port", "sea")
    assert rule_of(meetings) == {"fish": (2, 2, "min_meetings")}
    speakers = count_terms(segments, min_speakers=2, **settings)
    assert speakers.terms == ("ferry",)
    assert {d.rule for d in speakers.dropped_terms} == {"min_speakers"}
    assert "left out by min_speakers: 3 terms, 7 tokens" in speakers.summary()
    assert count_terms(segments, min_speakers=2, keep="sea", **settings).terms == ("ferry", "sea")


def test_function_words_are_kept_where_that_is_asked() -> None:
    counts = count_terms(segments_of("the fish of the sea"), **OPEN, function_words=True)
    assert frequencies(counts) == {"fish": [1], "of": [1], "sea": [1], "the": [2]}


@pytest.mark.parametrize("language", ["en", "each"])
def test_the_order_of_segments_changes_no_phrase_and_no_lemma(language: str) -> None:
    segments = split(read_corpus("package:sample"))
    backwards = segments.keep(range(len(segments))[::-1], "")
    settings: Any = {"language": language, "lemmas": True, "phrases": 2, "phrase_min_count": 5}
    one, two = (count_terms(s, **settings) for s in (segments, backwards))
    assert any("_" in term for term in one.terms)
    assert one.terms == two.terms
    assert one.dropped_terms == two.dropped_terms
    assert (one.matrix != two.matrix[::-1]).nnz == 0

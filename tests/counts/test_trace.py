"""Where a word went."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from toolkit.counts import Counts, count_terms, recount
from toolkit.errors import ToolkitError
from toolkit.segments import Segments

TEXTS = [f"The Security Council met u{i} on a ferry: v{i} 12 w{i} sanctions" for i in range(9)] + [
    "fish, the ferry and sanction X", "",
]  # fmt: skip


@pytest.fixture(scope="module")
def counts() -> Counts:
    ids = tuple(map(str, range(len(TEXTS))))
    columns = MappingProxyType({"segment": ids, "meeting": ids})
    segments = Segments("turn", tuple(TEXTS), columns, MappingProxyType({}))
    return count_terms(
        segments, lemmas=True, phrases=1, phrase_min_count=3, phrase_threshold=0.4,
        stop="met", max_share=0.9,
    )  # fmt: skip


@pytest.mark.parametrize(
    "word, row",
    [
        ("Sanctions", ("sanction", "max_share", 10, 10, "in 90.9% of 11 segments")),
        ("the", ("the", "stop word", 10, 10, "a function word")),
        ("12", ("12", "number", 9, 9, "without a letter")),
        ("x", ("x", "min_length", 1, 1, "1 characters, and min_length = 2")),
        ("fish", ("fish", "min_segments", 1, 1, "in 1 segments, and min_segments = 2")),
        ("Security Council", ("security_council", "kept", 9, 9, "a column of the matrix")),
        ("council", ("council", "in phrases", 0, 0, "all of it stands in the phrases below")),
        ("fich", ("fich", "not in the texts", 0, 0, "close to it are fish")),
    ],
)
def test_what_became_of_a_word(
    counts: Counts, word: str, row: tuple[str, str, int, int, str]
) -> None:
    first = counts.trace(word).iloc[0]
    assert tuple(first)[:4] == row[:4]
    assert row[4] in first["why"]


def test_the_phrases_that_hold_a_word_stand_below_it(counts: Counts) -> None:
    assert list(counts.trace("council")["term"]) == ["council", "security_council"]


def test_a_limit_of_other_texts_is_told_as_theirs(counts: Counts) -> None:
    ids = tuple(map(str, range(3)))
    columns = MappingProxyType({"segment": ids, "meeting": ids})
    texts = ("a fish and a ferry", "fish", "a fish, no sanction, Security Council")
    new = recount(Segments("turn", texts, columns, MappingProxyType({})), counts)
    fish, sanction = (new.trace(word).iloc[0]["why"] for word in ("fish", "sanction"))
    learnt = "in the texts that the vocabulary was learnt from"
    assert fish == f"in 3 segments here; by min_segments = 2 {learnt}"
    assert sanction == f"in 33.3% of 3 segments here; by max_share = 0.9 {learnt}"


def test_what_is_no_word_is_refused(counts: Counts) -> None:
    with pytest.raises(ToolkitError, match="'—' holds no word"):
        counts.trace("—")

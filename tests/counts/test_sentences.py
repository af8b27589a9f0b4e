"""Sentences of a few texts, parted by hand."""

from __future__ import annotations

import itertools

import pytest

from toolkit.counts.numbering import number
from toolkit.counts.sentences import sentence_starts


def parted(*texts: str) -> list[str]:
    found = number(texts)
    starts = sentence_starts(found.ids, found.ends, found.marked, found.marks, found.types)
    words = [found.types[i] for i in found.ids]
    stops = [*starts.tolist(), len(words)]
    return [" ".join(words[a:b]) for a, b in itertools.pairwise(stops)]


@pytest.mark.parametrize(
    "text, sentences",
    [
        ("We met. We spoke!  Why? now", ["We met", "We spoke", "Why", "now"]),
        ("one… two... three", ["one", "two", "three"]),
        ("Mr. Birch met Dr. Elm. He spoke.", ["Mr Birch met Dr Elm", "He spoke"]),
        ("in the U.S. Congress", ["in the US Congress"]),
        ("in the U.S. The talks", ["in the US", "The talks"]),
        ("A. B. Birch came", ["A B Birch came"]),
        ("a vitamin C. We left", ["a vitamin C", "We left"]),
        ("it fell by 3.5 points; then, it rose", ["it fell by 3.5 points then it rose"]),
        ("a line\nwrapped", ["a line wrapped"]),
        ("a paragraph\n\nanother", ["a paragraph", "another"]),
        ("a paragraph \n \n another", ["a paragraph", "another"]),
        ("“Is it?” he said", ["Is it", "he said"]),
        ("终。始", ["终", "始"]),
        ("", []),
        ("...", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert parted(text) == sentences


def test_a_text_begins_a_sentence_and_an_empty_one_begins_none() -> None:
    assert parted("", "one two", "", "", "three. four", "") == ["one two", "three", "four"]

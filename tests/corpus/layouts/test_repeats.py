"""Patterns that could take for ever are known by their form."""

from __future__ import annotations

import pytest

from toolkit.corpus.layouts.repeats import repeats_twice

UNCLEAR = [
    "(a+)+", r"(\w+ ?)*", r"(\d+\s*){2,}",
    "(a|a)+", "(?:a|ab)*c", r"(?:\w|\d)+", "(?:.|x){2,}", "(?:a|)+", "(?:a?b|b)*", "(A|a)+",
    "((a|ab))+", "(?:x(?:a|a))+", r"(?:x(?:\w|a))+", "(?P<x>[ab]|[bc])*", r"(?:\ba|\ba)+",
    "(?:[^a]|b)+", "(?:[a-z]|b)+", "(?i)(?:a|a)+", "(?:(?:a|b)|b)+",
]  # fmt: skip


@pytest.mark.parametrize("pattern", UNCLEAR)
def test_what_can_be_read_in_many_ways_is_found(pattern: str) -> None:
    assert repeats_twice(pattern)


CLEAR = [
    "(?:a+b)+", "(?:ab)+c*", "a+b+", r"(\w+)?", "[(+)*]+", "(?:a|ab)", "(?:a|ab)?",
    "(?:Acting |First |Deputy )*Minister", "(?:[Aa]b|[Cc]d)+", "(?:x(?:er|e|en) |y)*",
    r"(?:\.|,|\|)+", "(?:(?!a|ab).){2,}", "[a|b]+", r"(?:\(|a)+", "(?:(?:a|b)|c)+", "(?i)a+",
]  # fmt: skip


@pytest.mark.parametrize("pattern", CLEAR)
def test_what_is_read_in_one_way_passes(pattern: str) -> None:
    assert not repeats_twice(pattern)

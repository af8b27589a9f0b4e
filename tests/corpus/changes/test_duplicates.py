"""Copies are found, told apart, and set aside only where they are word for word."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.corpus.changes import duplicates
from toolkit.corpus.changes.duplicates import Copies, drop_duplicates, find_copies
from toolkit.corpus.meeting import Meeting, Person, Turn


def meeting(name: str, *texts: str, date: str = "2020-01-01") -> Meeting:
    turns = tuple(
        Turn(i, "remark", "", "", "other", "", "", 0, 0, 0, text) for i, text in enumerate(texts, 1)
    )
    nobody = Person("", "")
    return Meeting(
        name, "", date, "", "", "", "", nobody, (), (), "", f"{name}.txt", "", turns, ()
    )  # fmt: skip


def meetings_of(texts: Mapping[str, str]) -> list[Meeting]:
    return [meeting(name, text) for name, text in texts.items()]


def words(n: int, start: int = 0) -> str:
    return " ".join(f"w{i}" for i in range(start, start + n))


def brute_force(texts: Mapping[str, str]) -> dict[tuple[str, str], tuple[float, float]]:
    """Compare every pair: Jaccard, and the share of the shorter in the longer."""
    sets = {}
    for name, text in texts.items():
        split = text.lower().split()
        sets[name] = {tuple(split[i : i + 5]) for i in range(len(split) - 4)}
    found = {}
    for a in sorted(sets):
        for b in sorted(sets):
            if a < b and sets[a] and sets[b]:
                both = len(sets[a] & sets[b])
                contained = both / min(len(sets[a]), len(sets[b]))
                if contained >= 0.8:
                    found[a, b] = (both / len(sets[a] | sets[b]), contained)
    return found


def test_white_space_and_cuts_between_turns_do_not_hide_a_copy() -> None:
    a = meeting("a", "The ferry sails.", "When? In the\n\nspring.")
    b = meeting("b", "The\u00a0ferry  sails. When?", "In the spring.")
    assert find_copies([b, a]) == (Copies("b", "a", "same", 1.0, 1.0),)
    kept, aside = drop_duplicates([b, a])
    assert [m.meeting for m in kept] == ["a"]
    assert [(x.source, x.reason) for x in aside] == [("b.txt", "is a copy of a.txt")]


def test_a_copy_of_another_day_is_set_aside_with_both_dates() -> None:
    _, aside = drop_duplicates([meeting("a", "Yes."), meeting("b", "Yes.", date="2021-05-04")])
    assert aside[0].reason == "is a copy of a.txt, though of 2021-05-04, not 2020-01-01"


def test_one_letter_is_enough_to_stay() -> None:
    kept, aside = drop_duplicates([meeting("a", words(300)), meeting("b", words(300) + ".")])
    assert len(kept) == 2
    assert aside == ()


def test_a_later_version_holds_the_earlier_one() -> None:
    a, b = meeting("update", words(300)), meeting("first", words(104))
    (pair,) = find_copies([a, b])
    # 100 of 100 stretches of five words are among the longer text's 296.
    assert (pair.meeting, pair.of, pair.relation) == ("update", "first", "longer")
    assert (pair.common, pair.contained) == (100 / 296, 1.0)
    assert str(pair) == "'update' holds 100% of 'first', and is longer"


def test_near_copies_are_named_with_what_they_have_in_common() -> None:
    text = words(204).split()
    text[50] = "other"  # five of 200 stretches hold it
    (pair,) = find_copies([meeting("a", words(204)), meeting("b", " ".join(text))])
    assert (pair.meeting, pair.of, pair.relation) == ("b", "a", "near")
    assert pair.common == 195 / 205
    assert pair.contained == 195 / 200


@pytest.mark.parametrize("shared, found", [(84, True), (83, False)])
def test_the_line_is_drawn_at_four_fifths(shared: int, found: bool) -> None:
    # 80 of the 100 stretches of the shorter text, or 79.
    short = words(shared) + " " + words(104 - shared, start=1_000)
    pairs = find_copies([meeting("a", short), meeting("b", words(400))])
    assert bool(pairs) is found


def test_the_case_of_letters_does_not_hide_a_near_copy_but_keeps_it_from_being_dropped() -> None:
    pair = [meeting("a", words(20)), meeting("b", words(20).upper())]
    assert [found.relation for found in find_copies(pair)] == ["near"]
    assert drop_duplicates(pair)[1] == ()


def test_texts_too_short_for_a_stretch_are_compared_word_for_word_alone() -> None:
    few = [meeting("a", "Yes, we do."), meeting("b", "Yes, we do!"), meeting("c", "")]
    assert find_copies(few) == ()
    assert find_copies([meeting("a", ""), meeting("b", " ")])[0].relation == "same"
    assert find_copies([]) == ()


VOCABULARY = [f"w{i}" for i in range(3)]


@st.composite
def related_texts(draw: st.DrawFn) -> dict[str, str]:
    """Texts of few words, so that stretches recur; some are pieces of one another."""
    texts: list[list[str]] = []
    for _ in range(draw(st.integers(2, 7))):
        new = draw(st.lists(st.sampled_from(VOCABULARY), max_size=30))
        if texts and draw(st.booleans()):
            old = draw(st.sampled_from(texts))
            new = old[draw(st.integers(0, 3)) :] + new[: draw(st.integers(0, 30))]
        texts.append(new)
    return {f"m{i}": " ".join(text) for i, text in enumerate(texts)}


@given(related_texts(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_brute_force_finds_the_same_pairs(texts: dict[str, str], order: random.Random) -> None:
    single = {text: name for name, text in reversed(texts.items())}  # the first of each text
    expected = brute_force({name: text for text, name in single.items()})
    shuffled = meetings_of(texts)
    order.shuffle(shuffled)
    pairs = find_copies(shuffled)
    same = {(p.meeting, p.of) for p in pairs if p.relation == "same"}
    assert same == {(name, single[t]) for name, t in texts.items() if single[t] != name}
    found = {
        (min(p.meeting, p.of), max(p.meeting, p.of)): (p.common, p.contained)
        for p in pairs
        if p.relation != "same"
    }
    assert found == expected
    for pair in pairs:
        a, b = (set_of(texts[name]) for name in (pair.meeting, pair.of))
        assert (pair.relation == "longer") == (pair.contained * len(b) < 0.8 * len(a))
        assert pair.of < pair.meeting or len(a) > len(b)


def set_of(text: str) -> set[tuple[str, ...]]:
    split = text.split()
    return {tuple(split[i : i + 5]) for i in range(len(split) - 4)}


def test_sampling_finds_what_is_planted_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one shingle in twenty kept, the pairs among long texts are the same as without."""
    dice = random.Random(1)
    common = words(50, start=90_000)  # a phrase that all of them use
    texts = {f"m{i:03}": f"{common} {words(1_000, 1_000 * i)} {common}" for i in range(60)}
    for i in range(0, 60, 3):
        text = texts[f"m{i:03}"].split()
        for at in dice.sample(range(len(text)), 15):
            text[at] = "changed"
        texts[f"near{i:03}"] = " ".join(text)
        texts[f"part{i:03}"] = " ".join(text[100:600])
    monkeypatch.setattr(duplicates, "_one_in", lambda meetings: 20)
    pairs = find_copies(meetings_of(texts))
    expected = brute_force(texts)
    assert {(min(p.meeting, p.of), max(p.meeting, p.of)) for p in pairs} == set(expected)
    # A whole and its changed copy; each part in both of them.
    assert len(expected) == 20 * 3


def test_memory_is_bounded_by_keeping_one_shingle_in_many() -> None:
    letters = duplicates._SAMPLED * duplicates._LETTERS
    assert duplicates._one_in([meeting("a", "x" * (letters - 1))]) == 1
    assert duplicates._one_in([meeting("a", "x" * letters), meeting("b", "y" * letters)]) == 3


def test_a_large_family_is_named_in_few_pairs() -> None:
    texts = {f"m{i:02}": f"{words(200)} day{i}" for i in range(40)}
    pairs = find_copies(meetings_of(texts))
    assert {name for p in pairs for name in (p.meeting, p.of)} == set(texts)
    assert len(pairs) == 30 * 10 + sum(range(10))


def test_real_conferences_are_no_copies_and_planted_ones_are_found(corpora: Path) -> None:
    texts = {path.stem: path.read_text("utf-8") for path in sorted(corpora.glob("fomc/*.txt"))}
    assert find_copies(meetings_of(texts)) == ()
    first, second, *_ = sorted(texts)
    planted = {"copy": texts[first] + "\n", "update": texts[second] + texts[first]}
    pairs = find_copies(meetings_of(texts | planted))
    assert {(p.meeting, p.of, p.relation) for p in pairs} >= {
        ("copy", first, "same"),
        ("update", first, "longer"),
        ("update", second, "longer"),
    }

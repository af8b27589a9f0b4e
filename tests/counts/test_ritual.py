"""Phrases by which turns open and close, told from phrases that are said everywhere."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from common.named import OPEN, said

from toolkit.counts import count_terms, ritual
from toolkit.counts.ritual import turns_of
from toolkit.segments import Segments


def body(i: int) -> str:
    """Say something at every meeting, between sentences that no other meeting holds."""
    said_everywhere = "The Security Council met. The Security Council voted."
    return f"Ferry{i}x sails. {said_everywhere} Net{i} rot{i}. Rope{i} rot{i}."


def rituals(segments: Segments, share: float = 0.5) -> dict[str, int]:
    counts = count_terms(segments, leave_out="ritual", ritual_share=share, **OPEN)  # type: ignore[arg-type]
    return {d.term: d.count for d in counts.dropped_terms if d.rule == "ritual"}


def meetings(opening: str, of: int, n: int = 6) -> Segments:
    return said(
        [
            (f"m{i}", "statement", "", f"{opening if i < of else f'Word{i}x'}. {body(i)}")
            for i in range(n)
        ]
    )


def test_a_phrase_that_opens_turns_at_most_meetings_is_ritual() -> None:
    assert rituals(meetings("Ladies and gentlemen, fish", 6)) == {"ladies_and_gentlemen_fish": 6}


def test_a_phrase_that_opens_turns_and_is_said_everywhere_is_not() -> None:
    opened = said(
        [(f"m{i}", "statement", "", f"The Security Council. {body(i)}") for i in range(6)]
    )
    assert rituals(opened) == {}


def test_the_share_is_of_meetings() -> None:
    assert rituals(meetings("Good morning to all", 3), 0.5) == {"good_morning_to_all": 3}
    assert rituals(meetings("Good morning to all", 3), 0.6) == {}


def test_blocks_of_tokens_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = meetings("Good morning to all", 5)
    whole = rituals(opened, 0.2)
    monkeypatch.setattr(ritual, "_BLOCK", 5)
    assert rituals(opened, 0.2) == whole
    assert "good_morning_to_all" in whole


def test_one_meeting_has_no_ritual() -> None:
    assert rituals(meetings("Ladies and gentlemen", 1, n=1)) == {}


def test_function_words_alone_are_none() -> None:
    assert not any(term.startswith("it_is") for term in rituals(meetings("It is", 6)))


def test_paragraphs_of_a_turn_stand_together() -> None:
    ids = ("a#1.1", "a#1.2", "a#2.1")
    columns = MappingProxyType({"segment": ids, "meeting": ("a",) * 3})
    segments = Segments("paragraph", ("x",) * 3, columns, MappingProxyType({}))
    assert turns_of(segments) == ["a#1", "a#1", "a#2"]

"""Meetings as plain values: what comes back through JSON is what went."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_args

import pytest
from common.corpora import BARE, ODD, assert_same, meeting
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus import Meeting, Span
from toolkit.corpus.files.plain import meeting_from_plain, meeting_to_plain
from toolkit.corpus.meeting import Tag


def through_json(meeting: Meeting) -> Any:
    return json.loads(json.dumps(meeting_to_plain(meeting), allow_nan=False))


@pytest.mark.parametrize("one", [*ODD.meetings, *BARE.meetings], ids=lambda m: m.meeting)
def test_every_field_comes_back_with_its_type(one: Meeting) -> None:
    assert_same(meeting_from_plain(through_json(one)), one)
    assert_same(meeting_from_plain(meeting_to_plain(one)), one)


def test_the_odd_meeting_fills_every_field() -> None:
    # Else the test above would not notice a field that is lost.
    odd = ODD.meetings[1]
    assert [f.name for f in fields(Meeting) if getattr(odd, f.name) in ("", (), f.default)] == []


def test_every_tag_has_a_letter_of_its_own() -> None:
    spans = tuple(Span(i, i + 1, tag, i) for i, tag in enumerate(get_args(Tag)))
    plain = through_json(meeting("a", spans=spans))
    assert len(set(plain["spans"]["tags"])) == len(get_args(Tag))
    assert meeting_from_plain(plain).spans == spans


@given(st.lists(st.builds(Span, st.integers(), st.integers(), st.sampled_from(get_args(Tag)))))
def test_any_spans_come_back_even_with_gaps(spans: list[Span]) -> None:
    one = meeting("a", spans=tuple(spans))
    assert meeting_from_plain(through_json(one)).spans == one.spans


@given(st.text(), st.text())
def test_any_text_comes_back(title: str, encoding: str) -> None:
    one = meeting("a", title=title, encoding=encoding)
    assert_same(meeting_from_plain(through_json(one)), one)


@pytest.mark.parametrize(
    "change",
    [
        {"spans": {"starts": [0], "ends": [1], "tags": "a", "turns": []}},
        {"spans": {"starts": [0], "ends": [1], "tags": "?", "turns": [0]}},
        {"spans": {"starts": [0], "ends": [1], "tags": "a"}},
        {"turns": [{"position": 1}]},
        {"host": None},
        {"surplus": 1},
        {"notes": 3},
    ],
)
def test_other_values_are_refused(change: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        meeting_from_plain(through_json(meeting("a")) | change)


@pytest.mark.parametrize("field", ["host", "turns", "spans", "speakers", "notes", "title"])
def test_a_missing_field_is_refused(field: str) -> None:
    plain = through_json(meeting("a"))
    del plain[field]
    with pytest.raises((KeyError, TypeError)):
        meeting_from_plain(plain)

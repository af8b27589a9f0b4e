"""Places at which two nested tables differ."""

from __future__ import annotations

from toolkit.experiment.comparing.changes import ABSENT, changes


def test_values_are_compared_where_both_have_them() -> None:
    first = {"a": {"b": 1, "c": [1, 2]}, "d": None, "e": "x"}
    second = {"a": {"b": 1, "c": [1, 3]}, "d": 0, "e": "x"}
    assert [tuple(change) for change in changes(first, second)] == [
        ("a.c", "1, 2", "1, 3"), ("d", "not set", "0"),
    ]  # fmt: skip
    assert changes(first, first) == ()


def test_a_table_that_one_alone_holds_is_one_change() -> None:
    first = {"contrasts": {"kinds": {"between": "kind", "alpha": 0.05}}}
    second = {"contrasts": {"years": {"between": "year"}}, "vary": {}}
    assert [tuple(change) for change in changes(first, second)] == [
        ("contrasts.kinds", "{between = kind, alpha = 0.05}", ABSENT),
        ("contrasts.years", ABSENT, "{between = year}"),
        ("vary", ABSENT, "{}"),
    ]  # fmt: skip


def test_what_is_written_alike_and_is_another_is_told() -> None:
    assert changes({"a": "1"}, {"a": 1})[0][1:] == ('"1"', "1")
    assert changes({"a": {"b": 1}}, {"a": 1})[0][1:] == ("{b = 1}", "1")
    assert changes({"a": ["b, c"]}, {"a": ["b", "c"]})[0][1:] == ('["b, c"]', '["b", "c"]')
    assert changes({"a": True}, {"a": "true"})[0][1:] == ("true", '"true"')

"""Settings that none forgets, and texts that Markdown cannot take for marks."""

from __future__ import annotations

from types import MappingProxyType

from toolkit.contrasts import contrast
from toolkit.report.told import Told, code, in_order, listed, number, plain, span


def test_what_is_not_told_and_not_as_by_default_is_listed() -> None:
    told = Told({"between": "kind", "alpha": 0.01, "n_shuffles": 9999, "seed": 7}, contrast)
    assert told["between"] == "kind"
    assert told.rest() == "Further settings: alpha = 0.01; seed = 7."


def test_a_setting_that_nobody_knows_is_listed_and_one_that_is_not_set_is_none() -> None:
    told = Told(MappingProxyType({"new": ["a", "b"], "where": {"kind": ["answer"]}}), contrast)
    assert told["interval"] is None
    assert told.rest() == "Further settings: new = a and b; where = kind: answer."


def test_without_a_stage_only_what_is_not_set_is_left_out() -> None:
    assert Told({"a": None, "b": False}).rest() == "Further settings: b = false."


def test_marks_lines_and_controls_of_a_text_stay_a_text() -> None:
    nasty = "# a\n- *b* [c](d) <script> `e`\x1b[31m | ~"
    safe = plain(nasty)
    assert "\n" not in safe
    assert "\x1b" not in safe
    for mark in "*[]<>`|~":
        assert safe.count(mark) == safe.count("\\" + mark) == nasty.count(mark)
    assert code("a`b\nc") == "`a'b c`"


def test_words_for_lists_and_numbers() -> None:
    assert listed([]) == ""
    assert listed(["a", "b"], last="or") == "a or b"
    assert listed(map(str, range(9))) == "0, 1, 2, 3, 4, 5 and 3 more"
    assert (number(12345.0), number(0.00012345)) == ("1.234e+04", "0.0001234")
    assert span(2, 2) == "2"
    assert in_order("a", "", "b") == ["a", "b"]


def test_names_with_markup_are_names() -> None:
    assert plain("R&amp;D $x^2$") == r"R\&amp;D \$x\^2\$"

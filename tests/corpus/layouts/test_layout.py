"""What a layout knows of lines, labels and words."""

from __future__ import annotations

import re
from collections import Counter

import pydantic
import pytest
from common.pages import GENERIC, LAYOUTS, MINISTRY, own_layout

from toolkit.corpus.layouts.layout import Html, Layout


def layout(**said: object) -> Layout:
    return Layout.model_validate({"name": "own", **said})


# --- patterns are checked ------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["evidence", "furniture", "headings", "titles", "stamps"])
def test_a_pattern_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(pydantic.ValidationError, match="is no regular expression"):
        layout(**{key: ["("]})
    with pytest.raises(pydantic.ValidationError, match="no regular expression"):
        layout(events={"speech": "["})


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(?:a*)*b", r"(\w+ ?)*", "([ab]+)*x", r"(\d+\s*){2,}"]
)
def test_a_repetition_of_repetitions_is_refused(pattern: str) -> None:
    with pytest.raises(pydantic.ValidationError, match="repeats what is repeated already"):
        layout(furniture=[pattern])


@pytest.mark.parametrize("pattern", ["(?:a+b)+", "(?:ab)+c*", "a+b+", r"(\w+)?", "[(+)*]+"])
def test_other_repetitions_are_not(pattern: str) -> None:
    assert layout(furniture=[pattern]).furniture == [pattern]


@pytest.mark.parametrize("key", ["furniture", "inner_furniture", "headings", "titles"])
def test_patterns_that_are_joined_name_no_groups_and_refer_to_none(key: str) -> None:
    with pytest.raises(pydantic.ValidationError, match=r"names the group 'x'; write \(\?:"):
        layout(**{key: ["(?P<x>a)"]})
    assert layout(**{key: ["(?:a)"]})


@pytest.mark.parametrize(
    "key, group", [("addressed", "name"), ("principals", "names"), ("file_date", "year")]
)
def test_a_pattern_has_the_group_that_is_read_from_it(key: str, group: str) -> None:
    with pytest.raises(pydantic.ValidationError, match=f"lacks the group .*<{group}>"):
        layout(**{key: "(?P<other>a)"})
    assert layout(**{key: f"(?P<{group}>a)"})
    assert layout(**{key: ""})
    with pytest.raises(pydantic.ValidationError, match="lacks the group"):
        layout(addressing=["a"])


def test_a_form_is_checked_when_a_layout_is_made() -> None:
    for key in ("labels", "bold_labels", "inner_labels", "possible_labels"):
        with pytest.raises(pydantic.ValidationError, match="unknown gap {nme}"):
            layout(**{key: ["{nme}:"]})


def test_a_misspelt_key_or_value_is_refused() -> None:
    for wrong in ({"furnture": []}, {"lines": "broken"}, {"title": "last"}, {"min_evidence": 0},
                  {"title_lines": 6}, {"min_common": 1.5}, {"roles": {"Ada Birch": "chief"}},
                  {"html": {"titel": "h1"}}):  # fmt: skip
        with pytest.raises(pydantic.ValidationError, match=next(iter(wrong))):
            layout(**wrong)


def test_a_layout_cannot_be_changed() -> None:
    with pytest.raises(pydantic.ValidationError):
        MINISTRY.title = "first"


# --- what it says of lines -----------------------------------------------------------------------


def test_directions_are_known_in_their_usual_forms() -> None:
    for text in ("(Laughter.)", "(laughter)", "[Applause]", "(LAUGHTER AND APPLAUSE.)", "(Pause)."):
        assert MINISTRY.direction.fullmatch(text)
        assert MINISTRY.is_direction(text)
    for text in ("(Laughter in the hall.)", "Laughter.", "(as in 2019)", "()", "", " "):
        assert not MINISTRY.direction.fullmatch(text)
        assert not MINISTRY.is_direction(text)
    assert MINISTRY.is_direction("(Laughter.) [Applause]")
    assert not MINISTRY.is_direction("(Laughter.) Yes.")
    assert not layout().is_direction("(Laughter.)")


def test_furniture_is_a_whole_line_in_any_case() -> None:
    own = layout(furniture=["Print", r"Share \d+"])
    for line in ("Print", "PRINT", "share 12"):
        assert own.is_furniture(line)
    for line in ("Print it", "", "Share", "Share\n12"):
        assert not own.is_furniture(line)
    assert not layout().is_furniture("")


def test_a_stamp_s_parts_are_those_on_the_line() -> None:
    assert MINISTRY.read_stamp("9 March 202011:05") == {
        "day": "9", "month": "March", "year": "2020", "hour": "11:05",
    }  # fmt: skip
    assert MINISTRY.read_stamp("9 March 2020") == {"day": "9", "month": "March", "year": "2020"}
    assert MINISTRY.read_stamp("11:05") == {"hour": "11:05"}
    for line in ("", "March", "We met on 9 March 2020", "9 March 2020."):
        assert MINISTRY.read_stamp(line) is None
        assert not MINISTRY.is_stamp(line)


def test_a_bar_of_languages_is_furniture_s_kin() -> None:
    assert MINISTRY.is_bar("• de-DE1 en-GB1")
    assert not MINISTRY.is_bar("")
    assert not GENERIC.is_bar("• de-DE1 en-GB1")


def test_one_name_for_every_spelling_that_is_listed() -> None:
    own = layout(people={"President Birch": "Ada Birch"})
    assert own.canonical("President Birch") == own.canonical("PRESIDENT BIRCH") == "Ada Birch"
    assert own.canonical("Birch") == "Birch"


# --- labels and words ----------------------------------------------------------------------------


def test_labels_of_one_kind_are_one_pattern_whose_groups_tell_them_apart() -> None:
    own = layout(labels=["{question}:", r"{NAME}\.", "{name}{note}:"], question=["Q"])
    pattern = own.label_patterns["certain"]
    assert set(own.label_patterns) == {"certain"}

    def read(text: str) -> dict[str, str]:
        found = pattern.match(text)
        assert found
        return {re.sub(r"_\d+$", "", k): v for k, v in found.groupdict().items() if v}

    assert read("Q: so") == {"question": "Q"}
    assert read("ADA BIRCH. so") == {"name": "ADA BIRCH"}
    assert read("Ada Birch (in French): so") == {"name": "Ada Birch", "note": "in French"}
    assert pattern.match("so") is None
    assert pattern.search("FAQ: so") is None


def test_a_group_may_be_named_again_within_its_form() -> None:
    own = layout(labels=["{question}:", r"(?P<name>[A-Z]+) (?P=name):"])
    pattern = own.label_patterns["certain"]
    assert pattern.fullmatch("AB AB:")
    assert not pattern.fullmatch("AB BA:")


def test_a_language_is_known_by_its_commonest_words() -> None:
    own = layout(common_words=["the", "of", "the"], min_common=0.25)
    assert own.share_of_common(Counter("the end of all".split())) == 0.5
    assert own.speaks_like(Counter("the end is near".split()))
    assert not own.speaks_like(Counter("the end is very near".split()))
    assert own.share_of_common(Counter()) == 0
    assert layout().speaks_like(Counter())


def test_regions_of_a_web_page_are_those_that_are_said() -> None:
    html = Html(title="h1", body=".text", hidden=[".tip"])
    assert html.regions == {"title": "h1", "body": ".text"}
    assert Html().regions == {}


def test_what_extends_a_layout_has_its_words() -> None:
    own = own_layout('question = ["Reporter"]')
    assert own.label_patterns["certain"].match("Reporter: so")
    assert not own.label_patterns["certain"].match("Question: so")
    assert LAYOUTS["ministry_en"].label_patterns["certain"].match("Question: so")

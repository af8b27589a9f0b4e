"""The built-in layouts are sound data, and the right one is chosen."""

from __future__ import annotations

import re

import pydantic
import pytest

from toolkit.corpus.layouts import Layout, choose_layout, layouts
from toolkit.corpus.names import looks_like_person

ENGLISH = "The minister said that we are in the middle of the talks and that this is our aim. "


@pytest.fixture(params=[layout.name for layout in layouts()])
def layout(request: pytest.FixtureRequest) -> Layout:
    return {x.name: x for x in layouts()}[request.param]


def test_every_pattern_compiles_and_has_the_groups_that_are_read(layout: Layout) -> None:
    for pattern in (*layout.evidence, *layout.events.values(), *layout.host_offices):
        re.compile(pattern)
    for pattern in (layout.talks, layout.talks_end, layout.breadcrumb, layout.direction):
        re.compile(pattern)
    assert {"day", "month", "year", "hour"} == re.compile(layout.stamp).groupindex.keys()
    assert {"hour"} == re.compile(layout.bare_time).groupindex.keys()
    assert {"name"} == re.compile(layout.addressed).groupindex.keys()
    for tail in layout.title_tails:
        assert {"place", "day", "month", "year"} == re.compile(tail).groupindex.keys()


def test_no_pattern_fits_an_empty_line(layout: Layout) -> None:
    patterns = [layout.stamp, layout.bare_time, layout.language_bar, layout.breadcrumb]
    patterns += [layout.contents_title, layout.contents_entry, layout.direction]
    for pattern in patterns:
        assert not re.fullmatch(pattern, "")
        assert not re.fullmatch(pattern, "The ferry sails again.")
    assert not layout.is_furniture("")
    assert not layout.is_bar("")


def test_months_are_twelve_and_every_event_is_one_of_the_design(layout: Layout) -> None:
    assert set(layout.months.values()) == set(range(1, 13))
    assert set(layout.events) <= {
        *("news conference", "briefing", "interview", "statement", "speech"),
        *("press release", "other"),
    }
    assert all(looks_like_person(name) for name in layout.people.values())


def test_directions_are_recognised_in_their_usual_forms(layout: Layout) -> None:
    for text in ("(Laughter.)", "(laughter)", "[Applause]", "(LAUGHTER AND APPLAUSE.)", "(Pause)."):
        assert re.fullmatch(layout.direction, text)
    for text in ("(Laughter in the hall.)", "Laughter.", "(as in 2019)", "()"):
        assert not re.fullmatch(layout.direction, text)


def test_the_layout_with_evidence_is_chosen_before_the_general_one() -> None:
    assert getattr(choose_layout(ENGLISH), "name", None) == "ministry_en"
    assert getattr(choose_layout(f"{ENGLISH} Sergey Lavrov"), "name", None) == "mid_en"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123 456",
        "Der Minister sagte, dass wir mitten in den Gesprächen sind und dass dies unser Ziel ist.",
        "Le ministre a dit que nous sommes au milieu des pourparlers avec Lavrov.",
        "Министр сказал, что мы находимся в середине переговоров.",
    ],
)
def test_a_page_in_another_language_fits_no_layout(text: str) -> None:
    assert choose_layout(text) is None


def test_a_layout_that_extends_another_changes_only_what_it_says() -> None:
    mid, ministry = layouts()
    changed = {k for k in Layout.model_fields if getattr(mid, k) != getattr(ministry, k)}
    assert changed == {"name", "host_country", "evidence", "places", "offices", "people"}


def test_a_misspelt_key_of_a_layout_is_refused() -> None:
    raw = layouts()[0].model_dump()
    with pytest.raises(pydantic.ValidationError, match="furnture"):
        Layout.model_validate(raw | {"furnture": []})

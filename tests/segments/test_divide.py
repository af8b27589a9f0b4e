"""Meetings divided in two: whole, by their texts, whatever files are called."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from toolkit.corpus import read_corpus
from toolkit.errors import SettingsError, ToolkitError
from toolkit.segments import Segments, divide, split


@pytest.fixture(scope="module")
def segments() -> Segments:
    return split(read_corpus("package:sample"), by="turn")


def meetings(segments: Segments) -> set[str | None]:
    return set(segments.column("meeting"))


@pytest.mark.parametrize("share, n", [(0.5, 30), (0.01, 1), (0.99, 59), (0.25, 15)])
def test_each_meeting_is_in_one_part(segments: Segments, share: float, n: int) -> None:
    discovery, estimation = divide(segments, share=share)
    assert len(meetings(discovery)) == n
    assert meetings(discovery) | meetings(estimation) == meetings(segments)
    assert not meetings(discovery) & meetings(estimation)
    assert sorted(discovery.ids + estimation.ids) == sorted(segments.ids)
    assert discovery.dropped["in meetings for estimation"] == len(estimation)
    assert estimation.dropped["in meetings for discovery"] == len(discovery)


def test_draws_differ_and_repeat(segments: Segments) -> None:
    one, again, two = (divide(segments, draw=draw)[0] for draw in (1, 1, 2))
    assert one.ids == again.ids
    assert meetings(one) != meetings(two)


def test_names_and_order_of_files_do_not_matter(segments: Segments) -> None:
    rows = list(range(len(segments)))[::-1]
    turned = segments.keep(rows, "")
    columns = dict(turned.columns) | {
        "meeting": tuple(f"z{(name or '')[::-1]}" for name in turned.column("meeting"))
    }
    renamed = replace(turned, columns=MappingProxyType(columns))
    assert sorted(divide(renamed)[0].texts) == sorted(divide(segments)[0].texts)


def test_a_further_meeting_moves_others_at_the_border_alone(segments: Segments) -> None:
    names = sorted(meetings(segments), key=str)
    fewer = segments.keep(
        [i for i, m in enumerate(segments.column("meeting")) if m != names[0]], ""
    )
    before, after = meetings(divide(fewer)[0]), meetings(divide(segments)[0])
    assert len(before ^ after - {names[0]}) <= 2


def test_one_meeting_cannot_be_divided(segments: Segments) -> None:
    first = segments.column("meeting")[0]
    alone = [i for i, meeting in enumerate(segments.column("meeting")) if meeting == first]
    with pytest.raises(ToolkitError, match="1 meeting cannot be divided"):
        divide(segments.keep(alone, ""))


@pytest.mark.parametrize("settings", [{"share": 0.0}, {"share": 1.0}, {"draw": 0}])
def test_settings_have_ranges(segments: Segments, settings: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match="divide"):
        divide(segments, **settings)  # type: ignore[arg-type]

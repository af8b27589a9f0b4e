"""Parsed pages to keep in a cache, and how to look for them."""

from __future__ import annotations

from dataclasses import replace

from common.corpora import BARE, ODD, assert_same, meeting, turn
from toolkit.corpus import Meeting, Span
from toolkit.corpus.files.cache import ParseCache, Parsed, page_key

NAMELESS = {"meeting": "", "source": ""}


def key(name: str, **more: str) -> str:
    standard = {"suffix": ".txt", "layout": "l", "code": "c"}
    return page_key(name, **standard | more)


PAGES: dict[str, Parsed] = {
    **{key(m.meeting): m for m in (*ODD.meetings, *BARE.meetings)},
    **{key(page.source): page for page in ODD.set_aside},
    key("long"): meeting(
        "long",
        turn(1, "statement", "Шаг за шагом. " * 500),
        spans=tuple(Span(i, i + 1, "text", 1) for i in range(300)),
    ),
}


def nameless(page: Parsed) -> Parsed:
    return replace(page, **NAMELESS) if isinstance(page, Meeting) else replace(page, source="")


def found_now() -> dict[str, Parsed]:
    with ParseCache.open() as cache:
        return cache.find(PAGES)


def assert_all_found(found: dict[str, Parsed]) -> None:
    assert list(found) == list(PAGES)
    assert_right(found)


def assert_right(found: dict[str, Parsed]) -> None:
    for name, page in found.items():
        assert_same(page, nameless(PAGES[name]))

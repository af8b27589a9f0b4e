"""How a page spells the names that its labels print in capitals."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from toolkit.corpus.names import tidy
from toolkit.corpus.parsing.spelled import spelled_on_page

TEXT = """ADA BIRCH: Ada Birch and Ada\u00a0Birch spoke. Ada BIRCH did. ada birch did not.
Adam Birch, McAda Birch and Ada Birchwood are others. Ada
Birch-Cray, O’Brien and A. B. Cray. ’t Hooft, DENİZ, Deniz. Mr Cray"""


def by_search(name: str, text: str) -> str:
    """The plain way: search the whole text for each name."""
    pattern = re.escape(name).replace(r"\ ", r"\s+")
    found = Counter(
        tidy(match[0])
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
        if not match[0].isupper() and all(part[0].isupper() for part in match[0].split())
    )
    return max(found, key=lambda way: (found[way], way)) if found else ""


@pytest.mark.parametrize(
    "name", ["ADA BIRCH", "BIRCH", "CRAY", "A. B. CRAY", "O’BRIEN", "’T HOOFT", "NOBODY", "DENİZ"]
)
def test_one_reading_finds_what_a_search_for_each_finds(name: str) -> None:
    assert spelled_on_page([name], TEXT).get(name, "") == by_search(name, TEXT)


def test_all_names_are_found_together() -> None:
    names = ["ADA BIRCH", "BIRCH", "CRAY", "NOBODY", "…"]
    assert spelled_on_page(names, TEXT) == {
        "ADA BIRCH": "Ada Birch", "BIRCH": "Birch", "CRAY": "Cray"
    }  # fmt: skip
    assert spelled_on_page([], TEXT) == {}

"""Names in capitals as the page spells them elsewhere, against a search for each name by itself."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.corpus.parsing.spelled import spelled_on_page


@pytest.mark.parametrize(
    "name, text, spelled",
    [
        ("IVO MCNEIL", "IVO MCNEIL: So. Then Ivo McNeil spoke.", "Ivo McNeil"),
        ("IVO MCNEIL", "Ivo\u00a0McNeil and Ivo\nMcNeil", "Ivo McNeil"),
        ("MCNEIL", "McNeil, Mcneil and McNeil", "McNeil"),
        ("MCNEIL", "McNeil and Mcneil", "Mcneil"),
        ("D’ARCY-BIRCH", "Ada d’Arcy-Birch and D’Arcy-Birch", "D’Arcy-Birch"),
        ("A.B. BIRCH", "A.B. Birch", "A.B. Birch"),
        ("ÉLAN", "Élan", "Élan"),
    ],
)
def test_the_commonest_spelling_that_is_no_shouting_is_found(
    name: str, text: str, spelled: str
) -> None:
    assert spelled_on_page([name], text) == {name: spelled}


@pytest.mark.parametrize(
    "name, text",
    [
        ("NEIL", "McNeil and Neilson"),
        ("IVO OAK", "IVO OAK: ivo oak and Ivo oak"),
        ("IVO OAK", "Ivo, Oak"),
        ("IVO OAK", ""),
        ("", "Ivo Oak"),
        ("...", "Ivo ... Oak"),
    ],
)
def test_what_is_no_spelling_of_a_name_is_not(name: str, text: str) -> None:
    assert spelled_on_page([name], text) == {}


def search_for_each(names: list[str], text: str) -> dict[str, str]:
    """The same by the plain rule: every place where the whole name stands, one name at a time."""
    found = {}
    for name in names:
        pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, name.split(" "))) + r"(?!\w)"
        ways = Counter(
            " ".join(match[0].split())
            for match in re.finditer(pattern, text, re.IGNORECASE)
            if not match[0].isupper() and all(part[0].isupper() for part in match[0].split())
        )
        if ways:
            found[name] = max(sorted(ways, reverse=True), key=ways.__getitem__)
    return found


NAMES = st.lists(st.sampled_from(["ADA", "ADA OAK", "OAK", "IVO D’OAK", "MCOAK", "A. OAK"]))
TEXTS = st.lists(
    st.sampled_from(
        ["Ada", "ada", "ADA", "Oak", "OAK", "Ivo", "D’Oak", "d’Oak", "McOak", "A.", ":"]
    )
).flatmap(lambda words: st.sampled_from([" ", "\n", "  ", "\u00a0"]).map(lambda s: s.join(words)))


@given(NAMES, TEXTS)
@example(["ADA OAK", "ADA"], "Ada Oak Ada")
def test_one_reading_finds_what_a_search_for_each_finds(names: list[str], text: str) -> None:
    assert spelled_on_page(names, text) == search_for_each(list(dict.fromkeys(names)), text)


def test_thousands_of_names_take_one_reading() -> None:
    names = [f"ADA B{'C' * (i % 7)}{chr(65 + i % 26)}{chr(65 + i // 26 % 26)}" for i in range(5000)]
    text = " ".join(name.title() for name in names)
    started = time.process_time()
    assert len(spelled_on_page(names, text)) > 1000
    assert time.process_time() - started < 5

"""Tokens are right on the marks that real pages hold."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.counts import tokenize

# What stands on a page, and the plain spelling that must give the same tokens.
SAME = [
    (unicodedata.normalize("NFD", "Российской Федерации"), "Российской Федерации"),
    (unicodedata.normalize("NFD", "Türkiye naïve Åland Łódź"), "Türkiye naïve Åland Łódź"),
    ("co\u00adoperation", "cooperation"),
    ("co\u200boperation", "cooperation"),
    ("co\u200doperation", "cooperation"),
    ("co\u200coperation", "cooperation"),
    ("co\u2060operation", "cooperation"),
    ("\ufeffcooperation\ufeff", "cooperation"),
    ("\u200ecooperation\u200f", "cooperation"),
    ("Mr\u00a0Birch", "Mr Birch"),
    ("Mr\u202fBirch", "Mr Birch"),
    ("Mr\u2003Birch", "Mr Birch"),
    ("don’t", "don't"),
    ("don‘t", "don't"),
    ("don\u02bct", "don't"),
    ("don´t", "don't"),
    ("don`t", "don't"),
    ("don＇t", "don't"),
    ("перегово\u0301ры", "переговоры"),
    ("Росси\u0301йской", "Российской"),
    ("re\u2011translated", "re-translated"),
    ("re\u2010translated", "re-translated"),
    ("Ｍｏｓｃｏｗ　２０２０", "Moscow 2020"),
    ("the o\ufb03ce \ufb01sh", "the office fish"),
    ("№\u00a05", "No 5"),
    ("the\u2028fish\x85and\x0bchips", "the fish and chips"),
]


@pytest.mark.parametrize("printed, plain", SAME)
def test_the_way_a_word_is_printed_does_not_change_it(printed: str, plain: str) -> None:
    assert printed != plain
    assert tokenize(printed) == tokenize(plain)
    assert tokenize(plain) == plain.split()


@pytest.mark.parametrize(
    "text, tokens",
    [
        ("", []),
        (" - – — ' ’ … _ _ ", []),
        ("NATO−Turkey 1991−1995", ["NATO", "Turkey", "1991", "1995"]),
        ("Russia–EU talks—now", ["Russia", "EU", "talks", "now"]),
        ("Russia-EU, well-being", ["Russia-EU", "well-being"]),
        ("-led pre- and post-war --", ["led", "pre", "and", "post-war"]),
        ("Asia-Pacific-wide", ["Asia-Pacific-wide"]),
        ("U.S. U.S U.S., (U.K.) I.M.F.", ["US", "US", "US", "UK", "IMF"]),
        ("U.S.’s U.S.-led US-led", ["US", "US-led", "US-led"]),
        ("e.g. this, i.e. that", ["eg", "this", "ie", "that"]),
        ("at 10 a.m. sharp", ["at", "10", "am", "sharp"]),
        ("С.В.Лавров", ["СВ", "Лавров"]),
        ("It was I. You went", ["It", "was", "I", "You", "went"]),
        ("end.Begin a.bc", ["end", "Begin", "a", "bc"]),
        ("Turkey’s STATES’S states’ it's", ["Turkey", "STATES", "states", "it"]),
        ("‘quoted’ “words” 'here'", ["quoted", "words", "here"]),
        ("d’Ivoire O'Brien rock'n'roll", ["d'Ivoire", "O'Brien", "rock'n'roll"]),
        ("we’re they’ll", ["we're", "they'll"]),
        ("COVID-19 G20 20th M4", ["COVID-19", "G20", "20th", "M4"]),
        ("1,500 3.5% $1.2 10.000,50", ["1,500", "3.5", "1.2", "10.000,50"]),
        ("in 2020, 2021. 7", ["in", "2020", "2021", "7"]),
        ("1,500-strong 75th", ["1,500-strong", "75th"]),
        ("Европейского союза, по-русски", ["Европейского", "союза", "по-русски"]),
        ("Straße, Übergrößen, EU-Staaten", ["Straße", "Übergrößen", "EU-Staaten"]),
        ("snake_case a_b", ["snake", "case", "a", "b"]),
        ("http://a.example/b?c=d", ["http", "a", "example", "b", "c", "d"]),
        ("peace☮and🕊love", ["peace", "and", "love"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


@pytest.mark.parametrize("unit", ["a.", "1", "1,", "a-", "'", "a'", "A.b", "1.a", "-", "e\u0301"])
def test_a_million_characters_take_no_time(unit: str) -> None:
    started = time.process_time()
    tokenize(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 3


@given(st.text())
def test_any_text_has_tokens_without_blanks_and_points(text: str) -> None:
    tokens = tokenize(text)
    for token in tokens:
        assert token
        assert not any(c.isspace() for c in token)
        assert any(c.isalnum() for c in token)
        assert "." not in token or token[0].isdigit()


@given(st.lists(st.text("abcXYZéш'-", min_size=1), max_size=6))
def test_tokens_of_parts_are_the_parts_of_the_tokens(parts: list[str]) -> None:
    together = tokenize(" ".join(parts))
    assert together == [token for part in parts for token in tokenize(part)]


@given(st.text("aeiouyéàçñш \u0301\u0300\u0327\u0303", max_size=20))
def test_composed_and_parted_accents_give_the_same_tokens(text: str) -> None:
    composed, parted = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert tokenize(composed) == tokenize(parted)


@given(st.text("abc -’.1,", max_size=30))
def test_every_letter_and_digit_is_in_one_token(text: str) -> None:
    said = [c for c in text if c.isalnum()]
    kept = [c for token in tokenize(text) for c in token if c.isalnum()]
    assert kept == said

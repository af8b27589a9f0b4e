"""Countries in four more languages: the table, and what it finds."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from toolkit.corpus.countries_elsewhere import LANGUAGES, country_words, find_country_elsewhere

ENGLISH = list(
    csv.DictReader(
        files("toolkit.corpus").joinpath("countries.csv").read_text("utf-8").splitlines()
    )
)
# Where the Unicode Consortium's names are none that people say, or are first names, too.
OTHERWISE = {
    "de": "Brunei|Congo|DR Congo|Moldova|Palestine|Vatican",
    "es": "Mauritius|Myanmar|Palestine|Vatican",
    "fr": "Congo|DR Congo|Dominica|Mauritius|Myanmar|Palestine|Vatican"
    "|Saint Vincent and the Grenadines",
    "ru": "Central African Republic|Congo|DR Congo|Marshall Islands|Micronesia|Myanmar|Palestine"
    "|Seychelles|Solomon Islands",
}


def test_every_country_has_its_row() -> None:
    text = files("toolkit.corpus").joinpath("countries_elsewhere.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["name"] for row in rows] == [row["name"] for row in ENGLISH]
    for row in rows:
        assert None not in row
        assert None not in row.values()
    nameless = [(r["name"], one) for r in ENGLISH for one in LANGUAGES if not words(r, one)]
    assert nameless == [("Dominica", "fr")]  # Dominique, a first name


def words(row: dict[str, str], language: str) -> tuple[str, ...]:
    return country_words(row["name"], language).names


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_agree_with_the_unicode_consortium(language: str) -> None:
    pytest.importorskip("babel", reason="babel, which carries the CLDR's territories, is missing")
    from babel import Locale
    from babel.core import get_global

    def plain(text: str) -> str:
        return text.replace("’", "'").replace("ё", "е").replace("\u00a0", " ").casefold()

    aliases, printed = get_global("territory_aliases"), Locale(language).territories
    gone = {"CSK", "DDR", "SCG", "SUN", "YUG", "XKX", ""}
    differ = [
        row["name"]
        for row in ENGLISH
        if row["iso3"] not in gone
        and plain(printed[aliases[row["iso3"]][0]]) not in map(plain, words(row, language))
    ]
    assert sorted(differ) == sorted(OTHERWISE[language].split("|"))


@pytest.mark.parametrize(
    "office, country",
    [
        ("Президент Турции", "Turkey"),
        ("Министр обороны Российской Федерации", "Russia"),
        ("Король Саудовской Аравии", "Saudi Arabia"),
        ("Präsident der Vereinigten Staaten von Amerika", "United States"),
        ("die französische Außenministerin", "France"),
        ("ministre des Affaires étrangères d'Allemagne", "Germany"),
        ("Primer ministro de Japón", "Japan"),
        ("Министр культуры", None),
        ("Director general de Petróleos Mexicanos", None),
        ("Ambassador to Iran", None),  # English: `find_country` knows better
        ("", None),
    ],
)
def test_an_office_names_its_country(office: str, country: str | None) -> None:
    assert find_country_elsewhere(office) == country

"""Names and adjectives of countries in German, Spanish, French and Russian.

They are data, in ``countries_elsewhere.csv`` beside this file: one row for each of
``countries.csv``, with the names and, in the columns ``_of``, the adjectives and the words for the
people, each where it has one form of its own. As in English, an adjective that two countries share
("congolais", "корейский") is in no row.
"""

from __future__ import annotations

import csv
import functools
import re
from importlib.resources import files
from typing import NamedTuple

from toolkit.corpus.countries import is_spelling
from toolkit.corpus.endings import forms_of, forms_of_adjective

LANGUAGES = ("de", "es", "fr", "ru")
"""Those of the table; English has its own, see `countries`."""


class CountryWords(NamedTuple):
    """How one language speaks of a country.

    Attributes
    ----------
    names
        As they are printed where they stand alone.
    adjectives
        Adjectives, and words for the people.
    """

    names: tuple[str, ...]
    adjectives: tuple[str, ...]


def country_words(country: str, language: str) -> CountryWords:
    """Return the names and adjectives of a country in one language, none where none is known.

    Parameters
    ----------
    country
        A short name of the table, in English.
    language
        One of `LANGUAGES`.

    Examples
    --------
    >>> country_words("Turkey", "de")
    CountryWords(names=('Türkei',), adjectives=('türkisch', 'Türke'))
    """
    return _table().get((country, language), CountryWords((), ()))


def find_country_elsewhere(text: str) -> str | None:
    """Name the first country that an office speaks of in one of the four languages.

    Parameters
    ----------
    text
        An office as a label or heading prints it.

    Returns
    -------
    str or None
        The short name in English. What is an English name as well ("Iran") is left to
        `find_country`, which knows whether the office is of it or only about it.

    Examples
    --------
    >>> find_country_elsewhere("Министр иностранных дел Турции")
    'Turkey'
    >>> find_country_elsewhere("französischer Außenminister"), find_country_elsewhere("Ministro")
    ('France', None)
    """
    known, longest = _forms()
    words = _words(text)
    for first in range(len(words)):
        for size in range(min(longest, len(words) - first), 0, -1):
            printed = " ".join(words[first : first + size])
            if printed in known and not is_spelling(printed):
                return known[printed]
    return None


def _words(text: str) -> list[str]:
    """Cut a text into words, without what French joins to the next one."""
    found = re.findall(r"\w+(?:['’-]\w+)*", text)
    return [re.sub(r"^[dl]['’]", "", word, flags=re.IGNORECASE) for word in found]


@functools.cache
def _table() -> dict[tuple[str, str], CountryWords]:
    lines = files(__package__).joinpath("countries_elsewhere.csv").read_text("utf-8").splitlines()
    return {
        (row["name"], language): CountryWords(_parts(row[language]), _parts(row[f"{language}_of"]))
        for row in csv.DictReader(lines)
        for language in LANGUAGES
    }


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))


@functools.cache
def _forms() -> tuple[dict[str, str], int]:
    """Return the country of every form of a name or adjective, and words in the longest one."""
    known: dict[str, str] = {}
    for (country, language), words in _table().items():
        for name in words.names:
            *before, last = _words(name)
            heads = [""]
            for word in before:
                heads = [f"{h}{form} " for h in heads for form in sorted(forms_of(word, language))]
            for head in heads:
                for form in sorted(forms_of(last, language)):
                    known.setdefault(head + form, country)
        for adjective in filter(str.islower, words.adjectives):
            for form in sorted(forms_of_adjective(adjective, language)):
                known.setdefault(form, country)
    return known, max(name.count(" ") + 1 for name in known)

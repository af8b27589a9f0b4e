"""Which country an office belongs to: "Turkish Foreign Minister" speaks for Turkey.

The names are data, in ``countries.csv`` beside this file: one row a country, with the
short name used in tables, other names (official, abbreviated, used since 1990) and the
adjectives found in titles. An adjective that two countries share ("Congolese",
"Dominican", "Korean") is in no row, because a missing country can be filled in by hand
and a wrong one is not noticed.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

# What holds the name or adjective of a country and is not that country. Each takes its place
# in the text before the country does, so that "New Mexico" hides "Mexico".
_NOT_A_COUNTRY = (
    r"(?:Latin|North|Central|South|Pan) American|American States"
    r"|Central African (?:States|Economic|Monetary)|Portuguese (?:Language Countries|Speaking)"
    r"|Union State(?: of (?:Russia and Belarus|Belarus and Russia))?"
    r"|West Indian|Order of Malta|Inner Mongolia|South Georgia"
    r"|New (?:Mexico|England|South Wales)"
    r"|Turkish Cypriot|(?:(?:Turkish )?Republic of )?Northern Cyprus"
    r"|Gulf of (?:Finland|Guinea|Mexico|Oman)|Sea of Japan|(?:East|South) China Sea"
    r"|Indian Ocean|Lake Chad|River Niger|Niger (?:Basin|Delta|River)"
    r"|Congo (?:Basin|River)|Jordan (?:River|Valley)"
)

# What a formal title says before the name: "the Kingdom of ...".
_STATE = r"(?:Republic|Kingdom|Grand Duchy|Principality|Sultanate|Emirate)"
_LEAGUE = r"(?:Commonwealth|State|Federation|Confederation|Union)"
_QUALIFIER = (
    r"(?:Democratic|People's|Socialist|Federal|Federative|Islamic|Arab|United|Independent"
    r"|Sovereign|Bolivarian|Plurinational|Co-?operative)"
)
# A league may be a body and no country ("Union of Journalists", "Commonwealth of Independent
# States"): a plural of people or groups gives it away, as does an opening adjective.
_BODY = re.compile(
    r"(?:Independent|International|World|European|Asian|African|Arab|National|Trade|Public"
    r"|Professional|Political|Social|Football|Red)\b"
    r"|.*(?:ions|ists|ers|ors|ies|ants|ents|ates|ubs|orces|Nations|Women|Men)$"
)

_OFFICE = (
    r"(?:Foreign|Prime|Vice|Deputy|First|Acting|Permanent|Special|State|Federal|Head|Minister"
    r"|Ministry|President|Presidency|Presidential|Premier|Chancellor|Chair|Chairman|Chairperson"
    r"|Chairwoman|Secretary|Ambassador|Representative|Envoy|Government|Cabinet|Administration"
    r"|Parliament|King|Queen|Emir|Emperor|Sultan|Leader|Speaker|Defen[cs]e)"
)
# The country after these words is where an envoy is sent or what an office is about
# ("Ambassador to France", "Envoy for Afghanistan and Pakistan"), not the one it belongs to.
_OBJECT = re.compile(
    r"\b(?:to|for|in|on|at|near|with|around|between|against|towards?) "
    r"(?:(?:(?!of )[^ ,;:()]+ )*and )?"
    r"(?:the )?(?:(?:north|south|east|west)(?:ern)? |central )?$"
)
# ... unless an office follows at once: "Aide to the Turkish President" is Turkey's.
_OFFICE_NEXT = re.compile(rf" (?:(?!and )\w+ )?{_OFFICE}\b", re.IGNORECASE)
_LOOK_BACK = 120  # characters; enough for any title, and a bound on hostile ones


def find_country(text: str) -> str | None:
    """Name the country that an office belongs to.

    Whole words are compared with the names and adjectives of the table, capitals
    counted ("US" is a country, "us" is not), and where several names begin at one place
    the longest is taken, so Guinea-Bissau is never read as Guinea. The first country in
    the phrase that is not the object of the office is the answer: "US Ambassador to
    Russia" gives the United States. A country that the table does not know is read
    from a formal title, "of the Republic of Ostervale", by its capitals.

    Parameters
    ----------
    text
        An office as a label or heading prints it, in English and without the holder's
        name (a person called Jordan or Chad would be taken for the country). No-break
        spaces, curly apostrophes and "&" are read as their plain forms.

    Returns
    -------
    str or None
        The short name of the table ("Turkey", "South Korea"), or the unknown country as
        printed; None for international organisations, for an office known only by
        its object ("Ambassador to Russia"), and where no country is found.

    Notes
    -----
    The table takes no position on statehood. Parts of the United Kingdom and the republics of
    Russia count as those countries. Any other part of a country in a formal title ("Sultan
    of the State of Kedah") cannot be told from an unknown country and is returned by its
    name, except under a governor.

    Examples
    --------
    >>> find_country("Minister of Foreign Affairs of the Republic of Tajikistan")
    'Tajikistan'
    >>> find_country("Turkish Foreign Minister")
    'Turkey'
    >>> find_country("Prime Minister of the Republic of Ostervale")
    'Ostervale'
    >>> find_country("Secretary General of the OSCE") is None
    True
    """
    plain = _plain(text)
    pattern, short = _table()
    for found in pattern.finditer(plain):
        if found["invented"]:
            if found["state"] or not _BODY.match(found["invented"]):
                return found["invented"]
        elif not found["other"] and not _is_object(plain, found):
            return short[found["known"] or found["formal"]]
    return None


def _plain(text: str) -> str:
    """One spelling for spaces, apostrophes, hyphens and composed letters."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    text = re.sub("[\u2018\u2019\u02bc`\u00b4]", "'", text)
    text = re.sub("[\u2010\u2011\u2013]", "-", text)
    return " ".join(text.replace("&", " and ").split())


def _is_object(plain: str, found: re.Match[str]) -> bool:
    """Tell whether the office is about this country and not of it."""
    before = plain[max(0, found.start() - _LOOK_BACK) : found.start()]
    return bool(_OBJECT.search(before)) and not _OFFICE_NEXT.match(plain, found.end())


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """Read the table once: one pattern, and the short name that each spelling stands for."""
    lines = files(__package__).joinpath("countries.csv").read_text("utf-8").splitlines()
    names: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    for row in csv.DictReader(lines):
        names |= dict.fromkeys(filter(None, [row["name"], *row["aliases"].split("|")]), row["name"])
        adjectives |= dict.fromkeys(filter(None, row["demonyms"].split("|")), row["name"])
    short = names | adjectives
    return _compile(_longest_first(short), _longest_first(names)), short


def _longest_first(names: dict[str, str]) -> str:
    # Equal lengths in alphabetical order, so that the pattern does not depend on the table's.
    return "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n)))


def _compile(known: str, names: str) -> re.Pattern[str]:
    """Build the pattern: a known spelling, or else a formal title with any name after it."""
    capitals = "".join(c for c in map(chr, range(0x41, 0x250)) if c.isupper())
    # An office after the name opens the next title and is no part of the name.
    word = rf"(?!{_OFFICE}\b)[{capitals}](?:\w|-\w|'(?!s\b)\w)*"
    words = rf"{word}(?: {word})*"
    title = rf"(?:{_QUALIFIER} ){{0,3}}(?:(?P<state>{_STATE})|{_LEAGUE}) of (?:[Tt]he )?"
    return re.compile(
        r"(?<![\w-])(?:"
        rf"(?P<other>{_NOT_A_COUNTRY})"
        rf"|(?P<known>{known})"
        rf"|(?:{_STATE}|{_LEAGUE}) of (?:[Tt]he )?(?P<formal>{names})"
        # A governor's is a part of a country: "Governor of the State of ...".
        r"|(?<=of the )(?<!Governor of the )"
        rf"{title}(?P<invented>{words}(?: and {words}(?=$|[,;:.()]))?)"
        r")(?!\w|-\w)"
    )


def is_country(name: str) -> bool:
    """Say whether a name is the short name of a country in the table.

    Examples
    --------
    >>> is_country("South Korea"), is_country("Ostervale")
    (True, False)
    """
    return name in _table()[1].values()


def country_of(spelling: str) -> str | None:
    """Return the country whose name or adjective a text is, and no more.

    Examples
    --------
    >>> country_of("Turkish"), country_of("Türkiye"), country_of("Turkish fish")
    ('Turkey', 'Turkey', None)
    """
    return _table()[1].get(_plain(spelling))


def is_spelling(text: str) -> bool:
    """Say whether a text is a country's name or adjective as the table spells it, and no more.

    Examples
    --------
    >>> is_spelling("Saudi Arabia"), is_spelling("Saudi Arabia Faisal")
    (True, False)
    """
    return country_of(text) is not None


def spellings(name: str) -> tuple[str, ...]:
    """Return every name and adjective of a country, sorted; itself where the table has none.

    Parameters
    ----------
    name
        A short name of the table, such as "Turkey".

    Examples
    --------
    >>> "Turkish" in spellings("Turkey"), spellings("Ostervale")
    (True, ('Ostervale',))
    """
    return tuple(sorted(k for k, short in _table()[1].items() if short == name)) or (name,)

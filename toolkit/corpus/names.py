"""Names of people in English text: what looks like one, and where it ends an office phrase."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from toolkit.corpus.countries import find_country, is_country, is_spelling

PARTICLES = frozenset(
    "al ad as an bin bint ibn ben von van der den de da di do dos du la le el ul y e".split()
)
"""Small words within names, as a title does not spell them."""
_PARTICLE = "|".join(sorted(PARTICLES, key=lambda w: (-len(w), w)))
# An accent may stand alone behind its letter, as in file names and text from macOS.
PART = r"[^\W\d_a-zß-öø-ÿа-яёіїєґў][\w’'\-−‑\u0300-\u036f]*\.?"
INITIALS = r"(?:[^\W\d_a-zа-яёіїєґў]\.[ \u00a0]?){1,2}"
_SPACE = r"[ \u00a0]+"

PERSON = rf"(?:{INITIALS}{PART}|{PART}(?:{_SPACE}(?:(?:{_PARTICLE}){_SPACE}){{0,2}}{PART}){{1,4}})"
"""Two to five capitalised words, or initials and a surname."""

_JOINTS = frozenset("of the for and in at on to by with".split())
_LONGEST = 4  # words of a country's name on either side of a cut

_NO_NAMES = frozenset(
    "The This That These Those Middle East West North South Central Eastern Western Northern "
    "Southern United Nations European Union Security Council World Bank News Conference Press "
    "Foreign Ministry Minister Affairs State Department Republic Federation".split()
)


def tidy(text: str) -> str:
    r"""Collapse white space, no-break spaces among it, strip, and compose accents.

    Examples
    --------
    >>> tidy("Jean\u00a0 Asselborn ")
    'Jean Asselborn'
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


def looks_like_person(text: str | Sequence[str]) -> bool:
    """Say whether a text could be a person's name, judged by its form alone.

    Examples
    --------
    >>> looks_like_person("Jean Asselborn"), looks_like_person("To reiterate")
    (True, False)
    >>> looks_like_person("Middle East")
    False
    """
    words = text.split() if isinstance(text, str) else list(text)
    if not re.fullmatch(PERSON, " ".join(words)):
        return False
    # The pattern knows the small letters of Western Europe; this knows all of them.
    if any(word[0].islower() and word not in PARTICLES for word in words):
        return False
    return not _NO_NAMES.intersection(words)


def split_office(phrase: str, office_words: Collection[str]) -> tuple[str, str, str]:
    """Part "office name" into the office, the country it serves, and the name that ends it.

    The name is the run of capitalised words at the end that belong to no office. A country may
    open that run ("of the Republic of Tajikistan Sirojiddin Muhriddin"): a known one is taken
    whole, an unknown one is what leaves two words for the name.

    Parameters
    ----------
    phrase
        Such as ``"US Secretary of State John Kerry"``.
    office_words
        Capitalised words that never belong to a name.

    Returns
    -------
    tuple of str
        Office, country and name; each is empty where the phrase does not say. A phrase that
        is a name and nothing else has no office.

    Examples
    --------
    >>> split_office("US Secretary of State John Kerry", ["Secretary", "State"])
    ('US Secretary of State', 'United States', 'John Kerry')
    """
    words = tidy(phrase).split(" ")
    start = len(words)
    while start and _belongs(words[start - 1], office_words):
        start -= 1
    if start == 0 and looks_like_person(words) and not find_country(words[0]):
        return "", "", " ".join(words)
    splits = [
        (" ".join(words[:at]).rstrip(","), " ".join(words[at:]))
        for at in range(start, len(words))
        if at and words[at - 1] not in _JOINTS and looks_like_person(words[at:])
        if not _inside_country(words, at)
    ]
    offices = [(office, find_country(office) or "", name) for office, name in splits]
    known = [triple for triple in offices if is_country(triple[1])]
    named = known[:1] or [triple for triple in offices if triple[1]][-1:] or offices[:1]
    return named[0] if named else (" ".join(words), find_country(phrase) or "", "")


def _belongs(word: str, office_words: Collection[str]) -> bool:
    of_office = word in office_words or all(part in office_words for part in word.split("-"))
    if of_office or word.endswith((",", ";")):
        return False
    return bool(re.fullmatch(rf"{PART}|{_PARTICLE}", word))


def _inside_country(words: Sequence[str], at: int) -> bool:
    """Say whether a cut would part a country's name: "Bosnia and | Herzegovina"."""
    return any(
        is_spelling(" ".join(words[first:last]))
        for first in range(max(0, at - _LONGEST), at)
        for last in range(at + 1, min(len(words), at + _LONGEST) + 1)
    )

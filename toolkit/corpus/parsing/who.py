"""Who a label names: the name apart from the office, in the letters of running text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from toolkit.corpus.countries import is_country
from toolkit.corpus.layouts import Layout
from toolkit.corpus.names import PARTICLES, looks_like_person, split_office, tidy
from toolkit.corpus.parsing.spelled import spelled_on_page

_HONORIFIC = re.compile(r"(?:mrs?|ms|mme|m|dr|herr|frau|sr|sra|señor|señora|prof|sir)\.?", re.I)
_OF_NO_NAME = frozenset(
    "of for and the de del la las los y du des et der die das und für la le les en a al".split()
)


def read_who(printed: str, layout: Layout) -> tuple[str, str]:
    """Part what a label prints into name and office.

    Parameters
    ----------
    printed
        The label without its note and colon.
    layout
        Knows words of offices and the people its publisher prints in ways of its own.

    Returns
    -------
    tuple of str
        The name and the office; either may be empty.

    Examples
    --------
    >>> from toolkit.corpus.layouts import find_layout
    >>> read_who("PRIME MINISTER SUNAK", find_layout("generic_en"))
    ('SUNAK', 'PRIME MINISTER')
    """
    printed = tidy(printed)
    if layout.canonical(printed) != printed:
        return layout.canonical(printed), _office_before(printed, layout)
    before, comma, behind = printed.partition(",")
    if comma and behind.strip():
        name, office = read_who(before, layout)
        if name:
            return name, tidy(f"{office} {behind}")
    # "Minister of Housing, Utilities and Roads Ian Oak"
    words = printed.replace(",", "").split(" ")
    if len(words) > 1 and _HONORIFIC.fullmatch(words[0]):
        return read_who(" ".join(words[1:]), layout)
    if printed.isupper():
        office = _office_before(printed, layout)
        name = tidy(printed[len(office) :])
        return layout.canonical(name), office
    return _part(printed, words, layout)


def _part(printed: str, words: list[str], layout: Layout) -> tuple[str, str]:
    """Part office and name in the letters of running text."""
    last = max((i for i, word in enumerate(words) if word in layout.office_words), default=-1)
    if looks_like_person(printed) and last < 0:
        return printed, ""
    if last >= 0 and looks_like_person(words[last + 1 :]):
        return layout.canonical(" ".join(words[last + 1 :])), " ".join(words[: last + 1])
    office, country, name = split_office(printed, layout.office_words)
    if len(name.split()) > 2 and not is_country(country):
        name = _last_two(name.split())
        office = tidy(printed.removesuffix(name)).rstrip(",")
    before = _office_before(printed, layout)
    rest = tidy(printed[len(before) :])
    if not name and before and rest and all(part[0].isupper() for part in rest.split()):
        return layout.canonical(rest), before  # "Prime Minister Trudeau"
    if not name and not before and all(part[0].isupper() for part in words):
        return printed, ""  # "Matt"
    return layout.canonical(name), office if name else printed


def _last_two(words: list[str]) -> str:
    """Take first name and surname off the end: what stands before belongs to the office."""
    first = len(words) - 2
    while first > 0 and (words[first][0].islower() or words[first].endswith(".")):
        first -= 1
    return " ".join(words[first:])


def _office_before(printed: str, layout: Layout) -> str:
    """Return the words of an office that a label opens with."""
    offices = layout.offices_folded
    words = printed.split(" ")
    last = 0
    for i, word in enumerate(words):
        plain = word.casefold().rstrip(".,")
        if plain in offices or (plain.endswith(("’s", "'s")) and plain[:-2] in offices):
            last = i + 1
        elif plain not in _OF_NO_NAME and not (i == 0 and plain == "the"):
            break
    return " ".join(words[:last])


def running_letters(names: Iterable[str], text: str) -> dict[str, str]:
    """Write names in capitals as running text does: as the page writes them elsewhere, if so.

    Examples
    --------
    >>> running_letters(["IAN MCNEIL", "ADA"], "Ian McNeil of the Gazette asks.")
    {'IAN MCNEIL': 'Ian McNeil', 'ADA': 'Ada'}
    """
    names = list(names)
    spelled = spelled_on_page((name for name in names if name.isupper()), text)
    return {
        name: spelled.get(name) or (_capitalised(name) if name.isupper() else name)
        for name in names
    }


def _capitalised(name: str) -> str:
    first, *others = (
        re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word) for word in name.split()
    )
    small = (word.lower() if word.lower() in PARTICLES else word for word in others)
    return " ".join([first, *small])


def surname(name: str) -> str:
    """Take the last part of a name: a title, a first name or initials stand before it."""
    parts: list[str] = re.findall(r"[^\s.]+", name)
    return parts[-1].casefold() if parts else ""


def same_person(name: str, known: Iterable[str]) -> str:
    """Find the one known name that a shorter or differently spelled one stands for.

    Case does not matter. A surname alone, or behind initials that agree, stands for the only
    known name that ends in it. Empty where none does, or several do.
    """
    known = list(dict.fromkeys(known))
    for other in known:
        if other.casefold() == name.casefold():
            return other
    *given, _ = re.findall(r"[^\s.]+", name) or [""]
    fits = [other for other in known if _ends_in(other, name) and _initials_agree(given, other)]
    return fits[0] if len(fits) == 1 else ""


def _ends_in(known: str, name: str) -> bool:
    parts = known.casefold().split()
    own = name.casefold().split()
    if len(own) == 1 and "." not in name:  # "Kishida Fumio" puts the family first
        return len(parts) > 1 and own[0] in (parts[-1], parts[0])
    if surname(name) == surname(known):
        return True
    # "LÓPEZ OBRADOR" is the end of "Andrés Manuel López Obrador".
    return len(own) < len(parts) and parts[-len(own) :] == own


def _initials_agree(given: Collection[str], known: str) -> bool:
    firsts = [part[0].casefold() for part in known.split()[:-1]]
    if not given or len(given) > len(firsts):
        return not given
    if any(len(part) > 1 for part in given):
        return known.casefold().endswith(" ".join(given).casefold()) or all(
            part.casefold() in known.casefold().split() for part in given
        )
    return all(part.casefold() == first for part, first in zip(given, firsts, strict=False))

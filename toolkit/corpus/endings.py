"""The forms that names of countries, and adjectives and people of them, take in a sentence.

Rules of endings, not a grammar: a form too many does no harm, since nobody says it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_HISSING = "гкхжшчщ"
_CASES = ("а", "у", "ом", "е")
_PLURALS = ("ам", "ами", "ах")


def forms_of(word: str, language: str) -> frozenset[str]:
    """Return the forms of one word of a country's name.

    Parameters
    ----------
    word
        As the name is printed where it stands alone; an adjective within a name is one, too.
    language
        ``"de"``, ``"es"``, ``"fr"`` or ``"ru"``; names of the two Romance ones have one form.

    Examples
    --------
    >>> sorted(forms_of("Россия", "ru")), sorted(forms_of("Schweiz", "de"))
    (['Россией', 'России', 'Россию', 'Россия'], ['Schweiz'])
    """
    rule = _NAMES.get(language)
    return frozenset({word, *rule(word)}) if rule and not word.isupper() else frozenset({word})


def forms_of_adjective(word: str, language: str) -> frozenset[str]:
    """Return the forms of an adjective of a country, or of the word for one of its people.

    Examples
    --------
    >>> sorted(forms_of_adjective("turc", "fr")), sorted(forms_of_adjective("alemán", "es"))
    (['turc', 'turcs', 'turque', 'turques'], ['alemana', 'alemanas', 'alemanes', 'alemán'])
    """
    return frozenset({word, *_ADJECTIVES[language](word)})


def _with(stem: str, endings: Iterable[str]) -> set[str]:
    return {stem + ending for ending in endings}


def _russian_name(word: str) -> set[str]:
    found = re.fullmatch(r"(.+)(?:ая|(?<=ск)ий|ый|ой|ое|ые|ие)", word)  # "Маврикий" is a noun
    if found:
        return _russian_adjective(found[1] + "ый")
    stem, last = word[:-1], word[-1]
    if word.endswith("ия"):
        return _with(stem, ["и", "ю", "ей"])
    if last == "я":
        return _with(stem, ["и", "е", "ю", "ей"])
    if last == "а":
        return _with(stem, ["и" if stem[-1] in _HISSING else "ы", "е", "у", "ой", "ей"])
    if last == "ь":
        return _with(stem, ["и", "ью", "я", "ю", "ем", "е"])
    if last == "й":
        return _with(stem, ["я", "ю", "ем", "е", "и"])
    if last == "ы":
        return _with(stem, ["", "ов", *_PLURALS])
    if last in "оуэеи":
        return set()
    return _with(word, _CASES)


def _russian_adjective(word: str) -> set[str]:
    """Decline an adjective, or the word for one of a people."""
    if re.search(r"[иы]й$", word):
        endings = "ий ый ого ому им ым ом ая ой ую ое ие ые их ых ими ыми".split()
        return _with(word[:-2], endings)
    if word.endswith("ец"):  # a vowel before it leaves an й behind: "бельгийца"
        stem = word[:-2] + ("йц" if word[-3] in "аеиоуы" else "ц")
        return _with(stem, ["а", "у", "ем", "е", "ы", "ев", *_PLURALS])
    if word.endswith("ок"):
        return _with(word[:-2] + "к", [*_CASES, "и", *_PLURALS])
    found = _with(word, [*_CASES, "и" if word[-1] in _HISSING else "ы", "ов", *_PLURALS])
    if re.search(r"(?:[ая]н|ар)ин$", word):
        found |= _with(word[:-2], ["", "е", "ы", *_PLURALS])
    return found


def _german_name(word: str) -> set[str]:
    if found := re.fullmatch(r"(.+)e[rs]?", word):  # "Vereinigte", "Vereinigtes"
        return _with(found[1], ["e", "en", "er", "es", "em"])
    return set() if word[-1] in "sßxzt" else {f"{word}s"}


def _german_adjective(word: str) -> set[str]:
    if word[0].islower():
        return _with(word, ["e", "em", "en", "er", "es"])
    if word.endswith("e"):
        return _with(word[:-1], ["en", "er", "in", "innen"])
    return _with(word, ["s", "n", "en", "in", "innen"])


def _french_adjective(word: str) -> set[str]:
    if word[-1] in "eèé":
        female = word
    elif word.endswith(("en", "on")):
        female = f"{word}ne"
    else:
        female = {"grec": "grecque", "turc": "turque"}.get(word, f"{word}e")
    return {female, f"{female}s", word if word[-1] == "s" else f"{word}s"}


def _spanish_adjective(word: str) -> set[str]:
    if word.endswith("o"):
        return _with(word[:-1], ["a", "os", "as"])
    if found := re.fullmatch(r"(.+)([éáó])([ns])", word):
        stem = found[1] + {"é": "e", "á": "a", "ó": "o"}[found[2]] + found[3]
        return _with(stem, ["a", "es", "as"])
    if word[-1] in "lr":
        return _with(word, ["a", "es", "as"])
    return _with(word, ["s", "es"])


_NAMES: dict[str, Callable[[str], set[str]]] = {"ru": _russian_name, "de": _german_name}
_ADJECTIVES: dict[str, Callable[[str], set[str]]] = {
    "ru": _russian_adjective,
    "de": _german_adjective,
    "fr": _french_adjective,
    "es": _spanish_adjective,
}

"""How a type is read as a term: lower case, elisions, function words and lemmas by language."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

from toolkit.counts.stop_words import stop_words

# What French joins to the next word by an apostrophe, and names such as "États-Unis".
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=[^\W\d_])")
_FRENCH_NAME = re.compile(r"\w-[A-ZÀ-Þ]")
_GERMAN_ADJECTIVE = ("isch", "sch", "ig", "lich", "sam", "haft", "bar")


@functools.cache
def reader(language: str, *, lemmas: bool) -> Reader:
    """Return the reader of a language; what it has looked up stays for the whole process."""
    return Reader(language, lemmas=lemmas)


class Reader:
    """Reads tokens of one language as terms.

    Attributes
    ----------
    language
        Its code.
    function_words
        Its function words.
    """

    def __init__(self, language: str, *, lemmas: bool) -> None:
        self.language = language
        self.function_words = stop_words(language)
        self._lemma = functools.cache(_lemmatizer(language)) if lemmas else None

    def read(self, types: Sequence[str]) -> list[str]:
        """Return the term of each token.

        A token in capitals whose lower case is a function word keeps them: "US" is not "us".
        Lemmas are those of the word in lower case, of German nouns as printed ("Krieg" is no
        form of "kriegen"); function words, single letters and such names have none.

        Examples
        --------
        >>> reader("en", lemmas=True).read(["Nations", "US", "us", "were", "NATO"])
        ['nation', 'US', 'us', 'were', 'nato']
        >>> reader("fr", lemmas=False).read(["L'accord", "aujourd'hui", "qu'ils"])
        ['accord', "aujourd'hui", "qu'ils"]
        """
        words = self.function_words
        lower = [self._plain(token) for token in map(str.lower, types)]
        names = [
            term.upper() if term in words and len(term) > 1 and token.isupper() else term
            for token, term in zip(types, lower, strict=True)
        ]
        look_up = self._lemma
        if look_up is None:
            return names
        return [
            name
            if name in words or not name.islower() or len(name) == 1
            else self._lemma_of(name, token, look_up)
            for name, token in zip(names, types, strict=True)
        ]

    def meant(self, words: Sequence[str]) -> list[str]:
        """Return the terms that a user's own word or phrase may be, joined by "_".

        They are one but for German nouns that are written small, where there are lemmas.

        Examples
        --------
        >>> reader("de", lemmas=True).meant(["krieg"]), reader("en", lemmas=True).meant(["wars"])
        (['kriegen', 'krieg'], ['war'])
        """
        spelt = [words, [w.capitalize() for w in words]] if self.language == "de" else [words]
        return list(dict.fromkeys("_".join(self.read(one)) for one in spelt))

    def _lemma_of(self, name: str, token: str, look_up: Callable[[str], str]) -> str:
        """Look up the lemma of a word, by its capital where that says what the word is."""
        if self.language == "fr" and _FRENCH_NAME.search(token):
            return name
        lemma = look_up(name)
        if self.language != "de" or not token[0].isupper() or token.isupper():
            return lemma
        noun = look_up(token)
        if lemma.endswith(_GERMAN_ADJECTIVE) and noun.startswith(lemma):
            return lemma  # "Russische Föderation", "Deutscher"
        return noun

    def _plain(self, token: str) -> str:
        if self.language == "ru":
            return token.replace("ё", "е")  # printed or not, as the printer likes
        if self.language == "fr" and "'" in token and token not in self.function_words:
            return _ELIDED.sub("", token, count=1)
        return token


def _lemmatizer(language: str) -> Callable[[str], str]:
    import simplemma

    def lemma(term: str) -> str:
        found = simplemma.lemmatize(term, language).lower()
        return found.replace("ё", "е") if language == "ru" else found

    return lemma

"""How a type is read as a term: lower case, elisions, function words and lemmas by language."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

from toolkit.counts.stop_words import stop_words

# What French joins to the next word by an apostrophe.
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=[^\W\d_])")


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
        Lemmas are those of the word in lower case; function words and such names have none.

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
        if self._lemma is None:
            return names
        return [
            name if name in words or not name.islower() else self._lemma(name) for name in names
        ]

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

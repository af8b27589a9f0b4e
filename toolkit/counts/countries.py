"""Countries of the heads left out of texts in German, Spanish, French and Russian.

English names and adjectives are left out as the heads spell them; these languages have words and
endings of their own, known from `corpus.countries_elsewhere`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.countries import country_of
from toolkit.corpus.countries_elsewhere import country_words
from toolkit.corpus.endings import forms_of, forms_of_adjective
from toolkit.counts.reading import reader
from toolkit.counts.tokens import has_capital, tokenize


@dataclass(frozen=True)
class CountryPassages:
    """What to leave out, in one language.

    Attributes
    ----------
    keys
        (n_types,): the word of a name that each type is a form of, -1 for none. A word of a name
        is one by its capital; words between, such as "of", need none.
    passages
        Of each name of several words the keys, and the term as which it is listed.
    is_single
        (n_types,): whether a type alone is a country, or an adjective or one of its people.
    """

    keys: NDArray[np.int64]
    passages: dict[tuple[int, ...], str]
    is_single: NDArray[np.bool_]


def country_passages(
    types: Sequence[str], named: Iterable[str], language: str, fold: Callable[[str], str]
) -> CountryPassages:
    """Find the words of some countries among types.

    Parameters
    ----------
    types
        The distinct tokens as printed.
    named
        Countries as the heads spell them; what the table does not know is passed over.
    language
        ``"de"``, ``"es"``, ``"fr"`` or ``"ru"``.
    fold
        How words are compared.

    Examples
    --------
    >>> found = country_passages(["in", "Türkische", "Türkei"], ["Turkey"], "de", str.lower)
    >>> found.is_single.tolist()
    [False, True, True]
    """
    one = reader(language, lemmas=False)
    countries = sorted({country for name in named if (country := country_of(name))})
    place: dict[str, int] = {}
    single, small = set[str](), set[str]()
    passages: dict[tuple[int, ...], str] = {}

    def spelt(word: str) -> str:
        return fold(one.read([word])[0])

    for country in countries:
        words = country_words(country, language)
        for name in words.names:
            tokens = tokenize(name)
            forms = [{spelt(f) for f in forms_of(token, language)} for token in tokens]
            if len(tokens) == 1:
                single |= forms[0] - one.function_words  # "Того" is Togo, and "of that"
                continue
            for token, several in zip(tokens, forms, strict=True):
                key = place.setdefault(spelt(token), len(place))
                for form in sorted(several):
                    place.setdefault(form, key)
            keys = tuple(place[spelt(token)] for token in tokens)
            passages[keys] = "_".join(map(str.lower, tokens))
        for adjective in words.adjectives:
            forms_here = {spelt(form) for form in forms_of_adjective(adjective, language)}
            (small if adjective[0].islower() else single).update(forms_here)
    read = [fold(term) for term in one.read(types)]
    return CountryPassages(
        keys=np.array(
            [
                place.get(r, -1) if has_capital(t) or t in one.function_words else -1
                for r, t in zip(read, types, strict=True)
            ],
            dtype=np.int64,
        ),
        passages=passages,
        is_single=np.array(
            [
                r in small or (r in single and has_capital(t))
                for r, t in zip(read, types, strict=True)
            ],
            dtype=np.bool_,
        ),
    )

"""How a page spells the names that its labels print in capitals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.corpus.names import tidy

_WORD = re.compile(r"\w+")
_DOTTED = str.maketrans("İı", "ii")

Words = tuple[str, ...]


def spelled_on_page(names: Iterable[str], text: str) -> dict[str, str]:
    """Find the commonest spelling of each name that is not in capitals, in one reading.

    A long page has thousands of names: to search it for each would take their product.

    Parameters
    ----------
    names
        As labels print them.
    text
        The whole page.

    Returns
    -------
    dict
        Spelling by name; a name that stands nowhere in running text is not in it. Of equally
        common spellings the last in the alphabet.

    Examples
    --------
    >>> spelled_on_page(["IAN MCNEIL", "ADA"], "IAN MCNEIL: Ian McNeil of the Gazette asks.")
    {'IAN MCNEIL': 'Ian McNeil'}
    """
    by_words: dict[Words, list[str]] = {}
    for name in dict.fromkeys(names):
        if words := tuple(map(_fold, _WORD.findall(name))):
            by_words.setdefault(words, []).append(name)
    spelled: dict[str, Counter[str]] = {}
    for name, found in _occurrences(by_words, text):
        if not found.isupper() and all(part[0].isupper() for part in found.split()):
            spelled.setdefault(name, Counter())[tidy(found)] += 1
    return {name: max(ways, key=lambda way: (ways[way], way)) for name, ways in spelled.items()}


def _occurrences(by_words: Mapping[Words, Sequence[str]], text: str) -> Iterator[tuple[str, str]]:
    """Iterate over names and how they are printed, wherever they stand, whatever their case."""
    lengths: dict[str, set[int]] = {}
    for words in by_words:
        lengths.setdefault(words[0], set()).add(len(words))
    places = [found.span() for found in _WORD.finditer(text)] if lengths else []
    keys = [_fold(text[start:end]) for start, end in places]
    for i, key in enumerate(keys):
        for n in sorted(lengths.get(key, ())):
            for name in by_words.get(tuple(keys[i : i + n]), ()):
                if found := _match(name, text, places[i][0]):
                    yield name, found


def _match(name: str, text: str, word: int) -> str:
    """Return what is printed of a name whose first word stands at a place; empty for others."""
    first = _WORD.search(name)
    start = word - (first.start() if first else 0)
    if start < 0:
        return ""
    pattern = re.escape(name).replace(r"\ ", r"\s+")
    found = re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE).match(text, start)
    return found[0] if found else ""


def _fold(word: str) -> str:
    return word.translate(_DOTTED).casefold()

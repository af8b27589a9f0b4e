"""How alike two spellings are: letters folded, one slip of the pen, one sound in two scripts."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

Words = tuple[str, ...]
"""A name's words, folded."""

_ODD = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})

_LONGEST = 40  # letters of a word; what is longer is no name, and costs its length squared

# One spelling for each letter of Russian and Ukrainian, accents already taken off.
_LATIN = str.maketrans(
    dict(zip("абвгдезиклмнопрстуфцыэіґ", "abvgdeziklmnoprstufcieig", strict=True))
    | {"ж": "zh", "х": "kh", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "iu", "я": "ia", "є": "ie"}
    | {"ъ": "", "ь": ""}
)

# Spellings of one sound in English, German and French, and the one that stands for them; the
# order matters. It folds too much rather than too little: what is equal is only ever asked about.
_SOUNDS = (
    (r"shch|schtsch", "sh"), (r"tsch|tch|kh|ch", "h"), (r"sch|sh|zh", "s"), (r"ts|tz|z", "s"),
    (r"x", "ks"), (r"ph", "f"), (r"w|ff$", "v"), (r"[yj]", "i"), (r"c", "s"), (r"ou", "u"),
    (r"^ie|i[eo](?=.)", "e"), (r"(?<=[aou])e", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip


@functools.lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Take case, accents and all that is neither letter nor digit from a word.

    Examples
    --------
    >>> fold("Schönenborn"), fold("O’Brien"), fold("Łukasz")
    ('schonenborn', 'obrien', 'lukasz')
    """
    letters = unicodedata.normalize("NFKD", word.casefold()).translate(_ODD)
    return "".join(letter for letter in letters if letter.isalnum())


@functools.lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """Fold a word further, to what its transliterations have in common.

    Returns
    -------
    str
        A key to compare, not a spelling. Equal keys are a reason to ask, not to merge.

    Examples
    --------
    >>> sound("Lawrow") == sound("Lavrov") == sound("Лавров")
    True
    >>> sound("Selenskyj") == sound("Zelenskyy") == sound("Zelenskiy")
    True
    >>> sound("Dyomin") == sound("Demin") == sound("Дёмин")
    True
    """
    key = fold(word).translate(_LATIN)
    for pattern, letters in _SOUNDS:
        key = re.sub(pattern, letters, key)
    return key


def one_edit(one: str, other: str) -> bool:
    """Say whether one letter too many, too few, or wrong, or two swapped, parts two words.

    This is a distance of exactly one in the restricted sense of Damerau (1964, *Communications
    of the ACM* 7(3)), who found four in five misspellings to be of this kind.

    Examples
    --------
    >>> one_edit("smth", "smith"), one_edit("vladimir", "vladimri"), one_edit("anna", "anna")
    (True, True, False)
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    first = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if first is None:
        return True  # the longer has one letter more at its end
    a, b = one[first:], other[first:]
    if len(a) != len(b):
        return a[1:] == b or a == b[1:]
    return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def one_edit_pairs(names: Mapping[str, Words]) -> list[tuple[str, str, int]]:
    """Find the names that differ by one edit in one word, without comparing all with all.

    Two words are one edit apart only if they are equal once a letter, or none, is left out of
    each; so names are gathered under what is left, and compared within such a group.

    Parameters
    ----------
    names
        Each name's words. Words with digits, and those beyond 40 letters, are not compared.

    Returns
    -------
    list of tuple
        Both names, the smaller first, and the position of the word that differs, counted from
        0; sorted.

    Examples
    --------
    >>> one_edit_pairs({"a": ("colby", "smith"), "b": ("colby", "smyth"), "c": ("smith",)})
    [('a', 'b', 1)]
    """
    groups: defaultdict[tuple[Words, int, Words, str], list[str]] = defaultdict(list)
    for name in sorted(names):
        words = names[name]
        for i, word in enumerate(words):
            if len(word) <= _LONGEST and not any(letter.isdigit() for letter in word):
                for left in _left_over(word):
                    groups[words[:i], i, words[i + 1 :], left].append(name)
    found = {
        (one, other, key[1])
        for key, group in groups.items()
        for one, other in combinations(group, 2)
        if one_edit(names[one][key[1]], names[other][key[1]])
    }
    return sorted(found)


def _left_over(word: str) -> Iterable[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def likely_slip(right: str, slip: str) -> bool:
    """Say whether an edit is of the kind that misspells a name, not the kind that makes another.

    Names of different people often differ by one letter where misspellings seldom do: in the
    first letter (Harry, Larry), and in a last vowel (Paul, Paula; Mario, Maria).

    Examples
    --------
    >>> likely_slip("smith", "smth"), likely_slip("harry", "larry"), likely_slip("paul", "paula")
    (True, False, False)
    """
    if right[:1] != slip[:1]:
        return False
    at_the_end = right[:-1] == slip[:-1] or right[:-1] == slip or right == slip[:-1]
    return not (at_the_end and {right[-1:], slip[-1:]} & set("aeoiаеоияі"))

"""Where sentences begin, decided by what stands between two tokens and by their types."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.counts.stop_words import LANGUAGES, stop_words

# What stands between a token and the one before it.
DOT, STOP, SHORT = 1, 2, 4
"""A full stop; a mark that ends a sentence without doubt; the point of initials ("U.S.")."""

# A point behind these, as behind a single letter, rarely ends a sentence.
_SHORT_FORMS = frozenset(
    "mr mrs ms messrs dr prof st sr jr rev hon sen rep gov gen col capt lt sgt maj adm "
    "vs etc approx dept inc ltd co corp jan feb mar apr jun jul aug sept sep oct nov dec "
    "г гг т д п пр др ул им руб млн млрд тыс см стр "
    "hr fr nr abs bzw ca usw vgl dr mio mrd "
    "mme mlle mgr "
    "sra srta ud uds núm pág lic ing".split()
)


def sentence_starts(
    ids: NDArray[np.int32],
    ends: NDArray[np.int64],
    marked: NDArray[np.int64],
    marks: NDArray[np.uint8],
    types: Sequence[str],
) -> NDArray[np.int64]:
    """Find where sentences begin.

    A full stop ends a sentence, but behind a title, a short form, a single letter or initials
    only where a function word in a capital follows: "the U.S. The talks" is parted, "the U.S.
    Congress" is not. Question and exclamation marks and blank lines end one always.

    Parameters
    ----------
    ids, ends, marked, marks, types
        Of `Numbered`.

    Returns
    -------
    numpy.ndarray
        Places of the tokens that begin a sentence, rising. The first token of a text does.
    """
    joining = frozenset[str]().union(*map(stop_words, LANGUAGES))
    lower = list(map(str.lower, types))
    short = np.array([len(token) == 1 or token in _SHORT_FORMS for token in lower])
    opening = np.array(
        [
            token in joining and token[0] != printed[0]
            for token, printed in zip(lower, types, strict=True)
        ]
    )
    begins = np.zeros(len(ids) + 1, np.bool_)
    if len(marked):
        before, after = ids[marked - 1], ids[marked]
        doubtful = short[before] | (marks & DOT == 0)
        begins[marked] = (marks & STOP > 0) | ~doubtful | opening[after]
    begins[0] = True
    begins[ends[:-1]] = True  # an empty text begins nothing: the next does, at the same place
    return np.flatnonzero(begins[:-1])

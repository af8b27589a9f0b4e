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


class Sentences:
    """Finds where sentences begin; it grows with the types.

    A full stop ends a sentence, but behind a title, a short form, a single letter or initials
    only where a function word in a capital follows: "the U.S. The talks" is parted, "the U.S.
    Congress" is not. Question and exclamation marks and blank lines end one always.
    """

    def __init__(self) -> None:
        self._joining = frozenset().union(*map(stop_words, LANGUAGES))
        self._short: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._opening: NDArray[np.bool_] = np.zeros(0, np.bool_)

    def learn(self, types: Sequence[str]) -> None:
        """Look up the types that were not met before."""
        new = types[len(self._short) :]
        if new:
            lower = [token.lower() for token in new]
            short = [len(token) == 1 or token in _SHORT_FORMS for token in lower]
            opening = [
                token in self._joining and token[0] != printed[0]
                for token, printed in zip(lower, new, strict=True)
            ]
            self._short = np.append(self._short, short)
            self._opening = np.append(self._opening, opening)

    def begins(
        self, ids: NDArray[np.int32], marks: NDArray[np.uint8], ends: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the places of the tokens that begin a sentence.

        Parameters
        ----------
        ids, marks
            The type of each token, and what stands before it.
        ends
            Where the tokens of each text end.
        """
        begins = np.zeros(len(ids) + 1, np.bool_)
        places = np.flatnonzero(marks)
        mark, before, after = marks[places], ids[places - 1], ids[places]
        doubtful = self._short[before] | (mark & DOT == 0)
        begins[places] = (mark & STOP > 0) | ~doubtful | self._opening[after]
        begins[0] = True
        begins[ends[:-1]] = True  # an empty text begins nothing: the next does, at the same place
        return np.flatnonzero(begins[:-1])

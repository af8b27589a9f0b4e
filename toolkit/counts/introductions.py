"""Where journalists say who they are and for whom they ask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.counts.ritual import turns_of
from toolkit.counts.token_ids import Tokens
from toolkit.counts.tokens import tokenize

Ints = NDArray[np.int64]

_FIRST = 3  # sentences of a question
_LONGEST = 12  # words of an introduction


def introduced(
    begins: NDArray[np.bool_],
    ends: Ints,
    tokens: Tokens,
    ids: NDArray[np.int32],
    outlets: Sequence[str],
) -> Ints:
    """Find the sentences in which the asker of a question says a name or an outlet.

    Such a sentence has twelve words at most, is among the first three of a question, and holds
    an outlet known from the heads, or the name under which the question stands.

    Parameters
    ----------
    begins, ends, ids
        The stream; numbers that are no type's stand for what is left out already.
    tokens
        Its types and segments.
    outlets
        As the heads print them.

    Returns
    -------
    ndarray
        Places of the tokens of these sentences, rising.
    """
    columns, types = tokens.segments.columns, tokens.types
    kinds = columns.get("kind", (None,) * len(tokens.segments))
    speakers = columns.get("speaker", (None,) * len(tokens.segments))
    names = [tuple(tokenize(outlet.casefold())) for outlet in outlets]
    wanted = {name for name in names if name and len("".join(name)) > 1}
    longest = max(map(len, wanted), default=0)
    turns = turns_of(tokens.segments)
    starts = np.flatnonzero(begins)
    bounds = np.append(starts, len(ids))
    found: list[int] = []
    left, turn = 0, ""
    for row, kind in enumerate(kinds):
        if turns[row] != turn:
            turn, left = turns[row], _FIRST
        if kind != "question" or not left:
            continue
        first = int(ends[row - 1]) if row else 0
        own = {p.casefold() for p in tokenize(speakers[row] or "") if len(p) > 1}
        sentence = int(np.searchsorted(starts, first))
        while left and sentence < len(starts) and bounds[sentence] < ends[row]:
            a, b = int(bounds[sentence]), int(bounds[sentence + 1])
            said = [types[i].casefold() if i < len(types) else "" for i in ids[a:b].tolist()]
            grams = {
                tuple(said[i : i + n])
                for n in range(1, longest + 1)
                for i in range(len(said) - n + 1)
            }
            if b - a <= _LONGEST and (own.intersection(said) or wanted & grams):
                found += range(a, b)
            left, sentence = left - 1, sentence + 1
    return np.array(found, dtype=np.int64)

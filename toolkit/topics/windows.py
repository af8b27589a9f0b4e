"""In how many windows words stand, and stand together; compiled, for the words of topics alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.compiled import compiled

Array = NDArray[Any]


@compiled
def count_windows(
    ids: Array, ends: Array, word_of: Array, n_words: int, size: int, exact: bool
) -> tuple[Array, int]:
    """Slide a window over each segment, one token a step; count the windows that hold words.

    A word comes into the windows when the first holds its token and goes when none does any more;
    two words meet from the coming of the later to the going of the first. So the work grows with
    the tokens of topic words and not with the windows.

    Parameters
    ----------
    ids, ends
        The tokens as numbers, and how many there are up to the end of each segment.
    word_of
        (n_ids,): which word of the topics a number is, -1 for none.
    n_words
        How many such words there are.
    size
        Tokens of a window; a shorter segment is one window.
    exact
        Whether a word that stands twice in a window stays when the first leaves it. gensim lets it
        go until it comes in again.

    Returns
    -------
    tuple
        (n_words, n_words) int64: windows with both words; on the diagonal, with the word. And the
        number of windows.
    """
    both = np.zeros((n_words, n_words), np.int64)
    held = np.zeros(n_words, np.int64)  # tokens of a word in the window; 1 where it counts as there
    since = np.zeros(n_words, np.int64)
    place = np.zeros(n_words, np.int64)
    there = np.empty(n_words, np.int64)
    n_windows = 0
    begin = 0
    # The tokens of topic words in a segment, and where each stands.
    words = np.empty(1024, np.int64)
    spots = np.empty(1024, np.int64)
    for end in ends:
        length = end - begin
        if length > words.size:
            words, spots = np.empty(2 * length, np.int64), np.empty(2 * length, np.int64)
        n = 0
        for i in range(begin, end):
            word = word_of[ids[i]]
            words[n], spots[n] = word, i - begin
            n += word >= 0
        begin = end
        width = min(size, length)
        last = max(length - width, 0) + 1
        n_windows += last
        n_there = 0
        going = 0
        for coming in range(n):
            time = max(spots[coming] - width + 1, 0)
            while spots[going] < time:  # these have left before
                n_there = _leave(
                    words[going], spots[going] + 1, both, held, since, place, there, n_there, exact
                )
                going += 1
            word = words[coming]
            if held[word] == 0:
                since[word] = time
                place[word] = n_there
                there[n_there] = word
                n_there += 1
            held[word] = held[word] + 1 if exact else 1
        while going < n and spots[going] + 1 < last:
            n_there = _leave(
                words[going], spots[going] + 1, both, held, since, place, there, n_there, exact
            )
            going += 1
        while n_there:
            word = there[n_there - 1]
            held[word] = 1
            n_there = _leave(word, last, both, held, since, place, there, n_there, exact)
    for i in range(n_words):
        for j in range(i):
            both[i, j] += both[j, i]
            both[j, i] = both[i, j]
    return both, n_windows


@compiled
def _leave(
    word: int,
    time: int,
    both: Array,
    held: Array,
    since: Array,
    place: Array,
    there: Array,
    n_there: int,
    exact: bool,
) -> int:
    """Take a token out of the window; write down what its word has met if it is gone."""
    if held[word] == 0:  # gone already: gensim's way
        return n_there
    held[word] = held[word] - 1 if exact else 0
    if held[word] > 0:
        return n_there
    own = since[word]
    for i in range(n_there):
        other = there[i]
        both[word, other] += time - max(own, since[other])
    moved = there[n_there - 1]
    there[place[word]] = moved
    place[moved] = place[word]
    return n_there - 1

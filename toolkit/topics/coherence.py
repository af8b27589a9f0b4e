"""Do the first words of a topic occur together? Four measures, counted on numbers of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError

Floats = NDArray[np.float64]
Measure = Literal["c_v", "c_npmi", "c_uci"]

WINDOW: dict[Measure, int] = {"c_v": 110, "c_npmi": 10, "c_uci": 10}
"""Tokens of the window of each measure, as Röder and others set them and gensim does."""

_ADDED = 1e-12  # to every joint probability: words that never meet have a logarithm, too
_WORDS_AT_A_TIME = 1000  # their pairs take 8 MB


def window_coherence(
    ids: NDArray[np.int32],
    ends: NDArray[np.int64],
    topics: Sequence[NDArray[np.intp]],
    *,
    measures: Sequence[Measure] = ("c_v", "c_npmi", "c_uci"),
    counting: Literal["gensim", "exact"] = "gensim",
) -> dict[Measure, Floats]:
    r"""Measure how often the first words of each topic stand near each other.

    A window slides over each segment, one token a step (110 tokens for `c_v`, 10 for the others; a
    shorter segment is one window); p(w) is the share of windows with word w, p(w, u) with both.

    - `c_uci`: mean over pairs of :math:`\ln\frac{p(w, u) + \epsilon}{p(w) p(u)}`, epsilon 1e-12.
    - `c_npmi`: mean over pairs of the same over :math:`-\ln(p(w, u) + \epsilon)`.
    - `c_v`: the normalised value of each word with all words of the topic, itself among them, is
      its vector; the mean cosine of the words' vectors with the sum of all.

    Parameters
    ----------
    ids, ends
        The tokens as numbers from 0, in the order of the text, and how many there are up to the
        end of each segment.
    topics
        The numbers of each topic's words, the first word first; at least two.
    measures
        Which are computed.
    counting
        ``"gensim"``: as gensim's CoherenceModel counts, where a word goes from the window with the
        first of its tokens though another is still inside. ``"exact"``: it goes with the last.

    Returns
    -------
    dict
        (n_topics,) for each measure. `c_v` lies between -1 and 1, in practice 0 to 1; `c_npmi`
        between -1 (words that never meet reach about -0.5 by epsilon) and 1; `c_uci` has no
        bounds. Higher is better. NaN where a word of the topic does not occur at all, or there
        are fewer than two.

    References
    ----------
    Röder, Both and Hinneburg (2015), Exploring the space of topic coherence measures, WSDM.
    Newman, Lau, Grieser and Baldwin (2010), NAACL, for `c_uci`; Aletras and Stevenson (2013),
    IWCS, for `c_npmi`.

    Examples
    --------
    >>> ids, ends = np.array([0, 1, 2, 3, 0, 1, 2], np.int32), np.array([2, 4, 6, 7])
    >>> found = window_coherence(ids, ends, [np.array([0, 1]), np.array([0, 2])])
    >>> found["c_npmi"].round(2).tolist()
    [1.0, -0.95]
    """
    found: dict[Measure, Floats] = {name: np.full(len(topics), np.nan) for name in measures}
    for some in _batches(topics):
        words = np.unique(np.concatenate([topics[k] for k in some]))
        for size in sorted({WINDOW[name] for name in measures}):
            both, n_windows = _count(ids, ends, words, size, exact=counting == "exact")
            for k in some:
                at = np.searchsorted(words, topics[k])
                joint = both[np.ix_(at, at)] / max(n_windows, 1)
                if len(at) < 2 or not joint.diagonal().all():
                    continue
                for name in measures:
                    if WINDOW[name] == size:
                        found[name][k] = _measure(name, joint)
    return found


def document_coherence(matrix: Any, topics: Sequence[NDArray[np.intp]]) -> Floats:
    r"""Measure `u_mass`: how sure a segment that holds a word holds a less frequent one.

    The mean over the pairs of a topic's first words, the higher in the topic being u, of
    :math:`\ln\frac{D(w, u) / D + \epsilon}{D(u) / D}` with segments that hold the word or both,
    and epsilon 1e-12, as gensim has it (Mimno and others add 1 to D(w, u)).

    Parameters
    ----------
    matrix
        Counts, (n_segments, n_terms), sparse.
    topics
        The columns of each topic's words, the first word first; at least two.

    Returns
    -------
    ndarray
        (n_topics,), at most 0 but for epsilon; higher is better. Rare words lower it: do not
        compare corpora or vocabularies by it. NaN where a word does not occur, or there are fewer
        than two.

    References
    ----------
    Mimno, Wallach, Talley, Leenders and McCallum (2011), Optimizing semantic coherence in topic
    models, EMNLP.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> matrix = csr_matrix([[2, 1, 0], [1, 0, 1], [1, 1, 0]])
    >>> document_coherence(matrix, [np.array([0, 1])]).round(3)  # ln 2/3
    array([-0.405])
    """
    found = np.full(len(topics), np.nan)
    by_column = matrix.tocsc()
    for k, columns in enumerate(topics):
        if len(columns) < 2:
            continue
        held = by_column[:, columns]
        held = held.astype(bool).astype(np.float64)
        both = (held.T @ held).toarray() / matrix.shape[0]
        if both.diagonal().all():
            later, earlier = np.tril_indices(len(columns), -1)
            given = both.diagonal()[earlier]
            found[k] = np.mean(np.log((both[later, earlier] + _ADDED) / given))
    return found


def _batches(topics: Sequence[NDArray[np.intp]]) -> list[list[int]]:
    """Take as many topics at a time as keep the table of pairs small."""
    batches: list[list[int]] = [[]]
    n_words = 0
    for k, topic in enumerate(topics):
        if n_words + len(topic) > _WORDS_AT_A_TIME and batches[-1]:
            batches.append([])
            n_words = 0
        batches[-1].append(k)
        n_words += len(topic)
    return batches if topics else []


def _count(
    ids: NDArray[np.int32],
    ends: NDArray[np.int64],
    words: NDArray[np.intp],
    size: int,
    *,
    exact: bool,
) -> tuple[NDArray[np.int64], int]:
    from toolkit.topics.windows import count_windows

    largest = int(ids.max(initial=-1))
    if len(ids) and int(ids.min()) < 0:
        raise ToolkitError("a token has a number below 0; tokens are numbered from 0")
    word_of = np.full(max(largest, int(words.max(initial=-1))) + 1, -1, np.int32)
    word_of[words] = np.arange(len(words), dtype=np.int32)
    return count_windows(ids, ends, word_of, len(words), size, exact)


def _measure(name: Measure, joint: Floats) -> float:
    alone = joint.diagonal()
    together = joint + _ADDED
    information = np.log(together / np.outer(alone, alone))
    if name != "c_uci":
        information /= -np.log(together)
    if name == "c_v":
        whole = information.sum(axis=0)
        lengths = np.sqrt((information**2).sum(axis=1)) * np.sqrt((whole**2).sum())
        return float(np.mean(information @ whole / lengths))
    return float(np.mean(information[np.tril_indices(len(alone), -1)]))

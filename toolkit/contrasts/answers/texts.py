"""The words of rounds: pooled, without the questioner's own name, and as they begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.contrasts.cells import pool

if TYPE_CHECKING:
    from toolkit.segments import Segments

_FIRST_WORDS = 30


def pool_rows(matrix: csr_matrix, rows: list[tuple[int, ...]]) -> csr_matrix:
    """Add up the counts of some segments, once for each list of them.

    Examples
    --------
    >>> pool_rows(csr_matrix([[1, 0], [2, 1], [0, 4]]), [(0, 1), (2, 1)]).toarray().tolist()
    [[3, 1], [2, 5]]
    """
    of = np.repeat(np.arange(len(rows)), [len(some) for some in rows])
    return pool(matrix[[row for some in rows for row in some]], of, len(rows))


def nameless(questions: csr_matrix, asked_by: Sequence[str], terms: tuple[str, ...]) -> csr_matrix:
    """Take the parts of each questioner's name out of the own question.

    Examples
    --------
    >>> questions = csr_matrix([[1, 2, 3], [4, 5, 6]])
    >>> nameless(questions, ["Ann Lee", ""], ("ann", "lee", "tax")).toarray().tolist()
    [[0, 0, 3], [4, 5, 6]]
    """
    place = {term: v for v, term in enumerate(terms)}
    bare = questions.copy()
    for row, name in enumerate(asked_by):
        parts = re.findall(r"[^\W\d_]+", name.lower())
        own = [place[part] for part in parts if part in place]
        span = slice(bare.indptr[row], bare.indptr[row + 1])
        bare.data[span][np.isin(bare.indices[span], own)] = 0
    bare.eliminate_zeros()
    return bare


def first_words(segments: Segments, rows: tuple[int, ...]) -> str:
    """Return how a round's questions or answers begin."""
    words = " ".join(segments.texts[row] for row in rows).split()
    return " ".join(words[:_FIRST_WORDS]) + (" …" if len(words) > _FIRST_WORDS else "")

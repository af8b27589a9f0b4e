"""Whose a term is: how much of it one speaker says, or one meeting holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Concentration:
    """The largest part that one group has in each term.

    Attributes
    ----------
    share
        (n_terms,): of the term's tokens, 0 to 1; NaN where none of them is in any group.
    group
        Which group it is; of equals the first by name, empty where there is none.
    """

    share: Floats
    group: tuple[str, ...]


def concentration(matrix: csr_matrix, values: Sequence[str | None]) -> Concentration:
    """Find the group that has the largest part in each term (Thompson and Mimno 2018).

    A term of one speaker draws a topic to that speaker, whatever is spoken of. A term said once
    has a share of 1, and a speaker of most words has most of many terms: read it beside the
    counts and that speaker's part of all words.

    Parameters
    ----------
    matrix
        (n_segments, n_terms), counts.
    values
        The group of each segment, such as its speaker; None or empty for none. Tokens of no
        group count as part of the whole.

    Returns
    -------
    Concentration
        One share and group a term.

    References
    ----------
    Thompson and Mimno (2018), Authorless topic models, COLING.

    Examples
    --------
    >>> fish = csr_matrix([[3, 1], [1, 1], [0, 2]])
    >>> found = concentration(fish, ["Ada", "Ben", None])
    >>> found.share.tolist(), found.group
    ([0.75, 0.25], ('Ada', 'Ada'))
    """
    names = sorted({value for value in values if value})
    n_terms = matrix.shape[1]
    if not names:
        return Concentration(np.full(n_terms, np.nan), ("",) * n_terms)
    place = {name: i for i, name in enumerate(names)}
    rows = [i for i, value in enumerate(values) if value]
    groups = [place[value] for value in values if value]
    belongs = csr_matrix((np.ones(len(rows), np.int64), (groups, rows)), (len(names), len(values)))
    table = csr_matrix(belongs @ matrix).tocoo()
    order = np.lexsort((table.row, -table.data, table.col))
    terms, first = np.unique(table.col[order], return_index=True)
    largest = np.zeros(n_terms)
    largest[terms] = table.data[order][first]
    group = [""] * n_terms
    for term, row in zip(terms.tolist(), table.row[order][first].tolist(), strict=True):
        group[term] = names[row]
    total = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
    with np.errstate(invalid="ignore"):
        share = np.where(largest > 0, largest / total, np.nan)
    return Concentration(share, tuple(group))

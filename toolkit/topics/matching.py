"""Match what another tool has fitted to the segments and terms counted here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.counts import Counts
from toolkit.errors import ToolkitError
from toolkit.records import plural, safe_cell
from toolkit.topics.named import NamedMatrix

Floats = NDArray[np.float64]

_EXACT = 1e-9  # what `Topics` allows the sum of a row to be off by
_MOST_NAMED = 3


def in_order(theta: NamedMatrix, phi: NamedMatrix) -> NamedMatrix:
    """Put the topics of phi in the order of theta's, where both are named alike."""
    n_topics, n_given = theta.values.shape[1], len(phi.values)
    if n_given != n_topics:
        raise ToolkitError(
            f"{theta.what} has {plural(n_topics, 'topic')} and {phi.what} {n_given:,}; doc_topic "
            "has one column a topic and topic_term one row a topic"
        )
    if theta.columns is None or phi.rows is None or set(theta.columns) != set(phi.rows):
        return phi
    order = [phi.rows.index(name) for name in theta.columns]
    return NamedMatrix(phi.what, phi.values[order], theta.columns, phi.columns)


def match_segments(theta: NamedMatrix, counts: Counts) -> tuple[dict[int, int], tuple[str, ...]]:
    """Return the row of each segment that has one, and the names that are no segment."""
    if theta.rows is None:
        raise ToolkitError(
            f"{theta.what} does not name its rows; give ids, one name of a segment a row, such as "
            f"{counts.segments.ids[0]!r}"
        )
    # A cell that a spreadsheet would run may have been written with an apostrophe before it.
    place = {str(safe_cell(name)): row for row, name in enumerate(counts.segments.ids)}
    place |= {name: row for row, name in enumerate(counts.segments.ids)}
    rows = {place[name]: row for row, name in enumerate(theta.rows) if name in place}
    unmatched = tuple(name for name in theta.rows if name not in place)
    if not rows:
        raise ToolkitError(
            f"{theta.what} names no segment of the counts: its rows are called "
            f"{_some(theta.rows)}, the segments {_some(counts.segments.ids)}; name the rows by "
            "counts.segments.ids"
        )
    return rows, unmatched


def match_terms(
    phi: NamedMatrix, counts: Counts, rescale: bool, tolerance: float
) -> tuple[Floats, tuple[str, ...], tuple[float, ...]]:
    """Return phi on the vocabulary, the terms it does not know, and each topic's known share."""
    if phi.columns is None:
        raise ToolkitError(f"{phi.what} does not name its columns; give terms, one a column")
    shares = check_shares(phi, rescale, tolerance)
    place = {term: column for column, term in enumerate(phi.columns)}
    known = [(v, place[term]) for v, term in enumerate(counts.terms) if term in place]
    if not known:
        raise ToolkitError(
            f"{phi.what} holds no term of the counts: its columns are called "
            f"{_some(phi.columns)}, the terms {_some(counts.terms)}"
        )
    words = np.zeros((len(shares), len(counts.terms)))
    words[:, [v for v, _ in known]] = shares[:, [column for _, column in known]]
    mass = words.sum(axis=1)
    if mass.min() <= 0:
        raise ToolkitError(
            f"topic {int(np.argmin(mass)) + 1} of {phi.what} has no weight on any term of the "
            "counts; count the terms that the other tool counted"
        )
    cut = np.abs(mass - 1) > _EXACT
    words[cut] /= mass[cut, None]
    held = np.asarray(words.any(axis=0))
    missing = tuple(term for term, has in zip(counts.terms, held, strict=True) if not has)
    return words, missing, tuple(mass.tolist())


def check_shares(matrix: NamedMatrix, rescale: bool, tolerance: float) -> Floats:
    """Check that rows are shares, and bring their sums to one.

    Rows that sum to one within 1e-9 are left as they are, to the last bit.

    Parameters
    ----------
    matrix
        What was given.
    rescale
        Whether rows may be weights: then they are divided by their sums, whatever these are.
    tolerance
        How far a sum may else lie from one.

    Raises
    ------
    ToolkitError
        Naming the first or the worst row, and what to do about it.

    Examples
    --------
    >>> check_shares(NamedMatrix("weights", np.array([[3.0, 1.0]]), None, None), True, 0.0)
    array([[0.75, 0.25]])
    """
    values = matrix.values
    if values.min() < 0:
        row, column = np.argwhere(values < 0)[0]
        hint = "; take exp() of log probabilities first" if values.max() <= 0 else ""
        raise ToolkitError(
            f"{matrix.what}, {_row(matrix, row)}: {values[row, column]:g} is below zero, which no "
            f"share is{hint}"
        )
    sums = values.sum(axis=1)
    off = np.abs(sums - 1)
    row = int(np.argmin(sums)) if rescale else int(np.argmax(off))
    if sums[row] == 0:
        raise ToolkitError(
            f"{matrix.what}, {_row(matrix, row)}: every number is 0, so that it has no shares; "
            "leave such rows out"
        )
    if not rescale and off[row] > tolerance:
        raise ToolkitError(
            f"{matrix.what}, {_row(matrix, row)}: the numbers sum to {sums[row]:.7g} and not to "
            "one; if they are weights, rescale = True divides every row by its sum, and if "
            "columns are missing, add them"
        )
    divisor = np.where(off > _EXACT, sums, 1.0)
    return np.asarray(values / divisor[:, None])


def _row(matrix: NamedMatrix, row: int) -> str:
    return f"row {row + 1}" + (f" ({matrix.rows[row]!r})" if matrix.rows else "")


def _some(names: Sequence[str]) -> str:
    more = ", ..." if len(names) > _MOST_NAMED else ""
    return ", ".join(repr(name) for name in names[:_MOST_NAMED]) + more


def such(names: Sequence[str]) -> str:
    """Name the first few, to be put behind a count.

    Examples
    --------
    >>> such(["a#1", "a#2", "a#3", "a#4"]), such(["a#1"])
    (", such as 'a#1', 'a#2', 'a#3', ...", ": 'a#1'")
    """
    return f", such as {_some(names)}" if len(names) > 1 else f": {names[0]!r}"

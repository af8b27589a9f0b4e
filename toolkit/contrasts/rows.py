"""Which segments a comparison uses, and why there may be none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.stages import did_you_mean, holds

if TYPE_CHECKING:
    from toolkit.segments import Segments

# Columns on which the turns of such a segment may disagree.
_MAY_DISAGREE = {
    "meeting": {"kind", "label", "speaker", "role", "addressed_to", "note", "exchange"},
    "exchange": {"kind", "label", "speaker", "role", "addressed_to", "note"},
    "speaker": {"label", "role", "addressed_to", "note", "exchange"},
}
_MOST_LISTED = 20
_EVERY_TURN_HAS = {"kind", "label", "role"}


def matching(segments: Segments, where: Mapping[str, tuple[str, ...]] | None) -> NDArray[np.bool_]:
    """Mark the segments whose columns hold one of the wanted values.

    Parameters
    ----------
    segments
        What `split` returned.
    where
        Columns and the values wanted; None for every segment. A cell that is a list, joined by
        "; ", holds its members as well as itself.

    Returns
    -------
    ndarray
        (n_segments,).

    Raises
    ------
    ToolkitError
        If a column is unknown, a value does not occur, or no segment is left.
    """
    kept = np.ones(len(segments), dtype=bool)
    for name, wanted in (where or {}).items():
        column = segments.column(name)
        for value in wanted:
            if not any(holds(cell, (value,)) for cell in column):
                known = sorted({v for v in column if v})
                raise ToolkitError(
                    f"where {name} = {value!r}: no segment has that value; "
                    f"{did_you_mean(value, known)}"
                )
        kept &= np.array([holds(cell, wanted) for cell in column], dtype=bool)
    if not kept.any():
        asked = "; ".join(f"{k} = {' or '.join(v)}" for k, v in (where or {}).items())
        raise ToolkitError(f"no segment is left where {asked}" if asked else "there is no segment")
    return kept


def explain_missing(segments: Segments, rows: NDArray[np.intp], columns: Sequence[str]) -> str:
    """Say which columns are missing in all of the rows, and what would give them a value.

    Parameters
    ----------
    segments
        What `split` returned.
    rows
        Numbers of the segments that would be used.
    columns
        Columns of which no row holds all.
    """
    missing = [name for name in columns if not any(segments.column(name)[row] for row in rows)]
    number = plural(len(rows), "segment")
    if not missing:
        return f"none of {number} has a value in all of {listed(columns)}; leave one of them out"
    hints = "; ".join(_hint(segments.by, name) for name in missing)
    return f"none of {number} has a value in {listed(missing)}: {hints}"


def refuse_unknown(groups: Sequence[str], known: Sequence[str], column: str, setting: str) -> None:
    """Raise if a group that a setting names does not occur, with the likely slip.

    Parameters
    ----------
    groups
        What was named.
    known
        What occurs among the segments used.
    column, setting
        Where these groups are, and where they were named.
    """
    for group in groups:
        if group not in known:
            slip = did_you_mean(group, known)
            if not slip.startswith("did you mean"):
                more = ", among others" if len(known) > _MOST_LISTED else ""
                slip = f"{listed(known[:_MOST_LISTED])} occur{more}"
            raise ToolkitError(
                f"{setting} names {group!r}, which no segment used here has as its {column}; {slip}"
            )


def refuse_many(groups: Sequence[str], column: str, most: int, why: str) -> None:
    """Raise if a column has more groups than can be compared.

    Parameters
    ----------
    groups
        Their names.
    column
        The column.
    most
        How many groups are compared at most.
    why
        What so many would make, as a clause.
    """
    if len(groups) > most:
        raise ToolkitError(
            f"{column} has {len(groups):,} groups among the segments used, {why}; compare at most "
            f"{most:,}: name some, such as groups = {list(groups[:2])}, or recode the column into "
            "fewer"
        )


def listed(names: Sequence[str]) -> str:
    """Write quoted names in a row.

    Examples
    --------
    >>> listed(["kind", "year", "host"])
    "'kind', 'year' and 'host'"
    """
    quoted = [repr(name) for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def _hint(by: str, column: str) -> str:
    finer = '"turn" or "paragraph"'
    if column in {"kind", "speaker"}:
        finer = '"turn", "paragraph" or "speaker"'
    if column in _MAY_DISAGREE.get(by, ()):
        doubt = "" if column in _EVERY_TURN_HAS else ", or have none"
        return f"turns of one segment disagree on {column!r}{doubt}; cut by {finer}"
    if by in _MAY_DISAGREE:
        return (
            f"join the column {column!r} to the corpus, or, if turns of one segment disagree on "
            f"it, cut by {finer}"
        )
    return f"join the column {column!r} to the corpus"

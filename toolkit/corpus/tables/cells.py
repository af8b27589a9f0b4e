"""A cell of any table as text: one way to write a number, a date, or nothing."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from typing import Any


def is_text(cell: object) -> bool:
    """Say whether `cell_text` can write a value; it cannot write lists of numbers, or bytes.

    Examples
    --------
    >>> is_text(70.0), is_text(["a", "b"]), is_text([0.1, 0.9]), is_text(b"picture")
    (True, True, False, False)
    """
    if isinstance(cell, list):
        return all(isinstance(item, str) for item in cell)
    return cell is None or isinstance(cell, str | int | float | date | time)


def cell_text(cell: Any) -> str:
    """Write a cell as text: 70.0 as 70, a date in ISO form, what is missing as nothing.

    Parameters
    ----------
    cell
        A value for which `is_text` holds. A list of texts is joined by ``"; "``, as everywhere.

    Examples
    --------
    >>> [cell_text(c) for c in (70.0, 0.5, None, float("nan"), True, ["en", "ru"])]
    ['70', '0.5', '', '', 'true', 'en; ru']
    >>> cell_text(datetime(2024, 9, 24)), cell_text(datetime(2024, 9, 24, 10, 30))
    ('2024-09-24', '2024-09-24 10:30:00')
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if math.isnan(cell):
            return ""
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time.min
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, list):
        return "; ".join(cell)
    return str(cell)

"""Loops that are compiled: in one way, which gives the same bits on every machine of a kind.

The compiler may not reorder sums or fuse operations (no fastmath); it uses one thread. What it made
is kept beside the source, or in the user's own cache where that cannot be written to, and is made
anew in every process, in some seconds, where neither can. Importing this module loads the compiler,
which takes a while: only the modules of loops do, and they are imported by what calls them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])

_FLAGS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def compiled(function: F) -> F:
    """Compile when first called, and keep what was compiled for the next process.

    Examples
    --------
    >>> @compiled
    ... def total(n):
    ...     added = 0
    ...     for i in range(n):
    ...         added += i
    ...     return added
    >>> total(5)
    10
    """
    try:
        made = njit(cache=True, **_FLAGS)(function)
    except RuntimeError:  # no folder for the cache can be written to
        made = njit(**_FLAGS)(function)
    return cast("F", made)


def compiled_inside(function: F) -> F:
    """Compile into the functions that call it, where a call would cost as much as its work."""
    return cast("F", njit(inline="always", **_FLAGS)(function))
